-- One text for the contents of the window tables: over rows in the order of their natural keys and over their values, with surrogate
-- ids, runs and load times left out. Equal texts mean equal data, however often and in whatever order it was loaded.
CREATE OR REPLACE FUNCTION etl.content_hash(only_job text DEFAULT NULL) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog SET timezone = 'UTC' SET datestyle = 'ISO'
SET extra_float_digits = 1 AS $$
  WITH state AS (
    SELECT 'minute' AS level, w.* FROM core.sensor_minute AS w
    UNION ALL
    SELECT 'quarter_hour', w.* FROM core.sensor_quarter_hour AS w
    UNION ALL
    SELECT 'hour', w.* FROM core.sensor_hour AS w
    UNION ALL
    SELECT 'day', w.* FROM core.sensor_day AS w
    UNION ALL
    SELECT 'month', w.* FROM core.sensor_month AS w
  ), line AS (
    SELECT
      w.level, date_trunc('day', w.window_start) AS day, c.code AS company, p.code AS plant, s.code AS sensor, w.window_start,
      md5(ROW(
        c.code, p.code, s.code, j.code, w.window_start, w.window_end, w.first_at, w.last_at, w.min, w.max, w.first, w.last,
        w.sum_float, w.mean, w.m2, w.n, w.n_bad, w.n_null, w.n_duplicate, w.sum, w.covered_us, w.good_us, w.uncertain_us,
        w.bad_us, w.gap_us, w.integral, w.increase, w.p50, w.p95, w.p99, w.sum_sin, w.sum_cos, w.n_reset, w.n_transition,
        w.n_range, w.n_rate, w.n_stuck, w.n_spike, w.n_drift, w.n_gap, w.state_codes, w.state_us, w.bins,
        w.counts)::text) AS hash
    FROM state AS w
    JOIN core.sensor AS s USING (sensor_id)
    JOIN core.plant AS p USING (plant_id)
    JOIN core.company AS c ON c.company_id = w.company_id
    JOIN etl.job AS j ON j.job_id = w.job_id
    WHERE only_job IS NULL OR j.code = only_job
    UNION ALL
    SELECT
      'shift', date_trunc('day', w.window_start), c.code, p.code, s.code, w.window_start,
      md5(ROW(
        c.code, p.code, s.code, j.code, w.window_start, w.window_end, w.first_at, w.last_at, w.min, w.max, w.first, w.last,
        w.sum_float, w.mean, w.m2, w.n, w.n_bad, w.n_null, w.n_duplicate, w.sum, w.covered_us, w.good_us, w.uncertain_us,
        w.bad_us, w.gap_us, w.integral, w.increase, w.p50, w.p95, w.p99, w.sum_sin, w.sum_cos, w.n_reset, w.n_transition,
        w.n_range, w.n_rate, w.n_stuck, w.n_spike, w.n_drift, w.n_gap, w.state_codes, w.state_us, w.bins, w.counts,
        w.working_day, w.shift_code, w.break_us)::text)
    FROM core.sensor_shift AS w
    JOIN core.sensor AS s USING (sensor_id)
    JOIN core.plant AS p USING (plant_id)
    JOIN core.company AS c ON c.company_id = w.company_id
    JOIN etl.job AS j ON j.job_id = w.job_id
    WHERE only_job IS NULL OR j.code = only_job
    UNION ALL
    SELECT
      'state_interval', date_trunc('day', w.state_from), c.code, p.code, s.code, w.state_from,
      md5(ROW(c.code, p.code, s.code, j.code, w.state_from, w.state_to, w.state_code, w.closed_by)::text)
    FROM core.state_interval AS w
    JOIN core.sensor AS s USING (sensor_id)
    JOIN core.plant AS p USING (plant_id)
    JOIN core.company AS c ON c.company_id = w.company_id
    JOIN etl.job AS j ON j.job_id = w.job_id
    WHERE only_job IS NULL OR j.code = only_job
    UNION ALL
    SELECT
      'flag_interval', date_trunc('day', w.flag_to), c.code, p.code, s.code, w.flag_to,
      md5(ROW(c.code, p.code, s.code, j.code, w.flag, w.flag_from, w.flag_to, w.n_reading)::text)
    FROM core.flag_interval AS w
    JOIN core.sensor AS s USING (sensor_id)
    JOIN core.plant AS p USING (plant_id)
    JOIN core.company AS c ON c.company_id = w.company_id
    JOIN etl.job AS j ON j.job_id = w.job_id
    WHERE only_job IS NULL OR j.code = only_job
  ), per_day AS (
    SELECT level, day,
      md5(string_agg(hash, '' ORDER BY company COLLATE "C", plant COLLATE "C", sensor COLLATE "C", window_start, hash)) AS hash
    FROM line GROUP BY level, day
  )
  SELECT md5(coalesce(string_agg(level || day || hash, '' ORDER BY level COLLATE "C", day), '')) FROM per_day
$$;
COMMENT ON FUNCTION etl.content_hash IS 'Hash over the data of all jobs or of one: equal hashes mean equal data (내용 해시)';
