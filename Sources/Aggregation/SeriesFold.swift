package import Rows

/// One worker's fold: a sensor's readings of one interval to its window states, one sensor after another.
package final class SeriesFold {
  private let recipe: SeriesRecipe
  private var series = Series()
  /// The states of the sensor folded last, by level as in the recipe: finest first, each in order of time.
  package private(set) var states: [[WindowState]]
  /// Kept readings, usable or not, of all sensors folded so far.
  package private(set) var loaded = 0
  /// Dropped duplicates of all sensors folded so far, by the item that brought them.
  package private(set) var dropped: [Int64: Int] = [:]

  package init(recipe: SeriesRecipe) {
    self.recipe = recipe
    states = recipe.levels.map { _ in [] }
  }

  /// Folds one sensor.
  ///
  /// - Parameter isAccepted: false for items whose readings must not count (an object that turned out to be a copy, …).
  /// - Complexity: O(r log r) in the readings where they are out of order, else O(r).
  package func fold(
    sensor: Int, decimals: Int8, interval: Interval, stores: [ReadingStore], isAccepted: (Int64) -> Bool
  ) {
    series.gather(sensor: sensor, interval: interval, from: stores, isAccepted: isAccepted)
    #if PLANTED_FAULTS
      if recipe.fault == .readingsOfOneInstantReversed { series.reverseReadingsOfOneInstant() }
    #endif
    settleDuplicates()
    loaded += series.times.count
    for level in states.indices { states[level].removeAll(keepingCapacity: true) }
    foldFinest(decimals: decimals)
    for level in states.indices.dropFirst() { foldCoarser(level, decimals: decimals) }
  }

  // MARK: Duplicates

  private var rule: DuplicateRule {
    #if PLANTED_FAULTS
      if recipe.fault == .duplicateRuleReversed {
        return recipe.duplicates == .last ? .first : (recipe.duplicates == .first ? .last : recipe.duplicates)
      }
    #endif
    return recipe.duplicates
  }

  /// Finds the surplus readings of each instant, and drops them unless all are kept.
  private func settleDuplicates() {
    let count = series.times.count
    var write = 0
    var read = 0
    while read < count {
      let time = series.times[read]
      var end = read + 1
      while end < count, series.times[end] == time { end += 1 }
      if end - read > 1 {
        for _ in 1..<(end - read) { series.surplusTimes.append(time) }
      }
      let kept = rule == .keepAll ? read..<end : single(of: read..<end)
      for index in read..<end where !kept.contains(index) { dropped[series.item(of: index), default: 0] += 1 }
      for index in kept {
        if write != index {
          series.times[write] = series.times[index]
          series.values[write] = series.values[index]
          series.qualities[write] = series.qualities[index]
        }
        write += 1
      }
      read = end
    }
    series.times.removeLast(count - write)
    series.values.removeLast(count - write)
    series.qualities.removeLast(count - write)
  }

  private func single(of group: Range<Int>) -> Range<Int> {
    var chosen = group.lowerBound
    switch rule {
    case .keepAll, .first: break
    case .last: chosen = group.upperBound - 1
    case .bestQuality:
      for index in group where Quality.rank(series.qualities[index]) >= Quality.rank(series.qualities[chosen]) {
        chosen = index
      }
    }
    return chosen..<(chosen + 1)
  }

  // MARK: Windows

  /// Readings, null cells and surplus readings stand in order of time, so the windows come in one walk over the three.
  private func foldFinest(decimals: Int8) {
    let grid = recipe.grids[0]
    var reading = 0
    var null = 0
    var surplus = 0
    while reading < series.times.count || null < series.nullTimes.count {
      var next = Int64.max
      if reading < series.times.count { next = series.times[reading] }
      if null < series.nullTimes.count { next = min(next, series.nullTimes[null]) }
      let window = grid.window(containing: next)
      var end = window.end
      #if PLANTED_FAULTS
        if recipe.fault == .windowTakesItsEnd { end += 1 }
      #endif
      var state = WindowState(start: window.start, end: window.end)
      let from = reading
      while reading < series.times.count, series.times[reading] < end { reading += 1 }
      accumulate(&state, from..<reading, decimals)
      while null < series.nullTimes.count, series.nullTimes[null] < end {
        state.nNull += 1
        null += 1
      }
      while surplus < series.surplusTimes.count, series.surplusTimes[surplus] < end {
        state.nDuplicate += 1
        surplus += 1
      }
      states[0].append(state)
    }
  }

  /// Statistics of one window's readings: a pass for counts, extremes and sum, and one for the squared deviations,
  /// which is exact where a running sum of squares would cancel.
  private func accumulate(_ state: inout WindowState, _ span: Range<Int>, _ decimals: Int8) {
    let power = decimals >= 0 ? WindowState.powers[Int(decimals)] : 1
    for index in span {
      guard isUsable(series.qualities[index]) else {
        state.nBad += 1
        continue
      }
      let value = series.values[index]
      if state.n == 0 {
        state.first = value
        state.firstAt = series.times[index]
      }
      state.last = value
      state.lastAt = series.times[index]
      state.n += 1
      state.min = min(state.min, value)
      state.max = max(state.max, value)
      if decimals >= 0 {
        state.sumScaled += Int128(scaled(value * power))
      } else {
        state.sumFloat += value
      }
    }
    guard state.n > 0 else { return }
    state.mean = state.meanOfSums(decimals: decimals)
    for index in span where isUsable(series.qualities[index]) {
      let deviation = series.values[index] - state.mean
      state.m2 += deviation * deviation
    }
  }

  @inline(__always)
  private func isUsable(_ quality: UInt8) -> Bool {
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

  private func foldCoarser(_ level: Int, decimals: Int8) {
    var forgetSpread = false
    #if PLANTED_FAULTS
      forgetSpread = recipe.fault == .mergeForgetsSpreadOfMeans
    #endif
    let grid = recipe.grids[level]
    var current: WindowState?
    for finer in states[level - 1] {
      if var open = current, finer.start < open.end {
        open.merge(finer, decimals: decimals, forgetSpread: forgetSpread)
        current = open
      } else {
        if let done = current { states[level].append(done) }
        let window = grid.window(containing: finer.start)
        var open = WindowState(start: window.start, end: window.end)
        open.merge(finer, decimals: decimals)
        current = open
      }
    }
    if let done = current { states[level].append(done) }
  }
}
