import Rows

/// Refused records as lines of a file that somebody mends and drops in again.
///
/// The reason stands in front, in a column of its own. Of a record of which only some cells were refused the other
/// cells are marked as loaded, so that nothing is loaded twice.
package struct MendableRecord: ~Copyable {
  private let recipe: ScanRecipe
  private let map: FieldMap
  private var json: JSONRecordReader
  private var points = LineProtocolReader()

  package init(recipe: ScanRecipe, map: FieldMap) {
    self.recipe = recipe
    self.map = map
    json = JSONRecordReader(map.paths)
  }

  /// The line of one record, without its line end.
  ///
  /// - Parameters:
  ///   - record: as it stands in the scanned text (UTF-16 as UTF-8).
  ///   - cells: columns of the cells that were refused; nil: the record as a whole.
  package mutating func line(_ record: [UInt8], reason: String, cells: [String]?) -> [UInt8] {
    // The readers load whole words behind a record.
    let padded = record + [UInt8](repeating: 0, count: Page.slack)
    return padded.withUnsafeBufferPointer { bytes in
      guard let start = bytes.baseAddress else { return [] }
      let text = UnsafeBufferPointer(start: start, count: record.count)
      switch recipe.format {
      case .delimited(let dialect): return delimited(text, dialect, reason, cells)
      case .fixed(let columns, _): return fixed(text, columns, reason)
      case .jsonLines: return object(text, reason, cells)
      case .lineProtocol: return point(text, reason, cells)
      }
    }
  }

  /// The header of a delimited file with the column of reasons; `lines` are those of the header alone.
  package static func header(_ lines: [[UInt8]], dialect: Dialect) -> [[UInt8]] {
    lines.enumerated().map { index, line in
      // Names of upper lines reach over empty ones to their right; only the last line names single columns.
      (index == lines.count - 1 ? Array(Header.reasonColumn.utf8) : []) + [dialect.delimiter] + line
    }
  }

  // MARK: Formats

  private func delimited(
    _ record: UnsafeBufferPointer<UInt8>, _ dialect: Dialect, _ reason: String, _ cells: [String]?
  ) -> [UInt8] {
    var line = Array(reason.utf8) + [dialect.delimiter]
    guard let cells, let fields = Self.rawFields(record, dialect), fields.count >= map.fieldCount else {
      return line + record
    }
    let loaded = loadedFields(except: cells)
    for (index, field) in fields.enumerated() {
      if index > 0 { line.append(dialect.delimiter) }
      line += loaded.contains(index) ? Array(ScannerTexts.loadedMark.utf8) : Array(record[field])
    }
    return line
  }

  /// Value fields that hold cells which were not refused.
  private func loadedFields(except cells: [String]) -> Set<Int> {
    Set(
      map.values.filter { !cells.contains($0.column) && !cells.contains($0.qualityColumn) }.map(\.field)
        .filter { $0 >= 0 })
  }

  /// The fields as they are written, quotes and all; nil where a quote is not closed.
  private static func rawFields(_ record: UnsafeBufferPointer<UInt8>, _ dialect: Dialect) -> [Range<Int>]? {
    var fields: [Range<Int>] = []
    var start = 0
    var index = 0
    var inQuotes = false
    while index < record.count {
      let byte = record[index]
      if byte == dialect.escape {
        index += 1
      } else if byte == dialect.quote, inQuotes || index == start {
        inQuotes.toggle()
        // A doubled quote opens again at once.
        if !inQuotes, index + 1 < record.count, record[index + 1] == byte {
          inQuotes = true
          index += 1
        }
      } else if byte == dialect.delimiter, !inQuotes {
        fields.append(start..<index)
        start = index + 1
      }
      index += 1
    }
    fields.append(start..<record.count)
    return inQuotes ? nil : fields
  }

  /// Behind the last column, which nobody reads.
  private func fixed(
    _ record: UnsafeBufferPointer<UInt8>, _ columns: [FixedColumn], _ reason: String
  ) -> [UInt8] {
    let width = columns.map(\.end).max() ?? 0
    let filler = [UInt8](repeating: UInt8(ascii: " "), count: max(0, width - record.count))
    return Array(record) + filler + Array(" # \(reason)".utf8)
  }

  private mutating func object(
    _ record: UnsafeBufferPointer<UInt8>, _ reason: String, _ cells: [String]?
  ) -> [UInt8] {
    var line = Array(record)
    if let cells, let start = record.baseAddress, json.read(start, count: record.count) == nil {
      for slot in loadedFields(except: cells).sorted(by: { json.starts[$0] > json.starts[$1] }) {
        let from = json.starts[slot] - start
        // A text with escapes was copied elsewhere; it is left as it is.
        guard from >= 0, from + json.lengths[slot] <= record.count else { continue }
        let isText = json.kinds[slot] == .string
        guard isText || json.kinds[slot] == .number || json.kinds[slot] == .null else { continue }
        let token = isText ? from - 1..<from + json.lengths[slot] + 1 : from..<from + json.lengths[slot]
        line.replaceSubrange(token, with: Array("\"\(ScannerTexts.loadedMark)\"".utf8))
      }
    }
    let blanks = line.prefix { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }.count
    guard blanks < line.count, line[blanks] == UInt8(ascii: "{") else { return line }
    let isEmpty = line[(blanks + 1)...].first { $0 != UInt8(ascii: " ") } == UInt8(ascii: "}")
    let member = "\"\(Header.reasonColumn)\":\"\(reason)\"" + (isEmpty ? "" : ",")
    line.insert(contentsOf: member.utf8, at: blanks + 1)
    return line
  }

  /// A comment with the reason, then the point with the fields that were refused.
  private mutating func point(
    _ record: UnsafeBufferPointer<UInt8>, _ reason: String, _ cells: [String]?
  ) -> [UInt8] {
    let comment = Array("# \(reason)\n".utf8)
    guard let cells, let start = record.baseAddress, points.read(start, count: record.count) == nil,
      let parts = pointParts(start, record.count, cells)
    else { return comment + record }
    return comment + record[..<parts.prefixEnd] + parts.fields.map { Array(record[$0]) }.joined(separator: [44])
      + record[parts.suffixStart...]
  }

  /// Nil where a key was written with escapes, so that its place in the record is not known.
  private func pointParts(
    _ start: UnsafePointer<UInt8>, _ count: Int, _ cells: [String]
  ) -> (prefixEnd: Int, fields: [Range<Int>], suffixStart: Int)? {
    var kept: [Range<Int>] = []
    var (prefixEnd, suffixStart) = (0, count)
    for index in 0..<points.fieldCount {
      let field = points.fields[index]
      let from = field.key.start - start
      var end = field.value.start - start + field.value.count
      guard from >= 0, from < count, end > from, end <= count else { return nil }
      if index == 0 { prefixEnd = from }
      switch field.kind {
      case .integer, .unsigned, .string: end += 1
      case .float, .boolean: break
      }
      let key = String(decoding: UnsafeBufferPointer(start: field.key.start, count: field.key.count), as: UTF8.self)
      if cells.contains(key) { kept.append(from..<min(end, count)) }
      suffixStart = min(end, count)
    }
    return kept.isEmpty ? nil : (prefixEnd, kept, suffixStart)
  }
}
