import Testing

@testable import Extraction

/// Are zstd objects read like gzip ones: all frames, every damage noticed?
struct ZstdTests {
  static let contents: [[UInt8]] = [[], [65], Packed.lines(10), Packed.lines(20_000)]

  @Test(arguments: contents.indices, [true, false])
  func roundTrip(_ index: Int, _ checksum: Bool) throws {
    let folder = try Folder()
    let content = Self.contents[index]
    let stored = Packed.zstd(content, checksum: checksum)
    #expect(try folder.ending(of: stored) == .read(content, note: nil))
  }

  @Test func everyPageSize() throws {
    let folder = try Folder()
    let lines = Packed.lines(400)
    let stored = Packed.zstd(Array(lines[..<5000])) + Packed.zstd([]) + Packed.zstd(Array(lines[5000...]))
    for piece in [1, 2, 7, 4096, 1 << 18] {
      #expect(try folder.ending(of: stored, piece: piece) == .read(lines, note: nil), "pages of \(piece) bytes")
    }
  }

  @Test func framesToSkip() throws {
    let folder = try Folder()
    let lines = Packed.lines(10)
    let frame = Packed.zstd(lines)
    let skip = Packed.skippable([1, 2, 3], kind: 0x5F)
    let long = Packed.skippable([UInt8](repeating: 7, count: 600_000))
    let cases: [(stored: [UInt8], content: [UInt8])] = [
      (skip, []), (skip + frame, lines), (frame + skip, lines), (frame + long + frame, lines + lines),
      (Packed.skippable([]) + skip + frame + skip + frame, lines + lines),
    ]
    for (stored, content) in cases { #expect(try folder.ending(of: stored) == .read(content, note: nil)) }
    let cut = frame + skip.dropLast()
    #expect(try folder.ending(of: cut) == .fault(.truncated(.frame), member: 2, offset: cut.count))
  }

  /// A frame's magic number on either side of the input buffer's end.
  @Test(arguments: -6...6)
  func framesAtTheBuffersEnd(_ shift: Int) throws {
    let folder = try Folder()
    let lines = Packed.lines(10)
    let frame = Packed.zstd(lines)
    let skip = Packed.skippable([UInt8](repeating: 7, count: StoredBytes.bufferBytes + shift - frame.count - 8))
    #expect(frame.count + skip.count == StoredBytes.bufferBytes + shift)
    #expect(try folder.ending(of: frame + skip + frame) == .read(lines + lines, note: nil))
  }

  @Test func everyFlip() throws {
    let folder = try Folder()
    let lines = Packed.lines(12)
    let first = Packed.zstd(Array(lines[..<200]))
    for stored in [Packed.zstd(lines), first + Packed.zstd(Array(lines[200...]))] {
      #expect(try folder.ending(of: stored) == .read(lines, note: nil))
      for bit in 0..<(stored.count * 8) {
        var flipped = stored
        flipped[bit / 8] ^= 1 << (bit % 8)
        let ending = try folder.ending(of: flipped)
        #expect(ending.isFault || ending == .read(lines, note: nil), "bit \(bit): \(ending)")
      }
    }
  }

  @Test func everyLength() throws {
    let folder = try Folder()
    let lines = Packed.lines(12)
    let first = Packed.zstd(Array(lines[..<200]))
    let stored = first + Packed.zstd(Array(lines[200...]))
    for count in 0..<stored.count {
      let ending = try folder.ending(of: Array(stored[..<count]))
      switch count {
      case 0: #expect(ending == .read([], note: nil))
      // One byte of the magic number is a text, and three too few are no frame.
      case 1: #expect(ending == .read([0x28], note: nil))
      case first.count: #expect(ending == .read(Array(lines[..<200]), note: nil))
      case (first.count + 1)...(first.count + 3):
        let kind = ContainerError.Kind.trailing(bytes: count - first.count, allowed: .zeros)
        #expect(ending == .fault(kind, member: 1, offset: first.count))
      default:
        let frame = count < first.count ? 1 : 2
        #expect(ending == .fault(.truncated(.frame), member: frame, offset: count), "\(count) bytes")
      }
    }
  }

  @Test func aWrongChecksum() throws {
    let folder = try Folder()
    var stored = Packed.zstd(Packed.lines(12))
    stored[stored.count - 1] ^= 1
    #expect(try folder.ending(of: stored) == .fault(.checksum, member: 1, offset: stored.count - 4))
  }

  /// A fault in a long frame is told at the block that has it, not at the frame's beginning.
  @Test func aFaultFarInAFrame() throws {
    let folder = try Folder()
    var stored = Packed.zstd(Packed.lines(200_000))
    let at = stored.count * 3 / 4
    for index in at..<(at + 64) { stored[index] = ~stored[index] }
    guard case .fault(_, member: 1, let offset) = try folder.ending(of: stored, piece: 1 << 16) else {
      Issue.record("\(try folder.ending(of: stored))")
      return
    }
    #expect(offset <= stored.count - 4 && offset > at - (128 << 10))
  }

  @Test func tooLargeAWindow() throws {
    let folder = try Folder()
    let lines = Packed.lines(12)
    #expect(try folder.ending(of: Packed.zstd(lines, windowLog: 20)) == .read(lines, note: nil))
    var stored = Packed.zstd(lines, windowLog: 20)
    // The frame's descriptor says that a window's descriptor follows; its upper five bits are the logarithm less ten.
    #expect(stored[4] & 0x20 == 0 && stored[5] >> 3 == 10)
    stored[5] = 17 << 3
    #expect(try folder.ending(of: stored) == .read(lines, note: nil))
    stored[5] = 18 << 3
    guard case .fault(.window(logMax: 27), member: 1, _) = try folder.ending(of: stored) else {
      Issue.record("\(try folder.ending(of: stored))")
      return
    }
  }

  @Test func whatFollows() throws {
    let folder = try Folder()
    let lines = Packed.lines(3)
    let stored = Packed.zstd(lines)
    let zeros = stored + [0, 0, 0, 0, 0]
    let garbage = stored + [0, 0x28, 0xB5, 0x2F, 0xFD]
    func ending(_ bytes: [UInt8], _ trailing: ExpansionPolicy.Trailing) throws -> Ending {
      try folder.ending(of: bytes, ExpansionPolicy(trailing: trailing))
    }
    func fault(_ trailing: ExpansionPolicy.Trailing, _ offset: Int) -> Ending {
      .fault(.trailing(bytes: 5, allowed: trailing), member: 1, offset: stored.count + offset)
    }
    #expect(try ending(zeros, .zeros) == .read(lines, note: nil))
    #expect(try ending(zeros, .ignore) == .read(lines, note: nil))
    #expect(try ending(zeros, .refuse) == fault(.refuse, 0))
    #expect(try ending(garbage, .zeros) == fault(.zeros, 1))
    #expect(try ending(garbage, .ignore) == .read(lines, note: "5 bytes after the last zstd frame were ignored"))
    #expect(try ending(garbage, .refuse) == fault(.refuse, 0))
  }

  @Test func aBomb() throws {
    let folder = try Folder()
    let stored = Packed.zstd([UInt8](repeating: 0, count: 4 << 20))
    #expect(stored.count < 1000)
    guard case .fault(.ratio(max: 1000), member: 1, _) = try folder.ending(of: stored, piece: 1 << 16) else {
      Issue.record("\(try folder.ending(of: stored))")
      return
    }
    let ending = try folder.ending(of: stored, ExpansionPolicy(ratioMax: 100_000), piece: 1 << 16)
    #expect(ending.content?.count == 4 << 20)
  }
}
