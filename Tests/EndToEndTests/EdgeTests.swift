import Foundation
import Support
import Testing

/// What an interval carries in from the objects around it: computed from these, never from tables; made anew when it
/// changes, and only then.
@Suite struct EdgeTests {
  private static let header = "sensor,time,value,quality\n"
  private static let traits = """
    statistics: [time_weighted, percentiles]
    longest_hold: 30m
    sensors:
      - {match: "T*", interpolation: linear, resolution: 0.1, limits: {high: 90}, stuck_after: 20m}
      - {match: "C*", class: counter}
      - {match: "S*", class: state}
    """

  private func site(_ files: [(name: String, lines: [String])]) throws -> TestSite {
    let site = try TestSite()
    try site.write("jobs/press.yaml", TestSite.narrowJob("press", more: Self.traits))
    for file in files { try write(file, to: site) }
    return site
  }

  private func write(_ file: (name: String, lines: [String]), to site: TestSite) throws {
    try site.write("data/press/\(file.name).csv", Self.header + file.lines.joined(separator: "\n") + "\n")
  }

  private static func lines(hour: Int, _ minutes: [Int]) -> [String] {
    minutes.flatMap { minute in
      let time = String(format: "2026-05-01T%02d:%02d:00Z", hour, minute)
      return [
        "P1,\(time),\(10 + minute % 7),192", "T1,\(time),\(50 + hour + minute % 5),192",
        "C1,\(time),\(hour * 100 + minute),192", "S1,\(time),\(minute / 20),\(minute == 40 ? 0 : 192)",
      ]
    }
  }

  private static let six = ("06", lines(hour: 6, [0, 10, 20, 40, 50]))
  private static let seven = ("07", lines(hour: 7, [5, 15, 25, 35, 45, 55]))
  private static let eight = ("08", lines(hour: 8, [10, 30, 50]))

  /// All at once, hour by hour, backwards, and with the middle last: the same tables.
  @Test func theOrderOfArrivalShowsNowhere() throws {
    let all = [Self.six, Self.seven, Self.eight]
    let together = try site(all)
    #expect(try together.sluice("run", "press").status == 0)
    let hash = try together.contentHash()
    #expect(try together.query("SELECT count(*) > 100 FROM core.sensor_minute WHERE gap_us IS NOT NULL") == "t")
    for order in [[0, 1, 2], [2, 1, 0], [0, 2, 1]] {
      let apart = try site([])
      for index in order {
        try write(all[index], to: apart)
        let result = try apart.sluice("run", "press")
        #expect(result.status == 0, "\(result.stderr)")
      }
      #expect(try apart.contentHash() == hash, "\(order)")
      #expect(try apart.sluice("plan", "press").stdout.contains("0 intervals"))
      let again = try apart.sluice("run", "press", "--verbose")
      #expect(again.stdout.contains("nothing to do"), "\(again.stdout)")
    }
  }

