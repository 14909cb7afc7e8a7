/// A half-open span `[from, to)` of event time: a job's unit of commit, or a range that was asked for.
package struct Interval: Hashable, Comparable, Sendable, CustomStringConvertible {
  package var from: Instant
  package var to: Instant

  package init(from: Instant, to: Instant) {
    self.from = from
    self.to = to
  }

  package static let always = Interval(from: Instant(microseconds: .min), to: Instant(microseconds: .max))

  package func contains(_ instant: Instant) -> Bool {
    from <= instant && instant < to
  }

  package func overlaps(_ other: Interval) -> Bool {
    from < other.to && other.from < to
  }

  package static func < (left: Interval, right: Interval) -> Bool {
    (left.from, left.to) < (right.from, right.to)
  }

  package var description: String { "\(from) to \(to)" }
}

/// How a job cuts event time into intervals.
package enum IntervalKind: String, Sendable, CaseIterable {
  case hour, day, month
}

/// A job's intervals: `kind` in the wall clock of `zone`. Every instant lies in exactly one.
package struct IntervalCalendar: Sendable {
  package let kind: IntervalKind
  package let zone: ZoneOffsets
  private let hours: WindowGrid

  package init(kind: IntervalKind, zone: ZoneOffsets) {
    self.kind = kind
    self.zone = zone
    hours = WindowGrid(level: .hour, zone: zone)
  }

  /// The interval that holds an instant.
  package func interval(containing instant: Int64) -> Interval {
    switch kind {
    case .hour:
      let window = hours.window(containing: instant)
      return Interval(from: Instant(microseconds: window.start), to: Instant(microseconds: window.end))
    case .day:
      let day = localDay(of: instant)
      return Interval(from: startOfDay(day), to: startOfDay(day + 1))
    case .month:
      let date = Civil.date(days: localDay(of: instant))
      let first = Civil.days(year: date.year, month: date.month, day: 1)
      return Interval(
        from: startOfDay(first), to: startOfDay(first + Civil.daysIn(month: date.month, of: date.year)))
    }
  }

  /// The local civil days that an interval of whole days has.
  package func localDays(of interval: Interval) -> Range<Int> {
    localDay(of: interval.from.microseconds)..<localDay(of: interval.to.microseconds)
  }

  private func startOfDay(_ days: Int) -> Instant {
    Instant(microseconds: zone.startOfDay(days: days))
  }

  /// The local civil day that holds an instant. The test against the day's own start matters where midnight is skipped
  /// or comes twice: there the wall clock's date and the day's span can differ.
  private func localDay(of instant: Int64) -> Int {
    let day = Int(Civil.floorDivide(instant + zone.offset(at: instant), by: Civil.microsecondsPerDay))
    if instant < zone.startOfDay(days: day) { return day - 1 }
    return instant >= zone.startOfDay(days: day + 1) ? day + 1 : day
  }
}
