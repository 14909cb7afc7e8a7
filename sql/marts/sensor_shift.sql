-- Sensors by shift, for analysts. is_final costs an index probe a row, and only where it is selected.
CREATE OR REPLACE VIEW mart.sensor_shift WITH (security_invoker = true) AS
SELECT
  c.code AS company,
  p.code AS plant,
  s.code AS sensor,
  s.unit,
  w.window_start,
  w.window_end,
  w.working_day,
  w.shift_code AS shift,
  w.break_us / 1e6::float8 AS break_s,
  CASE WHEN w.shift_code <> 'no_shift'
    THEN extract(epoch FROM w.window_end - w.window_start)::float8 - w.break_us / 1e6 ELSE 0 END AS planned_s,
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
    FROM etl.level_interval AS i
    WHERE i.job_id = w.job_id AND i.level = 'shift' AND i.interval_from <= w.window_start
    ORDER BY i.interval_from DESC
    LIMIT 1
  ), false) AS is_final,
  -- The chosen statistics of docs/statistics.md; null where a sensor has not chosen them.
  w.integral / (nullif(w.covered_us, 0) / 1e6) AS time_weighted_mean,
  w.covered_us / extract(epoch FROM w.window_end - w.window_start)::float8 / 1e6 AS coverage,
  w.integral,
  w.good_us / 1e6::float8 AS good_s,
  w.uncertain_us / 1e6::float8 AS uncertain_s,
  w.bad_us / 1e6::float8 AS bad_s,
  w.gap_us / 1e6::float8 AS gap_s,
  100 * (w.good_us / extract(epoch FROM w.window_end - w.window_start)::float8 / 1e6) AS good_percent,
  CASE
    WHEN w.good_us IS NULL THEN NULL
    WHEN w.bad_us + w.gap_us >= 1e6 * extract(epoch FROM w.window_end - w.window_start) THEN 'bad'
    WHEN w.good_us >= 1e6 * extract(epoch FROM w.window_end - w.window_start) THEN 'good'
    ELSE 'uncertain'
  END AS quality,
  w.increase,
  w.n_reset,
  w.n_transition,
  w.state_codes,
  w.state_us,
  w.p50,
  w.p95,
  w.p99,
  CASE WHEN w.n > 0 THEN mod(degrees(atan2(w.sum_sin, w.sum_cos))::numeric + 360, 360)::float8 END AS direction_deg,
  CASE WHEN w.n > 0 THEN sqrt(w.sum_sin ^ 2 + w.sum_cos ^ 2) / w.n END AS steadiness,
  w.n_range,
  w.n_rate,
  w.n_stuck,
  w.n_spike,
  w.n_drift,
  w.n_gap
FROM core.sensor_shift AS w
JOIN core.sensor AS s USING (sensor_id)
JOIN core.plant AS p USING (plant_id)
JOIN core.company AS c ON c.company_id = w.company_id;

