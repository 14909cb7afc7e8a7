import Rows

/// Finds the parts of one point in the line protocol of InfluxDB: measurement, tags, fields, timestamp. What it found
/// holds until the next record.
struct LineProtocolReader: ~Copyable {
  private(set) var measurement: Text
  private(set) var tags: UnsafeMutablePointer<Tag>
  private(set) var tagCount = 0
  private(set) var fields: UnsafeMutablePointer<Field>
  private(set) var fieldCount = 0
  /// As written; its unit is the caller's to know.
  private(set) var timestamp: Int64?

  private let classes: UnsafeMutablePointer<UInt8>
  private var tagCapacity = 16
  private var fieldCapacity = 16
  private var scratch: UnsafeMutablePointer<UInt8>
  private var scratchCapacity = 256
  private var free: UnsafeMutablePointer<UInt8>
  private var order: TagOrder
  /// Some byte of the record is part of no character; which text it stands in is still to be found.
  private var hasBrokenCharacter = false

  init() {
    tags = .allocate(capacity: tagCapacity)
    fields = .allocate(capacity: fieldCapacity)
    scratch = .allocate(capacity: scratchCapacity)
    classes = .allocate(capacity: 256)
    for byte in 0..<256 { classes[byte] = ByteClass.of(UInt8(byte)) }
    measurement = Text(start: UnsafePointer(scratch), count: 0)
    free = scratch
    order = TagOrder()
  }

  deinit {
    tags.deallocate()
    fields.deallocate()
    scratch.deallocate()
    classes.deallocate()
  }

  /// Whether a record holds no point: nothing but spaces, or a comment, in which no control character but the tab is
  /// taken.
  /// - Complexity: O(count).
  static func isCommentOrBlank(_ record: UnsafePointer<UInt8>, count: Int) -> Bool {
    var cursor = record
    let end = record + count
    while cursor < end, cursor.pointee == UInt8(ascii: " ") { cursor += 1 }
    guard cursor < end else { return true }
    guard cursor.pointee == UInt8(ascii: "#") else { return false }
    while cursor < end {
      if ByteClass.isControl(cursor.pointee), cursor.pointee != UInt8(ascii: "\t") { return false }
      cursor += 1
    }
    return true
  }

  /// Reads a record that is neither comment nor blank, and whose bytes lie in a `Page`.
  /// - Returns: why it is no point, or nil.
  /// - Complexity: O(count); O(count · log count) where the keys of its tags are not in order.
  mutating func read(_ record: UnsafePointer<UInt8>, count: Int) -> Problem? {
    let end = record + count
    begin(record, end)
    var cursor = record
    skipSpaces(&cursor, end)
    if let fault = readMeasurement(&cursor, end) ?? readTags(record, &cursor, end) {
      return Problem(fault: fault, offset: cursor - record)
    }
    if let repeated = order.firstRepeated(tags, count: tagCount) {
      return Problem(fault: .duplicateTagKey, offset: tags[repeated].offset)
    }
    skipSpaces(&cursor, end)
    if let fault = readFields(&cursor, end) ?? readTimestamp(&cursor, end) {
      return Problem(fault: fault, offset: cursor - record)
    }
    return nil
  }

  @inline(__always)
  private mutating func begin(_ record: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>) {
    tagCount = 0
    fieldCount = 0
    timestamp = nil
    // Every text without its escapes is at most as long as with them, so one buffer of the record's length holds all;
    // behind the last as much may be loaded as behind a page.
    if end - record + Page.slack > scratchCapacity {
      scratch.deallocate()
      scratchCapacity = end - record + Page.slack
      scratch = .allocate(capacity: scratchCapacity)
    }
    free = scratch
    measurement = Text(start: record, count: 0)
    // The last word may reach beyond the record: at worst a record without such a byte is validated.
    var bits: UInt64 = 0
    var cursor = record
    while cursor < end {
      bits |= UnsafeRawPointer(cursor).loadUnaligned(as: UInt64.self)
      cursor += 8
    }
    hasBrokenCharacter = bits & 0x8080_8080_8080_8080 != 0 && !Self.isUTF8(record, end)
  }

  /// Each of the functions below leaves the cursor behind what it took, or at the offset of its problem.
  @inline(__always)
  private mutating func readMeasurement(_ cursor: inout UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>) -> Fault? {
    guard cursor < end, cursor.pointee != UInt8(ascii: "#") else { return .measurement }
    guard let text = take(&cursor, end, ByteClass.endsMeasurement, ByteClass.escapedInMeasurement), text.count > 0
    else { return .measurement }
    measurement = text
    guard cursor < end else { return .fieldKey }
    return cursor.pointee == UInt8(ascii: ",") || cursor.pointee == UInt8(ascii: " ") ? nil : .measurement
  }

