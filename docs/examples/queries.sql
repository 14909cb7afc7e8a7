-- Three questions to the shipped data. `make run` ends with them; try your own: .build/release/sluice db psql --config jobs/sluice.yaml

\echo
\echo 'The steel plant''s energy by month, in kWh (the file''s own total is 959,636.71):'
SELECT to_char(window_start AT TIME ZONE 'Asia/Seoul', 'YYYY-MM') AS month, sum(n) AS readings, sum(sum) AS kwh, max(max) AS peak_quarter_hour_kwh
FROM mart.sensor_hour
WHERE plant = 'gwangyang' AND sensor = 'Usage_kWh'
GROUP BY ROLLUP (1) ORDER BY 1;

\echo 'The machine on the day before it failed, hour by hour, in °F:'
SELECT to_char(window_start, 'YYYY-MM-DD HH24:MI') AS hour_utc, n, min, max, round(mean::numeric, 2) AS mean, round(sd::numeric, 2) AS sd
FROM mart.sensor_hour
WHERE sensor = 'realKnownCause/machine_temperature_system_failure'
  AND window_start >= '2014-02-08 00:00Z' AND window_start < '2014-02-08 06:00Z'
ORDER BY window_start;

\echo 'The five sensors with the most surplus readings, kept and counted:'
SELECT sensor, sum(n) AS readings, sum(n_duplicate) AS surplus
FROM mart.sensor_hour
GROUP BY sensor HAVING sum(n_duplicate) > 0
ORDER BY surplus DESC, sensor LIMIT 5;
