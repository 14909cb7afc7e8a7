import Aggregation
import Extraction
package import Loading
import Rows
import Scanning

/// What a run is asked to do, and with what.
package struct RunRequest: Sendable {
  package var asked: AskedRange
  package var sizes = WorkSizes()
  package var allowShrink = false
  /// Seconds to wait for another run of the job to end.
  package var lockWait = 60.0
  package var program: String
  package var host: String
  package var process: Int32

  package init(asked: AskedRange, program: String, host: String, process: Int32) {
    self.asked = asked
    self.program = program
    self.host = host
    self.process = process
  }
}

/// One run of one job: plan, read, fold, publish interval by interval, report.
///
/// Used by one thread; the workers it starts live inside its calls.
package final class JobRun {
  let job: JobSpec
  let request: RunRequest
  let session: Session
  let observer: RunObserver

  var report = RunReport()
  var identity = JobIdentity()
  var ledger = LedgerSnapshot()
  /// By rank in the plan.
  var scans: [Int: ObjectScan] = [:]
  /// Known objects that were counted again in this run: their readings were not kept.
  var recounted: [Int: ObjectScan] = [:]
  var problems: [Int: ObjectProblem] = [:]
  var problemScans: [Int: ObjectScan] = [:]
  var stores: [ReadingStore] = []

  package init(job: JobSpec, request: RunRequest, session: Session, observer: RunObserver) {
    self.job = job
    self.request = request
    self.session = session
    self.observer = observer
    report.job = job.name
  }

  /// Runs. What went wrong with single objects or intervals is in the report; what kept the run from being one is
  /// thrown.
  package func run() throws(Failure) -> RunReport {
    let began = Clock.seconds()
    try lock()
    report.runID = try load { () throws(LoadError) in
      try session.startRun(
        identity, now: request.asked.now, asked: request.asked.range, program: request.program, host: request.host,
        process: request.process)
    }
    var stopped: Failure?
    do throws(Failure) { try work() } catch { stopped = error }
    report.seconds = Clock.seconds() - began
    if let stopped { report.failures.append(stopped) }
    finish()
    return report
  }

  private func lock() throws(Failure) {
    identity = try load { () throws(LoadError) in
      try session.identify(job: job.name, company: job.company, plant: job.plant)
    }
    let deadline = Clock.seconds() + request.lockWait
    while !(try load { () throws(LoadError) in try session.tryLock(identity) }) {
      guard Clock.seconds() < deadline else {
        throw Failure(.busy, "another run of \(job.name) is under way; waited \(Int(request.lockWait)) s (--wait)")
      }
      Clock.sleep(seconds: 0.2)
    }
  }

  private func work() throws(Failure) {
    ledger = try load { () throws(LoadError) in try session.snapshot(of: identity) }
    try checkIntervalKind()
    let listing = try job.list()
    let plan = Plan(
      job: job, listing: listing, ledger: ledger, asked: request.asked, definition: job.definitionFingerprint)
    report.objectsListed = plan.candidates.count
    report.notes += plan.skipped
    let directory = SensorDirectory(job: job, owners: ledger.sensorOwners)
    let reading = Reading(
      job: job, directory: directory, sizes: request.sizes, now: request.asked.now, observer: observer)

    let asked = request.asked
    try read(plan.unread, plan, reading) { asked.covers($0) }
    try recount(plan, reading)
    let read = scans.merging(recounted) { first, _ in first }.mapValues(ReadObject.init)
    let inputs = InputSet(candidates: plan.candidates, read: read, ledger: ledger)
    let wanted = inputs.work(
      ledger: ledger, asked: asked, reach: job.reach, definition: job.definitionFingerprint
    ).map(\.interval)
    try readKnown(inputs, wanted, plan, reading)
    try publish(inputs, wanted, plan, directory)
    try publishLevels()
    // Only a run over all that is due, with every object read, knows that what it left alone is as it should be.
    if asked.range == nil, problems.isEmpty {
      try load { () throws(LoadError) in
        try session.markFinal(identity, dueDelay: job.dueDelay, now: asked.now)
        if !job.coarser.isEmpty {
          try session.markLevelsFinal(identity, dueDelay: job.dueDelay, now: asked.now)
        }
      }
    }
  }

  /// Another kind of interval would lay other intervals over those of the ledger.
  private func checkIntervalKind() throws(Failure) {
    let calendar = job.calendar
    for row in ledger.intervals.values {
      guard calendar.interval(containing: row.interval.from.microseconds) == row.interval else {
        throw Failure(
          .declaration,
          "the ledger of \(job.name) has the interval \(row.interval), which is no \(job.intervalKind.rawValue) in "
            + "\(job.zone.name): the job's interval or zone was changed; give the changed job another name")
      }
    }
  }

  /// Reads files of unknown content.
  private func read(
    _ ranks: [Int], _ plan: Plan, _ reading: Reading, isWanted: @escaping @Sendable (Interval) -> Bool
  ) throws(Failure) {
    guard !ranks.isEmpty else { return }
    let held = stores.reduce(0) { $0 + $1.byteCount }
    let outcome = reading.scan(ranks, of: plan.candidates, heldBefore: held, isWanted: isWanted)
    report.bytes += outcome.bytes
    report.notes += outcome.notes
    if let shortage = outcome.overBudget { throw Failure(.memory, shortage.description) }
    scans.merge(outcome.scans) { first, _ in first }
    problems.merge(outcome.problems) { first, _ in first }
    problemScans.merge(outcome.problemScans) { first, _ in first }
    stores += outcome.stores
  }

  /// Counts what known objects bring to which interval under the job as it is now; keeps no reading.
  ///
  /// An object that this job cannot read is told and left as it is: what was published of it stays. It fails an
  /// interval only when one has to be made from it.
  private func recount(_ plan: Plan, _ reading: Reading) throws(Failure) {
    let ranks = plan.unsettled
    guard !ranks.isEmpty else { return }
    let outcome = reading.scan(ranks, of: plan.candidates) { _ in false }
    report.bytes += outcome.bytes
    report.notes += outcome.problems.sorted { $0.key < $1.key }.map { problem in
      "\(problem.value.text); what is published of it stays"
    }
    recounted = outcome.scans.filter { rank, scan in
      plan.candidates[rank].objectID.flatMap { ledger.objects[$0] }?.content == scan.content
    }
  }

  private func changed(_ path: String) -> ObjectProblem {
    ObjectProblem(
      .changed, path: path,
      "\(job.source.root.path)/\(path): holds other bytes than its stamp says; left for the next run")
  }

  /// Reads again the registered objects that feed an interval which is to be made anew, or one that it looks into.
  private func readKnown(
    _ inputs: InputSet, _ wanted: [Interval], _ plan: Plan, _ reading: Reading
  ) throws(Failure) {
    let starts = Set(wanted.map(\.from))
    let reach = job.reach
    let needed = starts.union(wanted.flatMap { reach.around($0).map(\.from) })
    let ranks = inputs.inputs.compactMap { input -> Int? in
      guard let rank = input.rank, scans[rank] == nil, problems[rank] == nil,
        input.intervals.contains(where: { needed.contains($0.from) })
      else { return nil }
      return rank
    }
    try read(ranks, plan, reading) { starts.contains($0.from) }
    for input in inputs.inputs {
      guard let rank = input.rank, let scan = scans[rank], scan.content != input.key.content else { continue }
      scans[rank] = nil
      problems[rank] = changed(input.path)
    }
  }

  private func finish() {
    var counts = RunCounts()
    counts.objects = report.objectsParsed
    counts.records = report.records
    counts.loaded = report.loaded
    counts.refused = report.refusedRecords + report.refusedCells
    counts.dropped = report.dropped
    counts.intervals = report.intervalsPublished
    counts.windows = report.windows
    let exit = ExitCode(report).rawValue
    let failure = report.failures.isEmpty ? nil : report.failures.prefix(10).map(\.description).joined(separator: "\n")
    do throws(LoadError) {
      try session.finishRun(report.runID, counts, exitCode: exit, failure: failure)
      try session.unlock(identity)
    } catch {
      // The run's own outcome says more; a run that could not be finished in the ledger stays `running` there.
      if report.failures.isEmpty { report.failures.append(Failure(error)) }
    }
  }

  func load<Value>(_ body: () throws(LoadError) -> Value) throws(Failure) -> Value {
    do throws(LoadError) { return try body() } catch { throw Failure(error) }
  }
}

extension ReadObject {
  init(_ scan: ObjectScan) {
    self.init(content: scan.content, intervals: scan.feeds.map(\.interval))
  }
}
