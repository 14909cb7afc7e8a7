/// The generator splitmix64: one state word, one draw a step, any seed is a good one.
struct SplitMix64 {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  /// The generator number `stream` of a seed: streams of one seed do not repeat each other.
  init(seed: UInt64, stream: UInt64) {
    state = Self.mix(Self.mix(seed) ^ Self.mix(stream &+ 0x9E37_79B9_7F4A_7C15))
  }

  @inline(__always)
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    return Self.mix(state)
  }

  @inline(__always)
  static func mix(_ value: UInt64) -> UInt64 {
    var mixed = value
    mixed = (mixed ^ (mixed &>> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed &>> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed &>> 31)
  }
}

/// A seeded permutation of `0..<count` which is computed, not stored: a Feistel network over the next even number of
/// bits, walked until it comes back into the range.
struct Permutation {
  private static let rounds: UInt64 = 4

  private let count: UInt64
  private let halfBits: UInt64
  private let seed: UInt64

  init(count: Int, seed: UInt64) {
    self.count = UInt64(count)
    let bits = UInt64.bitWidth - UInt64(max(count - 1, 1)).leadingZeroBitCount
    halfBits = UInt64((bits + 1) / 2)
    self.seed = SplitMix64.mix(seed ^ 0x5348_5546_464C_4544)
  }

  subscript(index: Int) -> Int {
    var value = UInt64(index)
    repeat { value = shuffled(value) } while value >= count
    return Int(value)
  }

  private func shuffled(_ value: UInt64) -> UInt64 {
    let mask = (1 &<< halfBits) &- 1
    var left = value &>> halfBits
    var right = value & mask
    for round in 0..<Self.rounds {
      (left, right) = (right, left ^ (SplitMix64.mix(right ^ seed &+ round &<< 56) & mask))
    }
    return left &<< halfBits | right
  }
}
