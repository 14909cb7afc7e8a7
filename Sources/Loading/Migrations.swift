import Postgres

/// The SQL inside the binary: numbered migrations, which run once and forward only, and definitions of views and
/// functions, which are replaced whenever their text changes.
package enum Migrations {
  struct Script: Sendable {
    var name: String
    var text: [UInt8]
    var isRepeatable: Bool

    var sql: String { String(decoding: text, as: UTF8.self) }
    /// FNV-1a, 64 bits: to notice an edited file, not an attacker.
    var checksum: Int64 {
      Int64(
        bitPattern: text.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 })
    }
  }

  /// In order. A test holds this list against the folder `sql/`.
  static let scripts: [Script] = [
    Script(name: "migrations/0001_spine.sql", text: PackageResources._001_spine_sql, isRepeatable: false),
    Script(name: "migrations/0002_formats.sql", text: PackageResources._002_formats_sql, isRepeatable: false),
    Script(name: "migrations/0003_statistics.sql", text: PackageResources._003_statistics_sql, isRepeatable: false),
    Script(
      name: "migrations/0004_control_limits.sql", text: PackageResources._004_control_limits_sql, isRepeatable: false),
    Script(name: "migrations/0005_levels.sql", text: PackageResources._005_levels_sql, isRepeatable: false),
    Script(name: "checks/content_hash.sql", text: PackageResources.content_hash_sql, isRepeatable: true),
    Script(name: "checks/interval.sql", text: PackageResources.interval_sql, isRepeatable: true),
    Script(name: "checks/level.sql", text: PackageResources.level_sql, isRepeatable: true),
    Script(name: "marts/sensor_minute.sql", text: PackageResources.sensor_minute_sql, isRepeatable: true),
    Script(name: "marts/sensor_quarter_hour.sql", text: PackageResources.sensor_quarter_hour_sql, isRepeatable: true),
    Script(name: "marts/sensor_hour.sql", text: PackageResources.sensor_hour_sql, isRepeatable: true),
    Script(name: "marts/energy.sql", text: PackageResources.energy_sql, isRepeatable: true),
    Script(name: "marts/sensor_day.sql", text: PackageResources.sensor_day_sql, isRepeatable: true),
    Script(name: "marts/sensor_month.sql", text: PackageResources.sensor_month_sql, isRepeatable: true),
    Script(name: "marts/sensor_shift.sql", text: PackageResources.sensor_shift_sql, isRepeatable: true),
    Script(name: "marts/state_interval.sql", text: PackageResources.state_interval_sql, isRepeatable: true),
    // Each after those whose functions it calls.
    Script(name: "marts/spc_constant.sql", text: PackageResources.spc_constant_sql, isRepeatable: true),
    Script(name: "marts/spc_limit.sql", text: PackageResources.spc_limit_sql, isRepeatable: true),
    Script(name: "marts/spc_signal.sql", text: PackageResources.spc_signal_sql, isRepeatable: true),
    Script(name: "marts/spc_memory.sql", text: PackageResources.spc_memory_sql, isRepeatable: true),
    Script(name: "marts/control_limit.sql", text: PackageResources.control_limit_sql, isRepeatable: true),
    Script(name: "marts/control_chart.sql", text: PackageResources.control_chart_sql, isRepeatable: true),
    Script(name: "marts/decimation.sql", text: PackageResources.decimation_sql, isRepeatable: true),
    Script(name: "marts/hampel.sql", text: PackageResources.hampel_sql, isRepeatable: true),
    Script(name: "marts/environment.sql", text: PackageResources.environment_sql, isRepeatable: true),
    Script(name: "marts/histogram.sql", text: PackageResources.histogram_sql, isRepeatable: true),
    Script(name: "marts/sensor_percentile.sql", text: PackageResources.sensor_percentile_sql, isRepeatable: true),
  ]

  package static var names: [String] { scripts.map(\.name) }

  private static let bootstrap = """
    CREATE SCHEMA IF NOT EXISTS etl;
    CREATE TABLE IF NOT EXISTS etl.migration (
      name text PRIMARY KEY,
      checksum bigint NOT NULL,
      applied_at timestamptz NOT NULL DEFAULT clock_timestamp()
    );
    COMMENT ON TABLE etl.migration IS 'SQL files that this database has taken (마이그레이션)';
    COMMENT ON COLUMN etl.migration.name IS 'File below sql/ (파일)';
    COMMENT ON COLUMN etl.migration.checksum IS 'FNV-1a of its text when it was applied (검사합)';
    COMMENT ON COLUMN etl.migration.applied_at IS 'When (적용 시각)';
    """

  /// What lies before a database and this program agree; empty: nothing.
  package static func pending(_ session: Session) throws(LoadError) -> [String] {
    let exists = try session.execute("SELECT to_regclass('etl.migration') IS NOT NULL", step: "look for migrations")
    do throws(PostgresError) {
      guard try exists.bool(0, 0) else { return names }
    } catch {
      throw .postgres(error)
    }
    let applied = try applied(session)
    try demandKnown(applied)
    return scripts.filter { applied[$0.name] != $0.checksum }.map(\.name)
  }

  /// Brings the database to this program's state; each script in a transaction of its own, all under one lock.
  /// - Returns: the names of what was applied.
  /// - Throws: `migrations` if a numbered migration was edited after it ran, or a later program has been here.
  package static func apply(_ session: Session) throws(LoadError) -> [String] {
    try session.execute("SELECT pg_advisory_lock($1::int, 0)", [.int(lockClass)], step: "lock migrations")
    let done: [String]
    do throws(LoadError) {
      done = try applyLocked(session)
    } catch {
      // The first error says more than what may follow from it.
      do throws(LoadError) { try unlock(session) } catch {}
      throw error
    }
    try unlock(session)
    return done
  }

  private static func unlock(_ session: Session) throws(LoadError) {
    try session.execute("SELECT pg_advisory_unlock($1::int, 0)", [.int(lockClass)], step: "unlock migrations")
  }

  private static func applyLocked(_ session: Session) throws(LoadError) -> [String] {
    do throws(PostgresError) {
      try session.connection.executeScript(bootstrap, step: "make etl.migration")
    } catch {
      throw .postgres(error)
    }
    let applied = try applied(session)
    try demandKnown(applied)
    var done: [String] = []
    for script in scripts where applied[script.name] != script.checksum {
      if applied[script.name] != nil, !script.isRepeatable {
        throw .migrations("\(script.name) was edited after this database took it; a migration never changes: add one")
      }
      try session.transaction(script.name) { connection throws(LoadError) in
        do throws(PostgresError) {
          try connection.executeScript(script.sql, step: script.name)
          _ = try connection.execute(
            """
            INSERT INTO etl.migration (name, checksum) VALUES ($1, $2)
            ON CONFLICT (name) DO UPDATE SET checksum = EXCLUDED.checksum, applied_at = clock_timestamp()
            """, [.text(script.name), .int(script.checksum)], step: "note \(script.name)")
        } catch {
          throw .postgres(error)
        }
      }
      done.append(script.name)
    }
    return done
  }

  /// The first key of our advisory locks on migrations; jobs have another.
  private static let lockClass: Int64 = 5_710

  private static func demandKnown(_ applied: [String: Int64]) throws(LoadError) {
    let known = Set(names)
    if let stranger = applied.keys.filter({ !known.contains($0) }).sorted().first {
      throw .migrations("this database has \(stranger), which this program does not know: use a newer program")
    }
  }

  private static func applied(_ session: Session) throws(LoadError) -> [String: Int64] {
    let rows = try session.execute("SELECT name, checksum FROM etl.migration", step: "read migrations")
    var applied: [String: Int64] = [:]
    do throws(PostgresError) {
      for row in 0..<rows.rowCount { applied[try rows.text(row, 0)] = try rows.int(row, 1) }
    } catch {
      throw .postgres(error)
    }
    return applied
  }
}
