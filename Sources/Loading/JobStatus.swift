import Postgres

/// What the ledger says of a job, for people who operate it.
package struct JobStatus: Sendable, Equatable {
  /// Microseconds since 1970.
  package var lastRun: Int64?
  package var lastRunState: String?
  package var intervalsDone = 0
  package var intervalsFailed = 0
  package var readings = 0
  package var refusals = 0
  package var publishedTo: Int64?

  package init() {}
}

/// A refusal as it is shown.
package struct RefusalLine: Sendable, Equatable {
  package var path: String
  package var recordNumber: Int64
  package var byteOffset: Int64
  package var byteLength: Int64
  package var field: String
  package var reason: String
  package var raw: [UInt8]
  package var isPublished: Bool
}

/// A refusal of an object that was taken, as far as it is needed to find its record again.
package struct ExportedRefusal: Sendable, Equatable {
  package var objectID: Int64
  package var path: String
  package var byteOffset: Int64
  package var byteLength: Int64
  package var field: String
  package var reason: String
  package var raw: [UInt8]
}

extension Session {
  /// The refusals of a job's objects that were taken and still count, in the order of objects and records.
  package func exportedRefusals(of job: String) throws(LoadError) -> [ExportedRefusal] {
    try demandMigrated()
    do throws(PostgresError) {
      let rows = try connection.execute(
        """
        SELECT o.object_id, o.path, r.byte_offset, r.byte_length, r.field, r.reason, r.raw
        FROM etl.refusal AS r JOIN etl.job AS j USING (job_id) JOIN etl.source_object AS o USING (object_id)
        WHERE j.code = $1 AND r.is_published AND o.state = 'active'
        ORDER BY o.object_id, r.byte_offset, r.refusal_id
        """, [.text(job)], step: "read refusals")
      var refusals: [ExportedRefusal] = []
      for row in 0..<rows.rowCount {
        refusals.append(
          ExportedRefusal(
            objectID: try rows.int(row, 0), path: try rows.text(row, 1), byteOffset: try rows.int(row, 2),
            byteLength: try rows.int(row, 3), field: try rows.text(row, 4), reason: try rows.text(row, 5),
            raw: try rows.bytes(row, 6)))
      }
      return refusals
    } catch {
      throw .postgres(error)
    }
  }

  /// Nil if the database does not know the job yet.
  package func status(of job: String) throws(LoadError) -> JobStatus? {
    try demandMigrated()
    do throws(PostgresError) {
      let jobs = try connection.execute("SELECT job_id FROM etl.job WHERE code = $1", [.text(job)], step: "find job")
      guard jobs.rowCount == 1 else { return nil }
      let id = SQLValue.int(try jobs.int(0, 0))
      var status = JobStatus()
      let run = try connection.execute(
        "SELECT started_at, state FROM etl.run WHERE job_id = $1 ORDER BY run_id DESC LIMIT 1", [id],
        step: "find last run")
      if run.rowCount == 1 {
        status.lastRun = try run.timestampMicroseconds(0, 0)
        status.lastRunState = try run.text(0, 1)
      }
      let sums = try connection.execute(
        """
        SELECT count(*) FILTER (WHERE state = 'done'), count(*) FILTER (WHERE state = 'failed'),
          coalesce(sum(n_loaded), 0)::bigint, coalesce(sum(n_refused), 0)::bigint,
          max(interval_to) FILTER (WHERE source_fingerprint IS NOT NULL)
        FROM etl.interval WHERE job_id = $1
        """, [id], step: "sum up the ledger")
      status.intervalsDone = Int(try sums.int(0, 0))
      status.intervalsFailed = Int(try sums.int(0, 1))
      status.readings = Int(try sums.int(0, 2))
      status.refusals = Int(try sums.int(0, 3))
      if !sums.isNull(0, 4) { status.publishedTo = try sums.timestampMicroseconds(0, 4) }
      return status
    } catch {
      throw .postgres(error)
    }
  }

  /// The hash over the contents of the window tables, of one job or of all.
  package func contentHash(of job: String?) throws(LoadError) -> String {
    try demandMigrated()
    let rows = try execute(
      "SELECT etl.content_hash($1)", [job.map(SQLValue.text) ?? .null], step: "hash the contents")
    do throws(PostgresError) { return try rows.text(0, 0) } catch { throw .postgres(error) }
  }

  /// The refusals of a job, in the order of their places.
  package func refusals(of job: String, limit: Int) throws(LoadError) -> [RefusalLine] {
    try demandMigrated()
    do throws(PostgresError) {
      let rows = try connection.execute(
        """
        SELECT r.path, r.record_number, r.byte_offset, r.byte_length, r.field, r.reason, r.raw, r.is_published
        FROM etl.refusal AS r JOIN etl.job AS j USING (job_id)
        WHERE j.code = $1 ORDER BY r.path, r.record_number, r.refusal_id LIMIT $2
        """, [.text(job), .int(Int64(limit))], step: "read refusals")
      var lines: [RefusalLine] = []
      for row in 0..<rows.rowCount {
        lines.append(
          RefusalLine(
            path: try rows.text(row, 0), recordNumber: try rows.int(row, 1), byteOffset: try rows.int(row, 2),
            byteLength: try rows.int(row, 3), field: try rows.text(row, 4), reason: try rows.text(row, 5),
            raw: try rows.bytes(row, 6), isPublished: try rows.bool(row, 7)))
      }
      return lines
    } catch {
      throw .postgres(error)
    }
  }
}
