import Postgres
package import Rows

/// A sensor as a job declares it, or as it appeared in data.
package struct SensorRegistration: Sendable, Equatable {
  package enum Class: String, Sendable, CaseIterable {
    /// A level that is sampled.
    case gauge
    /// A quantity per period: summed, never held.
    case amount
    /// A meter that only goes up, but for resets.
    case counter
    /// Codes that stand for what something does.
    case state
  }

  package var code: String
  package var sensorClass: Class
  package var unit: String?
  /// −1 where no resolution is declared.
  package var decimals: Int8
  /// Microseconds: what one reading of an amount covers, else the declared distance of readings.
  package var period: Int64?
  package var isInferred: Bool
  package var isLinear = false
  /// Microseconds; nil where no statistic asks for it.
  package var longestHold: Int64?
  package var modulus: Double?
  package var limitLow: Double?
  package var limitHigh: Double?

  package init(
    code: String, sensorClass: Class, unit: String?, decimals: Int8, period: Int64?, isInferred: Bool
  ) {
    self.code = code
    self.sensorClass = sensorClass
    self.unit = unit
    self.decimals = decimals
    self.period = period
    self.isInferred = isInferred
  }
}

/// How a column of an object differs from what was declared, or from the object before.
package struct ColumnChange: Sendable, Equatable {
  /// `new`, `missing`, `moved` or `renamed`.
  package var kind: String
  package var column: String
  package var detail: String

  package init(kind: String, column: String, detail: String) {
    self.kind = kind
    self.column = column
    self.detail = detail
  }
}

/// An object that a run has read, with what it found in it.
package struct ObjectRegistration: Sendable {
  package struct Feed: Sendable {
    package var interval: Interval
    package var cells: Int
    package var nullCells: Int
    /// Counted from 1, both included.
    package var firstRecord: Int
    package var lastRecord: Int
    package var firstByte: Int
    package var endByte: Int

    package init(
      interval: Interval, cells: Int, nullCells: Int, firstRecord: Int, lastRecord: Int, firstByte: Int, endByte: Int
    ) {
      self.interval = interval
      self.cells = cells
      self.nullCells = nullCells
      self.firstRecord = firstRecord
      self.lastRecord = lastRecord
      self.firstByte = firstByte
      self.endByte = endByte
    }
  }

  package var content: ContentID
  package var captured: [String: String]
  package var path: String
  package var stamp: RegisteredPath
  /// Of the job under which it was read.
  package var definition: ContentID
  /// When a stamp that was refused as lying in the future becomes plausible.
  package var recheckAt: Instant?
  package var records = 0
  package var parsed = 0
  package var refused = 0
  package var blank = 0
  package var preamble = 0
  package var cells = 0
  package var filtered = 0
  package var nullReasons: [NullReason: Int] = [:]
  package var refusedCells = 0
  /// As the file names them; empty where it names none.
  package var columns: [String] = []
  package var schemaChanges: [ColumnChange] = []
  package var feeds: [Feed] = []
  /// Only of an object that feeds no interval: its refusals have no other home.
  package var homelessRefusals: [Refusal] = []

  package init(
    content: ContentID, captured: [String: String], path: String, stamp: RegisteredPath, definition: ContentID
  ) {
    self.content = content
    self.definition = definition
    self.captured = captured
    self.path = path
    self.stamp = stamp
  }
}

