// Texts to instants: RFC 3339 and patterns, the civil calendar, local times in a zone.

import Foundation

/// Either a value or the reason of a refusal.
enum Verdict<Value> {
  case fine(Value)
  case refused(String)
}

/// A date and a time of day as written, with the written offset if there is one.
struct Written {
  var year = 0
  var month = 0
  var day = 0
  var hour = 0
  var minute = 0
  var second = 0
  var microsecond = 0
  /// The hours and minutes of the written offset, and its sign.
  var offsetHour = 0
  var offsetMinute = 0
  var offsetSign = 1
  var hasOffset = false
}

/// Reads a text byte by byte.
struct TextReader {
  var bytes: [UInt8]
  var at = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var atEnd: Bool { at == bytes.count }

  /// As many digits as stand here, up to `most`; nil when they are fewer than `least`.
  mutating func digits(_ least: Int, _ most: Int) -> [Int]? {
    var found: [Int] = []
    while found.count < most && at < bytes.count && bytes[at] >= 48 && bytes[at] <= 57 {
      found.append(Int(bytes[at]) - 48)
      at += 1
    }
    return found.count >= least ? found : nil
  }

  /// The number that such digits make.
  mutating func number(_ least: Int, _ most: Int) -> Int? {
    digits(least, most)?.reduce(0) { $0 * 10 + $1 }
  }

  /// The next byte if it is one of those in `allowed`.
  mutating func one(of allowed: String) -> UInt8? {
    guard at < bytes.count, allowed.utf8.contains(bytes[at]) else { return nil }
    at += 1
    return bytes[at - 1]
  }
}

/// Microseconds from the digits of a fraction; digits beyond the sixth are cut off.
func microseconds(_ fraction: [Int]) -> Int {
  (fraction + [0, 0, 0, 0, 0, 0]).prefix(6).reduce(0) { $0 * 10 + $1 }
}

/// `yyyy-MM-dd`, `T` or `t` or a space, `HH:mm:ss`, a fraction, `Z` or `z` or `±HH:mm`; nil for any other shape.
func readRFC3339(_ text: [UInt8]) -> Written? {
  var reader = TextReader(text)
  var written = Written()
  guard let year = reader.number(4, 4), reader.one(of: "-") != nil,
    let month = reader.number(2, 2), reader.one(of: "-") != nil,
    let day = reader.number(2, 2), reader.one(of: "Tt ") != nil,
    let hour = reader.number(2, 2), reader.one(of: ":") != nil,
    let minute = reader.number(2, 2), reader.one(of: ":") != nil,
    let second = reader.number(2, 2)
  else { return nil }
  (written.year, written.month, written.day) = (year, month, day)
  (written.hour, written.minute, written.second) = (hour, minute, second)
  if reader.one(of: ".") != nil {
    guard let fraction = reader.digits(1, 9) else { return nil }
    written.microsecond = microseconds(fraction)
  }
  written.hasOffset = true
  if reader.one(of: "Zz") == nil {
    guard let sign = reader.one(of: "+-"), let offsetHour = reader.number(2, 2),
      reader.one(of: ":") != nil, let offsetMinute = reader.number(2, 2)
    else { return nil }
    written.offsetSign = sign == UInt8(ascii: "-") ? -1 : 1
    (written.offsetHour, written.offsetMinute) = (offsetHour, offsetMinute)
  }
  return reader.atEnd ? written : nil
}

