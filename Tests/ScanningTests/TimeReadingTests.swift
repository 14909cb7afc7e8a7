import Testing

@testable import Rows
@testable import Scanning

/// What does a time's text say, before the zone?
struct TimeReadingTests {
  static func read(_ text: String, _ format: TimeFormat) -> TimeReading {
    Array((text + "\u{0}").utf8).withUnsafeBufferPointer { bytes in
      guard let base = bytes.baseAddress else { return .unreadable }
      switch format {
      case .rfc3339: return RFC3339.read(base, count: bytes.count - 1)
      case .pattern(let pattern): return pattern.read(base, count: bytes.count - 1)
      }
    }
  }

  enum Outcome: Equatable, Sendable {
    /// The instant, or the local time, written as if it were UTC.
    case reads(String)
    case unreadable
    case impossible
  }

  private func outcome(_ text: String, _ format: TimeFormat) -> Outcome {
    switch Self.read(text, format) {
    case .local(let micros), .instant(let micros, _): .reads(Instant(microseconds: micros).description)
    case .impossible: .impossible
    case .missing, .unreadable: .unreadable
    }
  }

  static let stamps: [(text: String, outcome: Outcome)] = [
    ("2026-05-01T06:02:11Z", .reads("2026-05-01T06:02:11Z")),
    ("2026-05-01t06:02:11z", .reads("2026-05-01T06:02:11Z")),
    ("2026-05-01 06:02:11Z", .reads("2026-05-01T06:02:11Z")),
    ("2026-05-01T06:02:11.5Z", .reads("2026-05-01T06:02:11.5Z")),
    ("2026-05-01T06:02:11.123456Z", .reads("2026-05-01T06:02:11.123456Z")),
    ("2026-05-01T06:02:11.123456999Z", .reads("2026-05-01T06:02:11.123456Z")),
    ("2026-05-01T06:02:11.000000999Z", .reads("2026-05-01T06:02:11Z")),
    ("2026-05-01T06:02:11+09:00", .reads("2026-04-30T21:02:11Z")),
    ("2026-05-01T06:02:11-03:30", .reads("2026-05-01T09:32:11Z")),
    ("2026-05-01T06:02:11-00:00", .reads("2026-05-01T06:02:11Z")),
    ("2026-05-01T06:02:11.25+23:59", .reads("2026-04-30T06:03:11.25Z")),
    ("2024-02-29T23:59:59Z", .reads("2024-02-29T23:59:59Z")),
    ("0001-01-01T00:00:00Z", .reads("0001-01-01T00:00:00Z")),
    ("9999-12-31T23:59:59.999999Z", .reads("9999-12-31T23:59:59.999999Z")),
    ("1969-12-31T23:59:59.999999Z", .reads("1969-12-31T23:59:59.999999Z")),
    ("2026-02-31T00:00:00Z", .impossible), ("2025-02-29T00:00:00Z", .impossible),
    ("1900-02-29T00:00:00Z", .impossible), ("2026-13-01T00:00:00Z", .impossible),
    ("2026-00-01T00:00:00Z", .impossible), ("2026-01-00T00:00:00Z", .impossible),
    ("2026-04-31T00:00:00Z", .impossible), ("2026-05-01T24:00:00Z", .impossible),
    ("2026-05-01T23:60:00Z", .impossible), ("2026-05-01T23:59:60Z", .impossible),
    ("2026-05-01T00:00:00+24:00", .impossible), ("2026-05-01T00:00:00+09:60", .impossible),
    ("", .unreadable), ("2026-05-01", .unreadable), ("2026-05-01T06:02Z", .unreadable),
    ("2026-05-01T06:02:11", .unreadable), ("2026-05-01T06:02:11.Z", .unreadable),
    ("2026-05-01T06:02:11.1234567890Z", .unreadable), ("2026-05-01T06:02:11,5Z", .unreadable),
    ("2026-05-01T06:02:11+0900", .unreadable), ("2026-05-01T06:02:11+09", .unreadable),
    ("2026-05-01T06:02:11+9:00", .unreadable), ("2026-05-01T06:02:11 Z", .unreadable),
    ("2026-05-01T06:02:11ZZ", .unreadable), ("2026-05-01T06:02:11Z ", .unreadable),
    ("2026/05/01T06:02:11Z", .unreadable), ("2026-5-1T06:02:11Z", .unreadable),
    ("2026-05-01  06:02:11Z", .unreadable), ("2026-05-01T6:02:11Z", .unreadable),
    ("-026-05-01T06:02:11Z", .unreadable), ("02026-05-01T06:02:11Z", .unreadable),
    ("2026-05-01X06:02:11Z", .unreadable), ("2026-05-01T06:02:11Y", .unreadable),
    ("2026-05-01T06.02.11Z", .unreadable), ("2026-05-01T06:02:1aZ", .unreadable),
    ("2026-05-01T06:02:11+09:00Z", .unreadable), ("2026-05-01T06:02:11\u{2212}09:00", .unreadable),
  ]

