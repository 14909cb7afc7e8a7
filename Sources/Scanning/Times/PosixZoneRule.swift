import Rows

/// A zone's rule for the years to come, as POSIX writes it: `CET-1CEST,M3.5.0,M10.5.0/3`.
struct PosixZoneRule: Equatable {
  struct Change: Equatable {
    var start: Int64
    var offset: Int64
  }

  /// The day of a yearly change.
  enum Day: Equatable {
    /// Week 1…5 (5 is the last) of a month, weekday 0 = Sunday.
    case weekday(month: Int, week: Int, weekday: Int)
    /// 1…365, where 29 February is never counted.
    case julian(Int)
    /// 0…365.
    case ordinal(Int)
  }

  struct Summer: Equatable {
    var offset: Int64
    var from: (day: Day, time: Int64)
    var until: (day: Day, time: Int64)

    static func == (left: Summer, right: Summer) -> Bool {
      left.offset == right.offset && left.from == right.from && left.until == right.until
    }
  }

  var standard: Int64
  var summer: Summer?

  /// `nil` for an empty footer.
  init?(_ text: String) throws(ZoneFileError) {
    if text.isEmpty { return nil }
    var reader = PosixReader(text: text)
    try reader.name()
    standard = -(try reader.time())
    guard !reader.isAtEnd else { return }
    try reader.name()
    let offset = reader.peek == UInt8(ascii: ",") ? standard + 3600 * Civil.microsecondsPerSecond : -(try reader.time())
    let from = try reader.day()
    let until = try reader.day()
    guard reader.isAtEnd else { throw reader.unreadable }
    summer = Summer(offset: offset, from: from, until: until)
  }

  /// All changes from 1900 on, in order; a rule without summer time has one, at the start of time.
  func changes(untilYear last: Int) -> [Change] {
    guard let summer else { return [Change(start: .min + 1, offset: standard)] }
    var changes: [Change] = []
    for year in 1900...last {
      let from = Self.instant(year, summer.from) - standard
      let until = Self.instant(year, summer.until) - summer.offset
      changes.append(Change(start: from, offset: summer.offset))
      changes.append(Change(start: until, offset: standard))
    }
    return changes.sorted { $0.start < $1.start }
  }

  private static func instant(_ year: Int, _ rule: (day: Day, time: Int64)) -> Int64 {
    let days: Int
    switch rule.day {
    case .ordinal(let day): days = Civil.days(year: year, month: 1, day: 1) + day
    case .julian(let day):
      days = Civil.days(year: year, month: 1, day: 1) + day - 1 + (Civil.isLeap(year) && day > 59 ? 1 : 0)
    case .weekday(let month, let week, let weekday):
      let first = Civil.days(year: year, month: month, day: 1)
      // 1970-01-01 was a Thursday.
      let firstWeekday = ((first + 4) % 7 + 7) % 7
      var day = (weekday - firstWeekday + 7) % 7 + (week - 1) * 7
      if day >= Civil.daysIn(month: month, of: year) { day -= 7 }
      days = first + day
    }
    return Int64(days) * Civil.microsecondsPerDay + rule.time
  }
}

private struct PosixReader {
  let text: String
  private let bytes: [UInt8]
  private var cursor = 0

  init(text: String) {
    self.text = text
    bytes = Array(text.utf8)
  }

  var isAtEnd: Bool { cursor == bytes.count }
  var peek: UInt8? { cursor < bytes.count ? bytes[cursor] : nil }
  var unreadable: ZoneFileError { ZoneFileError(description: "the zone file's rule \"\(text)\" cannot be read") }

  private mutating func take(_ byte: Unicode.Scalar) -> Bool {
    guard peek == UInt8(ascii: byte) else { return false }
    cursor += 1
    return true
  }

  private mutating func number() throws(ZoneFileError) -> Int {
    let start = cursor
    var value = 0
    while let byte = peek, byte >= 48, byte <= 57, cursor - start < 6 {
      value = value * 10 + Int(byte - 48)
      cursor += 1
    }
    guard cursor > start else { throw unreadable }
    return value
  }

  /// A name of letters, or anything between angle brackets.
  mutating func name() throws(ZoneFileError) {
    let start = cursor
    if take("<") {
      while let byte = peek, byte != UInt8(ascii: ">") { cursor += 1 }
      guard take(">") else { throw unreadable }
    } else {
      while let byte = peek, byte | 0x20 >= 97, byte | 0x20 <= 122 { cursor += 1 }
    }
    guard cursor > start else { throw unreadable }
  }

  /// `[+-]h[h][:mm[:ss]]`, in microseconds.
  mutating func time() throws(ZoneFileError) -> Int64 {
    let negative = take("-")
    if !negative { _ = take("+") }
    var seconds = try number() * 3600
    if take(":") { seconds += try number() * 60 }
    if take(":") { seconds += try number() }
    return Int64(negative ? -seconds : seconds) * Civil.microsecondsPerSecond
  }

  mutating func day() throws(ZoneFileError) -> (day: PosixZoneRule.Day, time: Int64) {
    guard take(",") else { throw unreadable }
    let day: PosixZoneRule.Day
    if take("M") {
      let month = try number()
      guard take(".") else { throw unreadable }
      let week = try number()
      guard take(".") else { throw unreadable }
      let weekday = try number()
      guard 1...12 ~= month, 1...5 ~= week, 0...6 ~= weekday else { throw unreadable }
      day = .weekday(month: month, week: week, weekday: weekday)
    } else {
      day = take("J") ? .julian(try number()) : .ordinal(try number())
    }
    let twoInTheMorning = 7200 * Civil.microsecondsPerSecond
    return (day, take("/") ? try time() : twoInTheMorning)
  }
}
