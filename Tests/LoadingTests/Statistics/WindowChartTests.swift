import Foundation
import Loading
import Postgres
import Testing

/// Are stored windows charted as the subgroups that they are?
struct WindowChartTests {
  private typealias Window = StoredWindows.Window

  private static let limits = "centre, lcl, ucl, spread_centre, spread_lcl, spread_ucl, sigma_within"

  /// a2 or a3, lower and upper factor, d2 or c4.
  private func factors(_ windows: StoredWindows, _ chart: String, _ n: Int) throws -> [Double] {
    let columns = chart == "xbar_r" ? "a2, range_lcl_factor, range_ucl_factor, d2" : "a3, b3, b4, c4"
    return try windows.session.row("SELECT \(columns) FROM mart.control_chart_constant($1::int)", [.int(Int64(n))])
      .compactMap { $0 }
  }

  @Test(arguments: ["xbar_r", "xbar_s"])
  func limitsOfASpanAreFrozen(chart: String) throws {
    let windows = try StoredWindows("limits")
    var stored = StoredWindows.windows(60, seed: 5)
    // A window short of a reading, and one without any, are no subgroups of this size.
    stored[7] = Window(step: 7, readings: [100, 101, 99, 100])
    stored[8] = Window(step: 8, readings: [])
    try windows.store(stored)
    try windows.freeze(chart, upTo: 30, more: ", lower_specification => 95, upper_specification => 106")
    let row = try windows.session.row("SELECT \(Self.limits), n_subgroup::float8 FROM mart.control_limit")

    let groups = stored.prefix(30).filter { $0.readings.count == 5 }
    let k = try factors(windows, chart, 5)
    let centre = groups.map(\.mean).reduce(0, +) / Double(groups.count)
    let spread = groups.map { chart == "xbar_r" ? $0.range : $0.sd }.reduce(0, +) / Double(groups.count)
    let expected = [
      centre, centre - k[0] * spread, centre + k[0] * spread, spread, spread * k[1], spread * k[2], spread / k[3], 28,
    ]
    for (found, wanted) in zip(row, expected) { #expect(isNear(found, wanted, within: 1e-12), "\(row) \(expected)") }
    #expect(
      try windows.session.column(
        "SELECT concat_ws(' ', characteristic, sensor, level, statistic, chart, subgroup_size, revision, valid_from, "
          + "valid_to, is_preliminary, lsl, usl, source) FROM mart.control_limit") == [
          "P1 P1 minute mean \(chart) 5 1 2026-05-01 00:30:00+00 f 95 106 "
            + "minute windows from 2026-05-01T00:00:00Z to 2026-05-01T00:30:00Z"
        ])
    // Another look at the same span proposes the next revision, with the same figures.
    let next = try windows.session.row(
      """
      SELECT revision::float8, \(Self.limits) FROM mart.estimate_control_limit('acme', 'pohang', 'P1', 'minute',
        '\(chart)', \(StoredWindows.time(0)), \(StoredWindows.time(30)))
      """)
    #expect(next == [2] + row.dropLast())
  }

