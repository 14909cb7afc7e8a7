import Glibc
import Rows
import Support
import Testing

@testable import Extraction

/// Which files does a root hold for a job, and in which order?
struct FileListingTests {
  @Test func revisionThenPathBytewise() throws {
    // `-` and `.` stand before `/`, capitals before small letters, and a smile behind all of the first plane.
    let names = [
      "x_r9", "a_r10", "a-1/x_r1", "a/x_r1", "a.b/x_r1", "B/x_r1", "~/x_r1", "가/x_r1", "\u{FF5E}/x_r1",
      "\u{1F600}/x_r1",
    ]
    let folder = try Folder(names.map { $0 + ".csv" })
    let one = try folder.list("{x}_r{revision}.csv").files
    #expect(one.map(\.path) == ["a_r10.csv", "x_r9.csv"], "10 stands before 9, as text")
    #expect(one.map(\.revision) == ["10", "9"])
    let deep = try folder.list("*/x_r{revision}.csv").files.map(\.path)
    let expected = ["B", "a-1", "a.b", "a", "~", "가", "\u{FF5E}", "\u{1F600}"].map { $0 + "/x_r1.csv" }
    #expect(deep == expected)
  }

  @Test func withoutRevisionByPath() throws {
    let folder = try Folder(["b.csv", "a.csv", "c.txt", "a.csv.part", "A.csv"])
    #expect(try folder.list("*.csv").files.map(\.path) == ["A.csv", "a.csv", "b.csv"])
    #expect(try folder.list("*.csv").files.allSatisfy { $0.revision.isEmpty && $0.captured.isEmpty })
  }

  @Test func capturesOfFoldersAndNames() throws {
    let folder = try Folder([
      "press/2026/05/m1_a.csv", "press/2026/06/m2_b.csv", "press/2026/xx/m3_c.csv", "press/x.csv",
    ])
    let listing = try folder.list("press/{yyyy}/{MM}/{machine}_*.csv")
    #expect(listing.files.map(\.path) == ["press/2026/05/m1_a.csv", "press/2026/06/m2_b.csv"])
    #expect(listing.files.first?.captured == ["yyyy": "2026", "MM": "05", "machine": "m1"])
    #expect(listing.skipped.isEmpty)
  }

  @Test func stampsAreThoseOfTheFiles() throws {
    let folder = try Folder(["a.csv"])
    try folder.backdate("root/a.csv")
    var status = stat()
    #expect(lstat(folder.path + "/root/a.csv", &status) == 0)
    let stamp = try #require(try folder.list("*").files.first?.stamp)
    #expect(stamp.inode == UInt64(status.st_ino) && stamp.device == UInt64(status.st_dev))
    #expect(stamp.size == 5 && stamp.modified == 3_000_000_004)
  }

  @Test func linksAreNotFollowedAndReported() throws {
    let folder = try Folder(["real/a.csv", "b.csv"])
    try folder.write("outside/secret.csv", "s")
    try folder.makeLink("root/link.csv", to: "b.csv")
    try folder.makeLink("root/out.csv", to: "../outside/secret.csv")
    try folder.makeLink("root/dangling.csv", to: "nowhere")
    try folder.makeLink("root/linked", to: "../outside")
    try folder.makeLink("root/loop", to: "loop")
    let flat = try folder.list("*.csv")
    #expect(flat.files.map(\.path) == ["b.csv"])
    #expect(flat.skipped.count == 3)
    for name in ["link.csv", "out.csv", "dangling.csv"] {
      #expect(flat.skipped.contains { $0.contains(name) && $0.contains("symbolic link") }, "\(name)")
    }
    let deep = try folder.list("*/*.csv")
    #expect(deep.files.map(\.path) == ["real/a.csv"])
    #expect(deep.skipped.contains { $0.contains("linked") } && deep.skipped.contains { $0.contains("loop") })
    let plain = try folder.list("linked/secret.csv")
    #expect(plain.files.isEmpty && plain.skipped.count == 1, "a plain name is no way around")
  }

