-- More of what an object is: rows filtered out, nulls by their reason, its columns; and how columns change.

ALTER TABLE etl.source_object
  ADD COLUMN n_filtered bigint NOT NULL DEFAULT 0,
  ADD COLUMN null_reasons jsonb NOT NULL DEFAULT '{}',
  ADD COLUMN columns text[] NOT NULL DEFAULT '{}',
  DROP CONSTRAINT source_object_check,
  ADD CONSTRAINT source_object_balance CHECK (n_record = n_parsed + n_refused + n_filtered + n_blank + n_preamble);
COMMENT ON COLUMN etl.source_object.n_filtered IS 'Records that a filter of the job left out (제외 레코드 수)';
COMMENT ON COLUMN etl.source_object.null_reasons IS 'Cells without a value by reason: empty, null_text, sentinel, column_missing, quality_missing (빈 셀 사유)';
COMMENT ON COLUMN etl.source_object.columns IS 'Columns as the file names them, in their order; empty where it names none (열 이름)';

CREATE TABLE etl.schema_change (
  schema_change_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  job_id integer NOT NULL REFERENCES etl.job,
  run_id bigint NOT NULL REFERENCES etl.run,
  object_id bigint NOT NULL REFERENCES etl.source_object,
  kind text NOT NULL CHECK (kind IN ('new', 'missing', 'moved', 'renamed')),
  column_name text NOT NULL,
  detail text NOT NULL,
  noted_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX schema_change_object ON etl.schema_change (object_id);
COMMENT ON TABLE etl.schema_change IS 'How the columns of an object differ from those declared, or from the object before (열 구성 변경)';
COMMENT ON COLUMN etl.schema_change.schema_change_id IS 'Key (식별자)';
COMMENT ON COLUMN etl.schema_change.job_id IS 'Job (작업)';
COMMENT ON COLUMN etl.schema_change.run_id IS 'Run that noted it (실행)';
COMMENT ON COLUMN etl.schema_change.object_id IS 'Object with the columns (객체)';
COMMENT ON COLUMN etl.schema_change.kind IS 'new, missing, moved or renamed (변경 유형)';
COMMENT ON COLUMN etl.schema_change.column_name IS 'Column as the job names it (열)';
COMMENT ON COLUMN etl.schema_change.detail IS 'Its places, counted from 1, or the name in the file (상세)';
COMMENT ON COLUMN etl.schema_change.noted_at IS 'When it was noted (기록 시각)';
