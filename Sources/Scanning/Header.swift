package import Rows

/// Where an object's column names come from.
package struct HeaderRules: Sendable, Equatable {
  /// How far down a header is looked for.
  package static let findRecordsMax = 100

  /// Records before the header.
  package var skip: Int
  /// Records that make the header; 0: there is none.
  package var rows: Int
  package var join: String
  /// The header is the first record with all the declared columns.
  package var isFound: Bool
  /// The header's last line, further down once more, is no data.
  package var repeats: Bool
  /// Names instead of those in the file; empty: the file's.
  package var columns: [String]
  /// Names in files to names in the job.
  package var renamed: [String: String]

  package init(
    skip: Int = 0, rows: Int = 1, join: String = " ", isFound: Bool = false, repeats: Bool = false,
    columns: [String] = [], renamed: [String: String] = [:]
  ) {
    self.skip = skip
    self.rows = rows
    self.join = join
    self.isFound = isFound
    self.repeats = repeats
    self.columns = columns
    self.renamed = renamed
  }
}

/// The columns of an object, read from its first records.
package struct Header: Sendable, Equatable {
  /// The first column of an export of refusals, which is not looked at.
  package static let reasonColumn = "sluice_reason"

  /// As the job names them; `#1`, `#2` … where the file does not.
  package private(set) var columns: [String] = []
  /// As the file names them.
  package private(set) var written: [String] = []
  /// Records before the data.
  package private(set) var records = 0
  /// The last line of it, as it stands in the page.
  package private(set) var lastLine: [UInt8] = []
  /// Fields of every record: more than the names where an export has its reasons in front.
  package private(set) var fieldCount = 0

  package enum Problem: Error, Equatable, CustomStringConvertible {
    case empty
    case tooLong(line: Int)
    /// More bytes are needed to know where a line ends.
    case unfinished(line: Int)
    case binary(offset: Int)
    case undecodable(line: Int, TextEncoding)
    case unreadable(line: Int, RefusalReason)
    case carriageReturns
    case tooManyColumns(line: Int, count: Int)
    case duplicate(String, first: Int, second: Int)
    case missing(String, has: [String])
    case notFound([String])

    package var description: String {
      switch self {
      case .empty: "the file has no header line"
      case .tooLong(let line), .unfinished(let line):
        "line \(line): no line ends within \(Dialect.recordBytesMax) bytes"
      case .binary(let offset): "this is a binary file, not text: a byte 0 at offset \(offset)"
      case .undecodable(let line, let encoding):
        "line \(line): the header is not \(encoding.rawValue); if the file is written otherwise, say so with encoding:"
      case .unreadable(let line, let reason): "line \(line): the header cannot be read (\(reason.rawValue))"
      case .carriageReturns: "line 1: lines seem to end with CR alone; if so, say lines: {end: cr}"
      case .tooManyColumns(let line, let count):
        "line \(line): \(count) columns, more than the \(Dialect.columnsMax) that are read; is the delimiter right?"
      case .duplicate(let name, let first, let second):
        "columns \(first) and \(second) have the same name \"\(name)\"; say \"\(name)#1\" or \"\(name)#2\""
      case .missing(let name, let has):
        "there is no column \"\(name)\"; the file has: \(has.map { "\"\($0)\"" }.joined(separator: ", "))"
      case .notFound(let names):
        "none of the first \(HeaderRules.findRecordsMax) lines is a header with the columns "
          + names.map { "\"\($0)\"" }.joined(separator: ", ")
      }
    }
  }

  /// Reads the header from an object's first bytes, mark taken off; `isWhole` says that nothing follows them.
  ///
  /// - Parameters:
  ///   - encoding: of the page.
  ///   - wanted: the columns that the job names, by which a header is found.
  package init(
    page: borrowing Page, isWhole: Bool, dialect: Dialect, lines: LineRules = LineRules(),
    encoding: TextEncoding = .utf8, rules: HeaderRules = HeaderRules(), wanted: [String] = []
  ) throws(Problem) {
    var reader = HeaderLines(page: page, isWhole: isWhole, dialect: dialect, lines: lines, encoding: encoding)
    try reader.skip(rules.skip, page)
    if rules.rows == 0 {
      try readWithoutNames(&reader, rules, page)
    } else if rules.isFound {
      try find(&reader, rules, wanted, page)
    } else {
      try read(&reader, rules, page)
    }
    records = reader.records
  }

  /// The columns of formats that have no header line.
  package init(columns: [String], records: Int) {
    self.columns = columns
    written = columns
    self.records = records
    fieldCount = columns.count
  }

  private mutating func read(
    _ reader: inout HeaderLines, _ rules: HeaderRules, _ page: borrowing Page
  ) throws(Problem) {
    var rows: [[String]] = []
    for _ in 0..<rules.rows {
      guard let line = try reader.next(page) else { throw .empty }
      rows.append(line.fields)
      lastLine = line.bytes
    }
    name(Self.joined(rows, by: rules.join), rules)
  }

  private mutating func find(
    _ reader: inout HeaderLines, _ rules: HeaderRules, _ wanted: [String], _ page: borrowing Page
  ) throws(Problem) {
    var rows: [[String]] = []
    for _ in 0..<HeaderRules.findRecordsMax {
      guard let line = try reader.next(page, isStrict: false) else { break }
      rows.append(line.fields)
      lastLine = line.bytes
      guard rows.count >= rules.rows else { continue }
      name(Self.joined(rows.suffix(rules.rows), by: rules.join), rules)
      if wanted.allSatisfy({ (try? field(of: $0)) != nil }) { return }
    }
    throw .notFound(wanted)
  }

  private mutating func readWithoutNames(
    _ reader: inout HeaderLines, _ rules: HeaderRules, _ page: borrowing Page
  ) throws(Problem) {
    let before = reader
    guard let first = try reader.next(page) else { throw .empty }
    // An export of refusals says what it is in a line of its own.
    let isMended = first.fields.first == Self.reasonColumn
    let afterMark = reader
    let data = isMended ? try reader.next(page) : first
    reader = isMended ? afterMark : before
    let fields = (data?.fields.count ?? 1) - (isMended ? 1 : 0)
    let count = rules.columns.isEmpty ? max(0, fields) : rules.columns.count
    written = (0..<count).map { "#\($0 + 1)" }
    if isMended { written.insert(Self.reasonColumn, at: 0) }
    columns = written
    if !rules.columns.isEmpty { columns.replaceSubrange((isMended ? 1 : 0)..., with: rules.columns) }
    fieldCount = columns.count
  }

  private mutating func name(_ names: [String], _ rules: HeaderRules) {
    written = names
    columns = names
    if !rules.columns.isEmpty {
      let isMended = names.first == Self.reasonColumn
      columns = (isMended ? [Self.reasonColumn] : []) + rules.columns
    }
    columns = columns.map { rules.renamed[$0] ?? $0 }
    fieldCount = columns.count
  }

  /// Several header lines to one: a name that stands above several columns stands in the first of them only.
  static func joined(_ rows: some Collection<[String]>, by join: String) -> [String] {
    let width = rows.map(\.count).max() ?? 0
    var names = [String](repeating: "", count: width)
    for (index, row) in rows.enumerated() {
      let isLast = index == rows.count - 1
      var above = ""
      for column in 0..<width {
        var text = column < row.count ? row[column] : ""
        if !isLast {
          if text.isEmpty { text = above }
          above = text
        }
        guard !text.isEmpty else { continue }
        names[column] += names[column].isEmpty ? text : join + text
      }
    }
    return names
  }

  /// The index of a declared column: by its name, as the n-th of that name (`name#2`), or by its place (`#7`).
  package func field(of column: String) throws(Problem) -> Int {
    let named = columns.indices.filter { columns[$0] == column }
    if named.count > 1 { throw .duplicate(column, first: named[0] + 1, second: named[1] + 1) }
    if let index = named.first { return index }
    if let mark = column.lastIndex(of: "#"), let number = Int(column[column.index(after: mark)...]), number >= 1 {
      let name = String(column[..<mark])
      let places = name.isEmpty ? dataPlaces : columns.indices.filter { columns[$0] == name }
      if number <= places.count { return places[number - 1] }
    }
    throw .missing(column, has: columns)
  }

  /// Whether the file is an export of refusals, with its reasons in front.
  package var isExport: Bool { written.first == Self.reasonColumn }

  /// Places of columns that are the file's own.
  private var dataPlaces: [Int] { Array(columns.indices.dropFirst(isExport ? 1 : 0)) }

  /// The columns that are the file's own, as the job names them.
  package var dataColumns: [String] { dataPlaces.map { columns[$0] } }

  package func has(_ column: String) -> Bool { (try? field(of: column)) != nil }
}
