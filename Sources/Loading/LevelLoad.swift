import Aggregation
import Postgres
package import Rows

/// One interval of a coarser level that is to be made anew.
package struct LevelLoad: Sendable {
  package let level: CoarserLevel
  /// Its windows begin in it.
  package let interval: Interval
  /// From the start of its first window to the end of its last.
  package let span: Interval
  package let finer: FinerLevel
  /// Of its windows and the level that they are made from.
  package let definition: ContentID
  /// The instant from which it is due.
  package let dueAt: Instant
  /// A sensor's windows, by its code: ascending, without overlap.
  package let windows: @Sendable (String) -> [CoarserWindow]
  /// Of the intervals that it is made from, in order of time.
  package let fingerprint: @Sendable ([FinerInterval]) -> ContentID

  package init(
    level: CoarserLevel, interval: Interval, span: Interval, finer: FinerLevel, definition: ContentID, dueAt: Instant,
    windows: @escaping @Sendable (String) -> [CoarserWindow],
    fingerprint: @escaping @Sendable ([FinerInterval]) -> ContentID
  ) {
    self.level = level
    self.interval = interval
    self.span = span
    self.finer = finer
    self.definition = definition
    self.dueAt = dueAt
    self.windows = windows
    self.fingerprint = fingerprint
  }

  /// Job, level, start and end, start and end of the span.
  func key(of job: JobIdentity) -> [SQLValue] {
    [.int(Int64(job.jobID)), .text(level.rawValue)]
      + [interval.from, interval.to, span.from, span.to].map { .timestamp(microsecondsSince1970: $0.microseconds) }
  }
}

