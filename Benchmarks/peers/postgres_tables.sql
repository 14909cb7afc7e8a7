-- The peer's tables: no more than its figures need.
CREATE TABLE sensor (
  sensor_id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  code text NOT NULL UNIQUE
);
CREATE TABLE sensor_minute (
  window_start timestamptz NOT NULL,
  min double precision NOT NULL,
  max double precision NOT NULL,
  mean double precision NOT NULL,
  sd double precision,
  first double precision NOT NULL,
  last double precision NOT NULL,
  sensor_id integer NOT NULL,
  n integer NOT NULL,
  PRIMARY KEY (sensor_id, window_start)
);
