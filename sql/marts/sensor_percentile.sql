-- Percentiles of a sensor over any span, from the histograms of its windows and by its own mapping.
CREATE OR REPLACE FUNCTION mart.sensor_percentile(
  company_code text, plant_code text, sensor_code text, level text, span_from timestamptz, span_to timestamptz,
  ps double precision[] DEFAULT '{0.5,0.95,0.99}')
RETURNS TABLE (p double precision, value double precision, n bigint)
LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog SET jit = off AS $$
DECLARE
  asked integer := mart.sensor_id(company_code, plant_code, sensor_code);
  decimals integer := (SELECT s.resolution_decimals FROM core.sensor AS s WHERE s.sensor_id = asked);
  merged record;
BEGIN
  IF level IS NULL OR level NOT IN ('quarter_hour', 'hour') THEN
    RAISE EXCEPTION 'windows of level % hold no histogram; those of quarter_hour and hour may', level
      USING ERRCODE = 'invalid_parameter_value';
  END IF;
  -- Planned with the span's own instants, so that only its partitions are touched.
  EXECUTE format(
    'SELECT mart.histogram_merge(bins, counts) AS h, min(min) AS low, max(max) AS high, coalesce(sum(n), 0) AS n,
       count(*) FILTER (WHERE bins IS NULL) AS n_without, count(*) AS n_window
     FROM core.%I WHERE sensor_id = $1 AND window_start >= $2 AND window_start < $3 AND n > 0',
    'sensor_' || level) INTO merged USING asked, span_from, span_to;
  IF merged.n_without > 0 THEN
    RAISE EXCEPTION '% of % windows of % hold no histogram: its job must declare percentiles among its statistics, and make them anew',
      merged.n_without, merged.n_window, sensor_code USING ERRCODE = 'no_data_found';
  END IF;
  RETURN QUERY
    SELECT u.p, u.value, merged.n::bigint
    FROM unnest(ps, mart.histogram_percentiles(
      (merged.h).bins, (merged.h).counts, ps, CASE WHEN decimals IS NULL THEN 'log' ELSE 'linear' END, 10::float8 ^ -decimals,
      merged.low, merged.high
    )) WITH ORDINALITY AS u (p, value, i)
    ORDER BY u.i;
END
$$;
COMMENT ON FUNCTION mart.sensor_percentile IS
  'Percentiles of a sensor over the windows of a level that start in [span_from, span_to): a row for each p, with the readings behind it. Exact where the sensor declares a resolution, else to 0.776 % (센서 백분위수)';
