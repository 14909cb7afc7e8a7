// Seeded random jobs that declare the statistics of docs/statistics.md.

extension OracleJob {
  /// The distances of the job's sensors that decide something: a reading exactly so far from the last one is an edge.
  func distances(_ traits: OracleTraits) -> [Int64] {
    let period = traits.period ?? (periodMicroseconds > 0 ? periodMicroseconds : nil)
    var found = [Chosen(traits, decimals: nil, self).hold, traits.stuckAfter, traits.gapAfter, period].compactMap { $0 }
    if let period, let most = traits.driftMax {
      let drift = Int64(most * Double(period) / 100)
      found += [period + drift, period - drift, 3 * period]
    }
    return found
  }
}

/// A random job as `oracleJobs` makes it, whose sensors have classes, statistics and flags.
package func statisticsJobs(seed: UInt64) -> OracleJob {
  var job = oracleJobs(seed: seed)
  var random = SplitMix(seed: seed &* 977 &+ 13)
  // Stamps without seconds want distances in whole minutes.
  var unit: Int64 = 1_000_000
  if case .pattern(let pattern, _) = job.time, !pattern.contains("ss") { unit = 60_000_000 }
  job.unit = unit
  job.step = random.pick([1, 7, 60, 60, 300, 1200]) * 1_000_000
  if unit > job.step { job.step = unit }
  job.longestHold = random.chance(50) ? job.randomDistance(&random) : nil
  let all = OracleTraits.Statistic.allCases
  job.statistics = random.chance(75) ? all.filter { $0 == .time_weighted || random.chance(40) } : []
  for sensor in sensors(of: job) where random.chance(90) {
    job.traits[sensor] = job.randomTraits(&random)
  }
  // A job without any statistic would be one of the other seeds.
  if !job.declaresStatistics { job.statistics = [random.pick(all)] }
  return job
}

extension OracleJob {
  /// A distance around the usual one between two readings of a sensor, far below it or far above.
  fileprivate func randomDistance(_ random: inout SplitMix) -> Int64 {
    let length =
      step * Int64(random.pick([1, 2, 5, 5, 10, 10, 30, 100])) + Int64(random.pick([0, 0, 0, -1, 1])) * unit
    // A job file names no time of a day or more for these.
    return max(unit, min(length, 20 * 3_600_000_000) / unit * unit)
  }

  fileprivate func randomTraits(_ random: inout SplitMix) -> OracleTraits {
    var traits = OracleTraits()
    traits.sensorClass = random.pick([.gauge, .gauge, .gauge, .counter, .counter, .state, .state, .amount])
    if random.chance(30) { traits.longestHold = randomDistance(&random) }
    let isAmount = traits.sensorClass == .amount
    if isAmount ? periodMicroseconds == 0 || random.chance(50) : random.chance(40) {
      traits.period = randomDistance(&random)
    }
    if isAmount { traits.longestHold = nil }
    if random.chance(60) {
      let fitting: [OracleTraits.Statistic]
      switch traits.sensorClass {
      case .gauge: fitting = OracleTraits.Statistic.allCases
      case .amount: fitting = [.time_weighted, .percentiles]
      case .counter, .state: fitting = [.time_weighted]
      }
      traits.statistics = fitting.filter { _ in random.chance(60) }
    }
    // Only where it has an effect may a job file ask for straight lines.
    let mayBeLinear = traits.sensorClass == .gauge && (traits.statistics ?? statistics).contains(.time_weighted)
    if random.chance(50) { traits.interpolation = mayBeLinear && random.chance(75) ? .linear : .step }
    if traits.sensorClass == .counter {
      if random.chance(60) { traits.modulus = random.pick([100, 1000, 65_536]) }
      if random.chance(50) { traits.jitter = random.pick([0.5, 1, 3]) }
    }
    addFlags(&random, to: &traits)
    return traits
  }

  private func addFlags(_ random: inout SplitMix, to traits: inout OracleTraits) {
    let perStep = Double(step) / 1_000_000
    if random.chance(35) {
      traits.limits = random.pick([(low: 3, high: 90), (low: nil, high: 50.5), (low: 10.25, high: nil)])
    }
    if random.chance(40) { traits.rateMax = random.pick([0.125, 1, 5, 20]) / perStep }
    if random.chance(40) { traits.stuckAfter = randomDistance(&random) }
    if random.chance(40) {
      traits.spike = OracleTraits.Spike(
        readings: random.pick([3, 3, 5, 7, 11]), threshold: random.pick([0.5, 1, 2.5, 3]))
    }
    let hasPeriod = traits.period != nil || periodMicroseconds > 0
    if hasPeriod && random.chance(60) { traits.driftMax = random.pick([0.5, 10, 12.5, 50]) }
    if random.chance(40) { traits.gapAfter = randomDistance(&random) }
  }
}
