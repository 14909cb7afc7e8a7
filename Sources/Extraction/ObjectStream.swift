package import Rows

/// One object's bytes in order, unpacked if its first bytes say that it is packed.
///
/// One layer is unpacked: whoever reads asks `contentFault` whether the content is packed again. Memory is a buffer of
/// 256 KiB and the decoder's window: 32 KiB for gzip, what a frame asks for up to 128 MiB for zstd.
package struct ObjectStream: ~Copyable {
  package let container: Container
  private let policy: ExpansionPolicy
  private let limit: Int
  private var input: StoredBytes
  private var gzip: GzipMembers?
  private var zstd: ZstdFrames?
  private var isAtEnd = false
  /// The first error of a read, which all later ones repeat: what comes behind it is no content.
  private var failure: ExtractionError?
  /// Unpacked bytes given out so far.
  package private(set) var produced = 0
  /// What the run's report should say of an object that was read; nil if there is nothing.
  package private(set) var note: String?

  /// Begins to read an object, looking at its first bytes.
  /// - Throws: `container` if it is neither text nor a container that can be unpacked.
  package static func open(
    _ reader: consuming ObjectReader, _ policy: ExpansionPolicy
  ) throws(ExtractionError) -> ObjectStream {
    var input = StoredBytes(reader)
    _ = try input.fill(Container.detectionBytes)
    switch Container.detect(input.unused) {
    case .readable(let container): return ObjectStream(input, container, policy)
    case .unreadable(let kind): throw input.fault(.unreadable(kind), in: .plain, member: 1)
    }
  }

  private init(_ input: consuming StoredBytes, _ container: Container, _ policy: ExpansionPolicy) {
    self.container = container
    self.policy = policy
    limit = container == .plain ? input.size : policy.limit(stored: input.size)
    self.input = input
    gzip = container == .gzip ? GzipMembers() : nil
    zstd = container == .zstd ? ZstdFrames() : nil
  }

  /// Stored bytes read so far.
  package var storedRead: Int { input.readCount }

  /// Appends up to `wanted` bytes, at least one, to a page; fewer only at the end, and 0 only behind it.
  ///
  /// What was given out counts only once the end has been reached: a checksum stands behind what it is taken of.
  /// - Throws: `container` at a fault, a limit, or what `trailing` does not allow; `changed` if the file is not, or no
  ///   longer, the one that was listed.
  package mutating func read(into page: inout Page, upTo wanted: Int) throws(ExtractionError) -> Int {
    precondition(wanted > 0, "a read of nothing would look like the end")
    if let failure { throw failure }
    if isAtEnd { return 0 }
    do throws(ExtractionError) {
      return try readOn(into: &page, upTo: wanted)
    } catch {
      failure = error
      throw error
    }
  }

  private mutating func readOn(into page: inout Page, upTo wanted: Int) throws(ExtractionError) -> Int {
    // One more than is allowed tells an object that ends at its limit from one that goes beyond.
    let left = limit - produced
    let room = left < wanted ? left + 1 : wanted
    let count = try page.append(upTo: room) { buffer throws(ExtractionError) in try unpack(into: buffer) }
    produced += count
    if produced > limit { throw fault(policy.limitKind(stored: input.size), at: input.offset) }
    if count < room { try end() }
    return count
  }

  /// What speaks against the content of a packed object: it is packed again, or no text. Nil if nothing does.
  /// - Parameter first: begins with the first unpacked bytes: `Container.detectionBytes` of them, or all.
  package mutating func contentFault(_ first: borrowing Page) -> ExtractionError? {
    if container == .plain { return nil }
    switch Container.detect(first) {
    case .readable(.plain): return nil
    case .readable(let inner): return fault(.content("itself \(inner.rawValue)"), at: input.offset)
    case .unreadable(let kind): return fault(.content(kind), at: input.offset)
    }
  }

  /// The hashes of the blocks of the whole stored file, of what was not unpacked as well.
  ///
  /// Nothing can be read afterwards.
  package mutating func finish() throws(ExtractionError) -> [ContentID] {
    isAtEnd = true
    return try input.finish()
  }

  private mutating func unpack(into buffer: UnsafeMutableRawBufferPointer) throws(ExtractionError) -> Int {
    if let count = try gzip?.read(from: &input, into: buffer) { return count }
    if let count = try zstd?.read(from: &input, into: buffer) { return count }
    var done = 0
    while done < buffer.count, try input.fill() > 0 {
      let piece = UnsafeRawBufferPointer(input.unused).prefix(buffer.count - done)
      UnsafeMutableRawBufferPointer(rebasing: buffer[done...]).copyMemory(from: UnsafeRawBufferPointer(rebasing: piece))
      input.advance(by: piece.count)
      done += piece.count
    }
    return done
  }

  /// Judges what follows the last member, and holds the file to be the one that was listed.
  private mutating func end() throws(ExtractionError) {
    let start = input.offset
    let count = input.size - start
    if count > 0, policy.trailing == .refuse { throw fault(.trailing(bytes: count, allowed: .refuse), at: start) }
    var isPadding = true
    while try input.fill() > 0 {
      if let other = input.unused.firstIndex(where: { $0 != 0 }) {
        isPadding = false
        if policy.trailing == .zeros {
          throw fault(.trailing(bytes: count, allowed: .zeros), at: input.offset + other)
        }
      }
      input.advance(by: input.unused.count)
    }
    if !isPadding { note = "\(count) bytes after the last \(container.rawValue) \(container.unit) were ignored" }
    try input.verify()
    isAtEnd = true
  }

  private mutating func fault(_ kind: ContainerError.Kind, at offset: Int) -> ExtractionError {
    let member = gzip?.member ?? zstd?.frame ?? 1
    return input.fault(kind, in: container, member: member, at: offset)
  }
}
