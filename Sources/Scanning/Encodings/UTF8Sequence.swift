import Rows

/// The well-formed sequences of UTF-8 (Unicode, table 3-7), and those of WTF-8, which has lone surrogates as well.
enum UTF8Sequence {
  enum Reading: Equatable {
    case whole(length: Int)
    /// Well-formed as far as the bytes go.
    case cut
    case illFormed
  }

  /// Reads the sequence at `start`, which lies before `end`.
  @inline(__always)
  static func read(
    _ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>, allowsSurrogates: Bool
  ) -> Reading {
    let length: Int
    // The second byte alone keeps out overlong forms, surrogates, and what lies beyond U+10FFFF.
    var second: ClosedRange<UInt8> = 0x80...0xBF
    switch start.pointee {
    case 0x00...0x7F: return .whole(length: 1)
    case 0xC2...0xDF: length = 2
    case 0xE0: (length, second) = (3, 0xA0...0xBF)
    case 0xED: (length, second) = (3, allowsSurrogates ? second : 0x80...0x9F)
    case 0xE1...0xEF: length = 3
    case 0xF0: (length, second) = (4, 0x90...0xBF)
    case 0xF1...0xF3: length = 4
    case 0xF4: (length, second) = (4, 0x80...0x8F)
    default: return .illFormed
    }
    let left = end - start
    guard left > 1 else { return .cut }
    #if PLANTED_FAULTS
      if ReaderFault.planted == .overlongSequenceTaken { second = 0x80...0xBF }
    #endif
    guard second.contains(start[1]) else { return .illFormed }
    if length > 2 {
      guard left > 2 else { return .cut }
      guard start[2] & 0xC0 == 0x80 else { return .illFormed }
    }
    if length > 3 {
      guard left > 3 else { return .cut }
      guard start[3] & 0xC0 == 0x80 else { return .illFormed }
    }
    return .whole(length: length)
  }

  /// How many bytes at the start are UTF-8; `isCut` says that only the end of the last sequence is missing.
  /// - Complexity: O(count).
  static func validate(_ start: UnsafePointer<UInt8>, count: Int) -> (valid: Int, isCut: Bool) {
    let end = start + count
    var cursor = start
    while true {
      cursor = ASCIIRun.end(cursor, end)
      while cursor < end, cursor.pointee >= 0x80 {
        switch read(cursor, end, allowsSurrogates: false) {
        case .whole(let length): cursor += length
        case .cut: return (cursor - start, true)
        case .illFormed: return (cursor - start, false)
        }
      }
      if cursor == end { return (count, false) }
    }
  }

  /// Writes a scalar or a surrogate below U+10000 as one to three bytes; four bytes of output may be overwritten.
  /// - Returns: how many bytes it took.
  @inline(__always)
  static func write(_ unit: UInt16, _ output: UnsafeMutablePointer<UInt8>) -> Int {
    let (bytes, length) = pack(UInt32(unit))
    UnsafeMutableRawPointer(output).storeBytes(of: bytes.littleEndian, as: UInt32.self)
    return length
  }

  /// The bytes of a scalar below U+10000, the first in the lowest place.
  @inline(__always)
  static func pack(_ code: UInt32) -> (bytes: UInt32, length: Int) {
    if code >= 0x800 {
      return (0x80_80E0 | code >> 12 | (code >> 6 & 0x3F) << 8 | (code & 0x3F) << 16, 3)
    }
    if code >= 0x80 { return (0x80C0 | code >> 6 | (code & 0x3F) << 8, 2) }
    return (code, 1)
  }
}
