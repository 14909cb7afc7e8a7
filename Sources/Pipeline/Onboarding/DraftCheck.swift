import Aggregation
import Extraction
import Rows
import Scanning

/// What a draft makes of the file that it was made from: decoded as a job, and the whole file scanned in memory.
package struct DraftCheck: Sendable {
  package private(set) var records = 0
  package private(set) var parsed = 0
  package private(set) var refusedRecords = 0
  package private(set) var cells = 0
  package private(set) var nullCells = 0
  package private(set) var refusedCells = 0
  private(set) var reasons: [RefusalReason: Int] = [:]
  /// Why the draft cannot be used at all.
  package private(set) var problem: String?

  /// Whether every record and every cell of the file loads.
  package var isClean: Bool { problem == nil && refusedRecords == 0 && refusedCells == 0 && parsed > 0 }

  package var sentence: String {
    if let problem { return "it cannot be used yet: \(clipped(problem))" }
    let loaded =
      "\(parsed) of \(parsed + refusedRecords) records load, with \(cells - nullCells - refusedCells) readings"
    let nulls = nullCells > 0 ? " and \(nullCells) cells without a value" : ""
    if isClean { return loaded + nulls + "; nothing is refused." }
    let why = reasons.sorted { $0.value > $1.value }.map { "\($0.key.rawValue) \($0.value)" }.joined(separator: ", ")
    return "\(loaded)\(nulls); refused: \(refusedRecords) records, \(refusedCells) cells (\(why))."
  }

  /// - Parameters:
  ///   - file: absolute.
  ///   - captured: of the path that the file has, or would have.
  init(
    text: String, name: String, roots: [Root], file: String, root: Root, captured: [String: String], now: Instant
  ) {
    let job: JobSpec
    do throws(DeclarationError) {
      job = try JobFile.decode(text, path: "\(name).yaml", roots: roots, loadZone: Site.zoneBytes)
    } catch {
      problem = error.description
      return
    }
    do throws(Failure) {
      try scan(job, try listed(file, captured), now)
    } catch {
      problem = error.description
    }
  }

  /// The file below a root of its own folder: the draft's path may be one where it is yet to be put.
  private func listed(_ file: String, _ captured: [String: String]) throws(Failure) -> (Root, ListedFile) {
    let parts = file.split(separator: "/").map(String.init)
    let folder = Root(name: "", path: "/" + parts.dropLast().joined(separator: "/"))
    let name = parts.last ?? ""
    guard let pattern = try? PathPattern(Sample.patternText(name)),
      let listing = try? FileListing(SourceSpec(root: folder, pattern: pattern)),
      var found = listing.files.first(where: { $0.path == name })
    else { throw Failure(.input, "\(file): it is gone") }
    found.captured = captured
    return (folder, found)
  }

  private mutating func scan(_ job: JobSpec, _ file: (root: Root, listed: ListedFile), _ now: Instant) throws(Failure) {
    var job = job
    job.source.root = file.root
    let reading = Reading(
      job: job, directory: SensorDirectory(job: job, owners: [:]), sizes: WorkSizes(), now: now,
      observer: RunObserver())
    let outcome = reading.scan([0], of: [Plan.Candidate(file: file.listed, objectID: nil)]) { _ in false }
    guard let tally = (outcome.scans[0] ?? outcome.problemScans[0])?.tally else {
      problem = outcome.problems[0]?.description ?? "the file could not be scanned"
      return
    }
    // Over the refusal budget: the counts say it better.
    if let found = outcome.problems[0], found.kind != .budget { problem = found.description }
    records = tally.records
    parsed = tally.parsed
    refusedRecords = tally.refusedRecords
    cells = tally.cells
    nullCells = tally.nullCells
    refusedCells = tally.refusedCells
    reasons = tally.reasons
  }
}
