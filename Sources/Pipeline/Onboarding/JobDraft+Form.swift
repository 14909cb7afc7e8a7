import Rows
import Scanning

/// How the file is written, and when its records are.
extension JobDraft {
  func writeForm(_ writer: inout DraftWriter) {
    writer.line("encoding", encoding.value.rawValue, encoding)
    let form = records.form
    switch form.value {
    case .delimited(let dialect): writeDelimited(&writer, dialect, form)
    case .fixed: writer.line("format", "fixed", form)
    case .jsonLines: writer.line("format", "jsonl", form)
    case .lineProtocol: writer.line("format", "influx", form)
    }
    if case .points(let points, let precision) = content {
      writer.begin("influx")
      writer.line("precision", precision.value.rawValue, precision)
      if !points.otherFields.isEmpty {
        writer.line(
          "fields", DraftWriter.list(points.numericFields), isSure: true,
          "the others hold no numbers: \(points.otherFields.prefix(8).joined(separator: ", "))")
      }
      writer.end()
    }
    writeLines(&writer)
    if case .table(let table, _) = content {
      writeHeader(&writer, table)
      writeFixed(&writer, table)
    }
  }

  private func writeDelimited(_ writer: inout DraftWriter, _ dialect: Dialect, _ form: Guess<RecordGuess.Form>) {
    let isTSV = dialect.delimiter == UInt8(ascii: "\t") && dialect.quote == nil
    writer.line("format", isTSV ? "tsv" : "csv", form)
    guard case .table(let table, _) = content, let header = table.header else { return }
    var lines: [(key: String, value: String, isSure: Bool, reason: String)] = []
    if !isTSV, dialect.delimiter != UInt8(ascii: ",") {
      let mark = dialect.delimiter == UInt8(ascii: "\t") ? "tab" : DraftWriter.scalar(character(dialect.delimiter))
      lines.append(("delimiter", mark, form.isSure, form.reason))
    }
    if !isTSV, dialect.quote != UInt8(ascii: "\"") {
      lines.append(
        dialect.quote.map { ("quote", DraftWriter.scalar(character($0)), true, "fields stand in it") }
          ?? ("quote", "none", false, "quotes stand within fields and are not closed"))
    }
    if dialect.hasQuotedNewlines { lines.append(("quoted_newlines", "true", true, "quoted fields hold line ends")) }
    if header.short > 0 {
      lines.append(("short_rows", "pad", false, "\(header.short) lines have fewer fields than the header"))
    }
    if header.long > 0 {
      lines.append(("long_rows", "cut", false, "\(header.long) lines have more fields than the header"))
    }
    guard !lines.isEmpty else { return }
    writer.begin("csv")
    for line in lines { writer.line(line.key, line.value, isSure: line.isSure, line.reason) }
    writer.end()
  }

  private func character(_ byte: UInt8) -> String { String(Character(UnicodeScalar(byte))) }

  private func writeLines(_ writer: inout DraftWriter) {
    var lines: [(key: String, value: String, isSure: Bool, reason: String)] = []
    if records.end.value == .cr { lines.append(("end", "cr", records.end.isSure, records.end.reason)) }
    if case .table(let table, _) = content {
      if let header = table.header {
        if header.skip.value > 0 {
          lines.append(("skip", "\(header.skip.value)", header.skip.isSure, header.skip.reason))
        }
        if let comment = header.comment {
          lines.append(("comment", DraftWriter.scalar(comment.value), comment.isSure, comment.reason))
        }
        if !header.footers.isEmpty {
          lines.append(
            ("footer", DraftWriter.list(header.footers), false, "lines that begin so are no data, as it seems"))
        }
      } else if table.fixedSkip > 0 {
        lines.append(("skip", "\(table.fixedSkip)", false, "the first line seems to name the columns"))
      }
    }
    guard !lines.isEmpty else { return }
    writer.begin("lines")
    for line in lines { writer.line(line.key, line.value, isSure: line.isSure, line.reason) }
    writer.end()
  }

