-- The register of control limits: for analysts, and in the shape of its file. A register is a CSV file with the columns of
-- etl.control_limit_file; COPY loads it, all or nothing: a line that stands there already is passed over, one that differs is refused.
CREATE OR REPLACE VIEW mart.control_limit WITH (security_invoker = true) AS
SELECT
  c.code AS company,
  p.code AS plant,
  l.characteristic,
  s.code AS sensor,
  s.unit,
  l.level,
  l.statistic,
  l.chart,
  l.subgroup_size,
  l.revision,
  l.valid_from,
  lead(l.valid_from) OVER (PARTITION BY l.plant_id, l.characteristic ORDER BY l.revision) AS valid_to,
  l.centre,
  l.lcl,
  l.ucl,
  l.spread_centre,
  l.spread_lcl,
  l.spread_ucl,
  l.sigma_within,
  l.n_subgroup,
  l.is_preliminary,
  l.target,
  l.lsl,
  l.usl,
  l.source,
  l.loaded_at
FROM core.control_limit AS l
JOIN core.plant AS p USING (plant_id)
JOIN core.company AS c ON c.company_id = l.company_id
LEFT JOIN core.sensor AS s USING (sensor_id);

COMMENT ON VIEW mart.control_limit IS 'Frozen control limits and specification limits, with the span in which each revision holds (관리한계)';
COMMENT ON COLUMN mart.control_limit.company IS 'Company code (기업)';
COMMENT ON COLUMN mart.control_limit.plant IS 'Plant code (공장)';
COMMENT ON COLUMN mart.control_limit.characteristic IS 'What is controlled (관리 특성)';
COMMENT ON COLUMN mart.control_limit.sensor IS 'Sensor code; null: values that are not stored here (센서)';
COMMENT ON COLUMN mart.control_limit.unit IS 'Unit of all limits (단위)';
COMMENT ON COLUMN mart.control_limit.level IS 'Level of the windows that are the subgroups (집계 단위)';
COMMENT ON COLUMN mart.control_limit.statistic IS 'What of a window is charted: mean or last (관리도 통계량)';
COMMENT ON COLUMN mart.control_limit.chart IS 'xbar_r, xbar_s or i_mr (관리도 종류)';
COMMENT ON COLUMN mart.control_limit.subgroup_size IS 'Readings of a full subgroup (부분군 크기)';
COMMENT ON COLUMN mart.control_limit.revision IS 'Revision, counted from 1 (개정 번호)';
COMMENT ON COLUMN mart.control_limit.valid_from IS 'When the revision begins to hold (적용 시작)';
COMMENT ON COLUMN mart.control_limit.valid_to IS 'When the next one does; null: it holds (적용 끝)';
COMMENT ON COLUMN mart.control_limit.centre IS 'Centre line of means or individuals (중심선)';
COMMENT ON COLUMN mart.control_limit.lcl IS 'Lower control limit of the same (관리하한)';
COMMENT ON COLUMN mart.control_limit.ucl IS 'Upper control limit of the same (관리상한)';
COMMENT ON COLUMN mart.control_limit.spread_centre IS 'Centre line of ranges, standard deviations or moving ranges (산포 중심선)';
COMMENT ON COLUMN mart.control_limit.spread_lcl IS 'Lower control limit of the same (산포 관리하한)';
COMMENT ON COLUMN mart.control_limit.spread_ucl IS 'Upper control limit of the same (산포 관리상한)';
COMMENT ON COLUMN mart.control_limit.sigma_within IS 'Standard deviation of single readings within subgroups (군내 표준편차)';
COMMENT ON COLUMN mart.control_limit.n_subgroup IS 'Subgroups that the limits were computed from (부분군 수)';
COMMENT ON COLUMN mart.control_limit.is_preliminary IS 'Computed from fewer than 20 subgroups (잠정 여부)';
COMMENT ON COLUMN mart.control_limit.target IS 'Target value; null: the centre line (목표값)';
COMMENT ON COLUMN mart.control_limit.lsl IS 'Lower specification limit (규격하한)';
COMMENT ON COLUMN mart.control_limit.usl IS 'Upper specification limit (규격상한)';
COMMENT ON COLUMN mart.control_limit.source IS 'Where the limits are from (출처)';
COMMENT ON COLUMN mart.control_limit.loaded_at IS 'When the revision was loaded (적재 시각)';

CREATE OR REPLACE VIEW etl.control_limit_file WITH (security_invoker = true) AS
SELECT
  company, plant, characteristic, revision, valid_from, sensor, level, statistic, chart, subgroup_size, centre, lcl, ucl, spread_centre,
  spread_lcl, spread_ucl, sigma_within, n_subgroup, target, lsl, usl, source
