import Loading
import Postgres
import Support
import Testing

/// Do equal hashes mean equal data?
struct ContentHashTests {
  private static let columns = """
    window_start, window_end, first_at, last_at, min, max, first, last, sum_float, mean, m2, company_id, job_id,
    sensor_id, n, n_bad, n_null, n_duplicate, sum
    """

  /// Two jobs with two sensors each; ids in the order of the codes that are given.
  private static func register(_ session: Session, codes: [String]) throws {
    try session.run("TRUNCATE core.company, core.plant, etl.job, core.sensor CASCADE")
    for code in codes {
      try session.run(
        """
        INSERT INTO core.company (code) VALUES ('co_\(code)');
        INSERT INTO core.plant (company_id, code) SELECT company_id, 'p' FROM core.company WHERE code = 'co_\(code)';
        INSERT INTO etl.job (code, company_id, plant_id)
          SELECT 'job_\(code)', company_id, plant_id FROM core.plant JOIN core.company USING (company_id)
          WHERE company.code = 'co_\(code)';
        INSERT INTO core.sensor (company_id, plant_id, code, job_id, class, is_inferred)
          SELECT company_id, plant_id, s, job_id, 'gauge', false FROM etl.job, unnest(ARRAY['s1', 's2']) AS s
          WHERE job.code = 'job_\(code)';
        """)
    }
  }

  /// Rows of both jobs in an order of our choice.
  private static func load(_ session: Session, order: String) throws {
    for (level, step, length) in [
      ("minute", "1 minute", 3000), ("quarter_hour", "15 minutes", 200), ("hour", "1 hour", 50), ("day", "1 day", 3),
      ("month", "1 day", 3),
    ] {
      try session.run(
        """
        SELECT etl.make_partitions('\(level)', '2026-04-30Z', '2026-05-03 12:00Z');
        INSERT INTO core.sensor_\(level) (\(columns))
        SELECT at, at + interval '\(step)', at, at, i / 7.0, i, i / 3.0, i,
          CASE WHEN s.code = 's1' THEN i / 11.0 END, i, 0.1,
          s.company_id, s.job_id, s.sensor_id, i, 0, 0, 0, CASE WHEN s.code = 's2' THEN i / 100.0 END
        FROM core.sensor AS s, generate_series(0, \(length)) AS i,
          LATERAL (SELECT '2026-04-30Z'::timestamptz + i * interval '\(step)') AS t (at)
        ORDER BY \(order)
        """)
    }
  }

  private static func clear(_ session: Session) throws {
    try session.run(
      """
      DELETE FROM core.sensor_minute; DELETE FROM core.sensor_quarter_hour; DELETE FROM core.sensor_hour;
      DELETE FROM core.sensor_day; DELETE FROM core.sensor_month
      """)
  }

  private static func hash(_ session: Session, job: String? = nil) throws -> String {
    try session.value("SELECT etl.content_hash(\(job.map { "'\($0)'" } ?? ""))")
  }

  @Test func equalDataHaveEqualHashes() throws {
    let scratch = try Scratch("hash")
    let session = try scratch.migrated()
    let empty = try Self.hash(session)
    try Self.register(session, codes: ["a", "b"])
    #expect(try Self.hash(session) == empty, "registers alone are no data")
    try Self.load(session, order: "i, s.code")
    let before = try Self.hash(session)
    #expect(before != empty)
    try Self.clear(session)
    #expect(try Self.hash(session) == empty)
    try Self.load(session, order: "i DESC, s.sensor_id DESC")
    #expect(try Self.hash(session) == before, "another order")
    try Self.clear(session)
    try Self.register(session, codes: ["b", "a"])
    try Self.load(session, order: "md5(i::text)")
    #expect(try Self.hash(session) == before, "other surrogate keys")
  }

  @Test func theSessionsSettingsDoNotMatter() throws {
    let scratch = try Scratch("settings")
    let session = try scratch.migrated()
    try Self.register(session, codes: ["a"])
    try Self.load(session, order: "i")
    let before = try Self.hash(session)
    for setting in [
      "timezone = 'Asia/Seoul'", "datestyle = 'SQL, DMY'", "datestyle = 'German'", "extra_float_digits = -10",
      "enable_hashjoin = off", "search_path = core", "lc_numeric = 'C'", "intervalstyle = 'iso_8601'",
    ] {
      try session.run("SET \(setting)")
      #expect(try Self.hash(session) == before, "\(setting)")
      try session.run("RESET ALL")
    }
  }

  static let changes = [
    "window_end = window_end + interval '1 us'", "first_at = first_at + interval '1 us'", "first_at = NULL",
    "last_at = last_at + interval '1 us'", "min = min + 1e-15", "max = max + 1e-9", "first = first + 1e-15",
    "last = last + 1e-9", "sum_float = sum_float + 1e-15", "sum_float = NULL", "mean = mean + 1e-9", "mean = NULL",
    "m2 = m2 + 1e-16", "n = n + 1", "n_bad = 1", "n_null = 1", "n_duplicate = 1", "sum = 5",
    "window_start = window_start + interval '1 us'", "min = max, max = min",
  ]

  @Test func oneChangedValueChangesTheHash() throws {
    let scratch = try Scratch("change")
    let session = try scratch.migrated()
    try Self.register(session, codes: ["a", "b"])
    try Self.load(session, order: "i")
    let before = try Self.hash(session)
    let whose = """
      sensor_id = (SELECT sensor_id FROM core.sensor AS s JOIN etl.job AS j USING (job_id)
        WHERE j.code = 'job_a' AND s.code = 's1')
      """
    for level in ["minute", "quarter_hour", "hour", "day", "month"] {
      for change in level == "minute" ? Self.changes : Array(Self.changes.prefix(3)) {
        try session.run("BEGIN; UPDATE core.sensor_\(level) SET \(change) WHERE n = 1 AND \(whose)")
        #expect(try Self.hash(session) != before, "\(level): \(change)")
        try session.run("ROLLBACK")
      }
      try session.run("BEGIN; DELETE FROM core.sensor_\(level) WHERE n = 1 AND \(whose)")
      #expect(try Self.hash(session) != before, "a row of \(level) less")
      try session.run("ROLLBACK")
    }
    #expect(try Self.hash(session) == before)
  }

  @Test func oneJobsHashIsItsOwn() throws {
    let scratch = try Scratch("job")
    let session = try scratch.migrated()
    try Self.register(session, codes: ["a", "b"])
    try Self.load(session, order: "i")
    let (one, other) = (try Self.hash(session, job: "job_a"), try Self.hash(session, job: "job_b"))
    let both = try Self.hash(session)
    #expect(one != other && one != both)
    try session.run("DELETE FROM core.sensor_hour WHERE job_id = (SELECT job_id FROM etl.job WHERE code = 'job_b')")
    #expect(try Self.hash(session, job: "job_a") == one)
    #expect(try Self.hash(session, job: "job_b") != other)
    #expect(try Self.hash(session, job: "nobody") == "d41d8cd98f00b204e9800998ecf8427e")
  }
}
