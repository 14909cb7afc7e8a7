package import Aggregation
package import Postgres

/// The encoding of window states as rows of `core.sensor_minute` and its coarser brothers.
///
/// Workers encode, each into rows of its own, while no connection is involved; the loader sends what they made.
package enum WindowRows {
  /// In the order in which `append` writes the fields.
  static let columns =
    "window_start, window_end, first_at, last_at, min, max, first, last, sum_float, mean, m2, company_id, job_id, "
    + "sensor_id, n, n_bad, n_null, n_duplicate, sum"
  private static let fieldCount: Int16 = 19

  /// - Parameter decimals: of the sensor's declared resolution, −1 where none is declared.
  package static func append(
    _ states: [WindowState], sensorID: Int32, decimals: Int8, job: JobIdentity, to rows: inout BinaryCopyRows
  ) {
    for state in states {
      rows.beginRow(fields: fieldCount)
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
      rows.append(int32: Int32(state.n))
      rows.append(int32: Int32(state.nBad))
      rows.append(int32: Int32(state.nNull))
      rows.append(int32: Int32(state.nDuplicate))
      if state.n > 0, decimals >= 0 {
        rows.append(numeric: state.sumScaled, decimals: Int(decimals))
      } else {
        rows.appendNull()
      }
    }
  }
}
