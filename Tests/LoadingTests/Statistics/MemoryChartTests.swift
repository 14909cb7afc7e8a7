import Foundation
import Loading
import Postgres
import Testing

/// Do EWMA and CUSUM remember as they should?
struct MemoryChartTests {
  @Test func theEWMAOfNIST() throws {
    let table = try Worked.table("nist_ewma.csv")
    let session = try Functions.session()
    let series = SQLValue.doubleArray(table.map { $0[1] })
    let rows = try session.numbers(
      """
      SELECT index::float8, value, ewma, lcl, ucl, is_beyond::int::float8
      FROM mart.ewma_chart($1, lambda => 0.3, target => 50, sigma => 2.0539, is_asymptotic => true)
      """, [series])
    #expect(rows.count == 20)
    var ewma = 50.0
    for (row, line) in zip(rows, table) {
      ewma = 0.3 * line[1] + 0.7 * ewma
      #expect(row[0] == line[0] && row[1] == line[1] && isNear(row[2], ewma, within: 1e-14))
      // Printed to two decimals, and rounded on the way.
      #expect(abs((row[2] ?? .nan) - line[2]) <= 0.005 + 1e-9, "\(row)")
      #expect(abs((row[3] ?? .nan) - 47.4115) <= 1e-4 && abs((row[4] ?? .nan) - 52.5884) <= 1e-4)
      #expect(row[5] == 0)
    }
  }

  /// The variance of the i-th point is σ² λ / (2 − λ) (1 − (1 − λ)^2i); skipped values count for nothing in it.
  @Test func theLimitsWidenFromTheFirstPoint() throws {
    let session = try Functions.session()
    let rows = try session.numbers(
      """
      SELECT index::float8, ewma, lcl, ucl, is_beyond::int::float8
      FROM mart.ewma_chart($1, 0.2, 10, 1.5, width => 2.7)
      """,
      [.doubleArray([11, nil, 12, .nan, 9, 16, 17])])
    #expect(rows.map { $0[0] } == [1, 3, 5, 6, 7])
    var ewma = 10.0
    for (order, (row, value)) in zip(rows, [11.0, 12, 9, 16, 17]).enumerated() {
      ewma = 0.2 * value + 0.8 * ewma
      let width = 2.7 * 1.5 * (0.2 / 1.8 * (1 - pow(0.8, 2 * Double(order + 1)))).squareRoot()
      #expect(isNear(row[1], ewma, within: 1e-14))
      #expect(isNear(row[2], 10 - width, within: 1e-13) && isNear(row[3], 10 + width, within: 1e-13))
      #expect(row[4] == (abs(ewma - 10) > width ? 1 : 0))
    }
    #expect(rows.map { $0[4] } == [0, 0, 0, 1, 1])
  }

  @Test func theCUSUMOfNIST() throws {
    let table = try Worked.table("nist_cusum.csv")
    let session = try Functions.session()
    let rows = try session.numbers(
      """
      SELECT index::float8, value, high, low, high_run::float8, low_run::float8, is_beyond::int::float8
      FROM mart.cusum_chart($1, target => 325, k => 0.3175, h => 4.1959)
      """, [.doubleArray(table.map { $0[1] })])
    #expect(rows.count == 20)
    for (row, line) in zip(rows, table) {
      #expect(row[0] == line[0] && row[1] == line[1])
      #expect(isNear(row[2], line[2], within: 1e-12) && isNear(row[3], line[3], within: 1e-12), "\(row) \(line)")
    }
    #expect(rows.first { $0[6] == 1 }?[0] == 14, "the first signal")
    // At the signal the upper side had been above 0 for two groups: the shift began with group 13.
    #expect(rows[13][4] == 2 && rows[13][5] == 0)
    #expect(rows[10][5] == 5, "the lower side since group 7")
  }

  /// As aggregates they begin anew with each partition, and stay where they are over what is no value.
  @Test func overAPartition() throws {
    let rows = try Functions.session().numbers(
      """
      SELECT
        mart.ewma(x, 0.5, 10) OVER w, mart.ewma(x, 0.5, NULL) OVER w, mart.cusum_high(x, 10, 1) OVER w,
        mart.cusum_low(x, 10, 1) OVER w
      FROM (
        VALUES (1, 1, 14), (1, 2, NULL), (1, 3, 'NaN'), (1, 4, 6), (2, 1, 12), (2, 2, 12.0::float8)
      ) AS v (part, i, x)
      WINDOW w AS (PARTITION BY part ORDER BY i)
      ORDER BY part, i
      """)
    #expect(
      rows == [
        [12, 14, 3, 0], [12, 14, 3, 0], [12, 14, 3, 0], [9, 10, 0, 3], [11, 12, 1, 0], [11.5, 12, 2, 0],
      ])
  }

  @Test func nothingIsChartedOfNothing() throws {
    let session = try Functions.session()
    for series in ["NULL", "'{}'", "'{NULL,NaN}'"] {
      #expect(try session.numbers("SELECT ewma FROM mart.ewma_chart(\(series), 0.2, 0, 1)") == [])
      #expect(try session.numbers("SELECT high FROM mart.cusum_chart(\(series), 0, 1, 1)") == [])
    }
    // Without a sigma there is a curve and no limit; without a target there is no CUSUM, rather than one of zeros.
    #expect(try session.row("SELECT ewma, lcl, ucl FROM mart.ewma_chart('{2}', 0.5, 0, NULL)") == [1, nil, nil])
    #expect(try session.row("SELECT high, low FROM mart.cusum_chart('{2}', NULL, 0.5, 4)") == [nil, nil])
    for lambda in ["0", "-0.1", "1.01", "NULL", "'NaN'"] {
      let refusal = session.refusal("SELECT mart.ewma_chart('{1,2}', \(lambda), 0, 1)")
      #expect(refusal?.contains("lambda must be above 0 and at most 1") == true, "\(lambda): \(refusal ?? "taken")")
    }
  }
}
