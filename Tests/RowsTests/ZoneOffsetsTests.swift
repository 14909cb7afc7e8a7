import Testing

@testable import Rows

/// What instant does a local time mean?
struct ZoneOffsetsTests {
  struct Case: CustomTestStringConvertible, Sendable {
    var testDescription: String
    var zone: ZoneOffsets
    var local: Int64
    var expected: ZoneOffsets.Resolution
  }

  static let cases: [Case] = [
    Case(
      testDescription: "plain", zone: Zones.seoul, local: Zones.local(2026, 5, 1, 9),
      expected: .unique(Zones.utc(2026, 5, 1))),
    Case(
      testDescription: "last before the gap", zone: Zones.seoul, local: Zones.local(1987, 5, 10, 2) - 1,
      expected: .unique(Zones.utc(1987, 5, 9, 17) - 1)),
    Case(
      testDescription: "first of the gap", zone: Zones.seoul, local: Zones.local(1987, 5, 10, 2),
      expected: .nonexistent(transition: Zones.utc(1987, 5, 9, 17))),
    Case(
      testDescription: "last of the gap", zone: Zones.seoul, local: Zones.local(1987, 5, 10, 3) - 1,
      expected: .nonexistent(transition: Zones.utc(1987, 5, 9, 17))),
    Case(
      testDescription: "first after the gap", zone: Zones.seoul, local: Zones.local(1987, 5, 10, 3),
      expected: .unique(Zones.utc(1987, 5, 9, 17))),
    Case(
      testDescription: "last before the fold", zone: Zones.seoul, local: Zones.local(1988, 10, 9, 2) - 1,
      expected: .unique(Zones.utc(1988, 10, 8, 16) - 1)),
    Case(
      testDescription: "first of the fold", zone: Zones.seoul, local: Zones.local(1988, 10, 9, 2),
      expected: .ambiguous(earlier: Zones.utc(1988, 10, 8, 16), later: Zones.utc(1988, 10, 8, 17))),
    Case(
      testDescription: "last of the fold", zone: Zones.seoul, local: Zones.local(1988, 10, 9, 3) - 1,
      expected: .ambiguous(earlier: Zones.utc(1988, 10, 8, 17) - 1, later: Zones.utc(1988, 10, 8, 18) - 1)),
    Case(
      testDescription: "first after the fold", zone: Zones.seoul, local: Zones.local(1988, 10, 9, 3),
      expected: .unique(Zones.utc(1988, 10, 8, 18))),
    Case(
      testDescription: "half an hour's gap", zone: Zones.lordHowe, local: Zones.local(2026, 10, 4, 2, 29),
      expected: .nonexistent(transition: Zones.utc(2026, 10, 3, 15, 30))),
    Case(
      testDescription: "after half an hour's gap", zone: Zones.lordHowe, local: Zones.local(2026, 10, 4, 2, 30),
      expected: .unique(Zones.utc(2026, 10, 3, 15, 30))),
    Case(
      testDescription: "half an hour's fold", zone: Zones.lordHowe, local: Zones.local(2026, 4, 5, 1, 45),
      expected: .ambiguous(earlier: Zones.utc(2026, 4, 4, 14, 45), later: Zones.utc(2026, 4, 4, 15, 15))),
    Case(
      testDescription: "before half an hour's fold", zone: Zones.lordHowe, local: Zones.local(2026, 4, 5, 1, 29),
      expected: .unique(Zones.utc(2026, 4, 4, 14, 29))),
    Case(
      testDescription: "a day left out", zone: Zones.apia, local: Zones.local(2011, 12, 30, 12),
      expected: .nonexistent(transition: Zones.utc(2011, 12, 30, 10))),
    Case(
      testDescription: "before all changes", zone: Zones.berlin, local: Zones.local(1, 1, 1),
      expected: .unique(Zones.local(1, 1, 1) - Zones.hour)),
  ]

  @Test(arguments: cases)
  func resolves(_ it: Case) {
    #expect(it.zone.resolve(local: it.local) == it.expected)
  }

  @Test(arguments: Zones.all)
  func everyInstantIsAmongTheMeaningsOfItsLocalTime(zone: ZoneOffsets) {
    let wrong = Zones.instants(of: zone).filter { instant in
      switch zone.resolve(local: instant + zone.offset(at: instant)) {
      case .unique(let meant): return meant != instant
      case .ambiguous(let earlier, let later): return earlier != instant && later != instant
      case .nonexistent: return true
      }
    }
    #expect(wrong.isEmpty, "\(wrong.prefix(3))")
  }

  @Test(arguments: Zones.all)
  func everyMeaningShowsTheLocalTime(zone: ZoneOffsets) {
    for local in Zones.instants(of: zone) {
      // All that an offset could make of it, by brute force.
      let meant = Set(zone.offsets).map { local - $0 }.filter { $0 + zone.offset(at: $0) == local }.sorted()
      let expected: [Int64]
      switch zone.resolve(local: local) {
      case .unique(let instant): expected = [instant]
      case .ambiguous(let earlier, let later): expected = [earlier, later]
      case .nonexistent(let transition):
        expected = []
        let index = zone.starts.firstIndex(of: transition) ?? 0
        #expect(index > 0 && transition + zone.offsets[index - 1] <= local && local < transition + zone.offsets[index])
      }
      #expect(meant == expected, "\(local)")
    }
  }

  @Test func theDayBeginsAtMidnightOrAtTheEndOfTheGap() {
    let start = { (zone: ZoneOffsets, year: Int, month: Int, day: Int) in
      zone.startOfDay(days: Civil.days(year: year, month: month, day: day))
    }
    #expect(start(Zones.seoul, 1987, 5, 10) == Zones.utc(1987, 5, 9, 15))
    #expect(start(Zones.saoPaulo, 2018, 11, 4) == Zones.utc(2018, 11, 4, 3), "midnight is skipped")
    #expect(start(Zones.saoPaulo, 2018, 11, 5) == Zones.utc(2018, 11, 5, 2))
    #expect(start(Zones.saoPaulo, 2019, 2, 17) == Zones.utc(2019, 2, 17, 3), "23:00 came twice, midnight did not")
    #expect(start(Zones.havana, 2026, 11, 1) == Zones.utc(2026, 11, 1, 4), "midnight comes twice: the first")
    #expect(start(Zones.stJohns, 2010, 11, 7) == Zones.utc(2010, 11, 7, 2, 30), "a minute before it is set back")
    #expect(start(Zones.apia, 2011, 12, 30) == Zones.utc(2011, 12, 30, 10), "the day that was left out is empty")
    #expect(start(Zones.apia, 2011, 12, 31) == Zones.utc(2011, 12, 30, 10))
  }

  @Test func thePeriodOfAChangeIsTheNewOne() {
    let change = Zones.utc(1987, 5, 9, 17)
    #expect(Zones.seoul.period(at: change - 1) == 0)
    #expect(Zones.seoul.period(at: change) == 1)
    #expect(Zones.seoul.end(ofPeriod: 0) == change)
    #expect(Zones.seoul.end(ofPeriod: 4) == .max)
    #expect(Zones.seoul.period(at: .min) == 0)
    #expect(Zones.seoul.period(at: .max) == 4)
  }
}
