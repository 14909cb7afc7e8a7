import Foundation
import Loading
import Postgres
import Testing

/// Are spikes found, and only they?
struct HampelTests {
  private static let columns = "index::float8, value, median, mad, score, is_outlier::int::float8"

  @Test func theWorkedSeries() throws {
    let worked = try Worked.statistics().hampel
    let rows = try Functions.session().numbers(
      "SELECT \(Self.columns) FROM mart.hampel($1)", [.doubleArray(worked.series)])
    #expect(rows.filter { $0[5] == 1 }.map { $0[0] } == [Double(worked.outlierIndex + 1)])
    let row = rows[worked.outlierIndex]
    #expect(row[2] == worked.median && isNear(row[3], worked.mad, within: 1e-13))
    #expect(abs((row[4] ?? .nan) - 99.8) < 0.05)
  }

  private static func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
  }

  @Test(arguments: [1, 2, 5])
  func asTheNaiveReadingDoes(half: Int) throws {
    var random = Seeded(seed: UInt64(half))
    let series: [Double?] = (0..<200).map { _ in
      switch Int.random(in: 0..<20, using: &random) {
      case 0: nil
      case 1: .nan
      case 2: Double(Int.random(in: -80...80, using: &random))
      default: Double(Int.random(in: 0...3, using: &random)) / 2
      }
    }
    let rows = try Functions.session().numbers(
      "SELECT \(Self.columns) FROM mart.hampel($1, $2::int, k => 2.5, least_mad => 0.25)",
      [.doubleArray(series), .int(Int64(half))])
    var expected: [[Double?]] = []
    for (index, value) in series.enumerated() {
      guard let value, !value.isNaN else { continue }
      let near = (max(0, index - half)...min(series.count - 1, index + half)).compactMap { series[$0] }.filter {
        !$0.isNaN
      }
      let centre = Self.median(near)
      let mad = Self.median(near.map { abs($0 - centre) })
      let distance = abs(value - centre)
      let scale = 1.4826 * max(mad, 0.25)
      expected.append([Double(index + 1), value, centre, mad, distance / scale, distance > 2.5 * scale ? 1 : 0])
    }
    #expect(rows.count == expected.count && expected.contains { $0[5] == 1 } && expected.contains { $0[3] == 0 })
    for (row, wanted) in zip(rows, expected) {
      for (found, value) in zip(row, wanted) {
        #expect(isNear(found, value ?? .nan, within: 1e-14), "\(row) \(wanted)")
      }
    }
  }

  /// With a MAD of 0 and no floor whatever differs is an outlier.
  @Test func whereNothingVaries() throws {
    let session = try Functions.session()
    #expect(
      try session.numbers("SELECT index::float8, score, is_outlier::int::float8 FROM mart.hampel('{1,1,1,1.1,1,1}', 2)")
        == [[1, 0, 0], [2, 0, 0], [3, 0, 0], [4, .infinity, 1], [5, 0, 0], [6, 0, 0]])
    #expect(
      try session.numbers("SELECT is_outlier::int::float8 FROM mart.hampel('{1,1,1,1.1,1,1}', 2, 3, 0.05)")
        == [[0], [0], [0], [0], [0], [0]])
    #expect(try session.numbers("SELECT index::float8 FROM mart.hampel('[0:2]={1,9,1}') WHERE is_outlier") == [[2]])
  }

  /// With a MAD of 1 the threshold of k = 3 lies at 4.4478: beyond is strict.
  @Test func theThresholdIsThreeScaledDeviations() throws {
    let session = try Functions.session()
    for (value, expected) in [(4.4477, 0.0), (-4.4477, 0), (4.4479, 1), (-4.4479, 1)] {
      let row = try session.row(
        "SELECT is_outlier::int::float8 FROM mart.hampel(ARRAY[0, 0, 0, $1, 0, 0, 0], least_mad => 1) WHERE index = 4",
        [.double(value)])
      #expect(row == [expected], "\(value)")
    }
  }

  @Test func nothingIsChecked() throws {
    let session = try Functions.session()
    for call in ["NULL", "'{}'", "'{NULL,NaN}'", "'{1}', NULL"] {
      #expect(try session.column("SELECT value FROM mart.hampel(\(call))") == [], "\(call)")
    }
    for call in ["'{1}', 0", "'{1}', 3, 3, -1"] {
      #expect(
        session.refusal("SELECT mart.hampel(\(call))")?.contains("half_width must be 1 or more") == true, "\(call)")
    }
  }
}