  @inline(__always)
  private mutating func readTags(
    _ record: UnsafePointer<UInt8>, _ cursor: inout UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>
  ) -> Fault? {
    while cursor.pointee == UInt8(ascii: ",") {
      cursor += 1
      let offset = cursor - record
      guard let key = take(&cursor, end, ByteClass.endsKey, ByteClass.escapedInKey), key.count > 0,
        cursor < end, cursor.pointee == UInt8(ascii: "=")
      else { return .tagKey }
      cursor += 1
      guard let value = take(&cursor, end, ByteClass.endsTagValue, ByteClass.escapedInKey), value.count > 0
      else { return .tagValue }
      if tagCount == tagCapacity { growTags() }
      tags[tagCount] = Tag(key: key, value: value, offset: offset)
      tagCount += 1
      guard cursor < end else { return .fieldKey }
    }
    return cursor.pointee == UInt8(ascii: " ") ? nil : .tagValue
  }

  @inline(__always)
  private mutating func readFields(_ cursor: inout UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>) -> Fault? {
    while true {
      guard let key = take(&cursor, end, ByteClass.endsKey, ByteClass.escapedInKey), key.count > 0,
        cursor < end, cursor.pointee == UInt8(ascii: "=")
      else { return .fieldKey }
      cursor += 1
      guard cursor < end else { return .fieldValue }
      var value = Text(start: cursor, count: 0)
      var kind = Kind.string
      if cursor.pointee == UInt8(ascii: "\"") {
        let quote = cursor
        cursor += 1
        guard let text = take(&cursor, end, ByteClass.endsString, ByteClass.escapedInString) else { return .fieldValue }
        guard cursor < end else {
          cursor = quote
          return .openString
        }
        cursor += 1
        guard isValueEnd(cursor, end) else { return .fieldValue }
        value = text
      } else if let fault = readScalar(&cursor, end, &value, &kind) {
        return fault
      }
      if fieldCount == fieldCapacity { growFields() }
      fields[fieldCount] = Field(key: key, value: value, kind: kind)
      fieldCount += 1
      guard cursor < end, cursor.pointee == UInt8(ascii: ",") else { return nil }
      cursor += 1
    }
  }

  @inline(__always)
  private mutating func readTimestamp(_ cursor: inout UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>) -> Fault? {
    skipSpaces(&cursor, end)
    guard cursor < end else { return nil }
    guard let read = Self.readTimestamp(&cursor, end) else { return .timestamp }
    timestamp = read
    skipSpaces(&cursor, end)
    return cursor < end ? .trailingText : nil
  }
}

// MARK: - Texts

extension LineProtocolReader {
  @inline(__always)
  private func skipSpaces(_ cursor: inout UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>) {
    while cursor < end, cursor.pointee == UInt8(ascii: " ") { cursor += 1 }
  }

  @inline(__always)
  func isValueEnd(_ cursor: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>) -> Bool {
    cursor == end || classes[Int(cursor.pointee)] & ByteClass.endsValue != 0
  }

  /// Takes a text up to a byte of the class `stop` that is not escaped, or to the end; nil where it is no UTF-8.
  @inline(__always)
  private mutating func take(
    _ cursor: inout UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>, _ stop: UInt8, _ escaped: UInt8
  ) -> Text? {
    let start = cursor
    var stopAt = start
    while stopAt < end, classes[Int(stopAt.pointee)] & stop == 0 { stopAt += 1 }
    var text = Text(start: start, count: stopAt - start)
    if stopAt < end, stopAt.pointee == UInt8(ascii: "\\") {
      text = takeEscaped(start, &stopAt, end, stop, escaped)
    }
    if hasBrokenCharacter, !Self.isUTF8(start, stopAt) { return nil }
    cursor = stopAt
    return text
  }

  /// Goes on at the first backslash. One that stands before no byte of the class `escaped` stands for itself.
  @inline(never)
  private mutating func takeEscaped(
    _ start: UnsafePointer<UInt8>, _ cursor: inout UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>, _ stop: UInt8,
    _ escaped: UInt8
  ) -> Text {
    let text = free
    var copied = start
    while cursor < end {
      if cursor.pointee == UInt8(ascii: "\\") {
        if cursor + 1 < end, classes[Int(cursor[1])] & escaped != 0 {
          copy(copied, cursor)
          // The escaped byte is copied with what follows it.
          copied = cursor + 1
          cursor += 1
        }
      } else if classes[Int(cursor.pointee)] & stop != 0 {
        break
      }
      cursor += 1
    }
    if copied == start { return Text(start: start, count: cursor - start) }
    copy(copied, cursor)
    return Text(start: UnsafePointer(text), count: free - text)
  }

  @inline(__always)
  private mutating func copy(_ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>) {
    free.update(from: start, count: end - start)
    free += end - start
  }

  private static func isUTF8(_ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>) -> Bool {
    (try? UTF8Span(validating: UnsafeBufferPointer(start: start, count: end - start).span)) != nil
  }

  private mutating func growTags() {
    let larger = UnsafeMutablePointer<Tag>.allocate(capacity: tagCapacity * 2)
    larger.update(from: tags, count: tagCount)
    tags.deallocate()
    tags = larger
    tagCapacity *= 2
  }

  private mutating func growFields() {
    let larger = UnsafeMutablePointer<Field>.allocate(capacity: fieldCapacity * 2)
    larger.update(from: fields, count: fieldCount)
    fields.deallocate()
    fields = larger
    fieldCapacity *= 2
  }
}
