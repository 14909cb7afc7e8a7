-- Stored windows as subgroups: limits computed from a span of them, and charts of them against the limits of the register. A chart is
-- a pure function of the windows, the register and what is asked; the span that is shown changes none of its points and signals.

CREATE OR REPLACE FUNCTION mart.sensor_id(company_code text, plant_code text, sensor_code text) RETURNS integer
LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog AS $$
DECLARE
  found_id integer;
BEGIN
  SELECT s.sensor_id INTO found_id
  FROM core.sensor AS s JOIN core.plant AS p USING (plant_id) JOIN core.company AS c ON c.company_id = p.company_id
  WHERE c.code = company_code AND p.code = plant_code AND s.code = sensor_code;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'there is no sensor % in %/%', sensor_code, company_code, plant_code USING ERRCODE = 'no_data_found';
  END IF;
  RETURN found_id;
END
$$;
COMMENT ON FUNCTION mart.sensor_id IS 'Key of a sensor by the codes of company, plant and sensor; an error where there is none (센서 식별자)';

CREATE OR REPLACE FUNCTION mart.window_state(
  level text, sensor integer, span_from timestamptz, span_to timestamptz, latest integer DEFAULT NULL)
RETURNS TABLE (
  window_start timestamptz, window_end timestamptz, n integer, min double precision, max double precision,
  first double precision, last double precision, mean double precision, m2 double precision
)
LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog AS $$
BEGIN
  IF level IN ('minute', 'quarter_hour', 'hour') THEN
    -- Planned with the span's own instants, so that only its partitions are touched.
    RETURN QUERY EXECUTE format(
      'SELECT window_start, window_end, n, min, max, first, last, mean, m2 FROM core.%I
       WHERE sensor_id = $1 AND window_start >= $2 AND window_start < $3 AND n > 0 ORDER BY window_start DESC LIMIT $4',
      'sensor_' || level) USING sensor, span_from, span_to, latest;
  ELSIF level IS NOT NULL THEN
    RAISE EXCEPTION 'there is no level %; known are minute, quarter_hour, hour', level USING ERRCODE = 'invalid_parameter_value';
  END IF;
END
$$;
COMMENT ON FUNCTION mart.window_state IS
  'Windows of a sensor at a level that start in [span_from, span_to) and have usable readings; latest: only the last so many (센서 집계 상태)';

CREATE OR REPLACE FUNCTION mart.control_revision(
  company_code text, plant_code text, characteristic_code text, span_from timestamptz DEFAULT NULL, span_to timestamptz DEFAULT NULL)
RETURNS TABLE (
  shown_from timestamptz, shown_to timestamptz, revision integer, valid_from timestamptz, sensor_id integer, level text, statistic text,
  chart text, subgroup_size integer, centre double precision, lcl double precision, ucl double precision,
  spread_centre double precision, spread_lcl double precision, spread_ucl double precision, sigma_within double precision,
  is_preliminary boolean, target double precision, lsl double precision, usl double precision
)
LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
    SELECT
      greatest(valid_from, span_from), least(valid_to, span_to), revision, valid_from, sensor_id, level, statistic, chart, subgroup_size,
      centre, lcl, ucl, spread_centre, spread_lcl, spread_ucl, sigma_within, is_preliminary, coalesce(target, centre), lsl, usl
    FROM (
      SELECT l.*, lead(l.valid_from, 1, 'infinity') OVER (ORDER BY l.revision) AS valid_to
      FROM core.control_limit AS l
      JOIN core.plant AS p USING (plant_id)
      JOIN core.company AS c ON c.company_id = p.company_id
      WHERE c.code = company_code AND p.code = plant_code AND l.characteristic = characteristic_code
    ) AS l
    WHERE sensor_id IS NOT NULL AND greatest(valid_from, span_from) < least(valid_to, span_to);
  -- Asked only where nothing was found: a span before the first revision is empty, a misspelt name is not.
  IF NOT FOUND AND NOT EXISTS (
    SELECT FROM core.control_limit AS l
    JOIN core.plant AS p USING (plant_id)
    JOIN core.company AS c ON c.company_id = p.company_id
    WHERE c.code = company_code AND p.code = plant_code AND l.characteristic = characteristic_code AND l.sensor_id IS NOT NULL
  ) THEN
    RAISE EXCEPTION 'the register has no control limits for windows of % in %/%', characteristic_code, company_code, plant_code
      USING ERRCODE = 'no_data_found';
  END IF;
