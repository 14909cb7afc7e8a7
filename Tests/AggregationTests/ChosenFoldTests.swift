import Testing

@testable import Aggregation
@testable import Rows

/// What do the worked numbers of docs/statistics.md's statistics come to?
struct ChosenFoldTests {
  private static let calendar = IntervalCalendar(kind: .hour, zone: .utc)
  private static let hour = calendar.interval(containing: day0)

  /// A sensor's fold of the first hour, with readings (second, value) around it.
  private func folded(
    _ readings: [(second: Double, value: Double)], quality: [Int: UInt8] = [:], levels: [Level] = [.minute],
    _ change: (inout SensorPlan) -> Void
  ) -> SeriesFold {
    let store = makeStore(
      readings.enumerated().map { index, reading in
        .at(0, reading.second, reading.value, quality: quality[index] ?? 192)
      },
      kind: .hour)
    var plan = SensorPlan()
    plan.hold = 60_000_000
    change(&plan)
    let fold = SeriesFold(recipe: makeRecipe(levels: levels))
    let slots = IntervalSlots(Self.hour, in: [store], lookback: plan.lookback, lookahead: plan.lookahead)
    fold.fold(sensor: 0, plan: plan, slots: slots) { _ in true }
    return fold
  }

  @Test func heldValuesWeighTheirTime() throws {
    // The next reading, beyond the minute, matters to joined lines alone.
    let samples = [(0.0, 10.0), (20, 16), (50, 4)]
    let held = folded(samples) { $0.hasTime = true }
    let first = try #require(held.chosen[0].first)
    #expect(first.integral / 60 == 12 && first.covered == 60_000_000 && first.good == 60_000_000)
    // The last one holds a minute and no longer; the third minute has no row.
    #expect(held.chosen[0].count == 2 && held.chosen[0][1].covered == 50_000_000)
    #expect(held.chosen[0][1].gap == 10_000_000 && held.states[0][1].n == 0)
    let joined = folded(samples) { ($0.hasTime, $0.isLinear) = (true, true) }
    #expect(joined.chosen[0][0].integral == 560 && joined.chosen[0][0].covered == 50_000_000)
    let on = folded(samples + [(70, 8)]) { ($0.hasTime, $0.isLinear) = (true, true) }
    #expect(abs(on.chosen[0][0].integral / 60 - 10.166666666666666) < 1e-12)
  }

  @Test func whatIsCarriedInAndLookedAheadToCounts() throws {
    let calendar = IntervalCalendar(kind: .hour, zone: .utc)
    let samples = [(-30.0, 6.0), (3590, 5), (3610, 15)]
    for (isLinear, expected) in [(false, [180.0, 50.0]), (true, [0.0, 75.0])] {
      let fold = folded(samples) { ($0.hasTime, $0.isLinear) = (true, isLinear) }
      #expect(fold.states[0].first?.start == day0)
      #expect(fold.states[0].last?.start == calendar.interval(containing: day0).to.microseconds - minute)
      #expect([fold.chosen[0].first?.integral, fold.chosen[0].last?.integral] == expected)
      #expect(fold.states[0].map(\.n) == [0, 1] && fold.loaded == 1)
      var edges: [UInt8] = []
      var plan = SensorPlan()
      (plan.hasTime, plan.isLinear, plan.hold) = (true, isLinear, 60_000_000)
      fold.appendEdges(plan, to: &edges)
      #expect(edges.count == (isLinear ? 2 : 1) * 18)
    }
  }

  @Test func aBadReadingEndsAHold() throws {
    let fold = folded([(0, 10), (30, 99), (45, 20)], quality: [1: 0]) { $0.hasTime = true }
    let state = try #require(fold.chosen[0].first)
    #expect([state.good, state.uncertain, state.bad, state.gap] == [45_000_000, 0, 15_000_000, 0])
    #expect(state.integral == 10 * 30 + 20 * 15 && state.covered == 45_000_000)
  }

