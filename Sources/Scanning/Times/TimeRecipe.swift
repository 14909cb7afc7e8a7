package import Rows

/// How a file's time column becomes instants.
package struct TimeRecipe: Sendable, Equatable {
  package var format: TimeFormat
  package var zone: ZoneOffsets
  /// The stamp is the end of its period: subtract `period`.
  package var stampIsEnd: Bool
  /// A stamp of 00:00 carries the date of the day that it ends.
  package var midnightIsSameDay: Bool
  /// Microseconds; 0 where the column declares none.
  package var period: Int64
  /// Instants outside are refused as implausible; `to` itself is still plausible.
  package var plausible: Interval
  package var hour24: Hour24
  package var nonexistent: NonexistentTime
  package var ambiguous: AmbiguousTime

  package init(
    format: TimeFormat, zone: ZoneOffsets, stampIsEnd: Bool = false, midnightIsSameDay: Bool = false,
    period: Int64 = 0, plausible: Interval = .always, hour24: Hour24 = .refuse,
    nonexistent: NonexistentTime = .refuse, ambiguous: AmbiguousTime = .refuse
  ) {
    self.format = format
    self.zone = zone
    self.stampIsEnd = stampIsEnd
    self.midnightIsSameDay = midnightIsSameDay
    self.period = period
    self.plausible = plausible
    self.hour24 = hour24
    self.nonexistent = nonexistent
    self.ambiguous = ambiguous
  }
}

/// What 24:00 means, the end of a day in many plants' files.
package enum Hour24: String, Sendable, CaseIterable {
  case refuse
  /// 00:00 of the day after.
  case nextDay = "next_day"
}

/// What a local time means that the zone's clocks skip when they are set forward.
package enum NonexistentTime: String, Sendable, CaseIterable {
  case refuse
  /// Read with the offset before the change: 02:30 in a gap from 02:00 to 03:00 becomes 03:30.
  case shiftForward = "shift_forward"
}

/// What a local time means that the zone's clocks show twice because they are set back.
package enum AmbiguousTime: String, Sendable, CaseIterable {
  case refuse, earlier, later
}
