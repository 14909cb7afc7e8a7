-- What statistics over stored windows need of their own: the register of control limits, and the type of a merged histogram.
-- The functions that use them are definitions in marts/, replaced whenever their text changes.

CREATE TABLE core.control_limit (
  company_id integer NOT NULL REFERENCES core.company,
  plant_id integer NOT NULL REFERENCES core.plant,
  characteristic text NOT NULL CHECK (characteristic <> ''),
  revision integer NOT NULL CHECK (revision >= 1),
  valid_from timestamptz NOT NULL CHECK (isfinite(valid_from)),
  sensor_id integer REFERENCES core.sensor,
  level text CHECK (level IN ('minute', 'quarter_hour', 'hour')),
  statistic text CHECK (statistic IN ('mean', 'last')),
  chart text NOT NULL CHECK (chart IN ('xbar_r', 'xbar_s', 'i_mr')),
  subgroup_size integer NOT NULL,
  centre double precision NOT NULL,
  lcl double precision NOT NULL,
  ucl double precision NOT NULL,
  spread_centre double precision NOT NULL,
  spread_lcl double precision NOT NULL,
  spread_ucl double precision NOT NULL,
  sigma_within double precision NOT NULL,
  n_subgroup integer CHECK (n_subgroup >= 1),
  is_preliminary boolean NOT NULL GENERATED ALWAYS AS (coalesce(n_subgroup < 20, false)) STORED,
  target double precision,
  lsl double precision,
  usl double precision,
  source text NOT NULL CHECK (source <> ''),
  loaded_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (plant_id, characteristic, revision),
  UNIQUE (plant_id, characteristic, valid_from),
  CONSTRAINT control_limit_subgroup CHECK (
    CASE chart WHEN 'i_mr' THEN subgroup_size = 1 WHEN 'xbar_r' THEN subgroup_size BETWEEN 2 AND 25 ELSE subgroup_size >= 2 END),
  CONSTRAINT control_limit_windows CHECK (
    (sensor_id IS NULL) = (level IS NULL) AND (sensor_id IS NULL) = (statistic IS NULL)
    AND (chart = 'i_mr' OR statistic IS DISTINCT FROM 'last')),
  -- NaN sorts above infinity, so each of these refuses it too.
  CONSTRAINT control_limit_order CHECK (
    '-Infinity' < lcl AND lcl <= centre AND centre <= ucl AND ucl < 'Infinity'
    AND 0 <= spread_lcl AND spread_lcl <= spread_centre AND spread_centre <= spread_ucl AND spread_ucl < 'Infinity'
    AND 0 < sigma_within AND sigma_within < 'Infinity'),
  CONSTRAINT control_limit_specification CHECK (
    (lsl IS NULL OR ('-Infinity' < lsl AND lsl < 'Infinity')) AND (usl IS NULL OR ('-Infinity' < usl AND usl < 'Infinity'))
    AND (target IS NULL OR ('-Infinity' < target AND target < 'Infinity')) AND (lsl IS NULL OR usl IS NULL OR lsl < usl))
);
COMMENT ON TABLE core.control_limit IS 'Register of frozen control limits and specification limits, by characteristic and revision (관리한계 대장)';
COMMENT ON COLUMN core.control_limit.company_id IS 'Company (기업)';
COMMENT ON COLUMN core.control_limit.plant_id IS 'Plant (공장)';
COMMENT ON COLUMN core.control_limit.characteristic IS 'What is controlled, unique in its plant: a sensor, or one of several charts of a sensor (관리 특성)';
COMMENT ON COLUMN core.control_limit.revision IS 'Revision of its limits, counted from 1; a later one is valid later (개정 번호)';
COMMENT ON COLUMN core.control_limit.valid_from IS 'When the revision begins to hold; it holds until the next one does. Runs, EWMA and CUSUM restart there (적용 시작)';
COMMENT ON COLUMN core.control_limit.sensor_id IS 'Sensor whose windows are the subgroups; null: values that are not stored here (센서)';
COMMENT ON COLUMN core.control_limit.level IS 'Level of those windows: minute, quarter_hour or hour (집계 단위)';
COMMENT ON COLUMN core.control_limit.statistic IS 'What of a window is charted: mean; last also for i_mr (관리도 통계량)';
COMMENT ON COLUMN core.control_limit.chart IS 'xbar_r: means and ranges; xbar_s: means and standard deviations; i_mr: individuals and moving ranges (관리도 종류)';
COMMENT ON COLUMN core.control_limit.subgroup_size IS 'Readings of a full subgroup; 1 for i_mr (부분군 크기)';
COMMENT ON COLUMN core.control_limit.centre IS 'Centre line of means or individuals, in the unit of the sensor (중심선)';
COMMENT ON COLUMN core.control_limit.lcl IS 'Lower control limit of means or individuals (관리하한)';
COMMENT ON COLUMN core.control_limit.ucl IS 'Upper control limit of means or individuals (관리상한)';
COMMENT ON COLUMN core.control_limit.spread_centre IS 'Centre line of ranges, standard deviations or moving ranges (산포 중심선)';
COMMENT ON COLUMN core.control_limit.spread_lcl IS 'Lower control limit of the same (산포 관리하한)';
COMMENT ON COLUMN core.control_limit.spread_ucl IS 'Upper control limit of the same (산포 관리상한)';
COMMENT ON COLUMN core.control_limit.sigma_within IS 'Standard deviation of single readings within subgroups that the limits rest on (군내 표준편차)';
COMMENT ON COLUMN core.control_limit.n_subgroup IS 'Subgroups that the limits were computed from; null: given, not computed (부분군 수)';
COMMENT ON COLUMN core.control_limit.is_preliminary IS 'Computed from fewer than 20 subgroups (잠정 여부)';
COMMENT ON COLUMN core.control_limit.target IS 'Target value; null: the centre line (목표값)';
COMMENT ON COLUMN core.control_limit.lsl IS 'Lower specification limit of single readings; for i_mr of the individuals charted (규격하한)';
COMMENT ON COLUMN core.control_limit.usl IS 'Upper specification limit of the same (규격상한)';
COMMENT ON COLUMN core.control_limit.source IS 'Where the limits are from: the span they were computed over, or a document (출처)';
COMMENT ON COLUMN core.control_limit.loaded_at IS 'When the revision was loaded (적재 시각)';

CREATE FUNCTION core.keep_control_limit() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  RAISE EXCEPTION 'revision % of % is frozen: limits never change, add a revision', OLD.revision, OLD.characteristic
    USING ERRCODE = 'integrity_constraint_violation';
END
$$;
COMMENT ON FUNCTION core.keep_control_limit IS 'Refuses to change limits that stand in the register (관리한계 동결)';
CREATE TRIGGER keep_control_limit BEFORE UPDATE ON core.control_limit
  FOR EACH ROW EXECUTE FUNCTION core.keep_control_limit();

CREATE TYPE core.histogram AS (bins integer[], counts bigint[]);
COMMENT ON TYPE core.histogram IS 'Bins in ascending order, each once, and how many readings lie in each (히스토그램)';
COMMENT ON COLUMN core.histogram.bins IS 'Numbers of the bins by the mapping that the sensor declares (구간 번호)';
COMMENT ON COLUMN core.histogram.counts IS 'Readings in each bin (도수)';
