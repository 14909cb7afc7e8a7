// What a job and a sensor declare of docs/statistics.md, and what follows from it.

/// The traits of one sensor beyond its resolution; the names are those of a job file. Times are microseconds.
package struct OracleTraits: Sendable {
  package enum SensorClass: String, Sendable, CaseIterable {
    case gauge, amount, counter, state
  }

  package enum Statistic: String, Sendable, CaseIterable {
    // swift-format-ignore: AlwaysUseLowerCamelCase
    case time_weighted
    case percentiles
    case vector
  }

  package enum Interpolation: String, Sendable, CaseIterable {
    case step, linear
  }

  package struct Spike: Sendable {
    package var readings: Int
    package var threshold: Double

    package init(readings: Int, threshold: Double) {
      self.readings = readings
      self.threshold = threshold
    }
  }

  package var sensorClass = SensorClass.gauge
  /// Nil: those of the job.
  package var statistics: [Statistic]?
  package var interpolation: Interpolation?
  package var longestHold: Int64?
  package var period: Int64?
  package var modulus: Double?
  package var jitter: Double?
  package var limits: (low: Double?, high: Double?)?
  /// In the sensor's unit per second.
  package var rateMax: Double?
  package var stuckAfter: Int64?
  package var spike: Spike?
  /// Per cent of the period.
  package var driftMax: Double?
  package var gapAfter: Int64?

  package init() {}

  /// Whether a sensor with these traits has statistics even where the job chooses none.
  var declaresStatistics: Bool {
    let bounds = [rateMax, driftMax].contains { $0 != nil } || [stuckAfter, gapAfter].contains { $0 != nil }
    return bounds || limits != nil || spike != nil || !(statistics ?? []).isEmpty || sensorClass == .counter
      || sensorClass == .state
  }
}

extension OracleJob {
  /// How a job cuts event time; the names are those of a job file.
  package enum IntervalKind: String, Sendable, CaseIterable {
    case hour, day, month
  }

  /// Whether any sensor of the job has a statistic of docs/statistics.md.
  package var declaresStatistics: Bool {
    !statistics.isEmpty || traits.values.contains(where: \.declaresStatistics)
  }
}

/// What is computed of one sensor, with the job's defaults and the class's rules applied.
struct Chosen {
  let traits: OracleTraits
  /// Of the sensor's resolution, where it declares one.
  let decimals: Int?
  let isTimeWeighted: Bool
  let hasPercentiles: Bool
  let hasVector: Bool
  let isLinear: Bool
  /// The period of an amount, and what `n_drift` measures against.
  let period: Int64?
  /// H: how long a reading governs the time behind it.
  let hold: Int64
  let lookback: Int64
  let lookahead: Int64

  var isCounter: Bool { traits.sensorClass == .counter }
  var isState: Bool { traits.sensorClass == .state }
  var isAmount: Bool { traits.sensorClass == .amount }

  /// Half a resolution, 0 without one.
  var halfResolution: Double {
    guard let decimals else { return 0 }
    return (Double(plainDecimal(5, decimals: decimals + 1)) ?? .nan)
  }

  /// How far `n_gap` and the start of a gap's row look back.
  var silence: Int64 { max(hold, traits.gapAfter ?? 0) }

  init(_ traits: OracleTraits, decimals: Int?, _ job: OracleJob) {
    self.traits = traits
    self.decimals = decimals
    let kind = traits.sensorClass
    let statistics = traits.statistics ?? job.statistics
    isTimeWeighted = kind == .counter || kind == .state || statistics.contains(.time_weighted)
    hasPercentiles = (kind == .gauge || kind == .amount) && statistics.contains(.percentiles)
    hasVector = kind == .gauge && statistics.contains(.vector)
    isLinear = kind == .gauge && traits.interpolation == .linear
    period = traits.period ?? (job.periodMicroseconds > 0 ? job.periodMicroseconds : nil)
    if kind == .amount {
      guard let period else { preconditionFailure("an amount without a period") }
      hold = period
    } else {
      hold = traits.longestHold ?? job.longestHold ?? period.map { 3 * $0 } ?? 3_600_000_000
    }
    let hasFlag =
      traits.limits != nil || traits.stuckAfter != nil || traits.spike != nil || traits.driftMax != nil
      || traits.gapAfter != nil || (traits.rateMax != nil && kind != .counter)
    if isTimeWeighted || hasFlag {
      let drift = traits.driftMax == nil ? 0 : 3 * (period ?? 0)
      lookback = max(hold, (traits.stuckAfter ?? -hold) + hold, traits.gapAfter ?? 0, drift)
    } else {
      lookback = 0
    }
    lookahead = isLinear || kind == .counter || traits.spike != nil ? hold : 0
  }
}
