-- The spine: jobs, runs, the ledger, refusals, sensors and their window states.
-- Data tables (core) are a pure function of sources and jobs; etl is history. Times are timestamptz, units stand in names or comments.

CREATE SCHEMA core;
COMMENT ON SCHEMA core IS 'Conformed data: registers and window states (정합 데이터)';
CREATE SCHEMA mart;
COMMENT ON SCHEMA mart IS 'What analysts open first: plain names and derived figures (분석용 뷰)';

-- Registers ---------------------------------------------------------------------------------------------------------

CREATE TABLE core.company (
  company_id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  code text NOT NULL UNIQUE,
  created_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE core.company IS 'Companies whose data are held (기업)';
COMMENT ON COLUMN core.company.company_id IS 'Surrogate key (기업 식별자)';
COMMENT ON COLUMN core.company.code IS 'Code of the company as job files name it (기업 코드)';
COMMENT ON COLUMN core.company.created_at IS 'When the company was first seen (등록 시각)';

CREATE TABLE core.plant (
  plant_id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  company_id integer NOT NULL REFERENCES core.company,
  code text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (company_id, code)
);
COMMENT ON TABLE core.plant IS 'Plants of a company (공장)';
COMMENT ON COLUMN core.plant.plant_id IS 'Surrogate key (공장 식별자)';
COMMENT ON COLUMN core.plant.company_id IS 'Company that runs the plant (기업)';
COMMENT ON COLUMN core.plant.code IS 'Code of the plant, unique in its company (공장 코드)';
COMMENT ON COLUMN core.plant.created_at IS 'When the plant was first seen (등록 시각)';

CREATE SCHEMA IF NOT EXISTS etl;
COMMENT ON SCHEMA etl IS 'What the loader did: jobs, runs, the ledger, refusals (적재 이력)';

CREATE TABLE etl.job (
  job_id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  code text NOT NULL UNIQUE,
  company_id integer NOT NULL REFERENCES core.company,
  plant_id integer NOT NULL REFERENCES core.plant,
  created_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE etl.job IS 'Jobs: one file in jobs/ each (작업)';
COMMENT ON COLUMN etl.job.job_id IS 'Surrogate key (작업 식별자)';
COMMENT ON COLUMN etl.job.code IS 'Name of the job, that of its file (작업 이름)';
COMMENT ON COLUMN etl.job.company_id IS 'Company whose data the job loads (기업)';
COMMENT ON COLUMN etl.job.plant_id IS 'Plant whose data the job loads (공장)';
COMMENT ON COLUMN etl.job.created_at IS 'When the job first ran against this database (최초 실행 시각)';

CREATE TABLE core.sensor (
  sensor_id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  company_id integer NOT NULL REFERENCES core.company,
  plant_id integer NOT NULL REFERENCES core.plant,
  code text NOT NULL,
  job_id integer NOT NULL REFERENCES etl.job,
  class text NOT NULL CHECK (class IN ('gauge', 'amount')),
  unit text,
  resolution_decimals smallint CHECK (resolution_decimals BETWEEN 0 AND 9),
  period_s double precision CHECK (period_s > 0),
  is_inferred boolean NOT NULL,
  registered_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (plant_id, code)
);
COMMENT ON TABLE core.sensor IS 'Sensors (센서): what is measured, and which job owns it';
COMMENT ON COLUMN core.sensor.sensor_id IS 'Surrogate key (센서 식별자)';
COMMENT ON COLUMN core.sensor.company_id IS 'Company (기업)';
COMMENT ON COLUMN core.sensor.plant_id IS 'Plant (공장)';
COMMENT ON COLUMN core.sensor.code IS 'Code of the sensor, unique in its plant (센서 코드)';
COMMENT ON COLUMN core.sensor.job_id IS 'The one job that may write this sensor (소유 작업)';
COMMENT ON COLUMN core.sensor.class IS 'gauge: a level that is sampled; amount: a quantity per period, summed and never held (측정 유형)';
COMMENT ON COLUMN core.sensor.unit IS 'Unit of the values as declared (단위)';
COMMENT ON COLUMN core.sensor.resolution_decimals IS 'Decimals of the declared resolution; sums are exact where it is set (소수 자릿수)';
COMMENT ON COLUMN core.sensor.period_s IS 'Period that one reading of an amount covers, in seconds (주기, 초)';
COMMENT ON COLUMN core.sensor.is_inferred IS 'Registered because it appeared in data, not because a job names it (추정 등록)';
COMMENT ON COLUMN core.sensor.registered_at IS 'When the sensor was registered (등록 시각)';

-- History -----------------------------------------------------------------------------------------------------------

CREATE TABLE etl.run (
  run_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  job_id integer NOT NULL REFERENCES etl.job,
  state text NOT NULL DEFAULT 'running' CHECK (state IN ('running', 'done', 'failed')),
  started_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  finished_at timestamptz,
  now_at timestamptz NOT NULL,
  asked_from timestamptz,
  asked_to timestamptz,
  exit_code integer,
  n_object bigint,
  n_record bigint,
  n_loaded bigint,
  n_refused bigint,
  n_dropped bigint,
  n_interval bigint,
  n_window bigint,
  failure text,
  program_version text NOT NULL,
  host text NOT NULL,
  process_id integer NOT NULL
);
CREATE INDEX run_job ON etl.run (job_id, run_id);
COMMENT ON TABLE etl.run IS 'Runs of a job (실행)';
COMMENT ON COLUMN etl.run.run_id IS 'Key (실행 식별자)';
COMMENT ON COLUMN etl.run.job_id IS 'Job (작업)';
COMMENT ON COLUMN etl.run.state IS 'running, done or failed; a run that was killed stays running (상태)';
COMMENT ON COLUMN etl.run.started_at IS 'When it started (시작 시각)';
COMMENT ON COLUMN etl.run.finished_at IS 'When it ended (종료 시각)';
COMMENT ON COLUMN etl.run.now_at IS 'The instant the run took for now (기준 시각)';
COMMENT ON COLUMN etl.run.asked_from IS 'Start of the range that was asked for; null: all that is due (요청 시작)';
COMMENT ON COLUMN etl.run.asked_to IS 'End of the range that was asked for, not included (요청 끝)';
COMMENT ON COLUMN etl.run.exit_code IS 'Exit code of the command (종료 코드)';
COMMENT ON COLUMN etl.run.n_object IS 'Source objects parsed (원천 객체 수)';
COMMENT ON COLUMN etl.run.n_record IS 'Records read (레코드 수)';
COMMENT ON COLUMN etl.run.n_loaded IS 'Readings loaded (적재 측정값 수)';
COMMENT ON COLUMN etl.run.n_refused IS 'Records and cells refused (거부 수)';
COMMENT ON COLUMN etl.run.n_dropped IS 'Duplicate readings dropped (제거된 중복 수)';
COMMENT ON COLUMN etl.run.n_interval IS 'Intervals committed (확정 구간 수)';
COMMENT ON COLUMN etl.run.n_window IS 'Window rows written (집계 행 수)';
COMMENT ON COLUMN etl.run.failure IS 'Why it failed, without row values (실패 원인)';
COMMENT ON COLUMN etl.run.program_version IS 'Version of the program (프로그램 버전)';
COMMENT ON COLUMN etl.run.host IS 'Host it ran on (호스트)';
COMMENT ON COLUMN etl.run.process_id IS 'Process on that host (프로세스)';

CREATE TABLE etl.source_object (
  object_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  job_id integer NOT NULL REFERENCES etl.job,
  content_id bytea NOT NULL,
  captured jsonb NOT NULL,
  path text NOT NULL,
  state text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'superseded', 'withdrawn')),
  byte_count bigint NOT NULL,
  n_record bigint NOT NULL,
  n_parsed bigint NOT NULL,
  n_refused bigint NOT NULL,
  n_blank bigint NOT NULL,
  n_preamble bigint NOT NULL,
  n_cell bigint NOT NULL,
  n_cell_null bigint NOT NULL,
  n_cell_refused bigint NOT NULL,
  definition_fingerprint bytea NOT NULL,
  recheck_at timestamptz,
  run_id bigint NOT NULL REFERENCES etl.run,
  registered_at timestamptz NOT NULL DEFAULT now(),
  CHECK (n_record = n_parsed + n_refused + n_blank + n_preamble),
  UNIQUE (job_id, content_id, captured)
);
COMMENT ON TABLE etl.source_object IS 'Source objects: contents that were read, by what their path captured (원천 객체)';
COMMENT ON COLUMN etl.source_object.object_id IS 'Key (객체 식별자)';
COMMENT ON COLUMN etl.source_object.job_id IS 'Job (작업)';
COMMENT ON COLUMN etl.source_object.content_id IS 'Hash of the stored bytes: XXH3-128 over the hashes of 4 MiB blocks (내용 해시)';
COMMENT ON COLUMN etl.source_object.captured IS 'Fields captured from the path; with the content they are the identity (경로 필드)';
COMMENT ON COLUMN etl.source_object.path IS 'Path below the root where it was last seen (경로)';
COMMENT ON COLUMN etl.source_object.state IS 'active; superseded: another content stands at its path; withdrawn: by hand (상태)';
COMMENT ON COLUMN etl.source_object.byte_count IS 'Size in bytes (크기)';
COMMENT ON COLUMN etl.source_object.n_record IS 'Records, header and blank lines included (레코드 수)';
COMMENT ON COLUMN etl.source_object.n_parsed IS 'Records parsed (해석된 레코드 수)';
COMMENT ON COLUMN etl.source_object.n_refused IS 'Records refused (거부 레코드 수)';
COMMENT ON COLUMN etl.source_object.n_blank IS 'Blank records (빈 레코드 수)';
COMMENT ON COLUMN etl.source_object.n_preamble IS 'Header records (머리글 레코드 수)';
COMMENT ON COLUMN etl.source_object.n_cell IS 'Cells of parsed records (셀 수)';
COMMENT ON COLUMN etl.source_object.n_cell_null IS 'Cells without a value (빈 셀 수)';
COMMENT ON COLUMN etl.source_object.n_cell_refused IS 'Cells refused (거부 셀 수)';
COMMENT ON COLUMN etl.source_object.definition_fingerprint IS 'Of the job under which it was read: another may find other intervals in it (정의 지문)';
COMMENT ON COLUMN etl.source_object.recheck_at IS 'When a stamp that was refused as lying in the future becomes plausible; null: none (재확인 시각)';
COMMENT ON COLUMN etl.source_object.run_id IS 'Run that registered it (등록 실행)';
COMMENT ON COLUMN etl.source_object.registered_at IS 'When it was registered (등록 시각)';

