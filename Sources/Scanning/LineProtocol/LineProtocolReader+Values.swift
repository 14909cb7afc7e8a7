extension LineProtocolReader {
  /// Reads a number or a boolean. Where it is neither, or too large, the cursor stays.
  @inline(__always)
  func readScalar(
    _ cursor: inout UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>, _ value: inout Text, _ kind: inout Kind
  ) -> Fault? {
    let start = cursor
    var place = start
    if place.pointee == UInt8(ascii: "-") { place += 1 }
    let whole = Self.skipDigits(&place, end)
    var digits = whole
    if place < end, place.pointee == UInt8(ascii: ".") {
      place += 1
      digits += Self.skipDigits(&place, end)
    }
    guard digits > 0 else { return readBoolean(&cursor, end, &value, &kind) }
    // An upper bound for the power of ten; only a number for which it is too high is converted.
    var power = whole
    if !isValueEnd(place, end) {
      guard place.pointee | 0x20 == UInt8(ascii: "e") else { return readInteger(&cursor, place, end, &value, &kind) }
      place += 1
      if place < end, place.pointee == UInt8(ascii: "-") || place.pointee == UInt8(ascii: "+") { place += 1 }
      let exponentDigits = Self.skipDigits(&place, end)
      guard exponentDigits > 0, isValueEnd(place, end) else { return .fieldValue }
      power += exponentDigits <= 2 ? 99 : Self.floatPowerMax
    }
    value.count = place - start
    if power > Self.floatPowerMax, NumberParser.parse(start, count: value.count) == .outOfRange {
      return .numberOutOfRange
    }
    kind = .float
    cursor = place
    return nil
  }

  /// 10^308 is still a float64.
  private static var floatPowerMax: Int { 308 }

  /// Reads what begins like a number and ends with a letter; `letter` is the first byte that is neither digit nor mark.
  @inline(__always)
  private func readInteger(
    _ cursor: inout UnsafePointer<UInt8>, _ letter: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>,
    _ value: inout Text, _ kind: inout Kind
  ) -> Fault? {
    let start = cursor
    let isNegative = start.pointee == UInt8(ascii: "-")
    let isUnsigned = letter.pointee == UInt8(ascii: "u")
    guard isUnsigned ? !isNegative : letter.pointee == UInt8(ascii: "i"), isValueEnd(letter + 1, end) else {
      return .fieldValue
    }
    var place = isNegative ? start + 1 : start
    let magnitude = Self.magnitude(&place, end)
    // A decimal mark.
    guard place == letter else { return .fieldValue }
    guard let magnitude, isUnsigned || Self.signed(magnitude, isNegative: isNegative) != nil else {
      return .numberOutOfRange
    }
    value.count = letter - start
    kind = isUnsigned ? .unsigned : .integer
    cursor = letter + 1
    return nil
  }

  /// Takes one letter, the word, the word with a capital, the word in capitals.
  private func readBoolean(
    _ cursor: inout UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>, _ value: inout Text, _ kind: inout Kind
  ) -> Fault? {
    var place = cursor
    while !isValueEnd(place, end) { place += 1 }
    let count = place - cursor
    let isTrue = cursor.pointee | 0x20 == UInt8(ascii: "t")
    guard count > 0, isTrue || cursor.pointee | 0x20 == UInt8(ascii: "f") else { return .fieldValue }
    if count > 1 {
      let word: StaticString = isTrue ? "true" : "false"
      guard count == word.utf8CodeUnitCount else { return .fieldValue }
      let isCapital = cursor.pointee & 0x20 == 0
      let isAllCapital = isCapital && cursor[1] & 0x20 == 0
      for index in 1..<count where cursor[index] != word.utf8Start[index] & (isAllCapital ? 0xDF : 0xFF) {
        return .fieldValue
      }
    }
    value.count = count
    kind = .boolean(isTrue)
    cursor = place
    return nil
  }

  /// Digits with a sign to an integer; nil, and the cursor stays, where neither a space nor the end follows them or
  /// they are too many.
  @inline(__always)
  static func readTimestamp(_ cursor: inout UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>) -> Int64? {
    var place = cursor
    let isNegative = place.pointee == UInt8(ascii: "-")
    if isNegative { place += 1 }
    let digits = place
    guard let magnitude = magnitude(&place, end), place > digits, place == end || place.pointee == UInt8(ascii: " "),
      let number = signed(magnitude, isNegative: isNegative)
    else { return nil }
    cursor = place
    return number
  }

  @inline(__always)
  private static func skipDigits(_ cursor: inout UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>) -> Int {
    let start = cursor
    while cursor < end, cursor.pointee &- UInt8(ascii: "0") < 10 { cursor += 1 }
    return cursor - start
  }

  /// Digits, of which there may be none; nil where they are beyond 64 bits.
  @inline(__always)
  private static func magnitude(_ cursor: inout UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>) -> UInt64? {
    while cursor < end, cursor.pointee == UInt8(ascii: "0") { cursor += 1 }
    var number: UInt64 = 0
    let start = cursor
    // Nineteen digits always fit.
    let safe = min(end, start + 19)
    while cursor < safe, cursor.pointee &- UInt8(ascii: "0") < 10 {
      number = number &* 10 &+ UInt64(cursor.pointee &- UInt8(ascii: "0"))
      cursor += 1
    }
    if cursor < safe { return number }
    var isTooLarge = false
    while cursor < end, cursor.pointee &- UInt8(ascii: "0") < 10 {
      let (tenfold, overflows) = number.multipliedReportingOverflow(by: 10)
      let (sum, carries) = tenfold.addingReportingOverflow(UInt64(cursor.pointee &- UInt8(ascii: "0")))
      isTooLarge = isTooLarge || overflows || carries
      number = sum
      cursor += 1
    }
    return isTooLarge ? nil : number
  }

  @inline(__always)
  private static func signed(_ magnitude: UInt64, isNegative: Bool) -> Int64? {
    if !isNegative { return Int64(exactly: magnitude) }
    return magnitude <= 1 << 63 ? Int64(truncatingIfNeeded: 0 &- magnitude) : nil
  }
}
