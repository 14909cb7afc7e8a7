-- Sensors by quarter hour, for analysts. is_final costs an index probe a row, and only where it is selected.
CREATE OR REPLACE VIEW mart.sensor_quarter_hour WITH (security_invoker = true) AS
SELECT
  c.code AS company,
  p.code AS plant,
  s.code AS sensor,
  s.unit,
  w.window_start,
  w.window_end,
  w.n,
  w.n_bad,
  w.n_null,
  w.n_duplicate,
  w.min,
  w.max,
  w.first,
  w.last,
  -- float8 to numeric directly would round to 15 digits; its text is exact.
  coalesce(w.sum, w.sum_float::text::numeric) AS sum,
  w.mean,
  CASE WHEN w.n > 1 THEN sqrt(w.m2 / (w.n - 1)) END AS sd,
  coalesce((
    SELECT i.final_at IS NOT NULL
    FROM etl.interval AS i
    WHERE i.job_id = w.job_id AND i.interval_from <= w.window_start
    ORDER BY i.interval_from DESC
    LIMIT 1
  ), false) AS is_final
FROM core.sensor_quarter_hour AS w
JOIN core.sensor AS s USING (sensor_id)
JOIN core.plant AS p USING (plant_id)
JOIN core.company AS c ON c.company_id = w.company_id;

COMMENT ON VIEW mart.sensor_quarter_hour IS 'Sensor statistics by quarter hour (15분 단위 센서 통계)';
COMMENT ON COLUMN mart.sensor_quarter_hour.company IS 'Company code (기업)';
COMMENT ON COLUMN mart.sensor_quarter_hour.plant IS 'Plant code (공장)';
COMMENT ON COLUMN mart.sensor_quarter_hour.sensor IS 'Sensor code (센서)';
COMMENT ON COLUMN mart.sensor_quarter_hour.unit IS 'Unit of min, max, first, last, sum, mean and sd (단위)';
COMMENT ON COLUMN mart.sensor_quarter_hour.window_start IS 'Start of the window (창 시작)';
COMMENT ON COLUMN mart.sensor_quarter_hour.window_end IS 'End of the window, not included (창 끝)';
COMMENT ON COLUMN mart.sensor_quarter_hour.n IS 'Usable readings (유효 측정 수)';
COMMENT ON COLUMN mart.sensor_quarter_hour.n_bad IS 'Readings that are not usable (불량 측정 수)';
COMMENT ON COLUMN mart.sensor_quarter_hour.n_null IS 'Cells without a value (빈 셀 수)';
COMMENT ON COLUMN mart.sensor_quarter_hour.n_duplicate IS 'Surplus readings on an instant, kept or dropped (중복 수)';
COMMENT ON COLUMN mart.sensor_quarter_hour.min IS 'Least usable value (최솟값)';
COMMENT ON COLUMN mart.sensor_quarter_hour.max IS 'Greatest usable value (최댓값)';
COMMENT ON COLUMN mart.sensor_quarter_hour.first IS 'First usable value (첫 값)';
COMMENT ON COLUMN mart.sensor_quarter_hour.last IS 'Last usable value (마지막 값)';
COMMENT ON COLUMN mart.sensor_quarter_hour.sum IS 'Sum of usable values; exact where the sensor declares a resolution (합계)';
COMMENT ON COLUMN mart.sensor_quarter_hour.mean IS 'Mean of usable values (평균)';
COMMENT ON COLUMN mart.sensor_quarter_hour.sd IS 'Sample standard deviation; null for fewer than two readings (표준편차)';
COMMENT ON COLUMN mart.sensor_quarter_hour.is_final IS 'The interval has been published after it was due (확정 여부)';
