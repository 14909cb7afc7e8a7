package import Aggregation
package import Postgres

/// The encoding of what a sensor's plan has chosen: further columns of its windows, stretches of state, flagged runs.
package enum ChosenRows {
  /// In the order in which `append` writes the fields.
  static let columns =
    "covered_us, good_us, uncertain_us, bad_us, gap_us, integral, increase, p50, p95, p99, sum_sin, sum_cos, n_reset, "
    + "n_transition, n_range, n_rate, n_stuck, n_spike, n_drift, n_gap, state_codes, state_us, bins, counts"
  static let fieldCount: Int16 = 24
  static let stretchColumns = "state_from, state_to, state_code, company_id, job_id, sensor_id, closed_by"
  static let flagColumns = "flag_from, flag_to, company_id, job_id, sensor_id, n_reading, flag"

  /// Writes the fields of one window; `chosen` is nil where the sensor's plan is plain.
  ///
  /// - Parameters:
  ///   - hasHistogram: of windows from the quarter hour upward.
  ///   - isWide: counts are bigint, as in the tables of coarser levels.
  static func append(
    _ chosen: ChosenState?, _ statistics: StatisticSet, hasHistogram: Bool, isUsable: Bool, isWide: Bool = false,
    to rows: inout BinaryCopyRows
  ) {
    let time = statistics.contains(.time) ? chosen : nil
    for value in [time?.covered, time?.good, time?.uncertain, time?.bad, time?.gap] { add(value, &rows) }
    add(time.flatMap { $0.covered > 0 && statistics.contains(.integral) ? $0.integral : nil }, &rows)
    let counter = statistics.contains(.counter) ? chosen : nil
    add(counter?.increase, &rows)
    for value in [chosen?.percentiles?.p50, chosen?.percentiles?.p95, chosen?.percentiles?.p99] { add(value, &rows) }
    let vector = statistics.contains(.vector) && isUsable ? chosen : nil
    add(vector?.sumSin, &rows)
    add(vector?.sumCos, &rows)
    add(count: counter?.resets, isWide, &rows)
    add(count: statistics.contains(.state) ? chosen?.transitions : nil, isWide, &rows)
    for flag in Flag.allCases {
      add(count: statistics.contains(.flag(flag)) ? chosen?.flags[flag] : nil, isWide, &rows)
    }
    if statistics.contains(.state), let durations = chosen?.durations {
      rows.append(doubles: durations.lazy.map(\.code))
      rows.append(int64s: durations.lazy.map(\.microseconds))
    } else {
      addNulls(2, &rows)
    }
    if statistics.contains(.percentiles), hasHistogram, isUsable, let histogram = chosen?.histogram {
      rows.append(int32s: histogram.lazy.map(\.bin))
      rows.append(int64s: histogram.lazy.map(\.count))
    } else {
      addNulls(2, &rows)
    }
  }

  package static func append(
    _ stretches: [StateStretch], sensorID: Int32, job: JobIdentity, to rows: inout BinaryCopyRows
  ) {
    for stretch in stretches {
      rows.beginRow(fields: 7)
      rows.append(timestamp: stretch.from)
      rows.append(timestamp: stretch.to)
      rows.append(double: stretch.code)
      rows.append(int32: job.companyID)
      rows.append(int32: job.jobID)
      rows.append(int32: sensorID)
      rows.append(text: stretch.closedBy.rawValue)
    }
  }

  package static func append(
    _ runs: [FlagRun], sensorID: Int32, job: JobIdentity, to rows: inout BinaryCopyRows
  ) {
    for run in runs {
      rows.beginRow(fields: 7)
      rows.append(timestamp: run.from)
      rows.append(timestamp: run.to)
      rows.append(int32: job.companyID)
      rows.append(int32: job.jobID)
      rows.append(int32: sensorID)
      rows.append(int32: Int32(run.readings))
      rows.append(text: run.flag.rawValue)
    }
  }

  private static func add(_ value: Int64?, _ rows: inout BinaryCopyRows) {
    if let value { rows.append(int64: value) } else { rows.appendNull() }
  }

  private static func add(_ value: Double?, _ rows: inout BinaryCopyRows) {
    if let value { rows.append(double: value) } else { rows.appendNull() }
  }

  private static func add(count: Int64?, _ isWide: Bool, _ rows: inout BinaryCopyRows) {
    guard let count else { return rows.appendNull() }
    if isWide { rows.append(int64: count) } else { rows.append(int32: Int32(count)) }
  }

  private static func addNulls(_ count: Int, _ rows: inout BinaryCopyRows) {
    for _ in 0..<count { rows.appendNull() }
  }
}
