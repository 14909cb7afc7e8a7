import Glibc
import Rows

/// Decimal text to float64, correctly rounded.
enum NumberParser {
  enum Outcome: Equatable {
    /// The value, and how many of its decimals are needed: trailing zeros do not count.
    case number(Double, decimals: Int)
    case notANumber
    case outOfRange
  }

  /// Powers of ten that float64 holds exactly: with a mantissa below 2^53 one operation rounds once, so it is right.
  private static let exactPowers: [Double] = {
    var powers = [1.0]
    for _ in 1...22 { powers.append(powers[powers.count - 1] * 10) }
    return powers
  }()
  private static let exactMantissaMax: UInt64 = 1 << 53

  /// - Complexity: O(count).
  static func parse(_ start: UnsafePointer<UInt8>, count: Int) -> Outcome {
    var cursor = start
    let end = start + count
    var negative = false
    if cursor < end, cursor.pointee == UInt8(ascii: "-") || cursor.pointee == UInt8(ascii: "+") {
      negative = cursor.pointee == UInt8(ascii: "-")
      cursor += 1
    }
    var mantissa: UInt64 = 0
    var significant = 0
    var digits = 0
    var decimals = 0
    var trailingZeros = 0
    var seenPoint = false
    while cursor < end {
      let digit = cursor.pointee &- UInt8(ascii: "0")
      if digit < 10 {
        digits += 1
        if significant > 0 || digit != 0 { significant += 1 }
        if significant <= 19 { mantissa = mantissa &* 10 &+ UInt64(digit) }
        if seenPoint { decimals += 1 }
        trailingZeros = digit == 0 ? trailingZeros + 1 : 0
      } else if cursor.pointee == UInt8(ascii: "."), !seenPoint {
        seenPoint = true
      } else {
        break
      }
      cursor += 1
    }
    guard digits > 0 else { return .notANumber }
    var exponent = 0
    if cursor < end {
      guard let read = parseExponent(cursor, end: end) else { return .notANumber }
      exponent = read
    }
    let needed = significant == 0 ? 0 : max(0, decimals - trailingZeros - exponent)
    guard significant > 0 else { return .number(0, decimals: 0) }
    let scale = exponent - decimals
    #if PLANTED_FAULTS
      if ReaderFault.planted == .byteReadBeyondSlack, end[64] == end[-1] { return .notANumber }
      let exactMantissaMax =
        ReaderFault.planted == .mantissaTakenBeyondExact ? Self.exactMantissaMax << 1 : Self.exactMantissaMax
    #endif
    if significant <= 19, mantissa <= exactMantissaMax, scale >= -22, scale <= 22 {
      let magnitude =
        scale < 0 ? Double(mantissa) / exactPowers[-scale] : Double(mantissa) * exactPowers[scale]
      return .number(negative ? -magnitude : magnitude, decimals: needed)
    }
    return parseSlowly(start, count: count, decimals: needed)
  }

  /// An exponent up to the field's end, clipped to ±10,000,000, which no record's digits undo; `nil` if it is none.
  private static func parseExponent(_ start: UnsafePointer<UInt8>, end: UnsafePointer<UInt8>) -> Int? {
    guard start.pointee | 0x20 == UInt8(ascii: "e") else { return nil }
    var cursor = start + 1
    var negative = false
    if cursor < end, cursor.pointee == UInt8(ascii: "-") || cursor.pointee == UInt8(ascii: "+") {
      negative = cursor.pointee == UInt8(ascii: "-")
      cursor += 1
    }
    guard cursor < end else { return nil }
    var exponent = 0
    while cursor < end {
      let digit = cursor.pointee &- UInt8(ascii: "0")
      guard digit < 10 else { return nil }
      exponent = min(exponent * 10 + Int(digit), 10_000_000)
      cursor += 1
    }
    return negative ? -exponent : exponent
  }

  /// The C library rounds correctly at any length; the text has been checked against our own grammar by now.
  private static func parseSlowly(_ start: UnsafePointer<UInt8>, count: Int, decimals: Int) -> Outcome {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: count + 1) { text in
      for index in 0..<count { text[index] = CChar(bitPattern: start[index]) }
      text[count] = 0
      let value = strtod(text.baseAddress!, nil)
      guard value.isFinite else { return .outOfRange }
      return .number(value == 0 ? 0 : value, decimals: decimals)
    }
  }
}
