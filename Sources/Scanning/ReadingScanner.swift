import Glibc
package import Rows

/// What the scanner of one work item has counted and refused.
package struct ScanTally: Sendable, Equatable {
  package var records = 0
  package var parsed = 0
  package var refusedRecords = 0
  package var blank = 0
  package var preamble = 0
  package var cells = 0
  package var nullCells = 0
  package var refusedCells = 0
  package var reasons: [RefusalReason: Int] = [:]
  /// The first refusals; `Position.recordNumber` counts from 0 within the work item.
  package var refusals: [Refusal] = []

  package init() {}
}

/// Bytes to columns for sensor files: one worker's scanner, used for one work item after another.
///
/// A work item is the records that begin in a byte range of an object. The caller feeds pages; what `scan` has not
/// consumed must stand at the front of the next page. Records are bounded, their fields typed, and cells appended as
/// columns; what cannot be read becomes a `Refusal` with its place.
///
/// The hot loop is whole in this module (calls over a module's border are not inlined).
package struct ReadingScanner: ~Copyable {
  let recipe: ScanRecipe
  /// How many refusals of one item are kept as values; all are counted.
  package var refusalsMax: Int
  package internal(set) var tally = ScanTally()

  private(set) var map: FieldMap
  /// The map's numbers alone, so that the hot loop touches nothing that is counted by reference.
  private(set) var fields: Fields
  var itemStart = 0
  var preambleLeft = 0
  var skipped: SkippedRecord?
  var splitter: FieldSplitter
  var sensors: SensorTable
  var clock: ClockReader
  /// Instants further from the date in the object's path than its margin are refused.
  var pathSpan = Interval.always

  /// What the hot loop needs of a `FieldMap`; −1: there is no such field.
  struct Fields {
    struct Cell {
      var field: Int
      /// Of a wide file's column.
      var verdict: SensorVerdict
    }

    var count = 0
    var time = 0
    var sensor = -1
    var quality = -1
    /// A narrow file has one cell, whose sensor the record or the path names.
    var isNarrow = true
    var pathVerdict: SensorVerdict?
    var cells: UnsafeMutableBufferPointer<Cell>
  }

  /// A record that is too long, of which the page held only a part.
  struct SkippedRecord {
    var offset: Int
    var length: Int
    var endsInCarriageReturn: Bool
    var raw: [UInt8]
  }

  package init(
    recipe: ScanRecipe, refusalsMax: Int,
    resolve: @escaping @Sendable (UnsafeBufferPointer<UInt8>) -> SensorVerdict
  ) {
    self.recipe = recipe
    self.refusalsMax = refusalsMax
    map = FieldMap(fieldCount: 0, time: (0, ""), sensor: nil, pathSensor: nil, quality: nil, values: [])
    fields = Fields(cells: .allocate(capacity: 0))
    splitter = FieldSplitter(dialect: recipe.dialect)
    sensors = SensorTable(resolve: resolve)
    clock = ClockReader(recipe: recipe.time)
    #if PLANTED_FAULTS
      clock.fault = recipe.fault
    #endif
  }

  deinit {
    fields.cells.deallocate()
  }

  /// Starts a work item: `offset` is where it starts in the object, `preamble` how many records of it are header.
  package mutating func begin(map: FieldMap, offset: Int, preamble: Int, pathSpan: Interval) {
    self.map = map
    fields.cells.deallocate()
    fields = Fields(
      count: map.fieldCount, time: map.time, sensor: map.sensor ?? -1, quality: map.quality ?? -1,
      isNarrow: map.values.allSatisfy { $0.sensor == nil }, pathVerdict: map.pathSensor,
      cells: .allocate(capacity: map.values.count))
    for (index, value) in map.values.enumerated() {
      fields.cells.initializeElement(
        at: index, to: Fields.Cell(field: value.field, verdict: value.sensor ?? .refused(.sensorUnknown)))
    }
    itemStart = offset
    preambleLeft = preamble
    self.pathSpan = pathSpan
    skipped = nil
    tally = ScanTally()
  }

  /// Scans records that begin before `end` (an offset in the object) until the page or the columns are used up.
  ///
  /// - Parameter isLast: nothing follows this page in the object, so its last record may lack a line end.
  /// - Returns: how many bytes were consumed; `done` says that the item's last record has been taken.
  package mutating func scan(
    _ page: borrowing Page, end: Int, isLast: Bool, into columns: inout ReadingColumns
  ) -> (consumed: Int, done: Bool) {
    columns.cellCount = 0
    columns.recordCount = 0
    columns.firstRecord = tally.records
    let limit = page.base + page.count
    let mayQuote = recipe.dialect.quote.map { memchr(page.base, Int32($0), page.count) != nil } ?? false
    let hasNul = memchr(page.base, 0, page.count) != nil
    var cursor = page.base
    let cellsPerRecord = fields.cells.count

    while true {
      let offset = page.offset + (cursor - page.base)
      if skipped == nil, offset >= end { return (cursor - page.base, true) }
      guard columns.recordCount < columns.recordsMax, columns.cellCount + cellsPerRecord <= columns.cellsMax else {
        return (cursor - page.base, false)
      }
      let left = limit - cursor
      let lineFeed = memchr(cursor, Int32(UInt8(ascii: "\n")), left)
      if skipped != nil {
        guard finishSkipping(cursor, left, lineFeed, isLast) else { return (page.count, isLast) }
        cursor = lineFeed.map { $0.assumingMemoryBound(to: UInt8.self) + 1 } ?? limit
        // It stands in no column; the page's first record is the one after it.
        columns.firstRecord = tally.records
        continue
      }
      var length: Int
      let next: UnsafeMutablePointer<UInt8>
      if let lineFeed {
        let stop = lineFeed.assumingMemoryBound(to: UInt8.self)
        length = stop - cursor
        next = stop + 1
      } else {
        guard isLast else {
          if left > Dialect.recordBytesMax + 1 {
            startSkipping(cursor, left, offset)
            return (page.count, false)
          }
          return (cursor - page.base, false)
        }
        if left == 0 { return (cursor - page.base, true) }
        #if PLANTED_FAULTS
          if recipe.fault == .lastLineNeedsLineEnd { return (page.count, true) }
        #endif
        length = left
        next = limit
      }
      if length > 0, cursor[length - 1] == UInt8(ascii: "\r") { length -= 1 }
      take(cursor, length, offset, mayQuote, hasNul, &columns)
      cursor = next
    }
  }

  /// One whole record.
  @inline(__always)
  private mutating func take(
    _ record: UnsafeMutablePointer<UInt8>, _ length: Int, _ offset: Int, _ mayQuote: Bool, _ hasNul: Bool,
    _ columns: inout ReadingColumns
  ) {
    tally.records += 1
    let slot = columns.recordCount
    columns.recordStart[slot] = offset
    columns.recordEnd[slot] = offset + length
    columns.recordCount += 1
    if preambleLeft > 0 {
      preambleLeft -= 1
      tally.preamble += 1
      return
    }
    if length == 0 {
      tally.blank += 1
      return
    }
    var reason: RefusalReason?
    if length > Dialect.recordBytesMax {
      reason = .recordTooLong
    } else if hasNul, memchr(record, 0, length) != nil {
      reason = .nulByte
    } else {
      reason = splitter.split(record, count: length, mayQuote: mayQuote)
    }
    if reason == nil, splitter.count != fields.count {
      reason = splitter.count < fields.count ? .tooFewFields : .tooManyFields
    }
    if let reason {
      refuse(reason, "", nil, record, length, offset)
      return
    }
    takeFields(record, length, offset, slot, &columns)
  }

  mutating func refuse(
    _ reason: RefusalReason, _ field: String, _ instant: Int64?, _ record: UnsafePointer<UInt8>, _ length: Int,
    _ offset: Int
  ) {
    if reason.refusesCell { tally.refusedCells += 1 } else { tally.refusedRecords += 1 }
    keep(reason, field, instant, record, length, offset)
  }

  /// A cell that is refused for a reason which usually refuses a record: a column of a wide file whose sensor is not
  /// ours.
  mutating func refuseCell(
    _ reason: RefusalReason, _ field: String, _ instant: Int64?, _ record: UnsafePointer<UInt8>, _ length: Int,
    _ offset: Int
  ) {
    tally.refusedCells += 1
    keep(reason, field, instant, record, length, offset)
  }

  private mutating func keep(
    _ reason: RefusalReason, _ field: String, _ instant: Int64?, _ record: UnsafePointer<UInt8>, _ length: Int,
    _ offset: Int
  ) {
    tally.reasons[reason, default: 0] += 1
    guard tally.refusals.count < refusalsMax else { return }
    var offset = offset
    #if PLANTED_FAULTS
      if recipe.fault == .refusalOffsetIgnoresMark, itemStart == 0 { offset -= 1 }
    #endif
    offset = max(0, offset)
    let raw = Array(UnsafeBufferPointer(start: record, count: min(length, Refusal.rawBytesMax)))
    tally.refusals.append(
      Refusal(
        reason: reason, position: Position(recordNumber: tally.records - 1, offset: offset, length: length),
        field: field, instant: instant.map(Instant.init(microseconds:)), raw: raw))
  }
}

