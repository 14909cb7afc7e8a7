import Rows

/// Finds the fields of one record. The bounds point into the record, or into a scratch buffer where a quote or an
/// escape had to be undone; they hold until the next record.
struct FieldSplitter: ~Copyable {
  private let delimiter: UInt8
  private let quote: UInt8?
  private let escape: UInt8?
  private let delimiterWord: UInt64
  private var capacity = 64
  private(set) var starts: UnsafeMutablePointer<UnsafePointer<UInt8>>
  private(set) var lengths: UnsafeMutablePointer<Int>
  private(set) var count = 0
  private var scratch: UnsafeMutablePointer<UInt8>
  private var scratchCapacity = 256

  init(dialect: Dialect) {
    delimiter = dialect.delimiter
    quote = dialect.quote
    escape = dialect.escape
    delimiterWord = UInt64(dialect.delimiter) &* 0x0101_0101_0101_0101
    starts = .allocate(capacity: capacity)
    lengths = .allocate(capacity: capacity)
    scratch = .allocate(capacity: scratchCapacity)
  }

  deinit {
    starts.deallocate()
    lengths.deallocate()
    scratch.deallocate()
  }

  /// Splits a record whose bytes lie in a `Page`; `mayQuote` false skips the test for quotes and escapes.
  /// - Returns: why the record is to be refused, or nil.
  /// - Complexity: O(length).
  mutating func split(_ record: UnsafePointer<UInt8>, count length: Int, mayQuote: Bool) -> RefusalReason? {
    count = 0
    if mayQuote, quote != nil || escape != nil { return splitQuoted(record, count: length) }
    let end = record + length
    var start = record
    while true {
      let stop = nextDelimiter(start, end)
      append(start, stop - start)
      if stop == end { return nil }
      start = stop + 1
    }
  }

  /// Eight bytes at a time; the page's slack makes the last load safe.
  @inline(__always)
  private func nextDelimiter(_ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>) -> UnsafePointer<UInt8> {
    var cursor = start
    while cursor < end {
      let word = UnsafeRawPointer(cursor).loadUnaligned(as: UInt64.self) ^ delimiterWord
      let found = (word &- 0x0101_0101_0101_0101) & ~word & 0x8080_8080_8080_8080
      if found != 0 { return min(cursor + (found.trailingZeroBitCount >> 3), end) }
      cursor += 8
    }
    return end
  }

  private mutating func splitQuoted(_ record: UnsafePointer<UInt8>, count length: Int) -> RefusalReason? {
    // Every field's plain text is at most its own length, so one buffer of the record's length holds them all; behind
    // the last as much may be loaded as behind a page.
    if length + Page.slack > scratchCapacity {
      scratch.deallocate()
      scratchCapacity = length + Page.slack
      scratch = .allocate(capacity: scratchCapacity)
    }
    var free = scratch
    let end = record + length
    var start = record
    var textAfterQuote = false
    while true {
      guard start < end, start.pointee == quote else {
        let stop = escape == nil ? nextDelimiter(start, end) : takeEscaped(start, end, &free)
        if escape == nil { append(start, stop - start) }
        if stop == end { return textAfterQuote ? .textAfterQuote : nil }
        start = stop + 1
        continue
      }
      guard var cursor = takeQuoted(start + 1, end, &free) else { return .unclosedQuote }
      if cursor < end, cursor.pointee != delimiter {
        // An open quote further on would be the graver fault, so the record is read to its end.
        textAfterQuote = true
        cursor = UnsafePointer(nextDelimiter(cursor, end))
      }
      if cursor == end { return textAfterQuote ? .textAfterQuote : nil }
      start = cursor + 1
    }
  }

  /// Copies a quoted field's text and notes it.
  /// - Returns: what follows the closing quote; nil if there is none.
  private mutating func takeQuoted(
    _ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>, _ free: inout UnsafeMutablePointer<UInt8>
  ) -> UnsafePointer<UInt8>? {
    var cursor = start
    let text = free
    while true {
      guard cursor < end else { return nil }
      if cursor.pointee == escape, cursor + 1 < end {
        cursor += 1
      } else if cursor.pointee == quote {
        guard cursor + 1 < end, cursor[1] == quote else { break }
        cursor += 1
      }
      free.pointee = cursor.pointee
      free += 1
      cursor += 1
    }
    append(UnsafePointer(text), free - text)
    return cursor + 1
  }

  /// Copies an unquoted field's text, escapes undone, and notes it.
  /// - Returns: where it ends.
  private mutating func takeEscaped(
    _ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>, _ free: inout UnsafeMutablePointer<UInt8>
  ) -> UnsafePointer<UInt8> {
    var cursor = start
    let text = free
    while cursor < end, cursor.pointee != delimiter {
      if cursor.pointee == escape, cursor + 1 < end { cursor += 1 }
      free.pointee = cursor.pointee
      free += 1
      cursor += 1
    }
    append(UnsafePointer(text), free - text)
    return cursor
  }

  /// Cuts a record into columns of fixed places; the record must reach the last one, unless missing ones are empty.
  mutating func slice(
    _ record: UnsafePointer<UInt8>, count length: Int, _ columns: UnsafeBufferPointer<FixedColumn.Span>, pads: Bool
  ) -> RefusalReason? {
    count = 0
    for column in columns {
      guard column.start < length || pads else { return .tooFewFields }
      let start = min(column.start, length)
      append(record + start, min(column.end, length) - start)
    }
    return nil
  }

  /// Appends empty fields until there are as many as wanted.
  mutating func pad(to wanted: Int) {
    while count < wanted { append(UnsafePointer(scratch), 0) }
  }

  /// Whether one of the fields is longer than a field may be.
  var hasLongField: Bool { (0..<count).contains { lengths[$0] > Dialect.fieldBytesMax } }

  /// Notes a field without the spaces and tabs around it.
  @inline(__always)
  private mutating func append(_ start: UnsafePointer<UInt8>, _ length: Int) {
    var start = start
    var length = length
    while length > 0, Self.isBlank(start.pointee) {
      start += 1
      length -= 1
    }
    while length > 0, Self.isBlank(start[length - 1]) { length -= 1 }
    if count == capacity { grow() }
    starts[count] = start
    lengths[count] = length
    count += 1
  }

  @inline(__always)
  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
  }

  private mutating func grow() {
    let larger = UnsafeMutablePointer<UnsafePointer<UInt8>>.allocate(capacity: capacity * 2)
    let longer = UnsafeMutablePointer<Int>.allocate(capacity: capacity * 2)
    larger.update(from: starts, count: count)
    longer.update(from: lengths, count: count)
    starts.deallocate()
    lengths.deallocate()
    starts = larger
    lengths = longer
    capacity *= 2
  }
}