CREATE TABLE etl.source_path (
  job_id integer NOT NULL REFERENCES etl.job,
  path text NOT NULL,
  object_id bigint NOT NULL REFERENCES etl.source_object,
  device bigint NOT NULL,
  inode bigint NOT NULL,
  byte_count bigint NOT NULL,
  modified_ns bigint NOT NULL,
  changed_ns bigint NOT NULL,
  PRIMARY KEY (job_id, path)
);
COMMENT ON TABLE etl.source_path IS 'Which content a path held when it was last read: saves reading unchanged files (경로별 내용)';
COMMENT ON COLUMN etl.source_path.job_id IS 'Job (작업)';
COMMENT ON COLUMN etl.source_path.path IS 'Path below the root (경로)';
COMMENT ON COLUMN etl.source_path.object_id IS 'Object whose content stood there (객체)';
COMMENT ON COLUMN etl.source_path.device IS 'Device of the file then (장치)';
COMMENT ON COLUMN etl.source_path.inode IS 'Inode of the file then (아이노드)';
COMMENT ON COLUMN etl.source_path.byte_count IS 'Size of the file then, bytes (크기)';
COMMENT ON COLUMN etl.source_path.modified_ns IS 'Modification time of the file then, ns since 1970 (수정 시각)';
COMMENT ON COLUMN etl.source_path.changed_ns IS 'Change time of the file then, ns since 1970 (변경 시각)';

