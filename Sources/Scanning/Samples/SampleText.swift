import Glibc
import Rows

/// The first bytes of an object as UTF-8 text, to be looked at in several ways: for drafts of jobs.
package struct SampleText: Sendable {
  /// With the slack behind them that a page has.
  let bytes: [UInt8]
  package let count: Int
  /// Nothing follows in the object.
  package let isWhole: Bool

  package init(utf8 text: [UInt8], isWhole: Bool) {
    bytes = text + [UInt8](repeating: 0, count: Page.slack)
    count = text.count
    self.isWhole = isWhole
  }

  package func contains(_ byte: UInt8) -> Bool { bytes[..<count].contains(byte) }

  /// How many line ends of each kind there are: LF (a CR before it included), and CR that no LF follows.
  /// - Complexity: O(count).
  package var lineEnds: (lf: Int, crlf: Int, cr: Int) {
    var ends = (lf: 0, crlf: 0, cr: 0)
    for index in 0..<count {
      if bytes[index] == UInt8(ascii: "\n") {
        ends.lf += 1
        if index > 0, bytes[index - 1] == UInt8(ascii: "\r") { ends.crlf += 1 }
      } else if bytes[index] == UInt8(ascii: "\r"), index + 1 < count, bytes[index + 1] != UInt8(ascii: "\n") {
        ends.cr += 1
      }
    }
    return ends
  }

  /// The places of records, line ends not included; one that the sample's end has cut off is left out.
  /// - Complexity: O(count).
  package func records(end: LineRules.End, dialect: Dialect? = nil) -> [Range<Int>] {
    var records: [Range<Int>] = []
    var cursor = 0
    var copy = bytes
    copy.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      let quoted = dialect.flatMap { QuotedRecordEnd(dialect: $0, lineEnd: end.byte) }
      while cursor < count {
        var stop = memchr(base + cursor, Int32(end.byte), count - cursor)?.assumingMemoryBound(to: UInt8.self)
        if let quoted, case .end(let found) = quoted.find(base + cursor, base + count, isLast: isWhole) {
          stop = found == base + count ? nil : found
        }
        if stop == nil, !isWhole { break }
        var last = stop.map { $0 - base } ?? count
        let next = stop == nil ? count : last + 1
        if end == .lf, last > cursor, base[last - 1] == UInt8(ascii: "\r") { last -= 1 }
        records.append(cursor..<last)
        cursor = next
      }
    }
    return records
  }

  package func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

  package func isEqual(_ left: Range<Int>, _ right: Range<Int>) -> Bool { bytes[left] == bytes[right] }

  package func begins(_ range: Range<Int>, with text: String) -> Bool { bytes[range].starts(with: text.utf8) }

  /// How many fields each record has; −1 where it would be refused.
  /// - Complexity: O(bytes).
  package func fieldCounts(_ records: some Sequence<Range<Int>>, _ dialect: Dialect) -> [Int] {
    var counts: [Int] = []
    split(records, dialect) { splitter, reason in counts.append(reason == nil ? splitter.count : -1) }
    return counts
  }

  /// The fields of one record; none where it would be refused.
  package func fields(_ record: Range<Int>, _ dialect: Dialect) -> [String] {
    var fields: [String] = []
    split([record], dialect) { splitter, reason in
      guard reason == nil else { return }
      fields = (0..<splitter.count).map { field in
        String(
          decoding: UnsafeBufferPointer(start: splitter.starts[field], count: splitter.lengths[field]), as: UTF8.self)
      }
    }
    return fields
  }

  /// Records to columns: missing fields are empty, those beyond the width left out.
  /// - Complexity: O(bytes).
  package func columns(_ records: [Range<Int>], _ dialect: Dialect, width: Int) -> [SampleColumn] {
    var columns = [SampleColumn](repeating: SampleColumn(), count: width)
    let nothing = UnsafeBufferPointer<UInt8>(start: nil, count: 0)
    split(records, dialect) { splitter, reason in
      let found = reason == nil ? splitter.count : 0
      for field in 0..<width {
        columns[field].append(
          field < found ? UnsafeBufferPointer(start: splitter.starts[field], count: splitter.lengths[field]) : nothing)
      }
    }
    return columns
  }

  /// Records to columns of fixed places.
  /// - Complexity: O(bytes).
  package func columns(_ records: [Range<Int>], _ fixed: [FixedColumn]) -> [SampleColumn] {
    var columns = [SampleColumn](repeating: SampleColumn(), count: fixed.count)
    let spans = fixed.map { FixedColumn.Span(start: $0.start, end: $0.end) }
    var splitter = FieldSplitter(dialect: Dialect())
    bytes.withUnsafeBufferPointer { all in
      guard let base = all.baseAddress else { return }
      spans.withUnsafeBufferPointer { spans in
        for record in records {
          _ = splitter.slice(base + record.lowerBound, count: record.count, spans, pads: true)
          for field in 0..<splitter.count {
            columns[field].append(UnsafeBufferPointer(start: splitter.starts[field], count: splitter.lengths[field]))
          }
        }
      }
    }
    return columns
  }

  private func split(
    _ records: some Sequence<Range<Int>>, _ dialect: Dialect, _ take: (borrowing FieldSplitter, RefusalReason?) -> Void
  ) {
    var splitter = FieldSplitter(dialect: dialect)
    bytes.withUnsafeBufferPointer { all in
      guard let base = all.baseAddress else { return }
      for record in records {
        let reason = splitter.split(base + record.lowerBound, count: record.count, mayQuote: true)
        take(splitter, reason)
      }
    }
  }
}

extension SampleText {
  /// The header of a sample, read as that of an object.
  package func header(_ dialect: Dialect, lines: LineRules, rules: HeaderRules) throws(Header.Problem) -> Header {
    var page = Page(capacity: count)
    _ = page.append(upTo: count) { room in
      bytes.withUnsafeBytes { room.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[..<count])) }
      return count
    }
    return try Header(page: page, isWhole: isWhole, dialect: dialect, lines: lines, rules: rules)
  }
}
