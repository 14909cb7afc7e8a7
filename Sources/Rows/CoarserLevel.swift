/// Levels whose windows need not divide a job's interval. Each is made from stored windows of a finer level.
package enum CoarserLevel: String, Sendable, CaseIterable {
  case day, month, shift
}

/// One window of a coarser level.
package struct CoarserWindow: Sendable, Equatable {
  /// Microseconds of UTC, half-open.
  package var start: Int64
  package var end: Int64
  /// What a shift says of itself; nil for days and months.
  package var shift: ShiftStamp?

  package init(start: Int64, end: Int64, shift: ShiftStamp? = nil) {
    self.start = start
    self.end = end
    self.shift = shift
  }
}

/// Which shift a window is.
package struct ShiftStamp: Sendable, Equatable {
  /// The local date on which it starts, in days since 1970-01-01.
  package var workingDay: Int32
  package var code: String
  /// Microseconds of it that are breaks.
  package var breaks: Int64

  package init(workingDay: Int32, code: String, breaks: Int64) {
    self.workingDay = workingDay
    self.code = code
    self.breaks = breaks
  }
}
