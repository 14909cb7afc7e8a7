@testable import Rows
@testable import Scanning

/// A page that holds some bytes and begins at an offset of its object.
func makePage(_ bytes: [UInt8], at offset: Int = 0) -> Page {
  var page = Page(capacity: max(1, bytes.count))
  page.restart(at: offset)
  _ = page.append(upTo: bytes.count) { buffer in
    buffer.copyBytes(from: bytes)
    return bytes.count
  }
  return page
}

/// A sequence that is the same in every run (SplitMix64).
struct Seeded: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
