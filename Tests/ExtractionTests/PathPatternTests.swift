import Testing

@testable import Extraction

/// Which names belong to a job, and what do they say?
struct PathPatternTests {
  struct Case: CustomTestStringConvertible, Sendable {
    var pattern: String
    var name: String
    var captured: [String: String]?

    init(_ pattern: String, _ name: String, _ captured: [String: String]?) {
      (self.pattern, self.name, self.captured) = (pattern, name, captured)
    }

    var testDescription: String { "\(name) by \(pattern)" }
  }

  static let cases = [
    Case("a.csv", "a.csv", [:]), Case("a.csv", "A.csv", nil), Case("a.csv", "a.csv2", nil),
    Case("a.csv", "xa.csv", nil),
    Case("*", "a", [:]), Case("*", ".hidden", [:]), Case("*.csv", ".csv", [:]), Case("*.csv", "a.csv", [:]),
    Case("*.csv", "a.csv.part", nil), Case("*.csv", "a.CSV", nil), Case("a*b*c", "abc", [:]),
    Case("a*b*c", "aXbYc", [:]),
    Case("a*b*c", "acb", nil), Case("**", "", [:]), Case("a?c", "abc", [:]), Case("a?c", "ac", nil),
    Case("a?c", "abbc", nil), Case("?", "가", [:]), Case("??", "가", nil), Case("?", "\u{1F600}", [:]),
    Case("*가*", "나가다", [:]), Case("a b\n*", "a b\nc", [:]),
    Case("{x}.csv", "1.csv", ["x": "1"]), Case("{x}.csv", ".csv", nil), Case("{x}.csv", "a.b.csv", ["x": "a.b"]),
    Case("{x}_{y}.csv", "a_b.csv", ["x": "a", "y": "b"]), Case("{x}_{y}.csv", "a_b_c.csv", ["x": "a", "y": "b_c"]),
    Case("{x}_{y}.csv", "_b_.csv", nil),
    Case("{x}_{y}", "__b", ["x": "_", "y": "b"]), Case("{x}*{y}", "abc", ["x": "a", "y": "bc"]),
    Case("*{x}", "abc", ["x": "abc"]), Case("{x}{yyyy}", "a2026", ["x": "a", "yyyy": "2026"]),
    Case("{x}{yyyy}", "120262026", ["x": "12026", "yyyy": "2026"]),
    Case("{yyyy}{MM}{dd}", "20260501", ["yyyy": "2026", "MM": "05", "dd": "01"]),
    Case("{yyyy}{MM}{dd}", "2026051", nil), Case("{yyyy}{MM}{dd}", "202605011", nil),
    Case("{yyyy}-{MM}", "2026-5", nil), Case("{yyyy}", "２０２６", nil), Case("{yyyy}", "+026", nil),
    Case("{yyyy}{MM}{dd}{HH}.csv", "2026050123.csv", ["yyyy": "2026", "MM": "05", "dd": "01", "HH": "23"]),
    Case("s{machine}_r{revision}*.csv", "s4_r12x.csv", ["machine": "4", "revision": "1"]),
    Case("s{machine}_r{revision}.csv", "s4_r12.csv", ["machine": "4", "revision": "12"]),
    Case("{_x9}", "가나", ["_x9": "가나"]),
  ]

  @Test(arguments: cases)
  func matches(_ it: Case) throws {
    #expect(try PathPattern(it.pattern).match(it.name, depth: 0) == it.captured)
  }

  @Test(arguments: [
    "", "/a", "a//b", "a/", "./a", "a/.", "../a", "a/../b", "a/..", "{", "a{b", "{}", "{A}", "{a-b}", "{9a}", "{a b}",
    "{공}",
    "a}", "}", "[ab]", "a]", "{x}{y}", "{x}/{x}", "{MM}", "{yyyy}{dd}", "{yyyy}{MM}{HH}", "{dd}", "{yyyy}/{yyyy}",
    "a\u{0}b",
    "{YYYY}", "{DD}",
  ])
  func refused(_ text: String) {
    let problem = #expect(throws: PathPattern.Problem.self) { try PathPattern(text) }
    #expect(problem?.description.isEmpty == false)
  }

  @Test(arguments: [
    "...", "a..b/c", ".a", "a b/c d", "{yyyy}", "{yyyy}{MM}", "{MM}/{yyyy}", "{x}.{y}", "{x}*{y}", "가/나",
    "a,b;c'd\"e\\f$",
  ])
  func accepted(_ text: String) throws {
    #expect(try PathPattern(text).text == text)
  }

