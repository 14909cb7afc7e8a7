import Foundation
import Testing

@testable import Rows
@testable import Scanning

/// Are the stamps of plants and of Korean documents read, each row of the collections with its format and its policy?
struct TimeVectorTests {
  /// One reading of a row, in Korea's time.
  struct Answer: Sendable {
    var row: String, format: String, expected: String
    /// What the scanner hands over, where that is not the row's text.
    var field: String?
    var hour24 = Hour24.refuse
    var nonexistent = NonexistentTime.refuse
    var ambiguous = AmbiguousTime.refuse

    init(
      _ row: String, _ format: String, _ expected: String, field: String? = nil, hour24: Hour24 = .refuse,
      nonexistent: NonexistentTime = .refuse, ambiguous: AmbiguousTime = .refuse
    ) {
      (self.row, self.format, self.expected, self.field) = (row, format, expected, field)
      (self.hour24, self.nonexistent, self.ambiguous) = (hour24, nonexistent, ambiguous)
    }

    func read(_ zone: ZoneOffsets) throws -> String {
      let plausible = Interval(
        from: Instant(year: 1900, month: 1, day: 1), to: Instant(year: 2100, month: 1, day: 1))
      let recipe = TimeRecipe(
        format: try TimeFormat(format), zone: zone, plausible: plausible, hour24: hour24, nonexistent: nonexistent,
        ambiguous: ambiguous)
      return ClockPolicyTests.read(field ?? row, recipe)
    }
  }

