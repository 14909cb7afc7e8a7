import Foundation

/// The corpus that InfluxDB's authors test decoders with, and its list of exceptions.
struct LineProtocolCorpus {
  struct Text: Decodable {
    var bytes: [UInt8]

    init(from decoder: any Decoder) throws {
      if let text = try? decoder.singleValueContainer().decode(String.self) {
        bytes = Array(text.utf8)
      } else {
        bytes = Array(try decoder.container(keyedBy: Key.self).decode(Data.self, forKey: .binary))
      }
    }

    private enum Key: CodingKey {
      case binary
    }
  }

  struct Tag: Decodable {
    var key: Text
    var value: Text
  }

  struct Value: Decodable {
    var float: Double?
    var int: Int64?
    var uint: UInt64?
    var string: String?
    var binary: Data?
    var bool: Bool?
  }

  struct Field: Decodable {
    var key: Text
    var value: Value
  }

  struct Point: Decodable {
    var time: Int64
    var name: Text
    var tags: [Tag]
    var fields: [Field]
  }

  struct Input: Decodable {
    var text: Text
    var defaultTime: Int64
    var precision: String
  }

  struct Output: Decodable {
    /// Nil where the text is to be refused.
    var result: [Point]?
    var error: String?
  }

  struct Case: Decodable {
    var input: Input
    var output: Output
  }

  private struct File: Decodable {
    var decode: [String: Case]
  }

  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../Fixtures/influx-line-protocol-corpus").standardized

  static func cases() throws -> [String: Case] {
    try JSONDecoder().decode(File.self, from: Data(contentsOf: folder.appending(path: "corpus.json"))).decode
  }

  /// The keys of the cases in which records cut at every LF are refused though the corpus takes the text.
  static func exceptions() throws -> [String: String] {
    let text = try String(contentsOf: folder.appending(path: "exceptions.txt"), encoding: .utf8)
    return Dictionary(
      uniqueKeysWithValues: text.split(separator: "\n").map { line in
        let parts = line.split(separator: " ", maxSplits: 1)
        return (String(parts[0]), parts.count == 2 ? String(parts[1]) : "")
      })
  }

  /// Cuts a text at each LF, or only at those outside of quoted strings; a CR before the cut belongs to the line end.
  static func records(_ text: [UInt8], quotedNewlines: Bool) -> [[UInt8]] {
    var records: [[UInt8]] = []
    var record: [UInt8] = []
    var quotes = Quotes()
    for byte in text {
      let isQuoted = quotes.pass(byte)
      if byte == 0x0A, !(quotedNewlines && isQuoted) {
        records.append(record.last == 0x0D ? record.dropLast() : record)
        record = []
        quotes = Quotes()
      } else {
        record.append(byte)
      }
    }
    if !record.isEmpty { records.append(record.last == 0x0D ? record.dropLast() : record) }
    return records
  }

  /// Where in a line strings stand, byte by byte: they open behind the `=` of a field, never in a comment or a tag.
  private struct Quotes {
    private enum State { case start, comment, key, equals, quoted, time }
    private var state = State.start
    private var isInFields = false
    private var isEscaped = false

    /// Whether the byte stands in a string.
    mutating func pass(_ byte: UInt8) -> Bool {
      let character = Character(UnicodeScalar(byte))
      let wasEscaped = isEscaped
      isEscaped = character == "\\" && !wasEscaped
      switch state {
      case .quoted:
        if character == "\"", !wasEscaped { state = .key }
        return true
      case .comment, .time: break
      case .start where character == " ": break
      case .start where character == "#": state = .comment
      case .start: state = .key
      case .equals where character == "\"" && isInFields: state = .quoted
      case .key, .equals:
        // In keys a backslash stands for itself before another one, so that the second may escape.
        isEscaped = character == "\\"
        state = character == "=" && !wasEscaped ? .equals : .key
        if character == " ", !wasEscaped { isInFields = true }
      }
      return false
    }
  }
}
