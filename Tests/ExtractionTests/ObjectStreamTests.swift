import Rows
import Testing

@testable import Extraction

/// Is what is given out that of the whole listed file, and its identity that of the stored bytes?
struct ObjectStreamTests {
  private static let lines = Packed.lines(60_000)

  private static let objects: [(name: String, bytes: [UInt8])] = [
    ("plain", lines), ("gzip", Packed.gzip(lines)), ("stored blocks", Packed.gzip(lines, level: 0)),
    ("members", (0..<40).flatMap { _ in Packed.gzip(Array(lines[..<100_000]), level: 0) }),
    ("zstd", Packed.zstd(lines)),
    ("empty", []),
  ]

  private static func blocks(_ bytes: [UInt8]) -> [ContentID] {
    var hasher = BlockHasher()
    bytes.withUnsafeBytes { hasher.update($0) }
    return hasher.finish()
  }

  @Test func theIdentityIsThatOfTheStoredBytes() throws {
    #expect(Self.objects.contains { $0.bytes.count < 4 << 20 } && Self.objects[3].bytes.count < 4 << 20)
    let folder = try Folder()
    for (name, bytes) in Self.objects + [("over a block", Self.objects[3].bytes + Self.objects[3].bytes)] {
      try folder.write("root/a", bytes)
      var stream = try folder.stream("a")
      var page = Page(capacity: 1 << 16)
      while try stream.read(into: &page, upTo: 1 << 16) > 0 { page.restart(at: 0) }
      #expect(stream.storedRead == bytes.count, "\(name)")
      #expect(try stream.finish() == Self.blocks(bytes), "\(name)")
      #expect(try stream.finish() == Self.blocks(bytes), "\(name), twice")
      // Without having read anything, and nothing can be read afterwards.
      var unread = try folder.stream("a")
      #expect(try unread.finish() == Self.blocks(bytes), "\(name), unread")
      #expect(unread.storedRead == bytes.count)
      #expect(try unread.read(into: &page, upTo: 1) == 0)
    }
  }

  @Test func whatIsIgnoredCountsAsStored() throws {
    let folder = try Folder()
    let bytes = Packed.gzip(Packed.lines(10)) + [UInt8](repeating: 7, count: 900_000)
    try folder.write("root/a", bytes)
    var stream = try folder.stream("a", ExpansionPolicy(trailing: .ignore))
    var page = Page(capacity: 1 << 16)
    while try stream.read(into: &page, upTo: 1 << 16) > 0 {}
    #expect(stream.note == "900000 bytes after the last gzip member were ignored")
    #expect(try stream.finish() == Self.blocks(bytes))
  }

  static let contents: [(stored: [UInt8], kind: String?)] = [
    (Packed.gzip(Packed.gzip(lines)), "itself gzip"), (Packed.gzip(Packed.zstd(lines)), "itself zstd"),
    (Packed.zstd(Packed.gzip(lines)), "itself gzip"),
    (Packed.gzip([0x50, 0x4B, 3, 4]), "a zip archive (or an Excel workbook)"),
    (Packed.zstd(Packed.zlib(lines)), "a zlib stream without a gzip header"),
    (Packed.gzip(lines), nil), (Packed.zstd(lines), nil), (Packed.gzip([]), nil), (lines, nil),
  ]

  /// One layer is unpacked, and the content says by itself whether it is packed again.
  @Test(arguments: contents.indices)
  func theContent(_ index: Int) throws {
    let (stored, kind) = Self.contents[index]
    let folder = try Folder()
    try folder.write("root/a", stored)
    var stream = try folder.stream("a")
    var page = Page(capacity: Container.detectionBytes)
    _ = try stream.read(into: &page, upTo: Container.detectionBytes)
    switch stream.contentFault(page) {
    case .container(let error)?: #expect(error.kind == kind.map { .content($0) })
    case let other: #expect(other == nil && kind == nil)
    }
  }

