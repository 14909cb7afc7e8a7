/// An encoding of one byte a character whose lower half is ASCII.
struct SingleByteTable: Sendable {
  /// For each byte from 0x80 on its UTF-8, the first byte in the lowest place, and in the highest byte how many they
  /// are; 0 where no character is assigned.
  private let upperHalf: [UInt32]

  /// - Parameter characters: those of 0x80 to 0xFF in order; `_` stands for none, as ASCII is not among them.
  private init(_ characters: some Sequence<Unicode.Scalar>) {
    upperHalf = characters.map { scalar in
      guard scalar != "_" else { return 0 }
      let (bytes, length) = UTF8Sequence.pack(scalar.value)
      return bytes | UInt32(length) << 24
    }
    precondition(upperHalf.count == 128, "a table of the upper half has 128 characters")
  }

  static let latin1 = SingleByteTable((0x80...0xFF as ClosedRange<UInt8>).map { Unicode.Scalar($0) })

  /// Above 0x9F it is Latin-1.
  static let windows1252 = SingleByteTable(
    "€_‚ƒ„…†‡ˆ‰Š‹Œ_Ž__‘’“”•–—˜™š›œ_žŸ".unicodeScalars + (0xA0...0xFF as ClosedRange<UInt8>).map { Unicode.Scalar($0) })

  static let cp850 = SingleByteTable(
    """
    ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»\
    ░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀\
    ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u{AD}±‗¾¶§÷¸°¨·¹³²■\u{A0}
    """.unicodeScalars)

  /// Decodes strictly; the output has room for the longest text and a word.
  /// - Complexity: O(count).
  func decode(
    _ start: UnsafePointer<UInt8>, count: Int, into output: UnsafeMutablePointer<UInt8>
  ) -> Decoded {
    upperHalf.withUnsafeBufferPointer { upperHalf in
      let end = start + count
      var input = start
      var free = output
      while true {
        ASCIIRun.copy(&input, end, &free)
        while input < end, input.pointee >= 0x80 {
          let packed = upperHalf[Int(input.pointee & 0x7F)]
          guard packed != 0 else { return Decoded(written: free - output, fault: input - start) }
          UnsafeMutableRawPointer(free).storeBytes(of: packed.littleEndian, as: UInt32.self)
          free += Int(packed >> 24)
          input += 1
        }
        if input == end { return Decoded(written: free - output, fault: nil) }
      }
    }
  }
}
