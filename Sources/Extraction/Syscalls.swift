import Glibc

/// A call to the system that failed: which, on what, and why.
package struct FileError: Error, Sendable, CustomStringConvertible {
  package var operation: String
  package var path: String
  package var code: Int32

  package var isPermission: Bool { code == EACCES || code == EPERM }
  package var isMissing: Bool { code == ENOENT || code == ENOTDIR }
  /// What stands there is a symbolic link or a socket.
  package var isOtherKind: Bool { code == ELOOP || code == ENXIO }
  package var isTooLarge: Bool { code == EFBIG }
  package var description: String { "\(path): \(operation): \(String(cString: strerror(code)))" }
}

/// What identifies a file's state without reading it.
package struct FileStamp: Hashable, Sendable {
  package var device: UInt64
  package var inode: UInt64
  package var size: Int
  /// Nanoseconds since 1970.
  package var modified: Int64
  package var changed: Int64

  package init(device: UInt64, inode: UInt64, size: Int, modified: Int64, changed: Int64) {
    self.device = device
    self.inode = inode
    self.size = size
    self.modified = modified
    self.changed = changed
  }
}

/// An open file or folder; closed at its end. All of Extraction's calls to the system go through here.
struct OpenFile: ~Copyable {
  enum Kind { case regular, folder, link, other }

  let descriptor: Int32
  let path: String

  private init(descriptor: Int32, path: String) {
    self.descriptor = descriptor
    self.path = path
  }

  deinit {
    close(descriptor)
  }

  /// A folder by its path, links followed: only for roots, which an operator declares.
  init(folder path: String) throws(FileError) {
    let descriptor = Self.retrying { open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
    guard descriptor >= 0 else { throw FileError(operation: "open folder", path: path, code: errno) }
    self.init(descriptor: descriptor, path: path)
  }

  /// An entry of this folder; a symbolic link is never followed, a pipe never waited for.
  func entry(_ name: String, isFolder: Bool) throws(FileError) -> OpenFile {
    let flags = O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | (isFolder ? O_DIRECTORY : 0)
    let entry = Self.retrying { openat(descriptor, name, flags) }
    guard entry >= 0 else { throw FileError(operation: "open", path: path + "/" + name, code: errno) }
    return OpenFile(descriptor: entry, path: path + "/" + name)
  }

  func stamp() throws(FileError) -> (stamp: FileStamp, kind: Kind) {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw FileError(operation: "stat", path: path, code: errno) }
    return (FileStamp(status), Kind(status))
  }

  /// An entry's state; links are not followed.
  func stamp(of name: String) throws(FileError) -> (stamp: FileStamp, kind: Kind) {
    var status = stat()
    guard fstatat(descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else {
      throw FileError(operation: "stat", path: path + "/" + name, code: errno)
    }
    return (FileStamp(status), Kind(status))
  }

  /// The names in a folder, in bytewise order, without `.` and `..`; `unreadable` counts names that are not UTF-8.
  func names() throws(FileError) -> (names: [String], unreadable: Int) {
    let copy = Self.retrying { openat(descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
    guard copy >= 0, let stream = fdopendir(copy) else {
      throw FileError(operation: "list folder", path: path, code: errno)
    }
    defer { closedir(stream) }
    var names: [String] = []
    var unreadable = 0
    errno = 0
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        String(validating: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if let name, name != ".", name != ".." { names.append(name) }
      if name == nil { unreadable += 1 }
      errno = 0
    }
    guard errno == 0 else { throw FileError(operation: "list folder", path: path, code: errno) }
    return (names.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }, unreadable)
  }

  /// Reads at an offset; fewer bytes than asked for only at the end of the file.
  func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws(FileError) -> Int {
    var done = 0
    while done < buffer.count {
      let count = Self.retrying {
        pread(descriptor, buffer.baseAddress! + done, buffer.count - done, off_t(offset + done))
      }
      guard count >= 0 else { throw FileError(operation: "read at byte \(offset + done)", path: path, code: errno) }
      if count == 0 { break }
      done += count
    }
    return done
  }

  /// A signal may interrupt any call; that is no failure.
  private static func retrying<Result: SignedInteger>(_ call: () -> Result) -> Result {
    while true {
      let result = call()
      if result >= 0 || errno != EINTR { return result }
    }
  }
}

extension FileStamp {
  fileprivate init(_ status: stat) {
    self.init(
      device: UInt64(status.st_dev), inode: UInt64(status.st_ino), size: Int(status.st_size),
      modified: Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec),
      changed: Int64(status.st_ctim.tv_sec) * 1_000_000_000 + Int64(status.st_ctim.tv_nsec))
  }
}

extension OpenFile.Kind {
  fileprivate init(_ status: stat) {
    switch status.st_mode & S_IFMT {
    case S_IFREG: self = .regular
    case S_IFDIR: self = .folder
    case S_IFLNK: self = .link
    default: self = .other
    }
  }
}

extension OpenFile {
  /// An entry's bytes, links followed; `EFBIG` if there are more than `bytesMax`.
  func wholeEntry(_ name: String, path: String, bytesMax: Int) throws(FileError) -> [UInt8] {
    let entry = Self.retrying { openat(descriptor, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK) }
    guard entry >= 0 else { throw FileError(operation: "open", path: path, code: errno) }
    let file = OpenFile(descriptor: entry, path: path)
    let status = try file.stamp()
    guard status.kind == .regular else { throw FileError(operation: "open", path: path, code: EINVAL) }
    guard status.stamp.size <= bytesMax else { throw FileError(operation: "read", path: path, code: EFBIG) }
    var bytes = [UInt8](repeating: 0, count: status.stamp.size)
    var count = 0
    var failure: FileError?
    bytes.withUnsafeMutableBytes { buffer in
      do throws(FileError) { count = try file.read(into: buffer, at: 0) } catch { failure = error }
    }
    if let failure { throw failure }
    return Array(bytes[..<count])
  }
}