COMMENT ON VIEW mart.sensor_shift IS 'Sensor statistics by shift (교대 근무 단위 센서 통계)';
COMMENT ON COLUMN mart.sensor_shift.company IS 'Company code (기업)';
COMMENT ON COLUMN mart.sensor_shift.plant IS 'Plant code (공장)';
COMMENT ON COLUMN mart.sensor_shift.sensor IS 'Sensor code (센서)';
COMMENT ON COLUMN mart.sensor_shift.unit IS 'Unit of min, max, first, last, sum, mean and sd (단위)';
COMMENT ON COLUMN mart.sensor_shift.window_start IS 'Start of the window (창 시작)';
COMMENT ON COLUMN mart.sensor_shift.window_end IS 'End of the window, not included (창 끝)';
COMMENT ON COLUMN mart.sensor_shift.working_day IS 'Local date on which the shift starts (작업일)';
COMMENT ON COLUMN mart.sensor_shift.shift IS 'Shift as the register names it; no_shift: none (교대조)';
COMMENT ON COLUMN mart.sensor_shift.break_s IS 'Breaks within the shift; the statistics cover them too (휴식 시간, 초)';
COMMENT ON COLUMN mart.sensor_shift.planned_s IS 'Length of the shift without its breaks; 0 in no shift (계획 시간, 초)';
COMMENT ON COLUMN mart.sensor_shift.n IS 'Usable readings (유효 측정 수)';
COMMENT ON COLUMN mart.sensor_shift.n_bad IS 'Readings that are not usable (불량 측정 수)';
COMMENT ON COLUMN mart.sensor_shift.n_null IS 'Cells without a value (빈 셀 수)';
COMMENT ON COLUMN mart.sensor_shift.n_duplicate IS 'Surplus readings on an instant, kept or dropped (중복 수)';
COMMENT ON COLUMN mart.sensor_shift.min IS 'Least usable value (최솟값)';
COMMENT ON COLUMN mart.sensor_shift.max IS 'Greatest usable value (최댓값)';
COMMENT ON COLUMN mart.sensor_shift.first IS 'First usable value (첫 값)';
COMMENT ON COLUMN mart.sensor_shift.last IS 'Last usable value (마지막 값)';
COMMENT ON COLUMN mart.sensor_shift.sum IS 'Sum of usable values; exact where the sensor declares a resolution (합계)';
COMMENT ON COLUMN mart.sensor_shift.mean IS 'Mean of usable values (평균)';
COMMENT ON COLUMN mart.sensor_shift.sd IS 'Sample standard deviation; null for fewer than two readings (표준편차)';
COMMENT ON COLUMN mart.sensor_shift.is_final IS 'It was due with all the intervals it is made from final (확정 여부)';
COMMENT ON COLUMN mart.sensor_shift.time_weighted_mean IS 'Mean weighted by the time that readings stand for; null without cover (시간 가중 평균)';
COMMENT ON COLUMN mart.sensor_shift.coverage IS 'Share of the window that usable readings cover, 0 to 1 (유효 비율)';
COMMENT ON COLUMN mart.sensor_shift.integral IS 'Integral over the covered time, unit times seconds (적분값)';
COMMENT ON COLUMN mart.sensor_shift.good_s IS 'Seconds governed by good readings (양호 시간, 초)';
COMMENT ON COLUMN mart.sensor_shift.uncertain_s IS 'Seconds governed by uncertain readings (불확실 시간, 초)';
COMMENT ON COLUMN mart.sensor_shift.bad_s IS 'Seconds governed by bad readings (불량 시간, 초)';
COMMENT ON COLUMN mart.sensor_shift.gap_s IS 'Seconds that no reading governs (공백 시간, 초)';
COMMENT ON COLUMN mart.sensor_shift.good_percent IS 'Good seconds in per cent of the window (양호 비율, %)';
COMMENT ON COLUMN mart.sensor_shift.quality IS 'good: good all the time; bad: never good nor uncertain; else uncertain (품질 상태)';
COMMENT ON COLUMN mart.sensor_shift.increase IS 'Increase of a counter, resets and rollovers taken out (증가량)';
COMMENT ON COLUMN mart.sensor_shift.n_reset IS 'Resets of a counter (카운터 초기화 수)';
COMMENT ON COLUMN mart.sensor_shift.n_transition IS 'Changes of state (상태 전이 수)';
COMMENT ON COLUMN mart.sensor_shift.state_codes IS 'States, ascending (상태 코드)';
COMMENT ON COLUMN mart.sensor_shift.state_us IS 'Microseconds in each of state_codes (상태별 시간, 마이크로초)';
COMMENT ON COLUMN mart.sensor_shift.p50 IS 'Median of usable values (중앙값)';
COMMENT ON COLUMN mart.sensor_shift.p95 IS '95th percentile of usable values (95 백분위수)';
COMMENT ON COLUMN mart.sensor_shift.p99 IS '99th percentile of usable values (99 백분위수)';
COMMENT ON COLUMN mart.sensor_shift.direction_deg IS 'Mean direction of angles, 0 to 360 degrees (평균 방향, 도)';
COMMENT ON COLUMN mart.sensor_shift.steadiness IS 'Length of the mean vector of angles, 0 to 1 (방향 일관성)';
COMMENT ON COLUMN mart.sensor_shift.n_range IS 'Readings beyond the declared limits (한계 이탈 수)';
COMMENT ON COLUMN mart.sensor_shift.n_rate IS 'Readings that changed too fast (변화율 초과 수)';
COMMENT ON COLUMN mart.sensor_shift.n_stuck IS 'Readings that had not changed for too long (고착 수)';
COMMENT ON COLUMN mart.sensor_shift.n_spike IS 'Readings far from the median of their neighbours (스파이크 수)';
COMMENT ON COLUMN mart.sensor_shift.n_drift IS 'Readings off the declared period (주기 이탈 수)';
COMMENT ON COLUMN mart.sensor_shift.n_gap IS 'Readings after a silence (공백 수)';
