import Glibc

/// Creates the folders that `path` needs.
func makeFolders(above path: String) throws(BenchError) {
  var end = path.startIndex
  while let slash = path[end...].firstIndex(of: "/") {
    let folder = String(path[..<slash])
    end = path.index(after: slash)
    if folder.isEmpty || mkdir(folder, 0o777) == 0 || errno == EEXIST { continue }
    throw .file(call: "mkdir", path: folder, code: errno)
  }
}

func move(_ path: String, to target: String) throws(BenchError) {
  if rename(path, target) != 0 { throw .file(call: "rename", path: target, code: errno) }
}

/// Nil where there is no such file.
func sizeOfFile(_ path: String) -> Int? {
  var facts = stat()
  return stat(path, &facts) == 0 && facts.st_mode & S_IFMT == S_IFREG ? Int(facts.st_size) : nil
}

/// Whether a folder, a device or a pipe stands there, which a rename would replace or fail on.
func isTakenByNoFile(_ path: String) -> Bool {
  var facts = stat()
  return path.hasSuffix("/") || (stat(path, &facts) == 0 && facts.st_mode & S_IFMT != S_IFREG)
}

/// The text of a file of up to 4 KiB; nil where it cannot be read.
func readSmallFile(_ path: String) -> String? {
  let file = open(path, O_RDONLY | O_CLOEXEC)
  guard file >= 0 else { return nil }
  defer { close(file) }
  var bytes = [UInt8](repeating: 0, count: 4_096)
  let count = read(file, &bytes, bytes.count)
  return count < 0 ? nil : String(validating: bytes[..<count], as: UTF8.self)
}

func writeAll(_ bytes: [UInt8], to file: Int32, path: String) throws(BenchError) {
  let code = bytes.withUnsafeBytes { writeAll($0, to: file) }
  if code != 0 { throw .file(call: "write", path: path, code: code) }
}

/// Returns 0 or the errno that stopped it.
func writeAll(_ bytes: UnsafeRawBufferPointer, to file: Int32) -> Int32 {
  var rest = bytes
  while let base = rest.baseAddress, !rest.isEmpty {
    let written = write(file, base, rest.count)
    if written < 0 && errno != EINTR { return errno }
    rest = UnsafeRawBufferPointer(rebasing: rest[max(written, 0)...])
  }
  return 0
}
