import Postgres
package import Rows

/// A job as the database knows it.
package struct JobIdentity: Sendable, Equatable {
  package var jobID: Int32
  package var companyID: Int32
  package var plantID: Int32

  package init(jobID: Int32 = 0, companyID: Int32 = 0, plantID: Int32 = 0) {
    self.jobID = jobID
    self.companyID = companyID
    self.plantID = plantID
  }
}

/// An object that was read and registered.
package struct RegisteredObject: Sendable, Equatable {
  package enum State: String, Sendable {
    case active, superseded, withdrawn
  }

  package var objectID: Int64
  package var content: ContentID
  package var captured: [String: String]
  package var path: String
  package var state: State
  /// Of the job under which it was read, and when it has to be read again whatever the job.
  package var definition: ContentID
  package var recheckAt: Instant?
  /// The starts and ends of the intervals it feeds.
  package var intervals: [Interval] = []

  package init(
    objectID: Int64, content: ContentID, captured: [String: String], path: String, state: State,
    definition: ContentID, recheckAt: Instant? = nil, intervals: [Interval] = []
  ) {
    self.objectID = objectID
    self.content = content
    self.captured = captured
    self.path = path
    self.state = state
    self.definition = definition
    self.recheckAt = recheckAt
    self.intervals = intervals
  }
}

/// What a path held when it was last read: device, inode, size and times, as in the file system.
package struct RegisteredPath: Sendable, Equatable {
  package var objectID: Int64
  package var device: Int64
  package var inode: Int64
  package var byteCount: Int64
  package var modified: Int64
  package var changed: Int64

  package init(objectID: Int64, device: Int64, inode: Int64, byteCount: Int64, modified: Int64, changed: Int64) {
    self.objectID = objectID
    self.device = device
    self.inode = inode
    self.byteCount = byteCount
    self.modified = modified
    self.changed = changed
  }
}

/// One row of the ledger.
package struct LedgerInterval: Sendable, Equatable {
  package enum State: String, Sendable {
    case new, done, failed
  }

  package var interval: Interval
  package var state: State
  /// Of what is published; nil if nothing is.
  package var source: ContentID?
  package var definition: ContentID?
  /// Of what it carries in and looks ahead to, and of the objects around it; nil where nothing looks around.
  package var edges: ContentID?
  package var context: ContentID?
  package var failure: String?

  package init(
    interval: Interval, state: State, source: ContentID?, definition: ContentID?, edges: ContentID? = nil,
    context: ContentID? = nil, failure: String? = nil
  ) {
    self.interval = interval
    self.state = state
    self.source = source
    self.definition = definition
    self.edges = edges
    self.context = context
    self.failure = failure
  }
}

/// All that the database knows of a job before a run: the plan is a function of it, the listing and the job.
package struct LedgerSnapshot: Sendable, Equatable {
  package var objects: [Int64: RegisteredObject] = [:]
  package var paths: [ExactText: RegisteredPath] = [:]
  /// By start.
  package var intervals: [Instant: LedgerInterval] = [:]
  /// Of coarser levels, in order of level and time.
  package var levels: [LevelInterval] = []
  /// The sensors of the plant: code to the name of the job that owns it.
  package var sensorOwners: [ExactText: String] = [:]
  /// The columns of the object that was registered last; empty where it names none.
  package var lastColumns: [String] = []

  package init() {}
}

