import Testing

@testable import Aggregation
@testable import Rows

/// Are coarser windows made of stored ones the same as those that are made in memory?
struct CoarserFoldTests {
  private static let interval = IntervalCalendar(kind: .day, zone: .utc).interval(containing: day0)

  private func plan(_ decimals: Int8) -> SensorPlan {
    var plan = SensorPlan()
    plan.decimals = decimals
    (plan.hasTime, plan.hasPercentiles, plan.hasVector) = (true, true, true)
    (plan.limitLow, plan.gapAfter, plan.hold) = (20, 90_000_000, 45_000_000)
    return plan
  }

  /// Readings of some hours, as quarter hours and hours.
  private func folded(_ plan: SensorPlan, seed: UInt64) -> SeriesFold {
    var random = Seeded(state: seed)
    let power = plan.decimals >= 0 ? 100.0 : 70.0
    let readings = random.readings(900) { Double(Int.random(in: -500...9000, using: &$0)) / power }
    let fold = SeriesFold(recipe: makeRecipe(levels: [.quarterHour, .hour]))
    let slots = IntervalSlots(Self.interval, in: [makeStore(readings)], lookback: 0, lookahead: 0)
    fold.fold(sensor: 0, plan: plan, slots: slots) { _ in true }
    return fold
  }

  private func stored(_ fold: SeriesFold, level: Int, _ plan: SensorPlan) -> [StoredWindow] {
    fold.states[level].enumerated().map { index, state in
      StoredWindow(
        state: state, chosen: fold.chosen[level][index], statistics: plan.statistics,
        decimals: state.n > 0 ? plan.decimals : -1)
    }
  }

  @Test(arguments: [(-1, 1), (-1, 2), (2, 3), (2, 4)] as [(Int8, UInt64)])
  func storedQuarterHoursMakeTheSameHours(decimals: Int8, seed: UInt64) {
    let plan = plan(decimals)
    let fold = folded(plan, seed: seed)
    let grid = WindowGrid(level: .hour, zone: .utc)
    let hours = (0..<24).map { hour in
      let window = grid.window(containing: day0 + Int64(hour) * 60 * minute)
      return CoarserWindow(start: window.start, end: window.end)
    }
    var coarser = CoarserFold(hours)
    for window in stored(fold, level: 0, plan) {
      let isTaken = coarser.add(window)
      #expect(isTaken)
    }
    coarser.finish()
    #expect(coarser.folded.count >= 3)
    #expect(coarser.folded.map(\.window.state) == fold.states[1])
    #expect(coarser.folded.map(\.window.chosen) == fold.chosen[1])
    #expect(coarser.taken.readings == Int64(fold.loaded) && coarser.taken.windows == fold.states[0].count)
  }

  /// Of windows (start minute, minutes, n, sum) with a sum in hundredths, or a float where there are no decimals.
  private func window(
    _ start: Int64, _ length: Int64, n: Int64, sum: Int, decimals: Int8, _ statistics: StatisticSet = []
  ) -> StoredWindow {
    var state = WindowState(start: start * minute, end: (start + length) * minute)
    state.n = n
    (state.firstAt, state.lastAt) = (state.start, state.end - 1)
    if decimals >= 0 {
      state.sumScaled = Int128(sum)
    } else {
      state.sumFloat = Double(sum) / 100
    }
    if n > 0 { state.mean = state.meanOfSums(decimals: decimals) }
    return StoredWindow(state: state, chosen: ChosenState(), statistics: statistics, decimals: n > 0 ? decimals : -1)
  }

  private func folded(_ windows: [StoredWindow], into length: Int64) -> [StoredWindow] {
    var fold = CoarserFold([CoarserWindow(start: 0, end: length * minute)])
    for window in windows {
      let isTaken = fold.add(window)
      #expect(isTaken)
    }
    fold.finish()
    return fold.folded.map(\.window)
  }

  @Test func aDayHasWhatAllItsHoursHave() {
    let whole = folded(
      [
        window(0, 60, n: 2, sum: 300, decimals: 2, [.time, .percentiles, .integral]),
        window(60, 60, n: 0, sum: 0, decimals: -1, [.time, .percentiles, .vector]),
        window(120, 60, n: 1, sum: 400, decimals: 2, [.time, .percentiles, .counter]),
      ], into: 180)
    #expect(whole.map(\.statistics) == [[.time, .percentiles]])
    #expect(whole[0].state.sumScaled == 700 && whole[0].decimals == 2)
    #expect(whole[0].chosen.gap == 180 * minute)
  }

  /// A resolution that was declared later, or another one: the sum is a float, and bins that do not mean the same are
  /// not added.
  @Test(arguments: [(2, -1), (-1, 2), (2, 1)] as [(Int8, Int8)])
  func sumsOfDifferentResolutionsAreFloats(before: Int8, after: Int8) {
    let whole = folded(
      [
        window(0, 60, n: 2, sum: 300, decimals: before, [.percentiles]),
        window(60, 60, n: 1, sum: after == 1 ? 40 : 400, decimals: after, [.percentiles]),
      ], into: 120)
    #expect(whole[0].decimals == -1 && whole[0].state.sumFloat == 7 && whole[0].state.mean == 7.0 / 3)
    #expect(whole[0].statistics == [] && whole[0].chosen.percentiles == nil)
  }

  @Test func anEmptyHourSaysNothingOfTheResolution() {
    let parts = [
      window(0, 60, n: 0, sum: 0, decimals: -1), window(60, 60, n: 1, sum: 5, decimals: 2),
      window(120, 60, n: 0, sum: 0, decimals: -1), window(180, 60, n: 1, sum: 7, decimals: 2),
    ]
    let whole = folded(parts, into: 240)
    #expect(whole[0].decimals == 2 && whole[0].state.sumScaled == 12 && whole[0].state.n == 2)
    #expect(whole[0].state.firstAt == 60 * minute && whole[0].state.start == 0 && whole[0].state.end == 240 * minute)
  }

  @Test func whatLiesOutsideIsPassedOverAndWhatCrossesIsRefused() {
    var fold = CoarserFold([
      CoarserWindow(start: 60 * minute, end: 120 * minute), CoarserWindow(start: 180 * minute, end: 240 * minute),
    ])
    for (start, length) in [(0, 60), (60, 30), (120, 60), (180, 60), (240, 60)] as [(Int64, Int64)] {
      let isTaken = fold.add(window(start, length, n: 1, sum: 1, decimals: 2))
      #expect(isTaken)
    }
    #expect(fold.folded.map(\.place) == [0, 1] && fold.taken.windows == 2)
    for (start, length) in [(30, 60), (90, 60), (30, 120)] as [(Int64, Int64)] {
      var other = CoarserFold([CoarserWindow(start: 60 * minute, end: 120 * minute)])
      let isTaken = other.add(window(start, length, n: 1, sum: 1, decimals: 2))
      #expect(!isTaken)
    }
  }
}
