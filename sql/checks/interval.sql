-- What the loader asks inside the transaction of an interval, on the new rows, before it may commit.
CREATE OR REPLACE FUNCTION etl.check_interval(
  checked_job integer, span_from timestamptz, span_to timestamptz,
  levels text[], rows_sent bigint[], readings bigint, nulls bigint, refusals bigint
) RETURNS TABLE (check_code text, expected numeric, found numeric)
LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
  WITH stored AS (
    SELECT 'minute' AS level, count(*) AS n_row, sum(n + n_bad) AS n_reading, sum(n_null) AS n_null
    FROM core.sensor_minute WHERE job_id = checked_job AND window_start >= span_from AND window_start < span_to
    UNION ALL
    SELECT 'quarter_hour', count(*), sum(n + n_bad), sum(n_null)
    FROM core.sensor_quarter_hour WHERE job_id = checked_job AND window_start >= span_from AND window_start < span_to
    UNION ALL
    SELECT 'hour', count(*), sum(n + n_bad), sum(n_null)
    FROM core.sensor_hour WHERE job_id = checked_job AND window_start >= span_from AND window_start < span_to
    UNION ALL
    SELECT 'state_interval', count(*), NULL, NULL
    FROM core.state_interval WHERE job_id = checked_job AND state_from >= span_from AND state_from < span_to
    UNION ALL
    SELECT 'flag_interval', count(*), NULL, NULL
    FROM core.flag_interval WHERE job_id = checked_job AND flag_to >= span_from AND flag_to < span_to
  ), sent AS (
    SELECT s.level, s.n_row FROM unnest(levels, rows_sent) AS s (level, n_row)
  )
  SELECT 'rows_' || stored.level, coalesce(sent.n_row, 0)::numeric, stored.n_row::numeric
  FROM stored LEFT JOIN sent USING (level)
  UNION ALL
  SELECT 'readings_' || level, readings::numeric, coalesce(n_reading, 0)::numeric
  FROM stored JOIN sent USING (level) WHERE level NOT LIKE '%interval'
  UNION ALL
  SELECT 'nulls_' || level, nulls::numeric, coalesce(stored.n_null, 0)::numeric
  FROM stored JOIN sent USING (level) WHERE level NOT LIKE '%interval'
  UNION ALL
  SELECT 'refusals', refusals::numeric, count(*)::numeric
  FROM etl.refusal WHERE job_id = checked_job AND interval_from = span_from AND is_published
$$;
COMMENT ON FUNCTION etl.check_interval IS 'Counts of an interval as sent and as stored; each pair must be equal (구간 적재 검사)';