  private func writeHeader(_ writer: inout DraftWriter, _ table: SampleTable) {
    guard let header = table.header else { return }
    if header.rows.value == 1, header.repeats == 0 {
      writer.find("header.rows", "1", isSure: header.rows.isSure, header.rows.reason)
      return
    }
    writer.begin("header")
    writer.line("rows", "\(header.rows.value)", header.rows)
    if header.repeats > 0 {
      writer.line("repeats", "skip", isSure: true, "it stands \(header.repeats) times more, further down")
    }
    writer.end()
  }

  private func writeFixed(_ writer: inout DraftWriter, _ table: SampleTable) {
    guard !table.fixed.isEmpty else { return }
    writer.begin("fixed")
    writer.line("short_lines", "pad", isSure: false, "lines may end before the last column")
    writer.begin("columns")
    for column in table.fixed {
      writer.element([
        ("name", DraftWriter.scalar(column.name), ""), ("from", "\(column.start + 1)", ""),
        ("to", "\(column.end)", "unsure: what is blank in all lines separates columns"),
      ])
    }
    writer.end()
    writer.end()
  }

  // MARK: When

  func writeTime(_ writer: inout DraftWriter) {
    guard case .table(let table, _) = content else { return writePlausible(&writer, inSection: false) }
    writer.blank()
    if !otherTimes.isEmpty {
      writer.comment("Times too: \(otherTimes.map { clipped(table.titles[$0]) }.joined(separator: ", ")).")
    }
    writer.begin("time")
    defer { writer.end() }
    guard let time else {
      writer.line("from", "path", isSure: true, "no column has times")
      return
    }
    let names = time.columns.map { table.references[$0] }
    let isNamed = time.columns.contains { ColumnWords.isTime(table.titles[$0]) }
    writer.line(
      "column", names.count == 1 ? DraftWriter.scalar(names[0]) : DraftWriter.list(names),
      isSure: isNamed || otherTimes.isEmpty,
      "\(time.stamps.count { $0 != SampleColumn.noTime }) of \(table.rows) lines have a time there")
    writer.line("format", DraftWriter.scalar(time.format.value), time.format)
    if let pivot = time.pivot {
      writer.line("pivot", "\(pivot)", isSure: false, "with 70, some two-digit years would lie in the future")
    }
    if time.hours24 > 0 {
      writer.line("hour_24", "next_day", isSure: true, "\(time.hours24) stamps say 24:00")
    }
    guard let stamps else { return }
    writeStamps(&writer, stamps)
    if stamps.nonexistent > 0 {
      writer.line(
        "nonexistent", "shift_forward", isSure: false,
        "\(stamps.nonexistent) stamps do not exist in this zone: perhaps it is another, such as UTC")
    }
    if stamps.ambiguous > 0 {
      writer.line("ambiguous", "earlier", isSure: false, "\(stamps.ambiguous) stamps exist twice in this zone")
    }
    writePlausible(&writer, inSection: true)
  }

  private func writeStamps(_ writer: inout DraftWriter, _ stamps: StampGuess) {
    let period = stamps.period.map { (StampGuess.durationText($0.value), $0) }
    if let end = stamps.isEnd, end.value, period != nil {
      writer.line("stamp", "end", end)
      if stamps.midnightIsSameDay { writer.line("midnight_stamp", "same_day", end) }
    } else if let end = stamps.isEnd {
      writer.proposal("stamp", "end", end.reason)
    }
    if let (text, guess) = period {
      if guess.isSure || stamps.isEnd?.value == true || hasAmounts {
        writer.line("period", text, guess)
      } else {
        writer.proposal("period", text, guess.reason)
      }
    }
  }

  private func writePlausible(_ writer: inout DraftWriter, inSection: Bool) {
    guard let stamps, stamps.first != .max else { return }
    let first = localDate(stamps.first)
    let most = localDate(stamps.mostFrom)
    let isFar = most.year - first.year > 2
    if !inSection { writer.begin("time") }
    writer.line(
      "plausible_from", Self.date((max(1, first.year), 1, 1)), isSure: false,
      isFar
        ? "so that all lines load, but nearly all stamps are from \(Self.date(most)) on: the others look wrong"
        : "the year of the first stamp in this file; earlier ones would be refused")
    if !inSection { writer.end() }
  }
}
