import Testing

@testable import Rows
@testable import Scanning

/// Which instant does a time field name, after the declared moves?
struct ClockReaderTests {
  static let hour: Int64 = 3_600_000_000

  /// Korea's last summers, from the published tables.
  static let seoul = ZoneOffsets(
    name: "Asia/Seoul",
    starts: [
      .min, Instant(year: 1987, month: 5, day: 9, hour: 17).microseconds,
      Instant(year: 1987, month: 10, day: 10, hour: 17).microseconds,
      Instant(year: 1988, month: 5, day: 7, hour: 17).microseconds,
      Instant(year: 1988, month: 10, day: 8, hour: 17).microseconds,
    ], offsets: [9 * hour, 10 * hour, 9 * hour, 10 * hour, 9 * hour])

  /// The instant, or the reason, in words.
  static func read(_ text: String, _ clock: inout ClockReader) -> String {
    let page = makePage(Array(text.utf8))
    switch clock.read(page.base, count: page.count) {
    case .success(let instant): return Instant(microseconds: instant).description
    case .failure(let problem): return problem.reason.rawValue
    }
  }

  struct Case: CustomTestStringConvertible, Sendable {
    var format: String
    var text: String
    var expected: String
    var stampIsEnd = false
    var midnightIsSameDay = false
    var period: Int64 = 0

    var testDescription: String { "\(text)\(stampIsEnd ? ", end" : "")\(midnightIsSameDay ? ", midnight" : "")" }

    func recipe() throws -> TimeRecipe {
      TimeRecipe(
        format: try TimeFormat(format), zone: ClockReaderTests.seoul, stampIsEnd: stampIsEnd,
        midnightIsSameDay: midnightIsSameDay, period: period)
    }
  }

  private static let minutes = "yyyy-MM-dd HH:mm"
  static let cases = [
    Case(format: minutes, text: "2026-05-01 09:00", expected: "2026-05-01T00:00:00Z"),
    Case(format: minutes, text: "1987-05-10 01:59", expected: "1987-05-09T16:59:00Z"),
    Case(format: minutes, text: "1987-05-10 02:00", expected: "time_nonexistent"),
    Case(format: minutes, text: "1987-05-10 02:59", expected: "time_nonexistent"),
    Case(format: minutes, text: "1987-05-10 03:00", expected: "1987-05-09T17:00:00Z"),
    Case(format: minutes, text: "1987-07-01 00:00", expected: "1987-06-30T14:00:00Z"),
    Case(format: minutes, text: "1988-10-09 01:59", expected: "1988-10-08T15:59:00Z"),
    Case(format: minutes, text: "1988-10-09 02:00", expected: "time_ambiguous"),
    Case(format: minutes, text: "1988-10-09 02:59", expected: "time_ambiguous"),
    Case(format: minutes, text: "1988-10-09 03:00", expected: "1988-10-08T18:00:00Z"),
    Case(format: minutes, text: "2026-05-01 24:00", expected: "time_impossible"),
    Case(format: minutes, text: "", expected: "time_missing"),
    Case(format: minutes, text: "-", expected: "time_unreadable"),
    Case(format: minutes, text: "2026-05-01 01:00", expected: "2026-04-30T15:00:00Z", stampIsEnd: true, period: hour),
    Case(
      format: minutes, text: "2026-05-01 00:00", expected: "2026-05-01T15:00:00Z", midnightIsSameDay: true),
    Case(
      format: minutes, text: "2026-05-01 00:01", expected: "2026-04-30T15:01:00Z", midnightIsSameDay: true),
    Case(
      format: minutes, text: "2026-05-01 00:00", expected: "2026-05-01T14:00:00Z", stampIsEnd: true,
      midnightIsSameDay: true, period: hour),
    Case(
      format: minutes, text: "2024-02-29 00:00", expected: "2024-02-29T15:00:00Z", midnightIsSameDay: true),
    // The stamp moves on the wall clock, so the day of the change has 23 hours.
    Case(
      format: minutes, text: "1987-05-10 00:00", expected: "1987-05-10T14:00:00Z", midnightIsSameDay: true),
    // Midnight is that of the stamp's own offset.
    Case(
      format: "rfc3339", text: "2026-05-01T00:00:00+09:00", expected: "2026-05-01T15:00:00Z", midnightIsSameDay: true),
    Case(
      format: "rfc3339", text: "2026-05-01T15:00:00Z", expected: "2026-05-01T15:00:00Z", midnightIsSameDay: true),
    Case(
      format: "rfc3339", text: "2026-05-01T00:00:00.000001Z", expected: "2026-05-01T00:00:00.000001Z",
      midnightIsSameDay: true),
    Case(
      format: "rfc3339", text: "1960-01-01T00:00:00Z", expected: "1960-01-02T00:00:00Z", midnightIsSameDay: true),
    Case(
      format: "rfc3339", text: "2026-05-01T00:00:00Z", expected: "2026-04-30T23:59:00Z", stampIsEnd: true,
      period: hour / 60),
  ]

