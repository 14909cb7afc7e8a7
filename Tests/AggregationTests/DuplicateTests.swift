import Testing

@testable import Aggregation
@testable import Rows

/// Which of several readings on one instant counts?
struct DuplicateTests {
  /// Three items; the order is item, then place in the item.
  static let tied: [Reading] = [
    .at(0, 5, 1, quality: 192, item: 2), .at(0, 5, 2, quality: 0, item: 2), .at(0, 5, 3, quality: 216, item: 5),
    .at(0, 5, nil, item: 5), .at(0, 5, 4, quality: 64, item: 9), .at(0, 5, 5, quality: 0, item: 9),
  ]

  static let rules: [(rule: DuplicateRule, n: Int64, bad: Int64, last: Double, dropped: [Int64: Int])] = [
    (.keepAll, 2, 3, 3, [:]), (.first, 1, 0, 1, [2: 1, 5: 1, 9: 2]), (.last, 0, 1, 0, [2: 2, 5: 1, 9: 1]),
    (.bestQuality, 1, 0, 3, [2: 2, 9: 2]),
  ]

  @Test(arguments: rules)
  func ties(_ it: (rule: DuplicateRule, n: Int64, bad: Int64, last: Double, dropped: [Int64: Int])) {
    let folded = fold([makeStore(Self.tied)], makeRecipe(it.rule))
    for level in folded.states {
      #expect(level.map { [$0.n, $0.nBad, $0.nNull, $0.nDuplicate] } == [[it.n, it.bad, 1, 4]])
      #expect(level.map(\.last) == [it.last])
    }
    #expect(folded.dropped == it.dropped)
    #expect(folded.loaded == (it.rule == .keepAll ? 5 : 1))
  }

  @Test func uncertainIsBetterThanBad() {
    let store = makeStore([.at(0, 0, 1, quality: 127), .at(0, 0, 2, quality: 128), .at(0, 0, 3, quality: 63)])
    let state = fold([store], makeRecipe(.bestQuality, treatUncertainAsBad: false)).states[0].first
    #expect(state?.n == 1 && state?.first == 1 && state?.nBad == 0 && state?.nDuplicate == 2)
  }

  /// Up to four readings of each class of quality, in each way from up to three items, by each rule.
  @Test(arguments: DuplicateRule.allCases)
  func everySmallTie(rule: DuplicateRule) {
    let codes: [UInt8] = [192, 64, 0]
    for count in 1...4 {
      for qualities in 0..<power(3, count) {
        for items in 0..<power(3, count) {
          var (readings, quality, item) = ([Reading](), qualities, items)
          for index in 0..<count {
            readings.append(.at(0, 1, Double(index + 1), quality: codes[quality % 3], item: Int64(item % 3)))
            (quality, item) = (quality / 3, item / 3)
          }
          guard readings.map(\.item) == readings.map(\.item).sorted() else { continue }
          let recipe = makeRecipe(rule, levels: [.minute])
          let folded = fold([makeStore(readings)], recipe)
          let settled = DirectWindows.settle(readings, rule)
          let direct = DirectWindows.windows(readings, recipe, recipe.grids[0], decimals: -1)
          if folded != Folded(states: [direct], loaded: settled.kept.count, dropped: settled.dropped) {
            Issue.record("\(readings.map { "\($0.item): \($0.quality)" })")
          }
        }
      }
    }
  }

  private func power(_ base: Int, _ exponent: Int) -> Int { (0..<exponent).reduce(1) { power, _ in power * base } }

  @Test func theOrderOfWindowsReadsFirstAndLast() {
    // Two on the first instant, two on the last; of equals the first stands first, the last last.
    let store = makeStore([
      .at(0, 9, 40, item: 1), .at(0, 1, 10, item: 1), .at(0, 1, 20, item: 2), .at(0, 9, 50, item: 2),
    ])
    let state = fold([store], makeRecipe(.keepAll)).states[0].first
    #expect(state?.first == 10 && state?.last == 50 && state?.nDuplicate == 2)
  }
}
