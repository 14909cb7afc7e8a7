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
  ), line AS (
    SELECT
      w.level, date_trunc('day', w.window_start) AS day, c.code AS company, p.code AS plant, s.code AS sensor, w.window_start,
      md5(ROW(
        c.code, p.code, s.code, j.code, w.window_start, w.window_end, w.first_at, w.last_at, w.min, w.max, w.first, w.last,
        w.sum_float, w.mean, w.m2, w.n, w.n_bad, w.n_null, w.n_duplicate, w.sum)::text) AS hash
    FROM state AS w
    JOIN core.sensor AS s USING (sensor_id)
    JOIN core.plant AS p USING (plant_id)
    JOIN core.company AS c ON c.company_id = w.company_id
    JOIN etl.job AS j ON j.job_id = w.job_id
    WHERE only_job IS NULL OR j.code = only_job
  ), per_day AS (
    SELECT level, day,
      md5(string_agg(hash, '' ORDER BY company COLLATE "C", plant COLLATE "C", sensor COLLATE "C", window_start)) AS hash
    FROM line GROUP BY level, day
  )
  SELECT md5(coalesce(string_agg(level || day || hash, '' ORDER BY level COLLATE "C", day), '')) FROM per_day
$$;
COMMENT ON FUNCTION etl.content_hash IS 'Hash over the data of all jobs or of one: equal hashes mean equal data (내용 해시)';
