import Support
import Testing

/// What an interval looks at around itself is read, whatever range was asked for and whatever order files came in.
@Suite struct ReachTests {
  struct Reach: CustomTestStringConvertible, Sendable {
    /// Keys of a sensor.
    var keys: String

    var testDescription: String { keys }
  }

  static let reaches = [
    Reach(keys: "class: gauge"), Reach(keys: "interpolation: linear"), Reach(keys: "class: counter"),
    Reach(keys: "class: state, stuck_after: 4h, gap_after: 2h, spike: {readings: 3}"),
  ]

  /// Hourly files, and a hold of three hours: further than the path's margin of one.
  private static func site(_ reach: Reach) throws -> TestSite {
    let site = try TestSite()
    try site.write(
      "jobs/press.yaml",
      """
      job: press
      company: acme
      plant: pohang
      zone: Asia/Seoul
      interval: hour
      start: 2020-01-01
      source: {root: data, path: "press/{yyyy}/{MM}/{dd}/{HH}.csv"}
      time: {column: time, format: rfc3339}
      sensor: {code: S}
      value: {column: value}
      statistics: [time_weighted]
      longest_hold: 3h
      sensors: [{match: S, \(reach.keys)}]
      """)
    return site
  }

  private static func write(_ hours: [Int], _ site: TestSite) throws {
    for hour in hours {
      let (name, minute) = (hour < 10 ? "0\(hour)" : "\(hour)", 10 + hour * 7 % 50)
      try site.write(
        "data/press/2026/05/01/\(name).csv", "time,value\n2026-05-01T\(name):\(minute):00+09:00,\(hour * 5 % 17)\n")
    }
  }

  private static let hours = [3, 5, 6, 8, 11, 12, 13, 16, 17, 18]

  @Test(arguments: reaches)
  func filesThatARangeLooksAtAreRead(reach: Reach) throws {
    let whole = try Self.site(reach)
    try Self.write(Self.hours, whole)
    #expect(try whole.sluice("run", "press").status == 0)
    for hour in [8, 16] {
      let part = try Self.site(reach)
      try Self.write(Self.hours, part)
      let result = try part.sluice(
        "run", "press", "--from", "2026-05-01T\(hour < 10 ? "0" : "")\(hour):00:00+09:00", "--to",
        "2026-05-01T\(hour + 1 < 10 ? "0" : "")\(hour + 1):00:00+09:00")
      #expect(result.status == 0, "\(result.stderr)")
      let rows = "SELECT * FROM mart.sensor_hour WHERE window_start = '2026-05-01 \(hour):00+09'"
      #expect(try part.query(rows) == whole.query(rows), "hour \(hour)")
      // The other intervals follow, and nothing shows that this one was made by itself.
      #expect(try part.sluice("run", "press").status == 0)
      #expect(try part.contentHash() == whole.contentHash(), "hour \(hour)")
    }
  }

  @Test(arguments: reaches)
  func theOrderInWhichFilesComeDoesNotShow(reach: Reach) throws {
    let whole = try Self.site(reach)
    try Self.write(Self.hours, whole)
    #expect(try whole.sluice("run", "press").status == 0)
    for stride in [3, 7] {
      let slow = try Self.site(reach)
      for place in Self.hours.indices {
        try Self.write([Self.hours[place * stride % Self.hours.count]], slow)
        let result = try slow.sluice("run", "press")
        #expect(result.status == 0, "\(result.stderr)")
      }
      #expect(try slow.contentHash() == whole.contentHash(), "stride \(stride)")
    }
  }
}