CREATE TABLE etl.object_interval (
  object_id bigint NOT NULL REFERENCES etl.source_object,
  interval_from timestamptz NOT NULL,
  interval_to timestamptz NOT NULL,
  n_cell bigint NOT NULL,
  n_cell_null bigint NOT NULL,
  first_record bigint NOT NULL,
  last_record bigint NOT NULL,
  byte_from bigint NOT NULL,
  byte_to bigint NOT NULL,
  PRIMARY KEY (object_id, interval_from),
  CHECK (interval_from < interval_to)
);
COMMENT ON TABLE etl.object_interval IS 'Which intervals an object feeds, and from where in it (객체와 구간)';
COMMENT ON COLUMN etl.object_interval.object_id IS 'Object (객체)';
COMMENT ON COLUMN etl.object_interval.interval_from IS 'Start of the interval (구간 시작)';
COMMENT ON COLUMN etl.object_interval.interval_to IS 'End of the interval, not included (구간 끝)';
COMMENT ON COLUMN etl.object_interval.n_cell IS 'Readings and null cells it brings to the interval (셀 수)';
COMMENT ON COLUMN etl.object_interval.n_cell_null IS 'Null cells among them (빈 셀 수)';
COMMENT ON COLUMN etl.object_interval.first_record IS 'First record that brings one, counted from 1 (첫 레코드)';
COMMENT ON COLUMN etl.object_interval.last_record IS 'Last record that brings one (마지막 레코드)';
COMMENT ON COLUMN etl.object_interval.byte_from IS 'Offset of the first such record (시작 바이트)';
COMMENT ON COLUMN etl.object_interval.byte_to IS 'End of the last such record, not included (끝 바이트)';

