import Loading
import Postgres
import Testing

/// Are signals, EWMA and CUSUM of stored windows those of the whole revision, whatever span is looked at?
struct WindowSignalTests {
  /// Windows whose means walk through everything the rules look for, with limits frozen over the first 30 and another
  /// revision from minute 200 on.
  private func eventful(_ hint: String) throws -> (StoredWindows, [StoredWindows.Window]) {
    let windows = try StoredWindows(hint)
    var source = EventfulSeries(seed: 9, centre: 100, sigma: 0.5)
    let walk = source.values(400).map { $0.flatMap { $0.isNaN ? nil : $0 } }
    var stored = StoredWindows.windows(30, seed: 2)
    stored += walk.enumerated().map { index, value in
      .init(step: 30 + index, readings: value.map { [$0 - 1, $0 - 0.5, $0, $0 + 0.5, $0 + 1] } ?? [])
    }
    try windows.store(stored)
    try windows.freeze("xbar_r", upTo: 30)
    try windows.freeze("xbar_r", upTo: 30, from: 200)
    return (windows, stored)
  }

  private static let signal = "rule || ' ' || window_start || ' ' || coalesce(direction, 'none')"

  @Test func signalsAreThoseOfTheSeries() throws {
    let (windows, stored) = try eventful("signals")
    let found = try windows.session.column(
      "SELECT \(Self.signal) || ' ' || revision FROM mart.control_signal('acme', 'pohang', 'P1')")
    let lines = try windows.session.row("SELECT centre, lcl, ucl FROM core.control_limit WHERE revision = 1")
    var expected: Set<String> = []
    for (revision, span) in [(1, 30..<200), (2, 200..<430)] {
      let series = stored[span].map { $0.readings.isEmpty ? nil : $0.mean as Double? }
      let rows = try windows.session.numbers(
        "SELECT mart.spc_zone_between(v, $2, $3, $4)::float8 FROM unnest($1) WITH ORDINALITY AS u (v, i) ORDER BY i",
        [.doubleArray(series)] + lines.map { .double($0 ?? .nan) })
      let signals = try windows.session.texts(
        """
        SELECT rule || ' ' || (\(StoredWindows.time(span.lowerBound - 1)) + index * interval '1 minute')::text
          || ' ' || coalesce(direction, 'none') || ' \(revision)'
        FROM mart.spc_signal_of_zone($1, $2::int[])
        """, [.doubleArray(series), .intArray(rows.map { $0[0].map { Int64($0) } })])
      expected.formUnion(signals)
    }
    #expect(Set(found) == expected && found.count == expected.count)
    #expect(found.count > 200)
  }

  /// Shown in any parts, a chart has the same points, and the same signals.
  @Test(arguments: [3, 40, 400])
  func theSpanShownChangesNothing(step: Int) throws {
    let (windows, _) = try eventful("span")
    for (function, columns) in [
      ("control_chart", "c"), ("control_signal", "c"), ("control_ewma", "c"), ("control_cusum", "c"),
    ] {
      let whole = try windows.session.column("SELECT \(columns) FROM mart.\(function)('acme', 'pohang', 'P1') AS c")
      var parts: [String] = []
      for from in stride(from: 20, to: 440, by: step) {
        parts += try windows.session.column(
          """
          SELECT \(columns) FROM mart.\(function)('acme', 'pohang', 'P1', \(StoredWindows.time(from)),
            \(StoredWindows.time(from + step))) AS c
          """)
      }
      #expect(parts == whole && whole.count > 100, "\(function)")
    }
  }

  /// The rule that looks back furthest, N7, asked of one window alone.
  @Test func aSignalKnowsWhatCameBefore() throws {
    let windows = try StoredWindows("before")
    let quiet = (30..<60).map { StoredWindows.Window(step: $0, readings: [99.9, 100, 100.1, 100, 100]) }
    try windows.store(StoredWindows.windows(30, seed: 2) + quiet)
    try windows.freeze("xbar_r", upTo: 30)
    let fires = { (step: Int) in
      try windows.session.value(
        """
        SELECT count(*) FROM mart.control_signal('acme', 'pohang', 'P1', \(StoredWindows.time(step)),
          \(StoredWindows.time(step + 1))) WHERE rule = 'N7'
        """)
    }
    #expect(try fires(43) == "0", "the fourteenth of its revision")
    #expect(try fires(44) == "1" && fires(59) == "1")
  }

