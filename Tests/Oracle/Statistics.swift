// What stands in a window beside the plain seven, as docs/statistics.md says.

import Foundation

/// The further columns of one window; nil and empty: null.
package struct OracleStatistics: Equatable, Sendable {
  package struct StateTime: Equatable, Sendable {
    package var code: Double
    package var microseconds: Int64

    package init(code: Double, microseconds: Int64) {
      self.code = code
      self.microseconds = microseconds
    }
  }

  package struct BinCount: Equatable, Sendable {
    package var bin: Int
    package var count: Int

    package init(bin: Int, count: Int) {
      self.bin = bin
      self.count = count
    }
  }

  /// Microseconds.
  package var good: Int64?
  package var uncertain: Int64?
  package var bad: Int64?
  package var gap: Int64?
  package var covered: Int64?
  /// In the sensor's unit × s.
  package var integral: Double?
  /// What the parts of the integral add up to without their signs.
  package var integralScale = 0.0
  package var increase: Double?
  /// What the numbers behind the parts of the increase add up to without their signs.
  package var increaseScale = 0.0
  package var nReset: Int?
  /// Ascending by code.
  package var states: [StateTime] = []
  package var nTransition: Int?
  package var p50: Double?
  package var p95: Double?
  package var p99: Double?
  /// Ascending by bin.
  package var histogram: [BinCount] = []
  package var sumSin: Double?
  package var sumCos: Double?
  /// The count of each flag that the sensor declares.
  package var flags: [OracleFlag: Int] = [:]

  package init() {}
}

/// What of an interval falls into one window.
private struct Share {
  var end: Int64
  /// Positions in `View.seen`.
  var own: [Int] = []
  var holds: [Hold] = []
  var areas: [(microseconds: Int64, area: Double, scale: Double)] = []
  var increases: [(amount: Double, scale: Double)] = []
  var nReset = 0
}

/// The rows of one interval and sensor with their statistics, those of windows that are only held into too.
/// - Parameter plain: the rows that it has anyhow.
func statistics(
  _ view: View, rows plain: [(key: OracleKey, value: OracleWindow)], _ job: OracleJob, _ zone: Zone
) -> [OracleKey: OracleWindow] {
  var rows = Dictionary(uniqueKeysWithValues: plain.map { ($0.key, $0.value) })
  let changed = view.chosen.isState ? transitions(view) : []
  let flags = Dictionary(uniqueKeysWithValues: OracleFlag.allCases.map { ($0, Set(flagged($0, view))) })
  for level in Set(job.levels) {
    let shares = shares(view, WindowFinder(zone: zone, level: level))
    for (start, share) in shares where view.chosen.isTimeWeighted && !share.holds.isEmpty {
      let key = OracleKey(sensor: view.sensor, level: level, start: start)
      if rows[key] == nil { rows[key] = OracleWindow(end: share.end) }
    }
    for (key, window) in rows where key.level == level {
      let share = shares[key.start] ?? Share(end: window.end)
      var statistics = OracleStatistics()
      addTimes(share, view, length: window.end - key.start, to: &statistics)
      addValues(share, view, level, to: &statistics)
      if view.chosen.isState { statistics.nTransition = share.own.filter { changed.contains($0) }.count }
      for flag in OracleFlag.allCases where view.chosen.has(flag) {
        statistics.flags[flag] = share.own.filter { flags[flag]?.contains($0) ?? false }.count
      }
      rows[key]?.statistics = statistics
    }
  }
  return rows
}