/// A text under a pattern, whose blank stands for one or more; nil when it has another shape.
func readPattern(_ pattern: String, _ text: [UInt8]) -> Written? {
  let widths: [(String, Int, Int, WritableKeyPath<Written, Int>)] = [
    ("yyyy", 4, 4, \.year), ("MM", 2, 2, \.month), ("dd", 2, 2, \.day), ("HH", 2, 2, \.hour),
    ("mm", 2, 2, \.minute), ("ss", 2, 2, \.second), ("M", 1, 2, \.month), ("d", 1, 2, \.day), ("H", 1, 2, \.hour),
  ]
  var reader = TextReader(text)
  var written = Written()
  var rest = Substring(pattern)
  while let character = rest.first {
    if let (letters, least, most, part) = widths.first(where: { rest.hasPrefix($0.0) }) {
      guard let number = reader.number(least, most) else { return nil }
      written[keyPath: part] = number
      rest = rest.dropFirst(letters.count)
    } else if character == "S" {
      let count = min(6, rest.prefix { $0 == "S" }.count)
      guard let fraction = reader.digits(count, count) else { return nil }
      written.microsecond = microseconds(fraction)
      rest = rest.dropFirst(count)
    } else if character == " " {
      guard reader.one(of: " \t") != nil else { return nil }
      while reader.one(of: " \t") != nil {}
      rest = rest.dropFirst()
    } else {
      for byte in character.utf8 {
        guard !reader.atEnd, reader.bytes[reader.at] == byte else { return nil }
        reader.at += 1
      }
      rest = rest.dropFirst()
    }
  }
  return reader.atEnd ? written : nil
}

/// The days of a month in the Gregorian calendar, which is taken to hold for every year.
func daysIn(year: Int, month: Int) -> Int {
  let leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0
  return [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
}

/// The days from 1970-01-01 to a date, counted year by year and month by month.
func daysSince1970(year: Int, month: Int, day: Int) -> Int {
  let daysOf: (Int) -> Int = { daysIn(year: $0, month: 2) + 337 }
  var days = day - 1
  for month in 1..<month { days += daysIn(year: year, month: month) }
  if year >= 1970 {
    for year in 1970..<year { days += daysOf(year) }
  } else {
    for year in year..<1970 { days -= daysOf(year) }
  }
  return days
}

/// A zone that tells its offset at each second of UTC.
struct Zone {
  private let zone: TimeZone

  init(_ name: String) {
    guard let zone = TimeZone(identifier: name) else { preconditionFailure("no zone \(name)") }
    self.zone = zone
  }

  /// Seconds east of UTC at this second of UTC.
  func offset(at second: Int) -> Int {
    zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(second)))
  }

  /// Every second of UTC at which the clocks of the zone show this local second.
  func seconds(showing local: Int) -> [Int] {
    let offsets = Set([local - 86_400, local, local + 86_400].map { offset(at: $0) })
    return offsets.map { local - $0 }.filter { offset(at: $0) == local - $0 }.sorted()
  }
}

/// The instant that a time field means, or the reason of its refusal.
func instant(_ text: [UInt8], _ job: OracleJob, _ zone: Zone) -> Verdict<Int64> {
  if text.isEmpty { return .refused("time_missing") }
  let shape: Written?
  switch job.time {
  case .rfc3339: shape = readRFC3339(text)
  case .pattern(let pattern): shape = readPattern(pattern, text)
  }
  guard let written = shape else { return .refused("time_unreadable") }
  guard (1...12).contains(written.month),
    (1...daysIn(year: written.year, month: written.month)).contains(written.day),
    written.hour <= 23, written.minute <= 59, written.second <= 59,
    written.offsetHour <= 23, written.offsetMinute <= 59
  else { return .refused("time_impossible") }

  var days = daysSince1970(year: written.year, month: written.month, day: written.day)
  let secondOfDay = written.hour * 3600 + written.minute * 60 + written.second
  if job.midnightSameDay && secondOfDay == 0 && written.microsecond == 0 { days += 1 }
  let local = days * 86_400 + secondOfDay
  let second: Int
  if written.hasOffset {
    second = local - written.offsetSign * (written.offsetHour * 3600 + written.offsetMinute * 60)
  } else {
    let candidates = zone.seconds(showing: local)
    if candidates.isEmpty { return .refused("time_nonexistent") }
    if candidates.count > 1 { return .refused("time_ambiguous") }
    second = candidates[0]
  }
  var instant = Int64(second) * 1_000_000 + Int64(written.microsecond)
  if job.stampIsEnd { instant -= job.periodMicroseconds }
  if instant < job.plausibleFrom || instant > job.now + 86_400_000_000 { return .refused("time_implausible") }
  return .fine(instant)
}
