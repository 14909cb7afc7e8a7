/// Which shift runs when, by the wall clock of a zone: versions, each from a local date on.
package struct ShiftCalendar: Sendable, Equatable {
  /// A stretch of the wall clock within a shift.
  package struct Break: Sendable, Equatable {
    /// Minutes from the shift's start.
    package var offset: Int
    package var minutes: Int

    package init(offset: Int, minutes: Int) {
      self.offset = offset
      self.minutes = minutes
    }
  }

  package struct Shift: Sendable, Equatable {
    package var code: String
    /// Minutes of the local day, 0 to 1439.
    package var start: Int
    /// 1 to 1440; beyond midnight it ends on the next date.
    package var minutes: Int
    package var breaks: [Break]
    /// By weekday, Monday first: whether it runs on it.
    package var weekdays: [Bool]

    package init(code: String, start: Int, minutes: Int, breaks: [Break], weekdays: [Bool]) {
      precondition(weekdays.count == 7)
      self.code = code
      self.start = start
      self.minutes = minutes
      self.breaks = breaks
      self.weekdays = weekdays
    }
  }

  package struct Version: Sendable, Equatable {
    /// The first local date on which it holds, in days since 1970-01-01.
    package var validFrom: Int
    /// In the order of their starts.
    package var shifts: [Shift]
    /// By date: the places of the shifts that run on it, whatever its weekday. None: a holiday.
    package var exceptions: [Int: [Int]]

    package init(validFrom: Int, shifts: [Shift], exceptions: [Int: [Int]]) {
      self.validFrom = validFrom
      self.shifts = shifts
      self.exceptions = exceptions
    }

    /// The shifts that start on a date, in the order of their starts.
    func shifts(on day: Int) -> [Shift] {
      if let places = exceptions[day] { return places.sorted().map { shifts[$0] } }
      // 1970-01-01 was a Thursday.
      let weekday = (day % 7 + 10) % 7
      return shifts.filter { $0.weekdays[weekday] }
    }
  }

  /// In the order of `validFrom`.
  package var versions: [Version]

  /// What the time in no shift is called.
  package static let noShift = "no_shift"

  package init(versions: [Version]) {
    self.versions = versions
  }

  /// The windows that start on some local dates: every shift, and between shifts `no_shift`, cut at midnight. Together
  /// with those of the dates around them they cover all of time, each instant once.
  ///
  /// A shift that has begun goes on to its end; one that would begin before that, of another version or by an
  /// exception, begins then. A start or end that the zone skips is the instant of the change, one that it has twice
  /// is the earlier.
  package func windows(ofDays days: Range<Int>, zone: ZoneOffsets) -> [CoarserWindow] {
    guard !days.isEmpty else { return [] }
    var windows: [CoarserWindow] = []
    let before = days.lowerBound - 1
    var cursor = shifts(on: before, zone).map { Self.span($0, on: before, zone).end }.max() ?? .min
    for day in days {
      let (midnight, next) = (zone.startOfDay(days: day), zone.startOfDay(days: day + 1))
      cursor = max(cursor, midnight)
      func addGap(to end: Int64) {
        guard end > cursor else { return }
        let stamp = ShiftStamp(workingDay: Int32(day), code: Self.noShift, breaks: 0)
        windows.append(CoarserWindow(start: cursor, end: end, shift: stamp))
        cursor = end
      }
      for shift in shifts(on: day, zone) {
        let span = Self.span(shift, on: day, zone)
        guard span.end > max(span.start, cursor) else { continue }
        addGap(to: span.start)
        let stamp = ShiftStamp(
          workingDay: Int32(day), code: shift.code,
          breaks: Self.breaks(of: shift, on: day, zone, within: cursor..<span.end))
        windows.append(CoarserWindow(start: cursor, end: span.end, shift: stamp))
        cursor = span.end
      }
      addGap(to: next)
    }
    return windows
  }

  /// None on a date that the zone leaves out.
  private func shifts(on day: Int, _ zone: ZoneOffsets) -> [Shift] {
    guard zone.startOfDay(days: day) < zone.startOfDay(days: day + 1) else { return [] }
    return versions.last { $0.validFrom <= day }?.shifts(on: day) ?? []
  }

  private static func span(_ shift: Shift, on day: Int, _ zone: ZoneOffsets) -> (start: Int64, end: Int64) {
    (instant(day, shift.start, zone), instant(day, shift.start + shift.minutes, zone))
  }

  private static func breaks(
    of shift: Shift, on day: Int, _ zone: ZoneOffsets, within window: Range<Int64>
  ) -> Int64 {
    shift.breaks.reduce(0) { total, pause in
      let start = instant(day, shift.start + pause.offset, zone)
      let end = instant(day, shift.start + pause.offset + pause.minutes, zone)
      return total + max(0, min(end, window.upperBound) - max(start, window.lowerBound))
    }
  }

  /// The first instant at which the clock of a date shows so many minutes after midnight, or would.
  private static func instant(_ day: Int, _ minutes: Int, _ zone: ZoneOffsets) -> Int64 {
    let local = Int64(day) * Civil.microsecondsPerDay + Int64(minutes) * 60 * Civil.microsecondsPerSecond
    switch zone.resolve(local: local) {
    case .unique(let instant), .ambiguous(let instant, _), .nonexistent(let instant): return instant
    }
  }
}
