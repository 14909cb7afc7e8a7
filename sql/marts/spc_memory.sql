-- Charts with a memory: EWMA and CUSUM. They begin where their series begins; as aggregates over a window that is its partition.
-- Values that are null or NaN change nothing: the chart stays where it was.

CREATE OR REPLACE FUNCTION mart.ewma_step(
  state double precision, value double precision, lambda double precision, start double precision) RETURNS double precision
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog AS $$
BEGIN
  IF lambda > 0 AND lambda <= 1 THEN
    IF value IS NULL OR value = 'NaN' THEN
      RETURN coalesce(state, start);
    END IF;
    RETURN lambda * value + (1 - lambda) * coalesce(state, start, value);
  END IF;
  RAISE EXCEPTION 'lambda must be above 0 and at most 1, found %', lambda USING ERRCODE = 'invalid_parameter_value';
END
$$;
COMMENT ON FUNCTION mart.ewma_step IS 'One step of mart.ewma (지수가중이동평균 갱신)';

CREATE OR REPLACE AGGREGATE mart.ewma(value double precision, lambda double precision, start double precision) (
  SFUNC = mart.ewma_step, STYPE = double precision, PARALLEL = SAFE
);
COMMENT ON AGGREGATE mart.ewma(double precision, double precision, double precision) IS
  'Exponentially weighted moving average, λ x + (1 - λ) before, from a start (null: the first value); use it with OVER (… ORDER BY time) (지수가중이동평균)';

CREATE OR REPLACE FUNCTION mart.ewma_variance_step(state double precision, sigma double precision, lambda double precision)
RETURNS double precision
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog AS $$
BEGIN
  IF lambda > 0 AND lambda <= 1 THEN
    RETURN CASE WHEN sigma IS NULL THEN state ELSE (lambda * sigma) ^ 2 + (1 - lambda) ^ 2 * coalesce(state, 0) END;
  END IF;
  RAISE EXCEPTION 'lambda must be above 0 and at most 1, found %', lambda USING ERRCODE = 'invalid_parameter_value';
END
$$;
COMMENT ON FUNCTION mart.ewma_variance_step IS 'One step of mart.ewma_variance (지수가중이동평균 분산 갱신)';

CREATE OR REPLACE AGGREGATE mart.ewma_variance(sigma double precision, lambda double precision) (
  SFUNC = mart.ewma_variance_step, STYPE = double precision, PARALLEL = SAFE
);
COMMENT ON AGGREGATE mart.ewma_variance(double precision, double precision) IS
  'Variance of mart.ewma over points with these standard deviations; with equal ones σ² λ / (2 - λ) (1 - (1 - λ)^2i) (지수가중이동평균 분산)';

CREATE OR REPLACE FUNCTION mart.ewma_chart(
  series double precision[], lambda double precision, target double precision, sigma double precision,
  width double precision DEFAULT 3, is_asymptotic boolean DEFAULT false)
RETURNS TABLE (
  index integer, value double precision, ewma double precision, lcl double precision, ucl double precision, is_beyond boolean
)
LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  WITH point AS (
    SELECT
      u.i, u.v, mart.ewma(u.v, lambda, target) OVER (ORDER BY u.i) AS e,
      width * CASE
        WHEN is_asymptotic THEN sigma * sqrt(lambda / (2 - lambda))
        ELSE sqrt(mart.ewma_variance(sigma, lambda) OVER (ORDER BY u.i))
      END AS w
    FROM unnest(series) WITH ORDINALITY AS u (v, i)
    WHERE u.v <> 'NaN'
  )
  SELECT i::integer, v, e, target - w, target + w, e > target + w OR e < target - w FROM point ORDER BY i;
END;
COMMENT ON FUNCTION mart.ewma_chart IS
  'EWMA chart of a series about a target: limits of so many sigma that widen from the first point to the asymptotic ones, or are these at once (EWMA 관리도)';

CREATE OR REPLACE FUNCTION mart.cusum_high_step(
  state double precision, value double precision, target double precision, k double precision) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
  WHEN target IS NULL OR k IS NULL THEN NULL
  WHEN value <> 'NaN' THEN greatest(0, coalesce(state, 0) + value - target - k)
  ELSE coalesce(state, 0)
END;
COMMENT ON FUNCTION mart.cusum_high_step IS 'One step of mart.cusum_high (상측 누적합 갱신)';

CREATE OR REPLACE AGGREGATE mart.cusum_high(value double precision, target double precision, k double precision) (
  SFUNC = mart.cusum_high_step, STYPE = double precision, PARALLEL = SAFE
);
COMMENT ON AGGREGATE mart.cusum_high(double precision, double precision, double precision) IS
  'Upper side of the tabular CUSUM: max(0, before + x - (target + k)), from 0; use it with OVER (… ORDER BY time) (상측 누적합)';

CREATE OR REPLACE FUNCTION mart.cusum_low_step(
  state double precision, value double precision, target double precision, k double precision) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
  WHEN target IS NULL OR k IS NULL THEN NULL
  WHEN value <> 'NaN' THEN greatest(0, coalesce(state, 0) + target - k - value)
  ELSE coalesce(state, 0)
END;
COMMENT ON FUNCTION mart.cusum_low_step IS 'One step of mart.cusum_low (하측 누적합 갱신)';

CREATE OR REPLACE AGGREGATE mart.cusum_low(value double precision, target double precision, k double precision) (
  SFUNC = mart.cusum_low_step, STYPE = double precision, PARALLEL = SAFE
);
COMMENT ON AGGREGATE mart.cusum_low(double precision, double precision, double precision) IS
  'Lower side of the tabular CUSUM: max(0, before + (target - k) - x), from 0; use it with OVER (… ORDER BY time) (하측 누적합)';

CREATE OR REPLACE FUNCTION mart.cusum_chart(
  series double precision[], target double precision, k double precision, h double precision)
RETURNS TABLE (
  index integer, value double precision, high double precision, low double precision,
  high_run integer, low_run integer, is_beyond boolean
)
LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  WITH point AS (
    SELECT
      u.i, u.v, mart.cusum_high(u.v, target, k) OVER (ORDER BY u.i) AS high,
      mart.cusum_low(u.v, target, k) OVER (ORDER BY u.i) AS low
    FROM unnest(series) WITH ORDINALITY AS u (v, i)
    WHERE u.v <> 'NaN'
  ), run AS (
    SELECT
      *, count(*) FILTER (WHERE high = 0) OVER (ORDER BY i) AS high_start, count(*) FILTER (WHERE low = 0) OVER (ORDER BY i) AS low_start
    FROM point
  )
  SELECT
    i::integer, v, high, low,
    (count(*) FILTER (WHERE high > 0) OVER (PARTITION BY high_start ORDER BY i))::integer,
    (count(*) FILTER (WHERE low > 0) OVER (PARTITION BY low_start ORDER BY i))::integer,
    high > h OR low > h
  FROM run
  ORDER BY i;
END;
COMMENT ON FUNCTION mart.cusum_chart IS
  'Tabular CUSUM of a series, both sides, k and h in the unit of the values; high_run and low_run count the points since the side left 0, where a shift began (누적합 관리도)';
