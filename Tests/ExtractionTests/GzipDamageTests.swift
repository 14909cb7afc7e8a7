import Testing

@testable import Extraction

/// Is every damage noticed, whichever bit it is, wherever a file is cut?
struct GzipDamageTests {
  struct Sample: Sendable, CustomTestStringConvertible {
    var name: String
    var content: [UInt8]
    var stored: [UInt8]
    /// Where a member ends and another begins: cut there, a file is whole.
    var boundary: Int?

    var members: [Range<Int>] {
      guard let boundary else { return [0..<stored.count] }
      return [0..<boundary, boundary..<stored.count]
    }

    var testDescription: String { name }
  }

  static let samples: [Sample] = {
    let lines = Packed.lines(60)
    let halves = [Packed.gzip(Array(lines[..<200])), Packed.gzip(Array(lines[200...]))]
    return [
      Sample(name: "one member", content: lines, stored: Packed.gzip(lines)),
      Sample(name: "all header fields", content: lines, stored: Packed.gzip(lines, .all)),
      Sample(name: "two members", content: lines, stored: halves[0] + halves[1], boundary: halves[0].count),
    ]
  }()

  @Test(arguments: samples)
  func everyFlip(_ sample: Sample) throws {
    let folder = try Folder()
    var harmless: [Int] = []
    for bit in 0..<(sample.stored.count * 8) {
      var stored = sample.stored
      stored[bit / 8] ^= 1 << (bit % 8)
      switch try folder.ending(of: stored) {
      case .fault: break
      case .read(sample.content, note: nil): harmless.append(bit)
      case let other: Issue.record("bit \(bit): \(other)")
      }
    }
    // Of a header without its own checksum: the text flag, the time, the extra flags, the operating system.
    var free: [Int] = []
    var padding: Set<Int> = []
    for member in sample.members {
      if sample.stored[member.lowerBound + 3] & 0x02 == 0 {
        free.append((member.lowerBound + 3) * 8)
        free += Array((member.lowerBound + 4) * 8..<(member.lowerBound + 10) * 8)
      }
      // And of the last compressed byte the bits that fill it up.
      padding.formUnion((member.upperBound - 9) * 8 + 1..<(member.upperBound - 8) * 8)
    }
    #expect(harmless.filter { !padding.contains($0) } == free)
  }

  @Test(arguments: samples)
  func everyLength(_ sample: Sample) throws {
    let folder = try Folder()
    for count in 0..<sample.stored.count {
      let ending = try folder.ending(of: Array(sample.stored[..<count]))
      if count == 0 {
        #expect(ending == .read([], note: nil), "a file without a byte is plain, and empty")
      } else if count == sample.boundary {
        // Nothing in the format tells a file of one member from the first part of one with two.
        #expect(ending == .read(Array(sample.content[..<200]), note: nil))
      } else {
        #expect(ending.isFault, "\(count) bytes: \(ending)")
      }
    }
  }

  /// The part that a file ends in, by its length.
  @Test func thePartThatIsMissing() throws {
    let folder = try Folder()
    let header = Packed.Header.all.bytes.count
    let stored = Packed.gzip(Packed.lines(12), .all)
    let parts: [(part: ContainerError.Part, lengths: Range<Int>)] = [
      (.header, 1..<header), (.data, header..<(stored.count - 8)),
      (.checksum, (stored.count - 8)..<(stored.count - 4)), (.length, (stored.count - 4)..<stored.count),
    ]
    for (part, lengths) in parts {
      for count in lengths {
        let ending = try folder.ending(of: Array(stored[..<count]))
        #expect(ending == .fault(.truncated(part), member: 1, offset: count), "\(count) bytes")
      }
    }
  }

  static let headers: [Packed.Header] = [
    Packed.Header(), Packed.Header(hasChecksum: true), Packed.Header(extra: []), Packed.Header(name: ""),
    Packed.Header(comment: ""), Packed.Header(extra: [UInt8](repeating: 7, count: 65_535)),
    Packed.Header(name: String(repeating: "n", count: 600_000)),
    Packed.Header(extra: [0], name: "a", comment: "b"), Packed.Header(name: "a", hasChecksum: true), .all,
  ]

