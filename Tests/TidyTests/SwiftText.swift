import Foundation

/// The few bytes that the reader knows by name.
enum Ascii {
  static let tab = UInt8(ascii: "\t")
  static let lf = UInt8(ascii: "\n")
  static let cr = UInt8(ascii: "\r")
  static let space = UInt8(ascii: " ")
  static let quote = UInt8(ascii: "\"")
  static let pound = UInt8(ascii: "#")
  static let open = UInt8(ascii: "(")
  static let close = UInt8(ascii: ")")
  static let star = UInt8(ascii: "*")
  static let slash = UInt8(ascii: "/")
  static let backslash = UInt8(ascii: "\\")
  static let backtick = UInt8(ascii: "`")

  /// Letters, digits, underscore, and every byte of what is not ASCII.
  static func isWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), 0x80...0xFF: true
    default: false
    }
  }

  static func isBlank(_ byte: UInt8) -> Bool { byte == space || byte == tab || byte == lf || byte == cr }
}

/// A string literal: where it stands, and its text without quotes and interpolated code.
struct Literal: Sendable {
  let start: Int
  /// Behind the closing quote.
  var end: Int
  var bytes: [UInt8] = []
  var interpolates = false

  var text: String { String(decoding: bytes, as: UTF8.self) }
}

/// Swift source, read just well enough to tell code, comments and strings apart.
struct SwiftText: Sendable {
  /// As long as the source, everything but code blanked, line ends kept: an offset means the same place in both.
  let code: [UInt8]
  /// As long as the source, everything but comments blanked, line ends kept.
  let comments: [UInt8]
  /// In order of `start`.
  let literals: [Literal]
  private let lineStarts: [Int]

  init(_ bytes: [UInt8]) {
    var reader = SwiftReader(bytes)
    reader.run()
    func only(_ kind: SwiftReader.Kind) -> [UInt8] {
      zip(bytes, reader.kinds).map { $1 == kind || $0 == Ascii.lf ? $0 : Ascii.space }
    }
    code = only(.code)
    comments = only(.comment)
    literals = reader.literals
    lineStarts = [0] + bytes.indices.filter { bytes[$0] == Ascii.lf }.map { $0 + 1 }
  }

  /// Counted from 1.
  func line(of offset: Int) -> Int {
    var low = 0
    var high = lineStarts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if lineStarts[middle] <= offset { low = middle } else { high = middle }
    }
    return low + 1
  }

  /// Where `word` stands in the code, not as part of a longer word.
  func offsets(of word: String) -> [Int] { SwiftText.offsets(of: word, in: code) }

  /// The lines of `code` or of `comments`.
  static func lines(of part: [UInt8]) -> [String] {
    part.split(separator: Ascii.lf, omittingEmptySubsequences: false).map { String(decoding: $0, as: UTF8.self) }
  }

  /// Where `word` stands in `bytes`, not as part of a longer word.
  static func offsets(of word: String, in bytes: [UInt8]) -> [Int] {
    let needle = Array(word.utf8)
    guard let first = needle.first, let last = needle.last else { return [] }
    var found: [Int] = []
    bytes.withUnsafeBytes { hay in
      guard let base = hay.baseAddress else { return }
      var from = 0
      while from + needle.count <= hay.count, let hit = memchr(base + from, Int32(first), hay.count - from) {
        let start = UnsafeRawPointer(hit) - base
        let end = start + needle.count
        from = start + 1
        guard end <= hay.count, memcmp(hit, needle, needle.count) == 0 else { continue }
        let joinsLeft = start > 0 && Ascii.isWord(first) && Ascii.isWord(hay[start - 1])
        let joinsRight = end < hay.count && Ascii.isWord(last) && Ascii.isWord(hay[end])
        if !joinsLeft && !joinsRight { found.append(start) }
      }
    }
    return found
  }
}
