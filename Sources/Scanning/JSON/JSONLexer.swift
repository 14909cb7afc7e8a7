/// The tokens of RFC 8259, read strictly from bytes of a `Page`.
///
/// Each function starts at `cursor` and moves it behind the token, or returns false and leaves it on the first byte
/// with which no JSON text can go on (`end` if it is the end that comes too early). Up to 16 bytes behind `end` are
/// loaded and never judged.
enum JSONLexer {
  private static let ones: UInt64 = 0x0101_0101_0101_0101
  private static let highs: UInt64 = 0x8080_8080_8080_8080

  /// Skips blanks and tells the byte behind them; 0, which begins no token, at the end.
  @inline(__always)
  static func token(_ cursor: inout UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>) -> UInt8 {
    while cursor < end {
      let byte = cursor.pointee
      if byte > 0x20 { return byte }
      guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return byte }
      cursor += 1
    }
    return 0
  }

  /// From behind the opening quote to the closing one, which stays. `hasEscape` becomes true if there is a backslash.
  @inline(__always)
  static func string(
    _ cursor: inout UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>, _ hasEscape: inout Bool
  ) -> Bool {
    while true {
      let word = UnsafeRawPointer(cursor).loadUnaligned(as: UInt64.self)
      // The lowest high bit left marks the first quote, backslash, control character or byte beyond ASCII.
      let quotes = (word ^ (ones &* 0x22)) &- ones
      let backslashes = (word ^ (ones &* 0x5C)) &- ones
      let found = (quotes | backslashes | (word &- (ones &* 0x20)) | word) & highs
      if found == 0 {
        cursor += 8
        if cursor >= end { break }
        continue
      }
      cursor += found.trailingZeroBitCount >> 3
      if cursor >= end { break }
      if cursor.pointee == UInt8(ascii: "\"") { return true }
      if cursor.pointee == UInt8(ascii: "\\") { hasEscape = true }
      guard oddCharacters(&cursor, end) else { return false }
    }
    cursor = end
    return false
  }

  /// One escape, or characters beyond ASCII as many as follow each other; false at a control character.
  @inline(never)
  private static func oddCharacters(_ cursor: inout UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>) -> Bool {
    if cursor.pointee == UInt8(ascii: "\\") { return escape(&cursor, end) }
    guard cursor.pointee >= 0x80 else { return false }
    repeat {
      guard character(&cursor, end) else { return false }
    } while cursor < end && cursor.pointee >= 0x80
    return true
  }

  /// One character of two to four bytes, in the shortest form, and none of the surrogates.
  private static func character(_ cursor: inout UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>) -> Bool {
    let lead = cursor.pointee
    var least: UInt8 = 0x80
    var most: UInt8 = 0xBF
    let following: Int
    switch lead {
    case 0xC2...0xDF: following = 1
    case 0xE0...0xEF:
      following = 2
      if lead == 0xE0 { least = 0xA0 }
      if lead == 0xED { most = 0x9F }
    case 0xF0...0xF4:
      following = 3
      if lead == 0xF0 { least = 0x90 }
      if lead == 0xF4 { most = 0x8F }
    default: return false
    }
    cursor += 1
    for _ in 0..<following {
      guard cursor < end, cursor.pointee >= least, cursor.pointee <= most else { return false }
      cursor += 1
      least = 0x80
      most = 0xBF
    }
    return true
  }

  private static func escape(_ cursor: inout UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>) -> Bool {
    cursor += 1
    guard cursor < end else { return false }
    switch cursor.pointee {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
      UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
      cursor += 1
      return true
    case UInt8(ascii: "u"):
      cursor += 1
      for _ in 0..<4 {
        guard cursor < end, hexDigit(cursor.pointee) != nil else { return false }
        cursor += 1
      }
      return true
    default: return false
    }
  }

  @inline(__always)
  static func hexDigit(_ byte: UInt8) -> UInt32? {
    let digit = byte &- UInt8(ascii: "0")
    if digit <= 9 { return UInt32(digit) }
    let letter = (byte | 0x20) &- UInt8(ascii: "a")
    return letter <= 5 ? UInt32(letter) + 10 : nil
  }

  /// A number from its sign or first digit. What follows it is not looked at.
  @inline(__always)
  static func number(_ cursor: inout UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>) -> Bool {
    if cursor.pointee == UInt8(ascii: "-") {
      cursor += 1
      guard cursor < end else { return false }
    }
    if cursor.pointee == UInt8(ascii: "0") {
      cursor += 1
    } else {
      guard digits(&cursor, end) else { return false }
    }
    if cursor < end, cursor.pointee == UInt8(ascii: ".") {
      cursor += 1
      guard digits(&cursor, end) else { return false }
    }
    if cursor < end, cursor.pointee | 0x20 == UInt8(ascii: "e") {
      cursor += 1
      if cursor < end, cursor.pointee == UInt8(ascii: "+") || cursor.pointee == UInt8(ascii: "-") { cursor += 1 }
      guard digits(&cursor, end) else { return false }
    }
    return true
  }

  /// One digit or more.
  @inline(__always)
  private static func digits(_ cursor: inout UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>) -> Bool {
    let start = cursor
    while cursor < end {
      let word = UnsafeRawPointer(cursor).loadUnaligned(as: UInt64.self) ^ (ones &* 0x30)
      // A byte of more than 9 carries into its high bit; what it spills over lies behind the first.
      let found = ((word &+ (ones &* 0x76)) | word) & highs
      if found == 0 {
        cursor += 8
        continue
      }
      cursor += found.trailingZeroBitCount >> 3
      break
    }
    if cursor > end { cursor = end }
    return cursor > start
  }

  /// `null`, `true` or `false` from its first letter; `letters` are its last four, the last one highest.
  @inline(__always)
  static func literal(
    _ cursor: inout UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>, _ letters: UInt32, count: Int
  ) -> Bool {
    if UnsafeRawPointer(cursor + (count &- 4)).loadUnaligned(as: UInt32.self) == letters, end - cursor >= count {
      cursor += count
      return true
    }
    return literalFault(&cursor, end, letters, count: count)
  }

  @inline(never)
  private static func literalFault(
    _ cursor: inout UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>, _ letters: UInt32, count: Int
  ) -> Bool {
    cursor += count - 4
    for position in 0..<4 where cursor < end {
      guard cursor.pointee == UInt8(truncatingIfNeeded: letters >> UInt32(8 * position)) else { return false }
      cursor += 1
    }
    return false
  }
}
