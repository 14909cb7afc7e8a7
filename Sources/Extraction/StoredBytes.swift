import Rows

/// An object's stored bytes in order, through a buffer of fixed size, hashed as they are read.
struct StoredBytes: ~Copyable {
  static let bufferBytes = 256 << 10

  private let reader: ObjectReader
  private var page: Page
  /// Bytes of the page that are behind us.
  private var used = 0
  private var hasher = BlockHasher()
  private let capacity: Int

  init(_ reader: consuming ObjectReader) {
    capacity = max(Container.detectionBytes, min(Self.bufferBytes, reader.size))
    page = Page(capacity: capacity)
    self.reader = reader
  }

  var path: String { reader.path }
  var size: Int { reader.size }
  /// Bytes read from the file so far, those in the buffer included.
  var readCount: Int { page.offset + page.count }
  /// Where the next byte stands in the file.
  var offset: Int { page.offset + used }
  /// The bytes read and not yet used; valid until the next call that changes `self`.
  var unused: UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(start: page.base + used, count: page.count - used)
  }

  mutating func advance(by count: Int) {
    precondition(count >= 0 && count <= page.count - used)
    used += count
  }

  /// Reads on if fewer than `wanted` bytes are unused; what is there then is fewer only at the end of the file.
  /// - Returns: how many bytes are unused.
  /// - Throws: `changed` if the file is shorter than it was listed.
  mutating func fill(_ wanted: Int = 1) throws(ExtractionError) -> Int {
    if page.count - used >= wanted || readCount >= size { return page.count - used }
    page.drop(first: used)
    used = 0
    let before = page.count
    let room = min(capacity - before, size - readCount)
    guard try reader.read(into: &page, at: readCount, upTo: room) == room else { throw .changed(path: path) }
    hasher.update(UnsafeRawBufferPointer(start: page.base + before, count: room))
    return page.count
  }

  /// The next byte; nil at the end of the file.
  mutating func next() throws(ExtractionError) -> UInt8? {
    guard try fill() > 0 else { return nil }
    used += 1
    return page.base[used - 1]
  }

  /// Reads the rest, whatever it is, and holds the file to be the one that was listed.
  /// - Returns: the hashes of the blocks of the whole stored file.
  mutating func finish() throws(ExtractionError) -> [ContentID] {
    while try fill() > 0 { used = page.count }
    try verify()
    return hasher.finish()
  }

  func verify() throws(ExtractionError) {
    try reader.verify()
  }

  /// The error for a fault found in the bytes: `changed` if they are no longer those of the file that was listed.
  func fault(
    _ kind: ContainerError.Kind, in container: Container, member: Int, at offset: Int? = nil
  ) -> ExtractionError {
    do throws(ExtractionError) { try verify() } catch { return error }
    return .container(
      ContainerError(path: path, container: container, member: member, offset: offset ?? self.offset, kind: kind))
  }
}
