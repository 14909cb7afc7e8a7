/// What a decoder has made of its input.
package struct Decoded: Sendable, Equatable {
  /// Bytes of UTF-8, those of all characters before the fault.
  package let written: Int
  /// Where the first byte stands that begins no character; nil where the whole input is text.
  package let fault: Int?
}

extension TextEncoding {
  /// Room that a decoder needs for the text of `count` bytes: the longest there can be, and a word, since the last
  /// character may be written as a whole word.
  package func capacity(for count: Int) -> Int {
    switch self {
    case .utf8: count + 8
    // A unit of two bytes becomes at most three, and so does a character of two bytes; a single odd byte is one.
    case .utf16, .utf16LittleEndian, .utf16BigEndian, .cp949: count + (count + 1) / 2 + 8
    case .cp850, .windows1252, .latin1: count * 3 + 8
    }
  }

  /// Decodes strictly into memory of the caller, which has room for `capacity(for:)` bytes. What lies behind the bytes
  /// written is undefined. A byte order mark is a character like others, save in `utf16`, where it gives the order.
  /// - Complexity: O(count), without allocation.
  package func decode(_ bytes: UnsafeBufferPointer<UInt8>, into output: UnsafeMutableBufferPointer<UInt8>) -> Decoded {
    precondition(output.count >= capacity(for: bytes.count), "the caller promised room for the longest text")
    guard let start = bytes.baseAddress, let free = output.baseAddress else { return Decoded(written: 0, fault: nil) }
    switch self {
    case .utf8:
      let (valid, _) = UTF8Sequence.validate(start, count: bytes.count)
      free.update(from: start, count: valid)
      return Decoded(written: valid, fault: valid < bytes.count ? valid : nil)
    case .utf16, .utf16LittleEndian, .utf16BigEndian: return decodeUTF16(bytes, into: output)
    case .cp949: return CP949.decode(start, count: bytes.count, into: free)
    case .cp850: return SingleByteTable.cp850.decode(start, count: bytes.count, into: free)
    case .windows1252: return SingleByteTable.windows1252.decode(start, count: bytes.count, into: free)
    case .latin1: return SingleByteTable.latin1.decode(start, count: bytes.count, into: free)
    }
  }

  /// Decodes strictly and appends the UTF-8, up to the fault if there is one.
  /// - Returns: where the first byte stands that begins no character; nil: all is text.
  /// - Complexity: O(count).
  package func decode(_ bytes: UnsafeBufferPointer<UInt8>, appendingTo text: inout [UInt8]) -> Int? {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: capacity(for: bytes.count)) { room in
      let decoded = decode(bytes, into: room)
      text.append(contentsOf: UnsafeMutableBufferPointer(rebasing: room[..<decoded.written]))
      return decoded.fault
    }
  }

  /// The text that the bytes spell; nil if they are no text in this encoding.
  /// - Complexity: O(count).
  package func text(_ bytes: UnsafeBufferPointer<UInt8>) -> String? {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: capacity(for: bytes.count)) { room in
      let decoded = decode(bytes, into: room)
      guard decoded.fault == nil else { return nil }
      return String(decoding: UnsafeMutableBufferPointer(rebasing: room[..<decoded.written]), as: UTF8.self)
    }
  }

  /// Strict UTF-16 is what the transcoder makes of it, unless a surrogate stands alone or half a unit is left over.
  private func decodeUTF16(
    _ bytes: UnsafeBufferPointer<UInt8>, into output: UnsafeMutableBufferPointer<UInt8>
  ) -> Decoded {
    guard let order = byteOrder(at: bytes), let free = output.baseAddress else {
      preconditionFailure("only the encodings of UTF-16 come here, with a room to write to")
    }
    let mark = self == .utf16 ? markLength(at: bytes) ?? 0 : 0
    var transcoder = UTF16Transcoder(order: order)
    var written = transcoder.transcode(UnsafeBufferPointer(rebasing: bytes[mark...]), into: output).written
    let ending = transcoder.finish(into: UnsafeMutableBufferPointer(rebasing: output[written...]))
    written += ending.written
    let (valid, _) = UTF8Sequence.validate(free, count: written)
    if valid < written {
      let before = UTF16Transcoder.storedLength(of: UnsafeBufferPointer(start: free, count: valid))
      return Decoded(written: valid, fault: mark + before)
    }
    return Decoded(written: written, fault: ending.half == nil ? nil : bytes.count - 1)
  }
}
