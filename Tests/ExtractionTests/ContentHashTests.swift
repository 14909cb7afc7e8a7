import Rows
import Testing

@testable import Extraction

/// Is an object's identity that of its bytes, however they come?
struct ContentHashTests {
  private static let block = 4 << 20

  /// Bytes that differ from block to block.
  private static func bytes(_ count: Int) -> [UInt8] {
    var bytes = [UInt8](repeating: 0x5A, count: count)
    for index in stride(from: 0, to: count, by: 4099) { bytes[index] = UInt8(truncatingIfNeeded: index / 4099) }
    return bytes
  }

  private static func hashes(_ bytes: [UInt8], cuts: [Int]) -> [ContentID] {
    var hasher = BlockHasher()
    bytes.withUnsafeBytes { all in
      var start = 0
      for cut in cuts.sorted() + [bytes.count] {
        hasher.update(UnsafeRawBufferPointer(rebasing: all[start..<cut]))
        start = cut
      }
    }
    return hasher.finish()
  }

  @Test func knownHashes() {
    // XXH3-128 as its authors' own tool prints it.
    #expect(ContentHash.hash("").description == "99aa06d3014798d86001c324468d497f")
    #expect(ContentHash.hash("a").description == "a96faf705af16834e6c632b61e964e1f")
    #expect(ContentHash.hash("abc").description == "06b05ab6733a618578af5f94892f3950")
    #expect(ContentHash.hash(Array("abc".utf8)) == ContentHash.hash("abc"))
    #expect(ContentHash.blockBytes == Self.block)
  }

  @Test(arguments: [0, 1, 1000, block - 1, block, block + 1, 2 * block, 2 * block + 5])
  func blocks(count: Int) {
    let bytes = Self.bytes(count)
    let expected = stride(from: 0, to: count, by: Self.block).map { start in
      ContentHash.hash(Array(bytes[start..<min(count, start + Self.block)]))
    }
    let half = [count / 2]
    let border = [Self.block - 2, Self.block - 1, Self.block, Self.block + 1, Self.block + 1].filter { $0 <= count }
    let steps = Array(stride(from: 0, to: count, by: 65_537))
    for cuts in [[], half, border, steps, [0, 0, count]] {
      #expect(Self.hashes(bytes, cuts: cuts) == expected, "\(cuts.prefix(5))")
    }
  }

  @Test func everySplitOfAShortObject() {
    let bytes = Self.bytes(300)
    for first in 0...300 {
      #expect(Self.hashes(bytes, cuts: [first]) == [ContentHash.hash(bytes)])
    }
    #expect(Self.hashes(bytes, cuts: Array(0..<300)) == [ContentHash.hash(bytes)])
  }

  @Test func anEmptyObjectHasNoBlockAndAnIdentity() {
    #expect(Self.hashes([], cuts: []) == [])
    #expect(ContentHash.object(blocks: [], size: 0) == ContentHash.hash("0"))
  }

  @Test func theIdentityTellsObjectsApart() {
    let (one, two) = (ContentHash.hash("1"), ContentHash.hash("2"))
    let ids = [
      ContentHash.object(blocks: [], size: 0), ContentHash.object(blocks: [one], size: 1),
      ContentHash.object(blocks: [one], size: 2), ContentHash.object(blocks: [one, two], size: 1),
      ContentHash.object(blocks: [two, one], size: 1),
    ]
    #expect(Set(ids).count == ids.count)
  }
}
