import Foundation
import Loading
import Postgres
import Testing

/// Are the constants of control charts what they are defined to be?
struct ChartConstantTests {
  private static func normalCDF(_ x: Double) -> Double { erfc(-x / 2.0.squareRoot()) / 2 }

  /// P(R ≤ r) for the range of n standard normal readings: n ∫ φ(x) (Φ(x + r) − Φ(x))ⁿ⁻¹ dx. The integrand vanishes
  /// at both ends, so the plain sum converges faster than any power of the step.
  private static func rangeCDF(_ n: Int, _ r: Double) -> Double {
    let step = 0.2
    let sum = stride(from: -9.0, through: 9.0, by: step).reduce(0.0) { sum, x in
      let density = exp(-x * x / 2) / (2 * Double.pi).squareRoot()
      return sum + density * pow(normalCDF(x + r) - normalCDF(x), Double(n - 1))
    }
    return Double(n) * step * sum
  }

  /// Mean and standard deviation of that range, by Simpson's rule over P(R > r) and 2 r P(R > r).
  private static func integrated(_ n: Int) -> (d2: Double, d3: Double) {
    let (parts, end) = (1_000, 13.0)
    let step = end / Double(parts)
    var (first, second) = (0.0, 0.0)
    for part in 0...parts {
      let r = Double(part) * step
      let weight = part == 0 || part == parts ? 1.0 : part.isMultiple(of: 2) ? 2.0 : 4.0
      let tail = 1 - rangeCDF(n, r)
      first += weight * tail
      second += weight * 2 * r * tail
    }
    let (mean, square) = (first * step / 3, second * step / 3)
    return (mean, (square - mean * mean).squareRoot())
  }

  @Test(arguments: [2, 3, 4, 5, 6, 7, 8, 9, 10, 15, 20, 25])
  func theRangesConstantsAreTheirIntegrals(n: Int) throws {
    let row = try Functions.session().row("SELECT d2, d3 FROM mart.control_chart_constant($1::int)", [.int(Int64(n))])
    let expected = Self.integrated(n)
    #expect(isNear(row[0], expected.d2, within: 1e-9), "d2 is \(row), by integration \(expected)")
    #expect(isNear(row[1], expected.d3, within: 1e-8), "d3 is \(row), by integration \(expected)")
  }

  /// Against Γ itself, where it can be had, and against the recursion further out, over the seam at 60.
  @Test func c4IsMadeOfGammas() throws {
    let session = try Functions.session()
    for n in Array(2...120) + [150, 170] {
      let gammas = tgamma(Double(n) / 2) / tgamma(Double(n - 1) / 2)
      let expected = (2 / Double(n - 1)).squareRoot() * gammas
      #expect(isNear(try session.row("SELECT mart.c4($1::int)", [.int(Int64(n))])[0], expected, within: 4e-14), "\(n)")
    }
    for n in [3, 58, 59, 60, 61, 600, 3_600, 86_400] {
      let product = try session.row("SELECT mart.c4($1::int) * mart.c4($1::int + 1)", [.int(Int64(n))])[0]
      #expect(isNear(product, (Double(n - 1) / Double(n)).squareRoot(), within: 1e-15), "\(n)")
    }
  }

  @Test func theyAreThoseOfTheBooks() throws {
    let session = try Functions.session()
    let table = try Worked.table("control_chart_constants.csv")
    #expect(table.count == 9)
    for line in table {
      let found = try session.row(
        """
        SELECT a2, a3, range_lcl_factor, range_ucl_factor, b3, b4, c4, d2, d3
        FROM mart.control_chart_constant($1::int)
        """, [.int(Int64(line[0]))])
      for (name, pair) in zip(["A2", "A3", "D3", "D4", "B3", "B4", "c4", "d2", "d3"], zip(found, line.dropFirst())) {
        // As printed: four decimals of c4, three of the others; the books' D4 are made of rounded d2 and d3.
        let rounding = name == "c4" ? 0.000_05 : name == "D4" ? 0.000_6 : 0.000_5
        #expect(abs((pair.0 ?? .nan) - pair.1) <= rounding + 1e-12, "\(name) of \(line[0]) is \(pair)")
      }
    }
  }

  @Test func asPrintedRoundsThemAsTheBooksDo() throws {
    let session = try Functions.session()
    for line in try Worked.table("control_chart_constants.csv") {
      let found = try session.row(
        "SELECT d2, d3, c4, range_ucl_factor FROM mart.control_chart_constant($1::int, as_printed => true)",
        [.int(Int64(line[0]))])
      #expect(found[0] == line[8] && found[1] == line[9] && found[2] == line[7], "\(line)")
      #expect(isNear(found[3], 1 + 3 * line[9] / line[8], within: 1e-15))
    }
  }

  @Test func outsideOfWhatIsKnown() throws {
    let session = try Functions.session()
    for size in ["NULL", "1", "0", "-3"] {
      #expect(try session.numbers("SELECT c.d2 FROM mart.control_chart_constant(\(size)) AS c") == [], "\(size)")
      #expect(try session.row("SELECT mart.c4(\(size))") == [nil], "\(size)")
    }
    let beyond = try session.row(
      "SELECT d2, d3, a2, range_lcl_factor, range_ucl_factor, b4 FROM mart.control_chart_constant(26)")
    #expect(beyond.dropLast().allSatisfy { $0 == nil } && beyond[5] != nil, "the range has constants to 25 only")
  }
}
