import Postgres
import Support
import Synchronization
import Testing

@testable import Loading

/// Are there partitions for whatever is loaded, each once and with the right bounds?
struct PartitionTests {
  private static func make(_ session: Session, _ level: String, _ from: String, _ to: String) throws -> String {
    try session.value("SELECT etl.make_partitions('\(level)', '\(from)', '\(to)')")
  }

  /// Names and bounds, in UTC.
  private static func partitions(_ session: Session, of level: String) throws -> [String] {
    try session.run("SET timezone = 'UTC'")
    return try session.column(
      """
      SELECT c.relname || ' ' || pg_get_expr(c.relpartbound, c.oid) FROM pg_catalog.pg_inherits AS i
      JOIN pg_catalog.pg_class AS c ON c.oid = i.inhrelid
      WHERE i.inhparent = 'core.sensor_\(level)'::regclass ORDER BY c.relname
      """)
  }

  private static func bounds(_ from: String, _ to: String) -> String {
    "FOR VALUES FROM ('\(from) 00:00:00+00') TO ('\(to) 00:00:00+00')"
  }

  @Test(arguments: ["minute", "quarter_hour"])
  func monthsAcrossTheYear(level: String) throws {
    let scratch = try Scratch("months")
    let session = try scratch.migrated()
    #expect(try Self.make(session, level, "2026-11-30 23:59:59Z", "2027-01-01 00:00:01Z") == "3")
    #expect(
      try Self.partitions(session, of: level) == [
        "sensor_\(level)_2026_11 " + Self.bounds("2026-11-01", "2026-12-01"),
        "sensor_\(level)_2026_12 " + Self.bounds("2026-12-01", "2027-01-01"),
        "sensor_\(level)_2027_01 " + Self.bounds("2027-01-01", "2027-02-01"),
      ])
    #expect(try Self.make(session, level, "2026-11-30 23:59:59Z", "2027-01-01 00:00:01Z") == "0")
    #expect(try Self.make(session, level, "2026-10-31 23:59:59Z", "2027-01-01 00:00:00Z") == "1")
  }

  @Test(arguments: ["hour", "day", "month", "shift"])
  func yearsFromHoursUpward(level: String) throws {
    let scratch = try Scratch("years")
    let session = try scratch.migrated()
    #expect(try Self.make(session, level, "2026-12-31 23:00Z", "2027-01-01 00:00Z") == "1", "the end is not included")
    #expect(try Self.make(session, level, "2026-12-31 23:00Z", "2027-01-01 01:00Z") == "1")
    #expect(try Self.make(session, level, "2023-05-01Z", "2025-05-01Z") == "3")
    #expect(
      try Self.partitions(session, of: level)
        == [2023, 2024, 2025, 2026, 2027].map { year in
          "sensor_\(level)_\(year) " + Self.bounds("\(year)-01-01", "\(year + 1)-01-01")
        })
  }

  /// The partitions' bounds are those of UTC whatever the zone of the session that asks.
  @Test func theSessionsZoneDoesNotMatter() throws {
    let scratch = try Scratch("zone")
    let session = try scratch.migrated()
    try session.run("SET timezone = 'Asia/Seoul'; SET datestyle = 'SQL, DMY'")
    #expect(try Self.make(session, "minute", "2026-05-01 00:00:00+09", "2026-05-02 00:00:00+09") == "2")
    try session.run("SET datestyle = 'ISO'")
    #expect(
      try Self.partitions(session, of: "minute") == [
        "sensor_minute_2026_04 " + Self.bounds("2026-04-01", "2026-05-01"),
        "sensor_minute_2026_05 " + Self.bounds("2026-05-01", "2026-06-01"),
      ])
  }

  @Test func longBeforeAndAfter() throws {
    let session = try Scratch("ages").migrated()
    #expect(try Self.make(session, "minute", "1970-01-01Z", "1970-02-01Z") == "1")
    #expect(try Self.make(session, "minute", "0001-01-01Z", "0001-01-02Z") == "1")
    #expect(try Self.make(session, "hour", "9999-12-31Z", "9999-12-31 01:00Z") == "1")
  }

  @Test(arguments: ["week", "", "MINUTE", "minute; DROP SCHEMA core", "hour "])
  func anUnknownLevelIsRefused(level: String) throws {
    let session = try Scratch("level").migrated()
    #expect(throws: PostgresError.self) { try Self.make(session, level, "2026-05-01Z", "2026-05-02Z") }
  }

  @Test func manyAtOnce() async throws {
    let scratch = try Scratch("many")
    let session = try scratch.migrated()
    let made = try await withThrowingTaskGroup(of: Int.self) { group in
      for _ in 0..<4 {
        group.addTask {
          Int(try Self.make(try scratch.session(), "minute", "2026-01-01Z", "2027-01-01Z")) ?? -1
        }
      }
      return try await group.reduce(0, +)
    }
    #expect(made == 12)
    #expect(try Self.partitions(session, of: "minute").count == 12)
  }

  /// Two spans that overlap: the one that makes January still wants February, which the other has begun.
  @Test func overlappingSpansDoNotWaitForOneAnother() async throws {
    let scratch = try Scratch("overlap")
    let first = try scratch.migrated()
    try first.run("BEGIN")
    #expect(try Self.make(first, "minute", "2026-01-01Z", "2026-02-01Z") == "1")
    let hasEnded = Mutex(false)
    let other = Task {
      defer { hasEnded.withLock { $0 = true } }
      return try Self.make(try scratch.session(), "minute", "2026-02-01Z", "2026-03-01Z")
    }
    let watcher = try scratch.session()
    let waiting = """
      SELECT count(*) FROM pg_catalog.pg_stat_activity
      WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%make_partitions%'
      """
    while try watcher.value(waiting) == "0", !hasEnded.withLock({ $0 }) { await Task.yield() }
    #expect(try Self.make(first, "minute", "2026-02-01Z", "2026-03-01Z") == "1")
    try first.run("COMMIT")
    #expect(try await other.value == "0")
  }
}
