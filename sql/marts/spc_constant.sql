-- The constants behind control charts, and the limits that follow from a series or from subgroups.

-- c4(n) = sqrt(2 / (n - 1)) Γ(n / 2) / Γ((n - 1) / 2). Its recursion, c4(n) c4(n + 1) = sqrt((n - 1) / n), needs no Γ and is exact but for
-- rounding; from 60 on its asymptotic series in 1 / (n - 1) is, too, and does not grow with n.
CREATE OR REPLACE FUNCTION mart.c4(subgroup_size integer) RETURNS double precision
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT SET search_path = pg_catalog AS $$
DECLARE
  factor float8 := sqrt(2 / pi());
  v float8 := subgroup_size - 1;
BEGIN
  IF subgroup_size < 2 THEN
    RETURN NULL;
  ELSIF subgroup_size >= 60 THEN
    RETURN 1 + (-1 / 4.0 + (1 / 32.0 + (5 / 128.0 + (-21 / 2048.0 + (-399 / 8192.0 + (869 / 65536.0
      + 39325 / 262144.0 / v) / v) / v) / v) / v) / v) / v;
  END IF;
  FOR n IN 2..subgroup_size - 1 LOOP
    factor := sqrt((n - 1)::float8 / n) / factor;
  END LOOP;
  RETURN factor;
END
$$;
COMMENT ON FUNCTION mart.c4 IS
  'Mean of the sample standard deviation of n normal readings, in standard deviations; null below n = 2 (관리도 계수 c4)';

CREATE OR REPLACE FUNCTION mart.control_chart_constant(subgroup_size integer, as_printed boolean DEFAULT false)
RETURNS TABLE (
  n integer, d2 double precision, d3 double precision, c4 double precision,
  a2 double precision, range_lcl_factor double precision, range_ucl_factor double precision,
  a3 double precision, b3 double precision, b4 double precision
)
LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  -- d2 and d3, mean and standard deviation of the range of n standard normal readings, have no closed form beyond n = 3: by numerical
  -- integration of the distribution of the range, correct to the digits shown. A test integrates them again, another way.
  WITH relative_range (n, d2, d3) AS (
    VALUES
      (2, 1.128379167096, 0.852502466427), (3, 1.692568750643, 0.888368004028), (4, 2.058750746006, 0.879808202808),
      (5, 2.325928947279, 0.864081941083), (6, 2.534412721221, 0.848039686101), (7, 2.704356751212, 0.833205335606),
      (8, 2.847200612088, 0.819831489776), (9, 2.970026324416, 0.807834274538), (10, 3.077505461668, 0.797050673504),
      (11, 3.172872703814, 0.787314620535), (12, 3.258455279742, 0.778478341188), (13, 3.335980354096, 0.770416202048),
      (14, 3.406763108198, 0.763023095609), (15, 3.471826889880, 0.756211429713), (16, 3.531982786108, 0.749908089395),
      (17, 3.587883961763, 0.744051783945), (18, 3.640063757935, 0.738590853363), (19, 3.688963023206, 0.733481495504),
      (20, 3.734950119595, 0.728686345692), (21, 3.778335829841, 0.724173340702), (22, 3.819384643361, 0.719914808419),
      (23, 3.858323423283, 0.715886735477), (24, 3.895348148449, 0.712068175133), (25, 3.930629219505, 0.708440765874)
  ), taken AS (
    SELECT
      asked.n,
      (CASE WHEN as_printed THEN round(r.d2, 3) ELSE r.d2 END)::float8 AS d2,
      (CASE WHEN as_printed THEN round(r.d3, 3) ELSE r.d3 END)::float8 AS d3,
      CASE WHEN as_printed THEN round(asked.c4::numeric, 4)::float8 ELSE asked.c4 END AS c4
    FROM (VALUES (subgroup_size, mart.c4(subgroup_size))) AS asked (n, c4)
    LEFT JOIN relative_range AS r USING (n)
    WHERE asked.n >= 2
  )
  SELECT
    t.n, t.d2, t.d3, t.c4,
    3 / (t.d2 * sqrt(t.n)),
    CASE WHEN 3 * t.d3 < t.d2 THEN 1 - 3 * t.d3 / t.d2 WHEN t.d2 > 0 THEN 0 END,
    1 + 3 * t.d3 / t.d2,
    3 / (t.c4 * sqrt(t.n)),
    greatest(0, 1 - 3 * sqrt(1 - t.c4 ^ 2) / t.c4),
    1 + 3 * sqrt(1 - t.c4 ^ 2) / t.c4
  FROM taken AS t;
END;
COMMENT ON FUNCTION mart.control_chart_constant IS
  'Constants of control charts for a subgroup size: d2, d3, c4 and the factors A2, D3, D4, A3, B3, B4; as_printed: from d2 and d3 of three decimals and c4 of four, as books have them. Those of the range are null beyond 25; no row below 2 (관리도 계수)';
