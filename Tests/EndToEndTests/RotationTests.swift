import Support
import Testing

/// Files that move about: what is published follows the contents, never the names.
@Suite struct RotationTests {
  private static let header = "sensor,time,value,quality\n"

  private func press() throws -> TestSite {
    let site = try TestSite()
    try site.write("jobs/press.yaml", TestSite.narrowJob("press"))
    return site
  }

  private func readings(_ site: TestSite) throws -> String {
    try site.query("SELECT sensor, sum(n) FROM mart.sensor_hour GROUP BY 1 ORDER BY 1")
  }

  @Test func aRotatedFileThatIsDeletedTakesNothingAway() throws {
    let site = try press()
    try site.write("data/press/current.csv", Self.header + "T1,2026-05-01T06:00:00Z,1,192\n")
    #expect(try site.sluice("run", "press").status == 0)
    try site.move("data/press/current.csv", "data/press/old.csv")
    try site.write("data/press/current.csv", Self.header + "T2,2026-05-01T06:01:00Z,2,192\n")
    #expect(try site.sluice("run", "press").status == 0)
    #expect(try readings(site) == "T1|1\nT2|1")
    let hash = try site.contentHash()
    try site.remove("data/press/old.csv")
    #expect(try site.sluice("run", "press").status == 0)
    #expect(try site.contentHash() == hash)
  }

  @Test func aRenamedFileCanBeCorrected() throws {
    let site = try press()
    try site.write("data/press/a.csv", Self.header + "T1,2026-05-01T06:00:00Z,1,192\n")
    #expect(try site.sluice("run", "press").status == 0)
    try site.move("data/press/a.csv", "data/press/b.csv")
    let renamed = try site.sluice("run", "press", "--json")
    #expect(renamed.stdout.contains("\"intervals_published\":0,"))
    let again = try site.sluice("run", "press", "--json")
    #expect(again.stdout.contains("\"objects_parsed\":0,"))
    try site.write("data/press/b.csv", Self.header + "T1,2026-05-01T06:00:00Z,7,192\n")
    let corrected = try site.sluice("run", "press")
    #expect(corrected.status == 0, "\(corrected.stderr)")
    #expect(try site.query("SELECT sum(sum) FROM mart.sensor_hour") == "7")
  }

  @Test func aBadFileThatIsTakenAwayLeavesNoFailureBehind() throws {
    let site = try press()
    try site.write("data/press/a.csv", Self.header + "T1,2026-05-01T06:00:00Z,1,192\n")
    #expect(try site.sluice("run", "press").status == 0)
    let bad = "T1,2026-05-01T06:30:00Z,5,192\nT1,2026-05-01T09:30:00Z,5,192\n"
    try site.write(
      "data/press/bad.csv", Self.header + bad + String(repeating: "T1,2026-05-01T06:31:00Z,x,192\n", count: 200))
    #expect(try site.sluice("run", "press").status == 65)
    #expect(try site.query("SELECT count(*) FROM etl.interval WHERE state = 'failed'") == "2")
    try site.remove("data/press/bad.csv")
    #expect(try site.sluice("run", "press").status == 0)
    #expect(try site.query("SELECT state, count(*) FROM etl.interval GROUP BY 1") == "done|1")
    #expect(try site.query("SELECT count(*) FROM etl.refusal") == "0")
  }

  /// A refusal before the job's start has no interval of its own: it is kept with its object.
  @Test func aRefusalBeforeTheStartIsKept() throws {
    let site = try press()
    try site.write(
      "data/press/a.csv",
      Self.header + "T1,2019-05-01T06:00:00Z,x,192\nT1,2019-05-01T06:00:01Z,1,192\nT1,2026-05-01T06:00:00Z,1,192\n")
    #expect(try site.sluice("run", "press").status == 0)
    #expect(try site.query("SELECT record_number, reason, is_published FROM etl.refusal") == "2|not_a_number|t")
  }
}
