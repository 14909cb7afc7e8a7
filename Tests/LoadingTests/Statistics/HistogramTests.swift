import Foundation
import Loading
import Postgres
import Testing

/// Do histograms keep their values within the promised error, merge exactly, and give the percentiles they should?
struct HistogramTests {
  /// The bin of a value, from the bits of the double.
  private static func logBin(_ value: Double) -> Int64 {
    if value == 0 { return 0 }
    let bin = Int64(abs(value).bitPattern >> 46) + 1
    return value < 0 ? -bin : bin
  }

  private static func linearBin(_ value: Double, _ width: Double) -> Int64 {
    Int64(exactly: (value / width).rounded(.toNearestOrAwayFromZero)) ?? 0
  }

  private func bins(_ session: Session, _ values: [Double?], _ mapping: String) throws -> [Double?] {
    try session.numbers(
      "SELECT mart.histogram_bin(v, \(mapping))::float8 FROM unnest($1) WITH ORDINALITY AS u (v, i) ORDER BY i",
      [.doubleArray(values)]
    ).map { $0[0] }
  }

  @Test func theWorkedBins() throws {
    let worked = try Worked.statistics().logBins
    let session = try Functions.session()
    // Bin 0 is zero's, so the bits stand for the bin above them.
    #expect(
      try bins(session, [1, 60, -60, 0, -0.0], "'log'") == [
        Double(worked.bitsOf1 + 1), Double(worked.bitsOf60 + 1), -Double(worked.bitsOf60 + 1), 0, 0,
      ])
    let row = try session.row(
      """
      SELECT mart.histogram_value($1::int, 'log'), e.lower, e.upper, mart.histogram_value(-$1::int, 'log')
      FROM mart.histogram_edge($1::int, 'log') AS e
      """, [.int(Int64(worked.bitsOf60 + 1))])
    #expect(isNear(row[0], worked.valueOf60, within: 1e-15) && row[3] == row[0].map { -$0 })
    #expect(row[1] == 60 && row[2] == 60.5)
  }

  /// Over all magnitudes, both signs and the edges themselves: the bin is that of the bits, the value lies in it, and
  /// what stands for it is no further off than was promised.
  @Test func logBinsHoldTheirValues() throws {
    let session = try Functions.session()
    var random = Seeded(seed: 12)
    var values = (0..<2_000).map { _ in Double(bitPattern: random.next()) }.filter(\.isFinite)
    values += [
      .leastNonzeroMagnitude, .leastNormalMagnitude, .greatestFiniteMagnitude, -.greatestFiniteMagnitude, 1, 1.015625,
      (1.015625 as Double).nextDown, 2, (2 as Double).nextDown, 3 * .leastNonzeroMagnitude, Double(bitPattern: 1 << 46),
    ]
    let rows = try session.numbers(
      """
      SELECT b::float8, mart.histogram_value(b, 'log'), e.lower, e.upper
      FROM unnest($1) WITH ORDINALITY AS u (v, i), LATERAL (VALUES (mart.histogram_bin(v, 'log'))) AS m (b),
        LATERAL mart.histogram_edge(b, 'log') AS e
      ORDER BY i
      """, [.doubleArray(values)])
    #expect(rows.count == values.count)
    let bound = try Worked.statistics().logBins.errorBound * (1 + 1e-14)
    for (value, row) in zip(values, rows) {
      guard let bin = row[0], let middle = row[1], let lower = row[2], let upper = row[3] else {
        Issue.record("\(value) has \(row)")
        continue
      }
      #expect(bin == Double(Self.logBin(value)))
      #expect(value > 0 ? lower <= value && value < upper : lower < value && value <= upper, "\(value) in \(row)")
      #expect(lower <= middle && middle <= upper)
      if abs(value) >= .leastNormalMagnitude {
        #expect(abs(middle - value) <= bound * abs(value), "\(value) in \(row)")
      }
    }
  }

  @Test func linearBinsRoundAwayFromZero() throws {
    let session = try Functions.session()
    let values: [Double] = [
      0, 0.24, 0.25, 0.5, 0.74, 0.75, -0.24, -0.25, -0.75, 100.2, -100.3, (0.25 as Double).nextDown, 1e12, -1e12,
    ]
    #expect(
      try bins(session, values, "'linear', 0.5") == [
        0, 0, 1, 1, 1, 2, 0, -1, -2, 200, -201, 0, 2_147_483_647, -2_147_483_647,
      ])
    #expect(try bins(session, [0.49999999999999994], "'linear', 1") == [0], "which plus a half is 1")
    var random = Seeded(seed: 3)
    let decimals = (0..<500).map { _ in Double(Int.random(in: -100_000...100_000, using: &random)) / 100 }
    #expect(try bins(session, decimals, "'linear', 0.01") == decimals.map { Double(Self.linearBin($0, 0.01)) })
    // What stands for a bin of a decimal width is that decimal, not the product of two doubles.
    let back = try session.numbers(
      """
      SELECT mart.histogram_value(mart.histogram_bin(v, 'linear', 0.01), 'linear', 0.01), e.lower, e.upper
      FROM unnest($1) WITH ORDINALITY AS u (v, i),
        LATERAL mart.histogram_edge(mart.histogram_bin(v, 'linear', 0.01), 'linear', 0.01) AS e
      ORDER BY i
      """, [.doubleArray(decimals)])
    #expect(back.map { $0[0] } == decimals)
    #expect(zip(back, decimals).allSatisfy { ($0[1] ?? .nan) < $1 && $1 < ($0[2] ?? .nan) })
  }

  @Test func whatIsNoNumberHasNoBin() throws {
    let session = try Functions.session()
    for mapping in ["'log'", "'linear', 0.1"] {
      #expect(try bins(session, [nil, .nan, .infinity, -.infinity], mapping) == [nil, nil, nil, nil])
      let width = mapping.dropFirst(mapping.count - 3)
      #expect(try session.row("SELECT mart.histogram_value(NULL, \(mapping))") == [nil], "\(width)")
      #expect(try session.column("SELECT lower FROM mart.histogram_edge(NULL, \(mapping))") == [])
    }
    for mapping in ["'linear'", "'linear', 0", "'linear', -1", "'linear', 'NaN'", "'ln'", "NULL"] {
      for call in ["histogram_bin(1", "histogram_value(1", "histogram_edge(1"] {
        #expect(
          session.refusal("SELECT mart.\(call), \(mapping))")?.hasPrefix("there is no") == true, "\(call), \(mapping)")
      }
    }
    #expect(session.refusal("SELECT mart.histogram_value(131009, 'log')")?.hasPrefix("there is no bin 131009") == true)
  }

  private static func histogram(_ values: [Double], _ bin: (Double) -> Int64) -> (bins: [Int64], counts: [Int64]) {
    let counts = Dictionary(grouping: values, by: bin).mapValues { Int64($0.count) }
    let bins = counts.keys.sorted()
    return (bins, bins.map { counts[$0] ?? 0 })
  }

  private static func readings(_ count: Int, seed: UInt64) -> [Double] {
    var random = Seeded(seed: seed)
    return (0..<count).map { _ in
      let spread = Double.random(in: -1...1, using: &random) * Double.random(in: 0...1, using: &random)
      return ((59.98 + spread) * 1_000).rounded() / 1_000
    }
  }

  /// Merged in parts of any cut, the histogram is that of all readings, bin by bin.
  @Test func mergingAddsUp() throws {
    let scratch = try Scratch("merge")
    let session = try scratch.migrated()
    try session.run("CREATE TABLE core.part (i integer, bins integer[], counts bigint[])")
    for cut in [1, 7, 400, 3_000] {
      let values = Self.readings(3_000, seed: 8)
      let whole = Self.histogram(values) { Self.linearBin($0, 0.001) }
      try session.run("TRUNCATE core.part; INSERT INTO core.part VALUES (0, NULL, NULL), (0, '{}', '{}')")
      for start in stride(from: 0, to: values.count, by: cut) {
        let part = Self.histogram(Array(values[start..<min(start + cut, values.count)])) { Self.linearBin($0, 0.001) }
        try session.connection.execute(
          "INSERT INTO core.part VALUES (1, $1::int[], $2)", [.intArray(part.bins), .intArray(part.counts)],
          step: "part")
      }
      let merged = try session.column(
        """
        SELECT (h).bins::text || (h).counts::text
        FROM (SELECT mart.histogram_merge(bins, counts) FROM core.part) AS m (h)
        """
      )
      let text = { (numbers: [Int64]) in "{" + numbers.map { "\($0)" }.joined(separator: ",") + "}" }
      #expect(merged == [text(whole.bins) + text(whole.counts)], "parts of \(cut)")
    }
    // Two workers of a parallel plan merge what they have, and it is the same.
    let alone = try session.value("SELECT mart.histogram_merge(bins, counts) FROM core.part, generate_series(1, 3)")
    try session.run(
      """
      SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET min_parallel_table_scan_size = 0;
      SET max_parallel_workers_per_gather = 2; ALTER TABLE core.part SET (parallel_workers = 2);
      INSERT INTO core.part SELECT p.* FROM core.part AS p, generate_series(1, 2);
      """)
    let plan = try session.connection.execute(
      "EXPLAIN SELECT mart.histogram_merge(bins, counts) FROM core.part", step: "explain")
    var lines: [String] = []
    for row in 0..<plan.rowCount { lines.append(try plan.text(row, 0)) }
    #expect(lines.contains { $0.contains("Partial Aggregate") }, "\(lines)")
    #expect(try session.value("SELECT mart.histogram_merge(bins, counts) FROM core.part") == alone)
  }

  @Test func mergingNothing() throws {
    let session = try Functions.session()
    let merge = "SELECT mart.histogram_merge(b::int[], c::bigint[]) FROM"
    #expect(try session.value("\(merge) (SELECT '{1}', '{1}' WHERE false) AS v (b, c)") == "({},{})")
    #expect(try session.value("\(merge) (VALUES (NULL, NULL)) AS v (b, c)") == "({},{})")
    #expect(
      try session.value("\(merge) (VALUES ('{3,1,2}', '{1,0,2}'), ('{3}', '{4}')) AS v (b, c)")
        == "(\"{2,3}\",\"{2,5}\")")
    #expect(session.refusal("\(merge) (VALUES ('{1,2}', '{1}')) AS v (b, c)") == "2 bins with 1 counts")
    #expect(session.refusal("\(merge) (VALUES (NULL, '{1}')) AS v (b, c)") == "0 bins with 1 counts")
  }

  /// p in thousandths, so that the rank is exact.
  private static let thousandths = [0, 1, 10, 29, 290, 500, 571, 950, 990, 999, 1_000]

  @Test(arguments: [1, 2, 3, 100, 101, 1_001])
  func percentilesAreThoseOfTheReadings(count: Int) throws {
    let session = try Functions.session()
    let values = Self.readings(count, seed: UInt64(count)).sorted()
    let exact = Self.thousandths.map { values[$0 * (count - 1) / 1_000] }
    let ps = SQLValue.doubleArray(Self.thousandths.map { Double($0) / 1_000 })
    // Bins as wide as the readings are fine hold one value each: nothing is lost.
    let linear = Self.histogram(values) { Self.linearBin($0, 0.001) }
    let found = try session.numbers(
      """
      SELECT p
      FROM unnest(mart.histogram_percentiles($1::int[], $2, $3, 'linear', 0.001, $4, $5)) WITH ORDINALITY AS u (p, i)
      ORDER BY i
      """,
      [.intArray(linear.bins), .intArray(linear.counts), ps, .double(values[0]), .double(values[count - 1])])
    #expect(found.map { $0[0] } == exact)
    for (p, wanted) in zip(Self.thousandths, exact) {
      let one = try session.row(
        "SELECT mart.histogram_percentile($1::int[], $2, $3, 'linear', 0.001)",
        [.intArray(linear.bins), .intArray(linear.counts), .double(Double(p) / 1_000)])
      #expect(one == [wanted], "\(p)")
    }
    // Logarithmic bins are right to their bound, and never outside of what was measured.
    let log = Self.histogram(values, Self.logBin)
    let rough = try session.numbers(
      """
      SELECT p
      FROM unnest(mart.histogram_percentiles($1::int[], $2, $3, 'log', NULL, $4, $5)) WITH ORDINALITY AS u (p, i)
      ORDER BY i
      """,
      [.intArray(log.bins), .intArray(log.counts), ps, .double(values[0]), .double(values[count - 1])]
    ).map { $0[0] ?? .nan }
    for (value, wanted) in zip(rough, exact) {
      #expect(abs(value - wanted) <= 0.007_76 * wanted && values[0] <= value && value <= values[count - 1])
    }
  }

  @Test func percentilesOverZero() throws {
    let session = try Functions.session()
    let values: [Double] = [-8, -2, -2, 0, 0, 0.5, 3, 1_000]
    let log = Self.histogram(values, Self.logBin)
    for (rank, value) in values.enumerated() {
      let row = try session.row(
        "SELECT mart.histogram_percentile($1::int[], $2, $3::float8 / 7, 'log', NULL, -8, 1000)",
        [.intArray(log.bins), .intArray(log.counts), .double(Double(rank))])
      #expect(abs((row[0] ?? .nan) - value) <= 0.007_76 * abs(value), "rank \(rank): \(row)")
    }
    #expect(
      try session.row("SELECT mart.histogram_percentile('{1,-1,0}', '{1,1,1}', 0.5, 'linear', 2)") == [0],
      "unsorted bins")
    #expect(try session.row("SELECT mart.histogram_percentile('{1,1,2}', '{1,1,3}', 0.25, 'linear', 1)") == [1])
    #expect(try session.row("SELECT mart.histogram_percentile('{1,2}', '{0,3}', 0, 'linear', 1)") == [2], "empty bins")
  }

  @Test func percentilesOfNothing() throws {
    let session = try Functions.session()
    for arguments in ["NULL, NULL, 0.5", "'{}', '{}', 0.5", "'{1}', '{0}', 0.5", "'{1}', '{1}', NULL"] {
      #expect(try session.row("SELECT mart.histogram_percentile(\(arguments), 'linear', 1)") == [nil], "\(arguments)")
    }
    #expect(
      try session.value("SELECT mart.histogram_percentiles('{1}', '{2}', '{0,NULL,1}', 'linear', 1)") == "{1,NULL,1}")
    #expect(try session.value("SELECT mart.histogram_percentiles('{1}', '{2}', NULL, 'linear', 1)") == "{}")
    for (arguments, words) in [
      ("'{1}', '{1}', 1.5, 'log'", "a percentile lies between 0 and 1, found 1.5"),
      ("'{1}', '{1}', -0.1, 'log'", "a percentile lies between 0 and 1"),
      ("'{1}', '{1}', 'NaN', 'log'", "a percentile lies between 0 and 1, found NaN"),
      ("'{1,2}', '{1}', 0.5, 'log'", "2 bins with 1 counts"), ("'{1}', '{-1}', 0.5, 'log'", "bin 1 with -1 readings"),
      ("'{NULL}', '{1}', 0.5, 'log'", "bin <NULL> with 1 readings"),
      ("'{1}', '{1}', 0.5, 'cubic'", "there is no bin 1 of mapping cubic"),
    ] {
      let refusal = session.refusal("SELECT mart.histogram_percentile(\(arguments))")
      #expect(refusal?.contains(words) == true, "\(arguments): \(refusal ?? "taken")")
    }
  }
}
