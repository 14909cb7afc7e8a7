import Oracle

extension CoreResult {
  /// The columns of the preview of a job that declares no statistics.
  static let plainColumns = [
    "level", "sensor", "window_start", "window_end", "n", "n_bad", "n_null", "n_duplicate", "min", "max", "first",
    "first_at", "last", "last_at", "sum", "mean", "m2",
  ]

  /// Those that follow where it declares any.
  static let statisticColumns = [
    "good_us", "uncertain_us", "bad_us", "gap_us", "covered_us", "integral", "increase", "n_reset", "states",
    "n_transition", "p50", "p95", "p99", "histogram", "sum_sin", "sum_cos", "n_range", "n_rate", "n_stuck", "n_spike",
    "n_drift", "n_gap",
  ]

  /// The further fields of a row by their columns.
  struct StatisticsRow {
    private let fields: [String: String]

    init(_ fields: ArraySlice<String>) {
      self.fields = Dictionary(uniqueKeysWithValues: zip(CoreResult.statisticColumns, fields))
    }

    subscript(_ column: String) -> String { fields[column] ?? "the row has no such field" }

    /// A list as `key=count;key=count`, in the keys' shortest form; nil where it is none.
    func list(_ column: String, _ key: (Substring) -> String?) -> String? {
      if self[column].isEmpty { return "" }
      let pairs = self[column].split(separator: ";", omittingEmptySubsequences: false).map { pair -> String? in
        let parts = pair.split(separator: "=", omittingEmptySubsequences: false)
        guard parts.count == 2, let key = key(parts[0]) else { return nil }
        return "\(key)=\(parts[1])"
      }
      return pairs.contains(nil) ? nil : pairs.compactMap { $0 }.joined(separator: ";")
    }
  }

  /// Counts, microseconds, bins and percentiles are equal; areas, increases and sums of directions to 1e-12.
  func difference(_ row: StatisticsRow, _ oracle: OracleStatistics, _ window: OracleWindow) -> String? {
    let times: [(String, Int64?)] = [
      ("good_us", oracle.good), ("uncertain_us", oracle.uncertain), ("bad_us", oracle.bad), ("gap_us", oracle.gap),
      ("covered_us", oracle.covered),
    ]
    let counts: [(String, Int?)] =
      [("n_reset", oracle.nReset), ("n_transition", oracle.nTransition)]
      + OracleFlag.allCases.map { ("n_\($0.rawValue)", oracle.flags[$0]) }
    let percentiles: [(String, Double?)] = [("p50", oracle.p50), ("p95", oracle.p95), ("p99", oracle.p99)]
    let exact =
      times.map { ($0.0, $0.1.map(String.init) ?? "") } + counts.map { ($0.0, $0.1.map(String.init) ?? "") }
      + percentiles.map { ($0.0, text($0.1)) }
    for (column, theirs) in exact where row[column] != theirs {
      return "\(column): core \(row[column]), oracle \(theirs)"
    }
    let lists = [
      (
        "states", row.list("states") { Double($0)?.description },
        oracle.states.map { "\($0.code)=\($0.microseconds)" }.joined(separator: ";")
      ),
      (
        "histogram", row.list("histogram") { Int($0)?.description },
        oracle.histogram.map { "\($0.bin)=\($0.count)" }.joined(separator: ";")
      ),
    ]
    for (column, mine, theirs) in lists where mine != theirs {
      return "\(column): core \(row[column]), oracle \(theirs)"
    }
    let size = Double(window.n)
    let near: [(String, Double?, Double)] = [
      ("integral", oracle.integral, oracle.integralScale), ("increase", oracle.increase, oracle.increaseScale),
      ("sum_sin", oracle.sumSin, size), ("sum_cos", oracle.sumCos, size),
    ]
    for (column, theirs, scale) in near {
      guard let theirs else {
        if row[column].isEmpty { continue }
        return "\(column): core \(row[column]), oracle null"
      }
      guard let mine = Double(row[column]), abs(mine - theirs) <= 1e-12 * max(abs(theirs), scale) else {
        return "\(column): core \(row[column]), oracle \(theirs)"
      }
    }
    return nil
  }
}
