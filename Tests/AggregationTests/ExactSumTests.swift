import Testing

@testable import Aggregation
@testable import Rows

/// Is a sum exact where a resolution is declared?
struct ExactSumTests {
  private static func written(_ scaled: Int64, _ decimals: Int8) -> Double {
    Double("\(scaled)e-\(decimals)") ?? .nan
  }

  @Test(arguments: 0...9 as ClosedRange<Int8>)
  func sumsOfManyAreExact(decimals: Int8) {
    var random = Seeded(state: UInt64(decimals) + 1)
    let limit: Int64 = 1_000_000_000_000_000 - 1
    for bound in [99, 1_000_000, limit] {
      var scaled = (0..<500).map { _ in Int64.random(in: -bound...bound, using: &random) }
      scaled += [bound, bound, bound, -bound, 1, -1]
      let readings = scaled.enumerated().map { Reading.at($0 / 10, Double($0 % 10), Self.written($1, decimals)) }
      let states = fold([makeStore(readings)], makeRecipe(), decimals: decimals).states
      let expected = scaled.reduce(0 as Int128) { $0 + Int128($1) }
      for level in states {
        #expect(level.reduce(0) { $0 + $1.sumScaled } == expected)
        #expect(level.allSatisfy { $0.sumFloat == 0 })
      }
    }
  }

  @Test(arguments: 0...9 as ClosedRange<Int8>)
  func theLargestAndTheLeast(decimals: Int8) {
    let limit: Int64 = 999_999_999_999_999
    for scaled in [limit, -limit, limit - 1, 1 - limit, 1, -1, 5, -5, 0] {
      let readings = (0..<3).map { Reading.at(0, Double($0), Self.written(scaled, decimals)) }
      let state = fold([makeStore(readings)], makeRecipe(), decimals: decimals).states[0].first
      #expect(state?.sumScaled == Int128(scaled) * 3, "\(scaled)")
      let mean = Self.written(scaled, decimals)
      #expect(abs((state?.mean ?? .nan) - mean) <= abs(mean).ulp, "\(scaled)")
    }
  }

  @Test func tenthsDoNotDrift() {
    let readings = (0..<1000).map { Reading.at($0 / 60, Double($0 % 60), 0.1) }
    let hours = fold([makeStore(readings)], makeRecipe(), decimals: 1).states[2]
    #expect(hours.map(\.sumScaled) == [1000])
    #expect(hours.map(\.mean) == [0.1])
  }

  @Test func sumsOfFloatsAreFoldedInOrder() {
    // Exactly 1; in another order 1 would not be lost.
    let store = makeStore([.at(0, 0, 1e16), .at(0, 1, 1), .at(0, 2, -1e16)])
    #expect(fold([store], makeRecipe()).states[0].map(\.sumFloat) == [0])
    let other = makeStore([.at(0, 0, 1e16), .at(0, 1, -1e16), .at(0, 2, 1)])
    #expect(fold([other], makeRecipe()).states[0].map(\.sumFloat) == [1])
  }
}
