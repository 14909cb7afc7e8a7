package import Rows

/// A window as it is stored: its states, and what the row itself tells of how they were made.
package struct StoredWindow: Sendable, Equatable {
  package var state: WindowState
  package var chosen: ChosenState
  package var statistics: StatisticSet
  /// Of the exact sum; −1: there is none.
  package var decimals: Int8

  package init(state: WindowState, chosen: ChosenState, statistics: StatisticSet, decimals: Int8) {
    self.state = state
    self.chosen = chosen
    self.statistics = statistics
    self.decimals = decimals
  }

  /// Takes a later window of the same sensor into this one.
  ///
  /// Parts that were made by different definitions of a job need not have the same statistics: the whole has those that
  /// all its parts have, and an exact sum only where all have one of the same resolution.
  package mutating func merge(_ later: StoredWindow) {
    var later = later
    if state.n == 0 {
      decimals = later.decimals
    } else if later.state.n > 0, later.decimals != decimals {
      if later.decimals >= 0 || decimals >= 0 { statistics.remove(.percentiles) }
      forgetResolution()
      later.forgetResolution()
    }
    statistics.formIntersection(later.statistics)
    state.merge(later.state, decimals: decimals)
    chosen.merge(later.chosen)
  }

  private mutating func forgetResolution() {
    guard decimals >= 0 else { return }
    state.sumFloat = Double(state.sumScaled) / WindowState.powers[Int(decimals)]
    state.sumScaled = 0
    decimals = -1
  }
}

/// Folds one sensor's stored windows, in order of time, into coarser ones.
///
/// It is the fold by which `SeriesFold` makes quarter hours and hours, so that a day is the same whether its hours came
/// from memory or from a table.
package struct CoarserFold {
  private let windows: [CoarserWindow]
  private var place = 0
  /// The coarser windows that have a finer one, with their places in `windows`.
  package private(set) var folded: [(place: Int, window: StoredWindow)] = []
  /// Finer windows that were taken, with their kept readings and their null cells.
  package private(set) var taken: (windows: Int, readings: Int64, nulls: Int64) = (0, 0, 0)

  /// - Parameter windows: ascending, without overlap.
  package init(_ windows: [CoarserWindow]) {
    self.windows = windows
  }

  /// Takes the next finer window; one that lies in none of the coarser windows is passed over.
  ///
  /// - Returns: false if it crosses the edge of one: they were cut by other zone data, or another register.
  package mutating func add(_ finer: StoredWindow) -> Bool {
    while place < windows.count, windows[place].end <= finer.state.start { place += 1 }
    guard place < windows.count, windows[place].start < finer.state.end else { return true }
    guard windows[place].start <= finer.state.start, finer.state.end <= windows[place].end else { return false }
    taken.windows += 1
    taken.readings += finer.state.n + finer.state.nBad
    taken.nulls += finer.state.nNull
    if let last = folded.last, last.place == place {
      folded[folded.count - 1].window.merge(finer)
      return true
    }
    var open = finer
    open.state = WindowState(start: windows[place].start, end: windows[place].end)
    open.state.merge(finer.state, decimals: finer.decimals)
    folded.append((place, open))
    return true
  }

  /// Reads what comes from merged parts, once all are there.
  package mutating func finish() {
    for index in folded.indices {
      let decimals = folded[index].window.decimals
      let statistics = folded[index].window.statistics
      let state = folded[index].window.state
      folded[index].window.chosen.complete(
        state, hasTime: statistics.contains(.time), hasPercentiles: statistics.contains(.percentiles),
        decimals: decimals)
    }
  }
}
