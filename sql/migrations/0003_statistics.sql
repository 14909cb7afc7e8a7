-- The chosen statistics of a window (docs/statistics.md), stretches of state, flags, and what an interval saw around itself.

ALTER TABLE core.sensor
  DROP CONSTRAINT sensor_class_check,
  ADD CONSTRAINT sensor_class_check CHECK (class IN ('gauge', 'amount', 'counter', 'state')),
  ADD COLUMN interpolation text NOT NULL DEFAULT 'step' CHECK (interpolation IN ('step', 'linear')),
  ADD COLUMN longest_hold_s double precision CHECK (longest_hold_s > 0),
  ADD COLUMN modulus double precision CHECK (modulus > 0),
  ADD COLUMN limit_low double precision,
  ADD COLUMN limit_high double precision;
COMMENT ON COLUMN core.sensor.class IS 'gauge: a level that is sampled; amount: a quantity per period; counter: a meter that goes up; state: codes (측정 유형)';
COMMENT ON COLUMN core.sensor.period_s IS 'Declared distance of readings; of an amount what one covers, in seconds (주기, 초)';
COMMENT ON COLUMN core.sensor.interpolation IS 'Between readings: step holds the value, linear joins them (보간 방식)';
COMMENT ON COLUMN core.sensor.longest_hold_s IS 'How long a reading stands for what follows, in seconds; null: no statistic asks (최대 유지 시간, 초)';
COMMENT ON COLUMN core.sensor.modulus IS 'Where a counter begins again at 0 by itself (롤오버 값)';
COMMENT ON COLUMN core.sensor.limit_low IS 'Readings below are flagged, unit of the sensor (하한)';
COMMENT ON COLUMN core.sensor.limit_high IS 'Readings above are flagged, unit of the sensor (상한)';

ALTER TABLE core.sensor_minute
  ADD COLUMN covered_us bigint,
  ADD COLUMN good_us bigint,
  ADD COLUMN uncertain_us bigint,
  ADD COLUMN bad_us bigint,
  ADD COLUMN gap_us bigint,
  ADD COLUMN integral double precision,
  ADD COLUMN increase double precision,
  ADD COLUMN p50 double precision,
  ADD COLUMN p95 double precision,
  ADD COLUMN p99 double precision,
  ADD COLUMN sum_sin double precision,
  ADD COLUMN sum_cos double precision,
  ADD COLUMN n_reset integer,
  ADD COLUMN n_transition integer,
  ADD COLUMN n_range integer,
  ADD COLUMN n_rate integer,
  ADD COLUMN n_stuck integer,
  ADD COLUMN n_spike integer,
  ADD COLUMN n_drift integer,
  ADD COLUMN n_gap integer,
  ADD COLUMN state_codes double precision[],
  ADD COLUMN state_us bigint[],
  ADD COLUMN bins integer[],
  ADD COLUMN counts bigint[];
