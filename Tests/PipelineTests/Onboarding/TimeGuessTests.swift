import Rows
import Scanning
import Testing

@testable import Pipeline

/// Which form of time a column has.
@Suite struct TimeGuessTests {
  static let now = Instant(year: 2026, month: 5, day: 1)

  struct Case: Sendable {
    var texts: [String]
    var format: String
    var isSure = true
    var pivot: Int?
    var title = "v"
  }

  static let cases: [Case] = [
    Case(texts: ["2024-01-01T00:00:00Z", "2024-01-01T00:00:01.5+09:00"], format: "rfc3339"),
    Case(texts: ["2024-01-01 00:00:00", "2024-01-01 00:00:01"], format: "yyyy-MM-dd HH:mm:ss"),
    Case(texts: ["2024-01-01T00:00:00.250"], format: "yyyy-MM-ddTHH:mm:ss.SSS"),
    Case(texts: ["2024/1/9 9:05", "2024/11/10 10:05"], format: "yyyy/M/d H:mm"),
    Case(texts: ["13/1/2018 0:15", "1/2/2018 10:15"], format: "d/M/yyyy H:mm"),
    Case(texts: ["1/13/2018 0:15", "2/1/2018 10:15"], format: "M/d/yyyy H:mm"),
    Case(texts: ["5/4/20 0:00", "5/13/20 0:00", "5/29/20 0:00"], format: "M/d/yy H:mm"),
    Case(texts: ["20/05/31 01:02", "20/06/01 01:02"], format: "yy/MM/dd HH:mm", isSure: false),
    Case(
      texts: ["01/03/2024 00:00", "02/03/2024 00:00", "03/03/2024 00:00"], format: "dd/MM/yyyy HH:mm", isSure: false),
    Case(
      texts: ["01/09/2024 00:00", "01/10/2024 00:00", "01/11/2024 00:00", "02/01/2024 00:00"],
      format: "MM/dd/yyyy HH:mm", isSure: false),
    Case(texts: ["20240131", "20240201"], format: "yyyyMMdd"),
    Case(texts: ["20240131235959", "20240201000000"], format: "yyyyMMddHHmmss"),
    Case(texts: ["2024013101", "2024013124"], format: "yyyyMMddHH"),
    Case(texts: ["2024. 1. 2. 오전 9:03:01", "2024. 1. 12. 오후 12:03:01"], format: "yyyy. M. d. a h:mm:ss"),
    Case(texts: ["2024년 1월 2일 3시 4분"], format: "yyyy년 M월 d일 H시 m분"),
    Case(texts: ["1/31/2024 1:02:03 PM"], format: "M/dd/yyyy h:mm:ss a"),
    Case(texts: ["3-Mar-2024 10:20", "13-Apr-2024 10:20"], format: "d-MMM-yyyy HH:mm"),
    Case(texts: ["March 3, 2024"], format: "MMMM d, yyyy"),
    Case(texts: ["1704067200", "1704067260"], format: "epoch_s", title: "time"),
    Case(texts: ["1704067200", "1704067260"], format: "epoch_s", isSure: false),
    Case(texts: ["1704067200000", "1704067260000"], format: "epoch_ms", title: "ts"),
    Case(texts: ["1704067200000000000"], format: "epoch_ns", title: "ts"),
    Case(texts: ["1704067200.25"], format: "epoch_s", title: "ts"),
    Case(texts: ["5/30/20 0:00", "6/15/38 0:00"], format: "M/dd/yy H:mm", pivot: 27),
    Case(texts: ["240131"], format: "yyMMdd", isSure: false, title: "일자"),
    Case(
      texts: ["2024-01-01"] + [String](repeating: "2024-01-02", count: 20) + ["later"], format: "yyyy-MM-dd",
      isSure: false),
  ]

  @Test(arguments: cases.indices) func theFormatReadsTheColumn(index: Int) throws {
    let one = Self.cases[index]
    let guess = try #require(TimeGuess(now: Self.now).read(SampleColumn(one.texts), title: one.title))
    #expect(guess.format.value == one.format)
    #expect(guess.format.isSure == one.isSure, "\(guess.format.reason)")
    #expect(guess.pivot == one.pivot)
    #expect(guess.stamps.count == one.texts.count)
    #expect(guess.unread == (one.texts.contains("later") ? 1 : 0))
  }

  @Test(arguments: [
    ["1", "2", "3"], ["P1", "P2"], ["10.0.0.1"], ["550", "275"], ["", ""], ["240131"], ["99999999"], ["1.5", "2.5"],
    ["2024-13-01"], ["12:30"], ["2024-01-01", "no", "no"], ["100000", "200000"], ["4102444800", "9"],
  ])
  func otherTextsAreNoTimes(_ texts: [String]) {
    #expect(TimeGuess(now: Self.now).read(SampleColumn(texts), title: "v") == nil)
  }

