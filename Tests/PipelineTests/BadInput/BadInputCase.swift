import Rows
import Testing

/// One case of `Tests/Fixtures/bad-input`: a job, a file in which each record has its verdict beside it, and what the
/// object's fate is. How a case is written stands in that folder's README.md.
struct BadInputCase: Sendable, CustomTestStringConvertible {
  /// What becomes of one record.
  enum Verdict: Sendable {
    /// Nothing is counted: the object could not be read.
    case unread
    case preamble
    case blank
    case filtered
    case refused(ExpectedRefusal)
    case parsed([Cell])
  }

  struct ExpectedRefusal: Sendable, Hashable {
    var reason: RefusalReason
    var field: String
  }

  enum Cell: Sendable {
    case refused(ExpectedRefusal)
    /// A value; nil: a null cell. The instant is text in RFC 3339.
    case taken(value: String?, isUsable: Bool, sensor: String, instant: String)
  }

  struct Line: Sendable {
    var verdict: Verdict
    /// The bytes with their line end, as written in the case.
    var bytes: [UInt8]
    /// Bytes of the line end.
    var lineEnd: Int
  }

  var topic: String
  var name: String
  var about = ""
  /// Top-level keys of the job file in their order, each with the rest of its line.
  var job: [(key: String, value: String)]
  var path: String
  var encoding = "utf-8"
  var lines: [Line] = []
  /// Kind and phrase of the failure, where the object is not taken.
  var failure: (kind: String, phrase: String)?
  /// Phrases of the notes that a report has, in order.
  var notes: [String] = []

  var testDescription: String { "\(topic)/\(name)" }

  var yaml: String { job.map { "\($0.key): \($0.value)" }.joined(separator: "\n") }

  var bytes: [UInt8] { lines.flatMap(\.bytes) }

  /// Bytes up to the end of the lines that come before the data.
  var preambleLength: Int {
    lines.prefix { if case .preamble = $0.verdict { true } else { false } }.reduce(0) { $0 + $1.bytes.count }
  }

  mutating func set(_ key: String, _ value: String) {
    job.removeAll { $0.key == key }
    if value != "~" { job.append((key, value)) }
  }
}

/// What is wrong with a file of cases.
struct BadInputSyntax: Error, CustomStringConvertible {
  var place: String
  var text: String

  var description: String { "\(place): \(text)" }
}

/// Reads the cases of one topic.
struct BadInputReader {
  private let topic: String
  private var base = BadInputCase(topic: "", name: "", job: [], path: "in.csv")
  private var cases: [BadInputCase] = []
  private var place: String

  private init(topic: String) {
    self.topic = topic
    place = topic
    for (key, value) in [
      ("job", "case"), ("company", "c"), ("plant", "p"), ("zone", "UTC"), ("start", "0001-01-01"),
      ("levels", "[minute]"), ("duplicates", "keep_all"), ("refusals", "{max_rows: 1000000, max_percent: 100}"),
      ("source", "{root: data, path: \"*.csv\"}"), ("time", "{column: time, format: rfc3339}"),
      ("sensor", "{column: sensor}"), ("value", "{column: value}"),
    ] {
      base.set(key, value)
    }
  }

