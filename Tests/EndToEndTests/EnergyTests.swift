import Support
import Testing

/// Energy from meters, power and quantities, as an analyst asks for it.
@Suite struct EnergyTests {
  private static let header = "sensor,time,value,quality\n"

  /// Power at 12, 18, 6 and 6 kW, a quarter hour apart: held it is 9.0 kWh, joined it is 8.25.
  @Test(arguments: [("step", "power|9.000000|18.000000"), ("linear", "power|8.250000|15.000000")])
  func powerIsIntegrated(interpolation: String, expected: String) throws {
    let site = try TestSite()
    try site.write(
      "jobs/press.yaml",
      TestSite.narrowJob(
        "press",
        more: """
          levels: [quarter_hour, hour]
          longest_hold: 15m
          sensors: [{match: "*", unit: kW, statistics: [time_weighted], interpolation: \(interpolation)}]
          """))
    let power = [12, 18, 6, 6].enumerated().map { "P1,2026-05-01T06:\($0.offset * 15 + 0):00Z,\($0.element),192" }
    let lines = power.map { $0.replacing(":0:00Z", with: ":00:00Z") }
    try site.write("data/press/a.csv", Self.header + lines.joined(separator: "\n") + "\n")
    let result = try site.sluice("run", "press")
    #expect(result.status == 0, "\(result.stderr)")
    // Held, the last reading stands for a fourth quarter hour beyond the trapezoids' three: 10.5 kWh less 1.5.
    #expect(
      try site.query(
        """
        SELECT string_agg(DISTINCT source, ','),
          round((sum(energy_kwh) FILTER (WHERE window_start < '2026-05-01T06:45:00Z'))::numeric, 6),
          round(max(demand_kw)::numeric, 6)
        FROM mart.energy_quarter_hour
        """) == expected)
    #expect(
      try site.query(
        "SELECT window_start AT TIME ZONE 'UTC' FROM mart.demand_peak('P1', '2026-05-01Z', '2026-05-02Z')")
        == (interpolation == "step" ? "2026-05-01 06:15:00" : "2026-05-01 06:00:00"))
  }

  @Test func theMeterCountsAndTheDifferenceIsTold() throws {
    let site = try TestSite()
    try site.write(
      "jobs/press.yaml",
      TestSite.narrowJob(
        "press",
        more: """
          levels: [quarter_hour]
          sensors:
            - {match: "P*", unit: kW, statistics: [time_weighted]}
            - {match: "M*", unit: Wh, class: counter}
          """))
    var lines: [String] = []
    for minute in stride(from: 0, to: 60, by: 5) {
      let time = "2026-05-01T06:\(minute < 10 ? "0" : "")\(minute):00Z"
      lines += ["P1,\(time),10.1,192", "M1,\(time),\(minute * 1000 / 6),192"]
    }
    lines.append("M1,2026-05-01T07:00:00Z,10000,192")
    try site.write("data/press/a.csv", Self.header + lines.joined(separator: "\n") + "\n")
    #expect(try site.sluice("run", "press").status == 0)
    #expect(
      try site.query(
        """
        SELECT round(counter_kwh::numeric, 6), round(power_kwh::numeric, 6), round(difference_percent::numeric, 6),
          energy_kwh = counter_kwh
        FROM mart.energy_comparison('M1', 'P1', '2026-05-01T06:00:00Z', '2026-05-01T07:00:00Z')
        """) == "10.000000|10.100000|1.000000|t")
    // Without a meter the power is the figure.
    #expect(
      try site.query(
        """
        SELECT counter_kwh IS NULL, round(energy_kwh::numeric, 6)
        FROM mart.energy_comparison('none', 'P1', '2026-05-01T06:00:00Z', '2026-05-01T07:00:00Z')
        """) == "t|10.100000")
  }
}
