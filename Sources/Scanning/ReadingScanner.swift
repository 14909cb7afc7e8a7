import Glibc
package import Rows

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

  var map: FieldMap
  /// The map's numbers alone, so that the hot loop touches nothing that is counted by reference.
  var fields: Fields
  let form: RecordForm
  var itemStart = 0
  /// Where the next record stands in the stored bytes, where these are not the page's (UTF-16).
  var storedOffset = 0
  var preambleLeft = 0
  var skipped: SkippedRecord?
  var splitter: FieldSplitter
  var json: JSONRecordReader
  var points: LineProtocolReader
  var texts: ScannerTexts
  var sensors: SensorTable
  var groups: SensorGroups
  var clock: ClockReader
  /// The plain way, where the object's form allows it, and its memory.
  var plain = PlainForm()
  var succession = SensorSuccession()
  var plainQuality = PlainQuality()
  var plainPause = PlainPause()
  /// Of the item: how many records were taken the plain way.
  var plainRecords = 0
  /// Instants further from the date in the object's path than its margin are refused.
  var pathSpan = Interval.always
  let hasSentinels: Bool
  /// Of line protocol: what composes a sensor, and what the filters test.
  var pointParts: [PointPart] = []
  let pointFilters: [PointPart]
  let resolve: @Sendable (UnsafeBufferPointer<UInt8>) -> SensorVerdict

  package init(
    recipe: ScanRecipe, refusalsMax: Int,
    resolve: @escaping @Sendable (UnsafeBufferPointer<UInt8>) -> SensorVerdict
  ) {
    self.recipe = recipe
    self.refusalsMax = refusalsMax
    self.resolve = resolve
    pointFilters = recipe.filters.map { PointPart($0.column) }
    hasSentinels = !recipe.numbers.sentinels.isEmpty
    map = FieldMap(fieldCount: 0, time: [], timeColumn: "", sensor: .columns, values: [])
    fields = Fields(map: map)
    form = RecordForm(recipe)
    splitter = FieldSplitter(dialect: recipe.format.dialect ?? Dialect())
    json = JSONRecordReader([])
    points = LineProtocolReader()
    texts = ScannerTexts(recipe)
    sensors = SensorTable(resolve: resolve)
    groups = SensorGroups()
    clock = ClockReader(recipe: recipe.time)
    #if PLANTED_FAULTS
      clock.fault = recipe.fault
    #endif
  }

  deinit {
    fields.free()
    form.free()
  }

  /// Starts a work item: `offset` is where it starts in the object, `preamble` how many records of it are header or
  /// stand before it.
  package mutating func begin(map: FieldMap, offset: Int, preamble: Int, pathSpan: Interval) {
    let isOtherOrigin = map.sensor != self.map.sensor
    if map.paths != self.map.paths { json = JSONRecordReader(map.paths) }
    self.map = map
    fields.free()
    fields = Fields(map: map)
    if isOtherOrigin {
      sensors = SensorTable(resolve: resolver())
      groups = SensorGroups()
      succession = SensorSuccession()
    }
    if case .composed(_, let parts) = map.sensor { pointParts = parts.map { PointPart($0.column) } }
    texts.begin(repeatedHeader: map.repeatedHeader)
    plain.begin(recipe, map, pathSpan, hasLineRules: texts.hasLineRules)
    plainPause = PlainPause()
    plainRecords = 0
    itemStart = offset
    storedOffset = offset
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
    let plainStop = plain.isOpen ? plainStop(page, end) : page.base
    let lineEnd = Int32(form.lineEnd)
    var marks: PageMarks?
    var cursor = page.base
    let cellsPerRecord = fields.cells.count

    while true {
      if cursor < plainStop, triesPlain {
        cursor = takePlain(cursor, before: plainStop, offset: page.offset + (cursor - page.base), &columns)
      }
      let offset = form.isTranscoded ? storedOffset : page.offset + (cursor - page.base)
      if skipped == nil, offset >= end { return (cursor - page.base, true) }
      guard columns.recordCount < columns.recordsMax, columns.cellCount + cellsPerRecord <= columns.cellsMax else {
        return (cursor - page.base, false)
      }
      let left = limit - cursor
      var lineFeed = memchr(cursor, lineEnd, left)
      if skipped != nil {
        guard finishSkipping(cursor, left, lineFeed, isLast) else { return (page.count, isLast) }
        cursor = lineFeed.map { $0.assumingMemoryBound(to: UInt8.self) + 1 } ?? limit
        // It stands in no column; the page's first record is the one after it.
        columns.firstRecord = tally.records
        continue
      }
      if form.quotedEnd != nil, mark(page, &marks).mayQuote, !isLineAlone(cursor, lineFeed) {
        switch findQuotedEnd(cursor, limit, lineFeed, isLast) {
        case .at(let found): lineFeed = found
        case .beyondPage: return (cursor - page.base, false)
        }
      }
      var length = left
      var next = limit
      if let lineFeed {
        let stop = lineFeed.assumingMemoryBound(to: UInt8.self)
        length = stop - cursor
        next = stop + 1
      } else {
        guard isLast else {
          guard left > Dialect.recordBytesMax + 1 else { return (cursor - page.base, false) }
          startSkipping(cursor, left, offset)
          return (page.count, false)
        }
        if left == 0 { return (cursor - page.base, true) }
        #if PLANTED_FAULTS
          if recipe.fault == .lastLineNeedsLineEnd { return (page.count, true) }
        #endif
      }
      if form.takesCarriageReturn, length > 0, cursor[length - 1] == UInt8(ascii: "\r") { length -= 1 }
      let record = Record(bytes: cursor, length: length, offset: offset)
      guard take(record, mark(page, &marks), &columns) else { return (cursor - page.base, false) }
      if form.isTranscoded { storedOffset += Self.storedLength(cursor, next - cursor) }
      cursor = next
    }
  }

  /// What is known of the page's records: looked for when the first of them is not plain.
  @inline(__always)
  private func mark(_ page: borrowing Page, _ marks: inout PageMarks?) -> PageMarks {
    if let marks { return marks }
    let found = PageMarks(page, form)
    marks = found
    return found
  }

  /// One whole record.
  /// - Returns: false if the columns have no room for its cells: it is to be taken again when they are empty.
  @inline(__always)
  private mutating func take(_ record: Record, _ marks: PageMarks, _ columns: inout ReadingColumns) -> Bool {
    tally.records += 1
    let slot = columns.recordCount
    columns.recordStart[slot] = record.offset
    columns.recordEnd[slot] = record.offset + (form.isTranscoded ? storedLength(record) : record.length)
    columns.recordCount += 1
    if preambleLeft > 0 {
      preambleLeft -= 1
      tally.preamble += 1
      return true
    }
    if record.length == 0 {
      #if PLANTED_FAULTS
        if recipe.fault == .blankRecordUncounted { return true }
      #endif
      tally.blank += 1
      return true
    }
    if texts.hasLineRules, record.length <= Dialect.recordBytesMax, texts.isPreamble(record.bytes, record.length) {
      tally.preamble += 1
      return true
    }
    if record.length > Dialect.recordBytesMax {
      refuseRecord(.recordTooLong, "", nil, record)
    } else if marks.hasNul, memchr(record.bytes, 0, record.length) != nil {
      refuseRecord(.nulByte, "", nil, record)
    } else if form.kind == .lineProtocol {
      return takePoint(record, slot, &columns)
    } else if let problem = findFields(record, marks) {
      refuseRecord(problem.reason, problem.field, nil, record)
    } else if fields.filters.count > 0, let verdict = filter() {
      if let column = verdict.notScalar {
        refuseRecord(.jsonNotScalar, column, nil, record)
      } else {
        tally.filtered += 1
      }
    } else {
      takeFields(record, slot, &columns)
    }
    return true
  }

  /// Bounds the record's fields: what is wrong with it, or nil.
  @inline(__always)
  private mutating func findFields(
    _ record: Record, _ marks: PageMarks
  ) -> (reason: RefusalReason, field: String)? {
    switch form.kind {
    case .delimited:
      if let reason = splitter.split(record.bytes, count: record.length, mayQuote: marks.mayQuote) {
        return (reason, "")
      }
    case .fixed:
      if let reason = splitter.slice(
        record.bytes, count: record.length, UnsafeBufferPointer(form.spans), pads: form.padsShort)
      {
        return (reason, "")
      }
    case .jsonLines:
      return readJSON(record)
    case .lineProtocol: break
    }
    if record.length > Dialect.fieldBytesMax, splitter.hasLongField { return (.fieldTooLong, "") }
    if splitter.count != fields.count {
      if splitter.count < fields.count {
        guard form.padsShort else { return (.tooFewFields, "") }
        splitter.pad(to: fields.count)
      } else if !form.cutsLong {
        return (.tooManyFields, "")
      }
    }
    return nil
  }
}

/// What is known of all the records of a page.
struct PageMarks {
  var mayQuote: Bool
  var hasNul: Bool

  @inline(never)
  init(_ page: borrowing Page, _ form: RecordForm) {
    func holds(_ byte: Int32) -> Bool { byte >= 0 && memchr(page.base, byte, page.count) != nil }
    mayQuote = holds(form.quote) || holds(form.escape)
    hasNul = holds(0)
  }
}

/// A record's bytes in the page, and where it stands in the object.
struct Record {
  var bytes: UnsafeMutablePointer<UInt8>
  /// In the page, line end not included.
  var length: Int
  var offset: Int
}
