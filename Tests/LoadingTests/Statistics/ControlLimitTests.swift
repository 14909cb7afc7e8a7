import Foundation
import Loading
import Postgres
import Testing

/// Do limits and capability follow from series as the worked numbers say?
struct ControlLimitTests {
  private static let limits =
    "centre, lcl, ucl, spread_centre, spread_lcl, spread_ucl, sigma_within, n_subgroup::float8"

  @Test func theIndividualsOfNIST() throws {
    let series = try Worked.table("nist_individuals_flowrate.csv").map { $0[1] as Double? }
    let session = try Functions.session()
    let row = try session.row(
      "SELECT \(Self.limits) FROM mart.individual_limit($1, as_printed => true)", [.doubleArray(series)])
    for (found, expected) in zip(row, [50.81, 45.8159, 55.8041, 1.8778]) {
      #expect(abs((found ?? .nan) - expected) <= 0.000_05, "\(row)")
    }
    #expect(row[4] == 0 && row[7] == 10)
    // With the exact constant the limits lie a little closer.
    let exact = try session.row("SELECT \(Self.limits) FROM mart.individual_limit($1)", [.doubleArray(series)])
    #expect(isNear(exact[2], 50.81 + 3 * (16.9 / 9) / (2 / Double.pi.squareRoot()), within: 1e-11))
  }

