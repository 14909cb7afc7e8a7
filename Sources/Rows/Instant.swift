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
    var bytes: [UInt8] = []
    append(to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Writes the description.
  package func append(to bytes: inout [UInt8]) {
    let day = Civil.floorDivide(microseconds, by: Civil.microsecondsPerDay)
    let date = Civil.date(days: Int(day))
    let inDay = microseconds - day * Civil.microsecondsPerDay
    let seconds = Int(inDay / Civil.microsecondsPerSecond)
    appendDigits(date.year, 4, &bytes)
    for (mark, number) in [
      ("-", date.month), ("-", date.day), ("T", seconds / 3600), (":", seconds / 60 % 60), (":", seconds % 60),
    ] as [(Unicode.Scalar, Int)] {
      bytes.append(UInt8(ascii: mark))
      appendDigits(number, 2, &bytes)
    }
    let fraction = Int(inDay % Civil.microsecondsPerSecond)
    if fraction != 0 {
      bytes.append(UInt8(ascii: "."))
      appendDigits(fraction, 6, &bytes)
      while bytes.last == UInt8(ascii: "0") { bytes.removeLast() }
    }
    bytes.append(UInt8(ascii: "Z"))
  }

  private func appendDigits(_ number: Int, _ width: Int, _ bytes: inout [UInt8]) {
    var power = 1
    for _ in 1..<width { power *= 10 }
    while power > 0 {
      bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number / power % 10))
      power /= 10
    }
  }
}