END
$$;
COMMENT ON FUNCTION mart.control_revision IS
  'Revisions of the limits of a characteristic that hold in a span, and the part of the span in which each does (적용 관리한계)';

CREATE OR REPLACE FUNCTION mart.control_point(
  company_code text, plant_code text, characteristic_code text, span_from timestamptz, span_to timestamptz, lookback integer)
RETURNS TABLE (
  window_start timestamptz, window_end timestamptz, revision integer, chart text, n integer, value double precision,
  centre double precision, lcl double precision, ucl double precision, zone integer, is_beyond boolean,
  spread double precision, spread_centre double precision, spread_lcl double precision, spread_ucl double precision,
  spread_is_beyond boolean, is_full boolean, is_preliminary boolean, sigma double precision, target double precision
)
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog SET jit = off AS $$
  WITH shown AS (
    SELECT r.* FROM mart.control_revision(company_code, plant_code, characteristic_code, span_from, span_to) AS r
  ), state AS (
    SELECT r.revision, w.*
    FROM shown AS r, LATERAL mart.window_state(r.level, r.sensor_id, r.shown_from, r.shown_to) AS w
    UNION ALL
    SELECT r.revision, w.*
    FROM shown AS r, LATERAL mart.window_state(r.level, r.sensor_id, r.valid_from, r.shown_from, lookback) AS w
    WHERE r.valid_from < r.shown_from AND lookback IS DISTINCT FROM 0
  ), charted AS (
    SELECT
      r.*, w.window_start, w.window_end, w.n, w.min, w.max, w.m2,
      CASE r.statistic WHEN 'last' THEN w.last ELSE w.mean END AS value,
      r.chart = 'i_mr' OR w.n = r.subgroup_size AS is_full
    FROM state AS w JOIN shown AS r USING (revision)
  ), lined AS (
    SELECT
      c.*,
      CASE c.chart
        WHEN 'i_mr' THEN abs(c.value - lag(c.value) OVER (PARTITION BY c.revision ORDER BY c.window_start))
        WHEN 'xbar_r' THEN CASE WHEN c.n > 1 THEN c.max - c.min END
        WHEN 'xbar_s' THEN CASE WHEN c.n > 1 THEN sqrt(c.m2 / (c.n - 1)) END
      END AS spread,
      c.sigma_within / CASE c.chart WHEN 'i_mr' THEN 1 ELSE sqrt(c.n) END AS sigma,
      CASE c.chart WHEN 'xbar_r' THEN k.d2 ELSE k.c4 END * c.sigma_within AS own_spread,
      CASE c.chart WHEN 'xbar_r' THEN k.range_lcl_factor ELSE k.b3 END AS own_low,
      CASE c.chart WHEN 'xbar_r' THEN k.range_ucl_factor ELSE k.b4 END AS own_high
    FROM charted AS c LEFT JOIN LATERAL mart.control_chart_constant(c.n) AS k ON NOT c.is_full
  ), limited AS (
    -- A window with another number of readings than a full subgroup has lines of its own, from the same frozen centre and sigma.
    SELECT
      l.window_start, l.window_end, l.revision, l.chart, l.n, l.value, l.centre,
      CASE WHEN l.is_full THEN l.lcl ELSE l.centre - 3 * l.sigma END AS lcl,
      CASE WHEN l.is_full THEN l.ucl ELSE l.centre + 3 * l.sigma END AS ucl,
      l.spread,
      CASE WHEN l.is_full THEN l.spread_centre ELSE l.own_spread END AS spread_centre,
      CASE WHEN l.is_full THEN l.spread_lcl ELSE l.own_spread * l.own_low END AS spread_lcl,
      CASE WHEN l.is_full THEN l.spread_ucl ELSE l.own_spread * l.own_high END AS spread_ucl,
      l.is_full, l.is_preliminary, l.sigma, l.target
    FROM lined AS l
  )
  SELECT
    window_start, window_end, revision, chart, n, value, centre, lcl, ucl,
    mart.spc_zone_between(value, centre, lcl, ucl), value > ucl OR value < lcl,
    spread, spread_centre, spread_lcl, spread_ucl, spread > spread_ucl OR spread < spread_lcl,
    is_full, is_preliminary, sigma, target
  FROM limited
  ORDER BY window_start
$$;
COMMENT ON FUNCTION mart.control_point IS
  'Points of a characteristic as mart.control_chart gives them, with so many before the span as lookback says, within the first revision; null: all (관리도 점과 직전 점)';

