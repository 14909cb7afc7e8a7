-- The rules of Western Electric and of Nelson. A point that lies exactly on a line belongs to the zone inside of it.

-- Lines are compared, not distances: 10 + 3 * 0.1 is the float 10.3, while 10.3 - 10 is more than 3 * 0.1.
CREATE OR REPLACE FUNCTION mart.spc_zone(value double precision, centre double precision, sigma double precision) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
  WHEN sigma IS NULL OR sigma < 0 OR 'NaN' IN (value, centre, sigma) THEN NULL
  WHEN value > centre + 3 * sigma THEN 4
  WHEN value > centre + 2 * sigma THEN 3
  WHEN value > centre + sigma THEN 2
  WHEN value < centre - 3 * sigma THEN -4
  WHEN value < centre - 2 * sigma THEN -3
  WHEN value < centre - sigma THEN -2
  WHEN value > centre THEN 1
  WHEN value < centre THEN -1
  WHEN value = centre THEN 0
END;
COMMENT ON FUNCTION mart.spc_zone IS
  'Zone of a point: 4 beyond 3 sigma, 3 beyond 2, 2 beyond 1, 1 within 1, 0 on the centre line; negative below it; null where something is null or NaN or sigma is negative (관리도 구역)';

CREATE OR REPLACE FUNCTION mart.spc_zone_between(
  value double precision, centre double precision, lcl double precision, ucl double precision) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
  WHEN lcl IS NULL OR ucl IS NULL OR lcl > centre OR centre > ucl OR 'NaN' IN (value, lcl, ucl) THEN NULL
  WHEN value > ucl THEN 4
  WHEN value > centre + (ucl - centre) * 2 / 3 THEN 3
  WHEN value > centre + (ucl - centre) / 3 THEN 2
  WHEN value < lcl THEN -4
  WHEN value < centre - (centre - lcl) * 2 / 3 THEN -3
  WHEN value < centre - (centre - lcl) / 3 THEN -2
  WHEN value > centre THEN 1
  WHEN value < centre THEN -1
  WHEN value = centre THEN 0
END;
COMMENT ON FUNCTION mart.spc_zone_between IS
  'Zone of a point between frozen limits, each half of the chart in thirds; numbered as by mart.spc_zone (관리한계 기준 구역)';

