import Support
import Testing

/// An interval is a function of its objects: not of the order in which they came, nor of who did the work.
@Suite struct OrderTests {
  /// Three files with rival readings on the same instants, over two hours.
  private static let files: [String: String] = [
    "a.csv": "sensor,time,value,quality\nT1,2026-05-01T06:00:00Z,1.1,192\nT1,2026-05-01T06:30:00Z,2.2,192\n",
    "b.csv": "sensor,time,value,quality\nT1,2026-05-01T06:00:00Z,9.7,192\nT2,2026-05-01T07:10:00Z,0.3,64\n",
    "c.csv": "sensor,time,value,quality\nT1,2026-05-01T07:00:00Z,5,192\nT1,2026-05-01T06:00:00Z,0.1,0\nT2,x,1,192\n",
  ]

  private static let orders: [[String]] = [
    ["a.csv", "b.csv", "c.csv"], ["a.csv", "c.csv", "b.csv"], ["b.csv", "a.csv", "c.csv"],
    ["b.csv", "c.csv", "a.csv"], ["c.csv", "a.csv", "b.csv"], ["c.csv", "b.csv", "a.csv"],
  ]

  private static let atOnce: Result<(hash: String, refusals: String), any Error> = Result {
    let site = try TestSite()
    try site.write("jobs/press.yaml", TestSite.narrowJob("press"))
    for (name, text) in files { try site.write("data/press/\(name)", text) }
    #expect(try site.sluice("run", "press").status == 0)
    return (try site.contentHash(), try refusals(site))
  }

  private static func refusals(_ site: TestSite) throws -> String {
    try site.query("SELECT path, record_number, reason, interval_from, is_published FROM etl.refusal ORDER BY 1, 2")
  }

  @Test(arguments: orders)
  func filesThatComeOneByOneGiveTheSameTables(order: [String]) throws {
    let expected = try Self.atOnce.get()
    let site = try TestSite()
    try site.write("jobs/press.yaml", TestSite.narrowJob("press"))
    for name in order {
      try site.write("data/press/\(name)", try #require(Self.files[name]))
      let result = try site.sluice("run", "press", "--allow-shrink")
      #expect(result.status == 0, "\(result.stderr)")
    }
    #expect(try site.contentHash() == expected.hash)
    #expect(try Self.refusals(site) == expected.refusals)
  }

  @Test(arguments: ["1", "2", "3", "8"])
  func noNumberOfWorkersShowsInTheTables(workers: String) throws {
    let site = try TestSite()
    try site.write("jobs/press.yaml", TestSite.narrowJob("press"))
    for (name, text) in Self.files { try site.write("data/press/\(name)", text) }
    #expect(try site.sluice("run", "press", "--workers", workers).status == 0)
    #expect(try site.contentHash() == Self.atOnce.get().hash)
  }
}
