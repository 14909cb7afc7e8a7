import Glibc

/// The file system calls that making and finding a cluster needs, each with its failure as an `EmbeddedServerError`.
enum Files {
  /// What stands at `path`, a symbolic link not followed; nil when nothing does.
  static func facts(_ path: String) throws(EmbeddedServerError) -> stat? {
    var facts = stat()
    if lstat(path, &facts) == 0 { return facts }
    if errno == ENOENT || errno == ENOTDIR { return nil }
    throw .fileSystem(operation: "look at", path: path, code: errno)
  }

  static func isFolder(_ facts: stat) -> Bool { facts.st_mode & S_IFMT == S_IFDIR }

  /// Makes `path` and what is missing above it.
  static func makeFolders(_ path: String) throws(EmbeddedServerError) {
    if mkdir(path, 0o755) == 0 || errno == EEXIST { return }
    guard errno == ENOENT, let slash = path.lastIndex(of: "/"), slash != path.startIndex else {
      throw .fileSystem(operation: "make the folder", path: path, code: errno)
    }
    try makeFolders(String(path[..<slash]))
    if mkdir(path, 0o755) != 0 && errno != EEXIST {
      throw .fileSystem(operation: "make the folder", path: path, code: errno)
    }
  }

  /// Makes a folder of root's that everybody may pass through and nobody else may write to.
  ///
  /// A link that root made is as good as a folder: a site may keep its data on another disk.
  static func ensurePassage(_ path: String) throws(EmbeddedServerError) {
    if mkdir(path, 0o755) == 0 {
      // Root's umask may have taken the passage away.
      if chmod(path, 0o755) != 0 { throw .fileSystem(operation: "open", path: path, code: errno) }
      return
    }
    if errno != EEXIST { throw .fileSystem(operation: "make the folder", path: path, code: errno) }
    var facts = stat()
    if stat(path, &facts) != 0 { throw .fileSystem(operation: "look at", path: path, code: errno) }
    if !isFolder(facts) { throw .folderRefused(path: path, reason: .notAFolder) }
    if facts.st_uid != 0 { throw .folderRefused(path: path, reason: .ownedBy(uid: facts.st_uid)) }
    if facts.st_mode & 0o022 != 0 { throw .folderRefused(path: path, reason: .writableByOthers) }
  }

  /// Makes `path` a folder of `owner` alone, or refuses what stands there.
  static func ensurePrivateFolder(_ path: String, owner: ServerUser) throws(EmbeddedServerError) {
    if mkdir(path, 0o700) != 0 && errno != EEXIST {
      throw .fileSystem(operation: "make the folder", path: path, code: errno)
    }
    // Root may have been killed between making the folder and giving it away, so it takes its own as well.
    try requireOwn(path, owner: owner, orRoot: geteuid() == 0)
    if chmod(path, 0o700) != 0 || (geteuid() == 0 && lchown(path, owner.uid, owner.gid) != 0) {
      throw .fileSystem(operation: "make private", path: path, code: errno)
    }
  }

  /// Refuses a link, a file, and a folder of another user.
  static func requireOwn(
    _ path: String, owner: ServerUser, orRoot: Bool = false
  ) throws(EmbeddedServerError) {
    guard let facts = try facts(path) else {
      throw .fileSystem(operation: "look at", path: path, code: ENOENT)
    }
    if facts.st_mode & S_IFMT == S_IFLNK { throw .folderRefused(path: path, reason: .symbolicLink) }
    if !isFolder(facts) { throw .folderRefused(path: path, reason: .notAFolder) }
    if facts.st_uid != owner.uid && !(orRoot && facts.st_uid == 0) {
      throw .folderRefused(path: path, reason: .ownedBy(uid: facts.st_uid))
    }
  }

  /// The text of a small file; nil when there is none.
  static func read(_ path: String) throws(EmbeddedServerError) -> String? {
    let file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
    if file < 0 {
      if errno == ENOENT || errno == ENOTDIR { return nil }
      throw .fileSystem(operation: "read", path: path, code: errno)
    }
    defer { close(file) }
    return readToEnd(file)
  }

  /// The last lines of `path`, of what was written behind `offset`; nothing if it cannot be read.
  static func tail(_ path: String, from offset: Int, lines: Int = 12) -> String {
    let file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
    if file < 0 { return "" }
    defer { close(file) }
    let end = Int(lseek(file, 0, SEEK_END))
    lseek(file, max(offset, end - 8192), SEEK_SET)
    return lastLines(readToEnd(file), lines)
  }