extension Session {
  /// Registers sensors in the order of their codes, so that two jobs that do it at once cannot lock each other.
  /// - Returns: the id of each code.
  /// - Throws: `sensorsTaken` if another job owns one of them.
  package func register(_ sensors: [SensorRegistration], of job: JobIdentity) throws(LoadError) -> [ExactText: Int32] {
    let sorted = sensors.sorted { $0.code.utf8.lexicographicallyPrecedes($1.code.utf8) }
    return try transaction("register sensors") { connection throws(LoadError) in
      var ids: [ExactText: Int32] = [:]
      var taken: [String] = []
      do throws(PostgresError) {
        _ = try connection.execute(
          """
          INSERT INTO core.sensor AS s
            (company_id, plant_id, job_id, code, class, unit, resolution_decimals, period_s, is_inferred, interpolation,
             longest_hold_s, modulus, limit_low, limit_high)
          SELECT $1, $2, $3, code, class, unit, decimals, period_s, is_inferred,
            CASE WHEN is_linear THEN 'linear' ELSE 'step' END, hold_s, modulus, low, high
          FROM unnest($4::text[], $5::text[], $6::text[], $7::bigint[], $8::float8[], $9::boolean[], $10::boolean[],
            $11::float8[], $12::float8[], $13::float8[], $14::float8[])
            AS d (code, class, unit, decimals, period_s, is_inferred, is_linear, hold_s, modulus, low, high)
          ON CONFLICT (plant_id, code) DO UPDATE SET class = EXCLUDED.class, unit = EXCLUDED.unit,
            resolution_decimals = EXCLUDED.resolution_decimals, period_s = EXCLUDED.period_s,
            is_inferred = EXCLUDED.is_inferred, interpolation = EXCLUDED.interpolation,
            longest_hold_s = EXCLUDED.longest_hold_s, modulus = EXCLUDED.modulus, limit_low = EXCLUDED.limit_low,
            limit_high = EXCLUDED.limit_high
          WHERE s.job_id = EXCLUDED.job_id
            AND (s.class, s.unit, s.resolution_decimals, s.period_s, s.is_inferred, s.interpolation, s.longest_hold_s,
              s.modulus, s.limit_low, s.limit_high) IS DISTINCT FROM
              (EXCLUDED.class, EXCLUDED.unit, EXCLUDED.resolution_decimals, EXCLUDED.period_s, EXCLUDED.is_inferred,
              EXCLUDED.interpolation, EXCLUDED.longest_hold_s, EXCLUDED.modulus, EXCLUDED.limit_low,
              EXCLUDED.limit_high)
          """,
          [
            .int(Int64(job.companyID)), .int(Int64(job.plantID)), .int(Int64(job.jobID)),
            .textArray(sorted.map(\.code)), .textArray(sorted.map(\.sensorClass.rawValue)),
            .textArray(sorted.map(\.unit)), .intArray(sorted.map { $0.decimals < 0 ? nil : Int64($0.decimals) }),
            .doubleArray(sorted.map { $0.period.map { Double($0) / 1e6 } }), .boolArray(sorted.map(\.isInferred)),
            .boolArray(sorted.map(\.isLinear)), .doubleArray(sorted.map { $0.longestHold.map { Double($0) / 1e6 } }),
            .doubleArray(sorted.map(\.modulus)), .doubleArray(sorted.map(\.limitLow)),
            .doubleArray(sorted.map(\.limitHigh)),
          ], step: "register sensors")
        let rows = try connection.execute(
          "SELECT code, sensor_id, job_id FROM core.sensor WHERE plant_id = $1 AND code = ANY($2::text[])",
          [.int(Int64(job.plantID)), .textArray(sorted.map(\.code))], step: "find sensors")
        for row in 0..<rows.rowCount {
          let code = try rows.text(row, 0)
          if try rows.int(row, 2) == Int64(job.jobID) {
            ids[ExactText(code)] = Int32(try rows.int(row, 1))
          } else {
            taken.append(code)
          }
        }
      } catch {
        throw .postgres(error)
      }
      guard taken.isEmpty else { throw .sensorsTaken(taken.sorted()) }
      return ids
    }
  }

  /// Makes the partitions that some intervals need, before and outside of their load.
  ///
  /// - Parameter hasChosen: whether there may be stretches of state and flags as well.
  package func makePartitions(
    _ levels: [Level], for intervals: [Interval], hasChosen: Bool = false
  ) throws(LoadError) {
    let tables = levels.map(\.rawValue) + (hasChosen ? ["state_interval", "flag_interval"] : [])
    try makePartitions(of: tables, for: intervals)
  }

  package func makePartitions(_ level: CoarserLevel, for intervals: [Interval]) throws(LoadError) {
    try makePartitions(of: [level.rawValue], for: intervals)
  }

