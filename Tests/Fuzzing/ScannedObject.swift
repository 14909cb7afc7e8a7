import Extraction

@testable import Pipeline
@testable import Rows
@testable import Scanning

/// How an object reaches the scanner: bytes a page, and the room of the columns.
struct Feeding {
  var first: Int
  var then: Int
  var columns: Int

  /// All at once, in memory that ends where a page's slack does.
  static let whole = Feeding(first: .max, then: .max, columns: 4096)

  init(first: Int, then: Int, columns: Int) {
    (self.first, self.then, self.columns) = (first, then, columns)
  }

  init(_ input: inout FuzzInput) {
    self.init(first: input.choice(256) + 1, then: input.choice(64) + 1, columns: input.choice(32) + 1)
  }
}

/// All that a scan finds in an object: what is compared, whatever way it was fed.
struct ScannedObject: Equatable {
  struct Cell: Hashable, CustomStringConvertible {
    /// Counted from 1.
    var record: Int
    var sensor: String
    var time: Int64
    /// Nil: null.
    var value: Double?
    var quality: UInt8
    var start: Int
    var end: Int

    var description: String {
      let text = value.map(\.description) ?? "null"
      return "#\(record) \(sensor) \(Instant(microseconds: time)) \(text) q\(quality) \(start)..<\(end)"
    }
  }

  var cells: [Cell] = []
  var tally = ScanTally()
}

/// An object that has been inspected as a run would, and can be scanned.
struct InspectedObject {
  let job: JobSpec
  let bytes: [UInt8]
  let start: TextStart
  let header: Header
  let directory: SensorDirectory
  let map: FieldMap

  /// - Returns: nil if the object as a whole cannot be taken.
  init?(_ bytes: [UInt8], _ job: JobSpec, captured: [String: String]? = nil, header known: Header? = nil) {
    var page = Page(capacity: max(1, bytes.count))
    fill(&page, bytes[...])
    guard let start = try? TextStart(page: page, isWhole: true, declared: job.encoding),
      let header = known ?? Self.header(bytes, job, start)
    else { return nil }
    let stamp = FileStamp(device: 0, inode: 0, size: bytes.count, modified: 0, changed: 0)
    let file = ListedFile(path: "object", captured: captured ?? Self.captured(job), stamp: stamp)
    let directory = SensorDirectory(job: job, owners: [:])
    guard
      let map = try? FieldMapping(job: job, directory: directory, header: header, file: file).map()
    else { return nil }
    (self.job, self.bytes, self.start, self.header) = (job, bytes, start, header)
    (self.directory, self.map) = (directory, map)
  }

  /// What a path of the job could say.
  private static func captured(_ job: JobSpec) -> [String: String] {
    let dates = ["yyyy": "2026", "MM": "05", "dd": "01", "HH": "06"]
    return Dictionary(uniqueKeysWithValues: Set(job.source.pattern.fields).map { ($0, dates[$0] ?? "p") })
  }

  static func header(_ bytes: [UInt8], _ job: JobSpec, _ start: TextStart) -> Header? {
    guard let dialect = job.format.dialect else {
      let columns = if case .fixed(let fixed, _) = job.format { fixed.map(\.name) } else { [String]() }
      return Header(columns: columns, records: job.header.skip)
    }
    var page = Page(capacity: 1)
    var feed = TextFeed(bytes, start)
    while feed.append(to: &page, upTo: .max) {}
    return try? Header(
      page: page, isWhole: true, dialect: dialect, lines: job.lines, encoding: start.encoding.whenScanned,
      rules: job.header, wanted: job.columns)
  }

