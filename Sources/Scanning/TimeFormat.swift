package import Rows

/// The declared shape of a time column.
package enum TimeFormat: Sendable, Equatable {
  case rfc3339
  case pattern(TimePattern)

  /// - Throws: `TimePatternError`, which says what is wrong with the pattern and where.
  package init(_ text: String) throws(TimePatternError) {
    self = text == "rfc3339" ? .rfc3339 : .pattern(try TimePattern(text))
  }
}

package struct TimePatternError: Error, CustomStringConvertible {
  package let description: String
}

/// What a time field reads as, before the zone.
enum TimeReading: Equatable {
  /// Local time on the wall clock, µs since 1970-01-01T00:00:00.
  case local(Int64)
  /// With what the text's own clock shows.
  case instant(Int64, local: Int64)
  case missing
  case unreadable
  case impossible
}

/// A pattern such as `d/M/yyyy H:mm`: the letters of Unicode's date patterns, of which those with one meaning only are
/// taken.
package struct TimePattern: Sendable, Equatable {
  enum Part: Sendable, Equatable {
    case year
    case month(fixed: Bool)
    case day(fixed: Bool)
    case hour(fixed: Bool)
    case minute
    case second
    case fraction(digits: Int)
    case literal(UInt8)
  }

  package let text: String
  let parts: [Part]

  package init(_ text: String) throws(TimePatternError) {
    self.text = text
    let bytes = Array(text.utf8)
    var parts: [Part] = []
    var index = 0
    while index < bytes.count {
      let letter = bytes[index]
      var length = 1
      if Self.isLetter(letter) {
        while index + length < bytes.count && bytes[index + length] == letter { length += 1 }
        parts.append(try Self.part(Character(UnicodeScalar(letter)), length, in: text))
      } else {
        parts.append(.literal(letter))
      }
      index += length
    }
    self.parts = parts
    for (name, wanted) in [("yyyy", Part.year), ("M or MM", .month(fixed: true)), ("d or dd", .day(fixed: true))] {
      guard parts.filter({ $0.isSameField(as: wanted) }).count == 1 else {
        throw TimePatternError(description: "the pattern \"\(text)\" must have \(name) exactly once")
      }
    }
    let others = [("H or HH", Part.hour(fixed: true)), ("mm", .minute), ("ss", .second), ("S", .fraction(digits: 1))]
    for (name, part) in others where parts.filter({ $0.isSameField(as: part) }).count > 1 {
      throw TimePatternError(description: "the pattern \"\(text)\" must have \(name) at most once")
    }
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    let lower = byte | 0x20
    return lower >= UInt8(ascii: "a") && lower <= UInt8(ascii: "z") && byte != UInt8(ascii: "T")
  }

  private static func part(_ letter: Character, _ length: Int, in text: String) throws(TimePatternError) -> Part {
    switch (letter, length) {
    case ("y", 4): return .year
    case ("M", 1), ("M", 2): return .month(fixed: length == 2)
    case ("d", 1), ("d", 2): return .day(fixed: length == 2)
    case ("H", 1), ("H", 2): return .hour(fixed: length == 2)
    case ("m", 2): return .minute
    case ("s", 2): return .second
    case ("S", 1...6): return .fraction(digits: length)
    default:
      let group = String(repeating: letter, count: length)
      throw TimePatternError(
        description: "the pattern \"\(text)\" has \"\(group)\"; known are yyyy M MM d dd H HH mm ss S…SSSSSS")
    }
  }

  /// Reads a whole field.
  func read(_ start: UnsafePointer<UInt8>, count: Int) -> TimeReading {
    var cursor = start
    let end = start + count
    var year = 1970
    var month = 1
    var day = 1
    var micros = 0
    var inRange = true
    for part in parts {
      switch part {
      case .literal(let byte):
        guard cursor < end, cursor.pointee == byte else { return .unreadable }
        cursor += 1
      case .year:
        guard let value = Self.digits(&cursor, end, 4...4) else { return .unreadable }
        year = value
      case .month(let fixed):
        guard let value = Self.digits(&cursor, end, fixed ? 2...2 : 1...2) else { return .unreadable }
        month = value
      case .day(let fixed):
        guard let value = Self.digits(&cursor, end, fixed ? 2...2 : 1...2) else { return .unreadable }
        day = value
      case .hour(let fixed):
        guard let value = Self.digits(&cursor, end, fixed ? 2...2 : 1...2) else { return .unreadable }
        inRange = inRange && value < 24
        micros += value * 3_600_000_000
      case .minute:
        guard let value = Self.digits(&cursor, end, 2...2) else { return .unreadable }
        inRange = inRange && value < 60
        micros += value * 60_000_000
      case .second:
        guard let value = Self.digits(&cursor, end, 2...2) else { return .unreadable }
        inRange = inRange && value < 60
        micros += value * 1_000_000
      case .fraction(let digits):
        guard var value = Self.digits(&cursor, end, digits...digits) else { return .unreadable }
        for _ in digits..<6 { value *= 10 }
        micros += value
      }
    }
    guard cursor == end else { return .unreadable }
    guard inRange, let days = civilDays(year, month, day) else { return .impossible }
    return .local(Int64(days) * Civil.microsecondsPerDay + Int64(micros))
  }

  /// As many digits as the range allows, taken greedily.
  private static func digits(
    _ cursor: inout UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>, _ length: ClosedRange<Int>
  ) -> Int? {
    var value = 0
    var taken = 0
    while taken < length.upperBound, cursor < end {
      let digit = cursor.pointee &- UInt8(ascii: "0")
      guard digit < 10 else { break }
      value = value * 10 + Int(digit)
      cursor += 1
      taken += 1
    }
    return taken >= length.lowerBound ? value : nil
  }
}