  /// One hour's run reads the hour before for what it carries, and no table.
  @Test func anHourAloneIsWhatItIsAmongTheOthers() throws {
    let whole = try site([Self.six, Self.seven, Self.eight])
    #expect(try whole.sluice("run", "press").status == 0)
    let alone = try site([Self.six, Self.seven, Self.eight])
    #expect(
      try alone.sluice("run", "press", "--from", "2026-05-01T07:00:00Z", "--to", "2026-05-01T08:00:00Z").status == 0)
    let rows = """
      SELECT md5(string_agg(v::text, '' ORDER BY sensor COLLATE "C", window_start)) FROM mart.sensor_minute AS v
      WHERE window_start >= '2026-05-01T07:00:00Z' AND window_start < '2026-05-01T08:00:00Z'
      """
    #expect(try alone.query(rows) == whole.query(rows))
    #expect(try alone.query("SELECT count(*) FROM etl.interval") == "1")
    // The value of 06:50 holds until 07:05, and the counter's increase over the hour's edge is in both hours.
    #expect(
      try alone.query(
        """
        SELECT covered_us / 1000000, round(increase::numeric, 3) FROM core.sensor_minute
        JOIN core.sensor USING (sensor_id) WHERE code = 'C1' AND window_start = '2026-05-01T07:00:00Z'
        """) == "60|3.667")
  }

  /// A change around an interval makes it anew if it carries something of it, and only then.
  @Test func aFollowerIsMadeAnewOnlyWhenWhatItCarriesChanged() throws {
    let site = try site([Self.six, Self.seven])
    #expect(try site.sluice("run", "press").status == 0)
    func publisher(_ hour: Int) throws -> String {
      try site.query(
        "SELECT run_id FROM etl.interval WHERE interval_from = '2026-05-01T0\(hour):00:00Z'::timestamptz")
    }
    let first = try publisher(7)
    // In the middle of the hour: nothing of it reaches the next one.
    try write(("late", ["P1,2026-05-01T06:05:00Z,99,192"]), to: site)
    #expect(try site.sluice("run", "press").status == 0)
    #expect(try publisher(6) != first && publisher(7) == first)
    #expect(try site.sluice("run", "press", "--verbose").stdout.contains("nothing to do"))
    // The last value of the hour is another.
    try write(("later", ["P1,2026-05-01T06:59:00Z,77,192"]), to: site)
    #expect(try site.sluice("plan", "press").status == 0)
    #expect(try site.sluice("run", "press").status == 0)
    #expect(try publisher(7) != first)
    #expect(
      try site.query(
        """
        SELECT time_weighted_mean FROM mart.sensor_minute WHERE sensor = 'P1' AND window_start = '2026-05-01T07:00:00Z'
        """) == "77")
    let fresh = try self.site([
      Self.six, Self.seven, ("late", ["P1,2026-05-01T06:05:00Z,99,192"]),
      ("later", ["P1,2026-05-01T06:59:00Z,77,192"]),
    ])
    #expect(try fresh.sluice("run", "press").status == 0)
    #expect(try site.contentHash() == fresh.contentHash())
  }

  /// What it would carry cannot be read: it fails, names the object and changes nothing.
  @Test func anIntervalWhoseNeighbourIsGoneFails() throws {
    let site = try site([Self.six])
    #expect(try site.sluice("run", "press").status == 0)
    let hash = try site.contentHash()
    try FileManager.default.removeItem(atPath: site.path("data/press/06.csv"))
    try write(Self.seven, to: site)
    let result = try site.sluice("run", "press")
    #expect(result.status == 74, "\(result.stderr)")
    #expect(result.stderr.contains("press/06.csv"), "\(result.stderr)")
    #expect(try site.contentHash() == hash)
    try write(Self.six, to: site)
    #expect(try site.sluice("run", "press").status == 0)
    let fresh = try self.site([Self.six, Self.seven])
    #expect(try fresh.sluice("run", "press").status == 0)
    #expect(try site.contentHash() == fresh.contentHash())
  }

  /// Durations add up to their windows, and stretches of state join over the hours.
  @Test func secondsAddUpAndStretchesJoin() throws {
    let site = try site([Self.six, Self.seven, Self.eight])
    #expect(try site.sluice("run", "press").status == 0)
    for level in ["minute", "quarter_hour", "hour"] {
      #expect(
        try site.query(
          """
          SELECT count(*) FROM core.sensor_\(level)
          WHERE good_us + uncertain_us + bad_us + gap_us <> extract(epoch FROM window_end - window_start) * 1000000
          """) == "0")
    }
    // 06:50 is state 2, which holds until 07:05 says 0.
    #expect(
      try site.query(
        """
        SELECT state_code, state_from AT TIME ZONE 'UTC', state_to AT TIME ZONE 'UTC', closed_by
        FROM mart.state_interval WHERE state_from = '2026-05-01T06:50:00Z'
        """) == "2|2026-05-01 06:50:00|2026-05-01 07:05:00|change")
    #expect(
      try site.query(
        """
        SELECT sum(d) = 0 FROM (SELECT sum(u) / 1e6 AS d FROM core.sensor_hour, unnest(state_us) AS u
          UNION ALL SELECT -sum(extract(epoch FROM state_to - state_from)) FROM core.state_interval) AS sums
        """) == "t")
    // The whole increase of the meter, hour by hour: the holds of half an hour reach over every pause.
    #expect(
      try site.query(
        """
        SELECT round(sum(increase)::numeric, 6) FROM core.sensor_hour JOIN core.sensor USING (sensor_id)
        WHERE code = 'C1'
        """) == "250.000000")
  }
}
