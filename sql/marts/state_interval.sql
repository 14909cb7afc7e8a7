-- Stretches of time in one state, joined over the edges of the intervals that they were computed in.
CREATE OR REPLACE VIEW mart.state_interval WITH (security_invoker = true) AS
WITH piece AS (
  SELECT
    s.*,
    -- A stretch goes on where the one before ended at the edge of its interval, in the same state.
    CASE WHEN lag(state_to) OVER before = state_from AND lag(state_code) OVER before = state_code
      AND lag(closed_by) OVER before = 'interval' THEN 0 ELSE 1 END AS begins
  FROM core.state_interval AS s
  WINDOW before AS (PARTITION BY sensor_id ORDER BY state_from)
), numbered AS (
  SELECT piece.*, sum(begins) OVER (PARTITION BY sensor_id ORDER BY state_from) AS stretch
  FROM piece
)
SELECT
  c.code AS company,
  p.code AS plant,
  s.code AS sensor,
  min(n.state_from) AS state_from,
  max(n.state_to) AS state_to,
  n.state_code,
  extract(epoch FROM max(n.state_to) - min(n.state_from))::float8 AS duration_s,
  (array_agg(n.closed_by ORDER BY n.state_from DESC))[1] AS closed_by
FROM numbered AS n
JOIN core.sensor AS s USING (sensor_id)
JOIN core.plant AS p USING (plant_id)
JOIN core.company AS c ON c.company_id = n.company_id
GROUP BY c.code, p.code, s.code, n.sensor_id, n.stretch, n.state_code;

COMMENT ON VIEW mart.state_interval IS 'Stretches of time in one state (상태 구간)';
COMMENT ON COLUMN mart.state_interval.company IS 'Company code (기업)';
COMMENT ON COLUMN mart.state_interval.plant IS 'Plant code (공장)';
COMMENT ON COLUMN mart.state_interval.sensor IS 'Sensor code (센서)';
COMMENT ON COLUMN mart.state_interval.state_from IS 'Start of the stretch (시작)';
COMMENT ON COLUMN mart.state_interval.state_to IS 'End of the stretch, not included (끝)';
COMMENT ON COLUMN mart.state_interval.state_code IS 'The state (상태 코드)';
COMMENT ON COLUMN mart.state_interval.duration_s IS 'Length of the stretch, seconds (지속 시간, 초)';
COMMENT ON COLUMN mart.state_interval.closed_by IS 'change, bad, gap, or interval: it may go on in an interval that is not there (종료 사유)';
