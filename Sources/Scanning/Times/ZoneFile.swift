package import Rows

package struct ZoneFileError: Error, CustomStringConvertible {
  package let description: String
}

extension ZoneOffsets {
  /// The last year for which the rule in a zone file's footer is spelt out as transitions.
  static let lastRuleYear = 2200

  /// Reads a zone file (TZif, RFC 9636) whose bytes somebody else has read.
  ///
  /// The 64-bit block is used, and the footer's rule is spelt out from the last transition to the year 2200.
  package init(name: String, tzif bytes: [UInt8]) throws(ZoneFileError) {
    var reader = ZoneFileReader(bytes: bytes)
    let first = try reader.header()
    guard first.version >= 2 else { throw ZoneFileError(description: "zone \(name): a zone file of version 1") }
    try reader.skipBlock(first, timeSize: 4)
    let counts = try reader.header()
    let block = try reader.block(counts)
    let rule = try PosixZoneRule(reader.footer())

    var starts: [Int64] = [.min]
    var offsets = [block.initialOffset]
    func add(_ start: Int64, _ offset: Int64) {
      // Summer time all the year round is written as two changes on one instant, of which the later counts.
      if start == starts[starts.count - 1] {
        starts.removeLast()
        offsets.removeLast()
      }
      guard offset != offsets[offsets.count - 1] else { return }
      starts.append(start)
      offsets.append(offset)
    }
    for (start, offset) in zip(block.starts, block.offsets) { add(start, offset) }
    if let rule {
      let resume = block.starts.last ?? Int64.min
      for change in rule.changes(untilYear: Self.lastRuleYear) where change.start > resume {
        add(change.start, change.offset)
      }
    }
    self.init(name: name, starts: starts, offsets: offsets)
  }
}

private struct ZoneFileReader {
  struct Counts {
    var version: Int
    var utFlags: Int, standardFlags: Int, leaps: Int, times: Int, types: Int, characters: Int
  }

  struct Block {
    var starts: [Int64]
    var offsets: [Int64]
    var initialOffset: Int64
  }

  let bytes: [UInt8]
  var cursor = 0

  init(bytes: [UInt8]) {
    self.bytes = bytes
  }

  mutating func take(_ count: Int) throws(ZoneFileError) -> ArraySlice<UInt8> {
    guard count >= 0, cursor + count <= bytes.count else {
      throw ZoneFileError(description: "the zone file ends at byte \(bytes.count), before its data")
    }
    defer { cursor += count }
    return bytes[cursor..<cursor + count]
  }

  mutating func integer(_ size: Int) throws(ZoneFileError) -> Int64 {
    var value: Int64 = 0
    for (index, byte) in try take(size).enumerated() {
      value = index == 0 ? Int64(Int8(bitPattern: byte)) : value << 8 | Int64(byte)
    }
    return value
  }

  mutating func header() throws(ZoneFileError) -> Counts {
    guard Array(try take(4)) == Array("TZif".utf8) else {
      throw ZoneFileError(description: "not a zone file: it does not begin with TZif")
    }
    let version = try take(1).first! &- UInt8(ascii: "0")
    _ = try take(15)
    var counts: [Int] = []
    for _ in 0..<6 { counts.append(Int(try integer(4))) }
    guard counts.allSatisfy({ $0 >= 0 }) else {
      throw ZoneFileError(description: "the zone file counts fewer than none of its parts")
    }
    return Counts(
      version: Int(version), utFlags: counts[0], standardFlags: counts[1], leaps: counts[2], times: counts[3],
      types: counts[4], characters: counts[5])
  }

  mutating func skipBlock(_ counts: Counts, timeSize: Int) throws(ZoneFileError) {
    let length =
      counts.times * (timeSize + 1) + counts.types * 6 + counts.characters + counts.leaps * (timeSize + 4)
      + counts.standardFlags + counts.utFlags
    _ = try take(length)
  }

  mutating func block(_ counts: Counts) throws(ZoneFileError) -> Block {
    var starts: [Int64] = []
    for _ in 0..<counts.times {
      // Some files begin with a change 2^59 s ago, which microseconds cannot hold.
      let start = try integer(8).multipliedReportingOverflow(by: Civil.microsecondsPerSecond)
      starts.append(start.overflow ? .min + 1 : start.partialValue)
    }
    let kinds = try take(counts.times).map { Int($0) }
    var offsets: [Int64] = []
    for _ in 0..<counts.types {
      offsets.append(try integer(4) * Civil.microsecondsPerSecond)
      _ = try take(2)
    }
    _ = try take(counts.characters + counts.leaps * 12 + counts.standardFlags + counts.utFlags)
    guard let initial = offsets.first, kinds.allSatisfy({ $0 < offsets.count }) else {
      throw ZoneFileError(description: "the zone file names a type of local time that it does not define")
    }
    return Block(starts: starts, offsets: kinds.map { offsets[$0] }, initialOffset: initial)
  }

  mutating func footer() throws(ZoneFileError) -> String {
    guard cursor < bytes.count, bytes[cursor] == UInt8(ascii: "\n"),
      let end = bytes[(cursor + 1)...].firstIndex(of: UInt8(ascii: "\n"))
    else { throw ZoneFileError(description: "the zone file has no footer") }
    return String(decoding: bytes[(cursor + 1)..<end], as: UTF8.self)
  }
}
