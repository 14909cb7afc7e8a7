import Testing

@testable import Rows
@testable import Scanning

/// What becomes of 24:00, and of local times that a zone skips or shows twice?
struct ClockPolicyTests {
  static func read(_ text: String, _ recipe: TimeRecipe) -> String {
    var clock = ClockReader(recipe: recipe)
    return ClockReaderTests.read(text, &clock)
  }

  /// A local time with a day that has 24 hours around it, under both answers to 24:00.
  struct Midnight: Sendable {
    var format: String, text: String, refused: String, taken: String

    init(_ format: String, _ text: String, refused: String = "time_impossible", taken: String) {
      (self.format, self.text, self.refused, self.taken) = (format, text, refused, taken)
    }
  }

  static let midnights: [Midnight] = [
    Midnight("yyyy-MM-dd HH:mm", "2020-11-25 24:00", taken: "2020-11-25T15:00:00Z"),
    Midnight("yyyy-MM-dd HH:mm:ss", "2020-12-31 24:00:00", taken: "2020-12-31T15:00:00Z"),
    Midnight("yyyy-MM-dd HH:mm:ss.S", "2020-02-29 24:00:00.0", taken: "2020-02-29T15:00:00Z"),
    Midnight("yyyyMMddHH", "2020112524", taken: "2020-11-25T15:00:00Z"),
    Midnight("rfc3339", "2020-12-31T24:00:00Z", taken: "2021-01-01T00:00:00Z"),
    Midnight("rfc3339", "2020-12-31T24:00:00.000+09:00", taken: "2020-12-31T15:00:00Z"),
    Midnight("yyyy-MM-dd HH:mm", "2020-11-25 24:01", taken: "time_impossible"),
    Midnight("yyyy-MM-dd HH:mm", "2020-11-25 25:00", taken: "time_impossible"),
    Midnight("yyyy-MM-dd HH:mm", "2020-11-31 24:00", taken: "time_impossible"),
    Midnight("yyyy-MM-dd HH:mm:ss", "2020-11-25 24:00:01", taken: "time_impossible"),
    Midnight("yyyy-MM-dd HH:mm:ss.S", "2020-11-25 24:00:00.1", taken: "time_impossible"),
    Midnight("yyyy-MM-dd HH:mm:ss", "2020-11-25 23:59:60", taken: "time_impossible"),
    Midnight("rfc3339", "2020-12-31T24:00:00.5Z", taken: "time_impossible"),
    Midnight("rfc3339", "2020-12-31T24:00:01Z", taken: "time_impossible"),
    Midnight("rfc3339", "2020-02-30T24:00:00Z", taken: "time_impossible"),
    Midnight("yyyy-MM-dd h:mm a", "2020-11-25 24:00 AM", taken: "time_impossible"),
    Midnight(
      "yyyy-MM-dd HH:mm", "2020-11-25 00:00", refused: "2020-11-24T15:00:00Z", taken: "2020-11-24T15:00:00Z"),
  ]