// MARK: - Records beyond the limit

extension ReadingScanner {
  private mutating func startSkipping(_ record: UnsafeMutablePointer<UInt8>, _ length: Int, _ offset: Int) {
    skipped = SkippedRecord(
      offset: offset, length: length, endsInCarriageReturn: record[length - 1] == UInt8(ascii: "\r"),
      raw: Array(UnsafeBufferPointer(start: record, count: Refusal.rawBytesMax)))
  }

  /// Goes on with a record that is too long; true when it has ended.
  private mutating func finishSkipping(
    _ bytes: UnsafeMutablePointer<UInt8>, _ left: Int, _ lineFeed: UnsafeMutableRawPointer?, _ isLast: Bool
  ) -> Bool {
    guard var record = skipped else { return true }
    let more = lineFeed.map { $0.assumingMemoryBound(to: UInt8.self) - bytes } ?? left
    record.length += more
    if more > 0 { record.endsInCarriageReturn = bytes[more - 1] == UInt8(ascii: "\r") }
    guard lineFeed != nil || isLast else {
      skipped = record
      return false
    }
    skipped = nil
    if record.endsInCarriageReturn { record.length -= 1 }
    tally.records += 1
    if preambleLeft > 0 { preambleLeft -= 1 }
    tally.refusedRecords += 1
    tally.reasons[.recordTooLong, default: 0] += 1
    if tally.refusals.count < refusalsMax {
      let position = Position(recordNumber: tally.records - 1, offset: record.offset, length: record.length)
      tally.refusals.append(
        Refusal(reason: .recordTooLong, position: position, field: "", instant: nil, raw: record.raw))
    }
    return true
  }
}
