import Support
import Testing

/// Which intervals an object feeds depends on the job and on now: when these change, it is counted again.
@Suite struct RecountTests {
  private static func localJob(zone: String) -> String {
    """
    job: press
    company: acme
    plant: pohang
    zone: \(zone)
    interval: hour
    start: 2020-01-01
    source: {root: data, path: "press/*.csv"}
    time: {column: time, format: "yyyy-MM-dd HH:mm:ss"}
    sensor: {column: sensor}
    value: {column: value}
    """
  }

  private static let file = "sensor,time,value\nT1,2026-05-02 06:10:00,1.5\nT1,2026-05-02 15:20:00,2.5\n"

  @Test func aMendedZoneGivesTheTablesOfAFreshStart() throws {
    let fresh = try TestSite()
    try fresh.write("jobs/press.yaml", Self.localJob(zone: "Asia/Seoul"))
    try fresh.write("data/press/a.csv", Self.file)
    #expect(try fresh.sluice("run", "press").status == 0)

    let site = try TestSite()
    try site.write("jobs/press.yaml", Self.localJob(zone: "UTC"))
    try site.write("data/press/a.csv", Self.file)
    #expect(try site.sluice("run", "press").status == 0)
    #expect(try site.contentHash() != fresh.contentHash())
    try site.write("jobs/press.yaml", Self.localJob(zone: "Asia/Seoul"))
    // What the wrong zone published would vanish, so the run stops there and asks.
    #expect(try site.sluice("run", "press").status == 65)
    let allowed = try site.sluice("run", "press", "--allow-shrink", "--from", "2020-01-01")
    #expect(allowed.status == 0, "\(allowed.stderr)")
    #expect(try site.query("SELECT count(*), sum(n) FROM mart.sensor_hour") == "2|2")
    // 06:10 UTC was an interval of both zones: made by the old definition, it is shown as outdated, not passed over.
    let plan = try site.sluice("plan", "press", "--json")
    #expect(plan.stdout.contains("\"outdated\":"))
    let again = try site.sluice("run", "press", "--json")
    #expect(again.stdout.contains("\"objects_parsed\":0,"))
  }

  @Test func aFileThatTheChangedJobCannotReadIsToldAndLeftAlone() throws {
    let wide = """
      job: press
      company: acme
      plant: pohang
      zone: UTC
      interval: hour
      start: 2020-01-01
      source: {root: data, path: "press/*.csv"}
      time: {column: time, format: rfc3339}
      layout: wide
      values: [{column: a}]
      """
    let site = try TestSite()
    try site.write("jobs/press.yaml", wide)
    try site.write("data/press/old.csv", "time,a\n2026-05-01T06:00:00Z,1\n")
    #expect(try site.sluice("run", "press").status == 0)
    try site.write("jobs/press.yaml", wide.replacing("{column: a}]", with: "{column: a}, {column: b}]"))
    try site.write("data/press/new.csv", "time,a,b\n2026-05-01T07:00:00Z,2,3\n")
    let result = try site.sluice("run", "press")
    #expect(result.status == 0, "\(result.stderr)")
    #expect(result.stderr.contains("press/old.csv: line 1: there is no column \"b\""), "\(result.stderr)")
    #expect(try site.query("SELECT sensor, sum(sum) FROM mart.sensor_hour GROUP BY 1 ORDER BY 1") == "a|3\nb|3")
    // An interval that has to be made from it cannot be: nothing of it changes.
    try site.write("data/press/late.csv", "time,a,b\n2026-05-01T06:30:00Z,9,9\n")
    #expect(try site.sluice("run", "press").status != 0)
    #expect(try site.query("SELECT sum(sum) FROM mart.sensor_hour WHERE sensor = 'a'") == "3")
  }

  @Test func aStampThatWasTooFarAheadIsTakenWhenItsTimeHasCome() throws {
    let header = "sensor,time,value,quality\n"
    let early = header + "T1,2026-05-01T06:00:00Z,1,192\nT1,2026-05-03T06:00:00Z,2,192\n"
    let late = header + "T2,2026-05-01T06:05:00Z,3,192\nT2,2026-05-03T06:05:00Z,4,192\n"
    let fresh = try TestSite()
    let site = try TestSite()
    for each in [fresh, site] {
      try each.write("jobs/press.yaml", TestSite.narrowJob("press"))
      try each.write("data/press/early.csv", early)
    }
    #expect(try site.sluice("run", "press", "--now", "2026-05-01T12:00:00Z").status == 0)
    #expect(try site.query("SELECT reason FROM etl.refusal") == "time_implausible")
    for each in [fresh, site] {
      try each.write("data/press/late.csv", late)
      let result = try each.sluice("run", "press", "--now", "2026-05-04T12:00:00Z")
      #expect(result.status == 0, "\(result.stderr)")
    }
    #expect(try site.query("SELECT sum(n) FROM mart.sensor_hour") == "4")
    #expect(try site.contentHash() == fresh.contentHash())
    #expect(try site.query("SELECT count(*) FROM etl.refusal") == "0")
    let again = try site.sluice("run", "press", "--now", "2026-05-04T12:00:00Z", "--json")
    #expect(again.stdout.contains("\"objects_parsed\":0,"))
  }
}