extension Session {
  /// Finds a job, and registers it with its company and plant if it is new.
  package func identify(job: String, company: String, plant: String) throws(LoadError) -> JobIdentity {
    try demandMigrated()
    return try transaction("register job") { connection throws(LoadError) in
      do throws(PostgresError) {
        _ = try connection.execute(
          "INSERT INTO core.company (code) VALUES ($1) ON CONFLICT DO NOTHING", [.text(company)],
          step: "register company")
        _ = try connection.execute(
          """
          INSERT INTO core.plant (company_id, code)
          SELECT company_id, $2 FROM core.company WHERE code = $1 ON CONFLICT DO NOTHING
          """, [.text(company), .text(plant)], step: "register plant")
        _ = try connection.execute(
          """
          INSERT INTO etl.job (code, company_id, plant_id)
          SELECT $3, company_id, plant_id FROM core.plant JOIN core.company AS c USING (company_id)
          WHERE c.code = $1 AND plant.code = $2 ON CONFLICT DO NOTHING
          """, [.text(company), .text(plant), .text(job)], step: "register job")
      } catch {
        throw .postgres(error)
      }
      guard let identity = try Self.known(job, company, plant, connection) else {
        throw .busy("job \(job) was removed while it was registered")
      }
      return identity
    }
  }

  /// Finds a job as `identify` does, and registers nothing; nil if the database does not know it yet.
  package func find(job: String, company: String, plant: String) throws(LoadError) -> JobIdentity? {
    try demandMigrated()
    return try Self.known(job, company, plant, connection)
  }

  func demandMigrated() throws(LoadError) {
    let pending = try Migrations.pending(self)
    guard pending.isEmpty else {
      throw .migrations("the database lacks \(pending.joined(separator: ", ")): run `sluice db migrate`")
    }
  }

  private static func known(
    _ job: String, _ company: String, _ plant: String, _ connection: borrowing Connection
  ) throws(LoadError) -> JobIdentity? {
    let known: (identity: JobIdentity, company: String, plant: String)
    do throws(PostgresError) {
      let rows = try connection.execute(
        """
        SELECT j.job_id, j.company_id, j.plant_id, c.code, p.code
        FROM etl.job AS j JOIN core.company AS c USING (company_id) JOIN core.plant AS p USING (plant_id)
        WHERE j.code = $1
        """, [.text(job)], step: "find job")
      guard rows.rowCount > 0 else { return nil }
      let identity = JobIdentity(
        jobID: Int32(try rows.int(0, 0)), companyID: Int32(try rows.int(0, 1)), plantID: Int32(try rows.int(0, 2)))
      known = (identity, try rows.text(0, 3), try rows.text(0, 4))
    } catch {
      throw .postgres(error)
    }
    guard known.company == company, known.plant == plant else {
      throw .jobMoved(
        "job \(job) loads company \(known.company), plant \(known.plant) in this database; its file says "
          + "\(company), \(plant): give the job another name")
    }
    return known.identity
  }

  /// Reads what the database knows of a job.
  package func snapshot(of job: JobIdentity) throws(LoadError) -> LedgerSnapshot {
    let levels = try levelIntervals(of: job)
    do throws(PostgresError) {
      var snapshot = LedgerSnapshot()
      snapshot.levels = levels
      try readObjects(job, &snapshot)
      try readIntervals(job, &snapshot)
      let owners = try connection.execute(
        "SELECT s.code, j.code FROM core.sensor AS s JOIN etl.job AS j USING (job_id) WHERE s.plant_id = $1",
        [.int(Int64(job.plantID))], step: "read sensors")
      for row in 0..<owners.rowCount {
        snapshot.sensorOwners[ExactText(try owners.text(row, 0))] = try owners.text(row, 1)
      }
      let columns = try connection.execute(
        """
        SELECT c FROM (
          SELECT object_id, columns FROM etl.source_object WHERE job_id = $1 AND columns <> '{}'
          ORDER BY object_id DESC LIMIT 1) AS o, unnest(o.columns) WITH ORDINALITY AS u (c, n) ORDER BY n
        """, [.int(Int64(job.jobID))], step: "read columns")
      for row in 0..<columns.rowCount { snapshot.lastColumns.append(try columns.text(row, 0)) }
      return snapshot
    } catch {
      throw .postgres(error)
    }
  }

