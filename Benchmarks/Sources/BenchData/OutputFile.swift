import Glibc

/// A file being written through one large buffer, hashed on the way. Noncopyable: there is one end of the file.
struct OutputFile: ~Copyable {
  /// Room that `withRow` promises.
  static let rowBytesMax = 128
  private static let capacity = 4 << 20

  private let path: String
  private let file: Int32
  private let buffer: UnsafeMutableRawBufferPointer
  private var used = 0
  private var flushed = 0
  private var hash = XXH64()

  init(path: String) throws(BenchError) {
    self.path = path
    file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    // The last row may begin anywhere below `capacity`.
    buffer = .allocate(byteCount: Self.capacity + Self.rowBytesMax, alignment: 64)
    if file < 0 { throw .file(call: "open", path: path, code: errno) }
  }

  deinit {
    buffer.deallocate()
    if file >= 0 { close(file) }
  }

  /// Lets `fill` write up to `rowBytesMax` bytes and return how many it wrote.
  @inline(__always)
  mutating func withRow(_ fill: (UnsafeMutableRawPointer) -> Int) throws(BenchError) {
    used += fill(buffer.baseAddress.unsafelyUnwrapped + used)
    if used >= Self.capacity { try flush() }
  }

  mutating func append(_ bytes: [UInt8]) throws(BenchError) {
    precondition(bytes.count <= Self.rowBytesMax, "a text longer than a row")
    try withRow { target in
      target.copyMemory(from: bytes, byteCount: bytes.count)
      return bytes.count
    }
  }

  /// Writes what is left. Returns the bytes of the whole file and their hash.
  mutating func finish() throws(BenchError) -> (bytes: Int, hash: UInt64) {
    try flush()
    return (flushed, hash.finish())
  }

  private mutating func flush() throws(BenchError) {
    let filled = UnsafeRawBufferPointer(rebasing: buffer[..<used])
    hash.update(filled)
    let code = writeAll(filled, to: file)
    if code != 0 { throw .file(call: "write", path: path, code: code) }
    flushed += used
    used = 0
  }
}
