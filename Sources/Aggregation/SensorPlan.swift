/// What is computed of one sensor beside the plain seven, as `docs/statistics.md` defines it. A value of plain numbers:
/// the fold asks it for every sensor.
package struct SensorPlan: Sendable, Equatable {
  /// How readings of a class stand for the time behind them.
  package enum Kind: Sendable, Equatable {
    case gauge, amount, counter, state
  }

  package struct Spike: Sendable, Equatable {
    /// Usable readings on each side of the one that is judged.
    package var side: Int
    package var threshold: Double

    package init(side: Int, threshold: Double) {
      self.side = side
      self.threshold = threshold
    }
  }

  package var kind = Kind.gauge
  /// Of the declared resolution; −1: none.
  package var decimals: Int8 = -1
  /// The longest hold, microseconds.
  package var hold: Int64 = 3_600_000_000
  /// Declared distance of readings, microseconds; 0: none.
  package var period: Int64 = 0
  package var hasTime = false
  package var isLinear = false
  package var hasPercentiles = false
  package var hasVector = false
  /// 0: the counter never begins again by itself.
  package var modulus = 0.0
  package var jitter = 0.0
  package var limitLow: Double?
  package var limitHigh: Double?
  /// Units per second.
  package var rateMax: Double?
  /// Microseconds.
  package var stuckAfter: Int64?
  package var spike: Spike?
  /// A share of the period.
  package var driftMax: Double?
  /// Microseconds.
  package var gapAfter: Int64?

  package init() {}

  /// Whether the plain seven are all there is to do.
  package var isPlain: Bool {
    !hasTime && !hasPercentiles && !hasVector && !hasFlags
  }

  package var hasFlags: Bool {
    Flag.allCases.contains { declares($0) }
  }

  /// Whether the sensor declares what a flag needs.
  package func declares(_ flag: Flag) -> Bool {
    switch flag {
    case .range: limitLow != nil || limitHigh != nil
    case .rate: hasRateFlag
    case .stuck: stuckAfter != nil
    case .spike: spike != nil
    case .drift: driftMax != nil
    case .gap: gapAfter != nil
    }
  }

  /// On a counter the rate decides about rollovers and flags nothing.
  package var hasRateFlag: Bool { rateMax != nil && kind != .counter }

  /// Half a resolution: what is not further apart has not changed.
  package var epsilon: Double {
    decimals >= 0 ? 0.5 / WindowState.powers[Int(decimals)] : 0
  }

  /// Whether any statistic looks at readings around the interval.
  package var hasEdges: Bool {
    hasTime || hasRateFlag || stuckAfter != nil || spike != nil || driftMax != nil || gapAfter != nil
  }

  /// How far before an interval its readings are looked at, microseconds.
  package var lookback: Int64 {
    guard hasEdges else { return 0 }
    return max(hold, stuckAfter.map { $0 + hold } ?? 0, gapAfter ?? 0, driftMax == nil ? 0 : 3 * period)
  }

  /// How far behind an interval its readings are looked at, microseconds.
  package var lookahead: Int64 {
    (hasTime && (isLinear || kind == .counter)) || spike != nil ? hold : 0
  }
}