  @Test func fieldsInOrder() throws {
    let pattern = try PathPattern("press/{yyyy}/{MM}/{machine}_{dd}*.csv")
    #expect(pattern.fields == ["yyyy", "MM", "machine", "dd"])
    #expect((0..<4).map(pattern.plainName) == ["press", nil, nil, nil])
  }

  /// All names and patterns of a small alphabet, against a matcher that tries every split.
  @Test func everySmallPattern() throws {
    let names = words("ab", upTo: 4)
    for text in words("a*?", upTo: 4) where !text.isEmpty {
      let pattern = try PathPattern(text)
      for name in names {
        let isMatch = pattern.match(name, depth: 0) != nil
        #expect(isMatch == naive(Array(text), Array(name)), "\(name) by \(text)")
      }
    }
  }

  /// Trying every split of the longest name that there is would never end.
  @Test func noPatternIsSlow() throws {
    let name = String(repeating: "a", count: 255)
    let stars = try PathPattern(String(repeating: "*a", count: 20) + "*b")
    #expect(stars.match(name, depth: 0) == nil)
    #expect(stars.match(name + "b", depth: 0) == [:])
    let captures = try PathPattern((0..<20).map { "{f\($0)}a" }.joined() + "b")
    #expect(captures.match(name, depth: 0) == nil)
    #expect(captures.match(name + "b", depth: 0)?["f19"] == String(repeating: "a", count: 216))
  }

  private func words(_ letters: String, upTo length: Int) -> [String] {
    (0..<length).reduce(into: [[""]]) { words, _ in
      words.append((words.last ?? []).flatMap { word in letters.map { word + String($0) } })
    }.flatMap { $0 }
  }

  private func naive(_ pattern: [Character], _ name: [Character]) -> Bool {
    guard let first = pattern.first else { return name.isEmpty }
    let rest = Array(pattern.dropFirst())
    switch first {
    case "*": return (0...name.count).contains { naive(rest, Array(name[$0...])) }
    case "?": return !name.isEmpty && naive(rest, Array(name.dropFirst()))
    default: return name.first == first && naive(rest, Array(name.dropFirst()))
    }
  }

  // MARK: Dates

  static let dates: [(captured: [String: String], from: Int64, days: Double)] = [
    (["yyyy": "1970"], 0, 365), (["yyyy": "1972"], 730, 366), (["yyyy": "1970", "MM": "02"], 31, 28),
    (["yyyy": "2024", "MM": "02"], 19_754, 29), (["yyyy": "2024", "MM": "02", "dd": "29"], 19_782, 1),
    (["yyyy": "1970", "MM": "01", "dd": "02", "HH": "12"], 1, 1.0 / 24),
  ]

  @Test(arguments: dates)
  func dateSpan(_ it: (captured: [String: String], from: Int64, days: Double)) throws {
    let file = ListedFile(
      path: "p", captured: it.captured, stamp: FileStamp(device: 0, inode: 0, size: 0, modified: 0, changed: 0))
    let span = try #require(try file.dateSpan())
    let hour = it.captured["HH"].flatMap { Int64($0) } ?? 0
    #expect(span.fromLocal == it.from * 86_400_000_000 + hour * 3_600_000_000)
    #expect(Double(span.toLocal - span.fromLocal) == it.days * 86_400_000_000)
  }

  @Test(arguments: [
    ["yyyy": "0000"], ["yyyy": "2026", "MM": "13"], ["yyyy": "2026", "MM": "00"],
    ["yyyy": "2026", "MM": "02", "dd": "29"],
    ["yyyy": "2026", "MM": "02", "dd": "00"], ["yyyy": "2026", "MM": "02", "dd": "01", "HH": "24"],
  ])
  func dateThatIsNone(_ captured: [String: String]) {
    let file = ListedFile(
      path: "p", captured: captured, stamp: FileStamp(device: 0, inode: 0, size: 0, modified: 0, changed: 0))
    #expect(throws: PathPattern.Problem.self) { try file.dateSpan() }
  }

  @Test func noDate() throws {
    let stamp = FileStamp(device: 0, inode: 0, size: 0, modified: 0, changed: 0)
    #expect(try ListedFile(path: "p", captured: ["machine": "4"], stamp: stamp).dateSpan() == nil)
  }
}