COMMENT ON COLUMN core.sensor_minute.covered_us IS 'Microseconds that usable readings cover; null: not chosen, as for all that follow (유효 구간, 마이크로초)';
COMMENT ON COLUMN core.sensor_minute.good_us IS 'Microseconds governed by good readings (양호 시간, 마이크로초)';
COMMENT ON COLUMN core.sensor_minute.uncertain_us IS 'Microseconds governed by uncertain readings (불확실 시간, 마이크로초)';
COMMENT ON COLUMN core.sensor_minute.bad_us IS 'Microseconds governed by bad readings (불량 시간, 마이크로초)';
COMMENT ON COLUMN core.sensor_minute.gap_us IS 'Microseconds that no reading governs; with good, uncertain and bad they are the window (공백 시간, 마이크로초)';
COMMENT ON COLUMN core.sensor_minute.integral IS 'Integral over the covered time, unit of the sensor times seconds (적분값)';
COMMENT ON COLUMN core.sensor_minute.increase IS 'Increase of a counter, resets and rollovers taken out, unit of the sensor (증가량)';
COMMENT ON COLUMN core.sensor_minute.p50 IS 'Median of usable values (중앙값)';
COMMENT ON COLUMN core.sensor_minute.p95 IS '95th percentile of usable values (95 백분위수)';
COMMENT ON COLUMN core.sensor_minute.p99 IS '99th percentile of usable values (99 백분위수)';
COMMENT ON COLUMN core.sensor_minute.sum_sin IS 'Sum of the sines of usable angles (사인 합)';
COMMENT ON COLUMN core.sensor_minute.sum_cos IS 'Sum of the cosines of usable angles (코사인 합)';
COMMENT ON COLUMN core.sensor_minute.n_reset IS 'Resets of a counter (카운터 초기화 수)';
COMMENT ON COLUMN core.sensor_minute.n_transition IS 'Changes of state (상태 전이 수)';
COMMENT ON COLUMN core.sensor_minute.n_range IS 'Readings beyond the declared limits (한계 이탈 수)';
COMMENT ON COLUMN core.sensor_minute.n_rate IS 'Readings that changed too fast (변화율 초과 수)';
COMMENT ON COLUMN core.sensor_minute.n_stuck IS 'Readings that had not changed for too long (고착 수)';
COMMENT ON COLUMN core.sensor_minute.n_spike IS 'Readings far from the median of their neighbours (스파이크 수)';
COMMENT ON COLUMN core.sensor_minute.n_drift IS 'Readings off the declared period (주기 이탈 수)';
COMMENT ON COLUMN core.sensor_minute.n_gap IS 'Readings after a silence (공백 수)';
COMMENT ON COLUMN core.sensor_minute.state_codes IS 'States, ascending (상태 코드)';
COMMENT ON COLUMN core.sensor_minute.state_us IS 'Microseconds in each of state_codes (상태별 시간, 마이크로초)';
COMMENT ON COLUMN core.sensor_minute.bins IS 'Bins of the histogram, ascending (히스토그램 구간)';
COMMENT ON COLUMN core.sensor_minute.counts IS 'Usable values in each of bins (구간별 빈도)';

ALTER TABLE core.sensor_quarter_hour
  ADD COLUMN covered_us bigint,
  ADD COLUMN good_us bigint,
  ADD COLUMN uncertain_us bigint,
  ADD COLUMN bad_us bigint,
  ADD COLUMN gap_us bigint,
  ADD COLUMN integral double precision,
  ADD COLUMN increase double precision,
  ADD COLUMN p50 double precision,
  ADD COLUMN p95 double precision,
  ADD COLUMN p99 double precision,
  ADD COLUMN sum_sin double precision,
  ADD COLUMN sum_cos double precision,
  ADD COLUMN n_reset integer,
  ADD COLUMN n_transition integer,
  ADD COLUMN n_range integer,
  ADD COLUMN n_rate integer,
  ADD COLUMN n_stuck integer,
  ADD COLUMN n_spike integer,
  ADD COLUMN n_drift integer,
  ADD COLUMN n_gap integer,
  ADD COLUMN state_codes double precision[],
  ADD COLUMN state_us bigint[],
  ADD COLUMN bins integer[],
  ADD COLUMN counts bigint[];