  static func lastLines(_ text: String, _ lines: Int = 12) -> String {
    text.split(separator: "\n").suffix(lines).joined(separator: "\n")
  }

  /// Everything that `file` still has to give.
  static func readToEnd(_ file: Int32) -> String {
    var bytes: [UInt8] = []
    withUnsafeTemporaryAllocation(byteCount: 4096, alignment: 1) { page in
      while true {
        let count = Glibc.read(file, page.baseAddress, page.count)
        if count > 0 {
          bytes.append(contentsOf: page.prefix(count))
        } else if count == 0 || errno != EINTR {
          return
        }
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Puts `text` at `path` whole or not at all; readers see the old file or the new one.
  static func write(
    _ text: String, to path: String, mode: mode_t, owner: ServerUser?
  ) throws(EmbeddedServerError) {
    let draft = path + ".new"
    if unlink(draft) != 0 && errno != ENOENT {
      throw .fileSystem(operation: "remove", path: draft, code: errno)
    }
    // Exclusive and not following links: in a folder of another user's, root must write only what it has just made.
    let file = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode)
    if file < 0 { throw .fileSystem(operation: "write", path: draft, code: errno) }
    var failure: Int32 = 0
    let bytes = Array(text.utf8)
    var written = 0
    while written < bytes.count && failure == 0 {
      let count = bytes[written...].withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
      if count >= 0 { written += count } else if errno != EINTR { failure = errno }
    }
    if failure == 0 && fchmod(file, mode) != 0 { failure = errno }
    if failure == 0, geteuid() == 0, let owner, fchown(file, owner.uid, owner.gid) != 0 { failure = errno }
    if failure == 0 && fsync(file) != 0 { failure = errno }
    if close(file) != 0 && failure == 0 { failure = errno }
    if failure == 0 && Glibc.rename(draft, path) != 0 { failure = errno }
    if failure != 0 {
      unlink(draft)
      throw .fileSystem(operation: "write", path: path, code: failure)
    }
  }

  /// Renames, and sees to it that the new name survives a power cut.
  static func rename(_ old: String, to new: String) throws(EmbeddedServerError) {
    if Glibc.rename(old, new) != 0 { throw .fileSystem(operation: "rename to \(new)", path: old, code: errno) }
    let folder = open(parent(of: new), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    if folder < 0 { throw .fileSystem(operation: "open", path: parent(of: new), code: errno) }
    defer { close(folder) }
    if fsync(folder) != 0 { throw .fileSystem(operation: "save", path: parent(of: new), code: errno) }
  }

  static func names(in folder: String) throws(EmbeddedServerError) -> [String] {
    guard let stream = opendir(folder) else {
      throw .fileSystem(operation: "read the folder", path: folder, code: errno)
    }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names
  }

  static func parent(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/"), slash != path.startIndex else { return "/" }
    return String(path[..<slash])
  }

  static func lastName(of path: String) -> String {
    path.lastIndex(of: "/").map { String(path[path.index(after: $0)...]) } ?? path
  }

  /// Where the symbolic link `path` points; nil when it is none or may not be read.
  static func target(of path: String) -> String? {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(PATH_MAX) + 1) { buffer in
      guard let base = buffer.baseAddress else { return nil }
      let count = readlink(path, base, Int(PATH_MAX))
      if count < 0 { return nil }
      base[count] = 0
      return String(cString: base)
    }
  }

  /// `path` made absolute, with the links in the part of it that exists followed: two ways to a site are one site.
  static func resolved(_ path: String) -> String {
    if let real = realpath(path.isEmpty ? "." : path, nil) {
      defer { free(real) }
      return String(cString: real)
    }
    var trimmed = path[...]
    while trimmed.count > 1 && trimmed.last == "/" { trimmed.removeLast() }
    guard let slash = trimmed.lastIndex(of: "/") else { return joined(resolved("."), String(trimmed)) }
    let above = slash == trimmed.startIndex ? "/" : String(trimmed[..<slash])
    let name = String(trimmed[trimmed.index(after: slash)...])
    switch name {
    case "", ".": return resolved(above)
    case "..": return parent(of: resolved(above))
    default: return joined(resolved(above), name)
    }
  }

  private static func joined(_ folder: String, _ name: String) -> String {
    folder.hasSuffix("/") ? folder + name : folder + "/" + name
  }
}
