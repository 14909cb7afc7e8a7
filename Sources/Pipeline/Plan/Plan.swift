package import Extraction
package import Loading
package import Rows

/// What is to be done for a job: a pure function of the job, the listing, the ledger and the range asked for.
///
/// It is made before anything is read, so it knows files whose content is registered (their stamp is unchanged) and
/// files that have to be read first; which intervals these feed is known when they have been read.
package struct Plan: Sendable {
  /// A listed file; its place in the plan is its rank in the declared order (revision, then path).
  package struct Candidate: Sendable, Equatable {
    package var file: ListedFile
    /// The registered object that it still is; nil: it has to be read.
    package var objectID: Int64?
    /// Its date keeps it from feeding the range asked for: it is not read now.
    package var isBeyond = false
    /// Known, but read under another definition, or with stamps that have become plausible since: which intervals it
    /// feeds has to be counted again.
    package var isUnsettled = false

    package init(file: ListedFile, objectID: Int64?, isBeyond: Bool = false, isUnsettled: Bool = false) {
      self.isUnsettled = isUnsettled
      self.file = file
      self.objectID = objectID
      self.isBeyond = isBeyond
    }
  }

  package enum Reason: String, Sendable {
    /// Nothing is published.
    case missing
    /// Other objects than those it was made from.
    case stale
    /// The last attempt failed.
    case failed
    /// An object around it changed: what it carries in or looks ahead to may be another.
    case edges
  }

  package struct Work: Sendable, Equatable {
    package var interval: Interval
    package var reason: Reason
  }

  package var candidates: [Candidate]
  /// What the registered objects alone ask for, in order of time.
  package var work: [Work]
  /// What the published intervals ask for at coarser levels.
  package var coarser: [CoarserWork]
  /// Done intervals that another job definition would make; shown, and left as they are.
  package var outdated: [Interval]
  package var skipped: [String]

  /// Ranks of the files that have to be read to know what they are.
  package var unread: [Int] {
    candidates.indices.filter { candidates[$0].objectID == nil && !candidates[$0].isBeyond }
  }
  /// Ranks of known files that have to be counted again.
  package var unsettled: [Int] { candidates.indices.filter { candidates[$0].isUnsettled } }
  /// Paths and sizes of the unread.
  package var unreadFiles: [(path: String, bytes: Int)] {
    unread.map { (candidates[$0].file.path, candidates[$0].file.stamp.size) }
  }
  package var unreadBytes: Int { unread.reduce(0) { $0 + candidates[$1].file.stamp.size } }

  package init(
    job: JobSpec, listing: FileListing, ledger: LedgerSnapshot, asked: AskedRange, definition: ContentID
  ) {
    let sight = asked.range.map(job.reach.sight)
    candidates = listing.files.map { file in
      let known = ledger.paths[ExactText(file.path)].flatMap { path -> Int64? in
        guard path.holds(file.stamp), ledger.objects[path.objectID]?.captured == file.captured,
          ledger.objects[path.objectID]?.state != .withdrawn
        else { return nil }
        return path.objectID
      }
      let object = known.flatMap { ledger.objects[$0] }
      let isDue = object?.recheckAt.map { $0 <= asked.now } ?? false
      return Candidate(
        file: file, objectID: known, isBeyond: known == nil && job.isBeyond(sight, file),
        isUnsettled: object.map { $0.definition != definition || isDue } ?? false)
    }
    skipped = listing.skipped
    let inputs = InputSet(candidates: candidates, read: [:], ledger: ledger)
    work = inputs.work(ledger: ledger, asked: asked, reach: job.reach, definition: definition)
    coarser = Self.coarserWork(job, ledger, asked)
    outdated = ledger.intervals.values
      .filter { $0.state == .done && $0.definition != definition && asked.covers($0.interval) }
      .map(\.interval).sorted()
  }
}

/// Which intervals a run may load.
package struct AskedRange: Sendable, Equatable {
  /// Nil: all that are due.
  package var range: Interval?
  package var start: Instant
  /// Microseconds from an interval's end until it is due.
  package var dueDelay: Int64
  package var now: Instant

  package init(range: Interval?, job: JobSpec, now: Instant) {
    self.range = range
    start = job.start
    dueDelay = job.dueDelay
    self.now = now
  }

  /// Whether an interval is to be loaded: not before the job's start; within the range if one was asked for, else due.
  package func covers(_ interval: Interval) -> Bool {
    guard interval.from >= start else { return false }
    if let range { return interval.overlaps(range) }
    return interval.to.advanced(byMicroseconds: dueDelay) <= now
  }
}

extension RegisteredPath {
  package init(objectID: Int64, _ stamp: FileStamp) {
    self.init(
      objectID: objectID, device: Int64(bitPattern: stamp.device), inode: Int64(bitPattern: stamp.inode),
      byteCount: Int64(stamp.size), modified: stamp.modified, changed: stamp.changed)
  }

  /// Whether a file's stamp is unchanged, so that its content need not be read to be known.
  func holds(_ stamp: FileStamp) -> Bool {
    self == RegisteredPath(objectID: objectID, stamp)
  }
}
