import Testing

@testable import Rows

/// Is the calendar the Gregorian one?
struct CivilTests {
  /// Day numbers that can be looked up: Julian day number minus 2,440,588.
  static let known: [(year: Int, month: Int, day: Int, days: Int)] = [
    (1970, 1, 1, 0), (1970, 1, 2, 1), (1969, 12, 31, -1), (2000, 2, 29, 11_016), (2000, 3, 1, 11_017),
    (1582, 10, 15, -141_427), (1858, 11, 17, -40_587), (1601, 1, 1, -134_774), (1, 1, 1, -719_162),
    (0, 3, 1, -719_468), (0, 1, 1, -719_528), (9999, 12, 31, 2_932_896), (2038, 1, 19, 24_855),
    (2026, 5, 1, 20_574), (1900, 3, 1, -25_508), (-1, 12, 31, -719_529),
  ]

  @Test(arguments: known)
  func knownDate(_ date: (year: Int, month: Int, day: Int, days: Int)) {
    #expect(Civil.days(year: date.year, month: date.month, day: date.day) == date.days)
    let back = Civil.date(days: date.days)
    #expect((back.year, back.month, back.day) == (date.year, date.month, date.day))
  }

  @Test func everyDayOfEightCenturies() {
    let lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    var next = -135_140  // 1600-01-01
    var wrong: [String] = []
    for year in 1600...2400 {
      let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
      if Civil.isLeap(year) != isLeap { wrong.append("\(year)") }
      for month in 1...12 {
        let length = month == 2 && isLeap ? 29 : lengths[month - 1]
        if Civil.daysIn(month: month, of: year) != length { wrong.append("\(year)-\(month)") }
        for day in 1...length {
          let back = Civil.date(days: next)
          if Civil.days(year: year, month: month, day: day) != next || back != (year, month, day) {
            wrong.append("\(year)-\(month)-\(day)")
          }
          next += 1
        }
      }
    }
    #expect(wrong.isEmpty, "\(wrong.prefix(5))")
    #expect(next == 157_420, "one day after 2400-12-31")
  }

  @Test(arguments: [
    (1900, false), (2000, true), (2100, false), (2400, true), (2024, true), (2023, false), (4, true), (0, true),
    (-4, true), (-100, false),
  ])
  func leap(year: Int, isLeap: Bool) {
    #expect(Civil.isLeap(year) == isLeap)
    #expect(Civil.daysIn(month: 2, of: year) == (isLeap ? 29 : 28))
  }

  @Test func divisionGoesDown() {
    for divisor in 1...7 as ClosedRange<Int64> {
      for value in -30...30 as ClosedRange<Int64> {
        let quotient = Civil.floorDivide(value, by: divisor)
        #expect(quotient * divisor <= value && value < (quotient + 1) * divisor, "\(value) by \(divisor)")
      }
    }
    #expect(Civil.floorDivide(.min, by: Civil.microsecondsPerDay) == -106_751_992)
  }
}
