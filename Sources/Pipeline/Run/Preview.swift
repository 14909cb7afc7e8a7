import Aggregation
import Extraction
import Loading
package import Rows
import Scanning

/// The rows that a run would load if nothing had been loaded yet, as CSV: needs no database and names sensors by code.
package struct Preview {
  private let job: JobSpec
  private let sizes: WorkSizes
  private let asked: AskedRange
  /// Path of the only object to read; nil: all.
  private let object: String?
  private let observer: RunObserver
  #if PLANTED_FAULTS
    package var fault: PlantedFault?
    package var isGeneralOnly = false
  #endif

  package init(job: JobSpec, sizes: WorkSizes, asked: AskedRange, object: String?, observer: RunObserver) {
    self.job = job
    self.sizes = sizes
    self.asked = asked
    self.object = object
    self.observer = observer
  }

  /// What was refused, for those who want to see it: with the path of its object.
  package struct Refused: Sendable, Equatable {
    package var path: String
    package var refusal: Refusal
  }

  /// Writes the rows in order of interval, level, sensor, time.
  /// - Throws: what kept the preview from being made; what went wrong with single objects is in the report.
  package func run(write: ([UInt8]) -> Void) throws(Failure) -> (report: RunReport, refused: [Refused]) {
    let began = Clock.seconds()
    let candidates = try list().map { Plan.Candidate(file: $0, objectID: nil) }
    let directory = SensorDirectory(job: job, owners: [:])
    var reading = Reading(job: job, directory: directory, sizes: sizes, now: asked.now, observer: observer)
    #if PLANTED_FAULTS
      reading.fault = fault
      reading.isGeneralOnly = isGeneralOnly
    #endif
    let asked = asked
    let outcome = reading.scan(Array(candidates.indices), of: candidates) { asked.covers($0) }
    if let shortage = outcome.overBudget { throw Failure(.memory, shortage.description) }

    var report = RunReport()
    report.job = job.name
    report.objectsListed = candidates.count
    report.bytes = outcome.bytes
    let inputs = InputSet(
      candidates: candidates, read: outcome.scans.mapValues(ReadObject.init), ledger: LedgerSnapshot())
    let accepted = Set(inputs.inputs.compactMap(\.rank))
    write(Array(PreviewText(hasChosen: job.hasChosenStatistics).header.utf8))
    let totals = fold(inputs, accepted, outcome, directory, write)
    report.count(outcome, accepted, totals, asked)
    report.seconds = Clock.seconds() - began
    report.notes += outcome.notes
    for (_, problem) in outcome.problems.sorted(by: { $0.key < $1.key }) { report.note(problem) }
    let refused = outcome.scans.values.sorted { $0.task.rank < $1.task.rank }.flatMap { scan in
      scan.tally.refusals.map { Refused(path: scan.task.file.path, refusal: $0) }
    }
    return (report, refused)
  }

  private func list() throws(Failure) -> [ListedFile] {
    let files = try job.list().files
    guard let object else { return files }
    let matching = files.filter { $0.path == object }
    guard !matching.isEmpty else {
      throw Failure(.input, "\(object) is none of the \(files.count) objects of \(job.name); paths start at its root")
    }
    return matching
  }

  private func fold(
    _ inputs: InputSet, _ accepted: Set<Int>, _ outcome: ScanOutcome, _ directory: SensorDirectory,
    _ write: ([UInt8]) -> Void
  ) -> IntervalFold.Totals {
    var recipe = job.recipe
    #if PLANTED_FAULTS
      recipe.fault = fault
    #endif
    let (levels, form) = (recipe.levels, PreviewText(hasChosen: job.hasChosenStatistics))
    let fold = IntervalFold(
      recipe: recipe, reach: job.reach, stores: outcome.stores, sensors: directory.sensors, workers: sizes.workers,
      isAccepted: { accepted.contains(Int($0 >> 32)) })
    var all = IntervalFold.Totals()
    let intervals = inputs.byInterval().values.map(\.interval).filter(asked.covers).sorted()
    for (index, interval) in intervals.enumerated() {
      observer.progress(.loading(intervals: index, of: intervals.count))
      let (pieces, totals) = fold.run(interval) {
        levels.map { _ in RowText() }
      } emit: { texts, folded in
        for level in levels.indices { form.append(folded, level: level, levels[level], to: &texts[level]) }
      }
      for level in levels.indices {
        for piece in pieces { write(piece[level].bytes) }
      }
      all.loaded += totals.loaded
      all.nulls += totals.nulls
      all.duplicates += totals.duplicates
      all.dropped.merge(totals.dropped, uniquingKeysWith: +)
    }
    return all
  }
}

extension RunReport {
  fileprivate mutating func count(
    _ outcome: ScanOutcome, _ accepted: Set<Int>, _ totals: IntervalFold.Totals, _ asked: AskedRange
  ) {
    for (rank, scan) in outcome.scans {
      objectsParsed += 1
      records += scan.tally.records
      parsed += scan.tally.parsed
      refusedRecords += scan.tally.refusedRecords
      filtered += scan.tally.filtered
      blank += scan.tally.blank
      preamble += scan.tally.preamble
      cells += scan.tally.cells
      refusedCells += scan.tally.refusedCells
      for feed in scan.feeds where !accepted.contains(rank) || !asked.covers(feed.interval) { outside += feed.cells }
    }
    loaded = totals.loaded
    nulls = totals.nulls
    duplicates = totals.duplicates
    dropped = totals.dropped.values.reduce(0, +)
    if !isBalanced { failures.append(Failure(.bug, "the balance does not close")) }
  }
}