CREATE OR REPLACE FUNCTION mart.control_chart(
  company_code text, plant_code text, characteristic_code text, span_from timestamptz DEFAULT NULL, span_to timestamptz DEFAULT NULL)
RETURNS TABLE (
  window_start timestamptz, window_end timestamptz, revision integer, chart text, n integer, value double precision,
  centre double precision, lcl double precision, ucl double precision, zone integer, is_beyond boolean,
  spread double precision, spread_centre double precision, spread_lcl double precision, spread_ucl double precision,
  spread_is_beyond boolean, is_full boolean, is_preliminary boolean, sigma double precision, target double precision
)
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog SET jit = off AS $$
  SELECT p.*
  FROM mart.control_point(company_code, plant_code, characteristic_code, span_from, span_to, 1) AS p
  WHERE span_from IS NULL OR p.window_start >= span_from
  ORDER BY p.window_start
$$;
COMMENT ON FUNCTION mart.control_chart IS
  'Control chart of a characteristic: the windows that start in [span_from, span_to) as points, each against the limits of the revision that held then. zone as by mart.spc_zone; is_full: as many readings as a subgroup of the register, else the lines are those of its own number; sigma: of the point (관리도)';

CREATE OR REPLACE FUNCTION mart.control_signal(
  company_code text, plant_code text, characteristic_code text, span_from timestamptz DEFAULT NULL, span_to timestamptz DEFAULT NULL)
RETURNS TABLE (rule text, window_start timestamptz, revision integer, direction text, value double precision)
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog SET jit = off AS $$
  -- No rule looks at more than 15 points, so 14 before the span make its signals those of the whole revision.
  SELECT s.rule, r.starts[s.index], r.revision, s.direction, r.series[s.index]
  FROM (
    SELECT
      p.revision, array_agg(p.window_start ORDER BY p.window_start), array_agg(p.value ORDER BY p.window_start),
      array_agg(p.zone ORDER BY p.window_start)
    FROM mart.control_point(company_code, plant_code, characteristic_code, span_from, span_to, 14) AS p
    GROUP BY p.revision
  ) AS r (revision, starts, series, zones), LATERAL mart.spc_signal_of_zone(r.series, r.zones) AS s
  WHERE span_from IS NULL OR r.starts[s.index] >= span_from
  ORDER BY r.starts[s.index], s.rule
$$;
COMMENT ON FUNCTION mart.control_signal IS
  'Signals of Western Electric and Nelson on the chart of a characteristic: one row per rule and window at which it fires. Runs restart with each revision (관리도 이상 신호)';

CREATE OR REPLACE FUNCTION mart.control_ewma(
  company_code text, plant_code text, characteristic_code text, span_from timestamptz DEFAULT NULL, span_to timestamptz DEFAULT NULL,
  lambda double precision DEFAULT 0.2, width double precision DEFAULT 3, is_asymptotic boolean DEFAULT false)
RETURNS TABLE (
  window_start timestamptz, revision integer, n integer, value double precision, ewma double precision,
  lcl double precision, ucl double precision, is_beyond boolean
)
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog SET jit = off AS $$
  WITH point AS (
    SELECT
      p.window_start, p.revision, p.n, p.value, p.target,
      mart.ewma(p.value, lambda, p.target) OVER since AS e,
      width * CASE
        WHEN is_asymptotic THEN p.sigma * sqrt(lambda / (2 - lambda)) ELSE sqrt(mart.ewma_variance(p.sigma, lambda) OVER since)
      END AS w
    FROM mart.control_point(company_code, plant_code, characteristic_code, span_from, span_to, NULL) AS p
    WINDOW since AS (PARTITION BY p.revision ORDER BY p.window_start)
  )
  SELECT window_start, revision, n, value, e, target - w, target + w, e > target + w OR e < target - w
  FROM point
  WHERE span_from IS NULL OR window_start >= span_from
  ORDER BY window_start
$$;
COMMENT ON FUNCTION mart.control_ewma IS
  'EWMA of a characteristic about its target, begun anew at the start of each revision, with limits of so many sigma (EWMA 관리도)';

CREATE OR REPLACE FUNCTION mart.control_cusum(
  company_code text, plant_code text, characteristic_code text, span_from timestamptz DEFAULT NULL, span_to timestamptz DEFAULT NULL,
  k double precision DEFAULT 0.5, h double precision DEFAULT 5)
