import Testing

@testable import Scanning

/// What does a path lead through, and what is wrong with a text that is none?
@Suite struct JSONPathTests {
  typealias Step = JSONPath.Step

  private static func key(_ text: String) -> Step { .key(Array(text.utf8)) }

  static let paths: [(text: String, steps: [Step])] = [
    ("temp", [key("temp")]),
    ("data.temp", [key("data"), key("temp")]),
    ("values[0].v", [key("values"), .index(0), key("v")]),
    ("[3]", [.index(3)]),
    ("[3][10]", [.index(3), .index(10)]),
    ("[0].a", [.index(0), key("a")]),
    (#""a.b".c"#, [key("a.b"), key("c")]),
    (#"a."b[0]"[0]"#, [key("a"), key("b[0]"), .index(0)]),
    ("\"\"", [key("")]),
    (#"a."""#, [key("a"), key("")]),
    (#""say ""hi""""#, [key(#"say "hi""#)]),
    (#""a\b""#, [key(#"a\b"#)]),
    (" a b ", [key(" a b ")]),
    ("온도.값", [key("온도"), key("값")]),
    ("#7", [key("#7")]),
    ("a.0", [key("a"), key("0")]),
    ("[9223372036854775807]", [.index(.max)]),
    // The combining accent belongs to the next key, though it looks like part of the dot.
    ("a.\u{301}", [key("a"), key("\u{301}")]),
  ]

  @Test(arguments: paths)
  func leads(text: String, steps: [Step]) throws {
    let path = try JSONPath(text)
    #expect(path.steps == steps)
    #expect(path.text == text)
  }

  static let faults: [(text: String, sentence: String)] = [
    ("", "the path is empty"),
    (".", "the path lacks a key at character 1"),
    (".a", "the path lacks a key at character 1"),
    ("a.", "the path lacks a key at character 3"),
    ("a..b", "the path lacks a key at character 3"),
    ("온도..b", "the path lacks a key at character 4"),
    ("a.[0]", "the path lacks a key at character 3"),
    ("a]", "the path has a ] in a key that does not stand in quotes at character 2"),
    ("]", "the path has a ] in a key that does not stand in quotes at character 1"),
    (#"a"b""#, #"the path has a " in a key that does not stand in quotes at character 2"#),
    (#""a"#, "the path has a quote that is not closed at character 1"),
    (#"a.""#, "the path has a quote that is not closed at character 3"),
    ("\"\"\"", "the path has a quote that is not closed at character 1"),
    (#""a"b"#, "the path needs a dot or an index at character 4"),
    ("[0]a", "the path needs a dot or an index at character 4"),
    ("[0]]", "the path needs a dot or an index at character 4"),
    ("a[", "the path has a bracket that is not closed at character 2"),
    ("a[1", "the path has a bracket that is not closed at character 2"),
    ("[]", "the path needs digits and a closing bracket at character 2"),
    ("[-1]", "the path needs digits and a closing bracket at character 2"),
    ("[*]", "the path needs digits and a closing bracket at character 2"),
    ("[1 ]", "the path needs digits and a closing bracket at character 3"),
    ("a[01]", "the path has an index with a leading zero at character 3"),
    ("[00]", "the path has an index with a leading zero at character 2"),
    ("[9223372036854775808]", "the path has an index beyond all lists at character 2"),
    ("[99999999999999999999]", "the path has an index beyond all lists at character 2"),
    (
      String(repeating: "[0]", count: 129),
      "the path has 129 steps, and records are nested 128 deep at most"
    ),
  ]

  @Test(arguments: faults)
  func isNone(text: String, sentence: String) {
    #expect(throws: JSONPathError(description: sentence)) { try JSONPath(text) }
  }

  @Test func hasAsManyStepsAsRecordsHaveLevels() throws {
    #expect(try JSONPath(String(repeating: "[0]", count: 128)).steps.count == 128)
  }

  @Test func isEqualByWhereItLeads() throws {
    #expect(try JSONPath(#""a".b"#) == JSONPath("a.b"))
    #expect(try JSONPath("a.b") != JSONPath(#""a.b""#))
    #expect(try JSONPath("[0]") != JSONPath(#""0""#))
    // Equal as text, different as bytes.
    #expect(try JSONPath("\u{E9}") != JSONPath("e\u{301}"))
  }
}
