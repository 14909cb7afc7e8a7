-- Agronomy and weather: degree days, light, vapour pressure, wind.

CREATE OR REPLACE FUNCTION mart.growing_degree_day(
  t_max_c double precision, t_min_c double precision, t_base_c double precision) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN greatest(0, (t_max_c + t_min_c) / 2 - t_base_c);
COMMENT ON FUNCTION mart.growing_degree_day IS
  'Growing degree days of one day, max(0, (Tmax + Tmin) / 2 - Tbase), in °C d; sum them over days (생육도일)';

CREATE OR REPLACE FUNCTION mart.light_integral(ppfd_umol double precision, duration_s double precision) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN ppfd_umol * duration_s / 1000000;
COMMENT ON FUNCTION mart.light_integral IS
  'Light in mol per m² of a mean photon flux density in µmol per m² and second over so many seconds; summed over a day the daily light integral (일적산광량)';

CREATE OR REPLACE FUNCTION mart.saturation_vapour_pressure_kpa(temperature_c double precision) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN CASE WHEN temperature_c > -237.3 THEN 0.6108 * exp(17.27 * temperature_c / (temperature_c + 237.3)) END;
COMMENT ON FUNCTION mart.saturation_vapour_pressure_kpa IS
  'Saturation vapour pressure over water in kPa, 0.6108 exp(17.27 T / (T + 237.3)); null at -237.3 °C and below (포화수증기압)';

CREATE OR REPLACE FUNCTION mart.vapour_pressure_deficit_kpa(
  temperature_c double precision, relative_humidity_percent double precision) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN mart.saturation_vapour_pressure_kpa(temperature_c) * (1 - relative_humidity_percent / 100);
COMMENT ON FUNCTION mart.vapour_pressure_deficit_kpa IS
  'Vapour pressure deficit in kPa, es (1 - RH / 100); below 0 where a sensor says more than 100 % (포차)';

-- The state is the sum of the vectors, east and north, and of their weights. What has no direction adds nothing.
CREATE OR REPLACE FUNCTION mart.wind_step(state double precision[], direction_deg double precision, weight double precision)
RETURNS double precision[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog AS $$
BEGIN
  -- NaN sorts above infinity.
  IF '-Infinity' < direction_deg AND direction_deg < 'Infinity' AND 0 <= weight AND weight < 'Infinity' THEN
    RETURN ARRAY[state[1] + weight * sind(direction_deg), state[2] + weight * cosd(direction_deg), state[3] + weight];
  END IF;
  RETURN state;
END
$$;
COMMENT ON FUNCTION mart.wind_step(double precision[], double precision, double precision) IS
  'One step of the means of wind with weights (풍향 벡터 누적, 가중)';

CREATE OR REPLACE FUNCTION mart.wind_step(state double precision[], direction_deg double precision) RETURNS double precision[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN mart.wind_step(state, direction_deg, 1);
COMMENT ON FUNCTION mart.wind_step(double precision[], double precision) IS 'One step of the means of wind (풍향 벡터 누적)';

CREATE OR REPLACE FUNCTION mart.wind_resultant(state double precision[]) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN state[3] > 0 THEN least(1, sqrt(state[1] ^ 2 + state[2] ^ 2) / state[3]) END;
COMMENT ON FUNCTION mart.wind_resultant IS 'Last step of mart.resultant_length (풍향 합성 길이)';

-- Vectors that cancel leave a rest of rounding, which points nowhere.
CREATE OR REPLACE FUNCTION mart.wind_direction(state double precision[]) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
  WHEN (mart.wind_resultant(state) > 1e-9) IS NOT TRUE THEN NULL
  WHEN atan2d(state[1], state[2]) >= 0 THEN atan2d(state[1], state[2])
  WHEN atan2d(state[1], state[2]) + 360 < 360 THEN atan2d(state[1], state[2]) + 360
  ELSE 0
END;
COMMENT ON FUNCTION mart.wind_direction IS 'Last step of mart.mean_direction (평균 풍향)';

CREATE OR REPLACE AGGREGATE mart.mean_direction(direction_deg double precision) (
  SFUNC = mart.wind_step, STYPE = double precision[], INITCOND = '{0,0,0}', FINALFUNC = mart.wind_direction, PARALLEL = SAFE
);
COMMENT ON AGGREGATE mart.mean_direction(double precision) IS
  'Mean of directions in degrees as unit vectors, from 0 to below 360; null where there are none or they cancel (평균 풍향)';
CREATE OR REPLACE AGGREGATE mart.mean_direction(direction_deg double precision, speed double precision) (
  SFUNC = mart.wind_step, STYPE = double precision[], INITCOND = '{0,0,0}', FINALFUNC = mart.wind_direction, PARALLEL = SAFE
);
COMMENT ON AGGREGATE mart.mean_direction(double precision, double precision) IS
  'Mean of directions weighted by speed; pairs with null, NaN or a negative speed count nothing (풍속 가중 평균 풍향)';
CREATE OR REPLACE AGGREGATE mart.resultant_length(direction_deg double precision) (
  SFUNC = mart.wind_step, STYPE = double precision[], INITCOND = '{0,0,0}', FINALFUNC = mart.wind_resultant, PARALLEL = SAFE
);
COMMENT ON AGGREGATE mart.resultant_length(double precision) IS
  'How steady directions are: length of the mean of their unit vectors, 1 all the same, 0 none prevails; null where there are none (풍향 합성 길이)';
CREATE OR REPLACE AGGREGATE mart.resultant_length(direction_deg double precision, speed double precision) (
  SFUNC = mart.wind_step, STYPE = double precision[], INITCOND = '{0,0,0}', FINALFUNC = mart.wind_resultant, PARALLEL = SAFE
);
COMMENT ON AGGREGATE mart.resultant_length(double precision, double precision) IS
  'The same weighted by speed: speed of the mean wind vector over the mean speed (풍속 가중 합성 길이)';

CREATE OR REPLACE FUNCTION mart.wind_mean(directions_deg double precision[], speeds double precision[] DEFAULT NULL)
RETURNS TABLE (direction_deg double precision, resultant_length double precision)
LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT mart.mean_direction(u.d, w.weight ORDER BY u.i), mart.resultant_length(u.d, w.weight ORDER BY u.i)
  FROM unnest(directions_deg, speeds) WITH ORDINALITY AS u (d, s, i),
    LATERAL (VALUES (CASE WHEN speeds IS NULL THEN 1 ELSE u.s END)) AS w (weight);
END;
COMMENT ON FUNCTION mart.wind_mean IS
  'Mean direction and resultant length of directions in degrees, weighted by speeds where these are given. One row (바람 벡터 평균)';