RETURNS TABLE (
  window_start timestamptz, revision integer, n integer, value double precision, z double precision, high double precision,
  low double precision, high_run integer, low_run integer, is_beyond boolean
)
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog SET jit = off AS $$
  SELECT r.starts[c.index], r.revision, r.ns[c.index], r.series[c.index], c.value, c.high, c.low, c.high_run, c.low_run, c.is_beyond
  FROM (
    SELECT
      p.revision, array_agg(p.window_start ORDER BY p.window_start), array_agg(p.n ORDER BY p.window_start),
      array_agg(p.value ORDER BY p.window_start), array_agg((p.value - p.target) / p.sigma ORDER BY p.window_start)
    FROM mart.control_point(company_code, plant_code, characteristic_code, span_from, span_to, NULL) AS p
    GROUP BY p.revision
  ) AS r (revision, starts, ns, series, zs), LATERAL mart.cusum_chart(r.zs, 0, k, h) AS c
  WHERE span_from IS NULL OR r.starts[c.index] >= span_from
  ORDER BY r.starts[c.index]
$$;
COMMENT ON FUNCTION mart.control_cusum IS
  'Standardised tabular CUSUM of a characteristic about its target, z = (value - target) / sigma, begun at 0 at the start of each revision; k and h in sigma (누적합 관리도)';

CREATE OR REPLACE FUNCTION mart.control_capability(
  company_code text, plant_code text, characteristic_code text, span_from timestamptz DEFAULT NULL, span_to timestamptz DEFAULT NULL)
RETURNS TABLE (
  revision integer, n_subgroup bigint, n bigint, mean double precision, sigma_within double precision, sigma_overall double precision,
  lsl double precision, usl double precision,
  cp double precision, cpl double precision, cpu double precision, cpk double precision,
  pp double precision, ppl double precision, ppu double precision, ppk double precision
)
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog SET jit = off AS $$
  WITH charted AS (
    SELECT
      r.*, w.window_start, w.n AS n_reading, w.min, w.max, w.mean, w.m2,
      CASE r.statistic WHEN 'last' THEN w.last ELSE w.mean END AS value
    FROM mart.control_revision(company_code, plant_code, characteristic_code, span_from, span_to) AS r,
      LATERAL mart.window_state(r.level, r.sensor_id, r.shown_from, r.shown_to) AS w
  ), subgroup AS (
    -- Individuals are subgroups of one value; their sigma is that of pairs of neighbours.
    SELECT
      c.revision, c.window_start, c.lsl, c.usl,
      CASE c.chart WHEN 'i_mr' THEN 1 ELSE c.n_reading END AS n,
      c.value,
      CASE c.chart WHEN 'i_mr' THEN 0 ELSE c.m2 END AS m2,
      CASE c.chart
        WHEN 'i_mr' THEN abs(c.value - lag(c.value) OVER (PARTITION BY c.revision ORDER BY c.window_start)) / pair.d2
        WHEN 'xbar_r' THEN CASE WHEN c.n_reading > 1 THEN (c.max - c.min) / k.d2 END
        ELSE CASE WHEN c.n_reading > 1 THEN sqrt(c.m2 / (c.n_reading - 1)) / k.c4 END
      END AS sigma
    FROM charted AS c
    CROSS JOIN mart.control_chart_constant(2) AS pair
    LEFT JOIN LATERAL mart.control_chart_constant(c.n_reading) AS k ON c.chart <> 'i_mr'
  ), centred AS (
    SELECT s.*, sum(s.n * s.value) OVER (PARTITION BY s.revision) / sum(s.n) OVER (PARTITION BY s.revision) AS grand
    FROM subgroup AS s
  ), pooled AS (
    SELECT
      revision, lsl, usl, count(*) AS n_subgroup, sum(n) AS n, min(grand) AS mean, avg(sigma ORDER BY window_start) AS within,
      sqrt((sum(m2 ORDER BY window_start) + sum(n * (value - grand) ^ 2 ORDER BY window_start)) / nullif(sum(n) - 1, 0)) AS overall
    FROM centred
    GROUP BY revision, lsl, usl
  )
  SELECT
    p.revision, p.n_subgroup, p.n, p.mean, p.within, p.overall, p.lsl, p.usl, c.cp, c.cpl, c.cpu, c.cpk, c.pp, c.ppl, c.ppu, c.ppk
  FROM pooled AS p, LATERAL mart.process_capability(p.mean, p.within, p.overall, p.lsl, p.usl) AS c
  ORDER BY p.revision
$$;
COMMENT ON FUNCTION mart.control_capability IS
  'Capability of a characteristic over a span, a row for each revision in it, against the specification limits of that revision. Within: mean of R / d2, S / c4 or MR / d2 of the windows of the span; overall: of all their readings, or of all individuals (공정능력지수)';

