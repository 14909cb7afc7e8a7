import Postgres
package import Rows

/// What is kept of an attempt that failed: history, written after the roll-back in a short transaction of its own.
extension IntervalLoader {
  /// How many refusals of a failed interval are kept.
  package static let refusalsKeptMax = 1_000
}

extension Session {
  /// Notes why an interval failed, with the checks and the first refusals, unpublished; what is published stays.
  package func keepEvidence(
    of interval: Interval, failure: String, checks: [CheckResult],
    refusals: [(refusal: Refusal, objectID: Int64?, path: String)], job: JobIdentity, run: Int64
  ) throws(LoadError) {
    try transaction("keep evidence") { connection throws(LoadError) in
      let from = SQLValue.timestamp(microsecondsSince1970: interval.from.microseconds)
      do throws(PostgresError) {
        _ = try connection.execute(
          """
          INSERT INTO etl.interval AS i (job_id, interval_from, interval_to, state, failed_run_id, failed_at, failure)
          VALUES ($1, $2, $3, 'failed', $4, clock_timestamp(), $5)
          ON CONFLICT (job_id, interval_from) DO UPDATE SET state = 'failed', failed_run_id = EXCLUDED.failed_run_id,
            failed_at = EXCLUDED.failed_at, failure = EXCLUDED.failure
          """,
          [
            .int(Int64(job.jobID)), from, .timestamp(microsecondsSince1970: interval.to.microseconds), .int(run),
            .text(failure),
          ], step: "note failed interval")
        // A job that fails at every tick of cron must not fill the table: the last attempt's evidence is kept.
        _ = try connection.execute(
          "DELETE FROM etl.refusal WHERE job_id = $1 AND interval_from = $2 AND NOT is_published",
          [.int(Int64(job.jobID)), from], step: "clear earlier evidence")
        try connection.copyRefusals(
          Array(refusals.prefix(IntervalLoader.refusalsKeptMax)), job: job, run: run, interval: interval,
          isPublished: false)
      } catch {
        throw .postgres(error)
      }
      try Self.insert(checks, interval, job, run, connection)
    }
  }

  /// Keeps the first refusals of an object that was not taken and feeds no interval, unpublished.
  package func keepEvidence(
    ofObject path: String, refusals: [Refusal], job: JobIdentity, run: Int64
  ) throws(LoadError) {
    try transaction("keep evidence") { connection throws(LoadError) in
      do throws(PostgresError) {
        _ = try connection.execute(
          "DELETE FROM etl.refusal WHERE job_id = $1 AND path = $2 AND interval_from IS NULL AND NOT is_published",
          [.int(Int64(job.jobID)), .text(path)], step: "clear earlier evidence")
        try connection.copyRefusals(
          refusals.prefix(IntervalLoader.refusalsKeptMax).map { ($0, nil, path) }, job: job, run: run, interval: nil,
          isPublished: false)
      } catch {
        throw .postgres(error)
      }
    }
  }

  static func insert(
    _ checks: [CheckResult], _ interval: Interval, _ job: JobIdentity, _ run: Int64, _ connection: borrowing Connection
  ) throws(LoadError) {
    guard !checks.isEmpty else { return }
    do throws(PostgresError) {
      _ = try connection.execute(
        """
        INSERT INTO etl.check_result (job_id, run_id, interval_from, check_code, expected, found, passed)
        SELECT $1, $2, $3, * FROM unnest($4::text[], $5::bigint[], $6::bigint[], $7::boolean[])
        """,
        [
          .int(Int64(job.jobID)), .int(run), .timestamp(microsecondsSince1970: interval.from.microseconds),
          .textArray(checks.map(\.code)), .intArray(checks.map(\.expected)), .intArray(checks.map(\.found)),
          .boolArray(checks.map(\.passed)),
        ], step: "note checks")
    } catch {
      throw .postgres(error)
    }
  }
}
