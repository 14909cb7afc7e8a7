import Rows

/// A pattern such as `d/M/yyyy H:mm`: the letters of Unicode's date patterns, of which those with one meaning only are
/// taken.
package struct TimePattern: Sendable, Equatable {
  enum Part: Sendable, Equatable {
    case year
    /// Two digits: 20xx below the pivot, 19xx from it on.
    case shortYear(pivot: Int)
    case month(fixed: Bool)
    case monthName(isShort: Bool)
    case day(fixed: Bool)
    case hour(fixed: Bool)
    /// 1 to 12, with a half of the day elsewhere in the pattern.
    case hourOfHalf(fixed: Bool)
    case dayHalf
    case minute(fixed: Bool)
    case second(fixed: Bool)
    case fraction(digits: Int)
    /// One blank or more.
    case blanks
    case literal(UInt8)
  }

  package let text: String
  let parts: [Part]

  /// Whether years are written in two digits.
  package var hasShortYear: Bool {
    parts.contains { if case .shortYear = $0 { true } else { false } }
  }

  /// Reads a whole field.
  /// - Complexity: O(n) in the field's bytes.
  func read(_ start: UnsafePointer<UInt8>, count: Int) -> TimeReading {
    var cursor = start
    let end = start + count
    var written = WrittenTime()
    for part in parts {
      guard part.read(&cursor, end, into: &written) else { return .unreadable }
    }
    return cursor == end ? written.reading : .unreadable
  }

  /// ASCII's space and tab, as around a field.
  static func isBlank(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
  }
}

extension TimePattern.Part {
  /// Takes what the part stands for; false where something else stands.
  @inline(__always)
  fileprivate func read(
    _ cursor: inout UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>, into written: inout WrittenTime
  ) -> Bool {
    switch self {
    case .literal(let byte):
      guard cursor < end, cursor.pointee == byte else { return false }
      cursor += 1
      return true
    case .blanks:
      let first = cursor
      while cursor < end, TimePattern.isBlank(cursor.pointee) { cursor += 1 }
      return cursor > first
    case .year: return takeDigits(&cursor, end, 4, &written.year)
    case .shortYear(let pivot):
      guard takeTwoDigits(&cursor, end, fixed: true, &written.year) else { return false }
      written.year += written.year < pivot ? 2000 : 1900
      return true
    case .month(let fixed): return takeTwoDigits(&cursor, end, fixed: fixed, &written.month)
    case .monthName(let isShort):
      guard let name = readMonthName(cursor, end, isShort: isShort) else { return false }
      cursor += name.count
      written.month = name.month
      return true
    case .day(let fixed): return takeTwoDigits(&cursor, end, fixed: fixed, &written.day)
    case .hour(let fixed), .hourOfHalf(let fixed):
      return takeTwoDigits(&cursor, end, fixed: fixed, &written.hour)
    case .dayHalf:
      guard let word = readDayHalf(cursor, end) else { return false }
      cursor += word.count
      written.half = word.half
      return true
    case .minute(let fixed): return takeTwoDigits(&cursor, end, fixed: fixed, &written.minute)
    case .second(let fixed): return takeTwoDigits(&cursor, end, fixed: fixed, &written.second)
    case .fraction(let digits):
      guard takeDigits(&cursor, end, digits, &written.microsecond) else { return false }
      for _ in 0..<max(0, 6 - digits) { written.microsecond *= 10 }
      for _ in 0..<max(0, digits - 6) { written.microsecond /= 10 }
      return true
    }
  }
}

/// Takes exactly so many digits.
@inline(__always)
private func takeDigits(
  _ cursor: inout UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>, _ count: Int, _ number: inout Int
) -> Bool {
  guard end - cursor >= count else { return false }
  var value = 0
  for index in 0..<count {
    let digit = cursor[index] &- UInt8(ascii: "0")
    guard digit < 10 else { return false }
    value = value * 10 + Int(digit)
  }
  cursor += count
  number = value
  return true
}

/// Takes two digits, or the one that stands alone unless the width is fixed.
@inline(__always)
private func takeTwoDigits(
  _ cursor: inout UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>, fixed: Bool, _ number: inout Int
) -> Bool {
  guard cursor < end else { return false }
  let first = cursor[0] &- UInt8(ascii: "0")
  guard first < 10 else { return false }
  let second = cursor + 1 < end ? cursor[1] &- UInt8(ascii: "0") : .max
  guard second < 10 else {
    cursor += 1
    number = Int(first)
    return !fixed
  }
  cursor += 2
  number = Int(first) * 10 + Int(second)
  return true
}
