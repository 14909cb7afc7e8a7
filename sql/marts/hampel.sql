-- Spikes are flagged, never removed.
CREATE OR REPLACE FUNCTION mart.hampel(
  series double precision[], half_width integer DEFAULT 3, k double precision DEFAULT 3, least_mad double precision DEFAULT 0)
RETURNS TABLE (
  index integer, value double precision, median double precision, mad double precision, score double precision, is_outlier boolean
)
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog SET jit = off AS $$
BEGIN
  IF half_width < 1 OR NOT least_mad >= 0 THEN
    RAISE EXCEPTION 'half_width must be 1 or more and least_mad not negative, found % and %', half_width, least_mad
      USING ERRCODE = 'invalid_parameter_value';
  END IF;
  -- Whatever subscripts it came with, from here on it counts from 1.
  series := series[:];
  RETURN QUERY
    SELECT
      u.i::integer, u.v, m.centre, d.spread,
      CASE
        WHEN 1.4826 * greatest(d.spread, least_mad) > 0 THEN abs(u.v - m.centre) / (1.4826 * greatest(d.spread, least_mad))
        WHEN u.v <> m.centre THEN 'Infinity'
        ELSE 0
      END,
      abs(u.v - m.centre) > k * 1.4826 * greatest(d.spread, least_mad)
    FROM unnest(series) WITH ORDINALITY AS u (v, i),
      LATERAL (
        SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY near.v)
        FROM unnest(series[u.i - half_width:u.i + half_width]) AS near (v) WHERE near.v <> 'NaN'
      ) AS m (centre),
      LATERAL (
        SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY abs(near.v - m.centre))
        FROM unnest(series[u.i - half_width:u.i + half_width]) AS near (v) WHERE near.v <> 'NaN'
      ) AS d (spread)
    WHERE u.v <> 'NaN' AND half_width IS NOT NULL
    ORDER BY u.i;
END
$$;
COMMENT ON FUNCTION mart.hampel IS
  'Hampel check: each value against the median and the median absolute deviation of the values up to half_width places before and behind it; an outlier is further off than k × 1.4826 × MAD. least_mad, half the resolution say, stands for a smaller MAD. Null and NaN are left out (햄펠 이상치 판정)';