COMMENT ON COLUMN core.sensor_quarter_hour.covered_us IS 'Microseconds that usable readings cover; null: not chosen, as for all that follow (유효 구간, 마이크로초)';
COMMENT ON COLUMN core.sensor_quarter_hour.good_us IS 'Microseconds governed by good readings (양호 시간, 마이크로초)';
COMMENT ON COLUMN core.sensor_quarter_hour.uncertain_us IS 'Microseconds governed by uncertain readings (불확실 시간, 마이크로초)';
COMMENT ON COLUMN core.sensor_quarter_hour.bad_us IS 'Microseconds governed by bad readings (불량 시간, 마이크로초)';
COMMENT ON COLUMN core.sensor_quarter_hour.gap_us IS 'Microseconds that no reading governs; with good, uncertain and bad they are the window (공백 시간, 마이크로초)';
COMMENT ON COLUMN core.sensor_quarter_hour.integral IS 'Integral over the covered time, unit of the sensor times seconds (적분값)';
COMMENT ON COLUMN core.sensor_quarter_hour.increase IS 'Increase of a counter, resets and rollovers taken out, unit of the sensor (증가량)';
COMMENT ON COLUMN core.sensor_quarter_hour.p50 IS 'Median of usable values (중앙값)';
COMMENT ON COLUMN core.sensor_quarter_hour.p95 IS '95th percentile of usable values (95 백분위수)';
COMMENT ON COLUMN core.sensor_quarter_hour.p99 IS '99th percentile of usable values (99 백분위수)';
COMMENT ON COLUMN core.sensor_quarter_hour.sum_sin IS 'Sum of the sines of usable angles (사인 합)';
COMMENT ON COLUMN core.sensor_quarter_hour.sum_cos IS 'Sum of the cosines of usable angles (코사인 합)';
COMMENT ON COLUMN core.sensor_quarter_hour.n_reset IS 'Resets of a counter (카운터 초기화 수)';
COMMENT ON COLUMN core.sensor_quarter_hour.n_transition IS 'Changes of state (상태 전이 수)';
COMMENT ON COLUMN core.sensor_quarter_hour.n_range IS 'Readings beyond the declared limits (한계 이탈 수)';
COMMENT ON COLUMN core.sensor_quarter_hour.n_rate IS 'Readings that changed too fast (변화율 초과 수)';
COMMENT ON COLUMN core.sensor_quarter_hour.n_stuck IS 'Readings that had not changed for too long (고착 수)';
COMMENT ON COLUMN core.sensor_quarter_hour.n_spike IS 'Readings far from the median of their neighbours (스파이크 수)';
COMMENT ON COLUMN core.sensor_quarter_hour.n_drift IS 'Readings off the declared period (주기 이탈 수)';
COMMENT ON COLUMN core.sensor_quarter_hour.n_gap IS 'Readings after a silence (공백 수)';
COMMENT ON COLUMN core.sensor_quarter_hour.state_codes IS 'States, ascending (상태 코드)';
COMMENT ON COLUMN core.sensor_quarter_hour.state_us IS 'Microseconds in each of state_codes (상태별 시간, 마이크로초)';
COMMENT ON COLUMN core.sensor_quarter_hour.bins IS 'Bins of the histogram, ascending (히스토그램 구간)';
COMMENT ON COLUMN core.sensor_quarter_hour.counts IS 'Usable values in each of bins (구간별 빈도)';

ALTER TABLE core.sensor_hour
  ADD COLUMN covered_us bigint,
  ADD COLUMN good_us bigint,
  ADD COLUMN uncertain_us bigint,
  ADD COLUMN bad_us bigint,
  ADD COLUMN gap_us bigint,
  ADD COLUMN integral double precision,
  ADD COLUMN increase double precision,
  ADD COLUMN p50 double precision,
  ADD COLUMN p95 double precision,
  ADD COLUMN p99 double precision,
  ADD COLUMN sum_sin double precision,
  ADD COLUMN sum_cos double precision,
  ADD COLUMN n_reset integer,
  ADD COLUMN n_transition integer,
  ADD COLUMN n_range integer,
  ADD COLUMN n_rate integer,
  ADD COLUMN n_stuck integer,
  ADD COLUMN n_spike integer,
  ADD COLUMN n_drift integer,
  ADD COLUMN n_gap integer,
  ADD COLUMN state_codes double precision[],
  ADD COLUMN state_us bigint[],
  ADD COLUMN bins integer[],
  ADD COLUMN counts bigint[];
