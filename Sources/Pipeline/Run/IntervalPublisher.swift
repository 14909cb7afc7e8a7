import Aggregation
import Extraction
import Loading
import Postgres
import Rows

/// Folds one interval after another and hands each to the loader, all of it in one transaction.
struct IntervalPublisher {
  let run: JobRun
  let fold: IntervalFold
  let sensorIDs: [ExactText: Int32]
  let objectIDs: [Int: Int64]
  let homes: RefusalHomes
  let loader: IntervalLoader
  /// Starts of the intervals that are published now, by this run or already.
  private(set) var published: Set<Instant> = []
  /// Duplicates dropped in them, by rank.
  private(set) var dropped: [Int: Int] = [:]

  init(
    run: JobRun, fold: IntervalFold, sensorIDs: [ExactText: Int32], objectIDs: [Int: Int64], homes: RefusalHomes,
    loader: IntervalLoader
  ) {
    self.run = run
    self.fold = fold
    self.sensorIDs = sensorIDs
    self.objectIDs = objectIDs
    self.homes = homes
    self.loader = loader
  }

  /// - Parameter members: the interval's inputs, in the declared order.
  mutating func publish(_ interval: Interval, _ members: [Int], of inputs: InputSet) throws(Failure) {
    try demandAllReadable(interval, members, inputs)
    let job = run.job
    let (levels, identity, ids) = (job.recipe.levels, run.identity, sensorIDs)
    let (pieces, totals) = fold.run(interval) {
      levels.map { _ in BinaryCopyRows() }
    } emit: { rows, sensor, states in
      guard let id = ids[ExactText(sensor.code)] else { return }
      for level in states.indices {
        WindowRows.append(states[level], sensorID: id, decimals: sensor.decimals, job: identity, to: &rows[level])
      }
    }
    try demandBalance(interval, members, inputs, totals)
    var counts = IntervalLoad.Counts()
    counts.objects = members.count
    counts.loaded = totals.loaded
    counts.nulls = totals.nulls
    counts.dropped = totals.dropped.values.reduce(0, +)
    counts.duplicates = totals.duplicates
    let load = IntervalLoad(
      interval: interval, source: inputs.fingerprint(members), definition: job.definitionFingerprint,
      rows: levels.indices.map { level in (levels[level], pieces.map { $0[level] }) }, counts: counts,
      refusals: refusals(of: interval), dueAt: job.dueAt(interval), allowShrink: run.request.allowShrink)
    let outcome: LoadOutcome
    do throws(LoadError) { outcome = try loader.publish(load) } catch { throw Failure(error, interval: interval) }
    published.insert(interval.from)
    dropped.merge(totals.dropped, uniquingKeysWith: +)
    if outcome == .published {
      run.report.intervalsPublished += 1
      run.report.windows += load.windowCount
      run.report.duplicates += totals.duplicates
    } else {
      run.report.intervalsUnchanged += 1
    }
  }

  /// An interval is made from all its objects or not at all.
  private func demandAllReadable(_ interval: Interval, _ members: [Int], _ inputs: InputSet) throws(Failure) {
    let unreadable = members.filter { index in inputs.inputs[index].rank.map { run.scans[$0] == nil } ?? true }
    guard !unreadable.isEmpty else { return }
    let names = unreadable.prefix(5).map { inputs.inputs[$0].path }.joined(separator: ", ")
    throw Failure(
      .input, interval: interval,
      "\(unreadable.count) of its \(members.count) recorded objects cannot be read now: \(names); nothing was "
        + "changed. They are gone, or not as they were: bring them back")
  }

  /// Every cell that the objects brought to the interval is a loaded reading, a null or a dropped duplicate.
  private func demandBalance(
    _ interval: Interval, _ members: [Int], _ inputs: InputSet, _ totals: IntervalFold.Totals
  ) throws(Failure) {
    var cells = 0
    for index in members {
      guard let scan = inputs.inputs[index].rank.flatMap({ run.scans[$0] }) else { continue }
      for feed in scan.feeds where feed.interval == interval { cells += feed.cells }
    }
    let accounted = totals.loaded + totals.nulls + totals.dropped.values.reduce(0, +)
    guard cells == accounted else {
      throw Failure(
        .bug, interval: interval,
        "the balance does not close: its objects brought \(cells) cells, \(accounted) are accounted for; "
          + "nothing was changed"
      )
    }
  }

  private func refusals(of interval: Interval) -> [(refusal: Refusal, objectID: Int64?, path: String)] {
    (homes.byInterval[interval.from] ?? []).map { entry in
      (entry.refusal, objectIDs[entry.rank], run.scans[entry.rank]?.task.file.path ?? "")
    }
  }
}