  private func makePartitions(of tables: [String], for intervals: [Interval]) throws(LoadError) {
    for table in tables {
      try execute(
        "SELECT etl.make_partitions($1, f, t) FROM unnest($2::timestamptz[], $3::timestamptz[]) AS s (f, t)",
        [
          .text(table), .timestampArray(intervals.map(\.from.microseconds)),
          .timestampArray(intervals.map(\.to.microseconds)),
        ], step: "make partitions for \(table)")
    }
  }

  /// Registers objects that were read, with the intervals they feed, in one short transaction.
  /// - Returns: the id of each, in order.
  package func register(_ objects: [ObjectRegistration], of job: JobIdentity, run: Int64) throws(LoadError) -> [Int64] {
    try transaction("register objects") { connection throws(LoadError) in
      var ids: [Int64] = []
      do throws(PostgresError) {
        for object in objects {
          let id = try Self.insert(object, job, run, connection)
          try Self.insertFeeds(object, id, connection)
          try Self.insertSchemaChanges(object, id, job, run, connection)
          _ = try connection.execute(
            """
            DELETE FROM etl.refusal
            WHERE job_id = $1 AND interval_from IS NULL AND (object_id = $3 OR path = $2 AND NOT is_published)
            """, [.int(Int64(job.jobID)), .text(object.path), .int(id)], step: "clear earlier refusals")
          try Self.note(object.path, object.stamp, id, job, connection)
          try connection.copyRefusals(
            object.homelessRefusals.map { (refusal: $0, objectID: id, path: object.path) }, job: job, run: run,
            interval: nil, isPublished: true)
          ids.append(id)
        }
      } catch {
        throw .postgres(error)
      }
      return ids
    }
  }

  /// Notes that paths hold contents that are registered already (renamed, copied, touched), and which objects another
  /// content has replaced or which have come back.
  package func note(
    paths: [(path: String, stamp: RegisteredPath)], superseded: [Int64], revived: [(objectID: Int64, path: String)],
    of job: JobIdentity
  ) throws(LoadError) {
    guard !paths.isEmpty || !superseded.isEmpty || !revived.isEmpty else { return }
    try transaction("note paths") { connection throws(LoadError) in
      do throws(PostgresError) {
        for entry in paths { try Self.note(entry.path, entry.stamp, entry.stamp.objectID, job, connection) }
        _ = try connection.execute(
          "UPDATE etl.source_object SET state = 'superseded' WHERE object_id = ANY($1::bigint[])",
          [.intArray(superseded)], step: "note superseded objects")
        for object in revived {
          _ = try connection.execute(
            "UPDATE etl.source_object SET state = 'active', path = $2 WHERE object_id = $1",
            [.int(object.objectID), .text(object.path)], step: "note an object that is back")
        }
      } catch {
        throw .postgres(error)
      }
    }
  }

