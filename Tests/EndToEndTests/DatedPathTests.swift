import Support
import Testing

/// A date in the path is a hint that is held: rows beyond its margin are refused, files beyond the range are not read.
@Suite struct DatedPathTests {
  private static let job = """
    job: press
    company: acme
    plant: pohang
    zone: Asia/Seoul
    interval: day
    start: 2020-01-01
    source: {root: data, path: "press/{yyyy}/{MM}/{dd}/{machine}.csv", path_margin: 1}
    time: {column: time, format: rfc3339}
    sensor: {path: "{machine}"}
    value: {column: value}
    """

  /// 1 May in Seoul is 15:00Z of 30 April to 15:00Z of 1 May; the margin adds a day on both sides.
  private static let file = """
    time,value
    2026-04-29T14:59:59Z,1
    2026-04-29T15:00:00Z,2
    2026-05-01T06:00:00Z,3
    2026-05-02T14:59:59Z,4
    2026-05-02T15:00:00Z,5

    """

  @Test func rowsBeyondTheMarginAreRefused() throws {
    let site = try TestSite()
    try site.write("jobs/press.yaml", Self.job)
    try site.write("data/press/2026/05/01/P07.csv", Self.file)
    let result = try site.sluice("run", "press")
    #expect(result.status == 0, "\(result.stderr)")
    #expect(
      try site.query("SELECT record_number, reason, field FROM etl.refusal ORDER BY 1")
        == "2|outside_path_margin|time\n6|outside_path_margin|time")
    #expect(try site.query("SELECT sensor, sum(n), sum(sum) FROM mart.sensor_hour GROUP BY 1") == "P07|3|9")
    #expect(
      try site.query("SELECT captured->>'machine', captured->>'dd' FROM etl.source_object") == "P07|01")
  }

  @Test func filesBeyondTheRangeAreNotRead() throws {
    let site = try TestSite()
    try site.write("jobs/press.yaml", Self.job)
    for day in ["01", "02", "09"] {
      try site.write("data/press/2026/05/\(day)/P07.csv", "time,value\n2026-05-\(day)T03:00:00Z,1\n")
    }
    let result = try site.sluice("run", "press", "--from", "2026-05-01", "--to", "2026-05-02", "--json")
    #expect(result.status == 0, "\(result.stderr)")
    // 2 May is within its margin of the range, 9 May is not.
    #expect(result.stdout.contains("\"objects_listed\":3,\"objects_parsed\":2,"), "\(result.stdout)")
    #expect(try site.query("SELECT count(*) FROM etl.interval") == "1")
    #expect(try site.sluice("run", "press").status == 0)
    #expect(try site.query("SELECT count(*) FROM etl.interval WHERE state = 'done'") == "3")
  }

  @Test func aDateThatDoesNotExistIsNamed() throws {
    let site = try TestSite()
    try site.write("jobs/press.yaml", Self.job)
    try site.write("data/press/2026/02/30/P07.csv", "time,value\n2026-02-28T03:00:00Z,1\n")
    let result = try site.sluice("run", "press")
    #expect(result.status == 65)
    #expect(result.stderr.contains("press/2026/02/30/P07.csv: the date in the path does not exist"), "\(result.stderr)")
  }
}
