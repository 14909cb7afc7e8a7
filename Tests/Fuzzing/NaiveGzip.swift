import CZlib

@testable import Extraction

/// The slow and obvious reader of gzip: a file is an array, a member is a header, deflate data and a trailer.
///
/// Only the deflate data go through zlib, in one call.
struct NaiveGzip {
  private struct Fault: Error {
    var ending: Ending
  }

  private let stored: [UInt8]
  private let policy: ExpansionPolicy
  private let limit: Int
  private var at = 0
  private var member = 1
  private var content: [UInt8] = []

  static func ending(of stored: [UInt8], _ policy: ExpansionPolicy) -> Ending {
    var reader = NaiveGzip(stored, policy)
    do throws(Fault) {
      return try reader.read()
    } catch {
      return error.ending
    }
  }

  private init(_ stored: [UInt8], _ policy: ExpansionPolicy) {
    self.stored = stored
    self.policy = policy
    limit = min(policy.bytesMax, max(1 << 20, stored.count * policy.ratioMax))
  }

  private func fault(_ kind: ContainerError.Kind, at offset: Int? = nil) -> Fault {
    Fault(ending: .fault(kind, member: member, offset: offset ?? at))
  }

  private mutating func byte(_ part: ContainerError.Part) throws(Fault) -> UInt8 {
    guard at < stored.count else { throw fault(.truncated(part)) }
    at += 1
    return stored[at - 1]
  }

  private mutating func read() throws(Fault) -> Ending {
    while true {
      try header()
      let before = content.count
      try data()
      try trailer(Array(content[before...]))
      guard stored[at...].starts(with: [0x1F, 0x8B]) else { break }
      member += 1
    }
    let rest = stored[at...]
    let place = rest.firstIndex { $0 != 0 }
    if policy.trailing == .refuse, !rest.isEmpty { throw fault(.trailing(bytes: rest.count, allowed: .refuse)) }
    if policy.trailing == .zeros, let place {
      throw fault(.trailing(bytes: rest.count, allowed: .zeros), at: place)
    }
    return .read(content, note: place.map { _ in "\(rest.count) bytes after the last gzip member were ignored" })
  }

  private mutating func header() throws(Fault) {
    let start = at
    for _ in 0..<2 { _ = try byte(.header) }
    let method = try byte(.header)
    if method != 8 { throw fault(.method(method), at: at - 1) }
    let flags = try byte(.header)
    if flags >= 0x20 { throw fault(.reservedFlags(flags & 0xE0), at: at - 1) }
    for _ in 0..<6 { _ = try byte(.header) }
    if flags & 4 != 0 {
      let length = Int(try byte(.header)) + 256 * Int(try byte(.header))
      for _ in 0..<length { _ = try byte(.header) }
    }
    for flag in [8, 16] as [UInt8] where flags & flag != 0 {
      while try byte(.header) != 0 {}
    }
    if flags & 2 != 0 {
      let sum = Self.checksum(Array(stored[start..<at])) & 0xFFFF
      let place = at
      let written = UInt32(try byte(.header)) + 256 * UInt32(try byte(.header))
      if written != sum { throw fault(.headerChecksum, at: place) }
    }
  }

  private mutating func data() throws(Fault) {
    let room = limit + 1 - content.count
    let (produced, consumed, outcome) = Self.inflate(Array(stored[at...]), room: room)
    content += produced
    at += consumed
    // zlib may see that what follows is none before anybody asks for it.
    if case .corrupt(let reason) = outcome { throw fault(.corrupt(reason)) }
    if content.count > limit { throw fault(policy.limitKind(stored: stored.count)) }
    if outcome == .unfinished { throw fault(.truncated(.data), at: stored.count) }
  }

  private mutating func trailer(_ own: [UInt8]) throws(Fault) {
    let place = at
    var numbers: [UInt32] = []
    for part in [ContainerError.Part.checksum, .length] {
      var number: UInt32 = 0
      for power in 0..<4 { number += UInt32(try byte(part)) << (8 * UInt32(power)) }
      numbers.append(number)
    }
    if numbers[0] != Self.checksum(own) { throw fault(.checksum, at: place) }
    if numbers[1] != UInt32(truncatingIfNeeded: own.count) { throw fault(.length, at: place + 4) }
  }

  /// The CRC-32 of RFC 1952, bit by bit.
  static func checksum(_ bytes: [UInt8]) -> UInt32 {
    var sum: UInt32 = .max
    for byte in bytes {
      sum ^= UInt32(byte)
      for _ in 0..<8 { sum = sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1 }
    }
    return ~sum
  }

  static func inflate(
    _ data: [UInt8], room: Int
  ) -> (produced: [UInt8], consumed: Int, outcome: Inflater.Outcome) {
    var stream = z_stream()
    guard inflateInit2_(&stream, -15, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
      disagree("zlib does not begin")
    }
    defer { inflateEnd(&stream) }
    var data = data
    var outcome = Inflater.Outcome.unfinished
    let available = data.count
    let produced = [UInt8](unsafeUninitializedCapacity: room) { output, count in
      data.withUnsafeMutableBufferPointer { input in
        stream.next_in = input.baseAddress
        stream.avail_in = UInt32(available)
        stream.next_out = output.baseAddress
        stream.avail_out = UInt32(room)
        switch CZlib.inflate(&stream, Z_NO_FLUSH) {
        case Z_STREAM_END: outcome = .ended
        case Z_OK, Z_BUF_ERROR: outcome = .unfinished
        default: outcome = .corrupt(stream.msg.map { String(cString: $0) } ?? "not a deflate stream")
        }
      }
      count = room - Int(stream.avail_out)
    }
    return (produced, available - Int(stream.avail_in), outcome)
  }
}
