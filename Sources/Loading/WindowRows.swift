package import Aggregation
package import Postgres
package import Rows

/// The encoding of window states as rows of `core.sensor_minute` and its coarser brothers.
///
/// Workers encode, each into rows of its own, while no connection is involved; the loader sends what they made.
package enum WindowRows {
  /// In the order in which `append` writes the fields.
  static let columns =
    "window_start, window_end, first_at, last_at, min, max, first, last, sum_float, mean, m2, company_id, job_id, "
    + "sensor_id, n, n_bad, n_null, n_duplicate, sum"
  private static let fieldCount: Int16 = 19
  /// Of shifts, behind all others.
  static let shiftColumns = "working_day, shift_code, break_us"
  private static let shiftFieldCount: Int16 = 3

  /// Appends a sensor's windows of one level.
  ///
  /// - Parameters:
  ///   - chosen: state by state what the sensor's plan has chosen; empty where it is plain. Nil where the job has no
  ///     further columns at all.
  package static func append(
    _ states: [WindowState], _ chosen: [ChosenState]?, level: Level, sensorID: Int32, plan: SensorPlan,
    job: JobIdentity, to rows: inout BinaryCopyRows
  ) {
    let statistics = plan.statistics
    for (index, state) in states.enumerated() {
      rows.beginRow(fields: chosen == nil ? fieldCount : fieldCount + ChosenRows.fieldCount)
      append(state, plan.decimals, sensorID, job, &rows)
      guard let chosen else { continue }
      ChosenRows.append(
        chosen.isEmpty ? nil : chosen[index], statistics, hasHistogram: level > .minute, isUsable: state.n > 0,
        to: &rows)
    }
  }

  /// Appends one window of a coarser level.
  static func append(
    _ window: StoredWindow, shift: ShiftStamp?, sensorID: Int32, job: JobIdentity, to rows: inout BinaryCopyRows
  ) {
    rows.beginRow(fields: fieldCount + ChosenRows.fieldCount + (shift == nil ? 0 : shiftFieldCount))
    append(window.state, window.decimals, sensorID, job, isWide: true, &rows)
    ChosenRows.append(
      window.chosen, window.statistics, hasHistogram: true, isUsable: window.state.n > 0, isWide: true, to: &rows)
    guard let shift else { return }
    rows.append(date: shift.workingDay)
    rows.append(text: shift.code)
    rows.append(int64: shift.breaks)
  }

  /// - Parameter isWide: counts are bigint, as in the tables of coarser levels.
  private static func append(
    _ state: WindowState, _ decimals: Int8, _ sensorID: Int32, _ job: JobIdentity, isWide: Bool = false,
    _ rows: inout BinaryCopyRows
  ) {
    rows.append(timestamp: state.start)
    rows.append(timestamp: state.end)
    if state.n > 0 {
      rows.append(timestamp: state.firstAt)
      rows.append(timestamp: state.lastAt)
      rows.append(double: state.min)
      rows.append(double: state.max)
      rows.append(double: state.first)
      rows.append(double: state.last)
      if decimals < 0 { rows.append(double: state.sumFloat) } else { rows.appendNull() }
      rows.append(double: state.mean)
      rows.append(double: state.m2)
    } else {
      for _ in 0..<9 { rows.appendNull() }
    }
    rows.append(int32: job.companyID)
    rows.append(int32: job.jobID)
    rows.append(int32: sensorID)
    append(state.n, isWide, &rows)
    append(state.nBad, isWide, &rows)
    append(state.nNull, isWide, &rows)
    append(state.nDuplicate, isWide, &rows)
    if state.n > 0, decimals >= 0 {
      rows.append(numeric: state.sumScaled, decimals: Int(decimals))
    } else {
      rows.appendNull()
    }
  }

  private static func append(_ count: Int64, _ isWide: Bool, _ rows: inout BinaryCopyRows) {
    if isWide { rows.append(int64: count) } else { rows.append(int32: Int32(count)) }
  }
}
