import Rows

/// Refused records as lines of a file that somebody mends and drops in again.
///
/// The reason stands in front, in a column of its own. Of a record of which only some cells were refused the other
/// cells are marked as loaded, so that nothing is loaded twice. What is refused of such a file can be exported again.
package struct MendableRecord: ~Copyable {
  /// Stands in a cell that was loaded from the original.
  static let loadedMark = Array("(loaded)".utf8)
  /// Fills such a cell where columns have fixed places.
  static let loadedFiller = UInt8(ascii: "=")
  /// Ends the reason of a record of which other cells were loaded: those that it does not hold are not null here.
  static let restIsLoaded = Array(" and the rest is loaded".utf8)
  /// Before the reason, behind the last column of fixed width.
  static let fixedMark = Array(" # ".utf8)

  private let recipe: ScanRecipe
  private let map: FieldMap
  private var json: JSONRecordReader
  private var points = LineProtocolReader()

  package init(recipe: ScanRecipe, map: FieldMap) {
    self.recipe = recipe
    self.map = map
    // The last slot is the reason of an earlier export.
    let reason = try? JSONPath(Header.reasonColumn)
    json = JSONRecordReader(map.paths + (reason.map { [$0] } ?? []))
  }

  /// The line of one record, without its line end.
  ///
  /// - Parameters:
  ///   - record: as it stands in the scanned text (UTF-16 as UTF-8).
  ///   - cells: columns of the cells that were refused; nil: the record as a whole.
  package mutating func line(_ record: [UInt8], reason: String, cells: [String]?) -> [UInt8] {
    // The readers load whole words behind a record.
    let padded = record + [UInt8](repeating: 0, count: Page.slack)
    let reason = Array(reason.utf8) + (cells == nil ? [] : Self.restIsLoaded)
    return padded.withUnsafeBufferPointer { bytes in
      guard let start = bytes.baseAddress else { return [] }
      let text = UnsafeBufferPointer(start: start, count: record.count)
      switch recipe.format {
      case .delimited(let dialect): return delimited(text, dialect, reason, cells)
      case .fixed(let columns, let pads): return fixed(text, columns, pads: pads, reason, cells)
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

  /// Value fields that hold cells which were not refused.
  private func loadedFields(except cells: [String]) -> Set<Int> {
    Set(
      map.values.filter { !cells.contains($0.column) && !cells.contains($0.qualityColumn) }.map(\.field)
        .filter { $0 >= 0 })
  }

  // MARK: Delimited

  private func delimited(
    _ record: UnsafeBufferPointer<UInt8>, _ dialect: Dialect, _ reason: [UInt8], _ cells: [String]?
  ) -> [UInt8] {
    let reason = Self.field(reason, dialect)
    let fields = Self.rawFields(record, dialect)
    guard let cells, var fields else {
      // Of an export the reason that it has is taken away.
      let old = map.isExport ? fields?.first ?? Self.firstField(record, dialect) : nil
      return reason + [dialect.delimiter] + record[(old.map { min($0.upperBound + 1, record.count) } ?? 0)...]
    }
    if map.isExport, !fields.isEmpty { fields.removeFirst() }
    let first = map.isExport ? 1 : 0
    let loaded = Set(loadedFields(except: cells).map { $0 - first })
    var line = reason
    // A row that was too short, and may be, has its last cells now.
    for index in 0..<max(fields.count, (loaded.max() ?? -1) + 1) {
      line.append(dialect.delimiter)
      #if PLANTED_FAULTS
        if ReaderFault.planted == .loadedCellOpenAgain, index < fields.count {
          line += Array(record[fields[index]])
          continue
        }
      #endif
      if loaded.contains(index) {
        line += Self.loadedMark
      } else if index < fields.count {
        line += Array(record[fields[index]])
      }
    }
    return line
  }

  /// A text as a field: quoted where it has to be, or where there are no quotes without what would end it.
  private static func field(_ text: [UInt8], _ dialect: Dialect) -> [UInt8] {
    let marks = [dialect.delimiter, dialect.quote, dialect.escape]
    guard text.contains(where: { marks.contains($0) }) else { return text }
    let others = text.filter { $0 == dialect.delimiter || !marks.contains($0) }
    guard let quote = dialect.quote else { return others.filter { $0 != dialect.delimiter } }
    return [quote] + others + [quote]
  }

  /// The first field of a record whose fields cannot all be told.
  private static func firstField(_ record: UnsafeBufferPointer<UInt8>, _ dialect: Dialect) -> Range<Int> {
    var place = 0
    if let quote = dialect.quote, record.first == quote {
      place = (record.dropFirst().firstIndex(of: quote) ?? record.count - 1) + 1
    }
    return 0..<(record[place...].firstIndex(of: dialect.delimiter) ?? record.count)
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

  // MARK: Fixed width

  /// The reason behind the last column, which nobody reads. A line that ends too early is left as it is, so that it is
  /// refused once more unless it is mended; its reason can only stand in a comment of the file's own before it.
  private func fixed(
    _ record: UnsafeBufferPointer<UInt8>, _ columns: [FixedColumn], pads: Bool, _ reason: [UInt8], _ cells: [String]?
  ) -> [UInt8] {
    if !pads, columns.contains(where: { $0.start >= record.count }) {
      guard let comment = recipe.lines.comment.flatMap({ recipe.encoding.encode($0) }) else { return Array(record) }
      return comment + [UInt8(ascii: " ")] + reason + [recipe.lines.end.byte] + record
    }
    let width = columns.map(\.end).max() ?? 0
    var line = Array(record)
    // Of an export the reason that it has is taken away.
    if let old = Self.fixedReason(record, width: width) { line.removeSubrange(old...) }
    line += [UInt8](repeating: UInt8(ascii: " "), count: max(0, width - line.count))
    for field in loadedFields(except: cells ?? map.values.map(\.column)) {
      for place in columns[field].start..<columns[field].end { line[place] = Self.loadedFiller }
    }
    return line + Self.fixedMark + reason
  }

  /// Where the mark and the reasons of an export begin behind the last column; nil where there are none.
  static func fixedReason(_ record: UnsafeBufferPointer<UInt8>, width: Int) -> Int? {
    guard record.count >= width + fixedMark.count else { return nil }
    return (width...(record.count - fixedMark.count)).last { place in
      guard record[place...].starts(with: fixedMark) else { return false }
      let text = record[(place + fixedMark.count)...]
      return RefusalReason.allCases.contains { text.starts(with: $0.rawValue.utf8) }
    }
  }

  // MARK: JSON

  private mutating func object(
    _ record: UnsafeBufferPointer<UInt8>, _ reason: [UInt8], _ cells: [String]?
  ) -> [UInt8] {
    var line = Array(record)
    let text = [UInt8(ascii: "\"")] + reason + [UInt8(ascii: "\"")]
    var old: Range<Int>?
    if let start = record.baseAddress, json.read(start, count: record.count) == nil {
      old = token(json.count - 1, start, record.count)
      let loaded = cells.map { loadedFields(except: $0) } ?? []
      let mark = [UInt8(ascii: "\"")] + Self.loadedMark + [UInt8(ascii: "\"")]
      var tokens = loaded.compactMap { slot in token(slot, start, record.count).map { ($0, mark) } }
      if let old { tokens.append((old, text)) }
      for (range, new) in tokens.sorted(by: { $0.0.lowerBound > $1.0.lowerBound }) {
        line.replaceSubrange(range, with: new)
      }
    } else if let range = Self.reasonInFront(line) {
      old = range
      line.replaceSubrange(range, with: text)
    }
    guard old == nil, let brace = Self.brace(line) else { return line }
    let isEmpty = line[(brace + 1)...].first { !Self.isBlank($0) } == UInt8(ascii: "}")
    line.insert(contentsOf: Self.reasonKey + text + (isEmpty ? [] : [UInt8(ascii: ",")]), at: brace + 1)
    return line
  }

  private static let reasonKey = Array("\"\(Header.reasonColumn)\":".utf8)

  private static func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }

  /// Where the object opens that a line begins with.
  private static func brace(_ line: [UInt8]) -> Int? {
    line.firstIndex { !isBlank($0) }.flatMap { line[$0] == UInt8(ascii: "{") ? $0 : nil }
  }

  /// The reason of an earlier export in a record that is no JSON.
  private static func reasonInFront(_ line: [UInt8]) -> Range<Int>? {
    guard let brace = brace(line), line[(brace + 1)...].starts(with: reasonKey) else { return nil }
    let start = brace + 1 + reasonKey.count
    guard start < line.count, line[start] == UInt8(ascii: "\""),
      let end = line[(start + 1)...].firstIndex(of: UInt8(ascii: "\""))
    else { return nil }
    return start..<end + 1
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

  // MARK: Line protocol

  /// A comment with the reason, then the point with the fields that were refused.
  private mutating func point(
    _ record: UnsafeBufferPointer<UInt8>, _ reason: [UInt8], _ cells: [String]?
  ) -> [UInt8] {
    let comment = Array("# ".utf8) + reason + [UInt8(ascii: "\n")]
    guard let cells, let start = record.baseAddress, points.read(start, count: record.count) == nil else {
      return comment + record
    }
    let fields = RawPoint.fields(of: record)
    let refused = fields.indices.filter { index in
      let key = points.fields[index].key
      return cells.contains(String(decoding: UnsafeBufferPointer(start: key.start, count: key.count), as: UTF8.self))
    }
    guard let first = fields.first, let last = fields.last, !refused.isEmpty else { return comment + record }
    return comment + record[..<first.lowerBound]
      + refused.map { Array(record[fields[$0]]) }.joined(separator: [UInt8(ascii: ",")])
      + record[last.upperBound...]
  }
}
