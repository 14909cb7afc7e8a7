import Extraction
import Loading
import Rows

/// The identity of an object: its content and what its path captured. Two paths with the same are one object.
struct ObjectKey: Hashable {
  var content: ContentID
  var captured: [String: String]
}

/// What became of a file that had to be read.
struct ReadObject {
  var content: ContentID
  var intervals: [Interval]
}

/// The objects that stand behind each interval, present or not, in the declared order.
struct InputSet {
  struct Input {
    var key: ObjectKey
    /// Nil: not registered yet.
    var objectID: Int64?
    /// Its rank in the plan; nil: not there any more (or not readable), though its history stays.
    var rank: Int?
    var revision: String
    var path: String
    var intervals: [Interval]
  }

  /// Intervals by their start, with the places of the inputs that feed them.
  typealias Feeding = [Instant: (interval: Interval, inputs: [Int])]

  private(set) var inputs: [Input] = []
  /// Registered objects whose path now holds another content.
  private(set) var superseded: [Int64] = []
  /// Registered objects that stand at another path now, or were superseded and have come back.
  private(set) var revived: [(objectID: Int64, path: String)] = []
  /// Ranks of files that hold what an earlier path holds as well.
  private(set) var copies: [Int] = []

  /// - Parameter read: by rank, what files were read and found to be; unread files that are missing here are of unknown
  ///   content, so what their path held before keeps its place.
  init(candidates: [Plan.Candidate], read: [Int: ReadObject], ledger: LedgerSnapshot) {
    var byKey: [ObjectKey: Int] = [:]
    var registered: [ObjectKey: RegisteredObject] = [:]
    for object in ledger.objects.values {
      registered[ObjectKey(content: object.content, captured: object.captured)] = object
    }
    var unknownPaths: Set<ExactText> = []
    var listedPaths: Set<ExactText> = []
    for (rank, candidate) in candidates.enumerated() {
      listedPaths.insert(ExactText(candidate.file.path))
      let key: ObjectKey
      let intervals: [Interval]
      if let found = read[rank] {
        key = ObjectKey(content: found.content, captured: candidate.file.captured)
        intervals = found.intervals
      } else if let object = candidate.objectID.flatMap({ ledger.objects[$0] }) {
        key = ObjectKey(content: object.content, captured: object.captured)
        intervals = object.intervals
      } else {
        unknownPaths.insert(ExactText(candidate.file.path))
        continue
      }
      let known = registered[key]
      if known?.state == .withdrawn { continue }
      if byKey[key] != nil {
        copies.append(rank)
        continue
      }
      if let known, known.state == .superseded || known.path != candidate.file.path {
        revived.append((known.objectID, candidate.file.path))
      }
      byKey[key] = inputs.count
      inputs.append(
        Input(
          key: key, objectID: known?.objectID, rank: rank, revision: candidate.file.revision,
          path: candidate.file.path, intervals: intervals))
    }
    addAbsent(ledger, present: Set(byKey.keys), listedPaths: listedPaths, unknownPaths: unknownPaths)
    inputs.sort { left, right in
      if left.revision != right.revision { return FileListing.precedes(left.revision, right.revision) }
      return FileListing.precedes(left.path, right.path)
    }
  }

  /// Objects that are registered and not there: replaced if their path holds another content now, else they stay.
  private mutating func addAbsent(
    _ ledger: LedgerSnapshot, present: Set<ObjectKey>, listedPaths: Set<ExactText>, unknownPaths: Set<ExactText>
  ) {
    for object in ledger.objects.values.sorted(by: { $0.objectID < $1.objectID }) where object.state == .active {
      let key = ObjectKey(content: object.content, captured: object.captured)
      guard !present.contains(key) else { continue }
      if listedPaths.contains(ExactText(object.path)), !unknownPaths.contains(ExactText(object.path)) {
        superseded.append(object.objectID)
        continue
      }
      inputs.append(
        Input(
          key: key, objectID: object.objectID, rank: nil, revision: object.captured["revision"] ?? "",
          path: object.path, intervals: object.intervals))
    }
  }

  /// The inputs of each interval, in the declared order.
  func byInterval() -> Feeding {
    var intervals: Feeding = [:]
    for (index, input) in inputs.enumerated() {
      for interval in input.intervals { intervals[interval.from, default: (interval, [])].inputs.append(index) }
    }
    return intervals
  }

  /// Of the contents and captured fields of an interval's objects, in order, and of what it carries in and looks ahead
  /// to, where it does.
  func fingerprint(_ members: [Int], edges: ContentID? = nil) -> ContentID {
    var text = "source v1\n"
    if let edges { text += "edges \(edges)\n" }
    for index in members {
      let key = inputs[index].key
      text += key.content.description + "\n"
      for (name, value) in key.captured.sorted(by: { $0.key < $1.key }) {
        text += "\(name)=\(value.utf8.count):\(value)\n"
      }
    }
    return ContentHash.hash(text)
  }

  /// Failed intervals that want nothing any more: what is published is made of exactly these inputs, or nothing is
  /// published and nothing feeds them. What made them fail has gone.
  func healed(ledger: LedgerSnapshot) -> [Interval] {
    let feeding = byInterval()
    return ledger.intervals.values.filter { row in
      guard row.state == .failed else { return false }
      let members = feeding[row.interval.from]?.inputs
      guard let source = row.source else { return members == nil }
      return source == fingerprint(members ?? [], edges: row.edges)
    }.map(\.interval).sorted()
  }

  /// Of the objects around an interval; another one means that its edges have to be looked at again. Nil where nothing
  /// looks around.
  func context(of interval: Interval, _ feeding: Feeding, _ reach: EdgeReach) -> ContentID? {
    guard !reach.isNone, feeding[interval.from] != nil else { return nil }
    var text = "context v1 \(reach.lookback) \(reach.lookahead)\n"
    for near in reach.around(interval) {
      guard let entry = feeding[near.from] else { continue }
      text += "\(near.from) \(fingerprint(entry.inputs))\n"
    }
    return ContentHash.hash(text)
  }

  /// The intervals in the range whose published state is not that of these inputs, in order of time.
  ///
  /// - Parameters:
  ///   - reach: of the job.
  ///   - definition: of the job: intervals that another one made are outdated, and their edges are left alone.
  func work(ledger: LedgerSnapshot, asked: AskedRange, reach: EdgeReach, definition: ContentID) -> [Plan.Work] {
    let feeding = byInterval()
    var work: [Plan.Work] = []
    for (start, entry) in feeding where asked.covers(entry.interval) {
      let row = ledger.intervals[start]
      if row?.source == nil {
        work.append(Plan.Work(interval: entry.interval, reason: row?.state == .failed ? .failed : .missing))
      } else if row?.source != fingerprint(entry.inputs, edges: row?.edges) {
        work.append(Plan.Work(interval: entry.interval, reason: .stale))
      } else if row?.definition == definition, row?.context != context(of: entry.interval, feeding, reach) {
        work.append(Plan.Work(interval: entry.interval, reason: .edges))
      }
    }
    // Published, and nothing feeds it any more: what it was made from has been corrected away.
    for row in ledger.intervals.values
    where row.source != nil && feeding[row.interval.from] == nil && asked.covers(row.interval)
      && row.source != fingerprint([])
    {
      work.append(Plan.Work(interval: row.interval, reason: .stale))
    }
    return work.sorted { $0.interval < $1.interval }
  }
}
