import Rows
import Scanning

/// Which lines of a delimited sample are no data: preamble, comments, header, repeated headers, footers.
struct HeaderGuess {
  private static let rowsMax = 3
  private static let commentMarks = ["#", "//", "%", "!"]

  let dialect: Dialect
  private(set) var comment: Guess<String>?
  /// How many lines make the header, and how many stand before it.
  private(set) var rows: Guess<Int>
  private(set) var skip = Guess.sure(0, "the header is the first line")
  private(set) var repeats = 0
  private(set) var footers: [String] = []
  private(set) var width = 0
  /// Data rows with fewer or more fields than the header.
  private(set) var short = 0
  private(set) var long = 0
  /// Places of the data, in order.
  private(set) var data: [Range<Int>] = []
  private var headerEnd = 0

  init(_ text: SampleText, _ records: [Range<Int>], _ dialect: Dialect) {
    self.dialect = dialect
    rows = .sure(1, "")
    comment = Self.comment(text, records, dialect)
    let isComment = records.map { record in comment.map { text.begins(record, with: $0.value) } ?? false }
    let lines = records.indices.filter { !records[$0].isEmpty && !isComment[$0] }
    let counts = text.fieldCounts(lines.map { records[$0] }, dialect)
    width = DelimiterGuess.mode(counts).width
    let regular = zip(lines, counts).filter { $0.1 == width }.map(\.0)
    guard let first = regular.first else { return }
    let sample = regular.prefix(2000)
    let typed = Self.typedColumns(sample.dropFirst(sample.count > 5 ? 3 : 1).map { text.fields(records[$0], dialect) })
    findHeader(text, records, regular, first: first, typed, before: lines.prefix { $0 < first }.last)
    sortData(text, records, lines, counts)
  }

  /// Lines that begin with a mark: one alone at the top with as many fields as the others is rather the header.
  private static func comment(
    _ text: SampleText, _ records: [Range<Int>], _ dialect: Dialect
  ) -> Guess<String>? {
    for mark in commentMarks {
      let marked = records.filter { text.begins($0, with: mark) }
      guard let first = marked.first, marked.count * 2 < records.count else { continue }
      let width = DelimiterGuess.mode(text.fieldCounts(records.prefix(500), dialect)).width
      if marked.count == 1, text.fieldCounts([first], dialect) == [width] { continue }
      return .sure(mark, "\(marked.count) lines begin with it")
    }
    return nil
  }

  /// Columns that hold numbers or times in most rows.
  private static func typedColumns(_ rows: [[String]]) -> [Int] {
    guard let width = rows.map(\.count).max() else { return [] }
    return (0..<width).filter { column in
      let filled = rows.compactMap { column < $0.count && !$0[column].isEmpty ? $0[column] : nil }
      return !filled.isEmpty && filled.count(where: isValue) * 5 >= filled.count * 4
    }
  }

  /// Whether a text is rather a number or a time than a name.
  static func isValue(_ text: String) -> Bool {
    guard let first = text.unicodeScalars.first, text.utf8.contains(where: { $0 >= 48 && $0 <= 57 }) else {
      return false
    }
    let isSigned = "+-.".unicodeScalars.contains(first) || first >= "0" && first <= "9"
    if isSigned, text.utf8.allSatisfy({ !($0 | 0x20 >= 97 && $0 | 0x20 <= 122 && $0 > 64) && $0 < 0x80 }) {
      return true
    }
    if isSigned, SampleColumn([text]).numbers(as: NumberFormat()).read == 1 { return true }
    if SampleColumn([text]).times(as: .rfc3339).read == 1 { return true }
    return TimeShape.patterns(of: text).contains { pattern in
      (try? TimeFormat(pattern)).map { SampleColumn([text]).times(as: $0).read == 1 } ?? false
    }
  }

