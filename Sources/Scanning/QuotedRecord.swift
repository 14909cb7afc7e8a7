/// Where a record ends whose quoted fields may hold line ends.
struct QuotedRecordEnd {
  let delimiter: UInt8
  let quote: UInt8
  let escape: UInt8?
  let lineEnd: UInt8

  init?(dialect: Dialect, lineEnd: UInt8) {
    guard dialect.hasQuotedNewlines, let quote = dialect.quote else { return nil }
    delimiter = dialect.delimiter
    self.quote = quote
    escape = dialect.escape
    self.lineEnd = lineEnd
  }

  enum Outcome {
    /// The line end, or the end of the object.
    case end(UnsafeMutablePointer<UInt8>)
    /// The bytes end first, outside of quotes or within.
    case open(inQuotes: Bool)
  }

  /// - Parameter isLast: nothing follows `limit`.
  /// - Complexity: O(length of the record).
  func find(_ start: UnsafeMutablePointer<UInt8>, _ limit: UnsafeMutablePointer<UInt8>, isLast: Bool) -> Outcome {
    var cursor = start
    var isFieldStart = true
    while cursor < limit {
      let byte = cursor.pointee
      if isFieldStart, byte == quote {
        guard let after = skipQuoted(cursor + 1, limit, isLast: isLast) else { return .open(inQuotes: true) }
        cursor = after
        isFieldStart = false
        continue
      }
      if byte == lineEnd { return .end(cursor) }
      isFieldStart = byte == delimiter
      // An escaped line end outside of quotes still ends the record.
      let isEscape = byte == escape && cursor + 1 < limit && cursor[1] != lineEnd
      cursor += isEscape ? 2 : 1
    }
    return isLast ? .end(limit) : .open(inQuotes: false)
  }

  /// - Returns: what follows the closing quote; nil if the bytes end before that is certain.
  private func skipQuoted(
    _ start: UnsafeMutablePointer<UInt8>, _ limit: UnsafeMutablePointer<UInt8>, isLast: Bool
  ) -> UnsafeMutablePointer<UInt8>? {
    var cursor = start
    while cursor < limit {
      if cursor.pointee == escape, cursor + 1 < limit {
        cursor += 2
      } else if cursor.pointee == quote {
        if cursor + 1 == limit { return isLast ? limit : nil }
        guard cursor[1] == quote else { return cursor + 1 }
        cursor += 2
      } else {
        cursor += 1
      }
    }
    return nil
  }
}