CREATE OR REPLACE FUNCTION mart.estimate_control_limit(
  company_code text, plant_code text, sensor_code text, window_level text, chart_kind text, span_from timestamptz, span_to timestamptz,
  characteristic_code text DEFAULT NULL, from_instant timestamptz DEFAULT NULL, full_size integer DEFAULT NULL,
  charted text DEFAULT NULL, target_value double precision DEFAULT NULL, lower_specification double precision DEFAULT NULL,
  upper_specification double precision DEFAULT NULL, as_printed boolean DEFAULT false)
RETURNS TABLE (
  company text, plant text, characteristic text, revision integer, valid_from timestamptz, sensor text, level text, statistic text,
  chart text, subgroup_size integer, centre double precision, lcl double precision, ucl double precision,
  spread_centre double precision, spread_lcl double precision, spread_ucl double precision, sigma_within double precision,
  n_subgroup integer, target double precision, lsl double precision, usl double precision, source text
)
LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog SET jit = off AS $$
#variable_conflict use_column
DECLARE
  asked_sensor integer := mart.sensor_id(company_code, plant_code, sensor_code);
  asked_statistic text := coalesce(charted, CASE chart_kind WHEN 'i_mr' THEN 'last' ELSE 'mean' END);
BEGIN
  IF chart_kind IS NULL OR chart_kind NOT IN ('xbar_r', 'xbar_s', 'i_mr') THEN
    RAISE EXCEPTION 'there is no chart %; known are xbar_r, xbar_s, i_mr', chart_kind USING ERRCODE = 'invalid_parameter_value';
  ELSIF asked_statistic NOT IN ('mean', 'last') OR (asked_statistic = 'last' AND chart_kind <> 'i_mr') THEN
    RAISE EXCEPTION 'a chart % cannot show % of a window; i_mr shows last or mean, the others mean', chart_kind, asked_statistic
      USING ERRCODE = 'invalid_parameter_value';
  END IF;
  RETURN QUERY WITH state AS (
    SELECT w.*, CASE asked_statistic WHEN 'last' THEN w.last ELSE w.mean END AS value
    FROM mart.window_state(window_level, asked_sensor, span_from, span_to) AS w
  ), size AS (
    -- Unless it is given, a full subgroup has as many readings as most windows have; of several such numbers the least.
    SELECT CASE chart_kind WHEN 'i_mr' THEN 1 ELSE coalesce(full_size, mode() WITHIN GROUP (ORDER BY w.n)) END AS n FROM state AS w
  ), series AS (
    SELECT
      array_agg(w.value ORDER BY w.window_start) AS centres,
      array_agg(
        CASE chart_kind WHEN 'xbar_r' THEN w.max - w.min ELSE sqrt(w.m2 / nullif(w.n - 1, 0)) END ORDER BY w.window_start
      ) AS spreads
    FROM state AS w, size WHERE chart_kind = 'i_mr' OR w.n = size.n
  ), limits AS (
    SELECT l.* FROM series, LATERAL mart.individual_limit(series.centres, as_printed) AS l WHERE chart_kind = 'i_mr'
    UNION ALL
    SELECT l.* FROM series, size, LATERAL mart.subgroup_limit(chart_kind, size.n, series.centres, series.spreads, as_printed) AS l
    WHERE chart_kind <> 'i_mr'
  )
  SELECT
    company_code, plant_code, coalesce(characteristic_code, sensor_code),
    1 + coalesce((
      SELECT max(l.revision) FROM core.control_limit AS l JOIN core.sensor AS s USING (plant_id)
      WHERE s.sensor_id = asked_sensor AND l.characteristic = coalesce(characteristic_code, sensor_code)
    ), 0),
    coalesce(from_instant, span_to), sensor_code, window_level, asked_statistic, chart_kind, size.n,
    l.centre, l.lcl, l.ucl, l.spread_centre, l.spread_lcl, l.spread_ucl, l.sigma_within, l.n_subgroup,
    target_value, lower_specification, upper_specification,
    format(
      '%s windows from %s to %s%s', window_level, to_char(span_from AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
      to_char(span_to AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), CASE WHEN as_printed THEN ', printed constants' END)
  FROM size, limits AS l;
END
$$;
COMMENT ON FUNCTION mart.estimate_control_limit IS
  'Limits from a span of stored windows as the next line of a register: what to freeze. Windows with another number of readings than a full subgroup are left out (관리한계 산정)';
