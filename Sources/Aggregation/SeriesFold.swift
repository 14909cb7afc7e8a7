import Rows

/// One worker's fold: a sensor's readings of one interval to its window states, one sensor after another.
package final class SeriesFold {
  let recipe: SeriesRecipe
  var series = Series()
  /// The states of the sensor folded last, by level as in the recipe: finest first, each in order of time.
  package internal(set) var states: [[WindowState]]
  /// What its plan has chosen beside them, state by state; empty where the plan is plain.
  package internal(set) var chosen: [[ChosenState]]
  /// Its stretches of state and flagged runs, in order of time.
  package internal(set) var stretches: [StateStretch] = []
  package internal(set) var flagRuns: [FlagRun] = []
  /// Kept readings, usable or not, of all sensors folded so far.
  package private(set) var loaded = 0
  /// Dropped duplicates of all sensors folded so far, by the item that brought them.
  package private(set) var dropped: [Int64: Int] = [:]
  /// Places in the series of its usable readings, where the plan asks for them.
  var usable: [Int32] = []
  /// By place in the series: the reading's flags, a bit each; and all flags that any of them has.
  var marks: [UInt8] = []
  var foundFlags: UInt8 = 0
  /// Scratch for what has to be sorted.
  var scratch: [Double] = []
  var scratchBins: [Int32] = []

  package init(recipe: SeriesRecipe) {
    self.recipe = recipe
    states = recipe.levels.map { _ in [] }
    chosen = recipe.levels.map { _ in [] }
  }

  /// Folds one sensor.
  ///
  /// - Parameter isAccepted: false for items whose readings must not count (an object that turned out to be a copy, …).
  /// - Complexity: O(r log r) in the readings where they are out of order, else O(r).
  package func fold(
    sensor: Int, plan: SensorPlan, slots: borrowing IntervalSlots, isAccepted: (Int64) -> Bool
  ) {
    series.gather(sensor: sensor, from: slots, plan: plan, isAccepted: isAccepted)
    #if PLANTED_FAULTS
      if recipe.fault == .readingsOfOneInstantReversed { series.reverseReadingsOfOneInstant() }
    #endif
    series.settle(rule, slots.interval) { dropped[$0, default: 0] += 1 }
    loaded += series.core.count
    for level in states.indices {
      states[level].removeAll(keepingCapacity: true)
      chosen[level].removeAll(keepingCapacity: true)
    }
    stretches.removeAll(keepingCapacity: true)
    flagRuns.removeAll(keepingCapacity: true)
    if plan.isPlain {
      var none: Timeline?
      foldFinest(plan, slots.interval, timeline: &none)
    } else {
      foldChosen(plan, slots.interval)
    }
    for level in states.indices.dropFirst() { foldCoarser(level, plan) }
  }

  private var rule: DuplicateRule {
    #if PLANTED_FAULTS
      if recipe.fault == .duplicateRuleReversed {
        return recipe.duplicates == .last ? .first : (recipe.duplicates == .first ? .last : recipe.duplicates)
      }
    #endif
    return recipe.duplicates
  }

  // MARK: Windows

  /// Readings, null cells and surplus readings stand in order of time, so the windows come in one walk over the three.
  ///
  /// - Parameter timeline: of a sensor whose windows also stand where a reading is held into them.
  func foldFinest(_ plan: SensorPlan, _ interval: Interval, timeline: inout Timeline?) {
    let grid = recipe.grids[0]
    var (reading, null, surplus) = (series.core.lowerBound, 0, 0)
    var next = interval.from.microseconds
    if timeline?.isGoverned(at: next, before: reading, series) != true { next = nextEvent(reading, null) }
    while next < interval.to.microseconds {
      let window = grid.window(containing: next)
      var end = window.end
      #if PLANTED_FAULTS
        if recipe.fault == .windowTakesItsEnd { end += 1 }
      #endif
      var state = WindowState(start: window.start, end: window.end)
      let from = reading
      while reading < series.core.upperBound, series.times[reading] < end { reading += 1 }
      accumulate(&state, from..<reading, plan.decimals)
      while null < series.nullTimes.count, series.nullTimes[null] < end {
        state.nNull += 1
        null += 1
      }
      while surplus < series.surplusTimes.count, series.surplusTimes[surplus] < end {
        state.nDuplicate += 1
        surplus += 1
      }
      states[0].append(state)
      next = nextEvent(reading, null)
      guard !plan.isPlain else { continue }
      choose(plan, state, from..<reading, &timeline)
      if timeline?.isGoverned(at: window.end, before: reading, series) == true { next = window.end }
    }
  }

  /// The instant of the next reading or null cell.
  private func nextEvent(_ reading: Int, _ null: Int) -> Int64 {
    var next = Int64.max
    if reading < series.core.upperBound { next = series.times[reading] }
    if null < series.nullTimes.count { next = min(next, series.nullTimes[null]) }
    return next
  }

  /// Statistics of one window's readings: a pass for counts, extremes and sum, and one for the squared deviations,
  /// which is exact where a running sum of squares would cancel.
  private func accumulate(_ state: inout WindowState, _ span: Range<Int>, _ decimals: Int8) {
    let power = decimals >= 0 ? WindowState.powers[Int(decimals)] : 1
    let (times, values, qualities) = (series.times, series.values, series.qualities)
    var bad: Int64 = 0
    var (low, high) = (Double.infinity, -Double.infinity)
    var (firstAt, lastAt) = (-1, -1)
    var (sumScaled, sumFloat) = (Int128(0), 0.0)
    for index in span {
      guard isUsable(qualities[index]) else {
        bad += 1
        continue
      }
      let value = values[index]
      if firstAt < 0 { firstAt = index }
      lastAt = index
      if value < low { low = value }
      if value > high { high = value }
      if decimals >= 0 {
        sumScaled += Int128(scaled(value * power))
      } else {
        sumFloat += value
      }
    }
    state.nBad = bad
    state.n = Int64(span.count) - bad
    guard firstAt >= 0 else { return }
    (state.min, state.max) = (low, high)
    (state.first, state.firstAt) = (values[firstAt], times[firstAt])
    (state.last, state.lastAt) = (values[lastAt], times[lastAt])
    (state.sumScaled, state.sumFloat) = (sumScaled, sumFloat)
    let mean = state.meanOfSums(decimals: decimals)
    state.mean = mean
    var squares = 0.0
    for index in span where isUsable(qualities[index]) {
      let deviation = values[index] - mean
      squares += deviation * deviation
    }
    state.m2 = squares
  }

  @inline(__always)
  func isUsable(_ quality: UInt8) -> Bool {
    #if PLANTED_FAULTS
      if recipe.fault == .uncertainCountsAsGood { return Quality.rank(quality) > 0 }
    #endif
    return recipe.usable[Int(quality)]
  }

  @inline(__always)
  private func scaled(_ value: Double) -> Int64 {
    #if PLANTED_FAULTS
      if recipe.fault == .negativeSumRoundedUp { return Int64(value.rounded(.up)) }
    #endif
    return Int64(value.rounded())
  }

  // MARK: Coarser levels

  private func foldCoarser(_ level: Int, _ plan: SensorPlan) {
    var forgetSpread = false
    #if PLANTED_FAULTS
      forgetSpread = recipe.fault == .mergeForgetsSpreadOfMeans
    #endif
    let grid = recipe.grids[level]
    for (index, finer) in states[level - 1].enumerated() {
      let last = states[level].count - 1
      if last >= 0, finer.start < states[level][last].end {
        states[level][last].merge(finer, decimals: plan.decimals, forgetSpread: forgetSpread)
        if !plan.isPlain { chosen[level][last].merge(chosen[level - 1][index]) }
        continue
      }
      let window = grid.window(containing: finer.start)
      var open = WindowState(start: window.start, end: window.end)
      open.merge(finer, decimals: plan.decimals)
      states[level].append(open)
      if !plan.isPlain { chosen[level].append(chosen[level - 1][index]) }
    }
    guard !plan.isPlain else { return }
    for index in states[level].indices {
      chosen[level][index].complete(
        states[level][index], hasTime: plan.hasTime, hasPercentiles: plan.hasPercentiles, decimals: plan.decimals)
    }
  }
}