COMMENT ON COLUMN core.sensor_hour.covered_us IS 'Microseconds that usable readings cover; null: not chosen, as for all that follow (유효 구간, 마이크로초)';
COMMENT ON COLUMN core.sensor_hour.good_us IS 'Microseconds governed by good readings (양호 시간, 마이크로초)';
COMMENT ON COLUMN core.sensor_hour.uncertain_us IS 'Microseconds governed by uncertain readings (불확실 시간, 마이크로초)';
COMMENT ON COLUMN core.sensor_hour.bad_us IS 'Microseconds governed by bad readings (불량 시간, 마이크로초)';
COMMENT ON COLUMN core.sensor_hour.gap_us IS 'Microseconds that no reading governs; with good, uncertain and bad they are the window (공백 시간, 마이크로초)';
COMMENT ON COLUMN core.sensor_hour.integral IS 'Integral over the covered time, unit of the sensor times seconds (적분값)';
COMMENT ON COLUMN core.sensor_hour.increase IS 'Increase of a counter, resets and rollovers taken out, unit of the sensor (증가량)';
COMMENT ON COLUMN core.sensor_hour.p50 IS 'Median of usable values (중앙값)';
COMMENT ON COLUMN core.sensor_hour.p95 IS '95th percentile of usable values (95 백분위수)';
COMMENT ON COLUMN core.sensor_hour.p99 IS '99th percentile of usable values (99 백분위수)';
COMMENT ON COLUMN core.sensor_hour.sum_sin IS 'Sum of the sines of usable angles (사인 합)';
COMMENT ON COLUMN core.sensor_hour.sum_cos IS 'Sum of the cosines of usable angles (코사인 합)';
COMMENT ON COLUMN core.sensor_hour.n_reset IS 'Resets of a counter (카운터 초기화 수)';
COMMENT ON COLUMN core.sensor_hour.n_transition IS 'Changes of state (상태 전이 수)';
COMMENT ON COLUMN core.sensor_hour.n_range IS 'Readings beyond the declared limits (한계 이탈 수)';
COMMENT ON COLUMN core.sensor_hour.n_rate IS 'Readings that changed too fast (변화율 초과 수)';
COMMENT ON COLUMN core.sensor_hour.n_stuck IS 'Readings that had not changed for too long (고착 수)';
COMMENT ON COLUMN core.sensor_hour.n_spike IS 'Readings far from the median of their neighbours (스파이크 수)';
COMMENT ON COLUMN core.sensor_hour.n_drift IS 'Readings off the declared period (주기 이탈 수)';
COMMENT ON COLUMN core.sensor_hour.n_gap IS 'Readings after a silence (공백 수)';
COMMENT ON COLUMN core.sensor_hour.state_codes IS 'States, ascending (상태 코드)';
COMMENT ON COLUMN core.sensor_hour.state_us IS 'Microseconds in each of state_codes (상태별 시간, 마이크로초)';
COMMENT ON COLUMN core.sensor_hour.bins IS 'Bins of the histogram, ascending (히스토그램 구간)';
COMMENT ON COLUMN core.sensor_hour.counts IS 'Usable values in each of bins (구간별 빈도)';

CREATE TABLE core.state_interval (
  state_from timestamptz NOT NULL,
  state_to timestamptz NOT NULL,
  state_code double precision NOT NULL,
  company_id integer NOT NULL,
  job_id integer NOT NULL,
  sensor_id integer NOT NULL,
  closed_by text NOT NULL CHECK (closed_by IN ('change', 'bad', 'gap', 'interval')),
  PRIMARY KEY (sensor_id, state_from),
  CHECK (state_from < state_to)
) PARTITION BY RANGE (state_from);
COMMENT ON TABLE core.state_interval IS 'Stretches of time in one state, cut at the edges of the job''s intervals (상태 구간)';
COMMENT ON COLUMN core.state_interval.state_from IS 'Start of the stretch (시작)';
COMMENT ON COLUMN core.state_interval.state_to IS 'End of the stretch, not included (끝)';
COMMENT ON COLUMN core.state_interval.state_code IS 'The state (상태 코드)';
COMMENT ON COLUMN core.state_interval.company_id IS 'Company (기업)';
COMMENT ON COLUMN core.state_interval.job_id IS 'Job that wrote the row (작업)';
COMMENT ON COLUMN core.state_interval.sensor_id IS 'Sensor (센서)';
COMMENT ON COLUMN core.state_interval.closed_by IS 'change: another state; bad: an unusable reading; gap: the hold ran out; interval: the edge of the interval (종료 사유)';
CREATE INDEX state_interval_from ON core.state_interval USING brin (state_from) WITH (pages_per_range = 32, autosummarize = on);

