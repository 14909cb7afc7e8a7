-- Levels whose windows do not divide a job's interval: days, months and shifts. They are made from stored windows of a finer level, and
-- have ledger intervals of their own (docs/semantics.md, "Coarser levels").

CREATE TABLE core.sensor_day (LIKE core.sensor_hour INCLUDING COMMENTS, PRIMARY KEY (sensor_id, window_start))
  PARTITION BY RANGE (window_start);
-- Counts of a month of fast sensors do not fit into an integer.
ALTER TABLE core.sensor_day
  ALTER COLUMN n TYPE bigint,
  ALTER COLUMN n_bad TYPE bigint,
  ALTER COLUMN n_null TYPE bigint,
  ALTER COLUMN n_duplicate TYPE bigint,
  ALTER COLUMN n_reset TYPE bigint,
  ALTER COLUMN n_transition TYPE bigint,
  ALTER COLUMN n_range TYPE bigint,
  ALTER COLUMN n_rate TYPE bigint,
  ALTER COLUMN n_stuck TYPE bigint,
  ALTER COLUMN n_spike TYPE bigint,
  ALTER COLUMN n_drift TYPE bigint,
  ALTER COLUMN n_gap TYPE bigint;
COMMENT ON TABLE core.sensor_day IS 'Window states by sensor and local day (일 단위 집계 상태)';

CREATE TABLE core.sensor_month (LIKE core.sensor_day INCLUDING COMMENTS, PRIMARY KEY (sensor_id, window_start))
  PARTITION BY RANGE (window_start);
COMMENT ON TABLE core.sensor_month IS 'Window states by sensor and local month (월 단위 집계 상태)';

CREATE TABLE core.sensor_shift (LIKE core.sensor_day INCLUDING COMMENTS, PRIMARY KEY (sensor_id, window_start))
  PARTITION BY RANGE (window_start);
ALTER TABLE core.sensor_shift
  ADD COLUMN working_day date NOT NULL,
  ADD COLUMN shift_code text NOT NULL,
  ADD COLUMN break_us bigint NOT NULL CHECK (break_us >= 0);
COMMENT ON TABLE core.sensor_shift IS 'Window states by sensor and shift; time in no shift is no_shift (교대 근무 단위 집계 상태)';
COMMENT ON COLUMN core.sensor_shift.working_day IS 'Local date on which the shift starts, also of a night that ends on the next (작업일)';
COMMENT ON COLUMN core.sensor_shift.shift_code IS 'Shift as the register names it; no_shift: none (교대조)';
COMMENT ON COLUMN core.sensor_shift.break_us IS 'Breaks within the shift, microseconds; they are no planned time, and the statistics cover them too (휴식 시간, 마이크로초)';

CREATE INDEX sensor_day_start ON core.sensor_day USING brin (window_start) WITH (pages_per_range = 32, autosummarize = on);
CREATE INDEX sensor_month_start ON core.sensor_month USING brin (window_start) WITH (pages_per_range = 32, autosummarize = on);
CREATE INDEX sensor_shift_start ON core.sensor_shift USING brin (window_start) WITH (pages_per_range = 32, autosummarize = on);
CREATE INDEX sensor_shift_working_day ON core.sensor_shift USING brin (working_day) WITH (pages_per_range = 32, autosummarize = on);

CREATE TABLE etl.level_interval (
  job_id integer NOT NULL REFERENCES etl.job,
  level text NOT NULL CHECK (level IN ('day', 'month', 'shift')),
  interval_from timestamptz NOT NULL,
  interval_to timestamptz NOT NULL,
  source_from timestamptz NOT NULL,
  source_to timestamptz NOT NULL,
  state text NOT NULL DEFAULT 'new' CHECK (state IN ('new', 'done', 'failed')),
  run_id bigint REFERENCES etl.run,
  source_fingerprint bytea,
  definition_fingerprint bytea,
  n_source bigint NOT NULL DEFAULT 0,
  n_window bigint NOT NULL DEFAULT 0,
  done_at timestamptz,
  final_at timestamptz,
  failed_run_id bigint REFERENCES etl.run,
  failed_at timestamptz,
  failure text,
  PRIMARY KEY (job_id, level, interval_from),
  CHECK (interval_from < interval_to),
  CHECK (source_from < source_to)
);
COMMENT ON TABLE etl.level_interval IS 'The ledger of coarser levels: what of days, months and shifts is published (상위 집계 원장)';
COMMENT ON COLUMN etl.level_interval.job_id IS 'Job (작업)';
COMMENT ON COLUMN etl.level_interval.level IS 'day, month or shift (집계 단위)';
COMMENT ON COLUMN etl.level_interval.interval_from IS 'Start: windows that begin from here on (구간 시작)';
COMMENT ON COLUMN etl.level_interval.interval_to IS 'End: windows that begin before it (구간 끝)';
COMMENT ON COLUMN etl.level_interval.source_from IS 'Start of its first window (원천 시작)';
COMMENT ON COLUMN etl.level_interval.source_to IS 'End of its last window, after interval_to where a shift crosses midnight (원천 끝)';
COMMENT ON COLUMN etl.level_interval.state IS 'new, done, or failed: the last attempt changed nothing (상태)';
COMMENT ON COLUMN etl.level_interval.run_id IS 'Run that published what stands there (발행 실행)';
COMMENT ON COLUMN etl.level_interval.source_fingerprint IS 'Of the fingerprints of the intervals it was made from, in order of time (원천 지문)';
COMMENT ON COLUMN etl.level_interval.definition_fingerprint IS 'Of its windows and the level they were made from (정의 지문)';
COMMENT ON COLUMN etl.level_interval.n_source IS 'Finer windows it was made from (원천 집계 행 수)';
COMMENT ON COLUMN etl.level_interval.n_window IS 'Window rows (집계 행 수)';
COMMENT ON COLUMN etl.level_interval.done_at IS 'When it was last published (발행 시각)';
COMMENT ON COLUMN etl.level_interval.final_at IS 'When it was due with all the intervals it is made from final; null: provisional (확정 시각)';
COMMENT ON COLUMN etl.level_interval.failed_run_id IS 'Run that failed last (실패 실행)';
COMMENT ON COLUMN etl.level_interval.failed_at IS 'When it failed (실패 시각)';
COMMENT ON COLUMN etl.level_interval.failure IS 'Why it failed (실패 원인)';

-- The tables of windows, stretches of state and flags, each cut by its time: a month a partition, a year from hours upward.
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
    WHEN level IN ('minute', 'quarter_hour', 'hour', 'day', 'month', 'shift') THEN 'sensor_' || level
    WHEN level IN ('state_interval', 'flag_interval') THEN level END;
  IF parent IS NULL THEN
    RAISE EXCEPTION 'there is no level %', level;
  END IF;
  unit := CASE WHEN level IN ('hour', 'day', 'month', 'shift') THEN 'year' ELSE 'month' END;
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
