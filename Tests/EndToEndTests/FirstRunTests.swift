import Foundation
import Support
import Testing

/// The promise of the first page: a file in, checked tables out, and the second run does nothing.
@Suite struct FirstRunTests {
  static let file = """
    sensor,time,value,quality
    P03-TEMP01,2026-05-01T06:02:11.250Z,83.4,192
    P03-TEMP01,2026-05-01T06:02:12.250Z,83.6,192
    P03-TEMP02,2026-05-01T06:59:59.999Z,12,0
    P03-TEMP01,2026-05-01T07:00:00Z,84,192

    """

  @Test func loadsOnceAndThenDoesNothing() throws {
    let site = try TestSite()
    try site.write("jobs/press.yaml", TestSite.narrowJob("press"))
    try site.write("data/press/a.csv", Self.file)
    let first = try site.sluice("run", "press", "--json")
    #expect(first.status == 0, "\(first.stderr)")
    #expect(first.stdout.contains("\"loaded\":4,"))
    #expect(
      try site.query("SELECT sensor, n, n_bad, sum::text, is_final FROM mart.sensor_hour ORDER BY sensor, window_start")
        == "P03-TEMP01|2|0|167|t\nP03-TEMP01|1|0|84|t\nP03-TEMP02|0|1||t")
    let hash = try site.contentHash()
    let second = try site.sluice("run", "press", "--json")
    #expect(second.status == 0)
    #expect(second.stdout.contains("\"objects_parsed\":0,"))
    #expect(try site.contentHash() == hash)
  }

  @Test func whatIsPublishedBeforeItIsDueBecomesFinalWhenItIs() throws {
    let site = try TestSite()
    try site.write("jobs/press.yaml", TestSite.narrowJob("press", more: "grace: 10m"))
    try site.write("data/press/a.csv", Self.file)
    let final = """
      SELECT window_start AT TIME ZONE 'UTC', is_final FROM mart.sensor_hour
      WHERE sensor = 'P03-TEMP01' ORDER BY 1
      """
    let early = "2026-05-01T07:05:00Z"
    #expect(try site.sluice("run", "press", "--now", early).status == 0)
    #expect(try site.query("SELECT count(*) FROM etl.interval") == "0")
    #expect(try site.sluice("run", "press", "--now", early, "--from", "2026-05-01T06:00:00Z").status == 0)
    #expect(try site.query(final) == "2026-05-01 06:00:00|f\n2026-05-01 07:00:00|f")
    #expect(try site.sluice("run", "press", "--now", "2026-05-01T07:10:00Z").status == 0)
    #expect(try site.query(final) == "2026-05-01 06:00:00|t\n2026-05-01 07:00:00|f")
  }

  @Test func isSilentOnSuccessWhereNoTerminalReads() throws {
    let site = try TestSite()
    try site.write("jobs/press.yaml", TestSite.narrowJob("press"))
    try site.write("data/press/a.csv", Self.file)
    let result = try site.sluice("run", "--all")
    #expect(result.status == 0)
    #expect(result.stdout.isEmpty && result.stderr.isEmpty)
  }
}
