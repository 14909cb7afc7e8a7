-- Histograms of window states: bins and how many readings lie in each, merged by adding, read as percentiles.
--
-- linear: bin b holds the values that divided by the width round to b, halves away from zero.
-- log: the 64 bits of a double without its last 46, and 1: 64 bins to each power of two; 0 holds zero, and -b is the mirror image of b.
-- A bin is made of bits, so no logarithm of any library can move a value to its neighbour.

CREATE OR REPLACE FUNCTION mart.histogram_bin(value double precision, mapping text, width double precision DEFAULT NULL)
RETURNS integer
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog AS $$
DECLARE
  scaled float8;
  whole float8;
BEGIN
  IF mapping = 'log' THEN
    RETURN CASE
      WHEN value = 0 THEN 0
      WHEN NOT ('-Infinity' < value AND value < 'Infinity') THEN NULL
      ELSE sign(value) * (1 + (('x' || encode(float8send(abs(value)), 'hex'))::bit(64)::bigint >> 46))
    END;
  ELSIF mapping = 'linear' AND 0 < width AND width < 'Infinity' THEN
    scaled := abs(value / width);
    -- Not floor(scaled + 0.5): the sum may round up to the next whole number by itself.
    whole := trunc(scaled);
    RETURN CASE WHEN '-Infinity' < value AND value < 'Infinity' THEN
      sign(value) * least(CASE WHEN scaled - whole >= 0.5 THEN whole + 1 ELSE whole END, 2147483647)
    END;
  END IF;
  RAISE EXCEPTION 'there is no mapping % of width %; known are log, and linear with a width above 0', mapping, width
    USING ERRCODE = 'invalid_parameter_value';
END
$$;
COMMENT ON FUNCTION mart.histogram_bin IS
  'Bin of a value by the mapping log, or linear with a width; null for null, NaN and infinities; beyond ±2147483647 the outermost (히스토그램 구간 번호)';

CREATE OR REPLACE FUNCTION mart.histogram_value(bin integer, mapping text, width double precision DEFAULT NULL)
RETURNS double precision
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog SET extra_float_digits = 1 AS $$
DECLARE
  exponent integer := (abs(bin) - 1) >> 6;
  low float8;
BEGIN
  IF bin IS NULL THEN
    RETURN NULL;
  ELSIF mapping = 'linear' AND 0 < width AND width < 'Infinity' THEN
    -- In decimals: 3 bins of 0.1 are 0.3, as a sensor with that resolution wrote it.
    RETURN bin * width::text::numeric;
  ELSIF mapping = 'log' AND bin = 0 THEN
    RETURN 0;
  ELSIF mapping = 'log' AND abs(bin) <= 131008 THEN
    -- 2LU / (L + U) of the edges. The power of two comes last: with it twice the lower edge could leave the range of float8.
    low := ((abs(bin) - 1) & 63) / 64.0 + CASE WHEN exponent = 0 THEN 0 ELSE 1 END;
    RETURN sign(bin) * (2 * low * (low + 1 / 64.0::float8) / (low + (low + 1 / 64.0::float8))) * 2::float8 ^ greatest(exponent - 1023, -1022);
  END IF;
  RAISE EXCEPTION 'there is no bin % of mapping %, width %; known are log to ±131008, and linear with a width above 0', bin, mapping, width
    USING ERRCODE = 'invalid_parameter_value';
END
$$;
COMMENT ON FUNCTION mart.histogram_value IS
  'Value that stands for a bin: linear its middle; log 2 L U / (L + U) of its edges, no more than 1 part in 129 off any value in it (히스토그램 구간 대표값)';

CREATE OR REPLACE FUNCTION mart.histogram_log_edge(bits integer) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN CASE
  WHEN bits >> 6 = 2047 THEN 'Infinity'
  WHEN bits >> 6 = 0 THEN (bits & 63) / 64.0::float8 * 2::float8 ^ -1022
  ELSE (1 + (bits & 63) / 64.0::float8) * 2::float8 ^ ((bits >> 6) - 1023)
