import Aggregation
import Extraction
import Loading
import Postgres
import Rows
import Scanning

/// The publishing half of a run: registers what was read, then publishes interval by interval.
extension JobRun {
  func publish(
    _ inputs: InputSet, _ wanted: [Interval], _ plan: Plan, _ directory: SensorDirectory
  ) throws(Failure) {
    try noteProblems()
    let accepted = Set(inputs.inputs.compactMap { input in input.rank.flatMap { scans[$0] == nil ? nil : $0 } })
    let feeding = inputs.byInterval()
    let blocked = blockedIntervals()
    let homes = RefusalHomes(
      scans.values.filter { accepted.contains($0.task.rank) }, calendar: job.calendar, start: job.start)
    let workable = wanted.filter { interval in
      blocked[interval.from] == nil
        && ([interval] + job.reach.around(interval)).allSatisfy { near in
          (feeding[near.from]?.inputs ?? []).allSatisfy { index in
            inputs.inputs[index].rank.map { accepted.contains($0) } ?? false
          }
        }
    }
    let healed = inputs.healed(ledger: ledger).filter { blocked[$0.from] == nil && !wanted.contains($0) }
    try load { () throws(LoadError) in try session.heal(healed, of: identity) }

    let sensorIDs = try registerSensors(workable, accepted, directory)
    let objectIDs = try registerObjects(inputs, accepted, homes, plan)
    if !workable.isEmpty {
      try load { () throws(LoadError) in
        try session.makePartitions(job.levels, for: workable, hasChosen: job.hasChosenStatistics)
      }
    }
    let fold = IntervalFold(
      recipe: job.recipe, reach: job.reach, stores: stores, sensors: directory.sensors, workers: request.sizes.workers,
      isAccepted: { accepted.contains(Int($0 >> 32)) })
    var publisher = IntervalPublisher(
      run: self, fold: fold, sensorIDs: sensorIDs, objectIDs: objectIDs, homes: homes,
      loader: IntervalLoader(session: session, job: identity, run: report.runID, now: request.asked.now))
    let all = Set(wanted).union(blocked.values.map(\.interval)).sorted()
    for (index, interval) in all.enumerated() {
      observer.progress(.loading(intervals: index, of: all.count))
      if let block = blocked[interval.from] {
        // The object's failure is told already; the ledger shall know it of each interval.
        try keepEvidence(Failure(.data, block.text), interval, homes, objectIDs, isTold: true)
        continue
      }
      do throws(Failure) {
        try publisher.publish(interval, feeding, of: inputs)
      } catch {
        try keepEvidence(error, interval, homes, objectIDs)
      }
    }
    observer.progress(.loading(intervals: all.count, of: all.count))
    count(accepted, publisher.published, publisher.dropped)
  }

  /// What objects with a problem mean for the run: a changing file is left for the next one, anything else has failed.
  private func noteProblems() throws(Failure) {
    for (rank, problem) in problems.sorted(by: { $0.key < $1.key }) {
      report.note(problem)
      guard let scan = problemScans[rank], scan.feeds.isEmpty else { continue }
      try load { () throws(LoadError) in
        try session.keepEvidence(
          ofObject: scan.task.file.path, refusals: scan.tally.refusals, job: identity, run: report.runID)
      }
    }
  }

  /// Intervals that an object over its budget feeds: without it they would be wrong.
  private func blockedIntervals() -> [Instant: (interval: Interval, text: String)] {
    var blocked: [Instant: (interval: Interval, text: String)] = [:]
    for scan in problemScans.values.sorted(by: { $0.task.rank > $1.task.rank }) {
      for feed in scan.feeds where request.asked.covers(feed.interval) {
        let text = "fed by \(scan.task.file.path), which is over its refusal budget; nothing was changed"
        blocked[feed.interval.from] = (feed.interval, text)
      }
    }
    return blocked
  }