  @Test func countersCountOnThroughResetsAndRollovers() {
    let samples = [(0.0, 100.0), (60, 160), (120, 30), (180, 90), (240, 5)]
    let reset = folded(samples) { ($0.hasTime, $0.kind) = (true, .counter) }
    #expect(reset.chosen[0].map(\.increase).reduce(0, +) == 155)
    #expect(reset.chosen[0].map(\.resets) == [0, 0, 1, 0, 1])
    let bits = [(0.0, 65_000.0), (60, 65_500), (120, 200), (180, 900)]
    let rolled = folded(bits) { ($0.hasTime, $0.kind, $0.modulus) = (true, .counter, 65_536) }
    #expect(rolled.chosen[0].map(\.increase).reduce(0, +) == 1436)
    #expect(folded(bits) { ($0.hasTime, $0.kind) = (true, .counter) }.chosen[0].map(\.increase).reduce(0, +) == 1400)
    // 236 in a minute is too fast for 3 a second: the meter was reset.
    let slow = folded(bits) { ($0.hasTime, $0.kind, $0.modulus, $0.rateMax) = (true, .counter, 65_536, 3) }
    #expect(slow.chosen[0].map(\.increase).reduce(0, +) == 1400)
    // An increase is spread over the windows between its readings.
    let spread = folded([(30, 0), (90, 60)]) { ($0.hasTime, $0.kind) = (true, .counter) }
    #expect(spread.chosen[0].map(\.increase) == [30, 30, 0])
  }

  @Test func statesLastFromChangeToChange() throws {
    let samples = [(0.0, 1.0), (20, 2), (40, 1), (70, 1)]
    let fold = folded(samples) { ($0.hasTime, $0.kind) = (true, .state) }
    let first = try #require(fold.chosen[0].first)
    #expect(first.durations.map(\.code) == [1, 2] && first.durations.map(\.microseconds) == [40_000_000, 20_000_000])
    #expect(fold.chosen[0].map(\.transitions) == [2, 0, 0])
    let from = fold.stretches.map { ($0.from - day0) / 1_000_000 }
    #expect(from == [0, 20, 40] && fold.stretches.map(\.code) == [1, 2, 1])
    #expect(fold.stretches.map(\.closedBy) == [.change, .change, .gap])
    #expect(fold.stretches.last?.to == day0 + 130_000_000)
  }

  @Test func percentilesAndHistograms() throws {
    let values = (0..<60).map { (Double($0), Double(($0 * 37) % 60) / 10) }
    let exact = folded(values, levels: [.minute]) { ($0.hasPercentiles, $0.decimals) = (true, 1) }
    #expect(exact.chosen[0].first?.percentiles == ChosenState.Percentiles(p50: 2.9, p95: 5.6, p99: 5.8))
    let merged = folded(values, levels: Level.allCases) { ($0.hasPercentiles, $0.decimals) = (true, 1) }
    #expect(merged.chosen[2].first?.percentiles == exact.chosen[0].first?.percentiles)
    #expect(merged.chosen[2].first?.histogram.map(\.bin) == Array(0..<60))
    #expect(HistogramBin.bin(of: 1, decimals: -1) == 65_473 && HistogramBin.bin(of: 60, decimals: -1) == 65_849)
    let representative = HistogramBin.representative(of: 65_849, decimals: -1)
    #expect(abs(representative - 60.24896265560166) < 1e-13)
    #expect(HistogramBin.representative(of: HistogramBin.bin(of: -60, decimals: -1), decimals: -1) == -representative)
  }

  @Test func theErrorOfABinIsBounded() {
    var random = Seeded(state: 7)
    for _ in 0..<10_000 {
      let value = Double.random(in: -1...1, using: &random) * 10.0.power(Int.random(in: -30...30, using: &random))
      let found = HistogramBin.representative(of: HistogramBin.bin(of: value, decimals: -1), decimals: -1)
      #expect(abs(found - value) <= 0.00776 * abs(value))
    }
  }

