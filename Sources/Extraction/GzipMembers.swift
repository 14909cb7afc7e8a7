import CZlib
import Rows

/// The members of a gzip object (RFC 1952), one after the other; their contents together are the object's.
///
/// Header and trailer are read here and only the deflate data by zlib, so that every fault has its name and its place.
struct GzipMembers: ~Copyable {
  enum Flags {
    static let headerChecksum: UInt8 = 0x02
    static let extra: UInt8 = 0x04
    static let name: UInt8 = 0x08
    static let comment: UInt8 = 0x10
    static let reserved: UInt8 = 0xE0
  }

  private enum Phase {
    case header, content, trailer, end
  }

  /// The one compression method that there is.
  static let deflate: UInt8 = 8

  private let inflater = Inflater()
  private var phase = Phase.header
  /// The member that is being read, or was read last.
  private(set) var member = 1
  private var checksum: UInt = 0
  /// Of the member's content so far, modulo 2^32 as the trailer has it.
  private var length: UInt32 = 0

  /// Fills a buffer with content; less only at the end of the last member.
  mutating func read(
    from input: inout StoredBytes, into buffer: UnsafeMutableRawBufferPointer
  ) throws(ExtractionError) -> Int {
    var done = 0
    while done < buffer.count {
      switch phase {
      case .header:
        try readHeader(&input)
        phase = .content
      case .content:
        done += try inflate(&input, into: UnsafeMutableRawBufferPointer(rebasing: buffer[done...]))
      case .trailer:
        try readTrailer(&input)
        phase = .end
        if try input.fill(2) >= 2, input.unused.starts(with: Container.gzipMagic) {
          member += 1
          phase = .header
        }
      case .end: return done
      }
    }
    return done
  }

  /// One step of the member's content; the phase changes at its end.
  private mutating func inflate(
    _ input: inout StoredBytes, into buffer: UnsafeMutableRawBufferPointer
  ) throws(ExtractionError) -> Int {
    let available = try input.fill()
    // Even without input: the last bytes may have been used and their content not yet been given out.
    let step = inflater.inflate(input.unused, into: buffer)
    input.advance(by: step.consumed)
    checksum = crc32_z(checksum, buffer.baseAddress?.assumingMemoryBound(to: UInt8.self), step.produced)
    length &+= UInt32(truncatingIfNeeded: step.produced)
    switch step.outcome {
    case .unfinished:
      if available == 0, step.produced == 0 { throw fault(.truncated(.data), input) }
    case .ended: phase = .trailer
    case .corrupt(let reason): throw fault(.corrupt(reason), input)
    }
    return step.produced
  }

  private mutating func readHeader(_ input: inout StoredBytes) throws(ExtractionError) {
    inflater.reset()
    checksum = 0
    length = 0
    var header = Header(sum: 0)
    // The magic number; it is why we are here.
    for _ in 0..<2 { _ = try headerByte(&input, &header) }
    let methodAt = input.offset
    let method = try headerByte(&input, &header)
    guard method == Self.deflate else { throw fault(.method(method), input, at: methodAt) }
    let flagsAt = input.offset
    let flags = try headerByte(&input, &header)
    guard flags & Flags.reserved == 0 else {
      throw fault(.reservedFlags(flags & Flags.reserved), input, at: flagsAt)
    }
    // Time, extra flags and operating system.
    for _ in 0..<6 { _ = try headerByte(&input, &header) }
    if flags & Flags.extra != 0 {
      let low = try headerByte(&input, &header)
      let high = try headerByte(&input, &header)
      for _ in 0..<(Int(high) << 8 | Int(low)) { _ = try headerByte(&input, &header) }
    }
    if flags & Flags.name != 0 { while try headerByte(&input, &header) != 0 {} }
    if flags & Flags.comment != 0 { while try headerByte(&input, &header) != 0 {} }
    if flags & Flags.headerChecksum != 0 {
      let sum = UInt16(truncatingIfNeeded: header.sum)
      let sumAt = input.offset
      let low = try headerByte(&input, &header)
      let high = try headerByte(&input, &header)
      guard UInt16(high) << 8 | UInt16(low) == sum else { throw fault(.headerChecksum, input, at: sumAt) }
    }
  }

  private struct Header {
    /// The CRC-32 of its bytes so far.
    var sum: UInt
  }

  private func headerByte(_ input: inout StoredBytes, _ header: inout Header) throws(ExtractionError) -> UInt8 {
    guard var byte = try input.next() else { throw fault(.truncated(.header), input) }
    header.sum = crc32_z(header.sum, &byte, 1)
    return byte
  }

  private mutating func readTrailer(_ input: inout StoredBytes) throws(ExtractionError) {
    let checksumAt = input.offset
    let storedChecksum = try trailerNumber(&input, .checksum)
    let lengthAt = input.offset
    let storedLength = try trailerNumber(&input, .length)
    #if PLANTED_FAULTS
      if ReaderFault.planted == .checksumFaultAtLength, storedChecksum != UInt32(truncatingIfNeeded: checksum) {
        throw fault(.checksum, input, at: lengthAt)
      }
      if ReaderFault.planted == .memberLengthUnchecked { length = storedLength }
    #endif
    guard storedChecksum == UInt32(truncatingIfNeeded: checksum) else { throw fault(.checksum, input, at: checksumAt) }
    guard storedLength == length else { throw fault(.length, input, at: lengthAt) }
  }

  /// Four bytes, the lowest first.
  private func trailerNumber(
    _ input: inout StoredBytes, _ part: ContainerError.Part
  ) throws(ExtractionError) -> UInt32 {
    var number: UInt32 = 0
    for shift in stride(from: UInt32(0), to: 32, by: 8) {
      guard let byte = try input.next() else { throw fault(.truncated(part), input) }
      number |= UInt32(byte) << shift
    }
    return number
  }

  private func fault(
    _ kind: ContainerError.Kind, _ input: borrowing StoredBytes, at offset: Int? = nil
  ) -> ExtractionError {
    input.fault(kind, in: .gzip, member: member, at: offset)
  }
}