/// The shares of the windows of an interval, by start; a window without any has none.
private func shares(_ view: View, _ finder: WindowFinder) -> [Int64: Share] {
  var finder = finder
  var shares: [Int64: Share] = [:]
  /// Cuts a span at the interval's and the windows' edges.
  func cut(_ from: Int64, _ to: Int64, _ take: (_ from: Int64, _ to: Int64, inout Share) -> Void) {
    var from = max(from, view.interval.from)
    let to = min(to, view.interval.to)
    while from < to {
      let window = finder.window(holding: from)
      take(from, min(to, window.end), &shares[window.start, default: Share(end: window.end)])
      from = window.end
    }
  }

  for position in view.own {
    let window = finder.window(holding: view.instant(position))
    shares[window.start, default: Share(end: window.end)].own.append(position)
  }
  for hold in holds(view) {
    cut(hold.from, hold.to) { $2.holds.append(Hold(position: hold.position, from: $0, to: $1)) }
  }
  if view.chosen.isLinear {
    for segment in segments(view) {
      let scale = max(abs(segment.first), abs(segment.last))
      cut(segment.from, segment.to) {
        $2.areas.append(($1 - $0, segment.area($0, $1), scale * Double($1 - $0) / 1_000_000))
      }
    }
  } else {
    for hold in holds(view) where view.isUsable(at: hold.position) {
      let number = view.number(hold.position)
      cut(hold.from, hold.to) {
        let area = number * (Double($1 - $0) / 1_000_000)
        $2.areas.append(($1 - $0, area, abs(area)))
      }
    }
  }
  for increase in view.chosen.isCounter ? increases(view) : [] {
    if view.interval.contains(increase.to) {
      let window = finder.window(holding: increase.to)
      let isReset = increase.isReset ? 1 : 0
      shares[window.start, default: Share(end: window.end)].nReset += isReset
      if increase.from == increase.to {
        shares[window.start]?.increases.append((increase.amount, increase.scale))
      }
    }
    cut(increase.from, increase.to) {
      let part = Double($1 - $0) / Double(increase.to - increase.from)
      $2.increases.append((increase.amount * part, increase.scale * part))
    }
  }
  return shares
}

/// Time in quality, cover, integral, increase and the times of states.
private func addTimes(_ share: Share, _ view: View, length: Int64, to statistics: inout OracleStatistics) {
  guard view.chosen.isTimeWeighted else { return }
  var byGrade: [Int64] = [0, 0, 0]
  var byCode: [Double: Int64] = [:]
  for hold in share.holds {
    byGrade[grade(view.seen[hold.position].quality)] += hold.to - hold.from
    if view.isUsable(at: hold.position) { byCode[view.number(hold.position), default: 0] += hold.to - hold.from }
  }
  statistics.good = byGrade[0]
  statistics.uncertain = byGrade[1]
  statistics.bad = byGrade[2]
  statistics.gap = length - byGrade.reduce(0, +)
  let covered = share.areas.reduce(0) { $0 + $1.microseconds }
  statistics.covered = covered
  if covered > 0 && !view.chosen.isAmount {
    statistics.integral = share.areas.reduce(0) { $0 + $1.area }
    statistics.integralScale = share.areas.reduce(0) { $0 + $1.scale }
  }
  if view.chosen.isState {
    statistics.states = byCode.sorted { $0.key < $1.key }.map { .init(code: $0.key, microseconds: $0.value) }
  }
  if view.chosen.isCounter {
    statistics.increase = share.increases.reduce(0) { $0 + $1.amount }
    statistics.increaseScale = share.increases.reduce(0) { $0 + $1.scale }
    statistics.nReset = share.nReset
  }
}

/// Percentiles, histogram and the sums of directions.
private func addValues(
  _ share: Share, _ view: View, _ level: OracleJob.Level, to statistics: inout OracleStatistics
) {
  let values = share.own.filter { view.isUsable(at: $0) }.compactMap { view.seen[$0].value }
  guard !values.isEmpty else { return }
  if view.chosen.hasPercentiles {
    let decimals = view.chosen.decimals
    statistics.p50 = percentile(50, values, level, decimals: decimals)
    statistics.p95 = percentile(95, values, level, decimals: decimals)
    statistics.p99 = percentile(99, values, level, decimals: decimals)
    if level != .minute {
      statistics.histogram = histogram(values).sorted { $0.key < $1.key }.map { .init(bin: $0.key, count: $0.value) }
    }
  }
  if view.chosen.hasVector {
    // The whole turns are left out first: that is exact, and the sine of a large number is not.
    let angles = values.map { $0.number.truncatingRemainder(dividingBy: 360) * .pi / 180 }
    statistics.sumSin = angles.reduce(0) { $0 + sin($1) }
    statistics.sumCos = angles.reduce(0) { $0 + cos($1) }
  }
}
