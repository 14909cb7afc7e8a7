// Flags: which readings are marked, and the runs of them.

/// What a reading can be marked as; `n_` and the name is the column of the windows.
package enum OracleFlag: String, Sendable, CaseIterable {
  case range, rate, stuck, spike, drift, gap
}

/// A maximal run of consecutive kept readings with one flag, or one gap: a row of `core.flag_interval`.
package struct OracleFlagInterval: Hashable, Sendable {
  package var sensor: String
  /// The start of the job's interval, in microseconds of UTC as all instants here.
  package var interval: Int64
  package var flag: OracleFlag
  package var from: Int64
  package var to: Int64
  package var readings: Int

  package init(sensor: String, interval: Int64, flag: OracleFlag, from: Int64, to: Int64, readings: Int) {
    self.sensor = sensor
    self.interval = interval
    self.flag = flag
    self.from = from
    self.to = to
    self.readings = readings
  }
}

/// The runs of every sensor, in order of sensor (bytewise), interval, flag and time.
package func flagIntervals(_ job: OracleJob, _ files: [OracleFile]) -> [OracleFlagInterval] {
  views(job, files).flatMap(flagIntervals)
}

extension Chosen {
  /// Whether the sensor declares what this flag is measured by.
  func has(_ flag: OracleFlag) -> Bool {
    switch flag {
    case .range: traits.limits != nil
    case .rate: traits.rateMax != nil && !isCounter
    case .stuck: traits.stuckAfter != nil
    case .spike: traits.spike != nil
    case .drift: traits.driftMax != nil
    case .gap: traits.gapAfter != nil
    }
  }
}

/// The positions of the interval's own readings that have a flag; empty where the sensor does not declare it.
func flagged(_ flag: OracleFlag, _ view: View) -> [Int] {
  guard view.chosen.has(flag) else { return [] }
  return view.own.filter { position in
    if flag == .drift { return isDrift(position, view) }
    if flag == .gap { return isGap(position, view) }
    guard view.isUsable(at: position) else { return false }
    switch flag {
    case .range: return isBeyondLimits(position, view)
    case .rate: return isTooFast(position, view)
    case .stuck: return isStuck(position, view)
    default: return isSpike(position, view)
    }
  }
}

private func isBeyondLimits(_ position: Int, _ view: View) -> Bool {
  let limits = view.chosen.traits.limits
  if let low = limits?.low, view.number(position) < low { return true }
  if let high = limits?.high, view.number(position) > high { return true }
  return false
}

private func isTooFast(_ position: Int, _ view: View) -> Bool {
  guard let before = view.usable(before: position), let most = view.chosen.traits.rateMax else { return false }
  let distance = view.instant(position) - view.instant(before)
  guard distance > 0, distance <= view.chosen.hold else { return false }
  return abs(view.number(position) - view.number(before)) > most * (Double(distance) / 1_000_000)
}

private func isStuck(_ position: Int, _ view: View) -> Bool {
  guard let after = view.chosen.traits.stuckAfter else { return false }
  var first = position
  while let before = view.usable(before: first), view.instant(first) - view.instant(before) <= view.chosen.hold,
    abs(view.number(first) - view.number(before)) <= view.chosen.halfResolution
  {
    first = before
  }
  return view.instant(position) - view.instant(first) >= after
}

private func isSpike(_ position: Int, _ view: View) -> Bool {
  guard let spike = view.chosen.traits.spike, let middle = view.usable.firstIndex(of: position) else { return false }
  let side = (spike.readings - 1) / 2
  guard middle - side >= 0, middle + side < view.usable.count else { return false }
  let values = view.usable[(middle - side)...(middle + side)].map { view.number($0) }
  let median = values.sorted()[side]
  let deviation = values.map { abs($0 - median) }.sorted()[side]
  return abs(view.number(position) - median)
    > spike.threshold * 1.4826 * max(deviation, view.chosen.halfResolution)
}

private func isDrift(_ position: Int, _ view: View) -> Bool {
  guard position > 0, let period = view.chosen.period, let most = view.chosen.traits.driftMax else { return false }
  let distance = view.instant(position) - view.instant(position - 1)
  guard distance > 0, distance <= view.chosen.traits.gapAfter ?? (3 * period) else { return false }
  return Double(100 * abs(distance - period)) > most * Double(period)
}

private func isGap(_ position: Int, _ view: View) -> Bool {
  guard let after = view.chosen.traits.gapAfter else { return false }
  return position == 0 || view.instant(position) - view.instant(position - 1) > after
}

/// The runs of one interval.
func flagIntervals(_ view: View) -> [OracleFlagInterval] {
  OracleFlag.allCases.flatMap { flag -> [OracleFlagInterval] in
    var runs: [OracleFlagInterval] = []
    var last = -2
    for position in flagged(flag, view) {
      let instant = view.instant(position)
      if flag == .gap {
        // A silence begins at the last reading before it, as far back as the interval looks.
        let furthest = instant - view.chosen.silence
        let before = position > 0 ? max(view.instant(position - 1), furthest) : furthest
        runs.append(
          OracleFlagInterval(
            sensor: view.sensor, interval: view.interval.from, flag: flag, from: before, to: instant, readings: 1))
      } else if position == last + 1 {
        runs[runs.count - 1].to = instant
        runs[runs.count - 1].readings += 1
      } else {
        runs.append(
          OracleFlagInterval(
            sensor: view.sensor, interval: view.interval.from, flag: flag, from: instant, to: instant, readings: 1))
      }
      last = position
    }
    return runs
  }
}