  /// The window that moves and the selection of ranks against sorting anew: every small window, values that repeat.
  @Test func medianAndRanksAreThoseOfTheSortedValues() {
    var random = Seeded(state: 11)
    for side in 1...5 {
      var values = (0..<200).map { _ in Double(Int.random(in: -6...6, using: &random)) / 2 }
      values.withUnsafeMutableBufferPointer { values in
        guard let line = values.baseAddress else { return }
        var window = SlidingMedian(line, side: side)
        for index in side..<(values.count - side) {
          if index > side { window.replace(line[index - side - 1], by: line[index + side]) }
          let sorted = values[(index - side)...(index + side)].sorted()
          #expect(window.median == sorted[side])
          #expect(window.deviation == sorted.map { abs($0 - sorted[side]) }.sorted()[side])
        }
      }
    }
    for count in 1...120 {
      var values = (0..<count).map { _ in Double(Int.random(in: 0...(count / 2 + 1), using: &random)) }
      let sorted = values.sorted()
      values.withUnsafeMutableBufferPointer { values in
        guard let start = values.baseAddress else { return }
        let found = ChosenState.Percentiles(of: start, count: count)
        #expect(found.p50 == sorted[50 * (count - 1) / 100] && found.p95 == sorted[95 * (count - 1) / 100])
        #expect(found.p99 == sorted[99 * (count - 1) / 100])
      }
    }
  }

  @Test func aSpikeIsFarFromItsNeighbours() {
    let values = [20.1, 20.2, 20.1, 35.0, 20.3, 20.2, 20.2].enumerated().map { (Double($0.offset), $0.element) }
    let fold = folded(values) { $0.spike = SensorPlan.Spike(side: 3, threshold: 3) }
    #expect(fold.chosen[0].map { $0.flags[.spike] } == [1])
    #expect(fold.flagRuns == [FlagRun(flag: .spike, from: day0 + 3_000_000, to: day0 + 3_000_000, readings: 1)])
  }

  @Test func flagsMarkAndDeleteNothing() throws {
    let samples = [(0.0, 1.0), (10, 1), (20, 1), (30, 1), (40, 9), (110, 1)]
    let fold = folded(samples) { plan in
      (plan.limitHigh, plan.rateMax, plan.stuckAfter, plan.gapAfter) = (8, 0.5, 20_000_000, 60_000_000)
      (plan.period, plan.driftMax) = (10_000_000, 0.1)
    }
    func count(_ flag: Flag) -> [Int64] { fold.chosen[0].map { $0.flags[flag] } }
    #expect(count(.range) == [1, 0] && count(.rate) == [1, 0] && count(.stuck) == [2, 0])
    // The first reading of all has nothing before it.
    #expect(count(.gap) == [1, 1] && count(.drift) == [0, 0])
    #expect(fold.states[0].map(\.n) == [5, 1])
    let stuck = try #require(fold.flagRuns.first { $0.flag == .stuck })
    #expect([stuck.from - day0, stuck.to - day0] == [20_000_000, 30_000_000] && stuck.readings == 2)
    #expect(fold.flagRuns.filter { $0.flag == .gap }.map { ($0.from - day0) / 1_000_000 } == [-60, 50])
  }

  @Test func anglesAreThoseOfTheCircle() {
    for quarter in -8...8 {
      let angle = Angle(degrees: Double(quarter) * 90)
      #expect([angle.sine, angle.cosine].map { abs($0) }.sorted() == [0, 1])
    }
    var random = Seeded(state: 3)
    for _ in 0..<1000 {
      let degrees = Double.random(in: -720...720, using: &random)
      let (angle, half) = (Angle(degrees: degrees), Angle(degrees: degrees / 2))
      #expect(abs(angle.sine * angle.sine + angle.cosine * angle.cosine - 1) < 4e-16)
      #expect(abs(angle.sine - 2 * half.sine * half.cosine) < 4e-16)
    }
    #expect(abs(Angle(degrees: 30).sine - 0.5) < 1e-16)
    let wind = folded([(0, 350), (1, 10)]) { $0.hasVector = true }
    #expect(abs(wind.chosen[0][0].sumSin) < 1e-15 && wind.chosen[0][0].sumCos > 1.96)
  }
}

extension Double {
  /// A power by repeated multiplication: the core has no `pow`, and its tests need none.
  fileprivate func power(_ exponent: Int) -> Double {
    let whole = (0..<exponent.magnitude).reduce(1) { product, _ in product * self }
    return exponent < 0 ? 1 / whole : whole
  }
}