  private mutating func findHeader(
    _ text: SampleText, _ records: [Range<Int>], _ regular: [Int], first: Int, _ typed: [Int], before: Int?
  ) {
    func namesOnly(_ record: Int) -> Bool {
      let fields = text.fields(records[record], dialect)
      return !typed.contains { $0 < fields.count && Self.isValue(fields[$0]) } && fields.contains { !$0.isEmpty }
    }
    if typed.isEmpty {
      rows = .unsure(1, "no column has numbers or times, so nothing tells names from data")
      headerEnd = first + 1
    } else if namesOnly(first) || isNamed(text, records, first, typed) {
      var count = 1
      for record in regular.dropFirst().prefix(Self.rowsMax - 1) where record == first + count {
        guard namesOnly(record) else { break }
        count += 1
      }
      headerEnd = first + count
      rows =
        count == 1
        ? .sure(1, "names stand where the other lines have numbers and times")
        : .unsure(count, "\(count) lines have no number where the others have some")
    } else if let before, namesOnly(before), abs(text.fieldCounts([records[before]], dialect)[0] - width) == 1 {
      rows = .unsure(1, "the line before the data has names, but another number of fields")
      headerEnd = before + 1
      width = text.fieldCounts([records[before]], dialect)[0]
    } else {
      rows = .sure(0, "the first line has numbers and times like the others")
      headerEnd = first
    }
    let start = headerEnd - rows.value
    guard records[..<start].contains(where: { record in comment.map { !text.begins(record, with: $0.value) } ?? true })
    else { return }
    skip = .unsure(start, "\(start) lines stand before it; where their number varies say header: {find: true} instead")
  }

  /// Names that are numbers, such as those of channels, beside the name of a time.
  private func isNamed(_ text: SampleText, _ records: [Range<Int>], _ first: Int, _ typed: [Int]) -> Bool {
    let fields = text.fields(records[first], dialect)
    guard let time = typed.first, time < fields.count, !fields[time].isEmpty, !Self.isValue(fields[time]) else {
      return false
    }
    return ColumnWords.isTime(fields[time]) && Set(fields).count == fields.count
  }

  private mutating func sortData(
    _ text: SampleText, _ records: [Range<Int>], _ lines: [Int], _ counts: [Int]
  ) {
    let lastHeader = rows.value > 0 && headerEnd > 0 ? records[headerEnd - 1] : nil
    for (line, count) in zip(lines, counts) where line >= headerEnd {
      if let lastHeader, text.isEqual(records[line], lastHeader) {
        repeats += 1
        continue
      }
      if count != width, let word = Self.footerWord(text.fields(records[line], dialect).first ?? "") {
        if !footers.contains(word) { footers.append(word) }
        continue
      }
      if count < width { short += 1 }
      if count > width { long += 1 }
      data.append(records[line])
    }
    dropFootersThatAreData(text)
  }

  /// Lines of data that begin like a footer are none.
  private mutating func dropFootersThatAreData(_ text: SampleText) {
    footers.removeAll { word in data.contains { text.begins($0, with: word) } }
  }

  /// The word with which a line begins that is no data: letters, and no number.
  private static func footerWord(_ text: String) -> String? {
    let word = String(text.prefix { $0 != ":" && $0 != "(" && $0 != "=" })
    guard let first = word.first, first.isLetter, word.count <= 30, !word.contains(where: \.isNumber) else {
      return nil
    }
    return word.split(separator: " ").first.map(String.init)
  }

  /// Moves rows whose time does not read to the footers, where all of them begin with a few words.
  mutating func takeFooters(_ text: SampleText, unread: [Int]) -> Bool {
    let words = unread.compactMap { Self.footerWord(text.fields(data[$0], dialect).first ?? "") }
    guard !unread.isEmpty, words.count == unread.count, unread.count * 10 <= data.count, Set(words).count <= 3 else {
      return false
    }
    let gone = Set(unread)
    let rest = data.indices.filter { !gone.contains($0) }.map { data[$0] }
    guard !rest.contains(where: { record in words.contains { text.begins(record, with: $0) } }) else { return false }
    data = rest
    for word in words where !footers.contains(word) { footers.append(word) }
    return true
  }

  var lineRules: LineRules { LineRules(comment: comment?.value, footers: footers) }

  var headerRules: HeaderRules { HeaderRules(skip: skip.value, rows: rows.value, repeats: repeats > 0) }
}