CREATE OR REPLACE FUNCTION mart.spc_signal_of_zone(series double precision[], zones integer[])
RETURNS TABLE (rule text, index integer, direction text)
LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  WITH point AS (
    SELECT u.i, u.v, u.z
    FROM ROWS FROM (unnest(series), unnest(zones)) WITH ORDINALITY AS u (v, z, i)
    WHERE u.v <> 'NaN' AND u.z IS NOT NULL
  ), step AS (
    SELECT i, v, z, CASE WHEN v > lag(v) OVER (ORDER BY i) THEN 1 WHEN v < lag(v) OVER (ORDER BY i) THEN -1 END AS s
    FROM point
  ), turn AS (
    SELECT i, z, s, s = - lag(s) OVER (ORDER BY i) AS turns FROM step
  ), counted AS (
    SELECT
      i, z, s,
      count(*) FILTER (WHERE z >= 3) OVER last_3 AS above_2, count(*) FILTER (WHERE z <= -3) OVER last_3 AS below_2,
      count(*) FILTER (WHERE z >= 2) OVER last_5 AS above_1, count(*) FILTER (WHERE z <= -2) OVER last_5 AS below_1,
      count(*) FILTER (WHERE s = 1) OVER last_5 AS rises, count(*) FILTER (WHERE s = -1) OVER last_5 AS falls,
      count(*) FILTER (WHERE z > 0) OVER last_8 AS above_in_8, count(*) FILTER (WHERE z < 0) OVER last_8 AS below_in_8,
      count(*) FILTER (WHERE abs(z) >= 2) OVER last_8 AS beyond_1_in_8,
      count(*) FILTER (WHERE z > 0) OVER last_9 AS above_in_9, count(*) FILTER (WHERE z < 0) OVER last_9 AS below_in_9,
      count(*) FILTER (WHERE turns) OVER last_12 AS turns_in_12,
      count(*) FILTER (WHERE abs(z) <= 1) OVER last_15 AS within_1_in_15
    FROM turn
    WINDOW
      last_3 AS (ORDER BY i ROWS 2 PRECEDING), last_5 AS (ORDER BY i ROWS 4 PRECEDING), last_8 AS (ORDER BY i ROWS 7 PRECEDING),
      last_9 AS (ORDER BY i ROWS 8 PRECEDING), last_12 AS (ORDER BY i ROWS 11 PRECEDING),
      last_15 AS (ORDER BY i ROWS 14 PRECEDING)
  )
  -- Where one of two or four of five count, the point itself is one of them: a signal stands where its pattern was completed.
  SELECT fired.rule, c.i::integer, fired.direction
  FROM counted AS c, LATERAL (
    VALUES
      ('N1', abs(c.z) = 4, CASE WHEN c.z > 0 THEN 'above' ELSE 'below' END),
      ('N2', c.above_in_9 = 9 OR c.below_in_9 = 9, CASE WHEN c.z > 0 THEN 'above' ELSE 'below' END),
      ('N3', c.rises = 5 OR c.falls = 5, CASE WHEN c.s > 0 THEN 'rising' ELSE 'falling' END),
      ('N4', c.turns_in_12 = 12, NULL),
      ('N5', (c.z >= 3 AND c.above_2 >= 2) OR (c.z <= -3 AND c.below_2 >= 2), CASE WHEN c.z > 0 THEN 'above' ELSE 'below' END),
      ('N6', (c.z >= 2 AND c.above_1 >= 4) OR (c.z <= -2 AND c.below_1 >= 4), CASE WHEN c.z > 0 THEN 'above' ELSE 'below' END),
      ('N7', c.within_1_in_15 = 15, NULL),
      ('N8', c.beyond_1_in_8 = 8 AND c.above_in_8 > 0 AND c.below_in_8 > 0, NULL),
      ('WE1', abs(c.z) = 4, CASE WHEN c.z > 0 THEN 'above' ELSE 'below' END),
      ('WE2', (c.z >= 3 AND c.above_2 >= 2) OR (c.z <= -3 AND c.below_2 >= 2), CASE WHEN c.z > 0 THEN 'above' ELSE 'below' END),
      ('WE3', (c.z >= 2 AND c.above_1 >= 4) OR (c.z <= -2 AND c.below_1 >= 4), CASE WHEN c.z > 0 THEN 'above' ELSE 'below' END),
      ('WE4', c.above_in_8 = 8 OR c.below_in_8 = 8, CASE WHEN c.z > 0 THEN 'above' ELSE 'below' END)
  ) AS fired (rule, fires, direction)
  WHERE fired.fires
  ORDER BY c.i, fired.rule;
END;
COMMENT ON FUNCTION mart.spc_signal_of_zone IS
  'Rules of Western Electric and Nelson over points whose zones are known: one row per rule and place, counted from 1, at which it fires (관리도 판정 신호)';

CREATE OR REPLACE FUNCTION mart.spc_signal(series double precision[], centre double precision, sigma double precision)
RETURNS TABLE (rule text, index integer, direction text)
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog AS $$
BEGIN
  IF sigma < 0 OR 'NaN' IN (centre, sigma) THEN
    RAISE EXCEPTION 'no lines can be drawn at centre %, sigma %', centre, sigma USING ERRCODE = 'invalid_parameter_value';
  END IF;
  RETURN QUERY
    SELECT s.rule, s.index, s.direction
    FROM mart.spc_signal_of_zone(
      series, (SELECT array_agg(mart.spc_zone(u.v, centre, sigma) ORDER BY u.i) FROM unnest(series) WITH ORDINALITY AS u (v, i))
    ) AS s;
END
$$;
COMMENT ON FUNCTION mart.spc_signal IS
  'WE1 to WE4 and N1 to N8 over a series with a centre line and the standard deviation of a point: one row per rule and place, counted from 1, at which it fires. Values null or NaN leave the sample; null centre or sigma: no rows (관리도 판정 규칙)';
