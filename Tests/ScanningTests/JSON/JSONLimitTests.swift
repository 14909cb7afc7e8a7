import Testing

@testable import Rows
@testable import Scanning

/// What happens at the limits of depth and length, and when a record is cut.
@Suite struct JSONLimitTests {
  static let complex =
    #" { "ts" : "2026-05-01T06:02:11.250Z","d":{"온도":[83.4,-1e-7,{"a\u0062\ud83d\ude00":null}]}, "#
    + #""flags":[true,false,[],{}],"text":"탭\t따옴표\" \u000a끝 and a tail that is long enough"}"#

  @Test func everyTruncationIsRefused() throws {
    let record = Array(Self.complex.utf8)
    let paths = ["ts", "d.온도[0]", "d.온도[1]", "flags", "text"]
    guard case .values(let values) = try readJSON(record, paths) else {
      Issue.record("the whole record is valid")
      return
    }
    #expect(values.map(\.kind) == [.string, .number, .number, .structure, .string])
    let memory = GuardedBytes()
    var reader = JSONRecordReader(try paths.map { text in try JSONPath(text) })
    for count in 0..<record.count {
      let cut = Array(record[..<count])
      #expect(try readJSON(cut, paths) == .problem(.invalid(offset: count)))
      // What was cut off still stands behind it.
      let rest = Array((record[count...] + [UInt8](repeating: 0x20, count: Page.slack)).prefix(Page.slack))
      #expect(reader.outcome(cut, in: memory, slack: rest) == .problem(.invalid(offset: count)))
    }
  }

  static let brackets = [("[", "]"), (#"{"a":"#, "}"), (#"[{"a":"#, "}]")]

  @Test(arguments: brackets)
  func readsAsDeepAsTheLimit(open: String, close: String) throws {
    let levels = open.hasPrefix("[{") ? 2 : 1
    let step = open.filter { $0 != "[" }.isEmpty ? "[0]" : levels == 2 ? "[0].a" : "a"
    let count = 128 / levels
    let record = String(repeating: open, count: count) + "7" + String(repeating: close, count: count)
    let path = (0..<count).map { $0 > 0 && step == "a" ? ".a" : step }.joined()
    #expect(try readJSON(Array(record.utf8), [path]) == .values([JSONValue(kind: .number, bytes: [0x37])]))
  }

  @Test(arguments: brackets)
  func refusesOneLevelMore(open: String, close: String) throws {
    let levels = open.hasPrefix("[{") ? 2 : 1
    let count = 128 / levels
    for inner in ["[]", "{}", "[", "{"] {
      let record = String(repeating: open, count: count) + inner + String(repeating: close, count: count)
      #expect(try readJSON(Array(record.utf8)) == .problem(.tooDeep))
    }
    // A fault that is met before counts, one behind does not.
    #expect(
      try readJSON(Array((String(repeating: open, count: count) + "x[").utf8))
        == .problem(.invalid(offset: open.utf8.count * count)))
    #expect(try readJSON(Array((String(repeating: open, count: count) + "[x").utf8)) == .problem(.tooDeep))
  }

  /// Depth is counted, not the number of brackets.
  @Test func levelsSideBySideAreNotDeep() throws {
    let record = "[" + String(repeating: "[[]],", count: 1_000) + "5]"
    #expect(try readJSON(Array(record.utf8), ["[1000]"]) == .values([JSONValue(kind: .number, bytes: [0x35])]))
  }

  /// Escaped strings of one record live side by side in the scratch buffer, which grows with the record.
  @Test func longEscapedStringsAreKeptApart() throws {
    let tail = String(repeating: "가", count: 60_000)
    let record = #"{"a":"\n\#(tail)","b":"\t\#(tail)","\u0063":"\u0041"}"#
    let expected = ["\n" + tail, "\t" + tail, "A"].map { JSONValue(kind: .string, bytes: Array($0.utf8)) }
    #expect(try readJSON(Array(record.utf8), ["a", "b", "c"]) == .values(expected))
  }

  /// Nothing of a record is left for the next one.
  @Test func recordsDoNotTouchEachOther() throws {
    let memory = GuardedBytes()
    var reader = JSONRecordReader([try JSONPath("a"), try JSONPath("b"), try JSONPath("a")])
    let one = JSONValue(kind: .number, bytes: [0x31])
    let records: [(String, JSONOutcome)] = [
      (#"{"a":1,"b":1}"#, .values([one, one, one])), (#"{"b":1}"#, .values([.absent, one, .absent])),
      (#"{"a":1,"a":1}"#, .problem(.duplicateKey(slot: 0))), (#"{"a":1}"#, .values([one, .absent, one])),
      (#"{"b":"\udfff"}"#, .problem(.loneSurrogate(slot: 1))), ("{}", .values([.absent, .absent, .absent])),
      (#"{"a":[{"#, .problem(.invalid(offset: 7))), (#"{"a":1}"#, .values([one, .absent, one])),
    ]
    for (record, outcome) in records {
      #expect(reader.outcome(Array(record.utf8), in: memory, slack: GuardedBytes.slacks[0]) == outcome)
    }
  }

  /// Many keys share a table, and many elements a list.
  @Test func findsEachOfManyPaths() throws {
    let count = 1_000
    let names = (0..<count).map { "temperature_of_line_\($0)" }
    let object = "{" + names.enumerated().map { #""\#($1)":\#($0)"# }.joined(separator: ",") + "}"
    let expected = (0..<count).map { JSONValue(kind: .number, bytes: Array("\($0)".utf8)) }
    #expect(try readJSON(Array(object.utf8), names) == .values(expected))
    let list = "[" + (0..<count).map { "\($0)" }.joined(separator: ",") + "]"
    let places = (0..<count).reversed().map { "[\($0)]" }
    #expect(try readJSON(Array(list.utf8), places) == .values(expected.reversed()))
  }

  @Test func problemsHaveCodes() {
    let problems: [JSONRecordReader.Problem] = [
      .invalid(offset: 0), .tooDeep, .duplicateKey(slot: 0), .loneSurrogate(slot: 0),
    ]
    #expect(
      problems.map(\.code) == ["json_invalid", "json_too_deep", "json_duplicate_key", "json_lone_surrogate"])
  }
}
