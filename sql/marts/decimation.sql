-- Fewer points for charts, never for statistics: largest triangles (LTTB), and what a column of pixels shows (min and max a bucket, M4).

CREATE OR REPLACE FUNCTION mart.lttb_index(xs double precision[], ys double precision[], n integer) RETURNS integer[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog AS $$
DECLARE
  n_point integer := coalesce(cardinality(xs), 0);
  kept integer[];
  a integer := 1;
  bucket_from integer;
  bucket_to integer;
  next_to integer;
  x float8;
  y float8;
  next_x float8;
  next_y float8;
  area float8;
  largest float8;
  best integer;
BEGIN
  IF n_point <> coalesce(cardinality(ys), 0) THEN
    RAISE EXCEPTION '% times for % values', n_point, coalesce(cardinality(ys), 0) USING ERRCODE = 'array_subscript_error';
  ELSIF n IS NULL OR n_point = 0 THEN
    RETURN ARRAY[]::integer[];
  ELSIF n >= n_point THEN
    RETURN ARRAY(SELECT generate_series(1, n_point));
  ELSIF n < 3 THEN
    RETURN CASE WHEN n_point = 1 THEN ARRAY[1] ELSE ARRAY[1, n_point] END;
  END IF;
  -- Whatever subscripts they came with, from here on they count from 1.
  xs := xs[:];
  ys := ys[:];
  kept := ARRAY[1];
  bucket_from := 2;
  -- Bucket b of n - 2 holds the points up to 1 + b (n_point - 2) / (n - 2), in whole numbers: exact at every length.
  FOR b IN 1..n - 2 LOOP
    bucket_to := 1 + b::bigint * (n_point - 2) / (n - 2);
    next_to := least(1 + (b + 1)::bigint * (n_point - 2) / (n - 2), n_point);
    next_x := 0;
    next_y := 0;
    FOR i IN bucket_to + 1..next_to LOOP
      next_x := next_x + xs[i];
      next_y := next_y + ys[i];
    END LOOP;
    x := xs[a];
    y := ys[a];
    next_x := next_x / (next_to - bucket_to) - x;
    next_y := next_y / (next_to - bucket_to) - y;
    largest := -1;
    best := bucket_from;
    FOR i IN bucket_from..bucket_to LOOP
      -- Twice the area of the triangle of the point kept last, this one, and the mean of the next bucket; the first of equals stays.
      area := abs(next_x * (ys[i] - y) - (xs[i] - x) * next_y);
      IF area > largest THEN
        largest := area;
        best := i;
      END IF;
    END LOOP;
    kept := kept || best;
    a := best;
    bucket_from := bucket_to + 1;
  END LOOP;
  RETURN kept || n_point;
END
$$;
COMMENT ON FUNCTION mart.lttb_index IS
  'Places, counted from 1, of the n points that LTTB keeps of a series without gaps (LTTB 선택 위치)';

CREATE OR REPLACE FUNCTION mart.lttb(times timestamptz[], series double precision[], n integer)
RETURNS TABLE (at timestamptz, value double precision, segment integer)
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog SET jit = off AS $$
BEGIN
  IF coalesce(cardinality(times), 0) <> coalesce(cardinality(series), 0) THEN
    RAISE EXCEPTION '% times for % values', coalesce(cardinality(times), 0), coalesce(cardinality(series), 0)
      USING ERRCODE = 'array_subscript_error';
  END IF;
  RETURN QUERY
    WITH point AS (
      SELECT
        u.i, u.t, u.v, u.v <> 'NaN' AND u.t IS NOT NULL AS is_point,
        count(*) FILTER (WHERE (u.v <> 'NaN' AND u.t IS NOT NULL) IS NOT TRUE) OVER (ORDER BY u.i) AS gaps_before
      FROM unnest(times, series) WITH ORDINALITY AS u (t, v, i)
    ), part AS (
      SELECT
        row_number() OVER (ORDER BY p.gaps_before)::integer AS number, array_agg(p.t ORDER BY p.i) AS ts, array_agg(p.v ORDER BY p.i) AS vs,
        count(*) AS length, least(count(*), 2) AS ends
      FROM point AS p WHERE p.is_point GROUP BY p.gaps_before
    ), summed AS (
      -- Each part keeps its ends; what remains of n goes by length, by whole shares of the running total, so that they add up.
      SELECT
        p.*, greatest(n - sum(p.ends) OVER (), 0) AS spare, sum(p.length - p.ends) OVER (ORDER BY p.number) AS inner_to,
        nullif(sum(p.length - p.ends) OVER (), 0) AS inner_all
      FROM part AS p
    ), shared AS (
      SELECT
        s.number, s.ts, s.vs,
        CASE WHEN n IS NOT NULL THEN
          s.ends + coalesce(div(s.spare * s.inner_to, s.inner_all) - div(s.spare * (s.inner_to - s.length + s.ends), s.inner_all), 0)
        END::integer AS quota
      FROM summed AS s
    )
    SELECT s.ts[k.place], s.vs[k.place], s.number
    FROM shared AS s,
      LATERAL unnest(mart.lttb_index(
        ARRAY(SELECT extract(epoch FROM x.t - s.ts[1])::float8 FROM unnest(s.ts) WITH ORDINALITY AS x (t, i) ORDER BY x.i), s.vs, s.quota
      )) AS k (place)
    ORDER BY s.number, k.place;
END
$$;
COMMENT ON FUNCTION mart.lttb IS
  'A series in order of time reduced to n points by largest triangles (LTTB). Null and NaN split it into segments, each of which keeps its first and last point; with n below 3 these alone (차트용 다운샘플링)';

CREATE OR REPLACE FUNCTION mart.min_max_bucket(
  times timestamptz[], series double precision[], n_bucket integer, span_from timestamptz DEFAULT NULL, span_to timestamptz DEFAULT NULL)
RETURNS TABLE (
  bucket integer, n integer, first_at timestamptz, first double precision, min_at timestamptz, min double precision,
  max_at timestamptz, max double precision, last_at timestamptz, last double precision
)
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog SET jit = off AS $$
BEGIN
  IF coalesce(cardinality(times), 0) <> coalesce(cardinality(series), 0) THEN
    RAISE EXCEPTION '% times for % values', coalesce(cardinality(times), 0), coalesce(cardinality(series), 0)
      USING ERRCODE = 'array_subscript_error';
  ELSIF n_bucket < 1 THEN
    RAISE EXCEPTION 'n_bucket must be 1 or more, found %', n_bucket USING ERRCODE = 'invalid_parameter_value';
  END IF;
  RETURN QUERY
    WITH point AS (
      SELECT u.t, u.v, u.i, coalesce(span_from, min(u.t) OVER ()) AS t0, coalesce(span_to, max(u.t) OVER ()) AS t1
      FROM unnest(times, series) WITH ORDINALITY AS u (t, v, i)
      WHERE u.v <> 'NaN' AND (u.t >= span_from) IS NOT FALSE AND (u.t < span_to) IS NOT FALSE AND u.t IS NOT NULL
    ), placed AS (
      -- In whole microseconds: a point on an edge belongs to the bucket that begins there.
      SELECT
        p.t, p.v, p.i,
        least(
          1 + coalesce(div(n_bucket * extract(epoch FROM p.t - p.t0), nullif(extract(epoch FROM p.t1 - p.t0), 0)), 0), n_bucket
        )::integer AS bucket
      FROM point AS p
    )
    SELECT
      p.bucket, count(*)::integer,
      (array_agg(p.t ORDER BY p.t, p.i))[1], (array_agg(p.v ORDER BY p.t, p.i))[1],
      (array_agg(p.t ORDER BY p.v, p.t, p.i))[1], min(p.v),
      (array_agg(p.t ORDER BY p.v DESC, p.t, p.i))[1], max(p.v),
      (array_agg(p.t ORDER BY p.t DESC, p.i DESC))[1], (array_agg(p.v ORDER BY p.t DESC, p.i DESC))[1]
    FROM placed AS p
    WHERE n_bucket IS NOT NULL
    GROUP BY p.bucket
    ORDER BY p.bucket;
END
$$;
COMMENT ON FUNCTION mart.min_max_bucket IS
  'First, least, greatest and last point of each of n_bucket buckets of equal time over [span_from, span_to), by default from the first to the last point; buckets without a point have no row, null and NaN are none (구간별 최소·최대)';
