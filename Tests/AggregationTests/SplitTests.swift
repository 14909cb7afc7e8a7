import Testing

@testable import Aggregation
@testable import Rows

/// Does it show who read what, and in which order it arrived?
struct SplitTests {
  private static func readings(_ seed: UInt64) -> [Reading] {
    var random = Seeded(state: seed)
    return random.readings(400, items: 12, minutes: 90) { Double.random(in: -10...10, using: &$0) }
  }

  @Test(arguments: DuplicateRule.allCases, 1...5)
  func manyStoresEqualOne(rule: DuplicateRule, count: Int) {
    for seed in 1...5 as ClosedRange<UInt64> {
      let readings = Self.readings(seed)
      let one = fold([makeStore(readings)], makeRecipe(rule))
      var random = Seeded(state: seed)
      let owner = (0..<12).map { _ in Int.random(in: 0..<count, using: &random) }
      let stores = (0..<count).map { store in makeStore(readings.filter { owner[Int($0.item)] == store }) }
      #expect(fold(stores, makeRecipe(rule)) == one)
      #expect(fold(stores.reversed(), makeRecipe(rule)) == one)
    }
  }

  @Test(arguments: DuplicateRule.allCases)
  func unsortedEqualsSorted(rule: DuplicateRule) {
    for seed in 1...5 as ClosedRange<UInt64> {
      let unsorted = Self.readings(seed).map { reading in
        var reading = reading
        reading.item = 0
        return reading
      }
      // Stable, so that ties keep their order.
      let sorted = unsorted.enumerated().sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }
      let one = fold([makeStore(unsorted)], makeRecipe(rule))
      #expect(fold([makeStore(sorted.map(\.element))], makeRecipe(rule)) == one)
    }
  }

  @Test(arguments: [1, 2, 15, 16, 17, 100, 400])
  func pagesDoNotShow(size: Int) {
    let readings = Self.readings(9)
    #expect(
      fold([makeStore(readings, pageSize: size)], makeRecipe(.last)) == fold([makeStore(readings)], makeRecipe(.last)))
  }

  /// Blocks grow from 16 to 1024 readings: lengths on both sides of every border.
  @Test(arguments: [1, 15, 16, 17, 47, 48, 49, 111, 112, 2031, 2032, 2033, 3055, 3056, 3057, 9999])
  func seriesOfEveryBlockLength(count: Int) {
    let readings = (0..<count).map { Reading.at($0 / 60, Double($0 % 60), Double($0)) }
    let folded = fold([makeStore(readings, pageSize: 1000)], makeRecipe(), decimals: 0)
    #expect(folded.loaded == count)
    #expect(folded.states[2].reduce(0) { $0 + $1.sumScaled } == Int128(count * (count - 1) / 2))
    #expect(folded.states[2].last?.last == Double(count - 1))
  }

  @Test func rejectedItemsLeaveNoTrace() {
    for rule in DuplicateRule.allCases {
      let readings = Self.readings(3)
      let isAccepted = { (item: Int64) in item % 3 != 1 }
      let without = makeStore(readings.filter { isAccepted($0.item) })
      let with = makeStore(readings)
      #expect(fold([with], makeRecipe(rule), isAccepted: isAccepted) == fold([without], makeRecipe(rule)))
      #expect(fold([with], makeRecipe(rule)) { _ in false } == Folded(states: [[], [], []]))
    }
  }

  /// One fold is used for many sensors: what it counted adds up, its windows are the last sensor's only.
  @Test func oneFoldForManySensors() {
    let readings = Self.readings(4).map { reading in
      var reading = reading
      reading.sensor = Int32(reading.time / 30_000_000 % 3)
      return reading
    }
    let store = makeStore(readings)
    let interval = IntervalCalendar(kind: .day, zone: .utc).interval(containing: day0)
    let shared = SeriesFold(recipe: makeRecipe(.first))
    var (loaded, dropped) = (0, [Int64: Int]())
    for sensor in [2, 0, 1, 0] {
      let slots = IntervalSlots(interval, in: [store], lookback: 0, lookahead: 0)
      shared.fold(sensor: sensor, plan: SensorPlan(), slots: slots) { _ in true }
      let alone = fold([store], makeRecipe(.first), sensor: sensor)
      #expect(shared.states == alone.states)
      loaded += alone.loaded
      dropped.merge(alone.dropped, uniquingKeysWith: +)
      #expect(shared.loaded == loaded && shared.dropped == dropped)
    }
  }
}
