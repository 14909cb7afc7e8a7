package import Rows

/// The names in an object's first record.
package struct Header: Sendable, Equatable {
  package let columns: [String]
  /// Bytes before the header that belong to no record: a UTF-8 byte order mark.
  package let markLength: Int

  package enum Problem: Error, Equatable, CustomStringConvertible {
    case empty
    case tooLong
    case binary(offset: Int)
    case invalidUTF8(offset: Int)
    case unreadable(RefusalReason)
    case duplicate(String, first: Int, second: Int)
    case missing(String, has: [String])

    package var description: String {
      switch self {
      case .empty: "the file has no header line"
      case .tooLong: "line 1: no header line ends within \(Dialect.recordBytesMax) bytes"
      case .binary(let offset): "this is a binary file, not text: a byte 0 at offset \(offset)"
      case .invalidUTF8(let offset):
        "line 1: the header is not UTF-8 (byte offset \(offset)); other encodings are not read yet"
      case .unreadable(let reason): "line 1: the header cannot be read (\(reason.rawValue))"
      case .duplicate(let name, let first, let second):
        "line 1: columns \(first) and \(second) have the same name \"\(name)\""
      case .missing(let name, let has):
        "line 1: there is no column \"\(name)\"; the file has: \(has.map { "\"\($0)\"" }.joined(separator: ", "))"
      }
    }
  }

  /// Reads the header from an object's first bytes; `isWhole` says that nothing follows them.
  package init(page: borrowing Page, isWhole: Bool, dialect: Dialect) throws(Problem) {
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let hasMark = page.count >= 3 && (0..<3).allSatisfy { page.base[$0] == mark[$0] }
    markLength = hasMark ? 3 : 0
    var end = markLength
    while end < page.count, page.base[end] != UInt8(ascii: "\n") { end += 1 }
    guard end > markLength else { throw .empty }
    // Only the header's own bytes: a byte 0 further on refuses the record that it stands in.
    for index in markLength..<end where page.base[index] == 0 { throw .binary(offset: index) }
    guard end < page.count || isWhole else { throw .tooLong }
    if page.base[end - 1] == UInt8(ascii: "\r") { end -= 1 }
    let bytes = UnsafeBufferPointer(start: page.base + markLength, count: end - markLength)
    guard String(validating: bytes, as: UTF8.self) != nil else { throw .invalidUTF8(offset: markLength) }
    var splitter = FieldSplitter(dialect: dialect)
    if let reason = splitter.split(page.base + markLength, count: end - markLength, mayQuote: true) {
      throw .unreadable(reason)
    }
    columns = (0..<splitter.count).map { field in
      String(
        decoding: UnsafeBufferPointer(start: splitter.starts[field], count: splitter.lengths[field]), as: UTF8.self)
    }
    var seen: [String: Int] = [:]
    for (index, name) in columns.enumerated() {
      if let first = seen.updateValue(index, forKey: name) {
        throw .duplicate(name, first: first + 1, second: index + 1)
      }
    }
  }

  /// The index of a declared column.
  package func field(of column: String) throws(Problem) -> Int {
    guard let index = columns.firstIndex(of: column) else { throw .missing(column, has: columns) }
    return index
  }
}
