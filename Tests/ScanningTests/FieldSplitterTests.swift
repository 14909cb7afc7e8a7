import Testing

@testable import Rows
@testable import Scanning

/// Which fields has a record?
struct FieldSplitterTests {
  enum Split: Equatable, Sendable {
    case fields([String])
    case refused(RefusalReason)
  }

  private static func split(_ record: [UInt8], _ dialect: Dialect = Dialect(), mayQuote: Bool = true) -> Split {
    var splitter = FieldSplitter(dialect: dialect)
    // What stands behind the record must not matter.
    let page = makePage(record + Array(#",",x"#.utf8))
    if let reason = splitter.split(page.base, count: record.count, mayQuote: mayQuote) { return .refused(reason) }
    return .fields(
      (0..<splitter.count).map { field in
        String(
          decoding: UnsafeBufferPointer(start: splitter.starts[field], count: splitter.lengths[field]), as: UTF8.self)
      })
  }

  struct Case: CustomTestStringConvertible, Sendable {
    var record: String
    var expected: Split

    init(_ record: String, _ fields: [String]) {
      self.record = record
      expected = .fields(fields)
    }

    init(_ record: String, _ reason: RefusalReason) {
      self.record = record
      expected = .refused(reason)
    }

    var testDescription: String { "[\(record)]" }
  }

  static let cases = [
    Case("a,b", ["a", "b"]), Case("a,", ["a", ""]), Case(",", ["", ""]), Case("a", ["a"]),
    Case(" a\t,\t b ", ["a", "b"]), Case("a b,c", ["a b", "c"]), Case(" , ", ["", ""]),
    Case(#""a","b""#, ["a", "b"]), Case(#""a,b",c"#, ["a,b", "c"]), Case(#""""#, [""]), Case(#""",a"#, ["", "a"]),
    Case(#""a""b""#, [#"a"b"#]), Case(#""""""#, [#"""#]), Case(#""" a ""#, .textAfterQuote),
    Case(#"" a ",b"#, ["a", "b"]), Case(#"a"b,c"#, [#"a"b"#, "c"]), Case(#"a"",b"#, [#"a"""#, "b"]),
    Case(#" "a",b"#, [#""a""#, "b"]), Case(#" "a,b""#, [#""a"#, #"b""#]),
    Case(#"""#, .unclosedQuote), Case(#""a"#, .unclosedQuote), Case(#""a,b"#, .unclosedQuote),
    Case(#""a"""#, .unclosedQuote), Case(#"x,"a"#, .unclosedQuote), Case(#"x,""#, .unclosedQuote),
    Case(#""a"b"#, .textAfterQuote), Case(#""a" ,b"#, .textAfterQuote), Case(#""a"b,c"#, .textAfterQuote),
    Case(#""a"b,"c"#, .unclosedQuote), Case(#""a"b"c,d"#, .textAfterQuote), Case(#""a"b,"c""#, .textAfterQuote),
    Case("한국,\u{1F600}", ["한국", "\u{1F600}"]), Case("a\r,b", ["a\r", "b"]),
    Case("\u{A0}a,b", ["\u{A0}a", "b"]),
  ]

  @Test(arguments: cases)
  func splits(_ it: Case) {
    #expect(Self.split(Array(it.record.utf8)) == it.expected)
  }

  /// The contract as a machine of five states, byte by byte.
  private static func naive(_ record: [UInt8], delimiter: UInt8 = 0x2C, quote: UInt8? = 0x22) -> Split {
    enum State { case start, plain, quoted, closing, after }
    var state = State.start
    var (fields, text, hasTextAfter) = ([String](), [UInt8](), false)
    func end() {
      let isBlank = { (byte: UInt8) in byte == 0x20 || byte == 0x09 }
      let trimmed = text.drop(while: isBlank).reversed().drop(while: isBlank).reversed()
      fields.append(String(decoding: Array(trimmed), as: UTF8.self))
      (text, state) = ([], .start)
    }
    for byte in record {
      switch state {
      case .start where byte == quote: state = .quoted
      case .start, .plain:
        if byte == delimiter { end() } else { (state, text) = (.plain, text + [byte]) }
      case .quoted:
        if byte == quote { state = .closing } else { text.append(byte) }
      case .closing where byte == quote: (state, text) = (.quoted, text + [byte])
      case .closing where byte == delimiter, .after where byte == delimiter: end()
      case .closing, .after: (state, hasTextAfter) = (.after, true)
      }
    }
    if state == .quoted { return .refused(.unclosedQuote) }
    if hasTextAfter { return .refused(.textAfterQuote) }
    end()
    return .fields(fields)
  }

  @Test(arguments: 1...7)
  func everyRecordOfASmallAlphabet(length: Int) {
    let alphabet = Array(#"a," "#.utf8)
    var wrong: [String] = []
    for number in 0..<(1 << (2 * length)) {
      let record = (0..<length).map { alphabet[number >> (2 * $0) & 3] }
      if Self.split(record) != Self.naive(record) { wrong.append(String(decoding: record, as: UTF8.self)) }
      if !record.contains(0x22), Self.split(record, mayQuote: false) != Self.naive(record) {
        wrong.append("without the quote's path: " + String(decoding: record, as: UTF8.self))
      }
    }
    #expect(wrong.isEmpty, "\(wrong.prefix(5))")
  }

  @Test(arguments: [
    Dialect(delimiter: UInt8(ascii: ";")), Dialect(delimiter: UInt8(ascii: "\t")),
    Dialect(delimiter: UInt8(ascii: "|"), quote: UInt8(ascii: "'")), Dialect(quote: nil),
  ])
  func otherDialects(_ dialect: Dialect) {
    let alphabet = [dialect.delimiter, dialect.quote ?? 0x22, 0x61, 0x20, 0x2C]
    for number in 0..<3125 {
      var rest = number
      var record: [UInt8] = []
      for _ in 0..<5 {
        record.append(alphabet[rest % 5])
        rest /= 5
      }
      let expected = Self.naive(record, delimiter: dialect.delimiter, quote: dialect.quote)
      #expect(Self.split(record, dialect) == expected, "\(record)")
    }
  }

  /// Eight bytes are looked at together: each two places of delimiters, and bytes that differ from it in one bit.
  @Test func delimitersAtEveryPlace() {
    for filler in [0x61, 0x2D, 0x2B, 0xAC, 0xFF, 0x01] as [UInt8] {
      for length in 1...20 {
        for first in 0..<length {
          for second in first..<length {
            var record = [UInt8](repeating: filler, count: length)
            record[first] = 0x2C
            record[second] = 0x2C
            let gaps =
              first == second ? [first, length - 1 - first] : [first, second - first - 1, length - 1 - second]
            var splitter = FieldSplitter(dialect: Dialect())
            let page = makePage(record + [0x2C])
            let reason = splitter.split(page.base, count: length, mayQuote: false)
            #expect(reason == nil && (0..<splitter.count).map { splitter.lengths[$0] } == gaps, "\(record)")
          }
        }
      }
    }
  }

  @Test(arguments: [1, 63, 64, 65, 128, 129, 1000])
  func manyFields(count: Int) {
    let plain = (0..<count).map { "\($0)" }
    #expect(Self.split(Array(plain.joined(separator: ",").utf8)) == .fields(plain))
    let quoted = plain.map { "\"\($0)\"" }.joined(separator: ",")
    #expect(Self.split(Array(quoted.utf8)) == .fields(plain))
  }
}