  /// EWMA and CUSUM begin anew where a revision does; partial windows count with the sigma of their own size.
  @Test func memoryBeginsWithTheRevision() throws {
    let windows = try StoredWindows("memory")
    var stored = StoredWindows.windows(120, seed: 23)
    stored[50] = .init(step: 50, readings: [101, 102])
    stored[51] = .init(step: 51, readings: [])
    try windows.store(stored)
    try windows.freeze("xbar_s", upTo: 30, more: ", target_value => 99.5")
    try windows.freeze("xbar_s", upTo: 60, from: 80)
    let ewma = try windows.session.numbers(
      """
      SELECT revision::float8, ewma, lcl, ucl
      FROM mart.control_ewma('acme', 'pohang', 'P1', lambda => 0.25, width => 2.5)
      """
    )
    let cusum = try windows.session.numbers(
      "SELECT revision::float8, z, high, low FROM mart.control_cusum('acme', 'pohang', 'P1', k => 0.25, h => 3)")
    #expect(ewma.count == 89 && cusum.count == 89)
    let limits = try windows.session.numbers(
      "SELECT coalesce(target, centre), sigma_within FROM core.control_limit ORDER BY revision")
    var at = 0
    for (revision, span) in [(0, 30..<80), (1, 80..<120)] {
      let (target, sigma) = (limits[revision][0] ?? .nan, limits[revision][1] ?? .nan)
      var (curve, variance, high, low) = (target, 0.0, 0.0, 0.0)
      for window in stored[span] where !window.readings.isEmpty {
        let own = sigma / Double(window.readings.count).squareRoot()
        curve = 0.25 * window.mean + 0.75 * curve
        variance = 0.0625 * own * own + 0.5625 * variance
        let z = (window.mean - target) / own
        (high, low) = (max(0, high + z - 0.25), max(0, low - z - 0.25))
        let width = 2.5 * variance.squareRoot()
        for (found, wanted) in zip(ewma[at], [Double(revision + 1), curve, target - width, target + width]) {
          #expect(isNear(found, wanted, within: 1e-12), "\(window.step): \(ewma[at])")
        }
        for (found, wanted) in zip(cusum[at], [Double(revision + 1), z, high, low]) {
          #expect(isNear(found, wanted, within: 1e-9), "\(window.step): \(cusum[at])")
        }
        at += 1
      }
    }
    #expect(limits[0][0] == 99.5)
  }

  /// A moving range joins no points of two revisions.
  @Test func rangesBeginWithTheRevision() throws {
    let windows = try StoredWindows("ranges")
    try windows.store(StoredWindows.windows(60, seed: 31))
    try windows.freeze("i_mr", upTo: 30)
    try windows.freeze("i_mr", upTo: 30, from: 45)
    let points = try windows.session.numbers(
      "SELECT revision::float8, spread FROM mart.control_chart('acme', 'pohang', 'P1')")
    #expect(points.map { $0[0] } == [Double](repeating: 1, count: 15) + [Double](repeating: 2, count: 15))
    #expect(points.indices.filter { points[$0][1] == nil } == [0, 15])
  }

  /// Two revisions may look at windows of different levels.
  @Test func aRevisionMayChangeTheLevel() throws {
    let windows = try StoredWindows("level")
    try windows.store(StoredWindows.windows(120, seed: 4))
    let hours = StoredWindows.windows(4, size: 60, seed: 6).map {
      StoredWindows.Window(step: $0.step * 60, readings: $0.readings)
    }
    try windows.store(hours, level: "hour", length: "1 hour")
    try windows.freeze("xbar_r", upTo: 60)
    try windows.session.run(
      """
      INSERT INTO etl.control_limit_file
      SELECT * FROM mart.estimate_control_limit('acme', 'pohang', 'P1', 'hour', 'xbar_s', \(StoredWindows.time(0)),
        \(StoredWindows.time(120)))
      """)
    #expect(
      try windows.session.column(
        """
        SELECT concat_ws(' ', revision, chart, n, count(*), min(window_start))
        FROM mart.control_chart('acme', 'pohang', 'P1') GROUP BY revision, chart, n ORDER BY revision
        """) == ["1 xbar_r 5 60 2026-05-01 01:00:00+00", "2 xbar_s 60 2 2026-05-01 02:00:00+00"])
  }
}
