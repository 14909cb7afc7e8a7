import Rows

/// The date and the time of day as a text writes them, not tested yet. What a text leaves out is the earliest.
struct WrittenTime {
  var year = 1970
  var month = 1
  var day = 1
  var hour = 0
  /// Where there is one, `hour` counts from 1 to 12.
  var half: DayHalf?
  var minute = 0
  var second = 0
  var microsecond = 0

  /// The local time, if there is such a date and such a time of day.
  @inline(__always)
  var reading: TimeReading {
    var hour = hour
    if let half {
      guard 1...12 ~= hour else { return .impossible }
      hour = hour % 12 + (half == .afternoon ? 12 : 0)
    }
    let isHour24 = hour == 24 && minute == 0 && second == 0 && microsecond == 0
    guard hour < 24 || isHour24, minute < 60, second < 60, let days = civilDays(year, month, day) else {
      return .impossible
    }
    let seconds = Int64(days) * 86_400 + Int64(hour * 3600 + minute * 60 + second)
    return .local(seconds * 1_000_000 + Int64(microsecond), isHour24: isHour24)
  }
}

/// Days since 1970-01-01 of a date that exists, in the years 0 to 9999.
func civilDays(_ year: Int, _ month: Int, _ day: Int) -> Int? {
  guard year >= 0, month >= 1, month <= 12, day >= 1, day <= Civil.daysIn(month: month, of: year) else { return nil }
  return Civil.days(year: year, month: month, day: day)
}
