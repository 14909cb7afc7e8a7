import CXXHash
package import Rows

/// XXH3-128 over bytes: fast enough (tens of GB/s) to be taken of everything that is read.
package enum ContentHash {
  /// An object's content id is the hash over the hashes of blocks of this length, so that workers can take parts of it.
  package static let blockBytes = 4 << 20

  package static func hash(_ bytes: [UInt8]) -> ContentID {
    bytes.withUnsafeBytes { ContentID($0) }
  }

  package static func hash(_ text: String) -> ContentID {
    hash(Array(text.utf8))
  }

  /// The id of an object from the hashes of its blocks, in order, and its size.
  package static func object(blocks: [ContentID], size: Int) -> ContentID {
    hash(blocks.flatMap(\.bytes) + Array("\(size)".utf8))
  }
}

extension ContentID {
  init(_ bytes: UnsafeRawBufferPointer) {
    let hash = XXH3_128bits(bytes.baseAddress, bytes.count)
    self.init(high: hash.high64, low: hash.low64)
  }
}

/// Takes the hashes of an object's blocks from bytes that come in order, starting at a block's start.
package struct BlockHasher: ~Copyable {
  private let state: OpaquePointer
  private var inBlock = 0
  package private(set) var blocks: [ContentID] = []

  package init() {
    guard let state = XXH3_createState() else { fatalError("out of memory for a hash state") }
    self.state = state
    XXH3_128bits_reset(state)
  }

  deinit {
    XXH3_freeState(state)
  }

  package mutating func update(_ bytes: UnsafeRawBufferPointer) {
    var start = 0
    while start < bytes.count {
      let length = min(bytes.count - start, ContentHash.blockBytes - inBlock)
      sluice_XXH3_128bits_update(state, bytes.baseAddress! + start, length)
      start += length
      inBlock += length
      if inBlock == ContentHash.blockBytes { endBlock() }
    }
  }

  /// The hashes, the last block's included however short it is.
  package mutating func finish() -> [ContentID] {
    if inBlock > 0 { endBlock() }
    return blocks
  }

  private mutating func endBlock() {
    let hash = XXH3_128bits_digest(state)
    blocks.append(ContentID(high: hash.high64, low: hash.low64))
    XXH3_128bits_reset(state)
    inBlock = 0
  }
}