  @Test func theWorkedIndividuals() throws {
    let worked = try Worked.statistics().individuals
    let session = try Functions.session()
    let series = SQLValue.doubleArray(worked.series)
    let row = try session.row("SELECT \(Self.limits) FROM mart.individual_limit($1)", [series])
    let expected = [worked.mean, worked.lcl, worked.ucl, worked.movingRange, 0, worked.movingRangeUCL]
    // The worked limits rest on constants of five digits.
    for (found, wanted) in zip(row, expected) { #expect(abs((found ?? .nan) - wanted) <= 2e-5, "\(row)") }
    let capability = try session.row(
      "SELECT cp, cpk, pp, ppk, mean, n::float8 FROM mart.individual_capability($1, $2, $3)",
      [series, .double(worked.lsl), .double(worked.usl)])
    for (found, wanted) in zip(capability, [worked.cp, worked.cpk, worked.pp, worked.ppk, worked.mean, 10]) {
      #expect(isNear(found, wanted, within: 1e-6), "\(capability)")
    }
  }

  /// One limit alone: Cpk and Ppk are those of its side, Cp and Pp do not exist.
  @Test func oneSidedSpecifications() throws {
    let session = try Functions.session()
    let columns = "cp, cpl, cpu, cpk, pp, ppl, ppu, ppk"
    #expect(
      try session.row("SELECT \(columns) FROM mart.process_capability(10, 1, 2, lsl => 4)")
        == [nil, 2, nil, 2, nil, 1, nil, 1])
    #expect(
      try session.row("SELECT \(columns) FROM mart.process_capability(10, 1, 2, usl => 13)")
        == [nil, nil, 1, 1, nil, nil, 0.5, 0.5])
    #expect(
      try session.row("SELECT \(columns) FROM mart.process_capability(10, 1, 2, 4, 13)")
        == [1.5, 2, 1, 1, 0.75, 1, 0.5, 0.5])
    let none = [Double?](repeating: nil, count: 8)
    #expect(try session.row("SELECT \(columns) FROM mart.process_capability(10, 1, 2)") == none)
    #expect(try session.row("SELECT \(columns) FROM mart.process_capability(10, 0, 0, 4, 13)") == none)
    #expect(try session.row("SELECT \(columns) FROM mart.process_capability(NULL, NULL, NULL, 4, 13)") == none)
    // The mean outside of its limits has a negative index, not a small one.
    #expect(try session.row("SELECT cpk FROM mart.process_capability(3, 1, 2, 4, 13)")[0] == -1.0 / 3)
  }

  private struct Subgroup {
    let values: [Double]
    var mean: Double { values.reduce(0, +) / Double(values.count) }
    var range: Double { (values.max() ?? 0) - (values.min() ?? 0) }
    var sd: Double {
      (values.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / Double(values.count - 1)).squareRoot()
    }
  }

  @Test(arguments: [2, 4, 5, 10])
  func subgroupsOfASeries(size: Int) throws {
    var random = Seeded(seed: UInt64(size))
    let groups = (0..<25).map { _ in
      Subgroup(values: (0..<size).map { _ in Double(Int.random(in: 900...1100, using: &random)) / 10 })
    }
    let session = try Functions.session()
    let series = SQLValue.doubleArray(groups.flatMap(\.values))
    let points = try session.numbers(
      "SELECT index::float8, n::float8, mean, range, sd FROM mart.subgroup_point($1, $2::int)",
      [series, .int(Int64(size))])
    #expect(points.count == 25)
    for (index, (point, group)) in zip(points, groups).enumerated() {
      #expect(point[0] == Double(index + 1) && point[1] == Double(size))
      #expect(isNear(point[2], group.mean, within: 1e-13) && isNear(point[3], group.range, within: 1e-13))
      #expect(isNear(point[4], group.sd, within: 1e-12))
    }
    for chart in ["xbar_r", "xbar_s"] {
      let row = try session.row(
        """
        SELECT \(Self.limits)
        FROM (
          SELECT array_agg(mean ORDER BY index), array_agg(CASE $3 WHEN 'xbar_r' THEN range ELSE sd END ORDER BY index)
          FROM mart.subgroup_point($1, $2::int)
        ) AS g (means, spreads), mart.subgroup_limit($3, $2::int, g.means, g.spreads)
        """, [series, .int(Int64(size)), .text(chart)])
      let constants = try session.row(
        "SELECT a2, range_lcl_factor, range_ucl_factor, d2, a3, b3, b4, c4 FROM mart.control_chart_constant($1::int)",
        [.int(Int64(size))]
      ).compactMap { $0 }
      let factors = chart == "xbar_r" ? constants[..<4] : constants[4...]
      let (width, low, high, unbiased) = (
        factors.first!, factors.dropFirst().first!, factors.dropFirst(2).first!, factors.last!
      )
      let centre = groups.map(\.mean).reduce(0, +) / 25
      let spread = groups.map { chart == "xbar_r" ? $0.range : $0.sd }.reduce(0, +) / 25
      let expected = [
        centre, centre - width * spread, centre + width * spread, spread, spread * low, spread * high,
        spread / unbiased, 25,
      ]
      for (found, wanted) in zip(row, expected) { #expect(isNear(found, wanted, within: 1e-12), "\(chart): \(row)") }
    }
  }

  /// Null and NaN are no points: the moving range goes from neighbour to neighbour over them.
  @Test func whatIsNoValueLeavesTheSample() throws {
    let session = try Functions.session()
    let series = SQLValue.doubleArray([1, nil, 4, .nan, 2])
    #expect(
      try session.numbers("SELECT index::float8, value, moving_range FROM mart.individual_point($1)", [series])
        == [[1, 1, nil], [3, 4, 3], [5, 2, 2]])
    let row = try session.row("SELECT \(Self.limits) FROM mart.individual_limit($1)", [series])
    #expect(isNear(row[0], 7.0 / 3, within: 1e-15) && row[3] == 2.5 && row[7] == 3)
    #expect(
      try session.numbers("SELECT index::float8, n::float8, mean, range, sd FROM mart.subgroup_point($1, 2)", [series])
        == [[1, 1, 1, 0, nil], [2, 1, 4, 0, nil], [3, 1, 2, 0, nil]])
  }

  @Test(arguments: ["NULL::float8[]", "'{}'", "'{NULL,NaN}'"])
  func nothingHasNoLimits(series: String) throws {
    let session = try Functions.session()
    #expect(try session.numbers("SELECT value FROM mart.individual_point(\(series))") == [])
    #expect(try session.numbers("SELECT mean FROM mart.subgroup_point(\(series), 5)") == [])
    let none = [Double?](repeating: nil, count: 7) + [0]
    #expect(try session.row("SELECT \(Self.limits) FROM mart.individual_limit(\(series))") == none)
    #expect(
      try session.row("SELECT \(Self.limits) FROM mart.subgroup_limit('xbar_r', 5, \(series), \(series))") == none)
    #expect(try session.row("SELECT cp, cpk FROM mart.individual_capability(\(series), 1, 2)") == [nil, nil])
  }

  @Test func aChartThatCannotBeIsRefused() throws {
    let session = try Functions.session()
    for (arguments, words) in [
      ("'xbar', 5", "there is no chart xbar of subgroups"), ("NULL, 5", "there is no chart <NULL> of subgroups"),
      ("'xbar_r', 26", "subgroups of 26 readings: xbar_r needs 2 to 25"), ("'xbar_s', 1", "subgroups of 1 readings"),
    ] {
      let refusal = session.refusal("SELECT mart.subgroup_limit(\(arguments), '{1,2}', '{1,1}')")
      #expect(refusal?.contains(words) == true, "\(arguments): \(refusal ?? "taken")")
    }
    #expect(session.refusal("SELECT mart.subgroup_limit('xbar_s', 26, '{1,2}', '{1,1}')") == nil)
  }
}
