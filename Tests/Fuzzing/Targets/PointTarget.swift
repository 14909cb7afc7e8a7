@testable import Rows
@testable import Scanning

/// Records of line protocol through one reader: the part at fault with its place, or all texts and where they stand.
final class PointTarget: FuzzTarget {
  static let name = "line-protocol"

  private static let goings = ["1,\",\\ =3", "\"", " 5", "i", "\\", "\u{0}", "é"]

  init() {}

  func run(_ input: FuzzInput) {
    var input = input
    let behind = Array(input.pick(Self.goings).utf8)
    var reader = PointReader()
    for record in input.lines {
      agree(
        reader.read(record, behind: behind), NaiveLineProtocol.read(record), String(decoding: record, as: UTF8.self))
      agree(
        PointReader.isCommentOrBlank(record), Self.isCommentOrBlank(record),
        "comment or blank: \(String(decoding: record, as: UTF8.self))")
    }
  }

  private static func isCommentOrBlank(_ record: [UInt8]) -> Bool {
    let text = record.drop { $0 == UInt8(ascii: " ") }
    guard text.first == UInt8(ascii: "#") else { return text.isEmpty }
    return text.allSatisfy { $0 == 9 || $0 >= 32 && $0 != 127 }
  }

  static func seeds() throws -> [[UInt8]] {
    try LineProtocolCorpus.cases().sorted { $0.key < $1.key }.enumerated().map { number, corpusCase in
      [UInt8(number % goings.count)] + corpusCase.value.input.text.bytes
    }
  }
}
