/// What is kept of one sensor in one window beside `WindowState`: the statistics that its plan has chosen. Each can be
/// merged with the next window's.
package struct ChosenState: Sendable, Equatable {
  /// Microseconds governed by readings of each rank, and by none.
  package var good: Int64 = 0
  package var uncertain: Int64 = 0
  package var bad: Int64 = 0
  package var gap: Int64 = 0
  /// Microseconds that usable readings cover.
  package var covered: Int64 = 0
  /// Unit × seconds; means nothing where nothing is covered.
  package var integral = 0.0
  package var increase = 0.0
  package var resets: Int64 = 0
  package var transitions: Int64 = 0
  /// Ascending by code, with microseconds.
  package var durations: [StateDuration] = []
  package var percentiles: Percentiles?
  /// Ascending by bin; empty below the quarter hour.
  package var histogram: [HistogramBin] = []
  package var sumSin = 0.0
  package var sumCos = 0.0
  package var flags = FlagCounts()

  package init() {}

  package struct StateDuration: Sendable, Equatable {
    package var code: Double
    package var microseconds: Int64

    package init(code: Double, microseconds: Int64) {
      self.code = code
      self.microseconds = microseconds
    }
  }

  package struct Percentiles: Sendable, Equatable {
    package var p50: Double
    package var p95: Double
    package var p99: Double
  }

  /// Takes the state of a later window of the same sensor into this one; percentiles are read anew afterwards.
  mutating func merge(_ later: borrowing ChosenState) {
    good += later.good
    uncertain += later.uncertain
    bad += later.bad
    gap += later.gap
    covered += later.covered
    integral += later.integral
    increase += later.increase
    resets += later.resets
    transitions += later.transitions
    for duration in later.durations { add(duration.microseconds, in: duration.code) }
    histogram = HistogramBin.merged(histogram, later.histogram)
    sumSin += later.sumSin
    sumCos += later.sumCos
    flags.add(later.flags)
  }

  /// What of a coarser window is read from its merged parts: the time of its windows without a row is gap, and
  /// percentiles are those of the histogram.
  mutating func complete(_ state: WindowState, hasTime: Bool, hasPercentiles: Bool, decimals: Int8) {
    if hasTime { gap = state.end - state.start - good - uncertain - bad }
    if hasPercentiles {
      percentiles =
        state.n > 0
        ? Percentiles(histogram, n: state.n, min: state.min, max: state.max, decimals: decimals) : nil
    }
  }

  mutating func add(_ microseconds: Int64, in code: Double) {
    var place = durations.endIndex
    while place > 0, durations[place - 1].code > code { place -= 1 }
    if place > 0, durations[place - 1].code == code {
      durations[place - 1].microseconds += microseconds
    } else {
      durations.insert(StateDuration(code: code, microseconds: microseconds), at: place)
    }
  }
}

/// What a reading can be flagged as; the raw value is its name in the database.
package enum Flag: String, Sendable, CaseIterable {
  case range, rate, stuck, spike, drift, gap
}

/// Flagged readings of a window, by flag.
package struct FlagCounts: Sendable, Equatable {
  private var counts: InlineArray<6, Int64> = InlineArray(repeating: 0)

  package init() {}

  package subscript(_ flag: Flag) -> Int64 {
    get { counts[Self.place(of: flag)] }
    set { counts[Self.place(of: flag)] = newValue }
  }

  mutating func add(_ other: FlagCounts) {
    for index in 0..<6 { counts[index] += other.counts[index] }
  }

  private static func place(of flag: Flag) -> Int {
    switch flag {
    case .range: 0
    case .rate: 1
    case .stuck: 2
    case .spike: 3
    case .drift: 4
    case .gap: 5
    }
  }

  package static func == (left: FlagCounts, right: FlagCounts) -> Bool {
    for index in 0..<6 where left.counts[index] != right.counts[index] { return false }
    return true
  }
}

/// A maximal stretch of an interval in one state.
package struct StateStretch: Sendable, Equatable {
  package enum End: String, Sendable {
    case change, bad, gap, interval
  }

  /// Microseconds of UTC, half-open.
  package var from: Int64
  package var to: Int64
  package var code: Double
  package var closedBy: End
}

/// A maximal run of consecutive readings of an interval with one flag.
package struct FlagRun: Sendable, Equatable {
  package var flag: Flag
  /// Microseconds of UTC: the first flagged reading (of a gap the one before), and the last, included.
  package var from: Int64
  package var to: Int64
  package var readings: Int
}