extension TimePattern.Part {
  fileprivate func isSameField(as other: Self) -> Bool {
    switch (self, other) {
    case (.year, .year), (.month, .month), (.day, .day), (.hour, .hour), (.minute, .minute), (.second, .second),
      (.fraction, .fraction):
      true
    default: false
    }
  }
}

/// Days since 1970-01-01 of a date that exists, in the years 0 to 9999.
func civilDays(_ year: Int, _ month: Int, _ day: Int) -> Int? {
  guard year >= 0, month >= 1, month <= 12, day >= 1, day <= Civil.daysIn(month: month, of: year) else { return nil }
  return Civil.days(year: year, month: month, day: day)
}

/// RFC 3339. Digits of the fraction beyond the sixth are cut off.
enum RFC3339 {
  static func read(_ start: UnsafePointer<UInt8>, count: Int) -> TimeReading {
    guard count >= 20,
      let year = two(start, 0).flatMap({ high in two(start, 2).map { high * 100 + $0 } }),
      let month = two(start, 5), let day = two(start, 8), let hour = two(start, 11),
      let minute = two(start, 14), let second = two(start, 17),
      start[4] == UInt8(ascii: "-"), start[7] == UInt8(ascii: "-"),
      start[10] | 0x20 == UInt8(ascii: "t") || start[10] == UInt8(ascii: " "),
      start[13] == UInt8(ascii: ":"), start[16] == UInt8(ascii: ":")
    else { return .unreadable }
    guard let tail = readTail(start + 19, count: count - 19) else { return .unreadable }
    guard hour < 24, minute < 60, second < 60, tail.isPossible, let days = civilDays(year, month, day) else {
      return .impossible
    }
    let seconds = Int64(days) * 86_400 + Int64(hour * 3600 + minute * 60 + second)
    return .instant(seconds * 1_000_000 + tail.microseconds, local: seconds * 1_000_000 + tail.fraction)
  }

  /// A fraction and an offset: the microseconds to add to the local second in order to get the instant.
  static func readTail(
    _ start: UnsafePointer<UInt8>, count: Int
  ) -> (microseconds: Int64, fraction: Int64, isPossible: Bool)? {
    var index = 0
    var micros: Int64 = 0
    if index < count, start[index] == UInt8(ascii: ".") {
      index += 1
      var digits = 0
      while index < count {
        let digit = start[index] &- UInt8(ascii: "0")
        guard digit < 10 else { break }
        if digits < 6 { micros = micros * 10 + Int64(digit) }
        digits += 1
        index += 1
      }
      guard digits >= 1, digits <= 9 else { return nil }
      while digits < 6 {
        micros *= 10
        digits += 1
      }
    }
    guard index < count else { return nil }
    if start[index] | 0x20 == UInt8(ascii: "z") { return index + 1 == count ? (micros, micros, true) : nil }
    guard index + 6 == count, start[index] == UInt8(ascii: "+") || start[index] == UInt8(ascii: "-"),
      let hours = two(start, index + 1), start[index + 3] == UInt8(ascii: ":"), let minutes = two(start, index + 4)
    else { return nil }
    let offset = Int64(hours * 3600 + minutes * 60) * 1_000_000
    let isEast = start[index] == UInt8(ascii: "+")
    return (isEast ? micros - offset : micros + offset, micros, hours < 24 && minutes < 60)
  }

  private static func two(_ start: UnsafePointer<UInt8>, _ index: Int) -> Int? {
    let tens = start[index] &- UInt8(ascii: "0")
    let ones = start[index + 1] &- UInt8(ascii: "0")
    return tens < 10 && ones < 10 ? Int(tens) * 10 + Int(ones) : nil
  }
}

extension Instant {
  /// Reads RFC 3339 text; nil if it is none.
  package init?(rfc3339 text: String) {
    let reading = Array(text.utf8).withUnsafeBufferPointer { bytes in
      bytes.baseAddress.map { RFC3339.read($0, count: bytes.count) } ?? .unreadable
    }
    guard case .instant(let microseconds, _) = reading else { return nil }
    self.init(microseconds: microseconds)
  }
}
