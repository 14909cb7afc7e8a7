import Testing

@testable import Rows

/// Does every instant lie in exactly one interval?
struct IntervalCalendarTests {
  @Test(arguments: Zones.all, IntervalKind.allCases)
  func intervalsTile(zone: ZoneOffsets, kind: IntervalKind) {
    let calendar = IntervalCalendar(kind: kind, zone: zone)
    let instants = Zones.instants(of: zone)
    let (from, to) = (instants.min() ?? 0, (instants.min() ?? 0) + 400 * Zones.day)
    var interval = calendar.interval(containing: from)
    var seen = 0
    while interval.from.microseconds < to {
      let (start, end) = (interval.from.microseconds, interval.to.microseconds)
      guard start < end else {
        Issue.record("an interval without length at \(interval.from)")
        return
      }
      for instant in [start, start + 1, (start + end) / 2, end - 1] {
        if calendar.interval(containing: instant) != interval { Issue.record("\(instant) is not in \(interval)") }
      }
      let next = calendar.interval(containing: end)
      if next.from != interval.to { Issue.record("after \(interval) comes \(next)") }
      interval = next
      seen += 1
    }
    #expect(seen >= (kind == .month ? 13 : 399))
  }

  @Test(arguments: Zones.all, IntervalKind.allCases)
  func theIntervalOfAnInstantHoldsIt(zone: ZoneOffsets, kind: IntervalKind) {
    let calendar = IntervalCalendar(kind: kind, zone: zone)
    let wrong = Zones.instants(of: zone).filter { instant in
      !calendar.interval(containing: instant).contains(Instant(microseconds: instant))
    }
    #expect(wrong.isEmpty, "\(wrong.prefix(3))")
  }

  struct Length: CustomTestStringConvertible, Sendable {
    var zone: ZoneOffsets
    var kind: IntervalKind
    /// Civil date of UTC whose noon the interval holds.
    var year: Int, month: Int, day: Int
    var hours: Double

    var testDescription: String { "\(zone.name) \(kind) of \(year)-\(month)-\(day): \(hours) h" }
  }

  static let lengths = [
    Length(zone: Zones.seoul, kind: .day, year: 1987, month: 5, day: 10, hours: 23),
    Length(zone: Zones.seoul, kind: .day, year: 1987, month: 10, day: 11, hours: 25),
    Length(zone: Zones.seoul, kind: .day, year: 2026, month: 5, day: 1, hours: 24),
    Length(zone: Zones.berlin, kind: .day, year: 2026, month: 3, day: 29, hours: 23),
    Length(zone: Zones.berlin, kind: .day, year: 2026, month: 10, day: 25, hours: 25),
    Length(zone: Zones.berlin, kind: .month, year: 2026, month: 3, day: 10, hours: 31 * 24 - 1),
    Length(zone: Zones.berlin, kind: .month, year: 2026, month: 10, day: 10, hours: 31 * 24 + 1),
    Length(zone: Zones.berlin, kind: .month, year: 2026, month: 2, day: 10, hours: 28 * 24),
    Length(zone: Zones.lordHowe, kind: .day, year: 2026, month: 10, day: 4, hours: 23.5),
    Length(zone: Zones.lordHowe, kind: .day, year: 2026, month: 4, day: 5, hours: 24.5),
    Length(zone: Zones.saoPaulo, kind: .day, year: 2018, month: 11, day: 4, hours: 23),
    Length(zone: Zones.saoPaulo, kind: .day, year: 2019, month: 2, day: 16, hours: 25),
    Length(zone: Zones.havana, kind: .day, year: 2026, month: 11, day: 1, hours: 25),
    Length(zone: Zones.stJohns, kind: .day, year: 2010, month: 11, day: 7, hours: 25),
    Length(zone: Zones.stJohns, kind: .day, year: 2010, month: 11, day: 6, hours: 24),
    Length(zone: Zones.apia, kind: .month, year: 2011, month: 12, day: 10, hours: 30 * 24),
    Length(zone: .utc, kind: .month, year: 2024, month: 2, day: 29, hours: 29 * 24),
    Length(zone: .utc, kind: .hour, year: 2024, month: 2, day: 29, hours: 1),
  ]

  @Test(arguments: lengths)
  func length(_ it: Length) {
    let calendar = IntervalCalendar(kind: it.kind, zone: it.zone)
    let interval = calendar.interval(containing: Zones.utc(it.year, it.month, it.day, 12))
    #expect(Double(interval.to.microseconds - interval.from.microseconds) == it.hours * Double(Zones.hour))
  }

  @Test func bounds() {
    let calendar = IntervalCalendar(kind: .day, zone: Zones.seoul)
    let interval = calendar.interval(containing: Zones.utc(2026, 5, 1, 14, 59))
    #expect(interval.description == "2026-04-30T15:00:00Z to 2026-05-01T15:00:00Z")
    let month = IntervalCalendar(kind: .month, zone: Zones.seoul).interval(containing: Zones.utc(2026, 12, 31, 15))
    #expect(month.description == "2026-12-31T15:00:00Z to 2027-01-31T15:00:00Z")
  }

  @Test func aSpanIsHalfOpen() {
    let span = { (from: Int64, to: Int64) in Interval(from: Instant(microseconds: from), to: Instant(microseconds: to))
    }
    #expect(span(1, 3).contains(Instant(microseconds: 1)))
    #expect(!span(1, 3).contains(Instant(microseconds: 3)))
    #expect(!span(1, 3).overlaps(span(3, 4)))
    #expect(span(1, 3).overlaps(span(2, 4)))
    #expect(span(1, 9).overlaps(span(2, 4)))
    #expect(span(1, 3) < span(1, 4))
    #expect(Interval.always.contains(Instant(microseconds: .min)))
  }
}
