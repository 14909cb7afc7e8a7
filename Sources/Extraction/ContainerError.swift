/// Why a packed object cannot be read to its end: what is wrong, in which member, at which stored byte.
package struct ContainerError: Error, Sendable, Equatable, CustomStringConvertible {
  package enum Part: String, Sendable, CaseIterable {
    case header = "inside the header"
    case data = "inside the compressed data"
    case checksum = "before the checksum is complete"
    case length = "before the length is complete"
    case frame = "inside the frame"
  }

  package enum Kind: Sendable, Equatable {
    /// No text and no container that is read: what it seems to be.
    case unreadable(String)
    /// What was unpacked is no text: what it seems to be.
    case content(String)
    /// The file ends too early.
    case truncated(Part)
    case headerChecksum
    case checksum
    case length
    case method(UInt8)
    case reservedFlags(UInt8)
    /// The compressed data are none; the library's reason.
    case corrupt(String)
    /// A zstd frame that wants a window of more than 2 to the power of `logMax` bytes.
    case window(logMax: Int)
    case bytes(max: Int)
    case ratio(max: Int)
    /// What follows the last member is not what `ExpansionPolicy.trailing` allows.
    case trailing(bytes: Int, allowed: ExpansionPolicy.Trailing)
  }

  package var path: String
  package var container: Container
  /// The member or frame, counted from 1.
  package var member: Int
  /// Where in the stored file, in bytes from 0.
  package var offset: Int
  package var kind: Kind

  package var description: String {
    let place = "(byte \(offset) of the file)"
    let unit = "\(container.rawValue) \(container.unit) \(member)"
    switch kind {
    case .unreadable(let what): return "\(path): \(what), which is not read: text is expected, plain, gzip or zstd"
    case .content(let what):
      return "\(path): the unpacked content is \(what): one layer of \(container.rawValue) is read"
    case .truncated(let part): return "\(path): \(unit): the file ends \(part.rawValue) \(place)"
    case .headerChecksum: return "\(path): \(unit): the header does not agree with its checksum \(place)"
    case .checksum: return "\(path): \(unit): the content does not agree with its checksum \(place)"
    case .length: return "\(path): \(unit): the content is not as long as its trailer says \(place)"
    case .method(let method): return "\(path): \(unit): unknown compression method \(method) \(place)"
    case .reservedFlags(let flags):
      return "\(path): \(unit): reserved flags are set: 0x\(String(flags, radix: 16)) \(place)"
    case .corrupt(let reason): return "\(path): \(unit): the compressed data are corrupt: \(reason) \(place)"
    case .window(let logMax): return "\(path): \(unit): wants a window of more than \(1 << (logMax - 20)) MiB \(place)"
    case .bytes(let max): return "\(path): \(unit): unpacks to more than the \(max) bytes allowed \(place)"
    case .ratio(let max):
      return "\(path): \(unit): unpacks to more than the \(max) bytes allowed for each stored byte \(place)"
    case .trailing(let bytes, let allowed):
      let expected = allowed == .zeros ? ", where only zeros may" : ""
      return "\(path): \(bytes) bytes follow the last \(container.rawValue) \(container.unit)\(expected) \(place)"
    }
  }
}
