import Aggregation
import Extraction
import Rows
import Scanning

/// One worker of a scan pass, with buffers, scanner and store of its own.
struct ScanWorker: ~Copyable {
  private let pass: ScanPass
  private let tasks: [ScanTask]
  private let shared: ScanShared
  private var page: Page
  private var columns: ReadingColumns
  private var scanner: ReadingScanner
  private var encoding: TextEncoding
  let store: ReadingStore
  private(set) var results: [ScanPass.ItemResult] = []
  private var heldBytes = 0

  init(pass: ScanPass, tasks: [ScanTask], shared: ScanShared) {
    self.pass = pass
    self.tasks = tasks
    self.shared = shared
    page = Page(capacity: pass.sizes.page)
    let widest = tasks.map(\.map.values.count).max() ?? 1
    encoding = tasks.first?.encoding ?? .utf8
    let cells = max(pass.sizes.cells, widest)
    columns = ReadingColumns(cellsMax: cells, recordsMax: cells)
    scanner = pass.makeScanner(encoding)
    store = ReadingStore(calendar: pass.job.calendar, keep: pass.keep)
  }

  /// Scans a work item; what it found is in `results`, its readings are in `store`.
  mutating func take(_ item: ScanPass.Item) {
    let task = tasks[item.task]
    if task.encoding != encoding {
      encoding = task.encoding
      scanner = pass.makeScanner(encoding)
    }
    scanner.refusalsMax = shared.refusalsLeft(task: item.task, of: pass.sizes.refusalsKept)
    let hasHeader = item.start <= task.markLength && (item.end > task.markLength || item.end == task.file.stamp.size)
    scanner.begin(
      map: task.map, offset: task.isDivisible ? item.start : task.markLength,
      preamble: hasHeader ? task.preamble : 0, pathSpan: task.pathSpan)
    var result = ScanPass.ItemResult(item: item, tally: ScanTally(), blocks: [], problem: nil, note: nil)
    do throws(ObjectProblem) {
      if task.isDivisible {
        result.blocks = try readPart(item, task)
      } else {
        (result.blocks, result.note) = try readWhole(item, task)
      }
    } catch {
      result.problem = error
    }
    shared.addRefusals(task: item.task, scanner.tally.refusals.count)
    result.tally = scanner.tally
    results.append(result)
  }

  /// Reads an object from its start to its end: what is compressed, transcoded or may hold line ends in quotes.
  private mutating func readWhole(
    _ item: ScanPass.Item, _ task: ScanTask
  ) throws(ObjectProblem) -> (blocks: [ContentID], note: String?) {
    var text = try ObjectText.open(task.file, of: pass.job)
    page.restart(at: text.markLength)
    var told = 0
    var isLast = false
    while !shared.isStopped {
      if !isLast { isLast = try text.read(into: &page, upTo: pass.sizes.page) == 0 }
      tell(text.storedRead, &told)
      if scanPage(item, end: .max, isLast: isLast) { break }
    }
    let ending = try text.finish()
    tell(text.storedRead, &told)
    return ending
  }

  /// Tells the stored bytes that were read since the last time.
  private func tell(_ storedRead: Int, _ told: inout Int) {
    shared.addRead(storedRead - told)
    pass.onBytes(storedRead - told)
    told = storedRead
  }

  private mutating func readPart(_ item: ScanPass.Item, _ task: ScanTask) throws(ObjectProblem) -> [ContentID] {
    do throws(ExtractionError) { return try read(item, task) } catch {
      throw ObjectProblem(error, path: task.file.path)
    }
  }

  private mutating func read(_ item: ScanPass.Item, _ task: ScanTask) throws(ExtractionError) -> [ContentID] {
    let reader = try ObjectReader.open(task.file, in: pass.job.source.root)
    let size = task.file.stamp.size
    var hasher = BlockHasher()
    var markLeft = max(0, task.markLength - item.start)
    var isAtRecord = item.start <= task.markLength
    if !isAtRecord { isAtRecord = try startsRecord(at: item.start, reader) }
    #if PLANTED_FAULTS
      if pass.recipe.fault == .recordLostAtCut, item.start > 0 { isAtRecord = false }
    #endif
    page.restart(at: item.start)
    var offset = item.start
    while !shared.isStopped {
      let before = page.count
      let count = try reader.read(into: &page, at: offset, upTo: min(pass.sizes.page, size - offset))
      guard count > 0 || offset >= size else { throw .changed(path: pass.job.source.root.path + "/" + task.file.path) }
      let hashed = max(0, min(count, item.end - offset))
      hasher.update(UnsafeRawBufferPointer(start: page.base + before, count: hashed))
      offset += count
      shared.addRead(hashed)
      pass.onBytes(hashed)
      if markLeft > 0 {
        let drop = min(markLeft, page.count)
        page.drop(first: drop)
        markLeft -= drop
      }
      if !isAtRecord { isAtRecord = dropToRecord() }
      if !isAtRecord {
        if page.offset >= item.end || offset >= size { break }
        continue
      }
      if scanPage(item, end: item.end, isLast: offset >= size && markLeft == 0) { break }
    }
    try reader.verify()
    return hasher.finish()
  }

  /// Whether a record begins at an offset: the byte before is a line end.
  private func startsRecord(at offset: Int, _ reader: borrowing ObjectReader) throws(ExtractionError) -> Bool {
    var byte = Page(capacity: 1)
    let count = try reader.read(into: &byte, at: offset - 1, upTo: 1)
    return count == 1 && byte.base[0] == pass.job.lines.end.byte
  }

  /// Drops the rest of a record that began in the item before; true when its end was found.
  private mutating func dropToRecord() -> Bool {
    for index in 0..<page.count where page.base[index] == pass.job.lines.end.byte {
      page.drop(first: index + 1)
      return true
    }
    page.drop(first: page.count)
    return false
  }

  /// Scans what the page holds; true when the item is done.
  private mutating func scanPage(_ item: ScanPass.Item, end: Int, isLast: Bool) -> Bool {
    while true {
      let step = scanner.scan(page, end: end, isLast: isLast, into: &columns)
      store.route(columns, item: item.key)
      let held = store.byteCount
      if held != heldBytes {
        shared.addHeld(held - heldBytes)
        heldBytes = held
      }
      page.drop(first: step.consumed)
      if step.done || shared.isStopped { return true }
      if step.consumed == 0 { return false }
    }
  }
}
