import Postgres
import Rows

extension Connection {
  /// Sends refusals of one home to `etl.refusal`.
  func copyRefusals(
    _ refusals: [(refusal: Refusal, objectID: Int64?, path: String)], job: JobIdentity, run: Int64,
    interval: Interval?, isPublished: Bool
  ) throws(PostgresError) {
    guard !refusals.isEmpty else { return }
    var rows = BinaryCopyRows()
    for (refusal, objectID, path) in refusals {
      rows.beginRow(fields: 13)
      rows.append(int32: job.jobID)
      rows.append(int64: run)
      if let objectID { rows.append(int64: objectID) } else { rows.appendNull() }
      rows.append(text: path)
      if let interval { rows.append(timestamp: interval.from.microseconds) } else { rows.appendNull() }
      rows.append(int64: Int64(refusal.position.recordNumber))
      rows.append(int64: Int64(refusal.position.offset))
      rows.append(int64: Int64(refusal.position.length))
      rows.append(text: refusal.field)
      rows.append(text: refusal.reason.rawValue)
      if let instant = refusal.instant { rows.append(timestamp: instant.microseconds) } else { rows.appendNull() }
      rows.append(bytes: refusal.raw)
      rows.append(bool: isPublished)
    }
    try copyIn(
      """
      COPY etl.refusal (job_id, run_id, object_id, path, interval_from, record_number, byte_offset, byte_length, field,
        reason, reading_at, raw, is_published) FROM STDIN (FORMAT binary)
      """, step: "load refusals"
    ) { writer throws(PostgresError) in
      try writer.send(rows)
    }
  }
}
