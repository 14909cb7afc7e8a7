import EmbeddedServer
import Foundation
import Support
import Testing

/// Runs that meet. The relay holds one of them at a statement, so that no test depends on who is faster.
@Suite struct ConcurrentRunTests {
  private static let header = "sensor,time,value,quality\n"
  private static let a = header + "P1,2026-05-01T06:02:11Z,83.4,192\nP1,2026-05-01T07:02:12Z,83.6,192\n"
  private static let b = header + "P2,2026-05-01T06:02:11Z,1,192\nP2,2026-05-01T07:30:00Z,2,0\n"
  private static let lastWord = "UPDATE etl.interval SET state"

  /// Of each row of a job where it lies and who wrote it: a row that was replaced, by equal values even, tells.
  private static func rows(of job: String, from: String = "-infinity", to: String = "infinity") -> String {
    """
    SELECT level, ctid, xmin, sensor_id, window_start FROM (
      SELECT 'm' AS level, ctid, xmin, * FROM core.sensor_minute
      UNION ALL SELECT 'q', ctid, xmin, * FROM core.sensor_quarter_hour
      UNION ALL SELECT 'h', ctid, xmin, * FROM core.sensor_hour) AS w
    JOIN etl.job AS j USING (job_id) WHERE j.code = '\(job)' AND window_start >= '\(from)' AND window_start < '\(to)'
    ORDER BY level, ctid
    """
  }

  private static func declare(_ job: String, _ text: String, at path: String = "a.csv", on site: TestSite) throws {
    try site.write("jobs/\(job).yaml", TestSite.narrowJob(job))
    try site.write("data/\(job)/\(path)", text)
  }

  /// The hash of a job that ran alone.
  private static func hashAlone(_ job: String, _ texts: [String]) throws -> String {
    let site = try TestSite()
    for (index, text) in texts.enumerated() { try declare(job, text, at: "\(index).csv", on: site) }
    let result = try site.sluice("run", job)
    try #require(result.status == 0, "\(result.stderr)")
    return try site.query("SELECT etl.content_hash('\(job)')")
  }

  /// Starts a run and waits until it stands before a statement.
  private static func held(_ job: String, before words: String, _ relay: Relay, _ site: TestSite) throws
    -> RunningCommand
  {
    let run = try relay.run(Ambush(place: .statement(words), act: .hold)) {
      try site.start("run", job, "--json", with: ["PGHOST": relay.folder])
    }
    try #require(relay.waitUntilHeld(seconds: 30), "\(job) never said \(words): \(run.said)")
    return run
  }

  /// Waits until so many sessions are there.
  private static func waitForSessions(_ count: Int, _ site: TestSite) throws {
    let sql = """
      SELECT count(*) FROM pg_stat_activity
      WHERE datname = current_database() AND backend_type = 'client backend' AND query LIKE '%pg_try_advisory_lock%'
      """
    let deadline = ContinuousClock.now + .seconds(30)
    while try Int(site.query(sql).trimmingCharacters(in: .whitespaces)) ?? 0 < count {
      try #require(ContinuousClock.now < deadline, "the second run never asked for the lock")
      usleep(5000)
    }
  }

  @Test func aSecondRunOfAJobWaitsAndFindsNothingToDo() async throws {
    try await onOwnThread { try Self.aSecondRunOfAJobWaitsAndFindsNothingToDo() }
  }

  private static func aSecondRunOfAJobWaitsAndFindsNothingToDo() throws {
    let site = try TestSite()
    try Self.declare("press", Self.a, on: site)
    let relay = try Relay(before: site.cluster)
    defer { relay.close() }
    let first = try Self.held("press", before: Self.lastWord, relay, site)
    let hurried = try site.sluice("run", "press", "--wait", "0")
    #expect(hurried.status == 75, "\(hurried.stderr)")
    #expect(hurried.stderr.contains("another run of press is under way"))
    let second = try site.start("run", "press", "--json")
    // This query's own session and the waiting one.
    try Self.waitForSessions(2, site)
    #expect(second.isRunning)
    relay.release()
    #expect(try first.end() == .exited(0), "\(first.said)")
    #expect(try second.end() == .exited(0), "\(second.said)")
    #expect(first.said.contains("\"intervals_published\":2,"), "\(first.said)")
    #expect(second.said.contains("\"objects_parsed\":0,"), "\(second.said)")
    #expect(try site.contentHash() == (try Self.hashAlone("press", [Self.a])))
    #expect(try site.query("SELECT count(DISTINCT run_id), count(*) FROM etl.interval") == "1|2")
  }

  @Test func twoRunsAtOnceEndWell() async throws {
    try await onOwnThread { try Self.twoRunsAtOnceEndWell() }
  }