CREATE TABLE etl.interval (
  job_id integer NOT NULL REFERENCES etl.job,
  interval_from timestamptz NOT NULL,
  interval_to timestamptz NOT NULL,
  state text NOT NULL DEFAULT 'new' CHECK (state IN ('new', 'done', 'failed')),
  run_id bigint REFERENCES etl.run,
  source_fingerprint bytea,
  definition_fingerprint bytea,
  n_object bigint NOT NULL DEFAULT 0,
  n_loaded bigint NOT NULL DEFAULT 0,
  n_null bigint NOT NULL DEFAULT 0,
  n_refused bigint NOT NULL DEFAULT 0,
  n_dropped bigint NOT NULL DEFAULT 0,
  n_duplicate bigint NOT NULL DEFAULT 0,
  n_window bigint NOT NULL DEFAULT 0,
  done_at timestamptz,
  final_at timestamptz,
  failed_run_id bigint REFERENCES etl.run,
  failed_at timestamptz,
  failure text,
  PRIMARY KEY (job_id, interval_from),
  CHECK (interval_from < interval_to)
);
COMMENT ON TABLE etl.interval IS 'The ledger: what of a job is published, interval by interval (적재 원장)';
COMMENT ON COLUMN etl.interval.job_id IS 'Job (작업)';
COMMENT ON COLUMN etl.interval.interval_from IS 'Start of the interval (구간 시작)';
COMMENT ON COLUMN etl.interval.interval_to IS 'End of the interval, not included (구간 끝)';
COMMENT ON COLUMN etl.interval.state IS 'new, done, or failed: the last attempt changed nothing (상태)';
COMMENT ON COLUMN etl.interval.run_id IS 'Run that published what stands there (발행 실행)';
COMMENT ON COLUMN etl.interval.source_fingerprint IS 'Of the contents and captured fields it was made from, in order (원천 지문)';
COMMENT ON COLUMN etl.interval.definition_fingerprint IS 'Of job, transform and zone data it was made by (정의 지문)';
COMMENT ON COLUMN etl.interval.n_object IS 'Objects it was made from (객체 수)';
COMMENT ON COLUMN etl.interval.n_loaded IS 'Readings loaded (적재 측정값 수)';
COMMENT ON COLUMN etl.interval.n_null IS 'Null cells (빈 셀 수)';
COMMENT ON COLUMN etl.interval.n_refused IS 'Refusals at home in this interval (거부 수)';
COMMENT ON COLUMN etl.interval.n_dropped IS 'Duplicate readings dropped (제거된 중복 수)';
COMMENT ON COLUMN etl.interval.n_duplicate IS 'Surplus readings, whether kept or dropped (중복 수)';
COMMENT ON COLUMN etl.interval.n_window IS 'Window rows of all levels (집계 행 수)';
COMMENT ON COLUMN etl.interval.done_at IS 'When it was last published (발행 시각)';
COMMENT ON COLUMN etl.interval.final_at IS 'When it was first published after it was due; null: provisional (확정 시각)';
COMMENT ON COLUMN etl.interval.failed_run_id IS 'Run whose attempt failed last (실패 실행)';
COMMENT ON COLUMN etl.interval.failed_at IS 'When that attempt failed (실패 시각)';
COMMENT ON COLUMN etl.interval.failure IS 'Why it failed (실패 원인)';

