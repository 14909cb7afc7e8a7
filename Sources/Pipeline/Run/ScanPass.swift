import Aggregation
import Extraction
package import Rows
import Scanning
import Synchronization

/// Sizes of the work; named here because memory is their sum and tests vary them.
package struct WorkSizes: Sendable, Equatable {
  package var workers = 2
  /// Bytes of readings that may be held.
  package var memory = 512 << 20
  /// Bytes read at once.
  package var page = 256 << 10
  /// Bytes of a plain file that are one work item: a multiple of the content hash's block.
  package var item = 2 * ContentHash.blockBytes
  /// Cells scanned before they are routed.
  package var cells = 16_384
  /// Refusals of one object that are kept as values; beyond it the object is over its budget.
  package var refusalsKept = 100_000

  package init() {}
}

/// What one object's scan found.
struct ObjectScan {
  var task: ScanTask
  var content: ContentID
  var tally: ScanTally
  /// By interval, in order of time; record numbers and offsets are those of the object.
  var feeds: [ItemFeed]
}

/// The readings of several objects, and what was found in each.
struct ScanOutcome {
  var scans: [Int: ObjectScan] = [:]
  var problems: [Int: ObjectProblem] = [:]
  /// What the objects with a problem are known to feed: those intervals must not be loaded without them.
  var problemScans: [Int: ObjectScan] = [:]
  var stores: [ReadingStore] = []
  var bytes = 0
  var overBudget: MemoryShortage?
  /// What somebody should know of single objects, in their order.
  var notes: [String] = []
}

/// The readings of a run do not fit.
package struct MemoryShortage: Error, Sendable, CustomStringConvertible {
  package var interval: Interval?
  package var needed: Int
  package var budget: Int

  package var description: String {
    let of = interval.map { ", most of it for the interval \($0)" } ?? ""
    return "the readings need about \(needed) bytes\(of); the budget is \(budget) bytes: give --memory "
      + "\((needed + (1 << 20) - 1) >> 20)MiB, or ask for a shorter range with --from and --to; nothing was changed"
  }
}

/// Reads objects once, with all workers, and routes their readings.
struct ScanPass {
  let job: JobSpec
  let recipe: ScanRecipe
  let directory: SensorDirectory
  let sizes: WorkSizes
  /// Bytes of readings that earlier passes of the run hold.
  let heldBefore: Int
  /// Which readings of an interval are to be kept.
  let keep: @Sendable (Interval) -> KeptTimes
  let onBytes: @Sendable (Int) -> Void

  /// A range of an object that one worker reads.
  struct Item {
    var task: Int
    var index: Int
    var start: Int
    var end: Int
    /// Ascends with the declared order of objects, and in them with the range.
    var key: Int64
  }

  struct ItemResult {
    var item: Item
    var tally: ScanTally
    var blocks: [ContentID]
    var problem: ObjectProblem?
    /// What somebody should know of the object.
    var note: String?
  }

  func makeScanner(_ encoding: TextEncoding) -> ReadingScanner {
    var recipe = recipe
    recipe.encoding = encoding
    let directory = directory
    return ReadingScanner(recipe: recipe, refusalsMax: sizes.refusalsKept) { directory.resolve($0) }
  }

  func run(_ tasks: [ScanTask]) -> ScanOutcome {
    let items = tasks.enumerated().flatMap { split($1, task: $0) }
    let shared = ScanShared(tasks: tasks.count, budget: sizes.memory - heldBefore)
    let workers = max(1, min(sizes.workers, items.count))
    let done = Workers.map(workers, workers: workers) { [items, tasks] _ in
      var worker = ScanWorker(pass: self, tasks: tasks, shared: shared)
      while let index = shared.next(items.count) {
        worker.take(items[index])
        if shared.isStopped { break }
      }
      return (worker.results, worker.store)
    }
    var outcome = ScanOutcome()
    outcome.stores = done.map(\.1)
    outcome.bytes = shared.bytesRead
    if shared.isOverBudget {
      outcome.overBudget = shortage(
        outcome.stores, read: shared.bytesRead, total: tasks.reduce(0) { $0 + $1.file.stamp.size })
      return outcome
    }
    collect(done.flatMap(\.0), tasks, &outcome)
    return outcome
  }

  private func split(_ task: ScanTask, task index: Int) -> [Item] {
    let size = task.file.stamp.size
    if !task.isDivisible { return [Item(task: index, index: 0, start: 0, end: size, key: Int64(task.rank) << 32)] }
    let count = max(1, (size + sizes.item - 1) / sizes.item)
    return (0..<count).map { part in
      Item(
        task: index, index: part, start: part * sizes.item, end: min((part + 1) * sizes.item, size),
        key: Int64(task.rank) << 32 | Int64(part))
    }
  }

  private func shortage(_ stores: [ReadingStore], read: Int, total: Int) -> MemoryShortage {
    var byInterval: [Interval: Int] = [:]
    for store in stores {
      for interval in store.keptIntervals { byInterval[interval, default: 0] += store.byteCount(of: interval) }
    }
    let held = stores.reduce(0) { $0 + $1.byteCount }
    let needed = heldBefore + (read > 0 ? Int(Double(held) * Double(total) / Double(read) * 1.1) : held * 2)
    return MemoryShortage(
      interval: byInterval.max { $0.value < $1.value }?.key, needed: max(needed, sizes.memory + 1), budget: sizes.memory
    )
  }