  private func registerSensors(
    _ intervals: [Interval], _ accepted: Set<Int>, _ directory: SensorDirectory
  ) throws(Failure) -> [ExactText: Int32] {
    var present: Set<Int> = []
    let reach = job.reach
    for store in stores {
      for interval in intervals {
        // A value that is carried in makes rows too.
        let span = Interval(
          from: interval.from.advanced(byMicroseconds: -reach.lookback),
          to: interval.to.advanced(byMicroseconds: reach.lookahead))
        present.formUnion(store.sensors(in: span) { accepted.contains(Int($0 >> 32)) })
      }
    }
    guard !present.isEmpty else { return [:] }
    let sensors = directory.sensors
    return try load { () throws(LoadError) in
      try session.register(present.map { sensors[$0].registration }, of: identity)
    }
  }

  /// Registers new objects and notes what became of known ones.
  /// - Returns: object ids by rank.
  private func registerObjects(
    _ inputs: InputSet, _ accepted: Set<Int>, _ homes: RefusalHomes, _ plan: Plan
  ) throws(Failure) -> [Int: Int64] {
    var ids: [Int: Int64] = [:]
    var new: [(rank: Int, registration: ObjectRegistration)] = []
    var paths: [(path: String, stamp: RegisteredPath)] = []
    for input in inputs.inputs {
      guard let rank = input.rank else { continue }
      let file = plan.candidates[rank].file
      if input.objectID != nil, let scan = recounted[rank] {
        new.append((rank, registration(scan, homeless(scan))))
      } else if let known = input.objectID {
        ids[rank] = known
        if plan.candidates[rank].objectID == nil {
          paths.append((file.path, RegisteredPath(objectID: known, file.stamp)))
        }
      } else if accepted.contains(rank), let scan = scans[rank] {
        new.append((rank, registration(scan, homes.homeless[rank] ?? [])))
      }
    }
    journalColumns(&new)
    let registered = try load { () throws(LoadError) in
      try session.register(new.map(\.registration), of: identity, run: report.runID)
    }
    for (entry, id) in zip(new, registered) { ids[entry.rank] = id }
    var byKey: [ObjectKey: Int64] = [:]
    for input in inputs.inputs { byKey[input.key] = input.rank.flatMap { ids[$0] } ?? input.objectID }
    for rank in inputs.copies where plan.candidates[rank].objectID == nil {
      guard let scan = scans[rank] else { continue }
      let file = plan.candidates[rank].file
      if let id = byKey[ObjectKey(content: scan.content, captured: file.captured)] {
        paths.append((file.path, RegisteredPath(objectID: id, file.stamp)))
      }
    }
    try load { () throws(LoadError) in
      try session.note(paths: paths, superseded: inputs.superseded, revived: inputs.revived, of: identity)
    }
    return ids
  }

  /// Compares each new object's columns with those declared, or with the object before.
  private func journalColumns(_ new: inout [(rank: Int, registration: ObjectRegistration)]) {
    var before = ledger.lastColumns
    // Objects that are counted again were journalled when they were new.
    for index in new.indices where !new[index].registration.columns.isEmpty && recounted[new[index].rank] == nil {
      let written = new[index].registration.columns.filter { $0 != Header.reasonColumn }
      defer { before = written }
      let renamed = job.header.renamed
      let expected = job.schema.columns.isEmpty ? before.map { renamed[$0] ?? $0 } : job.schema.columns
      guard !expected.isEmpty else { continue }
      let changes = SchemaChange.between(
        expected, written.map { renamed[$0] ?? $0 }, renamed: renamed, written: before == written ? [] : written)
      let noted = changes.filter { change in
        switch change.kind {
        case .new: job.schema.new != .ignore
        case .moved: job.schema.moved != .ignore
        case .missing, .renamed: true
        }
      }
      new[index].registration.schemaChanges = noted.map {
        ColumnChange(kind: $0.kind.rawValue, column: $0.column, detail: $0.detail)
      }
      let path = new[index].registration.path
      report.notes += noted.map { "\(job.source.root.path)/\(path): \($0)" }
    }
  }

  private func homeless(_ scan: ObjectScan) -> [Refusal] {
    RefusalHomes([scan], calendar: job.calendar, start: job.start).homeless[scan.task.rank] ?? []
  }

