import Postgres
package import Rows

/// What a coarser level is made from.
package enum FinerLevel: Sendable, Equatable {
  case base(Level)
  case day

  package var name: String {
    switch self {
    case .base(let level): level.rawValue
    case .day: CoarserLevel.day.rawValue
    }
  }

  var table: String {
    switch self {
    case .base(let level): Statements.table(of: level)
    case .day: Statements.table(of: .day)
    }
  }
}

/// A published interval as a coarser one sees it.
package struct FinerInterval: Sendable, Equatable {
  package var interval: Interval
  package var source: ContentID
  package var definition: ContentID

  package init(interval: Interval, source: ContentID, definition: ContentID) {
    self.interval = interval
    self.source = source
    self.definition = definition
  }
}

/// One row of the ledger of coarser levels.
package struct LevelInterval: Sendable, Equatable {
  package var level: CoarserLevel
  package var interval: Interval
  /// From the start of its first window to the end of its last.
  package var span: Interval
  package var state: LedgerInterval.State
  /// Of what is published; nil if nothing is.
  package var source: ContentID?
  package var definition: ContentID?

  package init(
    level: CoarserLevel, interval: Interval, span: Interval, state: LedgerInterval.State, source: ContentID?,
    definition: ContentID?
  ) {
    self.level = level
    self.interval = interval
    self.span = span
    self.state = state
    self.source = source
    self.definition = definition
  }
}

extension Session {
  /// The intervals of a job that are published, in order of time.
  package func publishedIntervals(of job: JobIdentity) throws(LoadError) -> [FinerInterval] {
    let rows = try execute(
      """
      SELECT interval_from, interval_to, source_fingerprint, definition_fingerprint FROM etl.interval
      WHERE job_id = $1 AND source_fingerprint IS NOT NULL ORDER BY interval_from
      """, [.int(Int64(job.jobID))], step: "read published intervals")
    do throws(PostgresError) { return try Self.finerIntervals(rows) } catch { throw .postgres(error) }
  }

  /// Rows of start, end, source and definition.
  static func finerIntervals(_ rows: borrowing QueryResult) throws(PostgresError) -> [FinerInterval] {
    var intervals: [FinerInterval] = []
    for row in 0..<rows.rowCount {
      guard let source = ContentID(bytes: try rows.bytes(row, 2)),
        let definition = ContentID(bytes: try rows.bytes(row, 3))
      else { throw .protocolViolation("a fingerprint in the ledger is none") }
      intervals.append(
        FinerInterval(
          interval: Interval(
            from: Instant(microseconds: try rows.timestampMicroseconds(row, 0)),
            to: Instant(microseconds: try rows.timestampMicroseconds(row, 1))),
          source: source, definition: definition))
    }
    return intervals
  }

  /// The ledger of a job's coarser levels, in order of level and time.
  package func levelIntervals(of job: JobIdentity) throws(LoadError) -> [LevelInterval] {
    let rows = try execute(
      """
      SELECT level, interval_from, interval_to, source_from, source_to, state, source_fingerprint,
        definition_fingerprint
      FROM etl.level_interval WHERE job_id = $1 ORDER BY level, interval_from
      """, [.int(Int64(job.jobID))], step: "read the ledger of coarser levels")
    do throws(PostgresError) {
      var intervals: [LevelInterval] = []
      for row in 0..<rows.rowCount {
        guard let level = CoarserLevel(rawValue: try rows.text(row, 0)) else { continue }
        func instant(_ column: Int) throws(PostgresError) -> Instant {
          Instant(microseconds: try rows.timestampMicroseconds(row, column))
        }
        intervals.append(
          LevelInterval(
            level: level, interval: Interval(from: try instant(1), to: try instant(2)),
            span: Interval(from: try instant(3), to: try instant(4)),
            state: LedgerInterval.State(rawValue: try rows.text(row, 5)) ?? .new,
            source: rows.isNull(row, 6) ? nil : ContentID(bytes: try rows.bytes(row, 6)),
            definition: rows.isNull(row, 7) ? nil : ContentID(bytes: try rows.bytes(row, 7))))
      }
      return intervals
    } catch {
      throw .postgres(error)
    }
  }

  /// Marks as final the coarser intervals that are due, where all that they are made from is final.
  package func markLevelsFinal(_ job: JobIdentity, dueDelay: Int64, now: Instant) throws(LoadError) {
    try execute(
      """
      UPDATE etl.level_interval SET final_at = clock_timestamp()
      WHERE job_id = $1 AND state = 'done' AND final_at IS NULL AND source_to <= $2
        AND etl.is_settled(job_id, level, source_from, source_to)
      """,
      [.int(Int64(job.jobID)), .timestamp(microsecondsSince1970: now.microseconds - dueDelay)],
      step: "mark final coarser intervals")
  }

  /// Notes why a coarser interval failed; what is published of it stays.
  package func keepEvidence(
    of load: LevelLoad, failure: String, checks: [CheckResult], job: JobIdentity, run: Int64
  ) throws(LoadError) {
    try transaction("keep evidence") { connection throws(LoadError) in
      do throws(PostgresError) {
        _ = try connection.execute(
          """
          INSERT INTO etl.level_interval AS l (job_id, level, interval_from, interval_to, source_from, source_to, state,
            failed_run_id, failed_at, failure)
          VALUES ($1, $2, $3, $4, $5, $6, 'failed', $7, clock_timestamp(), $8)
          ON CONFLICT (job_id, level, interval_from) DO UPDATE SET state = 'failed',
            failed_run_id = EXCLUDED.failed_run_id, failed_at = EXCLUDED.failed_at, failure = EXCLUDED.failure
          """, load.key(of: job) + [.int(run), .text(failure)], step: "note failed coarser interval")
      } catch {
        throw .postgres(error)
      }
      try Self.insert(checks, load.interval, job, run, connection)
    }
  }
}
