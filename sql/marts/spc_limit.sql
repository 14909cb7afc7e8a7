-- From readings to points, from points to limits and capability. Values that are null or NaN are no points: they leave the sample, and
-- their neighbours become neighbours. Sums run in the order of the series, so that equal series give equal bits.

CREATE OR REPLACE FUNCTION mart.individual_point(series double precision[])
RETURNS TABLE (index integer, value double precision, moving_range double precision)
LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT u.i::integer, u.v, abs(u.v - lag(u.v) OVER (ORDER BY u.i))
  FROM unnest(series) WITH ORDINALITY AS u (v, i)
  WHERE u.v <> 'NaN'
  ORDER BY u.i;
END;
COMMENT ON FUNCTION mart.individual_point IS
  'Points of an I-MR chart: each value with its place in the series, counted from 1, and its distance from the value before (개별값과 이동범위)';

CREATE OR REPLACE FUNCTION mart.subgroup_point(series double precision[], subgroup_size integer)
RETURNS TABLE (index integer, n integer, mean double precision, range double precision, sd double precision)
LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT
    ((u.i - 1) / subgroup_size)::integer + 1, count(*)::integer, avg(u.v ORDER BY u.i), max(u.v) - min(u.v),
    stddev_samp(u.v ORDER BY u.i)
  FROM unnest(series) WITH ORDINALITY AS u (v, i)
  WHERE u.v <> 'NaN' AND subgroup_size >= 1
  GROUP BY (u.i - 1) / subgroup_size
  ORDER BY (u.i - 1) / subgroup_size;
END;
COMMENT ON FUNCTION mart.subgroup_point IS
  'Cuts a series into subgroups of so many places and gives mean, range and standard deviation of each; n counts the values that are none of null and NaN (부분군 통계)';

CREATE OR REPLACE FUNCTION mart.individual_limit(series double precision[], as_printed boolean DEFAULT false)
RETURNS TABLE (
  n_subgroup integer, centre double precision, lcl double precision, ucl double precision,
  spread_centre double precision, spread_lcl double precision, spread_ucl double precision,
  sigma_within double precision, is_preliminary boolean
)
LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT
    f.n, f.mean, f.mean - 3 * f.mr / k.d2, f.mean + 3 * f.mr / k.d2,
    f.mr, f.mr * k.range_lcl_factor, f.mr * k.range_ucl_factor, f.mr / k.d2, f.n < 20
  FROM (
    SELECT count(*)::integer, avg(p.value ORDER BY p.index), avg(p.moving_range ORDER BY p.index)
    FROM mart.individual_point(series) AS p
  ) AS f (n, mean, mr), mart.control_chart_constant(2, as_printed) AS k;
END;
COMMENT ON FUNCTION mart.individual_limit IS
  'Limits of an I-MR chart from a series: mean ± 3 MR̄ / d2, moving ranges up to D4 MR̄. One row; null figures below two values (개별값 관리한계)';

CREATE OR REPLACE FUNCTION mart.subgroup_limit(
  chart text, subgroup_size integer, means double precision[], spreads double precision[], as_printed boolean DEFAULT false)
RETURNS TABLE (
  n_subgroup integer, centre double precision, lcl double precision, ucl double precision,
  spread_centre double precision, spread_lcl double precision, spread_ucl double precision,
  sigma_within double precision, is_preliminary boolean
)
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog AS $$
BEGIN
  IF chart IS NULL OR chart NOT IN ('xbar_r', 'xbar_s') THEN
    RAISE EXCEPTION 'there is no chart % of subgroups; known are xbar_r, xbar_s', chart USING ERRCODE = 'invalid_parameter_value';
  ELSIF subgroup_size < 2 OR (subgroup_size > 25 AND chart = 'xbar_r') THEN
    RAISE EXCEPTION 'subgroups of % readings: xbar_r needs 2 to 25, xbar_s 2 or more', subgroup_size
      USING ERRCODE = 'invalid_parameter_value';
  END IF;
  RETURN QUERY
    SELECT
      f.n, f.mean, f.mean - k.width * f.spread, f.mean + k.width * f.spread,
      f.spread, f.spread * k.low, f.spread * k.high, f.spread / k.unbiased, f.n < 20
    FROM (
      SELECT count(*)::integer, avg(u.m ORDER BY u.i), avg(u.s ORDER BY u.i)
      FROM unnest(means, spreads) WITH ORDINALITY AS u (m, s, i)
      WHERE u.m <> 'NaN' AND u.s <> 'NaN'
    ) AS f (n, mean, spread)
    LEFT JOIN LATERAL (
      SELECT c.a2, c.range_lcl_factor, c.range_ucl_factor, c.d2
      FROM mart.control_chart_constant(subgroup_size, as_printed) AS c WHERE chart = 'xbar_r'
      UNION ALL
      SELECT c.a3, c.b3, c.b4, c.c4
      FROM mart.control_chart_constant(subgroup_size, as_printed) AS c WHERE chart = 'xbar_s'
    ) AS k (width, low, high, unbiased) ON true;
END
$$;
COMMENT ON FUNCTION mart.subgroup_limit IS
  'Limits of an xbar_r or xbar_s chart from the means and the ranges or standard deviations of subgroups of one size: A2, D3, D4 or A3, B3, B4. One row; an error for another chart or size (부분군 관리한계)';

CREATE OR REPLACE FUNCTION mart.process_capability(
  mean double precision, sigma_within double precision, sigma_overall double precision,
  lsl double precision DEFAULT NULL, usl double precision DEFAULT NULL)
RETURNS TABLE (
  cp double precision, cpl double precision, cpu double precision, cpk double precision,
  pp double precision, ppl double precision, ppu double precision, ppk double precision
)
LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT
    (usl - lsl) / (6 * w), (mean - lsl) / (3 * w), (usl - mean) / (3 * w), least((mean - lsl) / (3 * w), (usl - mean) / (3 * w)),
    (usl - lsl) / (6 * o), (mean - lsl) / (3 * o), (usl - mean) / (3 * o), least((mean - lsl) / (3 * o), (usl - mean) / (3 * o))
  FROM (VALUES (nullif(sigma_within, 0), nullif(sigma_overall, 0))) AS s (w, o);
END;
COMMENT ON FUNCTION mart.process_capability IS
  'Cp, Cpk by the standard deviation within subgroups, Pp, Ppk by the overall one. With one specification limit Cp and Pp are null, Cpk and Ppk those of its side. Null where the deviation is 0 (공정능력지수)';

CREATE OR REPLACE FUNCTION mart.individual_capability(
  series double precision[], lsl double precision DEFAULT NULL, usl double precision DEFAULT NULL, as_printed boolean DEFAULT false)
RETURNS TABLE (
  n integer, mean double precision, sigma_within double precision, sigma_overall double precision,
  cp double precision, cpl double precision, cpu double precision, cpk double precision,
  pp double precision, ppl double precision, ppu double precision, ppk double precision
)
LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT l.n_subgroup, l.centre, l.sigma_within, o.sd, c.cp, c.cpl, c.cpu, c.cpk, c.pp, c.ppl, c.ppu, c.ppk
  FROM mart.individual_limit(series, as_printed) AS l,
    (SELECT stddev_samp(p.value ORDER BY p.index) FROM mart.individual_point(series) AS p) AS o (sd),
    LATERAL mart.process_capability(l.centre, l.sigma_within, o.sd, lsl, usl) AS c;
END;
COMMENT ON FUNCTION mart.individual_capability IS
  'Capability of a series of individual values: within by MR̄ / d2, overall by the sample standard deviation. One row (개별값 공정능력지수)';
