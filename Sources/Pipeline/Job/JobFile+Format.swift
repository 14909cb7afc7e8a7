import Aggregation
import Extraction
import Rows
import Scanning
import Yams

/// Where a job's bytes come from and how they are written.
extension JobDecoder {
  func decodeSource() -> (SourceSpec?, margin: Int) {
    guard let map = top.requiredMapping("source") else { return (nil, 1) }
    let root = map.required("root", expecting: "a root of the site file")
    let path = map.required("path", expecting: "a path below the root, such as press/*.csv")
    let margin = map.integer("path_margin", 0...1000, or: 1)
    map.finish()
    guard let root, let path else { return (nil, margin) }
    guard let known = roots.first(where: { $0.name == root.text }) else {
      let names = roots.map(\.name).joined(separator: ", ")
      problems.add(root.node, "source.root: the site file declares no root \"\(clipped(root.text))\"; it has: \(names)")
      return (nil, margin)
    }
    do throws(PathPattern.Problem) {
      let pattern = try PathPattern(path.text)
      if let node = map.node("path_margin"), !pattern.fields.contains("yyyy") {
        problems.add(node, "source.path_margin: has no meaning without a date in source.path, {yyyy} at least")
      }
      return (SourceSpec(root: known, pattern: pattern), margin)
    } catch {
      problems.add(path.node, "source.path: \(error)")
      return (nil, margin)
    }
  }

  func decodeContainer() -> ExpansionPolicy {
    var policy = ExpansionPolicy()
    guard let map = top.mapping("container") else { return policy }
    policy.trailing = map.choice("trailing", or: policy.trailing)
    policy.ratioMax = map.integer("max_ratio", 1...1_000_000, or: policy.ratioMax)
    policy.bytesMax = map.convert(
      "max_bytes", expecting: "a size such as 512MiB or 64GiB", or: policy.bytesMax, parseByteCount)
    map.finish()
    return policy
  }

  /// Nil: to be looked for.
  func decodeEncoding() -> TextEncoding? {
    guard let found = top.text("encoding") else { return .utf8 }
    if found.text == "auto" { return nil }
    if let encoding = TextEncoding(label: found.text) { return encoding }
    let names = TextEncoding.allCases.map(\.rawValue).joined(separator: ", ")
    problems.add(found.node, "encoding: expected auto or one of \(names), found \"\(clipped(found.text))\"")
    return .utf8
  }

  func decodeFormat() -> RecordFormat {
    let sections: [(key: String, formats: [FormatName])] = [
      ("csv", [.csv, .tsv]), ("fixed", [.fixed]), ("influx", [.influx]), ("header", [.csv, .tsv]),
    ]
    for (key, formats) in sections where !formats.contains(format) {
      if let node = top.node(key) { problems.add(node, "\(key): has no meaning with format: \(format.rawValue)") }
    }
    switch format {
    case .csv: return .delimited(decodeDialect(Dialect()))
    case .tsv: return .delimited(decodeDialect(Dialect(delimiter: UInt8(ascii: "\t"), quote: nil)))
    case .fixed: return decodeFixed()
    case .jsonl: return .jsonLines
    case .influx: return .lineProtocol
    }
  }

