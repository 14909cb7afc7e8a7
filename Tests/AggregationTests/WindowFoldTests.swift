import Testing

@testable import Aggregation
@testable import Rows

/// Which rows come of an interval's readings, and what do they say?
struct WindowFoldTests {
  @Test func mergedSpreadIsThatOfTheWhole() {
    // Chan and others' example: a running sum of squares would come to a negative variance.
    let store = makeStore([.at(0, 0, 1e9 + 4), .at(0, 1, 1e9 + 7), .at(1, 0, 1e9 + 13), .at(1, 1, 1e9 + 16)])
    for levels in [[.minute, .hour], [.minute, .quarterHour, .hour], [.hour]] as [[Level]] {
      let states = fold([store], makeRecipe(levels: levels)).states
      let hour = states[levels.count - 1]
      #expect(hour.map(\.n) == [4])
      #expect(hour.map(\.mean) == [1e9 + 10])
      #expect(hour.map { $0.m2 / Double($0.n - 1) } == [30])
      if levels.count > 1 { #expect(states[0].map(\.m2) == [4.5, 4.5]) }
    }
  }

  @Test func rowsStandWhereThereIsAReadingOrANullCell() {
    let store = makeStore([
      .at(0, 59.999999, 1), .at(1, 0, 2), .at(3, 5, nil), .at(5, 0, 7, quality: 0), .at(16, 0, 3), .at(16, 1, nil),
    ])
    let folded = fold([store], makeRecipe())
    #expect(folded.states[0].map { ($0.start - day0) / minute } == [0, 1, 3, 5, 16])
    #expect(folded.states[0].map(\.n) == [1, 1, 0, 0, 1])
    #expect(folded.states[0].map(\.nBad) == [0, 0, 0, 1, 0])
    #expect(folded.states[0].map(\.nNull) == [0, 0, 1, 0, 1])
    #expect(folded.states[1].map { ($0.start - day0) / minute } == [0, 15])
    #expect(folded.states[1].map { [$0.n, $0.nBad, $0.nNull] } == [[2, 1, 1], [1, 0, 1]])
    #expect(folded.states[2].map { [$0.n, $0.nBad, $0.nNull] } == [[3, 1, 2]])
    #expect(folded.loaded == 4)
    #expect(folded.states[2].first?.firstAt == day0 + 59_999_999)
    #expect(folded.states[2].first?.lastAt == day0 + 16 * minute)
  }

  @Test func onlyTheIntervalAskedFor() {
    let readings: [Reading] = [.at(-1, 59, 1), .at(0, 0, 2), .at(24 * 60 - 1, 59, 3), .at(24 * 60, 0, 4)]
    let store = makeStore(readings)
    let calendar = IntervalCalendar(kind: .day, zone: .utc)
    for (instant, values) in [(day0 - 1, [1.0]), (day0, [2, 3]), (day0 + 24 * 60 * minute, [4])] {
      let folded = fold([store], makeRecipe(), interval: calendar.interval(containing: instant))
      #expect(folded.states[0].map(\.first) == values)
      #expect(folded.loaded == values.count)
    }
    let empty = fold([store], makeRecipe(), interval: calendar.interval(containing: day0 + 72 * 60 * minute))
    #expect(empty.states == [[], [], []] && empty.loaded == 0)
  }

  @Test func onlyTheSensorAskedFor() {
    var other = Reading.at(0, 0, 9)
    other.sensor = 200
    let store = makeStore([.at(0, 0, 1), other])
    #expect(fold([store], makeRecipe()).states[0].map(\.sumFloat) == [1])
    #expect(fold([store], makeRecipe(), sensor: 200).states[0].map(\.sumFloat) == [9])
    #expect(fold([store], makeRecipe(), sensor: 100).states[0].isEmpty)
    #expect(fold([store], makeRecipe(), sensor: 100_000).states[0].isEmpty)
  }

  @Test(arguments: [true, false])
  func qualityDecidesWhatIsUsable(treatUncertainAsBad: Bool) {
    let store = makeStore((0...255).map { .at(0, Double($0) / 10, Double($0), quality: UInt8($0)) })
    let state = fold([store], makeRecipe(treatUncertainAsBad: treatUncertainAsBad)).states[0].first
    #expect(state?.n == (treatUncertainAsBad ? 64 : 128))
    #expect(state?.nBad == (treatUncertainAsBad ? 192 : 128))
    #expect(state?.min == (treatUncertainAsBad ? 192 : 64))
  }

  @Test(arguments: 1...20)
  func everyLevelEqualsADirectComputation(seed: UInt64) {
    var random = Seeded(state: seed)
    let rules = DuplicateRule.allCases
    let decimals: Int8 = seed % 2 == 0 ? -1 : 3
    let readings = random.readings(300, minutes: 300) { random in
      let whole = Int64.random(in: -5_000_000...5_000_000, using: &random)
      return decimals < 0 ? Double.random(in: -1e6...1e6, using: &random) : Double(whole) / 1000
    }
    let recipe = makeRecipe(rules[Int(seed) % rules.count], treatUncertainAsBad: seed % 3 == 0)
    let folded = fold([makeStore(readings)], recipe, decimals: decimals)
    let settled = DirectWindows.settle(readings, recipe.duplicates)
    #expect(folded.loaded == settled.kept.count)
    #expect(folded.dropped == settled.dropped)
    for (level, states) in folded.states.enumerated() {
      let direct = DirectWindows.windows(readings, recipe, recipe.grids[level], decimals: decimals)
      #expect(states.count == direct.count)
      for (state, expected) in zip(states, direct) where !DirectWindows.agree(state, expected) {
        Issue.record("\(recipe.levels[level]): \(state), not \(expected)")
      }
      if level == 0 { #expect(states.map(\.sumFloat) == direct.map(\.sumFloat), "in order, bit for bit") }
    }
  }

  @Test func aChangeOfOffsetCutsItsWindows() {
    // At half past midnight the clock goes back to midnight.
    let zone = ZoneOffsets(name: "t", starts: [.min, day0 + 30 * minute], offsets: [0, -30 * minute])
    let store = makeStore([.at(10, 0, 1), .at(29, 59, 2), .at(30, 0, 3), .at(59, 59, 4), .at(60, 0, 5)], zone: zone)
    let calendar = IntervalCalendar(kind: .day, zone: zone)
    let folded = fold([store], makeRecipe(zone: zone), interval: calendar.interval(containing: day0 + 10 * minute))
    #expect(folded.states[2].map { ($0.start - day0) / minute } == [0, 30])
    #expect(folded.states[2].map { ($0.end - day0) / minute } == [30, 90])
    #expect(folded.states[2].map(\.n) == [2, 3])
  }

  @Test func levelsAreTakenFinestFirst() {
    #expect(makeRecipe(levels: [.hour, .minute]).levels == [.minute, .hour])
  }
}
