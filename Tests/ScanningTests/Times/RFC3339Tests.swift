import Testing

@testable import Rows
@testable import Scanning

/// What does an RFC 3339 stamp say?
struct RFC3339Tests {
  static let stamps: [(text: String, outcome: TimeOutcome)] = [
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
    ("2026-04-31T00:00:00Z", .impossible), ("2026-05-01T24:00:00Z", .hour24("2026-05-02T00:00:00Z")),
    ("2026-05-01T24:00:00.000000+09:00", .hour24("2026-05-01T15:00:00Z")),
    ("2024-02-29T24:00:00Z", .hour24("2024-03-01T00:00:00Z")),
    ("2026-12-31T24:00:00.0-01:00", .hour24("2027-01-01T01:00:00Z")),
    ("2026-05-01T24:00:01Z", .impossible), ("2026-05-01T24:01:00Z", .impossible),
    ("2026-05-01T24:00:00.000001Z", .impossible), ("2026-05-01T25:00:00Z", .impossible),
    ("2026-02-31T24:00:00Z", .impossible), ("2026-05-01T24:00:00+24:00", .impossible),
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
  func rfc3339(_ it: (text: String, outcome: TimeOutcome)) {
    #expect(TimeOutcome.of(it.text, .rfc3339) == it.outcome)
    let instant = Instant(rfc3339: it.text)
    if case .reads(let text) = it.outcome { #expect(instant?.description == text) } else { #expect(instant == nil) }
  }
}