  private func registration(_ scan: ObjectScan, _ homeless: [Refusal]) -> ObjectRegistration {
    let file = scan.task.file
    var registration = ObjectRegistration(
      content: scan.content, captured: file.captured, path: file.path, stamp: RegisteredPath(objectID: 0, file.stamp),
      definition: job.definitionFingerprint)
    // A stamp more than a day ahead is refused, and becomes plausible a day before it comes.
    let horizon = request.asked.now.advanced(byMicroseconds: Civil.microsecondsPerDay)
    registration.recheckAt = scan.tally.refusals
      .filter { $0.reason == .timeImplausible }.compactMap(\.instant).filter { $0 > horizon }.min()
      .map { $0.advanced(byMicroseconds: -Civil.microsecondsPerDay) }
    registration.records = scan.tally.records
    registration.parsed = scan.tally.parsed
    registration.refused = scan.tally.refusedRecords
    registration.filtered = scan.tally.filtered
    registration.blank = scan.tally.blank
    registration.preamble = scan.tally.preamble
    registration.cells = scan.tally.cells
    registration.nullReasons = scan.tally.nulls.byReason
    registration.columns = scan.task.columns
    registration.refusedCells = scan.tally.refusedCells
    registration.feeds = scan.feeds.map {
      ObjectRegistration.Feed(
        interval: $0.interval, cells: $0.cells, nullCells: $0.nullCells, firstRecord: $0.firstRecord,
        lastRecord: $0.lastRecord, firstByte: $0.firstByte, endByte: $0.endByte)
    }
    registration.homelessRefusals = homeless
    return registration
  }

  /// Notes a failed interval; a lost connection ends the run instead, since nothing can be noted.
  private func keepEvidence(
    _ failure: Failure, _ interval: Interval, _ homes: RefusalHomes, _ objectIDs: [Int: Int64], isTold: Bool = false
  ) throws(Failure) {
    var failure = failure
    failure.interval = interval
    if failure.kind == .database, session.isLost { throw failure }
    if !isTold { report.failures.append(failure) }
    var refusals: [(refusal: Refusal, objectID: Int64?, path: String)] = []
    for (rank, scan) in problemScans {
      let own = RefusalHomes([scan], calendar: job.calendar, start: job.start).byInterval[interval.from] ?? []
      refusals += own.map { ($0.refusal, objectIDs[rank], scan.task.file.path) }
    }
    refusals += (homes.byInterval[interval.from] ?? []).map {
      ($0.refusal, objectIDs[$0.rank], scans[$0.rank]?.task.file.path ?? "")
    }
    try load { () throws(LoadError) in
      try session.keepEvidence(
        of: interval, failure: failure.text, checks: failure.checks, refusals: refusals, job: identity,
        run: report.runID)
    }
  }

  /// The balance of the run: each object's records and cells, over all its intervals.
  private func count(_ accepted: Set<Int>, _ published: Set<Instant>, _ dropped: [Int: Int]) {
    let parsed = scans.merging(problemScans) { first, _ in first }.merging(recounted) { first, _ in first }
    report.objectsParsed = parsed.count
    for (rank, scan) in parsed {
      let tally = scan.tally
      var object = RunReport()
      object.records = tally.records
      object.parsed = tally.parsed
      object.refusedRecords = tally.refusedRecords
      object.filtered = tally.filtered
      object.blank = tally.blank
      object.preamble = tally.preamble
      object.cells = tally.cells
      object.refusedCells = tally.refusedCells
      object.dropped = dropped[rank] ?? 0
      for feed in scan.feeds {
        if accepted.contains(rank), published.contains(feed.interval.from) {
          object.nulls += feed.nullCells
          object.loaded += feed.cells - feed.nullCells
        } else {
          object.outside += feed.cells
        }
      }
      object.loaded -= object.dropped
      report.add(object)
      if !object.isBalanced {
        report.failures.append(
          Failure(.bug, "the balance of \(scan.task.file.path) does not close; nothing it feeds can be trusted"))
      }
    }
  }
}

extension RunReport {
  fileprivate mutating func add(_ object: RunReport) {
    records += object.records
    parsed += object.parsed
    refusedRecords += object.refusedRecords
    filtered += object.filtered
    blank += object.blank
    preamble += object.preamble
    cells += object.cells
    refusedCells += object.refusedCells
    loaded += object.loaded
    nulls += object.nulls
    dropped += object.dropped
    outside += object.outside
  }
}