  @Test(arguments: cases)
  func reads(_ it: Case) throws {
    var clock = ClockReader(recipe: try it.recipe())
    #expect(Self.read(it.text, &clock) == it.expected)
    #expect(Self.read(it.text, &clock) == it.expected, "the same again")
  }

  @Test func plausibleBounds() throws {
    let span = Interval(from: Instant(year: 2020, month: 1, day: 1), to: Instant(year: 2026, month: 5, day: 2))
    var clock = ClockReader(
      recipe: TimeRecipe(
        format: .rfc3339, zone: .utc, stampIsEnd: true, midnightIsSameDay: true, period: Self.hour, plausible: span))
    for (text, expected) in [
      ("2020-01-01T00:59:59Z", "time_implausible"), ("2020-01-01T01:00:00Z", "2020-01-01T00:00:00Z"),
      ("2026-05-02T01:00:00Z", "2026-05-02T00:00:00Z"), ("2026-05-02T01:00:00.000001Z", "time_implausible"),
      ("2026-05-02T00:00:00Z", "time_implausible"), ("2019-12-31T00:00:00Z", "time_implausible"),
      ("2026-05-01T00:00:00Z", "2026-05-01T23:00:00Z"), ("0001-01-01T00:00:00Z", "time_implausible"),
    ] {
      #expect(Self.read(text, &clock) == expected, "\(text)")
    }
  }

  /// The reader remembers minutes and zone periods: whatever it read before must not show.
  @Test(arguments: [false, true])
  func memoryIsOnlyAShortCut(moves: Bool) throws {
    let stamps = [
      "2026-05-01T06:02:11Z", "2026-05-01T06:02:59.5Z", "2026-05-01T06:02:60Z", "2026-05-01T06:02:11+09:00",
      "2026-05-01T06:02:11-09:30", "2026-05-01T06:02-11Z", "2026-05-01T06:02:1Z", "2026-05-01T06:02:111Z",
      "2026-05-01T06:02:11+24:00", "2026-05-01T06:03:11Z", "2026-05-01t06:02:11z", "2026-05-01 06:02:11Z",
      "2026-05-01T06:02:11.1234567891Z", "2026-05-01T00:00:00Z", "2026-05-01T00:00:00+01:00", "2026-05-01T00:00:07Z",
      "2026-02-31T06:02:11Z", "2026-05-01T06:02:aaZ", "2026-05-01T06:02:11", "2026-05-01T06:02:11ZZ",
    ]
    let locals = [
      "1987-05-08 12:00", "1987-05-08 13:59", "1987-05-10 01:59", "1987-05-10 02:30", "1987-05-10 03:00",
      "1987-05-11 06:00", "1987-07-01 00:00", "1987-10-09 14:00", "1987-10-11 02:30", "1987-10-11 03:00",
      "1987-10-12 05:00", "1988-10-09 02:00", "2026-05-01 09:00", "1900-01-01 00:00", "1987-05-09 00:00",
    ]
    for (format, texts) in [("rfc3339", stamps), ("yyyy-MM-dd HH:mm", locals)] {
      let recipe = TimeRecipe(format: try TimeFormat(format), zone: Self.seoul, midnightIsSameDay: moves)
      for first in texts {
        for second in texts {
          var (used, fresh) = (ClockReader(recipe: recipe), ClockReader(recipe: recipe))
          _ = Self.read(first, &used)
          #expect(Self.read(second, &used) == Self.read(second, &fresh), "\(second) after \(first)")
        }
      }
    }
  }
}
