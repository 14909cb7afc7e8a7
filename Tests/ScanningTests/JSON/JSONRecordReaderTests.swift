import Testing

@testable import Scanning

/// Which values does a record have at its paths, and why is it refused?
@Suite struct JSONRecordReaderTests {
  struct Case: CustomTestStringConvertible, Sendable {
    var record: String
    var paths: [String]
    var expected: JSONOutcome

    init(_ record: String, _ paths: [String], _ values: [JSONValue]) {
      (self.record, self.paths, expected) = (record, paths, .values(values))
    }

    init(_ record: String, _ paths: [String] = [], _ problem: JSONRecordReader.Problem) {
      (self.record, self.paths, expected) = (record, paths, .problem(problem))
    }

    init(_ record: String, invalidAt offset: Int) {
      self.init(record, [], .invalid(offset: offset))
    }

    var testDescription: String { "\(record) by \(paths)" }
  }

  private static let none = JSONValue.absent
  private static let null = JSONValue(kind: .null, bytes: Array("null".utf8))
  private static func string(_ text: String) -> JSONValue { JSONValue(kind: .string, bytes: Array(text.utf8)) }
  private static func number(_ text: String) -> JSONValue { JSONValue(kind: .number, bytes: Array(text.utf8)) }
  private static func boolean(_ text: String) -> JSONValue { JSONValue(kind: .boolean, bytes: Array(text.utf8)) }
  private static func structure(_ text: String) -> JSONValue { JSONValue(kind: .structure, bytes: Array(text.utf8)) }