  @Test(arguments: midnights)
  func hour24(_ it: Midnight) throws {
    let format = try TimeFormat(it.format)
    #expect(Self.read(it.text, TimeRecipe(format: format, zone: ClockReaderTests.seoul)) == it.refused)
    #expect(
      Self.read(it.text, TimeRecipe(format: format, zone: ClockReaderTests.seoul, hour24: .nextDay)) == it.taken)
  }

  /// With `midnight_stamp: same_day` a written 00:00 moves, a 24:00 has moved already.
  @Test(arguments: [
    ("yyyy-MM-dd HH:mm", "2020-11-25 00:00", "2020-11-25T15:00:00Z"),
    ("yyyy-MM-dd HH:mm", "2020-11-25 24:00", "2020-11-25T15:00:00Z"),
    ("rfc3339", "2020-11-25T00:00:00+09:00", "2020-11-25T15:00:00Z"),
    ("rfc3339", "2020-11-25T24:00:00+09:00", "2020-11-25T15:00:00Z"),
    ("yyyy-MM-dd HH:mm", "2020-11-25 23:00", "2020-11-25T14:00:00Z"),
    // The number shows no clock, so that no midnight is written.
    ("epoch_s", "1606230000", "2020-11-24T15:00:00Z"), ("epoch_s", "1606262400", "2020-11-25T00:00:00Z"),
  ])
  func midnightMovesOnce(_ format: String, _ text: String, _ expected: String) throws {
    let hour: Int64 = 3_600_000_000
    var recipe = TimeRecipe(
      format: try TimeFormat(format), zone: ClockReaderTests.seoul, midnightIsSameDay: true, hour24: .nextDay)
    #expect(Self.read(text, recipe) == expected)
    recipe.stampIsEnd = true
    recipe.period = hour
    let instant = try #require(Instant(rfc3339: expected))
    #expect(Self.read(text, recipe) == instant.advanced(byMicroseconds: -hour).description)
  }

  /// After the minute of a 24:00 only its first instant is a time of day.
  @Test func theMinuteOf24IsNotRemembered() {
    var clock = ClockReader(recipe: TimeRecipe(format: .rfc3339, zone: .utc, hour24: .nextDay))
    #expect(ClockReaderTests.read("2020-12-31T24:00:00Z", &clock) == "2021-01-01T00:00:00Z")
    #expect(ClockReaderTests.read("2020-12-31T24:00:01Z", &clock) == "time_impossible")
    #expect(ClockReaderTests.read("2020-12-31T24:00:00.5Z", &clock) == "time_impossible")
    #expect(ClockReaderTests.read("2020-12-31T24:00:00Z", &clock) == "2021-01-01T00:00:00Z")
  }

  /// A local time of a zone's change, under each policy: refused, shifted; or earlier, later.
  struct Edge: CustomTestStringConvertible, Sendable {
    var zone: String, text: String, shifted: String, earlier: String, later: String

    static func gap(_ zone: String, _ text: String, shifted: String) -> Edge {
      Edge(
        zone: zone, text: text, shifted: shifted, earlier: "time_nonexistent", later: "time_nonexistent")
    }

    static func fold(_ zone: String, _ text: String, _ earlier: String, _ later: String) -> Edge {
      Edge(zone: zone, text: text, shifted: "time_ambiguous", earlier: earlier, later: later)
    }

    static func plain(_ zone: String, _ text: String, _ instant: String) -> Edge {
      Edge(zone: zone, text: text, shifted: instant, earlier: instant, later: instant)
    }

    var testDescription: String { "\(text) \(zone)" }
    var isGap: Bool { earlier == "time_nonexistent" }
    var isFold: Bool { earlier != later }
  }

  private static let seoul = "Asia/Seoul"
  private static let berlin = "Europe/Berlin"
  private static let lordHowe = "Australia/Lord_Howe"
  static let edges: [Edge] = [
    .plain(seoul, "1987-05-10 01:59", "1987-05-09T16:59:00Z"),
    .gap(seoul, "1987-05-10 02:00", shifted: "1987-05-09T17:00:00Z"),
    .gap(seoul, "1987-05-10 02:30", shifted: "1987-05-09T17:30:00Z"),
    .gap(seoul, "1987-05-10 02:59", shifted: "1987-05-09T17:59:00Z"),
    .plain(seoul, "1987-05-10 03:00", "1987-05-09T17:00:00Z"),
    .plain(seoul, "1987-10-11 01:59", "1987-10-10T15:59:00Z"),
    .fold(seoul, "1987-10-11 02:00", "1987-10-10T16:00:00Z", "1987-10-10T17:00:00Z"),
    .fold(seoul, "1987-10-11 02:30", "1987-10-10T16:30:00Z", "1987-10-10T17:30:00Z"),
    .fold(seoul, "1987-10-11 02:59", "1987-10-10T16:59:00Z", "1987-10-10T17:59:00Z"),
    .plain(seoul, "1987-10-11 03:00", "1987-10-10T18:00:00Z"),
    .gap(seoul, "1988-05-08 02:30", shifted: "1988-05-07T17:30:00Z"),
    .plain(seoul, "1988-05-08 03:00", "1988-05-07T17:00:00Z"),
    .fold(seoul, "1988-10-09 02:30", "1988-10-08T16:30:00Z", "1988-10-08T17:30:00Z"),
    .plain(seoul, "1988-10-09 03:00", "1988-10-08T18:00:00Z"),
    .plain(berlin, "2026-03-29 01:59", "2026-03-29T00:59:00Z"),
    .gap(berlin, "2026-03-29 02:00", shifted: "2026-03-29T01:00:00Z"),
    .gap(berlin, "2026-03-29 02:30", shifted: "2026-03-29T01:30:00Z"),
    .plain(berlin, "2026-03-29 03:00", "2026-03-29T01:00:00Z"),
    .plain(berlin, "2026-10-25 01:59", "2026-10-24T23:59:00Z"),
    .fold(berlin, "2026-10-25 02:00", "2026-10-25T00:00:00Z", "2026-10-25T01:00:00Z"),
    .fold(berlin, "2026-10-25 02:59", "2026-10-25T00:59:00Z", "2026-10-25T01:59:00Z"),
    .plain(berlin, "2026-10-25 03:00", "2026-10-25T02:00:00Z"),
    .plain(lordHowe, "2026-10-04 01:59", "2026-10-03T15:29:00Z"),
    .gap(lordHowe, "2026-10-04 02:00", shifted: "2026-10-03T15:30:00Z"),
    .gap(lordHowe, "2026-10-04 02:29", shifted: "2026-10-03T15:59:00Z"),
    .plain(lordHowe, "2026-10-04 02:30", "2026-10-03T15:30:00Z"),
    .fold(lordHowe, "2026-04-05 01:30", "2026-04-04T14:30:00Z", "2026-04-04T15:00:00Z"),
    .fold(lordHowe, "2026-04-05 01:59", "2026-04-04T14:59:00Z", "2026-04-04T15:29:00Z"),
    .plain(lordHowe, "2026-04-05 02:00", "2026-04-04T15:30:00Z"),
    // A whole day was left out.
    .gap("Pacific/Apia", "2011-12-30 12:00", shifted: "2011-12-30T22:00:00Z"),
    // Midnight is skipped: that of the day itself, and a 24:00 of the day before.
    .gap("America/Sao_Paulo", "2018-11-04 00:00", shifted: "2018-11-04T03:00:00Z"),
    .gap("America/Sao_Paulo", "2018-11-03 24:00", shifted: "2018-11-04T03:00:00Z"),
  ]

  @Test(arguments: edges)
  func edge(_ it: Edge) throws {
    let zone = try ZoneFileTests.zone(it.zone)
    var recipe = TimeRecipe(format: try TimeFormat("yyyy-MM-dd HH:mm"), zone: zone, hour24: .nextDay)
    let refusal = it.isGap ? "time_nonexistent" : it.isFold ? "time_ambiguous" : it.earlier
    #expect(Self.read(it.text, recipe) == refusal, "by default")
    recipe.ambiguous = .earlier
    #expect(Self.read(it.text, recipe) == it.earlier)
    recipe.ambiguous = .later
    #expect(Self.read(it.text, recipe) == it.later)
    recipe.ambiguous = .refuse
    recipe.nonexistent = .shiftForward
    #expect(Self.read(it.text, recipe) == it.shifted)
  }

  /// RFC 3339 and the epoch know nothing of the zone, so that no policy touches them.
  @Test func instantsStandInNoZone() throws {
    var recipe = TimeRecipe(
      format: .rfc3339, zone: try ZoneFileTests.zone("Asia/Seoul"), nonexistent: .shiftForward, ambiguous: .later)
    #expect(Self.read("1987-05-10T02:30:00+09:00", recipe) == "1987-05-09T17:30:00Z")
    recipe.format = .epoch(.seconds)
    #expect(Self.read("547579800", recipe) == "1987-05-09T17:30:00Z")
    recipe.stampIsEnd = true
    recipe.period = 1_800_000_000
    #expect(Self.read("547579800", recipe) == "1987-05-09T17:00:00Z")
    recipe.plausible = Interval(from: Instant(year: 1988, month: 1, day: 1), to: Instant(year: 1989, month: 1, day: 1))
    #expect(Self.read("547579800", recipe) == "time_implausible")
    #expect(Self.read("", recipe) == "time_missing")
    #expect(Self.read("x", recipe) == "time_unreadable")
    #expect(Self.read("99999999999999", recipe) == "time_impossible")
  }

  @Test func namesOfPolicies() {
    #expect(Hour24.allCases.map(\.rawValue) == ["refuse", "next_day"])
    #expect(NonexistentTime.allCases.map(\.rawValue) == ["refuse", "shift_forward"])
    #expect(AmbiguousTime.allCases.map(\.rawValue) == ["refuse", "earlier", "later"])
    #expect(EpochUnit.allCases.map(\.rawValue) == ["s", "ms", "us", "ns"])
  }

  @Test func everyPolicyIsPartOfTheRecipe() {
    let recipe = TimeRecipe(format: .rfc3339, zone: .utc)
    #expect(recipe == TimeRecipe(format: .rfc3339, zone: .utc))
    #expect(recipe != TimeRecipe(format: .rfc3339, zone: .utc, hour24: .nextDay))
    #expect(recipe != TimeRecipe(format: .rfc3339, zone: .utc, nonexistent: .shiftForward))
    #expect(recipe != TimeRecipe(format: .rfc3339, zone: .utc, ambiguous: .earlier))
  }
}
