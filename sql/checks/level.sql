-- What the loader asks inside the transaction of a coarser interval, on the new rows, before it may commit: rows, readings and null
-- cells as folded; each row against the finer windows that lie in it; of days and months also that no finer window was left out.
CREATE OR REPLACE FUNCTION etl.check_level(
  checked_job integer, checked_level text, span_from timestamptz, span_to timestamptz, finer text,
  rows_sent bigint, readings bigint, nulls bigint
) RETURNS TABLE (check_code text, expected numeric, found numeric)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog AS $$
DECLARE
  whole constant boolean := checked_level <> 'shift';
BEGIN
  IF checked_level NOT IN ('day', 'month', 'shift') OR finer NOT IN ('minute', 'quarter_hour', 'hour', 'day') THEN
    RAISE EXCEPTION 'there is no level % made from %', checked_level, finer;
  END IF;
  RETURN QUERY EXECUTE format(
    $query$
    WITH stored AS (
      SELECT count(*) AS n_row, coalesce(sum(n + n_bad), 0) AS n_reading, coalesce(sum(n_null), 0) AS n_null
      FROM core.%1$I WHERE job_id = $1 AND window_start >= $2 AND window_start < $3
    ), unlike AS (
      SELECT count(*) AS n_row
      FROM core.%1$I AS w, LATERAL (
        SELECT sum(n)::bigint AS n, sum(n_bad)::bigint AS n_bad, sum(n_null)::bigint AS n_null,
          sum(n_duplicate)::bigint AS n_duplicate, min(min) AS min, max(max) AS max, sum(sum) AS sum,
          max(window_end) AS last_end
        FROM core.%2$I WHERE sensor_id = w.sensor_id AND window_start >= w.window_start AND window_start < w.window_end
      ) AS f
      WHERE w.job_id = $1 AND w.window_start >= $2 AND w.window_start < $3 AND (
        (w.n, w.n_bad, w.n_null, w.n_duplicate, w.min, w.max)
          IS DISTINCT FROM (f.n, f.n_bad, f.n_null, f.n_duplicate, f.min, f.max)
        OR w.sum IS DISTINCT FROM f.sum AND w.sum_float IS NULL
        OR f.last_end > w.window_end)
    )
    SELECT 'rows_' || $4, $5::numeric, n_row::numeric FROM stored
    UNION ALL
    SELECT 'readings_' || $4, $6::numeric, n_reading FROM stored
    UNION ALL
    SELECT 'nulls_' || $4, $7::numeric, n_null FROM stored
    UNION ALL
    SELECT 'unlike_finer_' || $4, 0, n_row::numeric FROM unlike
    UNION ALL
    SELECT 'readings_of_finer_' || $4, stored.n_reading, f.n_reading
    FROM stored, LATERAL (
      SELECT coalesce(sum(n + n_bad), 0) AS n_reading
      FROM core.%2$I WHERE job_id = $1 AND window_start >= $2 AND window_start < $3
    ) AS f WHERE $8
    $query$, 'sensor_' || checked_level, 'sensor_' || finer)
  USING checked_job, span_from, span_to, checked_level, rows_sent, readings, nulls, whole;
END
$$;
COMMENT ON FUNCTION etl.check_level IS 'Figures of a coarser interval as folded, as stored and as its finer windows have them; each pair must be equal (상위 집계 검사)';

-- A coarser interval is final when all that it is made from is: every interval of the job in its span, and for a month its days as well.
CREATE OR REPLACE FUNCTION etl.is_settled(
  checked_job integer, checked_level text, span_from timestamptz, span_to timestamptz
) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
  SELECT NOT EXISTS (
    SELECT FROM etl.interval
    WHERE job_id = checked_job AND interval_from < span_to AND interval_to > span_from AND final_at IS NULL
  ) AND NOT EXISTS (
    SELECT FROM etl.level_interval
    WHERE job_id = checked_job AND checked_level = 'month' AND level = 'day' AND interval_from < span_to
      AND interval_to > span_from AND state <> 'done'
  )
$$;
COMMENT ON FUNCTION etl.is_settled IS 'Whether all the intervals are final from which a coarser interval is made (하위 구간 확정 여부)';
