import Foundation
import Support

/// All that must be the same however often a run was killed, as lines of text: the content hash, the ledger and its
/// counts, what was refused, what was registered, and that there is no table more than there should be.
struct DataState: Equatable {
  let lines: [String]

  init(of database: String, on cluster: PrivateCluster) throws {
    lines = try cluster.psql(database, Self.sql).split(separator: "\n").map(String.init)
  }

  /// What stands in one of them only.
  func differences(from other: DataState) -> String {
    let (mine, others) = (Set(lines), Set(other.lines))
    return
      (lines.filter { !others.contains($0) }.prefix(10).map { "is:        \($0)" }
      + other.lines.filter { !mine.contains($0) }.prefix(10).map { "should be: \($0)" }).joined(separator: "\n")
  }

  private static let sql = """
    SELECT 'content ' || etl.content_hash();
    SELECT concat_ws('|', 'ledger', interval_from, interval_to, state, encode(source_fingerprint, 'hex'),
      encode(definition_fingerprint, 'hex'), n_object, n_loaded, n_null, n_refused, n_dropped, n_duplicate, n_window,
      done_at IS NOT NULL, final_at IS NOT NULL, failed_run_id, failure)
    FROM etl.interval ORDER BY interval_from;
    SELECT concat_ws('|', 'coarser', level, interval_from, interval_to, source_from, source_to, state,
      encode(source_fingerprint, 'hex'), encode(definition_fingerprint, 'hex'), n_source, n_window,
      done_at IS NOT NULL, final_at IS NOT NULL, failed_run_id, failure)
    FROM etl.level_interval ORDER BY level, interval_from;
    SELECT concat_ws('|', 'refusals', interval_from, path, reason, count(*),
      md5(string_agg(concat_ws('|', record_number,
      byte_offset, byte_length, field, reading_at, encode(raw, 'hex')), ';' ORDER BY record_number, field)))
    FROM etl.refusal WHERE is_published GROUP BY interval_from, path, reason ORDER BY 1;
    SELECT 'evidence ' || count(*) FROM etl.refusal WHERE NOT is_published;
    SELECT 'failed checks ' || count(*) FROM etl.check_result WHERE NOT passed;
    SELECT concat_ws('|', 'object', path, encode(content_id, 'hex'), n_record, n_parsed, n_refused, n_cell,
      (SELECT string_agg(concat_ws(',', f.interval_from, f.n_cell, f.first_record, f.last_record), ';'
        ORDER BY f.interval_from) FROM etl.object_interval AS f WHERE f.object_id = o.object_id))
    FROM etl.source_object AS o WHERE state = 'active' ORDER BY path;
    SELECT concat_ws('|', 'path', p.path, encode(content_id, 'hex'))
    FROM etl.source_path AS p JOIN etl.source_object USING (object_id) ORDER BY 1;
    SELECT concat_ws('|', 'sensors', count(*), md5(string_agg(s.code || j.code, ';' ORDER BY s.code)))
    FROM core.sensor AS s JOIN etl.job AS j USING (job_id);
    SELECT 'relation ' || oid::regclass FROM pg_class
    WHERE relnamespace::regnamespace::text NOT IN ('pg_catalog', 'information_schema', 'pg_toast') ORDER BY 1;
    """
}

/// What a reader sees of each hour: the ledger's word and the rows, in one line an hour. A line that belongs to neither
/// the old nor the new state is a mix of both, or rows without their ledger row.
struct HourState {
  let lines: Set<String>

  init(of database: String, on cluster: PrivateCluster) throws {
    lines = Set(try cluster.psql(database, Self.sql).split(separator: "\n").map(String.init))
  }

  private static let sql = """
    WITH w AS (
      SELECT 'm' AS level, * FROM core.sensor_minute UNION ALL SELECT 'q', * FROM core.sensor_quarter_hour
      UNION ALL SELECT 'h', * FROM core.sensor_hour
    ), data AS (
      SELECT date_trunc('hour', window_start) AS hour, count(*) AS n,
        md5(string_agg(concat_ws('|', level, code, window_start, window_end, first_at, last_at, min, max, first, last,
          sum_float, mean, m2, w.n, n_bad, n_null, n_duplicate, sum), ';' ORDER BY level, code, window_start)) AS hash
      FROM w JOIN core.sensor USING (sensor_id) GROUP BY 1
    ), refused AS (
      SELECT interval_from AS hour, count(*) AS n FROM etl.refusal WHERE is_published GROUP BY 1
    )
    SELECT concat_ws('|', coalesce(i.interval_from, d.hour), coalesce(i.state, 'no ledger row'), i.n_window, d.n,
      d.hash, encode(i.source_fingerprint, 'hex'), i.n_refused, r.n)
    FROM etl.interval AS i FULL JOIN data AS d ON d.hour = i.interval_from
    LEFT JOIN refused AS r ON r.hour = coalesce(i.interval_from, d.hour);
    """
}

/// What a run may leave behind in the server when it is over: nothing.
enum Orphans {
  /// - Returns: what is left when the time is up, in words; empty: nothing. A killed client's server process may need a
  ///   moment to notice.
  static func left(in database: String, on cluster: PrivateCluster, within seconds: Double = 10) throws -> String {
    let deadline = ContinuousClock.now + .seconds(seconds)
    while true {
      let found = try cluster.psql(database, sql, asSuperuser: true)
      if found.isEmpty || ContinuousClock.now >= deadline { return found }
      usleep(5000)
    }
  }

  private static let sql = """
    SELECT 'session ' || state || ': ' || query FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend';
    SELECT 'prepared transaction ' || gid FROM pg_prepared_xacts;
    SELECT 'temporary table ' || relname FROM pg_class WHERE relpersistence = 't';
    SELECT 'lock ' || locktype FROM pg_locks
    WHERE database = (SELECT oid FROM pg_database WHERE datname = current_database()) AND pid <> pg_backend_pid()
      AND locktype = 'advisory';
    """
}