  func scan(_ feeding: Feeding, now: Instant, fault: PlantedFault? = nil) -> ScannedObject {
    var recipe = job.scanRecipe(now: now, encoding: start.encoding)
    recipe.encoding = start.encoding
    recipe.fault = fault
    let directory = directory
    var scanner = ReadingScanner(recipe: recipe, refusalsMax: .max) { directory.resolve($0) }
    scanner.begin(map: map, offset: start.markLength, preamble: header.records, pathSpan: .always)
    var feed = TextFeed(bytes, start)
    var page = Page(capacity: feeding.first == .max ? max(1, feed.left) : 1)
    page.restart(at: start.markLength)
    // Of a point that is wider than the columns nothing can be taken, so the room counts there.
    let room = job.format == .lineProtocol ? Feeding.whole.columns : max(feeding.columns, map.values.count)
    var columns = ReadingColumns(cellsMax: room, recordsMax: feeding.columns)
    var result = ScannedObject()
    var (wanted, isLast, mayAppend) = (feeding.first, false, true)
    while true {
      if mayAppend, !isLast { isLast = !feed.append(to: &page, upTo: wanted) }
      wanted = feeding.then
      let (consumed, isDone) = scanner.scan(page, end: .max, isLast: isLast, into: &columns)
      if columns.cellCount > 0 { result.take(columns, directory.sensors.map(\.code)) }
      page.drop(first: consumed)
      if isDone { break }
      if consumed == 0, isLast { disagree("the scanner stands still in \(bytes)") }
      mayAppend = consumed == 0
    }
    result.tally = scanner.tally
    return result
  }
}

/// The text of an object, piece by piece.
private struct TextFeed {
  private var rest: ArraySlice<UInt8>
  private var transcoder: UTF16Transcoder?

  init(_ bytes: [UInt8], _ start: TextStart) {
    rest = bytes.dropFirst(start.markLength)
    transcoder = start.order.map { UTF16Transcoder(order: $0) }
  }

  /// Stored bytes that are still to come.
  var left: Int { rest.count }

  /// - Returns: false if nothing follows what the page holds now.
  mutating func append(to page: inout Page, upTo wanted: Int) -> Bool {
    let piece = Array(rest.prefix(wanted))
    rest = rest.dropFirst(piece.count)
    guard var transcoder else {
      fill(&page, piece[...])
      return !rest.isEmpty
    }
    _ = page.append(upTo: piece.count * 3 + 8) { room in
      let room = room.bindMemory(to: UInt8.self)
      var written = piece.withUnsafeBufferPointer { transcoder.transcode($0, into: room).written }
      if rest.isEmpty {
        written += transcoder.finish(into: UnsafeMutableBufferPointer(rebasing: room[written...])).written
      }
      return written
    }
    self.transcoder = transcoder
    return !rest.isEmpty
  }
}

private func fill(_ page: inout Page, _ bytes: ArraySlice<UInt8>) {
  _ = page.append(upTo: bytes.count) { room in
    room.copyBytes(from: bytes)
    return bytes.count
  }
}

extension ScannedObject {
  fileprivate mutating func take(_ columns: borrowing ReadingColumns, _ codes: [String]) {
    for index in 0..<columns.cellCount {
      let record = Int(columns.record[index])
      let value = columns.value[index]
      cells.append(
        Cell(
          record: columns.firstRecord + record + 1, sensor: codes[Int(columns.sensor[index])],
          time: columns.time[index], value: value.isNaN ? nil : value, quality: columns.quality[index],
          start: columns.recordStart[record], end: columns.recordEnd[record]))
    }
  }

  /// Whether every record and every cell is accounted for, and every refusal stands where its bytes are.
  func checkBalance(of object: InspectedObject) {
    let bytes = object.bytes
    func require(_ holds: Bool, _ what: @autoclosure () -> String) {
      if !holds { disagree("\(what()): \(tally) of \(String(decoding: bytes, as: UTF8.self)) \(bytes)") }
    }
    let records = tally.parsed + tally.refusedRecords + tally.filtered + tally.blank + tally.preamble
    require(tally.records == records, "the balance of records is open")
    require(tally.cells == cells.count + tally.refusedCells, "the balance of cells is open")
    require(tally.nulls.total == cells.count { $0.value == nil }, "the nulls are not as many as their reasons")
    let refused = tally.refusedRecords + tally.refusedCells
    require(tally.reasons.values.reduce(0, +) == refused, "the refused are not as many as their reasons")
    require(tally.refusals.count == refused, "the refusals are not as many as the refused")
    for refusal in tally.refusals {
      let (offset, end) = (refusal.position.offset, refusal.position.offset + refusal.position.length)
      require(offset >= object.start.markLength && end <= bytes.count, "a refusal stands outside of the object")
      require(0..<tally.records ~= refusal.position.recordNumber, "a refusal is of no record")
      require(Array(bytes[offset..<end].prefix(Refusal.rawBytesMax)) == refusal.raw, "\(refusal) has other bytes")
    }
    for cell in cells {
      require(cell.start >= object.start.markLength && cell.start < cell.end && cell.end <= bytes.count, "\(cell)")
    }
  }
}