  @Test(arguments: headers.indices)
  func everyHeader(_ index: Int) throws {
    let folder = try Folder()
    let lines = Packed.lines(40)
    let stored = Packed.gzip(lines, Self.headers[index])
    #expect(try folder.ending(of: stored) == .read(lines, note: nil))
    #expect(try folder.ending(of: stored + stored) == .read(lines + lines, note: nil))
  }

  @Test func aWrongHeaderChecksum() throws {
    let folder = try Folder()
    var stored = Packed.gzip(Packed.lines(1), .all)
    let at = Packed.Header.all.bytes.count - 2
    stored[at] ^= 1
    #expect(try folder.ending(of: stored) == .fault(.headerChecksum, member: 1, offset: at))
  }

  @Test(arguments: [Int32(0), 1, 6, 9])
  func everyPageSize(level: Int32) throws {
    let folder = try Folder()
    let lines = Packed.lines(400)
    let stored =
      Packed.gzip(Array(lines[..<5000]), .all, level: level) + Packed.gzip([])
      + Packed.gzip(Array(lines[5000...]), level: level)
    for piece in [1, 2, 7, 4096, 1 << 18] {
      #expect(try folder.ending(of: stored, piece: piece) == .read(lines, note: nil), "pages of \(piece) bytes")
    }
  }

  /// A member's end, and the next one's magic number, on either side of the input buffer's end.
  @Test(arguments: -12...12)
  func membersAtTheBuffersEnd(_ shift: Int) throws {
    let folder = try Folder()
    let lines = Packed.lines(30)
    let bare = Packed.gzip(lines, Packed.Header(name: "")).count
    let name = String(repeating: "n", count: StoredBytes.bufferBytes + shift - bare)
    let stored = Packed.gzip(lines, Packed.Header(name: name)) + Packed.gzip(lines)
    #expect(stored.count == StoredBytes.bufferBytes + shift + Packed.gzip(lines).count)
    #expect(try folder.ending(of: stored) == .read(lines + lines, note: nil))
    let cut = Array(stored.dropLast())
    #expect(try folder.ending(of: cut) == .fault(.truncated(.length), member: 2, offset: cut.count))
  }

  static let tails: [(tail: [UInt8], offset: Int?)] = [
    ([], nil), ([0], nil), ([UInt8](repeating: 0, count: 600_000), nil), ([1], 0), ([0x1F], 0), ([0x8B], 0),
    ([0, 0x1F, 0x8B], 1), ([UInt8](repeating: 0, count: 600_000) + [9], 600_000), ([0x1F, 0x8A, 8, 0], 0),
  ]

  @Test(arguments: tails.indices)
  func whatFollows(_ index: Int) throws {
    let folder = try Folder()
    let (tail, offset) = Self.tails[index]
    let lines = Packed.lines(3)
    let stored = Packed.gzip(lines)
    func ending(_ trailing: ExpansionPolicy.Trailing) throws -> Ending {
      try folder.ending(of: stored + tail, ExpansionPolicy(trailing: trailing))
    }
    func fault(_ trailing: ExpansionPolicy.Trailing, _ offset: Int) -> Ending {
      .fault(.trailing(bytes: tail.count, allowed: trailing), member: 1, offset: stored.count + offset)
    }
    #expect(try ending(.zeros) == offset.map { fault(.zeros, $0) } ?? .read(lines, note: nil))
    #expect(try ending(.refuse) == (tail.isEmpty ? .read(lines, note: nil) : fault(.refuse, 0)))
    let note = offset.map { _ in "\(tail.count) bytes after the last gzip member were ignored" }
    #expect(try ending(.ignore) == .read(lines, note: note))
  }

  /// What begins like a member is one, and no garbage to ignore.
  @Test func aMemberIsNeverIgnored() throws {
    let folder = try Folder()
    let stored = Packed.gzip(Packed.lines(3))
    let ending = try folder.ending(of: stored + [0x1F, 0x8B, 9], ExpansionPolicy(trailing: .ignore))
    #expect(ending == .fault(.method(9), member: 2, offset: stored.count + 2))
  }
}