  @Test func whatIsNoFileIsNotRead() throws {
    let folder = try Folder(["a.csv", "d.csv/x"])
    try folder.makePipe("root/pipe.csv")
    try folder.makeSocket("root/socket.csv")
    let listing = try folder.list("*.csv")
    #expect(listing.files.map(\.path) == ["a.csv"])
    for name in ["pipe.csv", "socket.csv"] {
      #expect(listing.skipped.contains { $0.contains(name) && $0.contains("not a regular file") }, "\(name)")
    }
    // A file where the pattern has a folder, a pipe where it has one.
    let below = try folder.list("*/x")
    #expect(below.files.map(\.path) == ["d.csv/x"])
  }

  static let names = [
    "with space.csv", "line\nfeed.csv", "tab\t.csv", "quote'\".csv", "back\\slash.csv", "한국어.csv", "\u{1F600}.csv",
    "-rf.csv", "*.csv", "?.csv", "{x}.csv", "%s.csv", "\u{1B}[31m.csv", String(repeating: "n", count: 251) + ".csv",
    String(repeating: "가", count: 83) + "ab.csv",
  ]

  @Test(arguments: names)
  func everyName(_ name: String) throws {
    let folder = try Folder([name])
    let listing = try folder.list("*.csv")
    #expect(listing.files.map { Array($0.path.utf8) } == [Array(name.utf8)])
    let file = try #require(listing.files.first)
    let reader = try ObjectReader.open(file, in: folder.root)
    #expect(try folder.read(reader) == Array(name.utf8))
  }

  @Test func namesThatAreNotUTF8() throws {
    let folder = try Folder(["a.csv", "sub/b.csv"])
    try folder.write(rawName: Array((folder.path + "/root/").utf8) + [0xB0, 0xA1] + Array(".csv".utf8), [])
    try folder.write(rawName: Array((folder.path + "/root/").utf8) + [0xFF], [])
    let listing = try folder.list("*.csv")
    #expect(listing.files.map(\.path) == ["a.csv"])
    #expect(listing.skipped.count == 1 && listing.skipped.first?.contains("2 names are not UTF-8") == true)
  }

  @Test func rootsThatCannotBeListed() throws {
    let folder = try Folder(["a.csv"])
    for (path, isMissing) in [("/absent", true), ("/root/a.csv", true)] {
      let source = SourceSpec(root: Root(name: "r", path: folder.path + path), pattern: try PathPattern("*"))
      let error = #expect(throws: FileError.self) { try FileListing(source) }
      #expect(error?.isMissing == isMissing)
      #expect(error?.description.contains(folder.path + path) == true)
    }
  }

  @Test(.enabled(if: geteuid() != 0, "root may read everything"))
  func unreadableFolder() throws {
    let folder = try Folder(["open/a.csv", "shut/b.csv"])
    #expect(chmod(folder.path + "/root/shut", 0) == 0)
    defer { chmod(folder.path + "/root/shut", 0o700) }
    let error = #expect(throws: FileError.self) { try folder.list("*/*.csv") }
    #expect(error?.isPermission == true)
  }

  @Test func aRootMayBeALink() throws {
    let folder = try Folder(["a.csv"])
    try folder.makeLink("way", to: "root")
    let source = SourceSpec(root: Root(name: "r", path: folder.path + "/way"), pattern: try PathPattern("*"))
    #expect(try FileListing(source).files.map(\.path) == ["a.csv"])
  }

  @Test func nothingThereIsNoFailure() throws {
    let folder = try Folder()
    for pattern in ["*", "a.csv", "a/b.csv", "a/*/c.csv"] {
      let listing = try folder.list(pattern)
      #expect(listing.files.isEmpty && listing.skipped.isEmpty)
    }
  }
}
