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

  /// - Parameter feeding: the inputs of every interval, in the declared order.
  mutating func publish(
    _ interval: Interval, _ feeding: InputSet.Feeding, of inputs: InputSet
  ) throws(Failure) {
    let members = feeding[interval.from]?.inputs ?? []
    let own = Set(members)
    let around = members.isEmpty ? [] : fold.reach.around(interval).flatMap { feeding[$0.from]?.inputs ?? [] }
    try demandAllReadable(interval, members + around.filter { !own.contains($0) }, inputs)
    let job = run.job
    // An interval that nothing feeds has no rows, whatever would be held into it.
    let (pieces, totals) = members.isEmpty ? ([], IntervalFold.Totals()) : encode(interval)
    try demandBalance(interval, members, inputs, totals)
    var counts = IntervalLoad.Counts()
    counts.objects = members.count
    counts.loaded = totals.loaded
    counts.nulls = totals.nulls
    counts.dropped = totals.dropped.values.reduce(0, +)
    counts.duplicates = totals.duplicates
    let edges = totals.edges.isEmpty ? nil : ContentHash.hash(totals.edges)
    let levels = job.recipe.levels
    var load = IntervalLoad(
      interval: interval, source: inputs.fingerprint(members, edges: edges), definition: job.definitionFingerprint,
      rows: levels.indices.map { level in (levels[level], pieces.map { $0.levels[level] }) }, counts: counts,
      refusals: refusals(of: interval), dueAt: job.dueAt(interval), allowShrink: run.request.allowShrink)
    if job.hasChosenStatistics { load.chosen = (pieces.map(\.stretches), pieces.map(\.flagRuns)) }
    load.edges = edges
    load.context = inputs.context(of: interval, feeding, fold.reach)
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

  /// The encoded rows of some sensors.
  private struct Piece {
    var levels: [BinaryCopyRows]
    var stretches = BinaryCopyRows()
    var flagRuns = BinaryCopyRows()
  }

  private func encode(_ interval: Interval) -> (pieces: [Piece], totals: IntervalFold.Totals) {
    let job = run.job
    let (levels, hasChosen, identity, ids) = (
      job.recipe.levels, job.hasChosenStatistics, run.identity, sensorIDs
    )
    return fold.run(interval) {
      Piece(levels: levels.map { _ in BinaryCopyRows() })
    } emit: { rows, folded in
      guard let id = ids[ExactText(folded.sensor.code)] else { return }
      for level in levels.indices {
        WindowRows.append(
          folded.states[level], hasChosen ? folded.chosen[level] : nil, level: levels[level], sensorID: id,
          plan: folded.sensor.plan, job: identity, to: &rows.levels[level])
      }
      ChosenRows.append(folded.stretches, sensorID: id, job: identity, to: &rows.stretches)
      ChosenRows.append(folded.flagRuns, sensorID: id, job: identity, to: &rows.flagRuns)
    }
  }

  /// An interval is made from all its objects and those around it, or not at all.
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
