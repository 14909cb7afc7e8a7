extension JSONLexer {
  /// Writes the text between the quotes of a valid string, escapes undone, to `text`, which has room for as many bytes
  /// as the string has.
  /// - Returns: how many bytes were written, or nil for a lone surrogate, which no text can hold.
  /// - Complexity: O(length).
  static func unescape(
    _ string: UnsafePointer<UInt8>, _ length: Int, into text: UnsafeMutablePointer<UInt8>
  ) -> Int? {
    let end = string + length
    var cursor = string
    var free = text
    while cursor < end {
      guard cursor.pointee == UInt8(ascii: "\\") else {
        free.pointee = cursor.pointee
        free += 1
        cursor += 1
        continue
      }
      let letter = cursor[1]
      cursor += 2
      guard letter == UInt8(ascii: "u") else {
        free.pointee = character(ofEscape: letter)
        free += 1
        continue
      }
      var scalar = unit(cursor)
      cursor += 4
      if scalar & 0xFC00 == 0xD800 {
        // The string is valid: an escape that has begun is whole, and behind its last character stands the quote.
        guard cursor[0] == UInt8(ascii: "\\"), cursor[1] == UInt8(ascii: "u") else { return nil }
        let low = unit(cursor + 2)
        guard low & 0xFC00 == 0xDC00 else { return nil }
        scalar = 0x1_0000 + (scalar & 0x3FF) << 10 + low & 0x3FF
        cursor += 6
      } else if scalar & 0xFC00 == 0xDC00 {
        return nil
      }
      encode(scalar, &free)
    }
    return free - text
  }

  private static func character(ofEscape letter: UInt8) -> UInt8 {
    switch letter {
    case UInt8(ascii: "b"): 0x08
    case UInt8(ascii: "f"): 0x0C
    case UInt8(ascii: "n"): 0x0A
    case UInt8(ascii: "r"): 0x0D
    case UInt8(ascii: "t"): 0x09
    default: letter
    }
  }

  /// The value of four hexadecimal digits.
  private static func unit(_ digits: UnsafePointer<UInt8>) -> UInt32 {
    var unit: UInt32 = 0
    for position in 0..<4 { unit = unit << 4 | (hexDigit(digits[position]) ?? 0) }
    return unit
  }

  /// Appends a scalar in UTF-8: one to four bytes, never more than its escape has.
  private static func encode(_ scalar: UInt32, _ free: inout UnsafeMutablePointer<UInt8>) {
    func append(_ byte: UInt32) {
      free.pointee = UInt8(truncatingIfNeeded: byte)
      free += 1
    }
    switch scalar {
    case ..<0x80: append(scalar)
    case ..<0x800:
      append(0xC0 | scalar >> 6)
      append(0x80 | scalar & 0x3F)
    case ..<0x1_0000:
      append(0xE0 | scalar >> 12)
      append(0x80 | scalar >> 6 & 0x3F)
      append(0x80 | scalar & 0x3F)
    default:
      append(0xF0 | scalar >> 18)
      append(0x80 | scalar >> 12 & 0x3F)
      append(0x80 | scalar >> 6 & 0x3F)
      append(0x80 | scalar & 0x3F)
    }
  }
}
