/// The declared shape of a time column.
package enum TimeFormat: Sendable, Equatable {
  case rfc3339
  case epoch(EpochUnit)
  case pattern(TimePattern)

  /// Reads a declaration: `rfc3339`, `epoch_s`, `epoch_ms`, `epoch_us`, `epoch_ns`, or a pattern.
  ///
  /// Two-digit years below the pivot, 0 to 100, are 20xx, the others 19xx.
  /// - Throws: `TimePatternError`, which says what is wrong with the pattern and what is known.
  /// - Complexity: O(n) in the text's length.
  package init(_ text: String, pivot: Int = 70) throws(TimePatternError) {
    guard 0...100 ~= pivot else {
      throw TimePatternError(description: "the pivot of two-digit years must be 0 to 100, not \(pivot)")
    }
    if text == "rfc3339" {
      self = .rfc3339
    } else if text.hasPrefix("epoch_"), let unit = EpochUnit(rawValue: String(text.dropFirst(6))) {
      self = .epoch(unit)
    } else {
      self = .pattern(try TimePattern(text, pivot: pivot))
    }
  }
}

/// What a time field reads as, before the zone and the declared moves.
///
/// With `isHour24` the text says 24:00, and the value is 00:00 of the next day: whether that is allowed, the recipe
/// says.
enum TimeReading: Equatable {
  /// Local time on the wall clock, µs since 1970-01-01T00:00:00.
  case local(Int64, isHour24: Bool)
  /// With what the text's own clock shows.
  case instant(Int64, local: Int64, isHour24: Bool)
  /// A number of the epoch, which shows no clock: µs since 1970-01-01T00:00:00Z.
  case epoch(Int64)
  case unreadable
  case impossible
}