  private func readObjects(_ job: JobIdentity, _ snapshot: inout LedgerSnapshot) throws(PostgresError) {
    let id = SQLValue.int(Int64(job.jobID))
    let objects = try connection.execute(
      """
      SELECT o.object_id, o.content_id, o.path, o.state, o.definition_fingerprint,
        coalesce(f.key, ''), coalesce(f.value, ''), o.recheck_at
      FROM etl.source_object AS o LEFT JOIN LATERAL jsonb_each_text(o.captured) AS f ON true
      WHERE o.job_id = $1
      """, [id], step: "read objects")
    for row in 0..<objects.rowCount {
      let objectID = try objects.int(row, 0)
      let key = try objects.text(row, 5)
      if snapshot.objects[objectID] == nil {
        snapshot.objects[objectID] = RegisteredObject(
          objectID: objectID, content: ContentID(bytes: try objects.bytes(row, 1)) ?? ContentID(high: 0, low: 0),
          captured: [:], path: try objects.text(row, 2),
          state: RegisteredObject.State(rawValue: try objects.text(row, 3)) ?? .active,
          definition: ContentID(bytes: try objects.bytes(row, 4)) ?? ContentID(high: 0, low: 0),
          recheckAt: objects.isNull(row, 7)
            ? nil : Instant(microseconds: try objects.timestampMicroseconds(row, 7)))
      }
      if !key.isEmpty { snapshot.objects[objectID]?.captured[key] = try objects.text(row, 6) }
    }
    let feeds = try connection.execute(
      """
      SELECT f.object_id, f.interval_from, f.interval_to
      FROM etl.object_interval AS f JOIN etl.source_object AS o USING (object_id) WHERE o.job_id = $1
      ORDER BY f.object_id, f.interval_from
      """, [id], step: "read object intervals")
    for row in 0..<feeds.rowCount {
      snapshot.objects[try feeds.int(row, 0)]?.intervals.append(
        Interval(
          from: Instant(microseconds: try feeds.timestampMicroseconds(row, 1)),
          to: Instant(microseconds: try feeds.timestampMicroseconds(row, 2))))
    }
    let paths = try connection.execute(
      """
      SELECT path, object_id, device, inode, byte_count, modified_ns, changed_ns
      FROM etl.source_path WHERE job_id = $1
      """, [id], step: "read paths")
    for row in 0..<paths.rowCount {
      snapshot.paths[ExactText(try paths.text(row, 0))] = RegisteredPath(
        objectID: try paths.int(row, 1), device: try paths.int(row, 2), inode: try paths.int(row, 3),
        byteCount: try paths.int(row, 4), modified: try paths.int(row, 5), changed: try paths.int(row, 6))
    }
  }

  private func readIntervals(_ job: JobIdentity, _ snapshot: inout LedgerSnapshot) throws(PostgresError) {
    let rows = try connection.execute(
      """
      SELECT interval_from, interval_to, state, source_fingerprint, definition_fingerprint, coalesce(failure, ''),
        edge_digest, context_fingerprint
      FROM etl.interval WHERE job_id = $1
      """, [.int(Int64(job.jobID))], step: "read the ledger")
    for row in 0..<rows.rowCount {
      let interval = Interval(
        from: Instant(microseconds: try rows.timestampMicroseconds(row, 0)),
        to: Instant(microseconds: try rows.timestampMicroseconds(row, 1)))
      let failure = try rows.text(row, 5)
      snapshot.intervals[interval.from] = LedgerInterval(
        interval: interval, state: LedgerInterval.State(rawValue: try rows.text(row, 2)) ?? .new,
        source: rows.isNull(row, 3) ? nil : ContentID(bytes: try rows.bytes(row, 3)),
        definition: rows.isNull(row, 4) ? nil : ContentID(bytes: try rows.bytes(row, 4)),
        edges: rows.isNull(row, 6) ? nil : ContentID(bytes: try rows.bytes(row, 6)),
        context: rows.isNull(row, 7) ? nil : ContentID(bytes: try rows.bytes(row, 7)),
        failure: failure.isEmpty ? nil : failure)
    }
  }
}
