package import Postgres
package import Rows

/// Everything that one transaction publishes: an interval's rows and what is to be noted with them.
package struct IntervalLoad: ~Copyable {
  package struct Counts: Sendable, Equatable {
    package var objects = 0
    package var loaded = 0
    package var nulls = 0
    package var dropped = 0
    package var duplicates = 0

    package init() {}
  }

  package let interval: Interval
  package let source: ContentID
  package let definition: ContentID
  /// Of what the interval carries in and looks ahead to (part of `source`), and of the objects around it.
  package var edges: ContentID?
  package var context: ContentID?
  /// By level, each a sequence of encoded pieces in the order of their sensors.
  package let rows: [(level: Level, pieces: [BinaryCopyRows])]
  /// Stretches of state and flagged runs, encoded like the windows; nil where the job has no statistics but the plain
  /// seven, and windows no further columns.
  package var chosen: (stretches: [BinaryCopyRows], flagRuns: [BinaryCopyRows])?
  package let counts: Counts
  package let refusals: [(refusal: Refusal, objectID: Int64?, path: String)]
  /// The instant from which the interval is due: published later than this it is final.
  package let dueAt: Instant
  package let allowShrink: Bool

  package init(
    interval: Interval, source: ContentID, definition: ContentID, rows: [(level: Level, pieces: [BinaryCopyRows])],
    counts: Counts, refusals: [(refusal: Refusal, objectID: Int64?, path: String)], dueAt: Instant, allowShrink: Bool
  ) {
    self.interval = interval
    self.source = source
    self.definition = definition
    self.rows = rows
    self.counts = counts
    self.refusals = refusals
    self.dueAt = dueAt
    self.allowShrink = allowShrink
  }

  package var windowCount: Int {
    rows.reduce(0) { $0 + $1.pieces.reduce(0) { $0 + $1.rowCount } }
  }
}

package enum LoadOutcome: Sendable, Equatable {
  case published
  /// The ledger says that exactly this is published already.
  case nothingToDo
}