  static func read(_ text: String, topic: String) throws -> [BadInputCase] {
    var reader = BadInputReader(topic: topic)
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      reader.place = "\(topic).txt:\(index + 1)"
      try reader.take(line)
    }
    return reader.cases.map { one in
      var one = one
      one.cutLastCarriageReturn()
      return one
    }
  }

  private mutating func take(_ line: Substring) throws {
    if line.isEmpty || line.hasPrefix("# ") { return }
    if line.hasPrefix("== ") {
      var next = base
      (next.topic, next.name) = (topic, String(line.dropFirst(3)))
      cases.append(next)
      return
    }
    guard let bar = line.firstIndex(of: "|") else {
      guard !cases.isEmpty else { throw problem("text before the first case; a comment begins with #") }
      cases[cases.count - 1].about += (cases[cases.count - 1].about.isEmpty ? "" : " ") + line
      return
    }
    let name = line[..<bar].drop { $0 == " " }
    let rest = line[line.index(after: bar)...].dropFirst(1)
    try take(String(name.reversed().drop { $0 == " " }.reversed()), String(rest))
  }

  private mutating func take(_ name: String, _ rest: String) throws {
    var one = cases.popLast() ?? base
    switch name {
    case "job":
      guard let colon = rest.firstIndex(of: ":") else { throw problem("expected a key of a job file") }
      one.set(String(rest[..<colon]), String(rest[rest.index(after: colon)...].drop { $0 == " " }))
    case "path": one.path = rest
    case "write": one.encoding = rest
    case "fails":
      guard let colon = rest.firstIndex(of: ":") else { throw problem("expected a kind and a phrase") }
      one.failure = (String(rest[..<colon]), String(rest[rest.index(after: colon)...].drop { $0 == " " }))
    case "note": one.notes.append(rest)
    default:
      let parts = name.split(separator: "*")
      let count = parts.count < 2 ? 1 : Int(parts[1]) ?? 1
      for _ in 0..<count {
        one.lines.append(try recordLine(count > 1 ? String(parts[0]) : name, rest, one))
      }
    }
    if one.name.isEmpty { base = one } else { cases.append(one) }
  }

  private func problem(_ text: String) -> BadInputSyntax { BadInputSyntax(place: place, text: text) }

  // MARK: Records

  private func recordLine(_ verdict: String, _ text: String, _ one: BadInputCase) throws -> BadInputCase.Line {
    var writer = ByteWriter(encoding: one.encoding)
    do {
      try writer.write(text)
    } catch {
      throw problem("\(error)")
    }
    // The escapes tell the line end, not the bytes: a raw 0A of UTF-16 may be half a character.
    let endsAtReturn = one.job.contains { $0.key == "lines" && $0.value.contains("end: cr") }
    let ends = endsAtReturn ? ["\\r"] : ["\\r\\n", "\\n"]
    let end = ends.first { text.hasSuffix($0) } ?? ""
    return BadInputCase.Line(
      verdict: try readVerdict(verdict, record: one.lines.count + 1), bytes: writer.bytes,
      lineEnd: end.count / 2 * (one.encoding.hasPrefix("utf-16") ? 2 : 1))
  }

  private func readVerdict(_ text: String, record: Int) throws -> BadInputCase.Verdict {
    switch text {
    case "-": return .unread
    case "pre": return .preamble
    case "blank": return .blank
    case "filtered": return .filtered
    case "none": return .parsed([])
    default: break
    }
    if text.hasPrefix("refused ") { return .refused(try refusal(text.dropFirst(8))) }
    return .parsed(try text.split(separator: ";").map { try cell($0.drop { $0 == " " }, record: record) })
  }

  private func refusal(_ text: Substring) throws -> BadInputCase.ExpectedRefusal {
    let words = text.split(separator: " ", maxSplits: 1)
    guard let word = words.first, let reason = RefusalReason(rawValue: String(word)) else {
      throw problem("no reason: \(text)")
    }
    return BadInputCase.ExpectedRefusal(reason: reason, field: words.count > 1 ? String(words[1]) : "")
  }

  /// `!reason field`, or `[sensor=]value [bad] [@instant]` with `null` for a value.
  private func cell(_ text: Substring, record: Int) throws -> BadInputCase.Cell {
    if text.first == "!" { return .refused(try refusal(text.dropFirst())) }
    var sensor = "T1"
    var isUsable = true
    var instant = "2026-05-01T06:\(record < 10 ? "0" : "")\(record):00Z"
    var rest = text
    if let equals = text.lastIndex(of: "=") {
      sensor = String(text[..<equals])
      rest = text[text.index(after: equals)...]
    }
    let words = rest.split(separator: " ")
    guard let value = words.first, value == "null" || Double(value) != nil else { throw problem("no value: \(text)") }
    for word in words.dropFirst() {
      if word == "bad" {
        isUsable = false
      } else if word.hasPrefix("@") {
        instant = String(word.dropFirst())
      } else {
        throw problem("neither bad nor @instant: \(word)")
      }
    }
    return .taken(value: value == "null" ? nil : String(value), isUsable: isUsable, sensor: sensor, instant: instant)
  }
}

extension BadInputCase {
  /// A CR directly before the end of the object belongs to a line end that is not there.
  fileprivate mutating func cutLastCarriageReturn() {
    guard let last = lines.last, last.lineEnd == 0 else { return }
    let mark: [UInt8] = encoding == "utf-16le" ? [13, 0] : encoding == "utf-16be" ? [0, 13] : [13]
    if last.bytes.suffix(mark.count).elementsEqual(mark) { lines[lines.count - 1].lineEnd = mark.count }
  }
}
