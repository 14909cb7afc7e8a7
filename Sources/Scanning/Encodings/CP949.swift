/// Windows code page 949: ASCII, KS X 1001, and all further syllables in the room that its bytes leave.
enum CP949 {
  /// The scalar of each two-byte code, 0 where there is none; a row of 256 for each lead byte from 0x80 on. So any two
  /// bytes are an index, and no byte needs a test.
  private static let scalars: [UInt16] = {
    var scalars = [UInt16](repeating: 0, count: 128 * 256)
    var isTaken = [Bool](repeating: false, count: 0x1_0000)
    for (row, text) in KSX1001.rows.enumerated() {
      for (column, scalar) in text.unicodeScalars.enumerated() where scalar != KSX1001.unassigned {
        let lead = Int(KSX1001.firstByte) + row
        let trail = Int(KSX1001.firstByte) + column
        scalars[index(lead, trail)] = UInt16(truncatingIfNeeded: scalar.value)
        isTaken[Int(scalar.value)] = true
      }
    }
    var syllables = (0xAC00...0xD7A3).lazy.filter { !isTaken[$0] }.makeIterator()
    for (lead, trail) in furtherCodes {
      guard let syllable = syllables.next() else { break }
      scalars[index(lead, trail)] = UInt16(truncatingIfNeeded: syllable)
    }
    return scalars
  }()

  /// The codes outside of KS X 1001, in order; the syllables that it lacks fill them, in order, and end at 0xC652.
  private static var furtherCodes: [(lead: Int, trail: Int)] {
    let letters = [0x41...0x5A, 0x61...0x7A]
    return (0x81...0xC6).flatMap { lead in
      // From lead byte 0xA1 on the trail bytes from 0xA1 on belong to KS X 1001.
      (letters + [0x81...(lead <= 0xA0 ? 0xFE : 0xA0)]).joined().map { (lead, $0) }
    }
  }

  @inline(__always)
  private static func index(_ lead: Int, _ trail: Int) -> Int {
    (lead & 0x7F) << 8 | trail
  }

  /// Decodes strictly; the output has room for the longest text and a word.
  /// - Complexity: O(count).
  static func decode(
    _ start: UnsafePointer<UInt8>, count: Int, into output: UnsafeMutablePointer<UInt8>
  ) -> Decoded {
    scalars.withUnsafeBufferPointer { scalars in
      let end = start + count
      var input = start
      var free = output
      while true {
        ASCIIRun.copy(&input, end, &free)
        while input < end, input.pointee >= 0x80 {
          guard end - input > 1 else { return Decoded(written: free - output, fault: input - start) }
          let scalar = scalars[index(Int(input[0]), Int(input[1]))]
          guard scalar != 0 else { return Decoded(written: free - output, fault: input - start) }
          free += UTF8Sequence.write(scalar, free)
          input += 2
        }
        if input == end { return Decoded(written: free - output, fault: nil) }
      }
    }
  }

  /// The two bytes of a character; nil where it has none.
  /// - Complexity: O(codes).
  static func code(of scalar: Unicode.Scalar) -> [UInt8]? {
    guard let wanted = UInt16(exactly: scalar.value), wanted != 0, let index = scalars.firstIndex(of: wanted) else {
      return nil
    }
    return [0x80 | UInt8(index >> 8), UInt8(index & 0xFF)]
  }

  /// Whether two bytes, of which the first is not ASCII, are a character.
  static func hasCharacter(_ lead: UInt8, _ trail: UInt8) -> Bool {
    scalars[index(Int(lead), Int(trail))] != 0
  }

  /// Whether a character is one of those that nearly all Korean text consists of: the syllables of KS X 1001, its
  /// punctuation and its units.
  static func isCommon(_ lead: UInt8, _ trail: UInt8) -> Bool {
    guard trail >= KSX1001.firstByte else { return false }
    switch lead {
    case 0xA1, 0xA2, 0xA7, 0xB0...0xC8: return true
    default: return false
    }
  }
}
