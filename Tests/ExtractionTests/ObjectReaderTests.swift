import Glibc
import Rows
import Support
import Testing

@testable import Extraction

/// Is what is read the file that was listed?
struct ObjectReaderTests {
  private static func outcome(_ body: () throws -> Void) -> String {
    do {
      try body()
      return "read"
    } catch ExtractionError.changed {
      return "changed"
    } catch {
      return "\(error)"
    }
  }

  static let changes: [(name: String, change: @Sendable (Folder) throws -> Void)] = [
    ("appended", { try $0.append("root/d/a.csv", "x") }),
    ("shortened", { try $0.shorten("root/d/a.csv", to: 3) }),
    ("emptied", { try $0.shorten("root/d/a.csv", to: 0) }),
    ("rewritten in place", { try $0.write("root/d/a.csv", "D/A.CSV!") }),
    ("touched", { try $0.backdate("root/d/a.csv") }),
    (
      "replaced by a file of the same size",
      {
        try $0.write("root/d/new", "D/A.CSV")
        try $0.move("root/d/new", to: "root/d/a.csv")
      }
    ),
    ("removed", { try $0.remove("root/d/a.csv") }),
    ("folder moved away", { try $0.move("root/d", to: "root/e") }),
    (
      "replaced by a folder",
      {
        try $0.remove("root/d/a.csv")
        try $0.makeFolder("root/d/a.csv")
      }
    ),
    (
      "replaced by a pipe",
      {
        try $0.remove("root/d/a.csv")
        try $0.makePipe("root/d/a.csv")
      }
    ),
    (
      "replaced by a socket",
      {
        try $0.remove("root/d/a.csv")
        try $0.makeSocket("root/d/a.csv")
      }
    ),
    (
      "replaced by a link to itself, moved outside",
      {
        try $0.move("root/d/a.csv", to: "outside.csv")
        try $0.makeLink("root/d/a.csv", to: "../../outside.csv")
      }
    ),
    (
      "its folder replaced by a link to the same folder, moved outside",
      {
        try $0.move("root/d", to: "outside")
        try $0.makeLink("root/d", to: "../outside")
      }
    ),
  ]

  @Test(arguments: changes)
  func changedSinceTheListing(_ it: (name: String, change: @Sendable (Folder) throws -> Void)) throws {
    let folder = try Folder(["d/a.csv"])
    let listed = try #require(try folder.list("d/*.csv").files.first)
    try it.change(folder)
    let outcome = Self.outcome { _ = try ObjectReader.open(listed, in: folder.root) }
    #expect(outcome == "changed", "\(it.name)")
  }

  static let rewrites: [(name: String, change: @Sendable (Folder) throws -> Void)] =
    changes.prefix(4) + [("overwritten with as many bytes", { @Sendable in try $0.write("root/d/a.csv", "D/A.CSV") })]

  @Test(arguments: rewrites)
  func changedWhileItIsRead(_ it: (name: String, change: @Sendable (Folder) throws -> Void)) throws {
    let folder = try Folder(["d/a.csv"])
    // Long past, so that no change falls into the same tick of the file system's clock.
    try folder.backdate("root/d/a.csv")
    let listed = try #require(try folder.list("d/*.csv").files.first)
    let reader = try ObjectReader.open(listed, in: folder.root)
    try reader.verify()
    var page = Page(capacity: 10)
    #expect(try reader.read(into: &page, at: 0, upTo: 2) == 2)
    try it.change(folder)
    _ = try reader.read(into: &page, at: 2, upTo: 100)
    #expect(Self.outcome { try reader.verify() } == "changed", "\(it.name)")
  }

  @Test func everyRange() throws {
    let bytes = (0..<60).map { UInt8($0) }
    let folder = try Folder()
    try folder.write("root/a.csv", bytes)
    let listed = try #require(try folder.list("*").files.first)
    let reader = try ObjectReader.open(listed, in: folder.root)
    for offset in 0...62 {
      for wanted in 0...62 {
        var page = Page(capacity: 3)
        page.restart(at: offset)
        let count = try reader.read(into: &page, at: offset, upTo: wanted)
        let expected = Array(bytes.dropFirst(offset).prefix(wanted))
        #expect(count == expected.count && page.count == count)
        #expect((0..<count).map { page.base[$0] } == expected)
      }
    }
    try reader.verify()
  }

  @Test func anEmptyFile() throws {
    let folder = try Folder()
    try folder.write("root/a.csv", "")
    let listed = try #require(try folder.list("*").files.first)
    let reader = try ObjectReader.open(listed, in: folder.root)
    #expect(try folder.read(reader) == [])
    try reader.verify()
  }

  /// A folder in the middle of the path that becomes a link leads nowhere, even to the very same file.
  @Test func nothingOutsideOfTheRoot() throws {
    let folder = try Folder(["x/y/a.csv"])
    let listed = try #require(try folder.list("*/*/*.csv").files.first)
    try folder.makeFolder("outside")
    try folder.makeFolder("outside/y")
    try folder.makeHardLink("outside/y/a.csv", to: "root/x/y/a.csv")
    try folder.move("root/x", to: "old")
    try folder.makeLink("root/x", to: "../outside")
    var again = listed
    var status = stat()
    #expect(lstat(folder.path + "/outside/y/a.csv", &status) == 0)
    again.stamp = FileStamp(
      device: UInt64(status.st_dev), inode: UInt64(status.st_ino), size: Int(status.st_size),
      modified: Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec),
      changed: Int64(status.st_ctim.tv_sec) * 1_000_000_000 + Int64(status.st_ctim.tv_nsec))
    #expect(Self.outcome { _ = try ObjectReader.open(again, in: folder.root) } == "changed")
    #expect(try folder.list("*/*/*.csv").files.isEmpty)
  }

  @Test func smallFilesAsAWhole() throws {
    let folder = try Folder(["a.yaml"])
    try folder.makeLink("root/link", to: "a.yaml")
    try folder.makePipe("root/pipe")
    let path = folder.path + "/root/"
    #expect(try readWholeFile(path + "a.yaml", bytesMax: 6) == Array("a.yaml".utf8))
    #expect(try readWholeFile(path + "link", bytesMax: 6) == Array("a.yaml".utf8), "operators may link")
    for (name, code) in [("a.yaml", EFBIG), ("absent", ENOENT), ("pipe", EINVAL)] {
      let error = #expect(throws: FileError.self) { try readWholeFile(path + name, bytesMax: 5) }
      #expect(error?.code == code && error?.path == path + name)
    }
  }
}