  @Test(arguments: ["last", "mean"])
  func limitsOfIndividuals(statistic: String) throws {
    let windows = try StoredWindows("individuals")
    let stored = StoredWindows.windows(40, seed: 11)
    try windows.store(stored)
    try windows.freeze("i_mr", upTo: 19, more: ", charted => '\(statistic)'")
    let values = stored.map { statistic == "last" ? $0.readings[4] : $0.mean }
    let row = try windows.session.row("SELECT \(Self.limits) FROM core.control_limit")
    let expected = try windows.session.row(
      "SELECT \(Self.limits) FROM mart.individual_limit($1)", [.doubleArray(Array(values.prefix(19)))])
    for (found, wanted) in zip(row, expected) { #expect(isNear(found, wanted ?? .nan, within: 1e-12)) }
    #expect(try windows.session.value("SELECT is_preliminary FROM core.control_limit") == "true", "19 are few")
    // On the chart the first point after the limits begin has no range: there is no point before it in its revision.
    let points = try windows.session.numbers(
      "SELECT value, spread, n::float8, sigma FROM mart.control_chart('acme', 'pohang', 'P1')")
    #expect(points.count == 21)
    for (index, point) in points.enumerated() {
      #expect(isNear(point[0], values[19 + index], within: 1e-13) && point[2] == 5 && point[3] == row[6])
      if index == 0 {
        #expect(point[1] == nil)
      } else {
        #expect(isNear(point[1], abs(values[19 + index] - values[18 + index]), within: 1e-12))
      }
    }
    // Asked from the middle, a point still knows the one before it.
    let part = try windows.session.numbers(
      """
      SELECT value, spread, n::float8, sigma
      FROM mart.control_chart('acme', 'pohang', 'P1', \(StoredWindows.time(30)))
      """
    )
    #expect(part == Array(points.suffix(10)))
  }

  @Test(arguments: ["xbar_r", "xbar_s"])
  func pointsAgainstTheirLimits(chart: String) throws {
    let windows = try StoredWindows("points")
    var stored = StoredWindows.windows(40, seed: 3)
    stored[31] = Window(step: 31, readings: [100, 103])
    stored[32] = Window(step: 32, readings: [108])
    stored[33] = Window(step: 33, readings: [])
    stored[34] = Window(step: 34, readings: [103, 103, 104, 104, 103])
    stored[35] = Window(step: 35, readings: [90, 110, 100, 100, 100])
    try windows.store(stored)
    try windows.freeze(chart, upTo: 30)
    let frozen = try windows.session.row("SELECT \(Self.limits) FROM core.control_limit").compactMap { $0 }
    let points = try windows.session.numbers(
      """
      SELECT n::float8, value, centre, lcl, ucl, spread, spread_centre, spread_lcl, spread_ucl, is_beyond::int::float8,
        spread_is_beyond::int::float8, is_full::int::float8, sigma, target
      FROM mart.control_chart('acme', 'pohang', 'P1')
      """)
    let charted = stored.suffix(10).filter { !$0.readings.isEmpty }
    #expect(points.count == charted.count)
    for (point, window) in zip(points, charted) {
      let n = window.readings.count
      let k = n > 1 ? try factors(windows, chart, n) : [0, 0, 0, 0]
      let sigma = frozen[6] / Double(n).squareRoot()
      let mid = frozen[6] * k[3]
      let own = [frozen[0], frozen[0] - 3 * sigma, frozen[0] + 3 * sigma, mid, mid * k[1], mid * k[2]]
      let lines = n == 5 ? Array(frozen.prefix(6)) : own
      let spread = chart == "xbar_r" ? window.range : window.sd
      var expected: [Double?] = [Double(n), window.mean, lines[0], lines[1], lines[2]]
      expected += n > 1 ? [spread, lines[3], lines[4], lines[5]] : [nil, nil, nil, nil]
      expected += [window.mean > lines[2] || window.mean < lines[1] ? 1 : 0]
      expected += n > 1 ? [spread > lines[5] || spread < lines[4] ? 1 : 0] : [nil]
      expected += [n == 5 ? 1 : 0, sigma, frozen[0]]
      for (found, wanted) in zip(point, expected) {
        #expect(wanted.map { isNear(found, $0, within: 1e-12) } ?? (found == nil), "\(point) \(expected)")
      }
    }
    // What was planted is there to be seen: a single reading far out, a mean too high, a spread too wide.
    #expect(points[1][9] == 0 && points[2][9] == 1 && points[3][9] == 1 && points[4][10] == 1, "\(points)")
  }

  @Test func capabilityOfASpan() throws {
    let windows = try StoredWindows("capability")
    var stored = StoredWindows.windows(90, seed: 17)
    stored[45] = Window(step: 45, readings: [99, 101, 100])
    try windows.store(stored)
    for (chart, name) in [("xbar_r", "ranges"), ("xbar_s", "deviations"), ("i_mr", "individuals")] {
      try windows.freeze(
        chart, upTo: 30, characteristic: name, more: ", lower_specification => 94, upper_specification => 107")
      let row = try windows.session.row(
        """
        SELECT n_subgroup::float8, n::float8, mean, sigma_within, sigma_overall, cp, cpk, pp, ppk
        FROM mart.control_capability('acme', 'pohang', '\(name)', \(StoredWindows.time(40)), \(StoredWindows.time(80)))
        """)
      let span = stored[40..<80]
      let values = chart == "i_mr" ? span.map { $0.readings.last ?? 0 } : span.flatMap(\.readings)
      let mean = values.reduce(0, +) / Double(values.count)
      let overall =
        (values.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / Double(values.count - 1)).squareRoot()
      let within: Double
      if chart == "i_mr" {
        let ranges = zip(values, values.dropFirst()).map { abs($0 - $1) }
        within = ranges.reduce(0, +) / Double(ranges.count) / (2 / Double.pi.squareRoot())
      } else {
        let parts = try span.map { window in
          (chart == "xbar_r" ? window.range : window.sd) / (try factors(windows, chart, window.readings.count)[3])
        }
        within = parts.reduce(0, +) / Double(parts.count)
      }
      let expected = [
        40, Double(values.count), mean, within, overall, 13 / (6 * within), min(mean - 94, 107 - mean) / (3 * within),
        13 / (6 * overall), min(mean - 94, 107 - mean) / (3 * overall),
      ]
      for (found, wanted) in zip(row, expected) {
        #expect(isNear(found, wanted, within: 1e-11), "\(name): \(row) \(expected)")
      }
    }
  }

  /// The states merge as readings do: four readings so large that their squares lose what their distances hold.
  @Test func capabilityLosesNothingToLargeValues() throws {
    let worked = try Worked.statistics().mergedVariance
    let windows = try StoredWindows("chan")
    try windows.store([Window(step: 0, readings: worked.a), Window(step: 1, readings: worked.b)])
    try windows.freeze("xbar_r", upTo: 2, from: 0)
    let row = try windows.session.row(
      "SELECT n::float8, mean, sigma_overall FROM mart.control_capability('acme', 'pohang', 'P1')")
    #expect(
      row[0] == Double(worked.n) && row[1] == worked.mean && isNear(row[2], worked.variance.squareRoot(), within: 1e-15)
    )
  }

