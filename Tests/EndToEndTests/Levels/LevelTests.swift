import Support
import Testing

/// Days and months are what their stored hours come to, exactly when these changed, and in no other way.
@Suite struct LevelTests {
  @Test func daysAndMonthsAreTheFoldOfWhatIsStored() throws {
    let plant = try LevelSite()
    try plant.load(LevelSite.files())
    // Five days and two months of four sensors.
    #expect(try plant.naive("day", from: "hour") == "20|0")
    #expect(try plant.naive("month", from: "day") == "8|0")
    // Percentiles of the exact sensor: the value at rank ⌊p(n − 1)⌋ of all the readings that its histogram holds.
    #expect(
      try plant.site.query(
        """
        SELECT count(*) FROM core.sensor_day AS w JOIN core.sensor AS s USING (sensor_id), LATERAL (
          SELECT array_agg(bin / 100.0 ORDER BY bin) AS values
          FROM unnest(w.bins, w.counts) AS u (bin, count), generate_series(1, u.count)) AS v
        WHERE s.code = 'E1' AND (w.p50, w.p95, w.p99) IS DISTINCT FROM (v.values[50 * (n - 1) / 100 + 1]::float8,
          v.values[95 * (n - 1) / 100 + 1]::float8, v.values[99 * (n - 1) / 100 + 1]::float8)
        """) == "0")
    #expect(
      try plant.site.query("SELECT count(*) FROM mart.sensor_day WHERE sensor = 'E1' AND is_final AND p95 > p50")
        == "5")
    #expect(
      try plant.site.query(
        "SELECT sensor, sum(n) = (SELECT sum(n) FROM mart.sensor_hour AS h WHERE h.sensor = m.sensor) "
          + "FROM mart.sensor_month AS m WHERE is_final GROUP BY sensor ORDER BY sensor")
        == "C1|t\nE1|t\nF1|t\nS1|t")
  }

  /// A day of 23 hours and one of 25; the job's interval is the month, and so are the ledger intervals of days.
  @Test func daysOfAZoneThatChangesItsClocks() throws {
    let plant = try LevelSite(levels: "levels: [hour, day, month]", interval: "month", zone: "Europe/Berlin")
    let days = ["03-28", "03-29", "03-30", "10-24", "10-25", "10-26"]
    let lines = days.flatMap { day in
      (0..<48).map { half in
        "E1,2026-\(day)T\(half / 2 < 10 ? "0" : "")\(half / 2):\(half % 2 * 3)0:00Z,\(half),192\n"
      }
    }
    try plant.load([("data/plant/a.csv", "sensor,time,value,quality\n" + lines.joined())])
    #expect(
      try plant.site.query(
        """
        SELECT to_char(window_start AT TIME ZONE 'Europe/Berlin', 'MM-DD'), n,
          (extract(epoch FROM window_end - window_start) / 3600)::int
        FROM core.sensor_day ORDER BY 1
        """) == """
          03-28|46|24
          03-29|46|23
          03-30|48|24
          03-31|4|24
          10-24|44|24
          10-25|50|25
          10-26|48|24
          10-27|2|24
          """)
    #expect(try plant.naive("day", from: "hour", zone: "Europe/Berlin") == "8|0")
    #expect(try plant.naive("month", from: "day", zone: "Europe/Berlin") == "2|0")
    #expect(
      try plant.site.query("SELECT level, count(*) FROM etl.level_interval GROUP BY 1 ORDER BY 1") == "day|2\nmonth|2")
  }

  @Test func aLateFileChangesExactlyItsDayAndMonth() throws {
    let plant = try LevelSite()
    try plant.load(LevelSite.files())
    let before = (try plant.ledger(), try rows(plant))
    #expect(
      before.0.map { $0.split(separator: "|")[1] } == ["05-29", "05-30", "05-31", "06-01", "06-02", "05-01", "06-01"])
    let report = try lateFile(plant)
    #expect(report["intervals_published"] as? Int == 1 && report["coarser_published"] as? Int == 2)
    let after = (try plant.ledger(), try rows(plant))
    let changed = zip(before.0, after.0).filter { $0 != $1 }.map {
      $1.split(separator: "|").prefix(2).joined(separator: " ")
    }
    #expect(changed == ["day 05-30", "month 05-01"])
    // Rows that stayed were not written again, of any level.
    #expect(before.1.subtracting(after.1).count == 4 * (1 + 1) && after.1.count == before.1.count)
    #expect(try plant.naive("day", from: "hour") == "20|0")
    #expect(try plant.naive("month", from: "day") == "8|0")
  }

  /// A reading at 12:00 of 30 May in Seoul.
  private func lateFile(_ plant: LevelSite) throws -> [String: Any] {
    try plant.site.write("data/plant/late.csv", "sensor,time,value,quality\nE1,2026-05-30T03:00:05Z,12.5,192\n")
    return try plant.run()
  }

  /// The identities of the rows of days and months.
  private func rows(_ plant: LevelSite) throws -> Set<Substring> {
    Set(
      try plant.site.query(
        """
        SELECT tableoid::regclass, ctid, xmin FROM core.sensor_day UNION ALL
        SELECT tableoid::regclass, ctid, xmin FROM core.sensor_month
        """
      ).split(separator: "\n"))
  }

  @Test func aSecondRunDoesNothing() throws {
    let plant = try LevelSite()
    try plant.load(LevelSite.files())
    let before = (try plant.site.contentHash(), try plant.site.coreState(), try plant.ledger())
    let report = try plant.run()
    #expect(report["coarser_published"] as? Int == 0 && report["windows"] as? Int == 0)
    #expect(try plant.site.contentHash() == before.0)
    #expect(try plant.site.coreState() == before.1)
    #expect(try plant.ledger() == before.2)
  }

  /// Files that come one after the other, last day first, leave the tables that they leave together.
  @Test func theOrderInWhichChildrenComeLeavesNoTrace() throws {
    let (together, apart) = (try LevelSite(), try LevelSite())
    try together.load(LevelSite.files())
    _ = try lateFile(together)
    _ = try lateFile(apart)
    for file in LevelSite.files().reversed() { try apart.load([file]) }
    #expect(try together.site.contentHash() == apart.site.contentHash())
    #expect(
      try together.ledger("encode(source_fingerprint, 'hex')") == apart.ledger("encode(source_fingerprint, 'hex')"))
  }

  @Test func aRangeMakesTheDaysAndMonthsThatItTouches() throws {
    let plant = try LevelSite()
    for file in LevelSite.files() { try plant.site.write(file.path, file.text) }
    let result = try plant.site.sluice("run", "plant", "--from", "2026-05-31", "--to", "2026-06-01")
    #expect(result.status == 0, "\(result.stderr)")
    #expect(try plant.ledger("n_window") == ["day|05-31|done|4", "month|05-01|done|4"])
    #expect(try plant.naive("day", from: "hour") == "4|0")
    try plant.run()
    #expect(try plant.naive("day", from: "hour") == "20|0")
    #expect(try plant.naive("month", from: "day") == "8|0")
  }

  /// A day with an interval that failed is made of the others, and is not final.
  @Test func aDayIsFinalWhenAllItsIntervalsAre() throws {
    let plant = try LevelSite()
    let files = LevelSite.files()
    try plant.load(files)
    let bad = String(repeating: "E1,2026-05-30T03:59:00Z,none,192\n", count: 300)
    try plant.site.write("data/plant/bad.csv", "sensor,time,value,quality\nE1,2026-06-03T03:59:00Z,1,192\n" + bad)
    #expect(try plant.site.sluice("run", "plant").status == 65)
    let isFinal =
      "SELECT to_char(window_start AT TIME ZONE 'Asia/Seoul', 'MM-DD'), is_final FROM mart.sensor_day "
      + "WHERE sensor = 'E1' ORDER BY 1"
    // The interval of 3 June was never published; no day stands there.
    #expect(try plant.site.query(isFinal) == "05-29|t\n05-30|t\n05-31|t\n06-01|t\n06-02|t")
    try plant.site.write(
      "data/plant/more.csv", "sensor,time,value,quality\nE1,2026-06-03T04:59:00Z,1,192\n")
    #expect(try plant.site.sluice("run", "plant").status == 65)
    #expect(try plant.site.query(isFinal).hasSuffix("06-03|f"))
    #expect(
      try plant.site.query(
        "SELECT window_start AT TIME ZONE 'UTC', is_final FROM mart.sensor_month WHERE sensor = 'E1' ORDER BY 1")
        == "2026-04-30 15:00:00|t\n2026-05-31 15:00:00|f")
    try plant.site.write("data/plant/bad.csv", "sensor,time,value,quality\nE1,2026-06-03T03:59:00Z,1,192\n")
    try plant.run()
    #expect(try plant.site.query(isFinal).hasSuffix("06-03|t"))
  }

  @Test func aLevelThatTheJobHasNoMoreGoes() throws {
    let plant = try LevelSite()
    try plant.load(LevelSite.files())
    try plant.declare(levels: "levels: [quarter_hour, hour, day]")
    let report = try plant.run()
    #expect(report["objects_parsed"] as? Int == 0, "coarser levels are no part of what a file is read for")
    #expect(try plant.site.query("SELECT count(*) FROM core.sensor_month") == "0")
    #expect(try plant.ledger("n_window").count == 5)
    // Months bring their days.
    try plant.declare(levels: "levels: [quarter_hour, hour, month]")
    #expect(try plant.run()["coarser_published"] as? Int == 2)
    #expect(try plant.naive("month", from: "day") == "8|0")
  }

  /// Hours that were never made are not taken for hours without readings.
  @Test func daysOfIntervalsThatHaveNoHoursAreRefused() throws {
    let plant = try LevelSite(levels: "levels: [quarter_hour]")
    try plant.load(LevelSite.files())
    try plant.declare(levels: "levels: [quarter_hour, hour, day]")
    let result = try plant.site.sluice("run", "plant")
    #expect(result.status == 65)
    #expect(result.stderr.contains("level day: 24 of its intervals have no hour windows"), "\(result.stderr)")
    #expect(try plant.site.query("SELECT count(*) FROM core.sensor_day") == "0")
    #expect(try plant.ledger("failure IS NOT NULL").allSatisfy { $0.hasSuffix("failed|t") })
    try plant.declare(levels: "levels: [quarter_hour, day]")
    try plant.run()
    #expect(try plant.naive("day", from: "quarter_hour") == "20|0")
  }
}