CREATE TABLE etl.refusal (
  refusal_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  job_id integer NOT NULL REFERENCES etl.job,
  run_id bigint NOT NULL REFERENCES etl.run,
  object_id bigint REFERENCES etl.source_object,
  path text NOT NULL,
  interval_from timestamptz,
  record_number bigint NOT NULL,
  byte_offset bigint NOT NULL,
  byte_length bigint NOT NULL,
  field text NOT NULL,
  reason text NOT NULL,
  reading_at timestamptz,
  raw bytea NOT NULL,
  is_published boolean NOT NULL
);
CREATE INDEX refusal_interval ON etl.refusal (job_id, interval_from);
CREATE INDEX refusal_object ON etl.refusal (object_id);
COMMENT ON TABLE etl.refusal IS 'Records and cells that were refused, with their place (거부 내역)';
COMMENT ON COLUMN etl.refusal.refusal_id IS 'Key (식별자)';
COMMENT ON COLUMN etl.refusal.job_id IS 'Job (작업)';
COMMENT ON COLUMN etl.refusal.run_id IS 'Run (실행)';
COMMENT ON COLUMN etl.refusal.object_id IS 'Object; null where the object itself was not taken (객체)';
COMMENT ON COLUMN etl.refusal.path IS 'Path of the object below its root (경로)';
COMMENT ON COLUMN etl.refusal.interval_from IS 'Home interval; null where the object feeds none (소속 구간)';
COMMENT ON COLUMN etl.refusal.record_number IS 'Record in the object, counted from 1: its line (레코드 번호)';
COMMENT ON COLUMN etl.refusal.byte_offset IS 'Offset of the record in the object (바이트 위치)';
COMMENT ON COLUMN etl.refusal.byte_length IS 'Length of the record without its line end (바이트 길이)';
COMMENT ON COLUMN etl.refusal.field IS 'Column at fault; empty: the record as a whole (열)';
COMMENT ON COLUMN etl.refusal.reason IS 'Reason code of the closed list in docs/semantics.md (거부 사유)';
COMMENT ON COLUMN etl.refusal.reading_at IS 'Instant of the record where it could be read (측정 시각)';
COMMENT ON COLUMN etl.refusal.raw IS 'First 256 bytes of the record (원문 앞부분)';
COMMENT ON COLUMN etl.refusal.is_published IS 'False: evidence of an attempt that failed and changed nothing (발행 여부)';