CREATE TABLE core.flag_interval (
  flag_from timestamptz NOT NULL,
  flag_to timestamptz NOT NULL,
  company_id integer NOT NULL,
  job_id integer NOT NULL,
  sensor_id integer NOT NULL,
  n_reading integer NOT NULL CHECK (n_reading > 0),
  flag text NOT NULL CHECK (flag IN ('range', 'rate', 'stuck', 'spike', 'drift', 'gap')),
  CHECK (flag_from <= flag_to)
) PARTITION BY RANGE (flag_to);
COMMENT ON TABLE core.flag_interval IS 'Runs of flagged readings, cut at the edges of the job''s intervals (이상 표시 구간)';
COMMENT ON COLUMN core.flag_interval.flag_from IS 'First flagged reading; of a gap the last reading before it (시작)';
COMMENT ON COLUMN core.flag_interval.flag_to IS 'Last flagged reading (마지막 측정 시각)';
COMMENT ON COLUMN core.flag_interval.company_id IS 'Company (기업)';
COMMENT ON COLUMN core.flag_interval.job_id IS 'Job that wrote the row (작업)';
COMMENT ON COLUMN core.flag_interval.sensor_id IS 'Sensor (센서)';
COMMENT ON COLUMN core.flag_interval.n_reading IS 'Flagged readings (측정 수)';
COMMENT ON COLUMN core.flag_interval.flag IS 'range, rate, stuck, spike, drift or gap (이상 유형)';
CREATE INDEX flag_interval_sensor ON core.flag_interval (sensor_id, flag, flag_to);
CREATE INDEX flag_interval_to ON core.flag_interval USING brin (flag_to) WITH (pages_per_range = 32, autosummarize = on);

ALTER TABLE etl.interval
  ADD COLUMN edge_digest bytea,
  ADD COLUMN context_fingerprint bytea;
COMMENT ON COLUMN etl.interval.edge_digest IS 'Of what the interval carries in and looks ahead to; part of the source fingerprint; null: nothing is asked for (경계값 해시)';
COMMENT ON COLUMN etl.interval.context_fingerprint IS 'Of the objects around the interval; another one means that the edges must be looked at again (주변 객체 지문)';

-- The tables of windows, stretches of state and flags, each cut by its time: a month a partition, a year of hours.
CREATE OR REPLACE FUNCTION etl.make_partitions(level text, span_from timestamptz, span_to timestamptz) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog SET timezone = 'UTC' SET lock_timeout = '10s' AS $$
DECLARE
  parent text;
  unit text;
  part_from timestamptz;
  part_name text;
  made integer := 0;
BEGIN
  parent := CASE
    WHEN level IN ('minute', 'quarter_hour', 'hour') THEN 'sensor_' || level
    WHEN level IN ('state_interval', 'flag_interval') THEN level END;
  IF parent IS NULL THEN
    RAISE EXCEPTION 'there is no level %', level;
  END IF;
  unit := CASE level WHEN 'hour' THEN 'year' ELSE 'month' END;
  part_from := date_trunc(unit, span_from);
  WHILE part_from < span_to LOOP
    part_name := parent || to_char(part_from, CASE unit WHEN 'year' THEN '_YYYY' ELSE '_YYYY_MM' END);
    IF to_regclass('core.' || part_name) IS NULL THEN
      -- One lock for all partitions of a table: with one each, two spans that overlap could wait for one another at ATTACH.
      PERFORM pg_advisory_xact_lock(hashtextextended('core.' || parent, 0));
      -- Asked of the table: to_regclass may still remember that there was none before the wait.
      IF NOT EXISTS (SELECT FROM pg_class WHERE relnamespace = 'core'::regnamespace AND relname = part_name) THEN
        EXECUTE format('CREATE TABLE core.%I (LIKE core.%I INCLUDING ALL)', part_name, parent);
        EXECUTE format('COMMENT ON TABLE core.%I IS %L', part_name,
          'Part of core.' || parent || ' from ' || part_from || '; read the parent (파티션)');
        EXECUTE format('ALTER TABLE core.%I ATTACH PARTITION core.%I FOR VALUES FROM (%L) TO (%L)',
          parent, part_name, part_from, part_from + ('1 ' || unit)::interval);
        made := made + 1;
      END IF;
    END IF;
    part_from := part_from + ('1 ' || unit)::interval;
  END LOOP;
  RETURN made;
END
$$;
COMMENT ON FUNCTION etl.make_partitions IS 'Makes the missing partitions of a level, or of state_interval or flag_interval, for a span of time; returns how many (파티션 생성)';