  @Test func dateAndTimeMayStandInTwoColumns() throws {
    let columns = [
      SampleColumn(["1", "2"]), SampleColumn(["13/01/24", "14/01/24"]), SampleColumn(["09:05:00", "23:05:00"]),
    ]
    let found = try #require(TimeGuess(now: Self.now).find(columns, titles: ["id", "Date", "Time"]))
    #expect(found.best.columns == [1, 2])
    #expect(found.best.format.value == "dd/MM/yy HH:mm:ss")
    #expect(found.others.isEmpty)
  }

  /// The one with a time of day, a telling name and stamps that ascend.
  @Test func ofSeveralTimesOneIsTaken() throws {
    let columns = [
      SampleColumn(["2024-01-01", "2024-01-01"]), SampleColumn(["2024-01-02 10:00", "2024-01-01 11:00"]),
      SampleColumn(["2024-01-01 10:00", "2024-01-01 11:00"]),
    ]
    let found = try #require(TimeGuess(now: Self.now).find(columns, titles: ["shipped", "end", "측정일시"]))
    #expect(found.best.columns == [2])
    #expect(found.others == [0, 1])
  }
}

/// What the stamps say of their periods.
@Suite struct StampGuessTests {
  private func guess(_ texts: [String], zone: ZoneOffsets = .utc) throws -> StampGuess {
    let reading = try #require(TimeGuess(now: TimeGuessTests.now).read(SampleColumn(texts), title: "time"))
    return StampGuess(reading, zone: zone)
  }

  private static func quarters(days: ClosedRange<Int>, from: Int, sameDay: Bool) -> [String] {
    days.flatMap { day in
      (from..<from + 96).map { quarter in
        let isNext = quarter == 96
        let minute = quarter % 96 * 15
        let date = isNext && !sameDay ? day + 1 : day
        return "\(date + 10)/1/2018 \(minute / 60):\(minute % 60 < 10 ? "0" : "")\(minute % 60)"
      }
    }
  }

  @Test func midnightOfTheSameDayEndsIt() throws {
    let found = try guess(Self.quarters(days: 3...5, from: 1, sameDay: true))
    #expect(found.period?.value == 900_000_000)
    #expect(found.isEnd?.value == true)
    #expect(found.isEnd?.isSure == true)
    #expect(found.midnightIsSameDay)
    #expect(found.first == Instant(year: 2018, month: 1, day: 13).microseconds)
    #expect(found.last == Instant(year: 2018, month: 1, day: 16).microseconds)
  }

  @Test func oneMidnightAloneIsUnsure() throws {
    let found = try guess(Self.quarters(days: 3...3, from: 1, sameDay: true))
    #expect(found.isEnd == .unsure(true, found.isEnd?.reason ?? ""))
  }

  @Test func stampsThatEndAtTheNextMidnightMayBeEnds() throws {
    let found = try guess(Self.quarters(days: 3...5, from: 1, sameDay: false))
    #expect(found.isEnd == .unsure(false, found.isEnd?.reason ?? ""))
    #expect(!found.midnightIsSameDay)
  }

  @Test func stampsFromMidnightOnBeginTheirPeriods() throws {
    let found = try guess(Self.quarters(days: 3...5, from: 0, sameDay: false))
    #expect(found.isEnd == nil)
    #expect(found.period == .sure(900_000_000, "all neighbours are that far apart"))
  }

  @Test func hourTwentyFourEndsItsDay() throws {
    let texts = (1...24).map { "202401\($0 % 2 == 0 ? "10" : "10")\($0 < 10 ? "0" : "")\($0)" }
    let found = try guess(texts)
    #expect(found.isEnd == .unsure(true, found.isEnd?.reason ?? ""))
    #expect(found.first == Instant(year: 2024, month: 1, day: 10).microseconds)
  }

  @Test(arguments: [
    ["2024-01-01 00:00"], ["2024-01-01 00:00", "2024-01-05 00:00", "2024-01-06 01:00", "2024-02-06 01:00"],
  ])
  func withoutACommonDistanceThereIsNoPeriod(_ texts: [String]) throws {
    #expect(try guess(texts).period == nil)
  }

  @Test func stampsThatAZoneSkipsOrRepeatsAreCounted() throws {
    let hour: Int64 = 3_600_000_000
    let summer = Instant(year: 2024, month: 3, day: 31, hour: 1).microseconds
    let winter = Instant(year: 2024, month: 10, day: 27, hour: 1).microseconds
    let zone = ZoneOffsets(name: "test", starts: [.min, summer, winter], offsets: [hour, 2 * hour, hour])
    let found = try guess(["2024-03-31 02:30", "2024-06-01 00:00", "2024-10-27 02:30", "2024-10-27 02:45"], zone: zone)
    #expect((found.nonexistent, found.ambiguous) == (1, 2))
  }

  @Test(arguments: [(1, "1s"), (60, "1m"), (900, "15m"), (5400, "90m"), (3600, "1h"), (86_400, "1d"), (90, "90s")])
  func durationsAreWrittenAsAJobSaysThem(_ seconds: Int64, _ text: String) {
    #expect(StampGuess.durationText(seconds * 1_000_000) == text)
    #expect(parseDuration(text) == seconds * 1_000_000)
  }
}
