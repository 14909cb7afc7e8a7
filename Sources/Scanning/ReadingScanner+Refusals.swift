import Glibc
import Rows

extension ReadingScanner {
  @inline(never)
  mutating func refuseRecord(_ reason: RefusalReason, _ field: String, _ instant: Int64?, _ record: Record) {
    tally.refusedRecords += 1
    keep(reason, field, instant, record)
  }

  /// The record's other cells are taken.
  @inline(never)
  mutating func refuseCell(_ reason: RefusalReason, _ field: String, _ instant: Int64?, _ record: Record) {
    tally.refusedCells += 1
    keep(reason, field, instant, record)
  }

  private mutating func keep(_ reason: RefusalReason, _ field: String, _ instant: Int64?, _ record: Record) {
    tally.reasons[reason, default: 0] += 1
    guard tally.refusals.count < refusalsMax else { return }
    var offset = record.offset
    #if PLANTED_FAULTS
      if recipe.fault == .refusalOffsetIgnoresMark, itemStart == 0 { offset -= 1 }
    #endif
    offset = max(0, offset)
    let length = form.isTranscoded ? storedLength(record) : record.length
    tally.refusals.append(
      Refusal(
        reason: reason, position: Position(recordNumber: tally.records - 1, offset: offset, length: length),
        field: field, instant: instant.map(Instant.init(microseconds:)), raw: rawBytes(record.bytes, record.length)))
  }

  /// The first bytes of a record as they are stored.
  private func rawBytes(_ bytes: UnsafePointer<UInt8>, _ length: Int) -> [UInt8] {
    // Two stored bytes of UTF-16 are at most three of what is scanned, and the last character may be cut.
    let most = form.isTranscoded ? Refusal.rawBytesMax / 2 * 3 + 3 : Refusal.rawBytesMax
    let first = UnsafeBufferPointer(start: bytes, count: min(length, most))
    guard form.isTranscoded, let order = recipe.encoding.byteOrder(at: first) else { return Array(first) }
    var stored: [UInt8] = []
    _ = UTF16Transcoder.restore(first, order: order, appendingTo: &stored)
    return Array(stored.prefix(Refusal.rawBytesMax))
  }

  static func storedLength(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> Int {
    UTF16Transcoder.storedLength(of: UnsafeBufferPointer(start: bytes, count: count))
  }

  func storedLength(_ record: Record) -> Int {
    Self.storedLength(record.bytes, record.length)
  }
}

// MARK: - Records that hold line ends, and records beyond the limit

extension ReadingScanner {
  /// A record that is too long, of which the page held only a part.
  struct SkippedRecord {
    var offset: Int
    var length: Int
    var endsInCarriageReturn: Bool
    var raw: [UInt8]
  }

  /// Comments and footers are one line, even if a quote opens in it.
  func isLineAlone(_ start: UnsafeMutablePointer<UInt8>, _ lineEnd: UnsafeMutableRawPointer?) -> Bool {
    guard texts.hasLineRules, let lineEnd else { return false }
    var length = lineEnd.assumingMemoryBound(to: UInt8.self) - start
    if form.takesCarriageReturn, length > 0, start[length - 1] == UInt8(ascii: "\r") { length -= 1 }
    return texts.isPreamble(start, length)
  }

  enum QuotedEnd {
    case at(UnsafeMutableRawPointer?)
    case beyondPage
  }

  /// Where a record ends whose quotes may hold line ends. A quote that is not closed in time ends with its first line,
  /// so that one open quote does not swallow the file.
  func findQuotedEnd(
    _ start: UnsafeMutablePointer<UInt8>, _ limit: UnsafeMutablePointer<UInt8>,
    _ firstLineEnd: UnsafeMutableRawPointer?, _ isLast: Bool
  ) -> QuotedEnd {
    guard let quotedEnd = form.quotedEnd else { return .at(firstLineEnd) }
    // No further than a record may reach, whatever the page holds.
    let isTooLong = limit - start > Dialect.recordBytesMax + 1
    let reach = isTooLong ? start + Dialect.recordBytesMax + 2 : limit
    switch quotedEnd.find(start, reach, isLast: isLast && !isTooLong) {
    case .end(let stop): return .at(stop == limit ? nil : UnsafeMutableRawPointer(stop))
    case .open(let inQuotes):
      if inQuotes, isLast || isTooLong { return .at(firstLineEnd) }
      guard isTooLong else { return .beyondPage }
      return .at(memchr(reach, Int32(form.lineEnd), limit - reach))
    }
  }

  mutating func startSkipping(_ record: UnsafeMutablePointer<UInt8>, _ length: Int, _ offset: Int) {
    let stored = form.isTranscoded ? Self.storedLength(record, length) : length
    skipped = SkippedRecord(
      offset: offset, length: stored,
      endsInCarriageReturn: form.takesCarriageReturn && record[length - 1] == UInt8(ascii: "\r"),
      raw: rawBytes(record, length))
    storedOffset += stored
  }

  /// Goes on with a record that is too long; true when it has ended.
  mutating func finishSkipping(
    _ bytes: UnsafeMutablePointer<UInt8>, _ left: Int, _ lineFeed: UnsafeMutableRawPointer?, _ isLast: Bool
  ) -> Bool {
    guard var record = skipped else { return true }
    let more = lineFeed.map { $0.assumingMemoryBound(to: UInt8.self) - bytes } ?? left
    let stored = form.isTranscoded ? Self.storedLength(bytes, more) : more
    record.length += stored
    storedOffset += stored
    if more > 0 { record.endsInCarriageReturn = form.takesCarriageReturn && bytes[more - 1] == UInt8(ascii: "\r") }
    guard lineFeed != nil || isLast else {
      skipped = record
      return false
    }
    skipped = nil
    if lineFeed != nil { storedOffset += form.unitLength }
    if record.endsInCarriageReturn { record.length -= form.unitLength }
    tally.records += 1
    if preambleLeft > 0 {
      preambleLeft -= 1
      tally.preamble += 1
      return true
    }
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