FROM mart.control_limit;
COMMENT ON VIEW etl.control_limit_file IS 'The register of control limits in the shape of its file: COPY from and to here (관리한계 대장 파일)';
COMMENT ON COLUMN etl.control_limit_file.company IS 'Company code (기업)';
COMMENT ON COLUMN etl.control_limit_file.plant IS 'Plant code (공장)';
COMMENT ON COLUMN etl.control_limit_file.characteristic IS 'What is controlled, unique in its plant (관리 특성)';
COMMENT ON COLUMN etl.control_limit_file.revision IS 'Revision, counted from 1 (개정 번호)';
COMMENT ON COLUMN etl.control_limit_file.valid_from IS 'When the revision begins to hold, with its offset from UTC (적용 시작)';
COMMENT ON COLUMN etl.control_limit_file.sensor IS 'Sensor code; empty: values that are not stored here (센서)';
COMMENT ON COLUMN etl.control_limit_file.level IS 'minute, quarter_hour or hour; empty without a sensor (집계 단위)';
COMMENT ON COLUMN etl.control_limit_file.statistic IS 'mean; last also for i_mr; empty without a sensor (관리도 통계량)';
COMMENT ON COLUMN etl.control_limit_file.chart IS 'xbar_r, xbar_s or i_mr (관리도 종류)';
COMMENT ON COLUMN etl.control_limit_file.subgroup_size IS 'Readings of a full subgroup; 1 for i_mr (부분군 크기)';
COMMENT ON COLUMN etl.control_limit_file.centre IS 'Centre line (중심선)';
COMMENT ON COLUMN etl.control_limit_file.lcl IS 'Lower control limit (관리하한)';
COMMENT ON COLUMN etl.control_limit_file.ucl IS 'Upper control limit (관리상한)';
COMMENT ON COLUMN etl.control_limit_file.spread_centre IS 'Centre line of the spread (산포 중심선)';
COMMENT ON COLUMN etl.control_limit_file.spread_lcl IS 'Lower control limit of the spread (산포 관리하한)';
COMMENT ON COLUMN etl.control_limit_file.spread_ucl IS 'Upper control limit of the spread (산포 관리상한)';
COMMENT ON COLUMN etl.control_limit_file.sigma_within IS 'Standard deviation of single readings within subgroups (군내 표준편차)';
COMMENT ON COLUMN etl.control_limit_file.n_subgroup IS 'Subgroups that the limits were computed from; empty: given (부분군 수)';
COMMENT ON COLUMN etl.control_limit_file.target IS 'Target value (목표값)';
COMMENT ON COLUMN etl.control_limit_file.lsl IS 'Lower specification limit (규격하한)';
COMMENT ON COLUMN etl.control_limit_file.usl IS 'Upper specification limit (규격상한)';
COMMENT ON COLUMN etl.control_limit_file.source IS 'Where the limits are from (출처)';

CREATE OR REPLACE FUNCTION etl.take_control_limit() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
  whose record;
  sensor integer;
  standing etl.control_limit_file;
  label text := format('%s of %s/%s, revision %s', NEW.characteristic, NEW.company, NEW.plant, NEW.revision);
BEGIN
  -- Of two loaders at once the second sees what the first has committed.
  PERFORM pg_advisory_xact_lock(hashtextextended('core.control_limit', 0));
  SELECT p.company_id, p.plant_id INTO whose
  FROM core.plant AS p JOIN core.company AS c USING (company_id) WHERE c.code = NEW.company AND p.code = NEW.plant;
  IF NOT FOUND THEN
    RAISE EXCEPTION '%: there is no such plant; its jobs register it when they first run', label
      USING ERRCODE = 'foreign_key_violation';
  END IF;
  IF NEW.sensor IS NOT NULL THEN
    SELECT s.sensor_id INTO sensor FROM core.sensor AS s WHERE s.plant_id = whose.plant_id AND s.code = NEW.sensor;
    IF NOT FOUND THEN
      RAISE EXCEPTION '%: there is no sensor %; its job registers it when it first runs', label, NEW.sensor
        USING ERRCODE = 'foreign_key_violation';
    END IF;
  END IF;

  SELECT f.* INTO standing FROM etl.control_limit_file AS f
  WHERE f.company = NEW.company AND f.plant = NEW.plant AND f.characteristic = NEW.characteristic AND f.revision = NEW.revision;
  IF FOUND THEN
    IF standing IS NOT DISTINCT FROM NEW THEN
      RETURN NULL;
    END IF;
    RAISE EXCEPTION '%: it is frozen with other values; add a revision', label USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF EXISTS (
    SELECT FROM core.control_limit AS l
    WHERE l.plant_id = whose.plant_id AND l.characteristic = NEW.characteristic
      AND sign(l.revision - NEW.revision) <> sign(extract(epoch FROM l.valid_from - NEW.valid_from))
  ) THEN
    RAISE EXCEPTION '%: a later revision must be valid later', label USING ERRCODE = 'check_violation';
  END IF;
  INSERT INTO core.control_limit (
    company_id, plant_id, characteristic, revision, valid_from, sensor_id, level, statistic, chart, subgroup_size, centre, lcl, ucl,
    spread_centre, spread_lcl, spread_ucl, sigma_within, n_subgroup, target, lsl, usl, source)
  VALUES (
    whose.company_id, whose.plant_id, NEW.characteristic, NEW.revision, NEW.valid_from, sensor, NEW.level, NEW.statistic, NEW.chart,
    NEW.subgroup_size, NEW.centre, NEW.lcl, NEW.ucl, NEW.spread_centre, NEW.spread_lcl, NEW.spread_ucl, NEW.sigma_within,
    NEW.n_subgroup, NEW.target, NEW.lsl, NEW.usl, NEW.source);
  RETURN NEW;
END
$$;
COMMENT ON FUNCTION etl.take_control_limit IS 'Takes one line of a register of control limits, or says why not (관리한계 대장 적재)';
CREATE OR REPLACE TRIGGER take_control_limit INSTEAD OF INSERT ON etl.control_limit_file
  FOR EACH ROW EXECUTE FUNCTION etl.take_control_limit();
