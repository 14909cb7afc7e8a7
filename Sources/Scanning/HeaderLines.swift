import Glibc
import Rows

/// Walks over the first records of an object, field by field; slow and careful.
struct HeaderLines {
  struct Line {
    var bytes: [UInt8]
    var fields: [String]
  }

  private let count: Int
  private let isWhole: Bool
  private let dialect: Dialect
  private let lines: LineRules
  private let encoding: TextEncoding
  private let comment: [UInt8]?
  private var cursor = 0
  /// Records walked over.
  private(set) var records = 0

  init(page: borrowing Page, isWhole: Bool, dialect: Dialect, lines: LineRules, encoding: TextEncoding) {
    count = page.count
    self.isWhole = isWhole
    self.dialect = dialect
    self.lines = lines
    self.encoding = encoding
    comment = lines.comment.flatMap { encoding.encode($0) }
  }

  mutating func skip(_ wanted: Int, _ page: borrowing Page) throws(Header.Problem) {
    for _ in 0..<wanted { _ = try nextBytes(page) }
  }

  /// The next record that is no comment; nil at the end.
  ///
  /// - Parameter isStrict: false: a record that cannot be read is one without fields.
  mutating func next(_ page: borrowing Page, isStrict: Bool = true) throws(Header.Problem) -> Line? {
    while let range = try nextBytes(page) {
      let bytes = Array(UnsafeBufferPointer(start: page.base + range.lowerBound, count: range.count))
      if let comment, bytes.starts(with: comment) { continue }
      do throws(Header.Problem) {
        return Line(bytes: bytes, fields: try fields(range, page))
      } catch {
        if isStrict { throw error }
        return Line(bytes: bytes, fields: [])
      }
    }
    return nil
  }

  private mutating func nextBytes(_ page: borrowing Page) throws(Header.Problem) -> Range<Int>? {
    guard cursor < count else { return nil }
    let start = page.base + cursor
    let limit = page.base + count
    var stop = memchr(start, Int32(lines.end.byte), count - cursor)?.assumingMemoryBound(to: UInt8.self)
    if let quoted = QuotedRecordEnd(dialect: dialect, lineEnd: lines.end.byte),
      case .end(let found) = quoted.find(start, limit, isLast: isWhole)
    {
      stop = found == limit ? nil : found
    }
    guard stop != nil || isWhole else {
      if count - cursor > Dialect.recordBytesMax + 1 { throw .tooLong(line: records + 1) }
      throw .unfinished(line: records + 1)
    }
    records += 1
    let from = cursor
    var end = stop.map { $0 - page.base } ?? count
    cursor = stop == nil ? count : end + 1
    if lines.end == .lf, end > from, page.base[end - 1] == UInt8(ascii: "\r") { end -= 1 }
    return from..<end
  }

  private func fields(_ range: Range<Int>, _ page: borrowing Page) throws(Header.Problem) -> [String] {
    guard !range.isEmpty else { throw .empty }
    // Only the header's own bytes: a byte 0 further on refuses the record that it stands in.
    for index in range where page.base[index] == 0 { throw .binary(offset: page.offset + index) }
    if lines.end == .lf, records == 1, memchr(page.base + range.lowerBound, 13, range.count) != nil {
      throw .carriageReturns
    }
    var splitter = FieldSplitter(dialect: dialect)
    if let reason = splitter.split(page.base + range.lowerBound, count: range.count, mayQuote: true) {
      throw .unreadable(line: records, reason)
    }
    guard splitter.count <= Dialect.columnsMax else {
      throw .tooManyColumns(line: records, count: splitter.count)
    }
    var names: [String] = []
    for field in 0..<splitter.count {
      let bytes = UnsafeBufferPointer(start: splitter.starts[field], count: splitter.lengths[field])
      guard let name = encoding.text(bytes) else { throw .undecodable(line: records, encoding) }
      names.append(name)
    }
    return names
  }
}