/// Publishes intervals of coarser levels of one job in one run, by the protocol of `IntervalLoader`: each is made, from
/// what stands in the tables, within the transaction that publishes it.
///
/// The ledger rows that it is made from are locked for sharing, so that their windows are those of their fingerprints.
package struct LevelLoader {
  private let session: Session
  private let job: JobIdentity
  private let run: Int64
  private let now: Instant

  package init(session: Session, job: JobIdentity, run: Int64, now: Instant) {
    self.session = session
    self.job = job
    self.run = run
    self.now = now
  }

  /// - Returns: the rows written; nil where the ledger says that exactly this is published already.
  package func publish(_ load: LevelLoad) throws(LoadError) -> Int? {
    do throws(LoadError) {
      return try attempt(load)
    } catch {
      guard case .postgres(.commitUnknown) = error else { throw error }
      // COMMIT was sent and its answer lost. The row tells what became of it: locking it waits for the old backend.
      try reconnecting()
      if let rows = try committedRows(load) { return rows }
      return try attempt(load)
    }
  }

  /// Takes back an interval of a level that the job does not have any more.
  package func withdraw(_ old: LevelInterval) throws(LoadError) {
    do throws(LoadError) {
      try remove(old)
    } catch {
      guard case .postgres(.commitUnknown) = error else { throw error }
      try reconnecting()
      // What is gone is removed once more, and stays gone.
      try remove(old)
    }
  }

  private func remove(_ old: LevelInterval) throws(LoadError) {
    let span: [SQLValue] = [
      .int(Int64(job.jobID)), .timestamp(microsecondsSince1970: old.interval.from.microseconds),
      .timestamp(microsecondsSince1970: old.interval.to.microseconds),
    ]
    try session.transaction("withdraw a coarser interval") { connection throws(LoadError) in
      do throws(PostgresError) {
        _ = try connection.execute(
          "DELETE FROM etl.level_interval WHERE job_id = $1 AND level = $2 AND interval_from = $3",
          [span[0], .text(old.level.rawValue), span[1]], step: "clear ledger row")
        _ = try connection.execute(
          Statements.clearWindows(old.level), span, step: "clear \(Statements.table(of: old.level))")
      } catch {
        throw .postgres(error)
      }
    }
  }

  private func reconnecting() throws(LoadError) {
    do throws(PostgresError) { try session.reconnect() } catch { throw .postgres(error) }
    _ = try session.tryLock(job)
  }

  /// Opening the row waits for the old backend also where that one has made it, and nobody else can see it yet.
  private func committedRows(_ load: LevelLoad) throws(LoadError) -> Int? {
    let connection = Step(session)
    do throws(LoadError) {
      try connection.begin()
      let row = try lockRow(load)
      try connection.rollback()
      return row.isDone && row.publisher == run ? row.windows : nil
    } catch {
      connection.rollbackQuietly()
      throw error
    }
  }

  private func attempt(_ load: LevelLoad) throws(LoadError) -> Int? {
    let connection = Step(session)
    do throws(LoadError) {
      try connection.begin()
      let before = try lockRow(load)
      let source = load.fingerprint(try lockFiner(load))
      if before.isDone, before.source == source, before.definition == load.definition {
        try connection.rollback()
        return nil
      }
      if case .base(let level) = load.finer { try demandWindows(of: level, load) }
      let folded = try StoredWindows(session, job).fold(load)
      try replaceRows(load, folded.rows)
      let results = try checks(load, folded)
      guard results.allSatisfy(\.passed) else { throw LoadError.checks(results) }
      try Session.insert(results, load.interval, job, run, session.connection)
      try writeLedger(load, source, folded)
      try connection.commit()
      return folded.rows.rowCount
    } catch {
      connection.rollbackQuietly()
      throw error
    }
  }

  // MARK: Steps of the transaction

  private struct Row {
    var isDone: Bool
    /// The run that published it; 0 if none did.
    var publisher: Int64
    var source: ContentID?
    var definition: ContentID?
    var windows: Int
  }

  private func lockRow(_ load: LevelLoad) throws(LoadError) -> Row {
    let key = load.key(of: job)
    do throws(PostgresError) {
      _ = try session.connection.execute(
        """
        INSERT INTO etl.level_interval (job_id, level, interval_from, interval_to, source_from, source_to)
        VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING
        """, key, step: "open coarser ledger row")
      let row = try session.connection.execute(
        """
        SELECT source_fingerprint, definition_fingerprint, state = 'done', coalesce(run_id, 0), n_window
        FROM etl.level_interval WHERE job_id = $1 AND level = $2 AND interval_from = $3 FOR UPDATE
        """, Array(key.prefix(3)), step: "lock coarser ledger row")
      return Row(
        isDone: try row.bool(0, 2), publisher: try row.int(0, 3),
        source: row.isNull(0, 0) ? nil : ContentID(bytes: try row.bytes(0, 0)),
        definition: row.isNull(0, 1) ? nil : ContentID(bytes: try row.bytes(0, 1)), windows: Int(try row.int(0, 4)))
    } catch {
      throw IntervalLoader.busyOr(error)
    }
  }

  private func lockFiner(_ load: LevelLoad) throws(LoadError) -> [FinerInterval] {
    do throws(PostgresError) {
      let rows = try session.connection.execute(
        Statements.lockFiner(load.finer), span(load), step: "lock finer ledger rows")
      return try Session.finerIntervals(rows)
    } catch {
      throw IntervalLoader.busyOr(error)
    }
  }

  private func span(_ load: LevelLoad) -> [SQLValue] {
    [.int(Int64(job.jobID))]
      + [load.span.from, load.span.to].map { .timestamp(microsecondsSince1970: $0.microseconds) }
  }

  /// An interval that was published when the job had other levels lacks the windows that a coarser one is made from:
  /// it would count as empty.
  private func demandWindows(of level: Level, _ load: LevelLoad) throws(LoadError) {
    let missing: Int64
    do throws(PostgresError) {
      let rows = try session.connection.execute(
        Statements.countWithoutWindows(level), span(load), step: "look for finer windows")
      missing = try rows.int(0, 0)
    } catch {
      throw .postgres(error)
    }
    guard missing == 0 else {
      throw .finerWindows(
        "\(missing) of its intervals \(missing == 1 ? "has" : "have") no \(level.rawValue) windows, from which "
          + "\(load.level.rawValue) windows are made: they were published when the job had other levels")
    }
  }

  private func replaceRows(_ load: LevelLoad, _ rows: BinaryCopyRows) throws(LoadError) {
    let table = Statements.table(of: load.level)
    do throws(PostgresError) {
      _ = try session.connection.execute(
        Statements.clearWindows(load.level),
        [.int(Int64(job.jobID))]
          + [load.interval.from, load.interval.to].map { .timestamp(microsecondsSince1970: $0.microseconds) },
        step: "clear \(table)")
      try session.connection.copyIn(
        Statements.copyWindows(load.level), step: "load \(table)"
      ) { writer throws(PostgresError) in try writer.send(rows) }
    } catch {
      throw .postgres(error)
    }
  }

  private func checks(_ load: LevelLoad, _ folded: StoredWindows.Folded) throws(LoadError) -> [CheckResult] {
    do throws(PostgresError) {
      let rows = try session.connection.execute(
        """
        SELECT check_code, expected::bigint, found::bigint FROM etl.check_level($1::int, $2, $3, $4, $5, $6, $7, $8)
        """,
        [
          .int(Int64(job.jobID)), .text(load.level.rawValue),
          .timestamp(microsecondsSince1970: load.interval.from.microseconds),
          .timestamp(microsecondsSince1970: load.interval.to.microseconds), .text(load.finer.name),
          .int(Int64(folded.rows.rowCount)), .int(folded.readings), .int(folded.nulls),
        ], step: "check the new rows")
      var results: [CheckResult] = []
      for row in 0..<rows.rowCount {
        let (expected, found) = (try rows.int(row, 1), try rows.int(row, 2))
        results.append(
          CheckResult(code: try rows.text(row, 0), expected: expected, found: found, passed: expected == found))
      }
      return results
    } catch {
      throw .postgres(error)
    }
  }

  private func writeLedger(
    _ load: LevelLoad, _ source: ContentID, _ folded: StoredWindows.Folded
  ) throws(LoadError) {
    try session.execute(
      """
      UPDATE etl.level_interval SET source_from = $5, source_to = $6, state = 'done', run_id = $7,
        source_fingerprint = $8, definition_fingerprint = $9, n_source = $10, n_window = $11,
        done_at = clock_timestamp(), failed_run_id = NULL, failed_at = NULL, failure = NULL,
        final_at = CASE WHEN $12 AND etl.is_settled(job_id, level, $5, $6)
          THEN coalesce(final_at, clock_timestamp()) END
      WHERE job_id = $1 AND level = $2 AND interval_from = $3 AND interval_to = $4
      """,
      load.key(of: job) + [
        .int(run), .bytes(source.bytes), .bytes(load.definition.bytes), .int(Int64(folded.windows)),
        .int(Int64(folded.rows.rowCount)), .bool(load.dueAt <= now),
      ], step: "write coarser ledger row")
  }
}