  /// Reading appends, in full pieces but for the last.
  @Test func pagesAreFilled() throws {
    let folder = try Folder()
    let lines = Packed.lines(2000)
    let members = stride(from: 0, to: lines.count, by: 333).map { start in
      Packed.gzip(Array(lines[start..<min(start + 333, lines.count)]))
    }
    for bytes in [lines, members.flatMap { $0 }, Packed.zstd(lines)] {
      try folder.write("root/a", bytes)
      var stream = try folder.stream("a")
      var page = Page(capacity: 10)
      var counts: [Int] = []
      while true {
        let count = try stream.read(into: &page, upTo: 1000)
        counts.append(count)
        #expect(stream.produced == page.count)
        if count == 0 { break }
      }
      let (full, rest) = lines.count.quotientAndRemainder(dividingBy: 1000)
      #expect(counts == [Int](repeating: 1000, count: full) + [rest, 0])
      #expect(Array(UnsafeBufferPointer(start: page.base, count: page.count)) == lines)
    }
  }

  @Test func theLimitIsExact() throws {
    let folder = try Folder()
    let lines = Packed.lines(100)
    for bytes in [Packed.gzip(lines), Packed.gzip(lines, level: 0), Packed.zstd(lines)] {
      for piece in [1, 50, lines.count - 1, lines.count, lines.count + 1, 1 << 16] {
        let enough = ExpansionPolicy(bytesMax: lines.count)
        #expect(try folder.ending(of: bytes, enough, piece: piece) == .read(lines, note: nil))
        let tooFew = ExpansionPolicy(bytesMax: lines.count - 1)
        guard case .fault(.bytes(max: tooFew.bytesMax), 1, _) = try folder.ending(of: bytes, tooFew, piece: piece)
        else {
          Issue.record("pages of \(piece) bytes: \(try folder.ending(of: bytes, tooFew, piece: piece))")
          continue
        }
      }
    }
    // Plain objects do not expand, and the limits are not theirs.
    #expect(try folder.ending(of: lines, ExpansionPolicy(bytesMax: 1, ratioMax: 0)) == .read(lines, note: nil))
  }

  static let limits: [(policy: ExpansionPolicy, stored: Int, limit: Int, kind: ContainerError.Kind)] = [
    (ExpansionPolicy(), 2000, 2_000_000, .ratio(max: 1000)),
    (ExpansionPolicy(), 20, 1 << 20, .ratio(max: 1000)),
    (ExpansionPolicy(), 1 << 40, 64 << 30, .bytes(max: 64 << 30)),
    (ExpansionPolicy(), .max, 64 << 30, .bytes(max: 64 << 30)),
    (ExpansionPolicy(bytesMax: .max, ratioMax: .max), 2, .max, .bytes(max: .max)),
    (ExpansionPolicy(bytesMax: 5), 2000, 5, .bytes(max: 5)),
    (ExpansionPolicy(bytesMax: 0), 2000, 0, .bytes(max: 0)),
    (ExpansionPolicy(bytesMax: -1), 2000, 0, .bytes(max: -1)),
    (ExpansionPolicy(ratioMax: -1), 2000, 1 << 20, .ratio(max: -1)),
  ]

  @Test(arguments: limits)
  func theLimit(_ it: (policy: ExpansionPolicy, stored: Int, limit: Int, kind: ContainerError.Kind)) {
    #expect(it.policy.limit(stored: it.stored) == it.limit)
    #expect(it.policy.limitKind(stored: it.stored) == it.kind)
  }

  static let changes: [(name: String, change: @Sendable (Folder) throws -> Void)] = [
    ("appended", { try $0.append("root/a", "x") }),
    ("shortened", { try $0.shorten("root/a", to: 1_000_000) }),
    ("emptied", { try $0.shorten("root/a", to: 0) }),
    ("rewritten", { try $0.write("root/a", [UInt8](repeating: 0xFF, count: 3_000_000)) }),
    ("touched", { try $0.backdate("root/a") }),
    (
      "replaced",
      {
        try $0.write("new", Packed.lines(10))
        try $0.move("new", to: "root/a")
      }
    ),
  ]

