-- Energy from what a plant has: meters (counters), power (integrals), quantities per period (amounts); and what follows for demand.

-- How many kWh one of a unit is: of energy, and of power × one hour. Null for other units.
CREATE OR REPLACE FUNCTION mart.kwh_per_unit(unit text) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog AS $$
  SELECT CASE unit
    WHEN 'Wh' THEN 0.001 WHEN 'kWh' THEN 1 WHEN 'MWh' THEN 1000 WHEN 'GWh' THEN 1e6 WHEN 'J' THEN 1 / 3.6e6
    WHEN 'kJ' THEN 1 / 3600.0 WHEN 'MJ' THEN 1 / 3.6 WHEN 'GJ' THEN 1000 / 3.6
    WHEN 'W' THEN 0.001 WHEN 'kW' THEN 1 WHEN 'MW' THEN 1000 WHEN 'GW' THEN 1e6
  END::double precision
$$;
COMMENT ON FUNCTION mart.kwh_per_unit IS 'kWh in one unit of energy, or in one unit of power held for an hour; null for other units (단위 환산)';

CREATE OR REPLACE VIEW mart.energy_quarter_hour WITH (security_invoker = true) AS
WITH metered AS (
  SELECT
    w.sensor_id, w.company_id, w.window_start, w.window_end,
    CASE s.class WHEN 'counter' THEN 'counter' WHEN 'amount' THEN 'amount' ELSE 'power' END AS source,
    CASE s.class
      WHEN 'counter' THEN w.increase
      WHEN 'amount' THEN coalesce(w.sum::double precision, w.sum_float)
      ELSE w.integral / 3600
    END * mart.kwh_per_unit(s.unit) AS energy_kwh,
    CASE s.class
      WHEN 'amount' THEN least(1, w.n * s.period_s / extract(epoch FROM w.window_end - w.window_start))
      ELSE w.covered_us / 1e6 / extract(epoch FROM w.window_end - w.window_start)
    END::double precision AS coverage
  FROM core.sensor_quarter_hour AS w
  JOIN core.sensor AS s USING (sensor_id)
  WHERE CASE s.class WHEN 'gauge' THEN s.unit IN ('W', 'kW', 'MW', 'GW') WHEN 'state' THEN false
    ELSE s.unit IN ('Wh', 'kWh', 'MWh', 'GWh', 'J', 'kJ', 'MJ', 'GJ') END
)
SELECT
  c.code AS company,
  p.code AS plant,
  s.code AS sensor,
  m.source,
  m.window_start,
  m.window_end,
  m.energy_kwh,
  m.energy_kwh / (extract(epoch FROM m.window_end - m.window_start)::double precision / 3600) AS demand_kw,
  m.coverage
FROM metered AS m
JOIN core.sensor AS s USING (sensor_id)
JOIN core.plant AS p USING (plant_id)
JOIN core.company AS c ON c.company_id = m.company_id
WHERE m.energy_kwh IS NOT NULL;
COMMENT ON VIEW mart.energy_quarter_hour IS 'Energy and demand by quarter hour, from meters, power or quantities per period (15분 전력량과 수요)';
COMMENT ON COLUMN mart.energy_quarter_hour.company IS 'Company code (기업)';
COMMENT ON COLUMN mart.energy_quarter_hour.plant IS 'Plant code (공장)';
COMMENT ON COLUMN mart.energy_quarter_hour.sensor IS 'Sensor code (센서)';
COMMENT ON COLUMN mart.energy_quarter_hour.source IS 'counter: increase of a meter; power: integral of power; amount: sum of quantities (산출 근거)';
COMMENT ON COLUMN mart.energy_quarter_hour.window_start IS 'Start of the quarter hour (시작)';
COMMENT ON COLUMN mart.energy_quarter_hour.window_end IS 'End of the quarter hour, not included (끝)';
COMMENT ON COLUMN mart.energy_quarter_hour.energy_kwh IS 'Energy of the covered time, kWh (전력량)';
COMMENT ON COLUMN mart.energy_quarter_hour.demand_kw IS 'Energy ÷ the length of the window, kW: what a supplier bills as demand (수요 전력)';
COMMENT ON COLUMN mart.energy_quarter_hour.coverage IS 'Share of the window that readings cover, 0 to 1 (유효 비율)';

-- The quarter hour of the greatest demand; the earliest of several.
CREATE OR REPLACE FUNCTION mart.demand_peak(sensor text, span_from timestamptz, span_to timestamptz)
RETURNS TABLE (company text, plant text, window_start timestamptz, window_end timestamptz, demand_kw double precision)
LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
  SELECT DISTINCT ON (e.company, e.plant) e.company, e.plant, e.window_start, e.window_end, e.demand_kw
  FROM mart.energy_quarter_hour AS e
  WHERE e.sensor = $1 AND e.window_start >= span_from AND e.window_start < span_to
  ORDER BY e.company, e.plant, e.demand_kw DESC, e.window_start
$$;
COMMENT ON FUNCTION mart.demand_peak IS 'The quarter hour of the greatest demand of a sensor in a span, one row a plant (최대 수요 전력)';

-- A meter against the integral of the power beside it: the meter counts, the difference is told.
CREATE OR REPLACE FUNCTION mart.energy_comparison(
  counter text, power text, span_from timestamptz, span_to timestamptz
) RETURNS TABLE (
  company text, plant text, counter_kwh double precision, power_kwh double precision, difference_percent double precision,
  energy_kwh double precision
)
LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
  WITH total AS (
    SELECT e.company, e.plant,
      sum(e.energy_kwh ORDER BY e.window_start) FILTER (WHERE e.sensor = counter) AS counter_kwh,
      sum(e.energy_kwh ORDER BY e.window_start) FILTER (WHERE e.sensor = power) AS power_kwh
    FROM mart.energy_quarter_hour AS e
    WHERE e.sensor IN (counter, power) AND e.window_start >= span_from AND e.window_start < span_to
    GROUP BY e.company, e.plant
  )
  SELECT t.company, t.plant, t.counter_kwh, t.power_kwh,
    100 * (t.power_kwh - t.counter_kwh) / nullif(t.counter_kwh, 0), coalesce(t.counter_kwh, t.power_kwh)
  FROM total AS t
$$;
COMMENT ON FUNCTION mart.energy_comparison IS 'Energy by a meter and by the power beside it, the difference in per cent of the meter, and the figure that counts: the meter where there is one (계량값과 적분값 비교)';
