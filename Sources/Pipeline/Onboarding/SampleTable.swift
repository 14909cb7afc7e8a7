import Rows
import Scanning

/// A sample as columns with names.
struct SampleTable {
  private(set) var columns: [SampleColumn] = []
  /// As the file writes them.
  private(set) var titles: [String] = []
  /// As the job names them.
  private(set) var references: [String] = []
  private(set) var rows = 0
  /// Of delimited files.
  private(set) var header: HeaderGuess?
  /// Of files of fixed places.
  private(set) var fixed: [FixedColumn] = []
  /// Lines before the data of a file of fixed places.
  private(set) var fixedSkip = 0
  /// Columns that hold what no job reads: lists and objects, true and false.
  private(set) var unreadable: [Int] = []

  init(_ text: SampleText, _ guess: RecordGuess) throws(Failure) {
    switch guess.form.value {
    case .delimited(let dialect): try readDelimited(text, guess, dialect)
    case .fixed(let places): readFixed(text, guess, places)
    case .jsonLines: readJSON(text, guess)
    case .lineProtocol: break
    }
  }

  private mutating func readDelimited(
    _ text: SampleText, _ guess: RecordGuess, _ dialect: Dialect
  ) throws(Failure) {
    var header = HeaderGuess(text, guess.records, dialect)
    guard !header.data.isEmpty else {
      throw Failure(.input, "the file has no line of data, so there is nothing to look at")
    }
    var lines = header.lineRules
    lines.end = guess.end.value
    let names: Header
    do throws(Header.Problem) {
      names = try text.header(dialect, lines: lines, rules: header.headerRules)
    } catch {
      throw Failure(.input, "\(error)")
    }
    titles = names.dataColumns
    columns = text.columns(header.data, dialect, width: titles.count)
    // Footers with as many fields as the data show in a time column that else is one.
    if let first = columns.indices.first(where: { Self.isNearlyTime(columns[$0]) }) {
      let unread = Self.texts(columns[first])
      if header.takeFooters(text, unread: unread) {
        columns = text.columns(header.data, dialect, width: titles.count)
      }
    }
    rows = header.data.count
    references = Self.references(titles)
    self.header = header
  }

  private static func texts(_ column: SampleColumn) -> [Int] {
    (0..<column.count).filter { !HeaderGuess.isValue(column.text(at: $0)) }
  }

  private static func isNearlyTime(_ column: SampleColumn) -> Bool {
    let step = max(1, column.count / 100)
    let tried = stride(from: 0, to: column.count, by: step).map { column.text(at: $0) }
    let times = tried.count { !TimeShape.patterns(of: $0).isEmpty }
    return times * 10 >= tried.count * 9
  }

  private mutating func readFixed(_ text: SampleText, _ guess: RecordGuess, _ places: [FixedColumn]) {
    let lines = guess.records.filter { !$0.isEmpty }
    let first = text.columns(Array(lines.prefix(1)), places)
    let second = text.columns(Array(lines.dropFirst().prefix(1)), places)
    let hasHeader =
      !first.contains { HeaderGuess.isValue($0.text(at: 0)) } && second.contains { HeaderGuess.isValue($0.text(at: 0)) }
    var names = places.map(\.name)
    if hasHeader {
      fixedSkip = (guess.records.firstIndex { !$0.isEmpty } ?? 0) + 1
      for index in names.indices {
        let name = first[index].text(at: 0)
        if !name.isEmpty, !names.contains(name) { names[index] = name }
      }
    }
    fixed = zip(places, names).map { FixedColumn(name: $1, start: $0.start, end: $0.end) }
    columns = text.columns(Array(lines.dropFirst(hasHeader ? 1 : 0)), fixed)
    titles = names
    references = names
    rows = columns.first?.count ?? 0
  }

  private mutating func readJSON(_ text: SampleText, _ guess: RecordGuess) {
    let json = text.json(guess.records.filter { !$0.isEmpty })
    columns = json.columns
    titles = json.paths
    references = json.paths
    rows = json.read
    unreadable = columns.indices.filter { json.booleans[$0] > 0 || json.structures[$0] > 0 }
  }

  /// By name; names that stand twice or not at all by their place.
  static func references(_ titles: [String]) -> [String] {
    titles.indices.map { index in
      let title = titles[index]
      let isPlain = !title.isEmpty && !title.unicodeScalars.contains { $0.value < 32 || $0.value == 127 }
      guard isPlain else { return "#\(index + 1)" }
      let same = titles.indices.filter { titles[$0] == title }
      return same.count == 1 ? title : "\(title)#\((same.firstIndex(of: index) ?? 0) + 1)"
    }
  }
}
