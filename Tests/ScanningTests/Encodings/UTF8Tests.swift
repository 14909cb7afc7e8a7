import Testing

@testable import Rows
@testable import Scanning

/// Is UTF-8 read as strictly as Swift's own strings read it?
struct UTF8Tests {
  /// The longest part at the start that Swift takes for text.
  private static func validCount(_ bytes: ArraySlice<UInt8>) -> Int {
    var count = bytes.count
    while String(validating: bytes.prefix(count), as: UTF8.self) == nil { count -= 1 }
    return count
  }

  private static func check(_ bytes: [UInt8]) {
    let valid = validCount(bytes[...])
    let expected = (Array(bytes[..<valid]), valid < bytes.count ? valid : nil)
    #expect(decode(bytes, .utf8) == expected, "\(bytes)")
  }

  @Test func oneAndTwoBytes() {
    Self.check([])
    for first in UInt8.min...UInt8.max {
      Self.check([first])
      for second in UInt8.min...UInt8.max { Self.check([first, second]) }
    }
  }

  /// All sequences of three and four bytes that stand at the borders of the rules.
  @Test func borders() {
    let second: [UInt8] = [0x00, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xFF]
    let further: [UInt8] = [0x41, 0x7F, 0x80, 0xBF, 0xC0]
    for a in UInt8(0xC0)...0xFF {
      for b in second {
        for c in further {
          Self.check([a, b, c])
          for d in further { Self.check([a, b, c, d]) }
        }
      }
    }
  }

  @Test func random() {
    var seeded = Seeded(state: 5)
    let pieces: [[UInt8]] = ["a", "12345678", "é", "가", "힣", "😀", "\u{10FFFF}", "\u{800}"].map { Array($0.utf8) }
    for _ in 0..<2_000 {
      var bytes = (0..<Int.random(in: 0...12, using: &seeded)).flatMap { _ in
        pieces.randomElement(using: &seeded) ?? []
      }
      Self.check(bytes)
      guard let place = bytes.indices.randomElement(using: &seeded) else { continue }
      bytes[place] = UInt8.random(in: .min ... .max, using: &seeded)
      Self.check(bytes)
    }
  }

  /// A sequence that the end cuts is told from one that is wrong.
  @Test(
    arguments: [
      ([0xEA], true), ([0xEA, 0xB0], true), ([0xED, 0x9F], true), ([0xF0, 0x9F, 0x98], true), ([0xC3], true),
      ([0xED, 0xA0], false), ([0xE0, 0x80], false), ([0xF4, 0x90], false), ([0xC0], false), ([0x80], false),
      ([0xEA, 0x41], false), ([0xF0, 0x9F, 0x41], false), ([0xEA, 0xB0, 0x80], false), ([0x41], false),
    ] as [([UInt8], Bool)])
  func cuts(_ bytes: [UInt8], _ isCut: Bool) {
    bytes.withUnsafeBufferPointer { buffer in
      guard let start = buffer.baseAddress else { return }
      #expect(UTF8Sequence.validate(start, count: buffer.count).isCut == isCut)
    }
  }
}