  private func decodeDialect(_ fallback: Dialect) -> Dialect {
    guard let map = top.mapping("csv") else { return fallback }
    var dialect = fallback
    dialect.delimiter = map.convert(
      "delimiter", expecting: "\(Expected.oneCharacter), or tab", or: fallback.delimiter
    ) { text in
      text == "tab" ? UInt8(ascii: "\t") : oneByte(text)
    }
    func optional(_ key: String, _ fallback: UInt8?) -> UInt8? {
      map.convert(key, expecting: "\(Expected.oneCharacter), or none", or: fallback) { text in
        text == "none" ? .some(nil) : oneByte(text).map { .some($0) }
      }
    }
    dialect.quote = optional("quote", fallback.quote)
    dialect.escape = optional("escape", nil)
    dialect.hasQuotedNewlines = map.bool("quoted_newlines", or: false)
    dialect.shortRows = map.choice("short_rows", or: .refuse)
    dialect.longRows = map.choice("long_rows", or: .refuse)
    if dialect.quote == dialect.delimiter {
      problems.add(map.place, "csv: delimiter and quote are the same character")
    }
    if let escape = dialect.escape, escape == dialect.delimiter || escape == dialect.quote {
      problems.add(
        map.place, "csv.escape: the same character as delimiter or quote (a doubled quote needs no escape)")
    }
    if dialect.hasQuotedNewlines, dialect.quote == nil {
      problems.add(map.place, "csv.quoted_newlines: needs a quote")
    }
    map.finish()
    return dialect
  }

  func oneByte(_ text: String) -> UInt8? {
    guard text.utf8.count == 1, let byte = text.utf8.first, byte == 9 || byte > 32 && byte < 127 || byte == 32 else {
      return nil
    }
    return byte
  }

  private func decodeFixed() -> RecordFormat {
    guard let map = top.requiredMapping("fixed") else { return .fixed([], pads: false) }
    enum ShortLines: String, CaseIterable { case refuse, pad }
    let short = map.choice("short_lines", or: ShortLines.refuse)
    var columns: [FixedColumn] = []
    let list = map.mappings("columns")
    for column in list {
      let name = column.required("name", expecting: "the name of a column")
      let places = 1...Dialect.recordBytesMax
      for key in ["from", "to"] where !column.has(key) {
        problems.add(column.place, "\(column.name(key)) is missing; expected a byte of the line, counted from 1")
      }
      let from = column.integer("from", places, or: 1)
      let to = column.integer("to", places, or: from)
      column.finish()
      if to < from {
        problems.add(column.place, "\(column.name("to")): the column ends at \(to), before it begins at \(from)")
      }
      guard let name else { continue }
      if columns.contains(where: { $0.name == name.text }) {
        problems.add(name.node, "fixed.columns: the name \"\(clipped(name.text))\" stands twice")
      }
      columns.append(FixedColumn(name: name.text, start: from - 1, end: to))
    }
    if map.node("columns")?.sequence?.isEmpty ?? !map.has("columns") {
      problems.add(map.node("columns") ?? map.place, "fixed.columns: expected a list with at least one column")
    }
    map.finish()
    // Where a column could not be read, nobody can say that one is not there.
    let isWhole = columns.count == map.node("columns")?.sequence?.count
    return .fixed(isWhole ? columns : [], pads: short == .pad)
  }

  func decodeLines(_ header: inout HeaderRules) -> LineRules {
    var rules = LineRules()
    guard let map = top.mapping("lines") else { return rules }
    rules.end = map.choice("end", or: .lf)
    header.skip = map.integer("skip", 0...1_000_000, or: 0)
    rules.comment = map.text("comment")?.text
    rules.footers = map.texts("footer") ?? []
    if rules.footers.contains("") {
      problems.add(
        map.node("footer"), "lines.footer: every line begins with an empty text; expected one with a character")
    }
    map.finish()
    return rules
  }

  func decodeHeader() -> HeaderRules {
    var rules = HeaderRules()
    if format != .csv, format != .tsv { rules.rows = 0 }
    guard format == .csv || format == .tsv, let map = top.mapping("header") else { return rules }
    enum Repeats: String, CaseIterable { case refuse, skip }
    rules.rows = map.integer("rows", 0...20, or: 1)
    rules.join = map.text("join")?.text ?? " "
    rules.isFound = map.bool("find", or: false)
    rules.repeats = map.choice("repeats", or: Repeats.refuse) == .skip
    rules.columns = map.texts("columns") ?? []
    if rules.rows == 0, rules.isFound || rules.repeats {
      problems.add(map.place, "header: with rows: 0 there is none that could be found or repeated")
    }
    if rules.isFound, !rules.columns.isEmpty {
      problems.add(map.place, "header.find: looks for the file's own names, which columns replaces")
    }
    map.finish()
    return rules
  }

