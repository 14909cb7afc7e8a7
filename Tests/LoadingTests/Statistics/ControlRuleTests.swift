import Loading
import Postgres
import Testing

/// Do the rules fire where their words say, and nowhere else?
struct ControlRuleTests {
  private static let statement = """
    SELECT rule || ' ' || index::text || ' ' || coalesce(direction, 'none') FROM mart.spc_signal($1, $2, $3)
    """

  private static func signals(
    _ session: Session, _ series: [Double?], centre: Double = 0, sigma: Double = 1
  ) throws -> [String] {
    try session.texts(statement, [.doubleArray(series), .double(centre), .double(sigma)])
  }

  @Test func asTheNaiveReadingDoes() throws {
    let session = try Functions.session()
    var fired: [String: Int] = [:]
    for seed in 0..<120 as Range<UInt64> {
      // Halves of the second sigma are no binary fractions: there the lines themselves are rounded.
      let (centre, sigma) = seed.isMultiple(of: 2) ? (12.0, 0.5) : (10.0, 0.1)
      var source = EventfulSeries(seed: seed, centre: centre, sigma: sigma)
      let series = source.values(140)
      let found = try Self.signals(session, series, centre: centre, sigma: sigma)
      #expect(Set(found).count == found.count, "one row for each rule and place")
      let expected = NaiveRules(series: series, centre: centre, sigma: sigma).signals
      #expect(Set(found) == expected, "seed \(seed): \(Set(found).symmetricDifference(expected).sorted())")
      for signal in found { fired[String(signal.prefix { $0 != " " }), default: 0] += 1 }
    }
    // A comparison in which a rule never fires would prove nothing of it.
    for rule in ["WE1", "WE2", "WE3", "WE4", "N1", "N2", "N3", "N4", "N5", "N6", "N7", "N8"] {
      #expect(fired[rule, default: 0] >= 25, "\(rule) fired \(fired[rule, default: 0]) times")
    }
  }

  /// Each rule at its length, and one point short of it.
  @Test(arguments: [
    ("N2", [Double](repeating: 0.5, count: 9)), ("WE4", [Double](repeating: -0.5, count: 8)),
    ("N3", [-0.1, 0, 0.1, 0.2, 0.3, 0.4]), ("N3", [0.4, 0.3, 0.2, 0.1, 0, -0.1]),
    ("N4", [0.1, 0.2, 0.1, 0.2, 0.1, 0.2, 0.1, 0.2, 0.1, 0.2, 0.1, 0.2, 0.1, 0.2]),
    ("N5", [2.5, 0, 2.5]), ("WE2", [2.5, 2.5]), ("N6", [1.5, 1.5, 0, 1.5, 1.5]), ("WE3", [-1.5, -1.5, -1.5, -1.5]),
    ("N7", [Double](repeating: 1, count: 15)), ("N8", [1.5, -1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5]), ("N1", [0, 3.5]),
  ])
  func firesAtItsLastPoint(rule: String, series: [Double]) throws {
    let session = try Functions.session()
    let places = { (signals: [String]) in
      signals.filter { $0.hasPrefix(rule + " ") }.map { $0.split(separator: " ")[1] }
    }
    #expect(places(try Self.signals(session, series)) == ["\(series.count)"])
    #expect(places(try Self.signals(session, series.dropLast())) == [])
    // The same again behind it: a signal resets no counter.
    if rule == "N2" || rule == "WE4" || rule == "N7" {
      #expect(places(try Self.signals(session, series + series.suffix(2))).count == 3)
    }
  }

  /// A point on a line is inside of it, also where the line is no binary fraction.
  @Test func onTheLineIsInside() throws {
    let session = try Functions.session()
    #expect(try Self.signals(session, [10.3, 10, 9.7], centre: 10, sigma: 0.1) == [])
    let (above, below) = (10.3 as Double, 9.7 as Double)
    #expect(
      try Self.signals(session, [above.nextUp, 10, below.nextDown], centre: 10, sigma: 0.1)
        == ["N1 1 above", "WE1 1 above", "N1 3 below", "WE1 3 below"])
    #expect(try Self.signals(session, [2, 2, 2], centre: 0, sigma: 1) == [], "not beyond 2 sigma")
    // The centre line belongs to neither half.
    #expect(try Self.signals(session, [1, 1, 1, 1, 0, 1, 1, 1, 1], centre: 0, sigma: 2) == [])
    let zones = try session.numbers(
      """
      SELECT mart.spc_zone(v, 10, 0.1)::float8
      FROM unnest('{10,10.1,10.2,10.3,10.31,9.9,9.8,9.7,9.69}'::float8[]) AS v
      """
    )
    #expect(zones == [[0], [1], [2], [3], [4], [-1], [-2], [-3], [-4]])
  }

  /// Of frozen limits each half has its own thirds, and the limits themselves are the lines.
  @Test func zonesBetweenFrozenLimits() throws {
    let zones = try Functions.session().numbers(
      """
      SELECT mart.spc_zone_between(v, 10, 7, 16)::float8
      FROM unnest('{10,12,12.1,14,14.1,16,16.1,9,8.9,8,7.9,7,6.9,NaN}'::float8[]) AS v
      """)
    #expect(zones == [[0], [1], [2], [2], [3], [3], [4], [-1], [-2], [-2], [-3], [-3], [-4], [nil]])
  }

  @Test func nothingFiresOnNothing() throws {
    let session = try Functions.session()
    for call in ["NULL, 0, 1", "'{}', 0, 1", "'{NULL,NaN}', 0, 1", "'{9}', NULL, 1", "'{9}', 0, NULL"] {
      #expect(try session.column("SELECT rule FROM mart.spc_signal(\(call))") == [], "\(call)")
    }
    // Lines that cannot be drawn are no reason to find a process in control.
    for call in ["'{9}', 0, -1", "'{9}', 0, 'NaN'", "'{9}', 'NaN', 1"] {
      #expect(session.refusal("SELECT mart.spc_signal(\(call))")?.contains("no lines can be drawn") == true, "\(call)")
    }
  }

  /// With sigma 0 all lines lie on the centre: what is off it is beyond.
  @Test func withoutSpreadEverythingOffTheCentreIsBeyond() throws {
    #expect(try Self.signals(try Functions.session(), [5, 5.1], centre: 5, sigma: 0) == ["N1 2 above", "WE1 2 above"])
  }
}