  /// Puts the items' results together by object.
  private func collect(_ results: [ItemResult], _ tasks: [ScanTask], _ outcome: inout ScanOutcome) {
    var byTask: [Int: [ItemResult]] = [:]
    for result in results { byTask[result.item.task, default: []].append(result) }
    var feedsByRank: [Int: [ItemFeed]] = [:]
    for store in outcome.stores {
      for feed in store.feeds { feedsByRank[Int(feed.item >> 32), default: []].append(feed) }
    }
    for (index, task) in tasks.enumerated() {
      let parts = (byTask[index] ?? []).sorted { $0.item.index < $1.item.index }
      outcome.notes += task.notes + parts.compactMap(\.note)
      if let problem = parts.lazy.compactMap(\.problem).first {
        outcome.problems[task.rank] = problem
        continue
      }
      let scan = merge(task, parts, feedsByRank[task.rank] ?? [])
      if let problem = overBudget(scan) {
        outcome.problems[task.rank] = problem
        outcome.problemScans[task.rank] = scan
      } else {
        outcome.scans[task.rank] = scan
      }
    }
  }

  private func overBudget(_ scan: ObjectScan) -> ObjectProblem? {
    let tally = scan.tally
    let refused = tally.refusedRecords + tally.refusedCells
    let records = tally.records - tally.preamble - tally.blank - tally.filtered
    let excess = job.budget.excess(tally.reasons, refused: refused, parsed: tally.parsed, records: records)
    guard excess != nil || refused > sizes.refusalsKept else { return nil }
    var limits = "refusals.max_rows or max_percent in the job (\(sizes.refusalsKept) at the most)"
    if case .reason(let reason)? = excess { limits = "refusals.reasons.\(reason.rawValue) in the job" }
    let reasons = tally.reasons.sorted { ($1.value, $0.key.rawValue) < ($0.value, $1.key.rawValue) }
      .map { "\($0.key.rawValue) \($0.value)" }.joined(separator: ", ")
    let first = tally.refusals.first.map { ", first at line \($0.position.recordNumber)" } ?? ""
    let path = "\(job.source.root.path)/\(scan.task.file.path)"
    return ObjectProblem(
      .budget, path: scan.task.file.path,
      "\(path): over the refusal budget: \(refused) refused of \(records) records (\(reasons)\(first)); mend the file, "
        + "or raise \(limits)")
  }

  private func merge(_ task: ScanTask, _ parts: [ItemResult], _ feeds: [ItemFeed]) -> ObjectScan {
    var tally = ScanTally()
    var firstRecord: [Int] = []
    for part in parts {
      firstRecord.append(tally.records)
      for var refusal in part.tally.refusals {
        refusal.position.recordNumber += tally.records + 1
        tally.refusals.append(refusal)
      }
      tally.records += part.tally.records
      tally.parsed += part.tally.parsed
      tally.refusedRecords += part.tally.refusedRecords
      tally.filtered += part.tally.filtered
      tally.blank += part.tally.blank
      tally.preamble += part.tally.preamble
      tally.cells += part.tally.cells
      tally.nulls += part.tally.nulls
      tally.refusedCells += part.tally.refusedCells
      tally.reasons.merge(part.tally.reasons, uniquingKeysWith: +)
    }
    var merged: [Interval: ItemFeed] = [:]
    for var feed in feeds.sorted(by: { $0.item < $1.item }) {
      let before = firstRecord[Int(feed.item & 0xFFFF_FFFF)]
      feed.firstRecord += before + 1
      feed.lastRecord += before + 1
      guard var known = merged[feed.interval] else {
        merged[feed.interval] = feed
        continue
      }
      known.cells += feed.cells
      known.nullCells += feed.nullCells
      known.lastRecord = feed.lastRecord
      known.endByte = feed.endByte
      merged[feed.interval] = known
    }
    return ObjectScan(
      task: task, content: ContentHash.object(blocks: parts.flatMap(\.blocks), size: task.file.stamp.size),
      tally: tally, feeds: merged.values.sorted { $0.interval < $1.interval })
  }
}

/// What the workers of a pass share.
final class ScanShared: Sendable {
  private let cursor = Atomic(0)
  private let held = Atomic(0)
  private let read = Atomic(0)
  private let stopped = Atomic(false)
  private let budget: Int
  /// Refusals kept so far, by task.
  private let kept: Mutex<[Int]>

  init(tasks: Int, budget: Int) {
    self.budget = budget
    kept = Mutex([Int](repeating: 0, count: tasks))
  }

  func next(_ count: Int) -> Int? {
    let index = cursor.add(1, ordering: .relaxed).oldValue
    return index < count ? index : nil
  }

  var isStopped: Bool { stopped.load(ordering: .relaxed) }
  var isOverBudget: Bool { held.load(ordering: .relaxed) > budget }
  var bytesRead: Int { read.load(ordering: .relaxed) }

  func addRead(_ bytes: Int) { read.add(bytes, ordering: .relaxed) }

  /// Notes memory that a store has taken; beyond the budget all workers stop at their next page.
  func addHeld(_ bytes: Int) {
    if held.add(bytes, ordering: .relaxed).newValue > budget { stopped.store(true, ordering: .relaxed) }
  }

  func refusalsLeft(task: Int, of most: Int) -> Int { kept.withLock { max(0, most - $0[task]) } }
  func addRefusals(task: Int, _ count: Int) { kept.withLock { $0[task] += count } }
}
