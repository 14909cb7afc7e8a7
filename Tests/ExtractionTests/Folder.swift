import Glibc
import Rows
import Support
import Testing

@testable import Extraction

/// A folder of a test, in which a root and things outside of it stand.
struct Folder {
  struct Failure: Error {
    var what: String
    var code = errno
  }

  private let temporary: TemporaryFolder
  var path: String { temporary.path }
  var root: Root { Root(name: "r", path: path + "/root") }

  init(_ files: [String] = []) throws {
    temporary = try TemporaryFolder()
    try makeFolder("root")
    for file in files { try write("root/" + file, file) }
  }

  private func check(_ result: Int32, _ what: String) throws {
    if result < 0 { throw Failure(what: what) }
  }

  func makeFolder(_ name: String) throws {
    if mkdir(path + "/" + name, 0o700) < 0, errno != EEXIST { throw Failure(what: "mkdir \(name)") }
  }

  /// Writes a file anew, with the folders that lead to it.
  func write(_ name: String, _ text: String) throws { try write(name, Array(text.utf8)) }

  func write(_ name: String, _ bytes: [UInt8], flags: Int32 = O_TRUNC) throws {
    let parts = name.split(separator: "/")
    for count in 1..<max(1, parts.count) { try makeFolder(parts[..<count].joined(separator: "/")) }
    try write(rawName: Array((path + "/" + name).utf8), bytes, flags: flags)
  }

  /// A file whose name need not be UTF-8.
  func write(rawName: [UInt8], _ bytes: [UInt8], flags: Int32 = O_TRUNC) throws {
    let file = rawName.map { CChar(bitPattern: $0) } + [0]
    let descriptor = open(file, O_WRONLY | O_CREAT | flags, 0o600)
    try check(descriptor, "open \(rawName)")
    defer { close(descriptor) }
    guard Glibc.write(descriptor, bytes, bytes.count) == bytes.count else { throw Failure(what: "write") }
  }

  func append(_ name: String, _ text: String) throws { try write(name, Array(text.utf8), flags: O_APPEND) }
  func shorten(_ name: String, to size: Int) throws { try check(truncate(path + "/" + name, off_t(size)), "truncate") }
  func remove(_ name: String) throws { try check(Glibc.remove(path + "/" + name), "remove \(name)") }
  func move(_ name: String, to other: String) throws {
    try check(rename(path + "/" + name, path + "/" + other), "rename")
  }
  func makeLink(_ name: String, to target: String) throws { try check(symlink(target, path + "/" + name), "symlink") }
  func makeHardLink(_ name: String, to other: String) throws {
    try check(link(path + "/" + other, path + "/" + name), "link")
  }
  func makePipe(_ name: String) throws { try check(mkfifo(path + "/" + name, 0o600), "mkfifo") }

  func makeSocket(_ name: String) throws {
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    try check(descriptor, "socket")
    defer { close(descriptor) }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array((path + "/" + name).utf8)) }
    let result = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    try check(result, "bind \(name)")
  }

  /// Gives a file another time of modification, long past.
  func backdate(_ name: String) throws {
    let times = [timespec(tv_sec: 1, tv_nsec: 2), timespec(tv_sec: 3, tv_nsec: 4)]
    try check(utimensat(AT_FDCWD, path + "/" + name, times, 0), "utimensat")
  }

  func list(_ pattern: String) throws -> FileListing {
    try FileListing(SourceSpec(root: root, pattern: try PathPattern(pattern)))
  }

  /// The whole of a file, in pieces.
  func read(_ reader: borrowing ObjectReader, piece: Int = 1000) throws -> [UInt8] {
    var page = Page(capacity: 1)
    while try reader.read(into: &page, at: page.count, upTo: piece) == piece {}
    return (0..<page.count).map { page.base[$0] }
  }
}