  func decodePoints() -> JobSpec.Points {
    var points = JobSpec.Points()
    guard format == .influx, let map = top.mapping("influx") else { return points }
    points.precision = map.choice("precision", or: .ns)
    points.fields = map.texts("fields")
    if points.fields?.isEmpty ?? false, map.node("fields")?.sequence?.isEmpty ?? false {
      problems.add(map.node("fields"), "influx.fields: expected at least one field; all are taken where it is left out")
    }
    map.finish()
    return points
  }

  func decodeSchema(_ header: inout HeaderRules) -> SchemaPolicy {
    var policy = SchemaPolicy()
    guard let map = top.mapping("schema") else { return policy }
    policy.columns = map.texts("columns") ?? []
    policy.new = map.choice("new_columns", or: .note)
    policy.moved = map.choice("moved_columns", or: .note)
    policy.missing = map.choice("missing_columns", or: .refuse)
    if let renamed = map.mapping("renamed") {
      for (name, _) in renamed.names {
        if let target = renamed.text(name, expecting: "the column's name in this job") {
          header.renamed[name] = target.text
        }
      }
    }
    if format == .influx || format == .jsonl || format == .fixed {
      for key in ["columns", "new_columns", "moved_columns", "missing_columns", "renamed"] where map.has(key) {
        problems.add(map.node(key), "schema.\(key): has no meaning with format: \(format.rawValue)")
      }
    } else if policy.columns.isEmpty, policy.new == .refuse || policy.moved == .refuse {
      problems.add(map.place, "schema: refuse needs schema.columns, the columns that a file should have")
    }
    map.finish()
    return policy
  }

  func decodeNumbers() -> NumberFormat {
    var numbers = NumberFormat()
    guard let map = top.mapping("numbers") else { return numbers }
    let marks: [String: UInt8] = [".": 46, ",": 44, "'": 39, "blank": 32]
    numbers.decimalMark = map.convert("decimal", expecting: "\".\" or \",\"", or: numbers.decimalMark) { text in
      text == "." || text == "," ? marks[text] : nil
    }
    numbers.thousandsMark = map.convert(
      "thousands", expecting: "one of \",\", \".\", \"'\", blank", or: nil as UInt8?
    ) { marks[$0].map { .some($0) } }
    if numbers.thousandsMark == numbers.decimalMark {
      problems.add(map.place, "numbers: decimal and thousands are the same character")
    }
    numbers.nullTexts = map.texts("null") ?? []
    for node in map.sequence("sentinels") ?? [] {
      guard let text = node.scalar?.string, let number = parseNumber(text, as: numbers) ?? parseNumber(text) else {
        problems.add(node, "numbers.sentinels: expected a number, found \(kind(node))")
        continue
      }
      numbers.sentinels.append(number)
    }
    map.finish()
    // A null text that reads as a number would never be compared as a text.
    for text in numbers.nullTexts {
      if let number = parseNumber(text, as: numbers) { numbers.sentinels.append(number) }
    }
    return numbers
  }

  func decodeFilters() -> [RowFilter] {
    top.mappings("where").compactMap { map in
      let column = map.required("column", expecting: "the name of a column")
      let isOne = map.texts("is")
      let isNone = map.texts("is_not")
      let pattern = map.text("matches")
      map.finish()
      let tests: [RowFilter.Test] = [
        isOne.map { .isOneOf($0) }, isNone.map { .isNoneOf($0) }, pattern.map { .matches(TextPattern($0.text)) },
      ].compactMap { $0 }
      guard ["is", "is_not", "matches"].count(where: map.has) == 1 else {
        problems.add(map.place, "where: expected one of is, is_not, matches")
        return nil
      }
      guard tests.count == 1 else { return nil }
      return column.map { RowFilter(column: $0.text, test: tests[0]) }
    }
  }
}
