import Extraction
import Foundation
import Rows
import Support
import Testing

@testable import Pipeline

/// Mean and standard deviation of NIST's univariate reference sets, from files through the whole preview, to the digits
/// that a package must reach to be trusted: the certified value is held against ours by the log relative error.
@Suite struct ReferenceSetTests {
  /// One set of `Tests/Fixtures/nist-strd`.
  struct Certified: Sendable {
    var name: String
    var n: Int
    var mean: Double
    var sd: Double
    /// Its sum in full, to as many decimals as its values have.
    var sum: String
    var decimals: Int
    var values: [String]
  }

  /// How the hour's row is made.
  enum Way: String, CaseIterable, Sendable, CustomTestStringConvertible {
    /// Of the readings, in float64.
    case floats
    /// Merged from its minutes and quarters.
    case merged
    /// With a declared resolution, so that the sum is exact.
    case exact

    var testDescription: String { rawValue }
  }

  @Test(arguments: Way.allCases)
  func meanAndDeviationHaveTheCertifiedDigits(way: Way) throws {
    let sets = try Self.sets()
    #expect(sets.count == 8)
    let rows = try Self.preview(sets, way)
    for set in sets {
      let row = try #require(rows[set.name], "\(set.name) has no row of an hour")
      #expect(row[4] == String(set.n))
      let mean = try #require(Double(row[15]))
      let m2 = try #require(Double(row[16]))
      let sd = (m2 / Double(set.n - 1)).squareRoot()
      #expect(Self.digits(mean, set.mean) >= 12, "\(set.name): mean \(mean)")
      #expect(Self.digits(sd, set.sd) >= 8, "\(set.name): sd \(sd)")
      if way == .exact { #expect(row[14] == set.sum, "\(set.name)") }
    }
  }

  /// The proof that the measure can tell: the formula of textbooks fails it on the hard sets.
  @Test func aSumOfSquaresHasNotTheDigits() throws {
    let set = try #require(try Self.sets().first { $0.name == "NumAcc4" })
    let values = set.values.compactMap(Double.init)
    let (sum, squares) = values.reduce((0, 0)) { ($0.0 + $1, $0.1 + $1 * $1) }
    let variance = (squares - sum * sum / Double(set.n)) / Double(set.n - 1)
    #expect(Self.digits(max(variance, 0).squareRoot(), set.sd) < 3)
  }

  /// Correct digits: −log10 of the relative error, 15 where there is none.
  private static func digits(_ found: Double, _ certified: Double) -> Double {
    let error = abs(found - certified) / abs(certified)
    return error == 0 ? 15 : min(15, -log10(error))
  }

  private static func sets() throws -> [Certified] {
    let folder = URL(fileURLWithPath: #filePath).appending(path: "../../Fixtures/nist-strd").standardized
    func lines(_ name: String) throws -> [String] {
      try String(contentsOf: folder.appending(path: "\(name).csv"), encoding: .utf8)
        .split(separator: "\n").dropFirst().map(String.init)
    }
    return try lines("certified").map { line in
      let fields = line.split(separator: ",").map(String.init)
      let values = try lines(fields[0])
      let decimals = values.map { $0.split(separator: ".").dropFirst().first?.count ?? 0 }.max() ?? 0
      return Certified(
        name: fields[0], n: try #require(Int(fields[1])), mean: try #require(Double(fields[3])),
        sd: try #require(Double(fields[4])), sum: fields[8], decimals: decimals, values: values)
    }
  }

  /// The rows of the hour, by set: a file and a sensor a set, a reading a second.
  private static func preview(_ sets: [Certified], _ way: Way) throws -> [String: [String]] {
    let folder = try TemporaryFolder()
    let start = Instant(year: 2024, month: 5, day: 14, hour: 10)
    for set in sets {
      let rows = set.values.enumerated().map { index, value in
        "\(start.advanced(byMicroseconds: Int64(index) * 1_000_000)),\(value)\n"
      }
      try Data(("time,y\n" + rows.joined()).utf8).write(
        to: URL(fileURLWithPath: folder.path + "/\(set.name).csv"))
    }
    let resolutions = sets.map { set in
      let zeros = String(repeating: "0", count: max(0, set.decimals - 1))
      return "{match: \(set.name), resolution: \(set.decimals == 0 ? "1" : "0.\(zeros)1")}"
    }.joined(separator: ", ")
    let yaml = """
      job: reference
      company: c
      plant: p
      zone: Asia/Seoul
      start: 2024-01-01
      levels: \(way == .merged ? "[minute, quarter_hour, hour]" : "[hour]")
      source: {root: data, path: "{set}.csv"}
      time: {column: time, format: rfc3339}
      sensor: {path: "{set}"}
      value: {column: y}
      sensors: [\(way == .exact ? resolutions : "")]
      """
    let job = try JobFile.decode(
      yaml, path: "reference.yaml", roots: [Root(name: "data", path: folder.path)],
      loadZone: { try? readWholeFile("/usr/share/zoneinfo/" + $0, bytesMax: 1 << 20) })
    let asked = AskedRange(range: .always, job: job, now: start.advanced(byMicroseconds: 86_400_000_000))
    var text: [UInt8] = []
    let preview = Preview(job: job, sizes: WorkSizes(), asked: asked, object: nil, observer: RunObserver())
    let (report, refused) = try preview.run { text += $0 }
    #expect(report.isBalanced && refused.isEmpty)
    let hours = CoreResult.rows(String(decoding: text, as: UTF8.self)).filter { $0[0] == "hour" }
    return Dictionary(uniqueKeysWithValues: hours.map { ($0[1], $0) })
  }
}