  /// Whatever a change does to the data, it is the change that is told.
  @Test(arguments: changes)
  func changedWhileItIsRead(_ it: (name: String, change: @Sendable (Folder) throws -> Void)) throws {
    for (name, bytes) in Self.objects.dropLast() {
      let folder = try Folder()
      try folder.write("root/a", bytes)
      try folder.backdate("root/a")
      var (read, finished) = ("no error", "no error")
      var stream = try folder.stream("a")
      var page = Page(capacity: 1 << 16)
      #expect(try stream.read(into: &page, upTo: 1000) == 1000)
      if it.name == "touched" { try folder.write("root/a", bytes) }
      try it.change(folder)
      do throws(ExtractionError) { while try stream.read(into: &page, upTo: 1 << 16) > 0 { page.restart(at: 0) } } catch
      {
        read = "\(Ending(error))"
      }
      // Asked again it says so again, and never that the end has been reached.
      #expect(throws: ExtractionError.self) { try stream.read(into: &page, upTo: 1 << 16) }
      do throws(ExtractionError) { _ = try stream.finish() } catch { finished = "\(Ending(error))" }
      #expect(read == "changed" && finished == "changed", "\(name), \(it.name)")
    }
  }

  static let sentences: [(kind: ContainerError.Kind, container: Container, text: String)] = [
    (
      .unreadable("an xz file"), .plain,
      "/r/a: an xz file, which is not read: text is expected, plain, gzip or zstd"
    ),
    (.content("itself gzip"), .gzip, "/r/a: the unpacked content is itself gzip: one layer of gzip is read"),
    (.truncated(.header), .gzip, "/r/a: gzip member 2: the file ends inside the header (byte 9 of the file)"),
    (.truncated(.data), .gzip, "/r/a: gzip member 2: the file ends inside the compressed data (byte 9 of the file)"),
    (
      .truncated(.checksum), .gzip,
      "/r/a: gzip member 2: the file ends before the checksum is complete (byte 9 of the file)"
    ),
    (
      .truncated(.length), .gzip,
      "/r/a: gzip member 2: the file ends before the length is complete (byte 9 of the file)"
    ),
    (.truncated(.frame), .zstd, "/r/a: zstd frame 2: the file ends inside the frame (byte 9 of the file)"),
    (
      .headerChecksum, .gzip,
      "/r/a: gzip member 2: the header does not agree with its checksum (byte 9 of the file)"
    ),
    (.checksum, .zstd, "/r/a: zstd frame 2: the content does not agree with its checksum (byte 9 of the file)"),
    (.length, .gzip, "/r/a: gzip member 2: the content is not as long as its trailer says (byte 9 of the file)"),
    (.method(7), .gzip, "/r/a: gzip member 2: unknown compression method 7 (byte 9 of the file)"),
    (.reservedFlags(0xA0), .gzip, "/r/a: gzip member 2: reserved flags are set: 0xa0 (byte 9 of the file)"),
    (
      .corrupt("invalid block type"), .gzip,
      "/r/a: gzip member 2: the compressed data are corrupt: invalid block type (byte 9 of the file)"
    ),
    (.window(logMax: 27), .zstd, "/r/a: zstd frame 2: wants a window of more than 128 MiB (byte 9 of the file)"),
    (.bytes(max: 100), .gzip, "/r/a: gzip member 2: unpacks to more than the 100 bytes allowed (byte 9 of the file)"),
    (
      .ratio(max: 1000), .gzip,
      "/r/a: gzip member 2: unpacks to more than the 1000 bytes allowed for each stored byte (byte 9 of the file)"
    ),
    (
      .trailing(bytes: 17, allowed: .zeros), .gzip,
      "/r/a: 17 bytes follow the last gzip member, where only zeros may (byte 9 of the file)"
    ),
    (.trailing(bytes: 17, allowed: .refuse), .zstd, "/r/a: 17 bytes follow the last zstd frame (byte 9 of the file)"),
  ]

  @Test(arguments: sentences)
  func theSentence(_ it: (kind: ContainerError.Kind, container: Container, text: String)) {
    let error = ContainerError(path: "/r/a", container: it.container, member: 2, offset: 9, kind: it.kind)
    #expect(ExtractionError.container(error).description == it.text)
  }
}