END;
COMMENT ON FUNCTION mart.histogram_log_edge IS
  'The double whose upper 18 bits are these and whose other 46 are 0: the edge of a bin of mapping log (로그 구간 경계)';

CREATE OR REPLACE FUNCTION mart.histogram_edge(bin integer, mapping text, width double precision DEFAULT NULL)
RETURNS TABLE (lower double precision, upper double precision)
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog SET extra_float_digits = 1 AS $$
DECLARE
  inner_edge float8;
  outer_edge float8;
BEGIN
  IF mart.histogram_value(bin, mapping, width) IS NULL THEN
    RETURN;
  ELSIF mapping = 'linear' THEN
    RETURN QUERY VALUES (((bin - 0.5) * width::text::numeric)::float8, ((bin + 0.5) * width::text::numeric)::float8);
  ELSIF bin = 0 THEN
    RETURN QUERY VALUES (0::float8, 0::float8);
  ELSE
    inner_edge := mart.histogram_log_edge(abs(bin) - 1);
    outer_edge := mart.histogram_log_edge(abs(bin));
    RETURN QUERY SELECT least(sign(bin) * inner_edge, sign(bin) * outer_edge), greatest(sign(bin) * inner_edge, sign(bin) * outer_edge);
  END IF;
END
$$;
COMMENT ON FUNCTION mart.histogram_edge IS
  'Edges of a bin. A value on an edge is in the bin further from zero, in log as in linear (히스토그램 구간 경계)';

CREATE OR REPLACE FUNCTION mart.histogram_sorted(histogram core.histogram) RETURNS core.histogram
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (
  SELECT ROW(coalesce(array_agg(b.bin ORDER BY b.bin), '{}'), coalesce(array_agg(b.n ORDER BY b.bin), '{}'))::core.histogram
  FROM (
    SELECT u.bin, sum(u.n)::bigint FROM unnest((histogram).bins, (histogram).counts) AS u (bin, n)
    WHERE u.bin IS NOT NULL GROUP BY u.bin HAVING sum(u.n) <> 0
  ) AS b (bin, n)
);
COMMENT ON FUNCTION mart.histogram_sorted IS
  'The same histogram with each bin once, in ascending order, and none that is empty (히스토그램 정리)';

CREATE OR REPLACE FUNCTION mart.histogram_step(state core.histogram, bins integer[], counts bigint[]) RETURNS core.histogram
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog AS $$
BEGIN
  IF coalesce(cardinality(bins), 0) <> coalesce(cardinality(counts), 0) THEN
    RAISE EXCEPTION '% bins with % counts', coalesce(cardinality(bins), 0), coalesce(cardinality(counts), 0)
      USING ERRCODE = 'array_subscript_error';
  ELSIF bins IS NULL THEN
    RETURN state;
  ELSIF state IS NULL THEN
    RETURN ROW(bins, counts);
  END IF;
  state.bins := state.bins || bins;
  state.counts := state.counts || counts;
  -- Put in order now and then, not at each step.
  IF cardinality(state.bins) > 8192 THEN
    state := mart.histogram_sorted(state);
  END IF;
  RETURN state;
END
$$;
COMMENT ON FUNCTION mart.histogram_step IS 'One step of mart.histogram_merge (히스토그램 병합)';

CREATE OR REPLACE FUNCTION mart.histogram_combine(state core.histogram, other core.histogram) RETURNS core.histogram
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN state IS NULL THEN other ELSE mart.histogram_step(state, (other).bins, (other).counts) END;
COMMENT ON FUNCTION mart.histogram_combine IS 'Adds what two workers have merged (히스토그램 병렬 병합)';

