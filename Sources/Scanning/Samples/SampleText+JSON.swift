/// The scalar values of a sample in JSON Lines, by their paths.
package struct SampleJSON: Sendable {
  /// As a job file spells them, in order of appearance.
  package fileprivate(set) var paths: [String] = []
  /// Of the same order; JSON's null and an absent path are empty texts.
  package fileprivate(set) var columns: [SampleColumn] = []
  /// By path: how many are true or false, which are no numbers.
  package fileprivate(set) var booleans: [Int] = []
  /// By path: how many are lists or objects.
  package fileprivate(set) var structures: [Int] = []
  package fileprivate(set) var read = 0
  package fileprivate(set) var unreadable = 0
}

extension SampleText {
  /// How many records are looked at for paths, and how many paths are taken.
  private static let walkedMax = 2000
  private static let pathsMax = 1000

  /// Whether a record can be JSON Lines' object or list.
  package func opensJSON(_ record: Range<Int>) -> Bool {
    let first = bytes[record].first { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") }
    return first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
  }

  /// Finds the paths of the records and reads the values there.
  /// - Complexity: O(bytes + records · paths).
  package func json(_ records: [Range<Int>]) -> SampleJSON {
    var found = SampleJSON()
    bytes.withUnsafeBufferPointer { all in
      guard let base = all.baseAddress else { return }
      var walk = JSONWalk(pathsMax: Self.pathsMax)
      for record in records.prefix(Self.walkedMax) {
        walk.take(base + record.lowerBound, count: record.count)
      }
      let paths = walk.paths.compactMap { try? JSONPath($0) }
      found.paths = paths.map(\.text)
      found.columns = paths.map { _ in SampleColumn() }
      found.booleans = paths.map { _ in 0 }
      found.structures = found.booleans
      var reader = JSONRecordReader(paths)
      for record in records {
        guard reader.read(base + record.lowerBound, count: record.count) == nil else {
          found.unreadable += 1
          continue
        }
        found.take(reader)
      }
    }
    return found
  }
}

extension SampleJSON {
  fileprivate mutating func take(_ reader: borrowing JSONRecordReader) {
    read += 1
    for slot in columns.indices {
      let kind = reader.kinds[slot]
      if kind == .boolean { booleans[slot] += 1 }
      if kind == .structure { structures[slot] += 1 }
      let hasText = kind == .string || kind == .number || kind == .boolean
      columns[slot].append(
        UnsafeBufferPointer(start: reader.starts[slot], count: hasText ? reader.lengths[slot] : 0))
    }
  }
}

/// Walks over JSON records and notes the paths of their scalar values.
private struct JSONWalk {
  /// Longer lists are rather values of many instants than columns.
  private static let elementsMax = 32

  private let pathsMax: Int
  private var known: Set<String> = []
  private(set) var paths: [String] = []

  init(pathsMax: Int) {
    self.pathsMax = pathsMax
  }

  mutating func take(_ record: UnsafePointer<UInt8>, count: Int) {
    var cursor = record
    _ = value(&cursor, record + count, path: "", depth: 0)
  }

  /// False where the record is no JSON, or deeper than records may be.
  private mutating func value(
    _ cursor: inout UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>, path: String, depth: Int
  ) -> Bool {
    guard depth < JSONRecordReader.depthMax else { return false }
    switch JSONLexer.token(&cursor, end) {
    case UInt8(ascii: "{"): return object(&cursor, end, path, depth)
    case UInt8(ascii: "["): return list(&cursor, end, path, depth)
    case UInt8(ascii: "\""):
      cursor += 1
      var hasEscape = false
      guard JSONLexer.string(&cursor, end, &hasEscape) else { return false }
      cursor += 1
    case 0: return false
    default:
      // Words and numbers end at a mark; whether they are any, the record's own reader judges.
      let marks = Array(",]} \t\r\n".utf8)
      while cursor < end, !marks.contains(cursor.pointee) { cursor += 1 }
    }
    note(path)
    return true
  }

  private mutating func object(
    _ cursor: inout UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>, _ path: String, _ depth: Int
  ) -> Bool {
    cursor += 1
    if JSONLexer.token(&cursor, end) == UInt8(ascii: "}") {
      cursor += 1
      return true
    }
    while JSONLexer.token(&cursor, end) == UInt8(ascii: "\"") {
      cursor += 1
      let start = cursor
      var hasEscape = false
      guard JSONLexer.string(&cursor, end, &hasEscape) else { return false }
      let key = String(decoding: UnsafeBufferPointer(start: start, count: cursor - start), as: UTF8.self)
      cursor += 1
      guard JSONLexer.token(&cursor, end) == UInt8(ascii: ":") else { return false }
      cursor += 1
      // A key with an escape in it has no path that this walk could spell.
      let below = hasEscape ? "" : (path.isEmpty ? "" : path + ".") + Self.spelled(key)
      guard value(&cursor, end, path: below, depth: depth + 1) else { return false }
      let mark = JSONLexer.token(&cursor, end)
      guard mark == UInt8(ascii: ",") || mark == UInt8(ascii: "}") else { return false }
      cursor += 1
      if mark == UInt8(ascii: "}") { return true }
    }
    return false
  }

  private mutating func list(
    _ cursor: inout UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>, _ path: String, _ depth: Int
  ) -> Bool {
    cursor += 1
    if JSONLexer.token(&cursor, end) == UInt8(ascii: "]") {
      cursor += 1
      return true
    }
    var index = 0
    while true {
      let below = index < Self.elementsMax && !(path.isEmpty && depth > 0) ? "\(path)[\(index)]" : ""
      guard value(&cursor, end, path: below, depth: depth + 1) else { return false }
      index += 1
      let mark = JSONLexer.token(&cursor, end)
      guard mark == UInt8(ascii: ",") || mark == UInt8(ascii: "]") else { return false }
      cursor += 1
      if mark == UInt8(ascii: "]") { return true }
    }
  }

  private static func spelled(_ key: String) -> String {
    let marks: Set<Character> = [".", "[", "]", "\""]
    guard key.isEmpty || key.contains(where: marks.contains) else { return key }
    return "\"" + key.replacing("\"", with: "\"\"") + "\""
  }

  private mutating func note(_ path: String) {
    guard !path.isEmpty, paths.count < pathsMax, known.insert(path).inserted else { return }
    paths.append(path)
  }
}