/// Publishes intervals of one job in one run.
///
/// The protocol: lock the interval's ledger row; the same fingerprints and done → nothing to do; delete and copy; ask
/// the database what it has now; note it in the ledger; COMMIT as a message of its own. Correctness rests on that row
/// being locked, never on an advisory lock.
package struct IntervalLoader {
  private let session: Session
  private let job: JobIdentity
  private let run: Int64
  private let now: Instant
  /// An interval whose readings fall below this share of those published stops and asks.
  private static let shrinkShareMin = 0.5

  package init(session: Session, job: JobIdentity, run: Int64, now: Instant) {
    self.session = session
    self.job = job
    self.run = run
    self.now = now
  }

  package func publish(_ load: borrowing IntervalLoad) throws(LoadError) -> LoadOutcome {
    do throws(LoadError) {
      return try attempt(load)
    } catch {
      guard case .postgres(.commitUnknown) = error else { throw error }
      // COMMIT was sent and its answer lost. The row tells what became of it: locking it waits for the old backend.
      try reconnecting()
      if try wasCommitted(load) { return .published }
      return try attempt(load)
    }
  }

  private func reconnecting() throws(LoadError) {
    do throws(PostgresError) { try session.reconnect() } catch { throw .postgres(error) }
    _ = try session.tryLock(job)
  }

  /// Opening the row waits for the old backend also where that one has made it, and nobody else can see it yet.
  private func wasCommitted(_ load: borrowing IntervalLoad) throws(LoadError) -> Bool {
    let connection = Step(session)
    do throws(LoadError) {
      try connection.begin()
      let row = try lockRow(load)
      try connection.rollback()
      return row.isDone && row.publisher == run
    } catch {
      connection.rollbackQuietly()
      throw error
    }
  }

  private func attempt(_ load: borrowing IntervalLoad) throws(LoadError) -> LoadOutcome {
    let connection = Step(session)
    do throws(LoadError) {
      try connection.begin()
      let before = try lockRow(load)
      if before.isDone, before.source == load.source, before.definition == load.definition {
        guard before.context != load.context else {
          try connection.rollback()
          return .nothingToDo
        }
        // Other objects around it, and nothing of theirs matters to it.
        try writeContext(load)
        try connection.commit()
        return .nothingToDo
      }
      var results = try shrinkGuard(load, before)
      try replaceRows(load)
      try replaceRefusals(load)
      results += try checks(load)
      guard results.allSatisfy(\.passed) else { throw LoadError.checks(results) }
      try Session.insert(results, load.interval, job, run, session.connection)
      try writeLedger(load)
      try connection.commit()
      return .published
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
    var context: ContentID?
    var loaded: Int64
  }

  private func lockRow(_ load: borrowing IntervalLoad) throws(LoadError) -> Row {
    let key: [SQLValue] = [
      .int(Int64(job.jobID)), .timestamp(microsecondsSince1970: load.interval.from.microseconds),
    ]
    do throws(PostgresError) {
      _ = try session.connection.execute(
        "INSERT INTO etl.interval (job_id, interval_from, interval_to) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        key + [.timestamp(microsecondsSince1970: load.interval.to.microseconds)], step: "open ledger row")
      let row = try session.connection.execute(
        """
        SELECT source_fingerprint, definition_fingerprint, n_loaded, state = 'done', coalesce(run_id, 0),
          context_fingerprint
        FROM etl.interval WHERE job_id = $1 AND interval_from = $2 FOR UPDATE
        """, key, step: "lock ledger row")
      return Row(
        isDone: try row.bool(0, 3), publisher: try row.int(0, 4),
        source: row.isNull(0, 0) ? nil : ContentID(bytes: try row.bytes(0, 0)),
        definition: row.isNull(0, 1) ? nil : ContentID(bytes: try row.bytes(0, 1)),
        context: row.isNull(0, 5) ? nil : ContentID(bytes: try row.bytes(0, 5)), loaded: try row.int(0, 2))
    } catch {
      throw Self.busyOr(error)
    }
  }

  private func shrinkGuard(_ load: borrowing IntervalLoad, _ before: Row) throws(LoadError) -> [CheckResult] {
    guard before.source != nil else { return [] }
    let passed = load.allowShrink || Double(load.counts.loaded) >= Self.shrinkShareMin * Double(before.loaded)
    let result = CheckResult(
      code: CheckResult.shrink, expected: before.loaded, found: Int64(load.counts.loaded), passed: passed)
    guard passed else { throw .checks([result]) }
    return [result]
  }

  private func replaceRows(_ load: borrowing IntervalLoad) throws(LoadError) {
    let span: [SQLValue] = [
      .int(Int64(job.jobID)), .timestamp(microsecondsSince1970: load.interval.from.microseconds),
      .timestamp(microsecondsSince1970: load.interval.to.microseconds),
    ]
    do throws(PostgresError) {
      // Every level, not only those that the job has now: it may have had others.
      for level in Level.allCases {
        _ = try session.connection.execute(
          Statements.clearWindows(level), span, step: "clear \(Statements.table(of: level))")
      }
      _ = try session.connection.execute(Statements.clearStretches, span, step: "clear core.state_interval")
      _ = try session.connection.execute(Statements.clearFlags, span, step: "clear core.flag_interval")
      for entry in load.rows {
        try copy(
          entry.pieces, Statements.copyWindows(entry.level, hasChosen: load.chosen != nil),
          into: Statements.table(of: entry.level))
      }
      if let chosen = load.chosen {
        try copy(chosen.stretches, Statements.copyStretches, into: "core.state_interval")
        try copy(chosen.flagRuns, Statements.copyFlags, into: "core.flag_interval")
      }
    } catch {
      throw .postgres(error)
    }
  }

  private func copy(_ pieces: [BinaryCopyRows], _ statement: String, into table: String) throws(PostgresError) {
    try session.connection.copyIn(statement, step: "load \(table)") { writer throws(PostgresError) in
      for piece in pieces { try writer.send(piece) }
    }
  }

  private func replaceRefusals(_ load: borrowing IntervalLoad) throws(LoadError) {
    do throws(PostgresError) {
      _ = try session.connection.execute(
        "DELETE FROM etl.refusal WHERE job_id = $1 AND interval_from = $2",
        [.int(Int64(job.jobID)), .timestamp(microsecondsSince1970: load.interval.from.microseconds)],
        step: "clear refusals")
      try session.connection.copyRefusals(
        load.refusals, job: job, run: run, interval: load.interval, isPublished: true)
    } catch {
      throw .postgres(error)
    }
  }

  private func checks(_ load: borrowing IntervalLoad) throws(LoadError) -> [CheckResult] {
    do throws(PostgresError) {
      let rows = try session.connection.execute(
        """
        SELECT check_code, expected::bigint, found::bigint
        FROM etl.check_interval($1::int, $2, $3, $4::text[], $5::bigint[], $6, $7, $8)
        """,
        [
          .int(Int64(job.jobID)), .timestamp(microsecondsSince1970: load.interval.from.microseconds),
          .timestamp(microsecondsSince1970: load.interval.to.microseconds),
          .textArray(load.rows.map(\.level.rawValue) + ["state_interval", "flag_interval"]),
          .intArray(
            load.rows.map { Self.count($0.pieces) }
              + [Self.count(load.chosen?.stretches ?? []), Self.count(load.chosen?.flagRuns ?? [])]),
          .int(Int64(load.counts.loaded)), .int(Int64(load.counts.nulls)), .int(Int64(load.refusals.count)),
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

  private static func count(_ pieces: [BinaryCopyRows]) -> Int64 {
    Int64(pieces.reduce(0) { $0 + $1.rowCount })
  }

  private func writeContext(_ load: borrowing IntervalLoad) throws(LoadError) {
    try session.execute(
      "UPDATE etl.interval SET context_fingerprint = $3 WHERE job_id = $1 AND interval_from = $2",
      [
        .int(Int64(job.jobID)), .timestamp(microsecondsSince1970: load.interval.from.microseconds),
        .bound(load.context),
      ], step: "write the objects around")
  }

  private func writeLedger(_ load: borrowing IntervalLoad) throws(LoadError) {
    let counts = load.counts
    try session.execute(
      """
      UPDATE etl.interval SET state = 'done', run_id = $3, source_fingerprint = $4, definition_fingerprint = $5,
        n_object = $6, n_loaded = $7, n_null = $8, n_refused = $9, n_dropped = $10, n_duplicate = $11, n_window = $12,
        done_at = clock_timestamp(), final_at = CASE WHEN $13 THEN coalesce(final_at, clock_timestamp()) END,
        failed_run_id = NULL, failed_at = NULL, failure = NULL, edge_digest = $14, context_fingerprint = $15
      WHERE job_id = $1 AND interval_from = $2
      """,
      [
        .int(Int64(job.jobID)), .timestamp(microsecondsSince1970: load.interval.from.microseconds), .int(run),
        .bytes(load.source.bytes), .bytes(load.definition.bytes), .int(Int64(counts.objects)),
        .int(Int64(counts.loaded)), .int(Int64(counts.nulls)), .int(Int64(load.refusals.count)),
        .int(Int64(counts.dropped)), .int(Int64(counts.duplicates)), .int(Int64(load.windowCount)),
        .bool(load.dueAt <= now), .bound(load.edges), .bound(load.context),
      ], step: "write ledger row")
  }

  /// A row that somebody else has locked for longer than we wait is no failure of the data.
  static func busyOr(_ error: PostgresError) -> LoadError {
    error.sqlState == .lockNotAvailable
      ? .busy("another run holds this interval's ledger row") : .postgres(error)
  }
}

/// The bounds of a transaction whose steps are methods of their own.
struct Step {
  private let session: Session

  init(_ session: Session) {
    self.session = session
  }

  func begin() throws(LoadError) {
    do throws(PostgresError) { try session.connection.begin() } catch { throw .postgres(error) }
  }

  func commit() throws(LoadError) {
    do throws(PostgresError) { try session.connection.commit() } catch { throw .postgres(error) }
  }

  func rollback() throws(LoadError) {
    do throws(PostgresError) { try session.connection.rollback() } catch { throw .postgres(error) }
  }

  /// The first error says more than what may follow from it.
  func rollbackQuietly() {
    do { try rollback() } catch {}
  }
}
