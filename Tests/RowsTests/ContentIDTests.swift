import Testing

@testable import Rows

/// Does an identity survive its ways of being written?
struct ContentIDTests {
  @Test func bytesAreBigEndian() {
    let id = ContentID(high: 0x0001_0203_0405_0607, low: 0x0809_0A0B_0C0D_0E0F)
    #expect(id.bytes == Array(0...15))
    #expect(id.description == "000102030405060708090a0b0c0d0e0f")
  }

  static let words: [(UInt64, UInt64)] = [
    (0, 0), (0, .max), (.max, 0), (.max, .max), (1, 2), (0x8000_0000_0000_0000, 0x7F),
  ]

  @Test(arguments: words)
  func roundTrip(high: UInt64, low: UInt64) {
    let id = ContentID(high: high, low: low)
    #expect(ContentID(bytes: id.bytes) == id)
    #expect(id.description.utf8.count == 32)
  }

  @Test func everyOtherLengthIsRefused() {
    for count in 0...40 {
      #expect((ContentID(bytes: Array(repeating: 1, count: count)) != nil) == (count == 16), "\(count)")
    }
  }

  @Test func orderIsThatOfTheBytes() {
    let words: [UInt64] = [0, 1, 255, 256, 1 << 63, .max]
    let ids = words.flatMap { high in words.map { ContentID(high: high, low: $0) } }
    for left in ids {
      for right in ids {
        #expect((left < right) == left.bytes.lexicographicallyPrecedes(right.bytes))
      }
    }
  }
}
