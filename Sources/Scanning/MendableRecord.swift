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
      case .fixed(let columns, let pads): return fixed(text, columns, pads: pads, reason)
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
    guard let cells, let fields = Self.rawFields(record, dialect) else { return line + record }
    let loaded = loadedFields(except: cells)
    // A row that was too short, and may be, has its last cells now.
    for index in 0..<max(fields.count, (loaded.max() ?? -1) + 1) {
      if index > 0 { line.append(dialect.delimiter) }
      #if PLANTED_FAULTS
        if ReaderFault.planted == .loadedCellOpenAgain, index < fields.count {
          line += Array(record[fields[index]])
          continue
        }
      #endif
      if loaded.contains(index) {
        line += Array(ScannerTexts.loadedMark.utf8)
      } else if index < fields.count {
        line += Array(record[fields[index]])
      }
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

  /// Behind the last column, which nobody reads. A line that ends too early is left as it is, so that it is refused
  /// once more unless it is mended; its reason can only stand in a comment of the file's own before it.
  private func fixed(
    _ record: UnsafeBufferPointer<UInt8>, _ columns: [FixedColumn], pads: Bool, _ reason: String
  ) -> [UInt8] {
    if !pads, columns.contains(where: { $0.start >= record.count }) {
      guard let comment = recipe.lines.comment.flatMap({ recipe.encoding.encode($0) }) else { return Array(record) }
      return comment + Array(" \(reason)".utf8) + [recipe.lines.end.byte] + record
    }
    let width = columns.map(\.end).max() ?? 0
    let filler = [UInt8](repeating: UInt8(ascii: " "), count: max(0, width - record.count))
    return Array(record) + filler + Array(" # \(reason)".utf8)
  }

  private mutating func object(
    _ record: UnsafeBufferPointer<UInt8>, _ reason: String, _ cells: [String]?
  ) -> [UInt8] {
    var line = Array(record)
    if let cells, let start = record.baseAddress, json.read(start, count: record.count) == nil {
      let tokens = loadedFields(except: cells).compactMap { token($0, start, record.count) }
      for token in tokens.sorted(by: { $0.lowerBound > $1.lowerBound }) {
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

  /// Where a slot's scalar stands in the record, quotes included; nil where it has none.
  private func token(_ slot: Int, _ start: UnsafePointer<UInt8>, _ count: Int) -> Range<Int>? {
    switch json.kinds[slot] {
    case .absent, .structure: return nil
    case .null, .number, .boolean:
      let from = json.starts[slot] - start
      return from..<from + json.lengths[slot]
    case .string:
      var (from, length) = (json.starts[slot] - start, json.lengths[slot])
      if from < 0 || from > count, let escaped = json.escaped[slot].baseAddress {
        (from, length) = (escaped - start, json.escaped[slot].count)
      }
      return from - 1..<from + length + 1
    }
  }

  /// A comment with the reason, then the point with the fields that were refused.
  private mutating func point(
    _ record: UnsafeBufferPointer<UInt8>, _ reason: String, _ cells: [String]?
  ) -> [UInt8] {
    let comment = Array("# \(reason)\n".utf8)
    guard let cells, let start = record.baseAddress, points.read(start, count: record.count) == nil else {
      return comment + record
    }
    let fields = Self.rawFields(ofPoint: record)
    let refused = fields.indices.filter { index in
      let key = points.fields[index].key
      return cells.contains(String(decoding: UnsafeBufferPointer(start: key.start, count: key.count), as: UTF8.self))
    }
    guard let first = fields.first, let last = fields.last, !refused.isEmpty else { return comment + record }
    return comment + record[..<first.lowerBound]
      + refused.map { Array(record[fields[$0]]) }.joined(separator: [UInt8(ascii: ",")])
      + record[last.upperBound...]
  }

  /// The fields of a good point as they are written, in their order.
  private static func rawFields(ofPoint record: UnsafeBufferPointer<UInt8>) -> [Range<Int>] {
    /// The first of these bytes that stands from `place` on without a backslash that takes its meaning.
    func find(_ stops: String, escaped: String, from place: Int) -> Int {
      var place = place
      while place < record.count, !stops.utf8.contains(record[place]) {
        let isEscape =
          record[place] == UInt8(ascii: "\\") && place + 1 < record.count && escaped.utf8.contains(record[place + 1])
        place += isEscape ? 2 : 1
      }
      return min(place, record.count)
    }
    func skipSpaces(from place: Int) -> Int { record[place...].firstIndex { $0 != UInt8(ascii: " ") } ?? record.count }

    var fields: [Range<Int>] = []
    var place = skipSpaces(from: find(" ", escaped: ", =", from: skipSpaces(from: 0)))
    while place < record.count {
      let start = place
      place = find("=", escaped: ", =", from: start) + 1
      if place < record.count, record[place] == UInt8(ascii: "\"") {
        place = find("\"", escaped: "\"\\", from: place + 1) + 1
      }
      place = find(", ", escaped: "", from: min(place, record.count))
      fields.append(start..<place)
      guard place < record.count, record[place] == UInt8(ascii: ",") else { break }
      place += 1
    }
    return fields
  }
}