CREATE OR REPLACE AGGREGATE mart.histogram_merge(bins integer[], counts bigint[]) (
  SFUNC = mart.histogram_step, STYPE = core.histogram, FINALFUNC = mart.histogram_sorted, COMBINEFUNC = mart.histogram_combine,
  PARALLEL = SAFE
);
COMMENT ON AGGREGATE mart.histogram_merge(integer[], bigint[]) IS
  'Histogram of all readings of the windows that it is given: counts of equal bins are added. Null arrays add nothing (히스토그램 병합)';

CREATE OR REPLACE FUNCTION mart.histogram_percentiles(
  bins integer[], counts bigint[], ps double precision[], mapping text, width double precision DEFAULT NULL,
  least_value double precision DEFAULT NULL, greatest_value double precision DEFAULT NULL)
RETURNS double precision[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog AS $$
DECLARE
  sorted core.histogram;
  is_sorted boolean := true;
  n bigint := 0;
  upto bigint;
  rank bigint;
  p float8;
  place integer;
  percentiles float8[] := '{}';
BEGIN
  IF coalesce(cardinality(bins), 0) <> coalesce(cardinality(counts), 0) THEN
    RAISE EXCEPTION '% bins with % counts', coalesce(cardinality(bins), 0), coalesce(cardinality(counts), 0)
      USING ERRCODE = 'array_subscript_error';
  END IF;
  -- Whatever subscripts they came with, from here on they count from 1.
  bins := bins[:];
  counts := counts[:];
  FOR i IN 1..coalesce(cardinality(bins), 0) LOOP
    IF bins[i] IS NULL OR counts[i] IS NULL OR counts[i] < 0 THEN
      RAISE EXCEPTION 'bin % with % readings', bins[i], counts[i] USING ERRCODE = 'invalid_parameter_value';
    END IF;
    is_sorted := is_sorted AND (i = 1 OR bins[i - 1] < bins[i]);
    n := n + counts[i];
  END LOOP;
  IF NOT is_sorted THEN
    sorted := mart.histogram_sorted(ROW(bins, counts));
    bins := sorted.bins;
    counts := sorted.counts;
  END IF;
  FOREACH p IN ARRAY coalesce(ps, '{}') LOOP
    IF NOT (0 <= p AND p <= 1) THEN
      RAISE EXCEPTION 'a percentile lies between 0 and 1, found %', p USING ERRCODE = 'invalid_parameter_value';
    ELSIF p IS NULL OR n = 0 THEN
      percentiles := percentiles || NULL::float8;
      CONTINUE;
    END IF;
    -- Where the product is whole, rounding must not make it a little less: 0.29 × 100 is 29 as decimals, 2/7 × 7 is 2 as doubles.
    rank := greatest(floor(p::numeric * (n - 1)), floor(p * (n - 1)));
    place := 1;
    upto := counts[1];
    WHILE upto <= rank LOOP
      place := place + 1;
      upto := upto + counts[place];
    END LOOP;
    -- Clamped to the exact extremes: greatest and least pass over those that are not given.
    percentiles := percentiles || least(greatest(mart.histogram_value(bins[place], mapping, width), least_value), greatest_value);
  END LOOP;
  RETURN percentiles;
END
$$;
COMMENT ON FUNCTION mart.histogram_percentiles IS
  'Percentiles of a histogram, one for each p of an array and in its order; as mart.histogram_percentile (히스토그램 백분위수 여럿)';

CREATE OR REPLACE FUNCTION mart.histogram_percentile(
  bins integer[], counts bigint[], p double precision, mapping text, width double precision DEFAULT NULL,
  least_value double precision DEFAULT NULL, greatest_value double precision DEFAULT NULL)
RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (mart.histogram_percentiles(bins, counts, ARRAY[p], mapping, width, least_value, greatest_value))[1];
COMMENT ON FUNCTION mart.histogram_percentile IS
  'Percentile of a histogram: what stands for the lowest bin at which more than p (n - 1) readings, rounded down, are reached, clamped to the exact least and greatest value. Null for no readings or a null p (히스토그램 백분위수)';
