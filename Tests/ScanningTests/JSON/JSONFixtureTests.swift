import Foundation
import Testing

@testable import Scanning

/// The reader against data of others.
@Suite struct JSONFixtureTests {
  private static let fixtures = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Fixtures")

  /// What the suite leaves open. Numbers are texts here, and half a surrogate pair is one in the grammar; what is no
  /// UTF-8 is refused, and so is a mark before the text.
  static let open: [String: JSONOutcome] = [
    "number_double_huge_neg_exp": .values([]), "number_huge_exp": .values([]),
    "number_neg_int_huge_exp": .values([]), "number_pos_double_huge_exp": .values([]),
    "number_real_neg_overflow": .values([]), "number_real_pos_overflow": .values([]),
    "number_real_underflow": .values([]), "number_too_big_neg_int": .values([]),
    "number_too_big_pos_int": .values([]), "number_very_big_negative_int": .values([]),
    "object_key_lone_2nd_surrogate": .values([]), "string_1st_surrogate_but_2nd_missing": .values([]),
    "string_1st_valid_surrogate_2nd_invalid": .values([]), "string_incomplete_surrogate_and_escape_valid": .values([]),
    "string_incomplete_surrogate_pair": .values([]), "string_incomplete_surrogates_escape_valid": .values([]),
    "string_invalid_lonely_surrogate": .values([]), "string_invalid_surrogate": .values([]),
    "string_inverted_surrogates_U+1D11E": .values([]), "string_lone_second_surrogate": .values([]),
    "string_UTF-16LE_with_BOM": .problem(.invalid(offset: 0)),
    "string_UTF-8_invalid_sequence": .problem(.invalid(offset: 7)),
    "string_UTF8_surrogate_U+D800": .problem(.invalid(offset: 3)),
    "string_invalid_utf-8": .problem(.invalid(offset: 2)), "string_iso_latin_1": .problem(.invalid(offset: 3)),
    "string_lone_utf8_continuation_byte": .problem(.invalid(offset: 2)),
    "string_not_in_unicode_range": .problem(.invalid(offset: 3)),
    "string_overlong_sequence_2_bytes": .problem(.invalid(offset: 2)),
    "string_overlong_sequence_6_bytes": .problem(.invalid(offset: 2)),
    "string_overlong_sequence_6_bytes_null": .problem(.invalid(offset: 2)),
    "string_truncated-utf-8": .problem(.invalid(offset: 3)), "string_utf16BE_no_BOM": .problem(.invalid(offset: 0)),
    "string_utf16LE_no_BOM": .problem(.invalid(offset: 1)), "structure_500_nested_arrays": .problem(.tooDeep),
    "structure_UTF-8_BOM_empty_object": .problem(.invalid(offset: 0)),
  ]

  @Test func passesTheTestSuite() throws {
    let folder = Self.fixtures.appending(path: "json-testsuite/test_parsing")
    var seen: [Character: Int] = [:]
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() {
      let record = Array(try Data(contentsOf: folder.appending(path: name)))
      let outcome = try readJSON(record)
      let verdict = name.first ?? " "
      seen[verdict, default: 0] += 1
      switch verdict {
      case "y": #expect(outcome == .values([]), "\(name)")
      case "n":
        guard case .problem = outcome else {
          Issue.record("\(name) was accepted")
          continue
        }
      default: #expect(outcome == Self.open[String(name.dropFirst(2).dropLast(5))], "\(name)")
      }
      #expect(outcome == NaiveJSON.outcome(record, []), "\(name)")
    }
    #expect(seen == ["y": 95, "n": 188, "i": 35])
    #expect(Self.open.count == 35)
  }

  /// A string that a path asks for must be a text, and what the suite's odd texts mean is known.
  @Test func asksForTheSuitesTexts() throws {
    func ask(_ name: String) throws -> JSONOutcome {
      let file = Self.fixtures.appending(path: "json-testsuite/test_parsing/\(name).json")
      return try readJSON(Array(try Data(contentsOf: file)), ["[0]"])
    }
    let halves = Self.open.keys.filter { $0.hasPrefix("string_") && $0.contains("surrogate") && !$0.contains("UTF8") }
    #expect(halves.count == 9)
    for name in halves { #expect(try ask("i_" + name) == .problem(.loneSurrogate(slot: 0)), "\(name)") }
    let texts = [
      "y_string_accepted_surrogate_pair": "\u{10437}", "y_string_accepted_surrogate_pairs": "\u{1F639}\u{1F48D}",
      "y_string_nonCharacterInUTF-8_U+10FFFF": "\u{10FFFF}", "y_string_null_escape": "\u{0}",
      "y_string_backslash_and_u_escaped_zero": "\\u0000", "y_string_one-byte-utf-8": ",",
      "y_string_last_surrogates_1_and_2": "\u{10FFFF}", "y_string_double_escape_n": "\\n",
    ]
    for (name, text) in texts {
      #expect(try ask(name) == .values([JSONValue(kind: .string, bytes: Array(text.utf8))]), "\(name)")
    }
  }

  @Test func readsWhatFoundationReads() throws {
    let file = Self.fixtures.appending(path: "ndjson-simdjson/amazon_cellphones.ndjson")
    let lines = try Data(contentsOf: file).split(separator: UInt8(ascii: "\n"))
    #expect(lines.count == 793)
    let memory = GuardedBytes()
    var reader = JSONRecordReader(try (0..<10).map { index in try JSONPath("[\(index)]") })
    for line in lines {
      let expected = try #require(try JSONSerialization.jsonObject(with: Data(line)) as? [Any])
      guard case .values(let values) = reader.outcome(Array(line), in: memory, slack: GuardedBytes.slacks[1]) else {
        Issue.record("\(String(decoding: line, as: UTF8.self)) was refused")
        continue
      }
      #expect(expected.count == 9)
      #expect(values[9] == .absent)
      for (value, other) in zip(values, expected) {
        let text = String(decoding: value.bytes, as: UTF8.self)
        switch value.kind {
        case .string: #expect(Array(text.utf8) == (other as? String).map { Array($0.utf8) })
        case .number: #expect(Double(text) == (other as? NSNumber)?.doubleValue)
        default: Issue.record("\(value) is neither text nor number")
        }
      }
    }
  }
}