CREATE TABLE etl.check_result (
  check_result_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  job_id integer NOT NULL REFERENCES etl.job,
  run_id bigint NOT NULL REFERENCES etl.run,
  interval_from timestamptz NOT NULL,
  check_code text NOT NULL,
  expected numeric,
  found numeric,
  passed boolean NOT NULL,
  checked_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX check_result_interval ON etl.check_result (job_id, interval_from);
COMMENT ON TABLE etl.check_result IS 'Checks made inside the load transactions (검사 결과)';
COMMENT ON COLUMN etl.check_result.check_result_id IS 'Key (식별자)';
COMMENT ON COLUMN etl.check_result.job_id IS 'Job (작업)';
COMMENT ON COLUMN etl.check_result.run_id IS 'Run (실행)';
COMMENT ON COLUMN etl.check_result.interval_from IS 'Interval that was checked (구간)';
COMMENT ON COLUMN etl.check_result.check_code IS 'Which check (검사 코드)';
COMMENT ON COLUMN etl.check_result.expected IS 'What had to be found, or the least that had (기대값)';
COMMENT ON COLUMN etl.check_result.found IS 'What was found (실측값)';
COMMENT ON COLUMN etl.check_result.passed IS 'Whether it passed (통과 여부)';
COMMENT ON COLUMN etl.check_result.checked_at IS 'When (검사 시각)';

-- Window states -----------------------------------------------------------------------------------------------------

CREATE TABLE core.sensor_minute (
  window_start timestamptz NOT NULL,
  window_end timestamptz NOT NULL,
  first_at timestamptz,
  last_at timestamptz,
  min double precision,
  max double precision,
  first double precision,
  last double precision,
  sum_float double precision,
  mean double precision,
  m2 double precision,
  company_id integer NOT NULL,
  job_id integer NOT NULL,
  sensor_id integer NOT NULL,
  n integer NOT NULL,
  n_bad integer NOT NULL,
  n_null integer NOT NULL,
  n_duplicate integer NOT NULL,
  sum numeric,
  PRIMARY KEY (sensor_id, window_start)
) PARTITION BY RANGE (window_start);
COMMENT ON TABLE core.sensor_minute IS 'Window states by sensor and minute (분 단위 집계 상태)';
COMMENT ON COLUMN core.sensor_minute.window_start IS 'Start of the window (창 시작)';
COMMENT ON COLUMN core.sensor_minute.window_end IS 'End of the window, not included (창 끝)';
COMMENT ON COLUMN core.sensor_minute.first_at IS 'Instant of the first usable reading (첫 측정 시각)';
COMMENT ON COLUMN core.sensor_minute.last_at IS 'Instant of the last usable reading (마지막 측정 시각)';
COMMENT ON COLUMN core.sensor_minute.min IS 'Least usable value, in the unit of the sensor (최솟값)';
COMMENT ON COLUMN core.sensor_minute.max IS 'Greatest usable value, in the unit of the sensor (최댓값)';
COMMENT ON COLUMN core.sensor_minute.first IS 'First usable value, in the unit of the sensor (첫 값)';
COMMENT ON COLUMN core.sensor_minute.last IS 'Last usable value, in the unit of the sensor (마지막 값)';
COMMENT ON COLUMN core.sensor_minute.sum_float IS 'Sum of usable values as float64, where no resolution is declared (합계, 부동소수)';
COMMENT ON COLUMN core.sensor_minute.mean IS 'Mean of usable values, in the unit of the sensor (평균)';
COMMENT ON COLUMN core.sensor_minute.m2 IS 'Sum of squared deviations from the mean, squared unit of the sensor (편차 제곱합)';
COMMENT ON COLUMN core.sensor_minute.company_id IS 'Company (기업)';
COMMENT ON COLUMN core.sensor_minute.job_id IS 'Job that wrote the row (작업)';
COMMENT ON COLUMN core.sensor_minute.sensor_id IS 'Sensor (센서)';
COMMENT ON COLUMN core.sensor_minute.n IS 'Usable readings (유효 측정 수)';
COMMENT ON COLUMN core.sensor_minute.n_bad IS 'Readings that are not usable (불량 측정 수)';
COMMENT ON COLUMN core.sensor_minute.n_null IS 'Cells without a value (빈 셀 수)';
COMMENT ON COLUMN core.sensor_minute.n_duplicate IS 'Surplus readings on an instant, kept or dropped (중복 수)';
COMMENT ON COLUMN core.sensor_minute.sum IS 'Exact sum of usable values, where a resolution is declared (합계, 정확)';

CREATE TABLE core.sensor_quarter_hour (LIKE core.sensor_minute INCLUDING COMMENTS, PRIMARY KEY (sensor_id, window_start))
  PARTITION BY RANGE (window_start);
COMMENT ON TABLE core.sensor_quarter_hour IS 'Window states by sensor and quarter hour (15분 단위 집계 상태)';
CREATE TABLE core.sensor_hour (LIKE core.sensor_minute INCLUDING COMMENTS, PRIMARY KEY (sensor_id, window_start))
  PARTITION BY RANGE (window_start);
COMMENT ON TABLE core.sensor_hour IS 'Window states by sensor and hour (시간 단위 집계 상태)';

-- Intervals are replaced by range of time, and rows lie in the order of their intervals.
CREATE INDEX sensor_minute_start ON core.sensor_minute USING brin (window_start) WITH (pages_per_range = 32, autosummarize = on);
CREATE INDEX sensor_quarter_hour_start ON core.sensor_quarter_hour USING brin (window_start) WITH (pages_per_range = 32, autosummarize = on);
CREATE INDEX sensor_hour_start ON core.sensor_hour USING brin (window_start) WITH (pages_per_range = 32, autosummarize = on);

-- Partitions are made ahead of a load, never in it: a month each for minutes and quarter hours, a year for hours. CREATE then ATTACH
-- takes only a weak lock on the parent, and waits for it a short time.
CREATE FUNCTION etl.make_partitions(level text, span_from timestamptz, span_to timestamptz) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog SET timezone = 'UTC' SET lock_timeout = '10s' AS $$
DECLARE
  step interval;
  part_from timestamptz;
  part_name text;
  made integer := 0;
BEGIN
  IF level NOT IN ('minute', 'quarter_hour', 'hour') THEN
    RAISE EXCEPTION 'there is no level %', level;
  END IF;
  step := CASE level WHEN 'hour' THEN interval '1 year' ELSE interval '1 month' END;
  part_from := date_trunc(CASE level WHEN 'hour' THEN 'year' ELSE 'month' END, span_from);
  WHILE part_from < span_to LOOP
    part_name := 'sensor_' || level || to_char(part_from, CASE level WHEN 'hour' THEN '_YYYY' ELSE '_YYYY_MM' END);
    IF to_regclass('core.' || part_name) IS NULL THEN
      -- One lock for all partitions of a level: with one each, two spans that overlap could wait for one another at ATTACH.
      PERFORM pg_advisory_xact_lock(hashtextextended('core.sensor_' || level, 0));
      -- Asked of the table: to_regclass may still remember that there was none before the wait.
      IF NOT EXISTS (SELECT FROM pg_class WHERE relnamespace = 'core'::regnamespace AND relname = part_name) THEN
        EXECUTE format('CREATE TABLE core.%I (LIKE core.%I INCLUDING ALL)', part_name, 'sensor_' || level);
        EXECUTE format('COMMENT ON TABLE core.%I IS %L', part_name,
          'Part of core.sensor_' || level || ' from ' || part_from || '; read the parent (파티션)');
        EXECUTE format('ALTER TABLE core.%I ATTACH PARTITION core.%I FOR VALUES FROM (%L) TO (%L)',
          'sensor_' || level, part_name, part_from, part_from + step);
        made := made + 1;
      END IF;
    END IF;
    part_from := part_from + step;
  END LOOP;
  RETURN made;
END
$$;
COMMENT ON FUNCTION etl.make_partitions IS 'Makes the missing partitions of a level for a span of time; returns how many (파티션 생성)';
REVOKE ALL ON FUNCTION etl.make_partitions FROM PUBLIC;
