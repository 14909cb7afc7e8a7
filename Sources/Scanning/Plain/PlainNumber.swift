/// Numbers as most files write them, eight bytes in one step: an optional minus, digits with at most one point among
/// them, and behind them a byte that ends the field. `NumberParser` is the grammar; this reads the same value from a
/// part of its texts, or leaves them.
struct PlainNumber {
  /// The digits as an integer, and how many of them stand behind the point, zeros at the end included.
  var mantissa: UInt64
  var places: Int
  /// Bytes of the text, point included.
  var length: Int

  /// - Parameter powers: of ten, as float64. Mantissa and power are exact, so the quotient is rounded once, and right.
  @inline(__always)
  func value(isNegative: Bool, _ powers: UnsafePointer<Double>) -> Double {
    // An integer has no minus zero, which is what the contract wants.
    let signed = Int64(bitPattern: mantissa)
    return Double(isNegative ? 0 &- signed : signed) / powers[places]
  }

  /// The decimals that the number needs: zeros at the end do not count.
  var neededPlaces: Int {
    var (rest, needed) = (mantissa, places)
    while needed > 0, rest % 10 == 0 {
      rest /= 10
      needed -= 1
    }
    return needed
  }

  private static let zeros: UInt64 = 0x3030_3030_3030_3030
  private static let highBits: UInt64 = 0x8080_8080_8080_8080

  /// What is no digit, as the high bit of its byte, and the eight bytes with the value of each digit.
  @inline(__always)
  private static func classify(_ text: UnsafeRawPointer) -> (others: UInt64, digits: UInt64) {
    let digits = text.loadUnaligned(as: UInt64.self) ^ zeros
    // A digit is below 10 now, and 0x76 lifts all that is not over the high bit; the high bit itself is taken out
    // before, so that no byte carries into the next.
    let others = ((digits & ~highBits) &+ 0x7676_7676_7676_7676 | digits) & highBits
    return (others, digits)
  }

  /// Eight digits, the first in the lowest byte.
  @inline(__always)
  private static func eight(_ digits: UInt64) -> UInt64 {
    let pairs = digits &* 10 &+ (digits >> 8)
    let low = (pairs & 0x0000_00FF_0000_00FF) &* 0x000F_4240_0000_0064
    let high = ((pairs >> 16) & 0x0000_00FF_0000_00FF) &* 0x0000_2710_0000_0001
    return (low &+ high) >> 32
  }

  /// The first `count` bytes, one to eight, as an integer.
  @inline(__always)
  private static func first(_ count: Int, of digits: UInt64) -> UInt64 {
    // The digits move up to the last bytes; the zeros that come in below are zeros in front.
    eight(digits &<< UInt64(truncatingIfNeeded: 64 &- count &* 8))
  }

  /// Reads the digits at the front of a text that lies in a `Page`; what stands behind them is not judged.
  /// - Returns: nil where there are none, or more than seven on one side of the point.
  @inline(__always)
  static func read(_ text: UnsafeRawPointer) -> PlainNumber? {
    let (others, digits) = classify(text)
    guard others != 0 else { return nil }
    let whole = others.trailingZeroBitCount &>> 3
    if (text + whole).load(as: UInt8.self) == UInt8(ascii: ".") {
      let behind = others & (others &- 1)
      guard behind != 0 else { return join(whole: whole, digits, fraction: text + whole + 1) }
      let end = behind.trailingZeroBitCount &>> 3
      guard end > 1 else { return nil }
      // The bytes behind the point move down over it.
      let below: UInt64 = (1 &<< UInt64(truncatingIfNeeded: whole &* 8)) &- 1
      let joined = (digits & below) | ((digits &>> 8) & ~below)
      return PlainNumber(mantissa: first(end &- 1, of: joined), places: end &- whole &- 1, length: end)
    }
    guard whole > 0 else { return nil }
    return PlainNumber(mantissa: first(whole, of: digits), places: 0, length: whole)
  }

  /// Where whole part and fraction do not lie in eight bytes together.
  @inline(__always)
  private static func join(whole: Int, _ digits: UInt64, fraction: UnsafeRawPointer) -> PlainNumber? {
    let (others, decimals) = classify(fraction)
    guard others != 0 else { return nil }
    let count = others.trailingZeroBitCount &>> 3
    guard count > 0 else { return nil }
    var scale: UInt64 = 1
    for _ in 0..<count { scale &*= 10 }
    let mantissa = (whole == 0 ? 0 : first(whole, of: digits)) &* scale &+ first(count, of: decimals)
    return PlainNumber(mantissa: mantissa, places: count, length: whole &+ 1 &+ count)
  }
}