  @Test func whatIsNotThereIsNamed() throws {
    let windows = try StoredWindows("missing")
    try windows.store(StoredWindows.windows(30, seed: 1))
    try windows.freeze("xbar_r", upTo: 30)
    let span = "\(StoredWindows.time(0)), \(StoredWindows.time(30))"
    for (call, words) in [
      (
        "mart.control_chart('acme', 'pohang', 'P3')",
        "the register has no control limits for windows of P3 in acme/pohang"
      ),
      ("mart.control_signal('acme', 'pohang', NULL)", "the register has no control limits for windows of <NULL>"),
      ("mart.control_capability('acme', 'gumi', 'P1')", "no control limits for windows of P1 in acme/gumi"),
      (
        "mart.estimate_control_limit('acme', 'pohang', 'P3', 'minute', 'xbar_r', \(span))",
        "there is no sensor P3 in acme/pohang"
      ),
      (
        "mart.estimate_control_limit('acme', 'pohang', 'P1', 'second', 'xbar_r', \(span))",
        "there is no level second; known are"
      ),
      ("mart.estimate_control_limit('acme', 'pohang', 'P1', 'minute', 'p', \(span))", "there is no chart p; known are"),
      (
        "mart.estimate_control_limit('acme', 'pohang', 'P1', 'minute', 'xbar_r', \(span), charted => 'last')",
        "cannot show last"
      ),
      (
        "mart.estimate_control_limit('acme', 'pohang', 'P1', 'minute', 'i_mr', \(span), charted => 'median')",
        "cannot show median"
      ),
      ("mart.sensor_id('acme', 'pohang', 'P3')", "there is no sensor P3 in acme/pohang"),
    ] {
      let refusal = windows.session.refusal("SELECT * FROM \(call)")
      #expect(refusal?.contains(words) == true, "\(call): \(refusal ?? "taken")")
    }
    // Before its first revision a characteristic has no chart, which is no error.
    #expect(
      try windows.session.numbers(
        "SELECT value FROM mart.control_chart('acme', 'pohang', 'P1', NULL, \(StoredWindows.time(30)))") == [])
    // A span without windows proposes limits that no register takes.
    let empty = "mart.estimate_control_limit('acme', 'pohang', 'P2', 'minute', 'xbar_r', \(span))"
    #expect(try windows.session.row("SELECT n_subgroup::float8, centre FROM \(empty)") == [0, nil])
    #expect(windows.session.refusal("INSERT INTO etl.control_limit_file SELECT * FROM \(empty)") != nil)
  }
}
