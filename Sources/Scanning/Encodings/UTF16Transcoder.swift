import Rows

/// UTF-16 to WTF-8, piece by piece, before anything is scanned.
///
/// WTF-8 is UTF-8 in which a surrogate that stands alone has the three bytes that its number would have. So nothing is
/// lost: the stored bytes can be restored, and their number is known from the text.
package struct UTF16Transcoder: Sendable {
  package enum ByteOrder: Sendable, CaseIterable {
    case little
    case big
  }

  /// With room for that many bytes a call always moves on.
  package static let roomMin = 4

  private let order: ByteOrder
  /// The first byte of a unit whose second one is still to come.
  private var half: UInt8?
  /// A high surrogate whose partner may still come.
  private var high: UInt16?

  package init(order: ByteOrder) {
    self.order = order
  }

  /// Transcodes as much of a piece as there is room for. A piece may end anywhere; what its end leaves open is used and
  /// kept. The output is never written beyond its end.
  /// - Returns: bytes of the input used, and bytes of the output written. Input that is not used comes again.
  /// - Complexity: O(used).
  package mutating func transcode(
    _ piece: UnsafeBufferPointer<UInt8>, into output: UnsafeMutableBufferPointer<UInt8>
  ) -> (used: Int, written: Int) {
    guard let start = piece.baseAddress, let room = output.baseAddress, !piece.isEmpty else { return (0, 0) }
    #if PLANTED_FAULTS
      if ReaderFault.planted == .surrogateLostBetweenPieces { high = nil }
    #endif
    let end = start + piece.count
    let roomEnd = room + output.count
    var input = start
    var free = room
    if let first = half {
      guard put(unit(first, input.pointee), &free, roomEnd) else { return (0, free - room) }
      half = nil
      input += 1
    }
    while end - input >= 2 {
      if high == nil {
        switch order {
        case .little: Self.run(&input, end, &free, roomEnd, isBig: false)
        case .big: Self.run(&input, end, &free, roomEnd, isBig: true)
        }
        guard end - input >= 2 else { break }
      }
      guard put(unit(input[0], input[1]), &free, roomEnd) else { return (input - start, free - room) }
      input += 2
    }
    if input < end {
      half = input.pointee
      input += 1
    }
    return (input - start, free - room)
  }

  /// Ends the text: writes a high surrogate that still waits (three bytes; the output needs room for them), and gives
  /// the byte that is half a unit, if the text has an odd number of bytes.
  package mutating func finish(
    into output: UnsafeMutableBufferPointer<UInt8>
  ) -> (written: Int, half: UInt8?) {
    defer { (high, half) = (nil, nil) }
    guard let high else { return (0, half) }
    precondition(output.count >= 3, "the caller promised room for a surrogate")
    let packed = UTF8Sequence.pack(UInt32(high)).bytes
    for index in 0..<3 { output[index] = UInt8(truncatingIfNeeded: packed >> (8 * index)) }
    return (3, half)
  }

  /// Writes a unit, or keeps it; false when there is no room. A surrogate that waited is written even then.
  @inline(__always)
  private mutating func put(
    _ unit: UInt16, _ free: inout UnsafeMutablePointer<UInt8>, _ roomEnd: UnsafeMutablePointer<UInt8>
  ) -> Bool {
    guard roomEnd - free >= Self.roomMin else { return false }
    if let first = high {
      high = nil
      if unit & 0xFC00 == 0xDC00 {
        let scalar = 0x1_0000 + (UInt32(first & 0x3FF) << 10 | UInt32(unit & 0x3FF))
        free[0] = UInt8(truncatingIfNeeded: 0xF0 | scalar >> 18)
        free[1] = UInt8(truncatingIfNeeded: 0x80 | scalar >> 12 & 0x3F)
        free[2] = UInt8(truncatingIfNeeded: 0x80 | scalar >> 6 & 0x3F)
        free[3] = UInt8(truncatingIfNeeded: 0x80 | scalar & 0x3F)
        free += 4
        return true
      }
      free += UTF8Sequence.write(first, free)
      guard roomEnd - free >= Self.roomMin else { return false }
    }
    if unit & 0xFC00 == 0xD800 {
      high = unit
    } else {
      free += UTF8Sequence.write(unit, free)
    }
    return true
  }

  /// Transcodes up to the next high surrogate, or until little is left of the input or the room.
  @inline(__always)
  private static func run(
    _ input: inout UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>, _ free: inout UnsafeMutablePointer<UInt8>,
    _ roomEnd: UnsafeMutablePointer<UInt8>, isBig: Bool
  ) {
    while end - input >= 8, roomEnd - free >= 16 {
      var units = UInt64(littleEndian: UnsafeRawPointer(input).loadUnaligned(as: UInt64.self))
      if isBig { units = (units & 0x00FF_00FF_00FF_00FF) << 8 | (units >> 8) & 0x00FF_00FF_00FF_00FF }
      if units & 0xFF80_FF80_FF80_FF80 == 0 {
        let pairs = (units | units >> 8) & 0x0000_FFFF_0000_FFFF
        let ascii = UInt32(truncatingIfNeeded: pairs | pairs >> 16)
        UnsafeMutableRawPointer(free).storeBytes(of: ascii.littleEndian, as: UInt32.self)
        input += 8
        free += 4
        continue
      }
      for _ in 0..<4 {
        let unit = UInt16(truncatingIfNeeded: units)
        if unit & 0xFC00 == 0xD800 { return }
        free += UTF8Sequence.write(unit, free)
        units >>= 16
        input += 2
      }
    }
  }

  @inline(__always)
  private func unit(_ first: UInt8, _ second: UInt8) -> UInt16 {
    order == .big ? UInt16(first) << 8 | UInt16(second) : UInt16(second) << 8 | UInt16(first)
  }
}

// MARK: - The way back

extension UTF16Transcoder {
  /// How many bytes of UTF-16 a text was made from: two for each sequence of one to three bytes, four for the longer
  /// ones. It is counted by first bytes, so the lengths of parts add up wherever they are cut.
  /// - Complexity: O(count).
  package static func storedLength(of text: UnsafeBufferPointer<UInt8>) -> Int {
    var units = 0
    for byte in text { units &+= (byte & 0xC0 != 0x80 ? 1 : 0) &+ (byte >= 0xF0 ? 1 : 0) }
    return units * 2
  }

  /// Appends the bytes of UTF-16 that a text was made from.
  /// - Returns: where the first byte stands that begins no whole sequence of WTF-8; nil: all is restored.
  /// - Complexity: O(count).
  package static func restore(
    _ text: UnsafeBufferPointer<UInt8>, order: ByteOrder, appendingTo stored: inout [UInt8]
  ) -> Int? {
    func append(_ unit: UInt32) {
      let (high, low) = (UInt8(truncatingIfNeeded: unit >> 8), UInt8(truncatingIfNeeded: unit))
      stored.append(order == .big ? high : low)
      stored.append(order == .big ? low : high)
    }
    guard let start = text.baseAddress else { return nil }
    let end = start + text.count
    var cursor = start
    while cursor < end {
      guard case .whole(let length) = UTF8Sequence.read(cursor, end, allowsSurrogates: true) else {
        return cursor - start
      }
      var code = UInt32(length == 1 ? cursor[0] : cursor[0] & (0x7F >> UInt8(length)))
      for index in 1..<length { code = code << 6 | UInt32(cursor[index] & 0x3F) }
      if code < 0x1_0000 {
        append(code)
      } else {
        append(0xD7C0 + (code >> 10))
        append(0xDC00 | code & 0x3FF)
      }
      cursor += length
    }
    return nil
  }
}