  private static func twoRunsAtOnceEndWell() throws {
    let site = try TestSite()
    try Self.declare("press", Self.a, on: site)
    let runs = try (0..<3).map { _ in try site.start("run", "press") }
    for run in runs { #expect(try run.end() == .exited(0), "\(run.said)") }
    #expect(try site.contentHash() == (try Self.hashAlone("press", [Self.a])))
    #expect(try site.query("SELECT count(DISTINCT run_id), count(*) FROM etl.interval") == "1|2")
  }

  @Test func twoJobsInOneHourLeaveEachOtherAlone() async throws {
    try await onOwnThread { try Self.twoJobsInOneHourLeaveEachOtherAlone() }
  }

  private static func twoJobsInOneHourLeaveEachOtherAlone() throws {
    let site = try TestSite()
    try Self.declare("press", Self.a, on: site)
    try Self.declare("oven", Self.b, on: site)
    let relay = try Relay(before: site.cluster)
    defer { relay.close() }
    let press = try Self.held("press", before: Self.lastWord, relay, site)
    // Rows of that hour lie uncommitted there; the other job is not kept waiting by them.
    let oven = try site.sluice("run", "oven", "--wait", "0")
    #expect(oven.status == 0, "\(oven.stderr)")
    let ovenRows = try site.query(Self.rows(of: "oven"))
    relay.release()
    #expect(try press.end() == .exited(0), "\(press.said)")
    #expect(try site.query(Self.rows(of: "oven")) == ovenRows)

    let more = Self.header + "P1,2026-05-01T06:59:00Z,1,192\nP1,2026-05-01T07:01:00Z,2,192\n"
    try site.write("data/press/more.csv", more)
    #expect(try site.sluice("run", "press").status == 0)
    #expect(try site.query(Self.rows(of: "oven")) == ovenRows)
    #expect(try site.query("SELECT etl.content_hash('press')") == (try Self.hashAlone("press", [Self.a, more])))
    #expect(try site.query("SELECT etl.content_hash('oven')") == (try Self.hashAlone("oven", [Self.b])))
  }

  @Test func aLateFileChangesItsHourAlone() async throws {
    try await onOwnThread { try Self.aLateFileChangesItsHourAlone() }
  }

  private static func aLateFileChangesItsHourAlone() throws {
    let site = try TestSite()
    try Self.declare("press", Self.a + "P1,2026-05-01T08:00:00Z,9,192\n", on: site)
    #expect(try site.sluice("run", "press").status == 0)
    let (from, to) = ("2026-05-01 07:00+00", "2026-05-01 08:00+00")
    func others() throws -> [String] {
      [
        try site.query(Self.rows(of: "press", to: from)), try site.query(Self.rows(of: "press", from: to)),
        try site.query(
          "SELECT i.ctid, i.xmin, i.* FROM etl.interval AS i WHERE interval_from <> '\(from)' ORDER BY interval_from"),
      ]
    }
    let hour = "SELECT done_at, n_loaded FROM etl.interval WHERE interval_from = '\(from)'"
    let (before, hourBefore) = (try others(), try site.query(hour))
    #expect(before.allSatisfy { !$0.isEmpty })
    try site.write("data/press/late.csv", Self.header + "P9,2026-05-01T07:59:59Z,1,192\n")
    let result = try site.sluice("run", "press", "--json")
    #expect(result.stdout.contains("\"intervals_published\":1,"), "\(result.stdout)\(result.stderr)")
    #expect(try others() == before)
    #expect(try site.query(hour) != hourBefore)
    #expect(try site.query("SELECT n_loaded FROM etl.interval WHERE interval_from = '\(from)'") == "2")
  }

  @Test func aSensorBelongsToTheJobThatCameFirst() async throws {
    try await onOwnThread { try Self.aSensorBelongsToTheJobThatCameFirst() }
  }

  private static func aSensorBelongsToTheJobThatCameFirst() throws {
    let site = try TestSite()
    try Self.declare("press", Self.a, on: site)
    try Self.declare("oven", Self.b + "P1,2026-05-01T06:10:00Z,666,192\n", on: site)
    let relay = try Relay(before: site.cluster)
    defer { relay.close() }
    // The oven has read its file when the press registers the sensor that both have.
    let oven = try Self.held("oven", before: "INSERT INTO core.sensor ", relay, site)
    #expect(try site.sluice("run", "press").status == 0)
    let pressRows = try site.query(Self.rows(of: "press"))
    relay.release()
    #expect(try oven.end() == .exited(75), "\(oven.said)")
    #expect(oven.said.contains("sensor P1"), "\(oven.said)")
    #expect(try site.query(Self.rows(of: "oven")).isEmpty)

    let again = try site.sluice("run", "oven")
    #expect(again.status == 0, "\(again.stderr)")
    #expect(
      try site.query("SELECT reason, path, record_number FROM etl.refusal WHERE is_published")
        == "sensor_owned_by|oven/a.csv|4")
    #expect(try site.query(Self.rows(of: "press")) == pressRows)
    #expect(try site.query("SELECT etl.content_hash('oven')") == (try Self.hashAlone("oven", [Self.b])))
  }
}