  @Test(arguments: stamps)
  func rfc3339(_ it: (text: String, outcome: Outcome)) {
    #expect(outcome(it.text, .rfc3339) == it.outcome)
    let instant = Instant(rfc3339: it.text)
    if case .reads(let text) = it.outcome { #expect(instant?.description == text) } else { #expect(instant == nil) }
  }

  struct Pattern: CustomTestStringConvertible, Sendable {
    var pattern: String, text: String, outcome: Outcome

    init(_ pattern: String, _ text: String, _ outcome: Outcome) {
      (self.pattern, self.text, self.outcome) = (pattern, text, outcome)
    }

    var testDescription: String { "\(text) as \(pattern)" }
  }

  static let patterns: [Pattern] = [
    Pattern("yyyy-MM-dd HH:mm:ss", "2026-05-01 06:02:11", .reads("2026-05-01T06:02:11Z")),
    Pattern("yyyy-MM-ddTHH:mm:ss", "2026-05-01T06:02:11", .reads("2026-05-01T06:02:11Z")),
    Pattern("yyyyMMddHHmmss", "20260501060211", .reads("2026-05-01T06:02:11Z")),
    Pattern("yyyyMMddHHmm", "202605010602", .reads("2026-05-01T06:02:00Z")),
    Pattern("d/M/yyyy H:mm", "1/5/2026 6:02", .reads("2026-05-01T06:02:00Z")),
    Pattern("d/M/yyyy H:mm", "01/05/2026 06:02", .reads("2026-05-01T06:02:00Z")),
    Pattern("d/M/yyyy H:mm", "31/12/2026 23:59", .reads("2026-12-31T23:59:00Z")),
    Pattern("yyyy년 M월 d일", "2026년 5월 1일", .reads("2026-05-01T00:00:00Z")),
    Pattern("yyyy.MM.dd", "2026.05.01", .reads("2026-05-01T00:00:00Z")),
    Pattern("MM/dd/yyyy HH", "05/01/2026 06", .reads("2026-05-01T06:00:00Z")),
    Pattern("yyyy-MM-dd HH:mm:ss.S", "2026-05-01 06:02:11.5", .reads("2026-05-01T06:02:11.5Z")),
    Pattern("yyyy-MM-dd HH:mm:ss.SSS", "2026-05-01 06:02:11.025", .reads("2026-05-01T06:02:11.025Z")),
    Pattern("yyyy-MM-dd HH:mm:ss.SSSSSS", "2026-05-01 06:02:11.000001", .reads("2026-05-01T06:02:11.000001Z")),
    Pattern("yyyy-MM-dd HH:mm:ss.SSS", "2026-05-01 06:02:11.02", .unreadable),
    Pattern("yyyy-MM-dd HH:mm:ss.SSS", "2026-05-01 06:02:11.0250", .unreadable),
    Pattern("yyyy-MM-dd HH:mm:ss", "2026-05-01 6:02:11", .unreadable),
    Pattern("yyyy-MM-dd HH:mm:ss", "2026-05-01T06:02:11", .unreadable),
    Pattern("yyyy-MM-dd HH:mm:ss", "2026-05-01 06:02", .unreadable),
    Pattern("yyyy-MM-dd HH:mm:ss", "2026-05-01 06:02:11Z", .unreadable),
    Pattern("yyyy-MM-dd", " 2026-05-01", .unreadable),
    Pattern("yyyy-MM-dd", "26-05-01", .unreadable), Pattern("yyyy-MM-dd", "2026-5-01", .unreadable),
    Pattern("d/M/yyyy H:mm", "001/5/2026 6:02", .unreadable), Pattern("d/M/yyyy H:mm", "/5/2026 6:02", .unreadable),
    Pattern("yyyy년 M월 d일", "2026년 5월 1", .unreadable),
    Pattern("yyyy-MM-dd HH:mm", "2026-02-31 00:00", .impossible),
    Pattern("yyyy-MM-dd HH:mm", "2026-05-01 24:00", .impossible),
    Pattern("yyyy-MM-dd HH:mm", "2026-05-01 23:60", .impossible),
    Pattern("yyyy-MM-dd HH:mm:ss", "2026-05-01 23:59:60", .impossible),
    Pattern("d/M/yyyy H:mm", "0/5/2026 6:02", .impossible), Pattern("d/M/yyyy H:mm", "1/13/2026 6:02", .impossible),
    Pattern("d/M/yyyy H:mm", "1/5/2026 25:02", .impossible),
  ]

  @Test(arguments: patterns)
  func pattern(_ it: Pattern) throws {
    #expect(outcome(it.text, try TimeFormat(it.pattern)) == it.outcome)
  }

  @Test(arguments: [
    "", "yyyy", "yyyy-MM", "MM-dd", "yy-MM-dd", "yyyyy-MM-dd", "yyyy-MMM-dd", "yyyy-MM-ddd", "yyyy-MM-dd hh:mm",
    "yyyy-MM-dd HHH", "yyyy-MM-dd HH:m", "yyyy-MM-dd HH:mm:s", "yyyy-MM-dd HH:mm:ss.SSSSSSS", "yyyy-MM-dd yyyy",
    "yyyy-MM-M-dd", "yyyy-MM-dd d", "yyyy-MM-dd HH:mm a", "yyyy-MM-dd HH:mm:ssZ", "yyyy-DD", "rfc 3339",
    "yyyy-MM-dd HH:mm HH", "yyyy-MM-dd HH:mm:mm", "yyyy-MM-dd HH:mm:ss.SSS SSS", "yyyy-MM-dd H:mm:ss HH",
  ])
  func patternThatIsNone(_ text: String) {
    let error = #expect(throws: TimePatternError.self) { try TimeFormat(text) }
    #expect(error?.description.contains("\"\(text)\"") == true)
  }
}