  private static func insert(
    _ object: ObjectRegistration, _ job: JobIdentity, _ run: Int64, _ connection: borrowing Connection
  ) throws(PostgresError) -> Int64 {
    let fields = object.captured.sorted { $0.key < $1.key }
    let nulls = object.nullReasons.sorted { $0.key.rawValue < $1.key.rawValue }
    let counts = [
      Int(object.stamp.byteCount), object.records, object.parsed, object.refused, object.filtered, object.blank,
      object.preamble, object.cells, nulls.reduce(0) { $0 + $1.value }, object.refusedCells,
    ]
    let rows = try connection.execute(
      """
      INSERT INTO etl.source_object (job_id, content_id, captured, path, run_id, byte_count, n_record, n_parsed,
        n_refused, n_filtered, n_blank, n_preamble, n_cell, n_cell_null, n_cell_refused, definition_fingerprint,
        recheck_at, null_reasons, columns)
      VALUES ($1, $2, jsonb_object($3::text[], $4::text[]), $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17,
        $18, (SELECT coalesce(jsonb_object_agg(k, n), '{}') FROM unnest($19::text[], $20::bigint[]) AS r (k, n)), $21)
      ON CONFLICT (job_id, content_id, captured) DO UPDATE SET state = 'active', path = EXCLUDED.path,
        run_id = EXCLUDED.run_id, n_record = EXCLUDED.n_record, n_parsed = EXCLUDED.n_parsed,
        n_refused = EXCLUDED.n_refused, n_filtered = EXCLUDED.n_filtered, n_blank = EXCLUDED.n_blank,
        n_preamble = EXCLUDED.n_preamble, n_cell = EXCLUDED.n_cell, n_cell_null = EXCLUDED.n_cell_null,
        n_cell_refused = EXCLUDED.n_cell_refused, definition_fingerprint = EXCLUDED.definition_fingerprint,
        recheck_at = EXCLUDED.recheck_at, null_reasons = EXCLUDED.null_reasons, columns = EXCLUDED.columns
      RETURNING object_id
      """,
      [
        .int(Int64(job.jobID)), .bytes(object.content.bytes), .textArray(fields.map(\.key)),
        .textArray(fields.map(\.value)), .text(object.path), .int(run),
      ] + counts.map { .int(Int64($0)) } + [
        .bytes(object.definition.bytes), .bound(object.recheckAt), .textArray(nulls.map(\.key.rawValue)),
        .intArray(nulls.map { Int64($0.value) }), .textArray(object.columns),
      ],
      step: "register object")
    return try rows.int(0, 0)
  }

  private static func insertFeeds(
    _ object: ObjectRegistration, _ id: Int64, _ connection: borrowing Connection
  ) throws(PostgresError) {
    let feeds = object.feeds
    func column(_ value: (ObjectRegistration.Feed) -> Int) -> SQLValue { .intArray(feeds.map { Int64(value($0)) }) }
    _ = try connection.execute(
      "DELETE FROM etl.object_interval WHERE object_id = $1", [.int(id)], step: "clear object intervals")
    _ = try connection.execute(
      """
      INSERT INTO etl.object_interval
      SELECT $1, * FROM unnest($2::timestamptz[], $3::timestamptz[], $4::bigint[], $5::bigint[], $6::bigint[],
        $7::bigint[], $8::bigint[], $9::bigint[])
      """,
      [
        .int(id), .timestampArray(feeds.map(\.interval.from.microseconds)),
        .timestampArray(feeds.map(\.interval.to.microseconds)), column(\.cells), column(\.nullCells),
        column(\.firstRecord), column(\.lastRecord), column(\.firstByte), column(\.endByte),
      ], step: "register object intervals")
  }

  private static func insertSchemaChanges(
    _ object: ObjectRegistration, _ id: Int64, _ job: JobIdentity, _ run: Int64, _ connection: borrowing Connection
  ) throws(PostgresError) {
    guard !object.schemaChanges.isEmpty else { return }
    _ = try connection.execute(
      """
      INSERT INTO etl.schema_change (job_id, run_id, object_id, kind, column_name, detail)
      SELECT $1, $2, $3, * FROM unnest($4::text[], $5::text[], $6::text[])
      """,
      [
        .int(Int64(job.jobID)), .int(run), .int(id), .textArray(object.schemaChanges.map(\.kind)),
        .textArray(object.schemaChanges.map(\.column)), .textArray(object.schemaChanges.map(\.detail)),
      ], step: "note schema changes")
  }

  private static func note(
    _ path: String, _ stamp: RegisteredPath, _ id: Int64, _ job: JobIdentity, _ connection: borrowing Connection
  ) throws(PostgresError) {
    _ = try connection.execute(
      """
      INSERT INTO etl.source_path VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
      ON CONFLICT (job_id, path) DO UPDATE SET object_id = EXCLUDED.object_id, device = EXCLUDED.device,
        inode = EXCLUDED.inode, byte_count = EXCLUDED.byte_count, modified_ns = EXCLUDED.modified_ns,
        changed_ns = EXCLUDED.changed_ns
      """,
      [
        .int(Int64(job.jobID)), .text(path), .int(id), .int(stamp.device), .int(stamp.inode), .int(stamp.byteCount),
        .int(stamp.modified), .int(stamp.changed),
      ], step: "note path")
  }
}
