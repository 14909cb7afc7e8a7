import Foundation

@testable import Rows
@testable import Scanning

/// Records of JSON through one reader: the verdict with its place, or the bytes of the value at each path.
final class JSONTarget: FuzzTarget {
  static let name = "json-lines"

  private static let slackTexts = ["0123456789", "\"", "\\", "]}", " \n", "e", "l", "\u{0}", "\u{AC00}"]
  private let paths: [JSONPath]

  init() {
    do {
      paths = try RandomJSON.paths.map { text throws(JSONPathError) in try JSONPath(text) }
    } catch {
      disagree("the target cannot begin: \(error)")
    }
  }

  func run(_ input: FuzzInput) {
    var input = input
    let chosen = (0..<input.choice(9)).map { _ in input.pick(paths) }
    let slack = input.pick(Self.slackTexts)
    var reader = JSONRecordReader(chosen)
    for record in input.lines {
      let bytes = SlackedBytes(record, goesOnWith: slack)
      let fast: JSONOutcome
      if let problem = reader.read(bytes.base, count: record.count) {
        fast = .problem(problem)
      } else {
        fast = .values(
          (0..<reader.count).map { slot in
            let value = UnsafeBufferPointer(start: reader.starts[slot], count: reader.lengths[slot])
            return JSONValue(kind: reader.kinds[slot], bytes: Array(value))
          })
      }
      agree(
        fast, NaiveJSON.outcome(record, chosen),
        "\(String(decoding: record, as: UTF8.self)) by \(chosen.map(\.text))")
    }
  }

  static func seeds() throws -> [[UInt8]] {
    var seeds: [[UInt8]] = []
    for seed in 0..<40 {
      var random = RandomJSON(seed: UInt64(seed))
      let choices: [UInt8] = [8, 0, 1, 2, 5, 6, 10, 12, UInt8(seed % RandomJSON.paths.count), UInt8(seed % 9)]
      seeds += (0..<4).map { _ in choices + random.record() + [10] + random.record() }
    }
    let suite = "Tests/Fixtures/json-testsuite/test_parsing"
    for name in try FileManager.default.contentsOfDirectory(atPath: suite).sorted() {
      let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(suite)/\(name)")))
      if bytes.count < 1000 { seeds.append([3, 0, 9, 1, 0] + bytes) }
    }
    return seeds
  }
}
