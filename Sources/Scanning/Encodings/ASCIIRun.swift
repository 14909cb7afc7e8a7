/// The part of all transparent encodings that is the same.
enum ASCIIRun {
  static let highBits: UInt64 = 0x8080_8080_8080_8080

  /// Copies up to the first byte that is not ASCII, or to the end, and moves both pointers. Up to eight bytes of output
  /// may be overwritten beyond those copied.
  @inline(__always)
  static func copy(
    _ input: inout UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>, _ output: inout UnsafeMutablePointer<UInt8>
  ) {
    while end - input >= 8 {
      let word = UnsafeRawPointer(input).loadUnaligned(as: UInt64.self)
      UnsafeMutableRawPointer(output).storeBytes(of: word, as: UInt64.self)
      let high = word & highBits
      guard high == 0 else {
        let ascii = high.trailingZeroBitCount >> 3
        input += ascii
        output += ascii
        return
      }
      input += 8
      output += 8
    }
    while input < end, input.pointee < 0x80 {
      output.pointee = input.pointee
      input += 1
      output += 1
    }
  }

  /// The first byte from `start` on that is not ASCII, or the end.
  @inline(__always)
  static func end(_ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>) -> UnsafePointer<UInt8> {
    var cursor = start
    while end - cursor >= 8 {
      let high = UnsafeRawPointer(cursor).loadUnaligned(as: UInt64.self) & highBits
      if high != 0 { return cursor + (high.trailingZeroBitCount >> 3) }
      cursor += 8
    }
    while cursor < end, cursor.pointee < 0x80 { cursor += 1 }
    return cursor
  }
}
