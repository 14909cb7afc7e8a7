import Foundation
import Loading
import Postgres
import Support

/// The functions of the marts on one migrated database: those that read no table cannot disturb one another.
enum Functions {
  static func session() throws -> Session { try migrated.get().session() }

  private static let migrated = Result<Scratch, any Error> {
    let scratch = try Scratch("functions")
    _ = try scratch.migrated()
    return scratch
  }
}

extension Session {
  /// Rows of columns that the statement casts to float8; nil for NULL.
  func numbers(_ sql: String, _ parameters: [SQLValue] = []) throws -> [[Double?]] {
    let rows = try connection.execute(sql, parameters, step: "test")
    var numbers: [[Double?]] = []
    for row in 0..<rows.rowCount {
      var fields: [Double?] = []
      for column in 0..<rows.columnCount {
        fields.append(rows.isNull(row, column) ? nil : try rows.double(row, column))
      }
      numbers.append(fields)
    }
    return numbers
  }

  /// The one row of a statement.
  func row(_ sql: String, _ parameters: [SQLValue] = []) throws -> [Double?] {
    let rows = try numbers(sql, parameters)
    guard rows.count == 1 else { throw NotOneRow(count: rows.count) }
    return rows[0]
  }

  /// The first column, text, of a statement.
  func texts(_ sql: String, _ parameters: [SQLValue]) throws -> [String] {
    let rows = try connection.execute(sql, parameters, step: "test")
    var texts: [String] = []
    for row in 0..<rows.rowCount { texts.append(try rows.text(row, 0)) }
    return texts
  }

  /// What the server says against a statement; nil where it takes it.
  func refusal(_ sql: String, _ parameters: [SQLValue] = []) -> String? {
    do {
      _ = try connection.execute(sql, parameters, step: "test")
      return nil
    } catch PostgresError.server(let error) {
      return error.message
    } catch {
      return "\(error)"
    }
  }
}

struct NotOneRow: Error {
  let count: Int
}

/// Numbers that were worked elsewhere.
enum Worked {
  /// The numbers of a CSV file below `Fixtures/spc-reference`, without its header.
  static func table(_ name: String) throws -> [[Double]] {
    try fixture("spc-reference/\(name)").split(separator: "\n").dropFirst().map { line in
      line.split(separator: ",").compactMap { Double($0) }
    }
  }

  static func statistics() throws -> Statistics {
    try JSONDecoder().decode(Statistics.self, from: Data(fixture("vectors/statistics.json").utf8))
  }

  struct Statistics: Decodable {
    let individuals: Individuals
    let lttb: LTTB
    let hampel: Hampel
    let logBins: LogBins
    let mergedVariance: MergedVariance

    enum CodingKeys: String, CodingKey {
      case individuals, lttb, hampel
      case logBins = "log_bins"
      case mergedVariance = "merged_variance"
    }
  }

  struct Individuals: Decodable {
    let series: [Double]
    let mean, lcl, ucl, lsl, usl, cp, cpk, pp, ppk: Double
    let movingRange, movingRangeUCL: Double

    enum CodingKeys: String, CodingKey {
      case series, mean, lcl, ucl, lsl, usl, cp, cpk, pp, ppk
      case movingRange = "moving_range"
      case movingRangeUCL = "moving_range_ucl"
    }
  }

  struct LTTB: Decodable {
    let points, kept4, kept5: [[Double]]

    enum CodingKeys: String, CodingKey {
      case points
      case kept4 = "kept_4"
      case kept5 = "kept_5"
    }
  }

  struct Hampel: Decodable {
    let series: [Double]
    let median, mad: Double
    let outlierIndex: Int

    enum CodingKeys: String, CodingKey {
      case series, median, mad
      case outlierIndex = "outlier_index_from_0"
    }
  }

  struct LogBins: Decodable {
    let bitsOf1, bitsOf60: Int
    let valueOf60, errorBound: Double

    enum CodingKeys: String, CodingKey {
      case bitsOf1 = "bits_of_1"
      case bitsOf60 = "bits_of_60"
      case valueOf60 = "value_of_60"
      case errorBound = "error_bound"
    }
  }

  struct MergedVariance: Decodable {
    let a, b: [Double]
    let n: Int
    let mean, m2, variance: Double
  }

  private static func fixture(_ path: String) throws -> String {
    let file = URL(fileURLWithPath: #filePath).appending(path: "../../../Fixtures/\(path)").standardized
    return try String(contentsOf: file, encoding: .utf8)
  }
}

/// Whether two numbers are the same but for rounding.
func isNear(_ found: Double?, _ expected: Double, within tolerance: Double) -> Bool {
  guard let found else { return false }
  return abs(found - expected) <= tolerance * max(1, abs(expected))
}

/// Random numbers that are the same for the same seed (SplitMix64).
struct Seeded: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