  static let values = [
    Case(#"{"temp":83.4}"#, ["temp"], [number("83.4")]),
    Case(
      #"{"a":null,"b":"","c":-0,"d":true,"e":false}"#, ["a", "b", "c", "d", "e", "f"],
      [null, string(""), number("-0"), boolean("true"), boolean("false"), none]),
    Case(
      #"{"a":{"b":[1]},"c":[ ]}"#, ["a", "c", "a.b"], [structure(#"{"b":[1]}"#), structure("[ ]"), structure("[1]")]),
    Case(
      #"{"data":{"temp":1,"v":2},"temp":3}"#, ["temp", "data.temp", "data.v"],
      [number("3"), number("1"), number("2")]),
    Case(
      #"{"values":[{"v":1},{"v":2},{"v":3}]}"#, ["values[2].v", "values[0].v", "values[3].v"],
      [number("3"), number("1"), none]),
    Case(
      #"[1,"b",[3,[4]]]"#, ["[1]", "[2][1][0]", "[2][0]", "[3]", "[0]"],
      [string("b"), number("4"), number("3"), none, number("1")]),
    Case(
      " \t\r\n{ \"a\" : 1 , \"b\" : [ 2 , 3 ] } \n", ["a", "b[1]", "b"],
      [
        number("1"), number("3"), structure("[ 2 , 3 ]"),
      ]),
    // The same path twice, and a path that another goes through.
    Case(
      #"{"a":{"b":1}}"#, ["a.b", "a", "a.b", #""a"."b""#],
      [number("1"), structure(#"{"b":1}"#), number("1"), number("1")]),
    Case(#"{"a":1}"#, ["a", "b", "b"], [number("1"), none, none]),
    // A path into something else than it expects.
    Case(
      #"{"a":1,"b":[1],"c":{"0":1}}"#, ["a.x", "a[0]", "b.x", #"b."0""#, "c[0]", #"c."0""#],
      [none, none, none, none, none, number("1")]),
    Case("1", ["a", "[0]"], [none, none]), Case(#""a""#, ["a"], [none]), Case("null", [], []),
    Case("[]", ["[0]"], [none]), Case("{}", ["a", "\"\""], [none, none]),
    // Keys: compared after unescaping, byte by byte, whatever their length.
    Case(#"{"t\u0065mp":1}"#, ["temp"], [number("1")]),
    Case(#"{"":1,"a.b":2,"a":{"b":3}}"#, ["\"\"", #""a.b""#, "a.b"], [number("1"), number("2"), number("3")]),
    Case(#"{"\"":1,"a\\b":2}"#, ["\"\"\"\"", #"a\b"#], [number("1"), number("2")]),
    Case(#"{"\ud55c":1,"\ud83d\ude00":2}"#, ["한", "\u{1F600}"], [number("1"), number("2")]),
    Case("{\"e\u{301}\":1}", ["\u{E9}", "e\u{301}"], [none, number("1")]),
    Case(#"{"tem":1,"tempo":2,"Temp":3,"temp\u0000":4,"temp":5}"#, ["temp"], [number("5")]),
    Case(
      #"{"1234567":1,"12345678":2,"123456789":3}"#, ["12345678", "1234567", "123456789"],
      [number("2"), number("1"), number("3")]),
    Case(
      #"{"sixteen letters!":1,"seventeen letters":2,"seventeen-letters":3}"#,
      ["seventeen-letters", "sixteen letters!", "seventeen letters"], [number("3"), number("1"), number("2")]),
    // Keys that have their first and last eight bytes in common.
    Case(
      "{" + (8...17).map { #""\#(String(repeating: "a", count: $0))":\#($0)"# }.joined(separator: ",") + "}",
      [String(repeating: "a", count: 12), String(repeating: "a", count: 18)], [number("12"), none]),
    // Keys that differ only between their first and last eight bytes.
    Case(#"{"12345678a12345678":1,"12345678b12345678":2}"#, ["12345678b12345678"], [number("2")]),
    // Strings.
    Case(#"{"a":"\"\\\/\b\f\n\r\t"}"#, ["a"], [string("\"\\/\u{8}\u{C}\n\r\t")]),
    Case(#"{"a":"\u0041\u00e9\uac00\ud83d\uDE00\u0000"}"#, ["a"], [string("A\u{E9}\u{AC00}\u{1F600}\u{0}")]),
    Case(#"{"a":"x\ny","b":"\t","c":"plain"}"#, ["c", "b", "a"], [string("plain"), string("\t"), string("x\ny")]),
    Case(
      "{\"a\":\"\u{7F}\u{80}\u{7FF}\u{800}\u{D7FF}\u{E000}\u{FFFF}\u{10000}\u{10FFFF}\"}", ["a"],
      [string("\u{7F}\u{80}\u{7FF}\u{800}\u{D7FF}\u{E000}\u{FFFF}\u{10000}\u{10FFFF}")]),
    // What stands elsewhere twice, or is half a pair, is nobody's business.
    Case(#"{"x":1,"x":2,"a":{"b":1},"c":{"a":1,"a":2}}"#, ["a.b"], [number("1")]),
    Case(#"{"x":"\ud800","a":["\udc00"],"\ud800":1}"#, ["a"], [structure(#"["\udc00"]"#)]),
    Case(#"[{"a":1},{"a":2}]"#, ["[0].a", "[1].a"], [number("1"), number("2")]),
    Case(
      #"{"a":1E+2,"b":0.5e-10,"c":12345678901234567890.12345678901234567890}"#, ["a", "b", "c"],
      [number("1E+2"), number("0.5e-10"), number("12345678901234567890.12345678901234567890")]),
  ]

  static let problems = [
    Case(#"{"a":1,"a":2}"#, ["a"], .duplicateKey(slot: 0)),
    Case(#"{"a":1,"\u0061":1}"#, ["b", "a"], .duplicateKey(slot: 1)),
    Case(#"{"d":1,"d":{"a":2}}"#, ["x", "d.b", "d.a"], .duplicateKey(slot: 1)),
    Case(#"{"d":{"a":1,"a":2},"d":{}}"#, ["d.b", "d.a"], .duplicateKey(slot: 1)),
    Case(#"[{"a":1},{"a":1,"a":1}]"#, ["[0].a", "[1].a"], .duplicateKey(slot: 1)),
    Case(#"{"b":1,"a":1,"a":2,"b":2}"#, ["b", "a"], .duplicateKey(slot: 1)),
    Case(#"{"a":"\ud800"}"#, ["b", "a", "a"], .loneSurrogate(slot: 1)),
    Case(#"{"a":"\udc00"}"#, ["a"], .loneSurrogate(slot: 0)),
    Case(#"{"a":"\ud800\ud800"}"#, ["a"], .loneSurrogate(slot: 0)),
    Case(#"{"a":"\ud800x"}"#, ["a"], .loneSurrogate(slot: 0)),
    Case(#"{"a":"\ud800\n12345"}"#, ["a"], .loneSurrogate(slot: 0)),
    Case(#"{"a":"\ud800\ndc00"}"#, ["a"], .loneSurrogate(slot: 0)),
    Case(#"{"a":"\ud800.udc00"}"#, ["a"], .loneSurrogate(slot: 0)),
    Case(#"{"a":"\ud800\u0041"}"#, ["a"], .loneSurrogate(slot: 0)),
    Case(#"{"b":"\ud800","a":"\ud800"}"#, ["a", "b"], .loneSurrogate(slot: 1)),
    // Which of several is told.
    Case(#"{"a":"\ud800","b":1,"b":2}"#, ["a", "b"], .duplicateKey(slot: 1)),
    Case(#"{"a":1,"a":2"#, ["a"], .invalid(offset: 12)),
    Case(#"{"a":"\ud800"]"#, ["a"], .invalid(offset: 13)),
  ]

  static let faults = [
    Case("", invalidAt: 0), Case(" ", invalidAt: 1), Case("\u{FEFF}{}", invalidAt: 0), Case("{} {}", invalidAt: 3),
    Case("1 2", invalidAt: 2), Case("{},", invalidAt: 2), Case("nul", invalidAt: 3), Case("nulx", invalidAt: 3),
    Case("falze", invalidAt: 3), Case("True", invalidAt: 0), Case("tru", invalidAt: 3), Case("nan", invalidAt: 1),
    Case("NaN", invalidAt: 0), Case("-", invalidAt: 1), Case("-a", invalidAt: 1), Case("+1", invalidAt: 0),
    Case(".5", invalidAt: 0), Case("01", invalidAt: 1), Case("-01", invalidAt: 2), Case("1.", invalidAt: 2),
    Case("1.e1", invalidAt: 2), Case("1e", invalidAt: 2), Case("1e+", invalidAt: 3), Case("1e+-1", invalidAt: 3),
    Case("0x1", invalidAt: 1), Case("1_0", invalidAt: 1), Case("123456789012345:", invalidAt: 15),
    Case("[", invalidAt: 1), Case("]", invalidAt: 0), Case("[1", invalidAt: 2), Case("[1,", invalidAt: 3),
    Case("[1,]", invalidAt: 3), Case("[,1]", invalidAt: 1), Case("[1 2]", invalidAt: 3), Case("[1}", invalidAt: 2),
    Case("[}", invalidAt: 1), Case("{]", invalidAt: 1), Case("{", invalidAt: 1), Case("{1:2}", invalidAt: 1),
    Case(#"{"a""#, invalidAt: 4), Case(#"{"a"}"#, invalidAt: 4), Case(#"{"a":"#, invalidAt: 5),
    Case(#"{"a":}"#, invalidAt: 5), Case(#"{"a":1,}"#, invalidAt: 7), Case(#"{"a":1]"#, invalidAt: 6),
    Case(#"{"a" 1}"#, invalidAt: 5), Case(#"{,"a":1}"#, invalidAt: 1), Case(#"{"a":1 "b":2}"#, invalidAt: 7),
    Case(#"{'a':1}"#, invalidAt: 1), Case("{\"a\":1\u{B}}", invalidAt: 6), Case("\u{0}", invalidAt: 0),
    Case("\u{C}1", invalidAt: 0), Case("\u{A0}1", invalidAt: 0), Case("/**/1", invalidAt: 0),
    Case("\"", invalidAt: 1), Case(#""abcdefgh"#, invalidAt: 9), Case(#""abcdefghijklmno"#, invalidAt: 16),
    Case(#""\"#, invalidAt: 2), Case(#""\""#, invalidAt: 3), Case(#""\a""#, invalidAt: 2),
    Case(#""\U0041""#, invalidAt: 2), Case(#""\u""#, invalidAt: 3), Case(#""\u004""#, invalidAt: 6),
    Case(#""\u00g0""#, invalidAt: 5), Case(#""\u00"#, invalidAt: 5), Case(#""\ud800\u""#, invalidAt: 9),
    Case("\"\u{1F}\"", invalidAt: 1), Case("\"abcdefghi\t\"", invalidAt: 10), Case("\"가\n\"", invalidAt: 4),
    Case("[\"a\u{0}\"]", invalidAt: 3),
  ]

  @Test(arguments: values + problems + faults)
  func reads(_ it: Case) throws {
    let record = Array(it.record.utf8)
    #expect(try readJSON(record, it.paths) == it.expected)
    // The obvious reader is held against the same table.
    #expect(NaiveJSON.outcome(record, try it.paths.map { text in try JSONPath(text) }) == it.expected)
  }

  /// Bytes in a string that are no UTF-8, and the first that could not follow.
  static let badText: [(bytes: [UInt8], offset: Int)] = [
    ([0x80], 0), ([0xBF], 0), ([0xC0, 0x80], 0), ([0xC1, 0xBF], 0), ([0xC2], 1), ([0xC2, 0x41], 1), ([0xC2, 0xC2], 1),
    ([0xE0, 0x9F, 0xBF], 1), ([0xE0, 0xA0], 2), ([0xE1, 0x80, 0xC0], 2), ([0xED, 0xA0, 0x80], 1), ([0xEF, 0x7F], 1),
    ([0xF0, 0x8F, 0xBF, 0xBF], 1), ([0xF0, 0x90, 0x80], 3), ([0xF1, 0x80, 0x41], 2), ([0xF4, 0x90, 0x80, 0x80], 1),
    ([0xF5, 0x80, 0x80, 0x80], 0), ([0xFF], 0), ([0xFE], 0), ([0xF8, 0x88, 0x80, 0x80, 0x80], 0),
  ]

  @Test(arguments: badText, 0..<9)
  func refusesBadText(_ text: (bytes: [UInt8], offset: Int), after count: Int) throws {
    let start = [UInt8](repeating: 0x61, count: count)
    let problem = JSONOutcome.problem(.invalid(offset: 1 + count + text.offset))
    let whole = [0x22] + start + text.bytes + [0x22]
    #expect(try readJSON(whole) == problem)
    #expect(NaiveJSON.outcome(whole, []) == problem)
    // The record may end before the fault shows.
    let cut = [0x22] + start + text.bytes.prefix(text.offset)
    #expect(try readJSON(cut) == .problem(.invalid(offset: cut.count)))
  }
}
