package import Postgres
package import Rows

/// What a run says of itself when it ends.
package struct RunCounts: Sendable, Equatable {
  package var objects = 0
  package var records = 0
  package var loaded = 0
  package var refused = 0
  package var dropped = 0
  package var intervals = 0
  package var windows = 0

  package init() {}
}

extension Session {
  /// The first key of the advisory locks on jobs. They are manners: correctness rests on the ledger's rows.
  private static let jobLockClass = 5_711

  /// Tries to take the lock that keeps two runs of a job apart; it is held until the connection ends.
  package func tryLock(_ job: JobIdentity) throws(LoadError) -> Bool {
    let rows = try execute(
      "SELECT pg_try_advisory_lock($1::int, $2::int)", [.int(Int64(Self.jobLockClass)), .int(Int64(job.jobID))],
      step: "lock job")
    do throws(PostgresError) { return try rows.bool(0, 0) } catch { throw .postgres(error) }
  }

  package func unlock(_ job: JobIdentity) throws(LoadError) {
    try execute(
      "SELECT pg_advisory_unlock($1::int, $2::int)", [.int(Int64(Self.jobLockClass)), .int(Int64(job.jobID))],
      step: "unlock job")
  }

  package func startRun(
    _ job: JobIdentity, now: Instant, asked: Interval?, program: String, host: String, process: Int32
  ) throws(LoadError) -> Int64 {
    let rows = try execute(
      """
      INSERT INTO etl.run (job_id, now_at, asked_from, asked_to, program_version, host, process_id)
      VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING run_id
      """,
      [
        .int(Int64(job.jobID)), .timestamp(microsecondsSince1970: now.microseconds), .bound(asked?.from),
        .bound(asked?.to), .text(program), .text(host), .int(Int64(process)),
      ], step: "start run")
    do throws(PostgresError) { return try rows.int(0, 0) } catch { throw .postgres(error) }
  }

  /// Takes back the failure of intervals whose published state is the right one, or that nothing feeds any more.
  package func heal(_ intervals: [Interval], of job: JobIdentity) throws(LoadError) {
    guard !intervals.isEmpty else { return }
    try transaction("heal intervals") { connection throws(LoadError) in
      let key: [SQLValue] = [
        .int(Int64(job.jobID)), .timestampArray(intervals.map(\.from.microseconds)),
      ]
      do throws(PostgresError) {
        _ = try connection.execute(
          """
          UPDATE etl.interval SET state = 'done', failed_run_id = NULL, failed_at = NULL, failure = NULL
          WHERE job_id = $1 AND interval_from = ANY($2::timestamptz[]) AND source_fingerprint IS NOT NULL
          """, key, step: "heal intervals")
        _ = try connection.execute(
          """
          DELETE FROM etl.interval
          WHERE job_id = $1 AND interval_from = ANY($2::timestamptz[]) AND source_fingerprint IS NULL
          """, key, step: "forget intervals that were never made")
        _ = try connection.execute(
          """
          DELETE FROM etl.refusal
          WHERE job_id = $1 AND interval_from = ANY($2::timestamptz[]) AND NOT is_published
          """, key, step: "clear evidence")
      } catch {
        throw .postgres(error)
      }
    }
  }

  /// Marks as final what was published before it was due and has come due since, unchanged.
  package func markFinal(_ job: JobIdentity, dueDelay: Int64, now: Instant) throws(LoadError) {
    try execute(
      """
      UPDATE etl.interval SET final_at = clock_timestamp()
      WHERE job_id = $1 AND state = 'done' AND final_at IS NULL AND interval_to <= $2
      """,
      [.int(Int64(job.jobID)), .timestamp(microsecondsSince1970: now.microseconds - dueDelay)],
      step: "mark final intervals")
  }

  package func finishRun(_ run: Int64, _ counts: RunCounts, exitCode: Int32, failure: String?) throws(LoadError) {
    try execute(
      """
      UPDATE etl.run SET state = CASE WHEN $2 = 0 THEN 'done' ELSE 'failed' END, finished_at = clock_timestamp(),
        exit_code = $2, failure = $3, n_object = $4, n_record = $5, n_loaded = $6, n_refused = $7, n_dropped = $8,
        n_interval = $9, n_window = $10
      WHERE run_id = $1
      """,
      [
        .int(run), .int(Int64(exitCode)), failure.map(SQLValue.text) ?? .null, .int(Int64(counts.objects)),
        .int(Int64(counts.records)), .int(Int64(counts.loaded)), .int(Int64(counts.refused)),
        .int(Int64(counts.dropped)), .int(Int64(counts.intervals)), .int(Int64(counts.windows)),
      ], step: "finish run")
  }
}

extension SQLValue {
  static func bound(_ content: ContentID?) -> SQLValue {
    content.map { .bytes($0.bytes) } ?? .null
  }

  /// An instant, with NULL for none and for the ends of time.
  package static func bound(_ instant: Instant?) -> SQLValue {
    guard let instant, instant.microseconds != .min, instant.microseconds != .max else { return .null }
    return .timestamp(microsecondsSince1970: instant.microseconds)
  }
}
