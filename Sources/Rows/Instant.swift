/// A point in time: microseconds of UTC since 1970-01-01T00:00:00Z, leap seconds not counted.
package struct Instant: Hashable, Comparable, Sendable {
  package var microseconds: Int64

  package init(microseconds: Int64) {
    self.microseconds = microseconds
  }

  /// Midnight or later on a civil date of UTC.
  package init(year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0, second: Int = 0) {
    let seconds = Int64(Civil.days(year: year, month: month, day: day)) * 86_400
    microseconds = (seconds + Int64(hour * 3600 + minute * 60 + second)) * Civil.microsecondsPerSecond
  }

  package static func < (left: Instant, right: Instant) -> Bool {
    left.microseconds < right.microseconds
  }

  package func advanced(byMicroseconds distance: Int64) -> Instant {
    Instant(microseconds: microseconds + distance)
  }
}

extension Instant: CustomStringConvertible {
  /// RFC 3339 in UTC, with a fraction only where there is one: `2026-05-01T06:02:11.25Z`.
  package var description: String {
    let day = Civil.floorDivide(microseconds, by: Civil.microsecondsPerDay)
    let date = Civil.date(days: Int(day))
    let inDay = microseconds - day * Civil.microsecondsPerDay
    let seconds = Int(inDay / Civil.microsecondsPerSecond)
    var text = "\(padded(date.year, 4))-\(padded(date.month, 2))-\(padded(date.day, 2))T"
    text += "\(padded(seconds / 3600, 2)):\(padded(seconds / 60 % 60, 2)):\(padded(seconds % 60, 2))"
    let fraction = Int(inDay % Civil.microsecondsPerSecond)
    if fraction != 0 {
      var digits = padded(fraction, 6)
      while digits.hasSuffix("0") { digits.removeLast() }
      text += "." + digits
    }
    return text + "Z"
  }

  private func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
  }
}