  private static func fixture(_ name: String) throws -> String {
    let path = URL(fileURLWithPath: #filePath).appending(path: "../../../Fixtures/vectors/\(name)").standardized
    return try String(contentsOf: path, encoding: .utf8)
  }

  // MARK: timestamps.csv

  private static let stamp = "yyyy-MM-dd HH:mm:ss"
  private static let local = "yyyy-MM-ddTHH:mm:ss"
  static let stamps: [Answer] = [
    Answer("1985-04-12T23:20:50.52Z", "rfc3339", "1985-04-12T23:20:50.52Z"),
    Answer("1996-12-19T16:39:57-08:00", "rfc3339", "1996-12-20T00:39:57Z"),
    Answer("1990-12-31T23:59:60Z", "rfc3339", "time_impossible"),
    Answer("1990-12-31T15:59:60-08:00", "rfc3339", "time_impossible"),
    Answer("1937-01-01T12:00:27.87+00:20", "rfc3339", "1937-01-01T11:40:27.87Z"),
    Answer("2013-12-02 21:15:00", stamp, "2013-12-02T12:15:00Z"),
    Answer("2020-02-08 13:30:47", stamp, "2020-02-08T04:30:47Z"),
    Answer("2019-03-12 06:12:13", stamp, "2019-03-11T21:12:13Z"),
    Answer("5/4/20 0:00", "M/d/yy H:mm", "2020-05-03T15:00:00Z"),
    Answer("31/12/2018 00:00", "d/M/yyyy H:mm", "2018-12-30T15:00:00Z"),
    Answer("1/1/2018 0:15", "d/M/yyyy H:mm", "2017-12-31T15:15:00Z"),
    Answer("1/12/2017", "d/M/yyyy H", "2017-11-30T15:00:00Z", field: "1/12/2017 0"),
    Answer("1/12/2017", "d/M/yyyy H", "2017-12-01T14:00:00Z", field: "1/12/2017 23"),
    Answer("May 26 2010 12:00AM", "MMM d yyyy h:mma", "2010-05-25T15:00:00Z"),
    Answer("Feb  8 2014 10:01AM", "MMM d yyyy h:mma", "2014-02-08T01:01:00Z"),
    Answer("00:00.0", stamp, "time_unreadable"), Answer("00:00.0", "rfc3339", "time_unreadable"),
    Answer("2019-03-12 6:12", "yyyy-MM-dd H:mm", "2019-03-11T21:12:00Z"),
    Answer("2026-01-30", "yyyy-MM-dd", "2026-01-29T15:00:00Z"),
    Answer("1546300800", "epoch_s", "2019-01-01T00:00:00Z"),
    Answer("1546300800000", "epoch_ms", "2019-01-01T00:00:00Z"),
    Answer("1546300800000", "epoch_s", "time_impossible"),
    Answer("1546300800000000000", "epoch_ns", "2019-01-01T00:00:00Z"),
    Answer("1988-05-08T02:30:00 Asia/Seoul", local, "time_unreadable"),
    Answer("1988-05-08T02:30:00 Asia/Seoul", local, "time_nonexistent", field: "1988-05-08T02:30:00"),
    Answer(
      "1988-05-08T02:30:00 Asia/Seoul", local, "1988-05-07T17:30:00Z", field: "1988-05-08T02:30:00",
      nonexistent: .shiftForward),
    Answer("1988-10-09T02:30:00 Asia/Seoul", local, "time_ambiguous", field: "1988-10-09T02:30:00"),
    Answer(
      "1988-10-09T02:30:00 Asia/Seoul", local, "1988-10-08T16:30:00Z", field: "1988-10-09T02:30:00",
      ambiguous: .earlier),
    Answer(
      "1988-10-09T02:30:00 Asia/Seoul", local, "1988-10-08T17:30:00Z", field: "1988-10-09T02:30:00",
      ambiguous: .later),
    Answer("2019-02-29 00:00:00", stamp, "time_impossible"),
    Answer("2020-13-01 00:00:00", stamp, "time_impossible"),
    Answer("2020-02-30T24:00:00Z", "rfc3339", "time_impossible"),
    Answer("2020-02-30T24:00:00Z", "rfc3339", "time_impossible", hour24: .nextDay),
    Answer("2020-12-31T24:00:00", local, "time_impossible"),
    Answer("2020-12-31T24:00:00", local, "2020-12-31T15:00:00Z", hour24: .nextDay),
  ]

  /// The first and the third field of each row; quotes stand around some.
  private static func rows() throws -> [(text: String, expected: String)] {
    try fixture("timestamps.csv").split(separator: "\n").dropFirst().map { line in
      var fields = [""]
      var isQuoted = false
      for character in line {
        if character == "\"" {
          isQuoted.toggle()
        } else if character == ",", !isQuoted {
          fields.append("")
        } else {
          fields[fields.count - 1].append(character)
        }
      }
      return (fields[0], fields[2])
    }
  }

  @Test(arguments: stamps)
  func reads(_ it: Answer) throws {
    #expect(try it.read(ZoneFileTests.zone("Asia/Seoul")) == it.expected)
  }

  @Test func everyRowHasItsAnswer() throws {
    let rows = try Self.rows()
    #expect(rows.count == 26)
    #expect(Set(rows.map(\.text)) == Set(Self.stamps.map(\.row)))
    var agreeing = 0
    for row in rows {
      let answers = Self.stamps.filter { $0.row == row.text }.map(\.expected)
      // Most rows begin with the instant itself: 2019-01-01T00:00:00.000000Z.
      let instant = row.expected.prefix(27)
      if row.expected.hasPrefix("reject") {
        #expect(answers.allSatisfy { $0.hasPrefix("time_") }, "\(row.text)")
      } else if instant.hasSuffix("Z"), !row.expected.contains(" or ") {
        let read = try #require(Instant(rfc3339: String(instant))).description
        #expect(answers.contains(read), "\(row.text)")
        agreeing += 1
      } else if row.expected.hasSuffix(" local") {
        let wall = try TimeFormat("yyyy-MM-dd HH:mm")
        let read = TimeOutcome.of(String(row.expected.dropLast(6)), wall)
        #expect(read == .reads(try #require(Instant(rfc3339: answers[0])).inKorea), "\(row.text)")
        agreeing += 1
      }
    }
    #expect(agreeing == 16)
  }

  // MARK: korean_times.json

  static let dates: [Answer] = [
    Answer("2018.07.01.", "yyyy.MM.dd.", "2018-06-30T15:00:00Z"),
    Answer("2022.06.31.", "yyyy.MM.dd.", "time_impossible"),
    Answer("'19. 7.11", "'yy. M.d", "2019-07-10T15:00:00Z"),
    Answer("'19.12.16", "'yy.M.d", "2019-12-15T15:00:00Z"),
    // A range is no instant.
    Answer("'20. 6 ~ 9", "'yy. M", "time_unreadable"), Answer("'20. 6 ~ 9", "'yy. M.", "time_unreadable"),
    Answer("'20. 10 ~", "'yy. M", "time_unreadable"), Answer("'20. 10 ~", "'yy. M.", "time_unreadable"),
    Answer("'20. 12.", "'yy. MM.", "2020-11-30T15:00:00Z"),
    Answer("'21.", "'yy.", "2020-12-31T15:00:00Z"),
    Answer("20200301", "yyyyMMdd", "2020-02-29T15:00:00Z"),
    Answer("2021-08-24 17:50:01", stamp, "2021-08-24T08:50:01Z"),
    Answer("23-05-06", "yy-MM-dd", "2023-05-05T15:00:00Z"),
    Answer("2021년 4월 7일 오후 12:30", "yyyy년 M월 d일 a h:mm", "2021-04-07T03:30:00Z"),
    Answer("2021.4.7. 오전 12:05", "yyyy.M.d. a h:mm", "2021-04-06T15:05:00Z"),
    Answer("2020-11-25 24:00", "yyyy-MM-dd HH:mm", "time_impossible"),
    Answer("2020-11-25 24:00", "yyyy-MM-dd HH:mm", "2020-11-25T15:00:00Z", hour24: .nextDay),
    Answer("0001-01-01", "yyyy-MM-dd", "time_implausible"),
  ]

  @Test(arguments: dates)
  func readsKoreanDates(_ it: Answer) throws {
    #expect(try it.read(ZoneFileTests.zone("Asia/Seoul")) == it.expected)
  }

  struct KoreanTimes: Decodable {
    var dates: [[String?]]
    var edges: [[String]]

    enum CodingKeys: String, CodingKey {
      case dates = "date_ko"
      case edges = "kst_edge"
    }
  }

  @Test func everyKoreanDateHasItsAnswer() throws {
    let times = try JSONDecoder().decode(KoreanTimes.self, from: Data(Self.fixture("korean_times.json").utf8))
    #expect(times.dates.count == 15)
    #expect(Set(times.dates.map { $0[0] }) == Set(Self.dates.map(\.row)))
    for row in times.dates {
      let answers = Self.dates.filter { $0.row == row[0] }.map(\.expected)
      guard let expected = row[1], !expected.contains("/") else {
        #expect(answers.allSatisfy { $0.hasPrefix("time_") }, "\(row)")
        continue
      }
      // The beginning of what the row names: a year, a month, a day, or a time in Korea.
      let beginning = expected + "0000-01-01T00:00:00+09:00".dropFirst(expected.count)
      let instant = try #require(Instant(rfc3339: beginning)).description
      #expect(answers.contains(instant), "\(row)")
    }
  }

  @Test func everyEdgeOfKoreasSummers() throws {
    let times = try JSONDecoder().decode(KoreanTimes.self, from: Data(Self.fixture("korean_times.json").utf8))
    #expect(times.edges.count == 4)
    let zone = try ZoneFileTests.zone("Asia/Seoul")
    let format = try TimeFormat("yyyy-MM-ddTHH:mm")
    for row in times.edges {
      let field = String(row[0].dropLast(" local".count))
      let recipe = TimeRecipe(format: format, zone: zone)
      let reason = "time_" + row[1].prefix { $0.isLetter }
      #expect(["time_nonexistent", "time_ambiguous"].contains(reason))
      #expect(ClockPolicyTests.read(field, recipe) == reason, "\(row)")
      let policies = TimeRecipe(format: format, zone: zone, nonexistent: .shiftForward, ambiguous: .earlier)
      let east10 = try #require(Instant(rfc3339: field + ":00+10:00"))
      let east9 = try #require(Instant(rfc3339: field + ":00+09:00"))
      let expected = reason == "time_ambiguous" ? east10 : east9
      #expect(ClockPolicyTests.read(field, policies) == expected.description, "\(row)")
    }
  }
}

extension Instant {
  /// What Korea's clocks show, outside its summers, written as if it were UTC.
  fileprivate var inKorea: String { advanced(byMicroseconds: 9 * 3_600_000_000).description }
}
