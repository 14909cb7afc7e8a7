import Testing

@testable import Rows
@testable import Scanning

/// When do the clocks change by a rule of POSIX?
struct PosixZoneRuleTests {
  struct Case: CustomTestStringConvertible, Sendable {
    var rule: String
    var year: Int
    /// In order: instant and seconds of offset.
    var changes: [(at: String, offset: Int64)]

    var testDescription: String { "\(rule) in \(year)" }
  }

  static let cases = [
    Case(
      rule: "CET-1CEST,M3.5.0,M10.5.0/3", year: 2050,
      changes: [("2050-03-27T01:00:00Z", 7200), ("2050-10-30T01:00:00Z", 3600)]),
    Case(
      rule: "EST5EDT,M3.2.0,M11.1.0", year: 2040,
      changes: [("2040-03-11T07:00:00Z", -14_400), ("2040-11-04T06:00:00Z", -18_000)]),
    Case(
      rule: "EST5EDT4,M3.2.0/02:00:00,M11.1.0/02", year: 2040,
      changes: [("2040-03-11T07:00:00Z", -14_400), ("2040-11-04T06:00:00Z", -18_000)]),
    Case(  // southern hemisphere
      rule: "NZST-12NZDT,M9.5.0,M4.1.0/3", year: 2050,
      changes: [("2050-04-02T14:00:00Z", 43_200), ("2050-09-24T14:00:00Z", 46_800)]),
    Case(  // half an hour
      rule: "<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", year: 2050,
      changes: [("2050-04-02T15:00:00Z", 37_800), ("2050-10-01T15:30:00Z", 39_600)]),
    Case(  // a time before midnight
      rule: "<-02>2<-01>,M3.5.0/-1,M10.5.0/0", year: 2050,
      changes: [("2050-03-27T01:00:00Z", -3600), ("2050-10-30T01:00:00Z", -7200)]),
    Case(  // a time beyond the day's end
      rule: "IST-2IDT,M3.4.4/26,M10.5.0", year: 2050,
      changes: [("2050-03-25T00:00:00Z", 10_800), ("2050-10-29T23:00:00Z", 7200)]),
    Case(  // 24:00
      rule: "EET-2EEST,M4.5.5/0,M10.5.4/24", year: 2050,
      changes: [("2050-04-28T22:00:00Z", 10_800), ("2050-10-27T21:00:00Z", 7200)]),
    Case(  // winter time as the exception
      rule: "IST-1GMT0,M10.5.0,M3.5.0/1", year: 2050,
      changes: [("2050-03-27T01:00:00Z", 3600), ("2050-10-30T01:00:00Z", 0)]),
    Case(  // Jn never counts 29 February
      rule: "AST3ADT,J60/0,J300/0", year: 2048,
      changes: [("2048-03-01T03:00:00Z", -7200), ("2048-10-27T02:00:00Z", -10_800)]),
    Case(
      rule: "AST3ADT,J59/0,J300/0", year: 2048,
      changes: [("2048-02-28T03:00:00Z", -7200), ("2048-10-27T02:00:00Z", -10_800)]),
    Case(  // n counts it, from 0
      rule: "AST3ADT,59/0,300/0", year: 2048,
      changes: [("2048-02-29T03:00:00Z", -7200), ("2048-10-27T02:00:00Z", -10_800)]),
    Case(
      rule: "AST3ADT,59/0,300/0", year: 2049,
      changes: [("2049-03-01T03:00:00Z", -7200), ("2049-10-28T02:00:00Z", -10_800)]),
    Case(  // the fifth week of a February that begins on that day, and of one that does not
      rule: "AST0ADT,M2.5.6/0,M8.1.1/0", year: 2048,
      changes: [("2048-02-29T00:00:00Z", 3600), ("2048-08-02T23:00:00Z", 0)]),
    Case(
      rule: "AST0ADT,M2.5.6/0,M8.1.1/0", year: 2049,
      changes: [("2049-02-27T00:00:00Z", 3600), ("2049-08-01T23:00:00Z", 0)]),
    Case(  // seconds
      rule: "AST-0:00:30ADT,M2.1.0/1:02:03,M8.1.0/-1:30", year: 2049,
      changes: [("2049-02-07T01:01:33Z", 3630), ("2049-07-31T21:29:30Z", 30)]),
  ]

  @Test(arguments: cases)
  func changes(_ it: Case) throws {
    let rule = try #require(try PosixZoneRule(it.rule))
    let (from, to) = (Instant(year: it.year, month: 1, day: 1), Instant(year: it.year + 1, month: 1, day: 1))
    let changes = rule.changes(untilYear: 2100).filter { from.microseconds <= $0.start && $0.start < to.microseconds }
    #expect(changes.map { Instant(microseconds: $0.start).description } == it.changes.map(\.at))
    #expect(changes.map(\.offset) == it.changes.map { $0.offset * 1_000_000 })
  }

  @Test(arguments: [
    ("UTC0", 0), ("KST-9", 32_400), ("<+03>-3", 10_800), ("<-0330>+3:30", -12_600), ("<+1245>-12:45", 45_900),
    ("EST5", -18_000), ("LMT-0:00:20", 20),
  ])
  func constant(rule: String, seconds: Int64) throws {
    let rule = try #require(try PosixZoneRule(rule))
    #expect(rule.standard == seconds * 1_000_000)
    #expect(rule.summer == nil)
    #expect(rule.changes(untilYear: 2100).map(\.offset) == [seconds * 1_000_000])
  }

  @Test func anEmptyFooterIsNoRule() throws {
    #expect(try PosixZoneRule("") == nil)
  }

  @Test(arguments: [
    "5", "EST", "EST5EDT", "EST5EDT,", "EST5EDT,M3.2.0", "EST5EDT,M3.2.0,", "EST5EDT,M3.2.0,M11.1.0,",
    "EST5EDT,M13.2.0,M11.1.0", "EST5EDT,M0.2.0,M11.1.0", "EST5EDT,M3.6.0,M11.1.0", "EST5EDT,M3.0.0,M11.1.0",
    "EST5EDT,M3.2.7,M11.1.0", "EST5EDT,M3.2,M11.1.0", "EST5EDT,Mx,M11.1.0", "EST5EDT,M3.2.0/,M11.1.0", "<+03-3",
    "EST5 ", "<>", "EST5EDT,J,M11.1.0", "EST5EDT,M3.2.0/2:,M11.1.0",
  ])
  func refused(_ text: String) {
    #expect(throws: ZoneFileError.self) { try PosixZoneRule(text) }
  }
}
