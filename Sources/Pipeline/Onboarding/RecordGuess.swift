import Rows
import Scanning

/// How a sample is cut into records and fields.
struct RecordGuess {
  enum Form: Equatable {
    case delimited(Dialect)
    case fixed([FixedColumn])
    case jsonLines
    case lineProtocol
  }

  /// How many records are tried with each form.
  private static let triedMax = 2000

  let form: Guess<Form>
  let end: Guess<LineRules.End>
  /// All, blank ones included.
  let records: [Range<Int>]

  init(_ text: SampleText) {
    end = Self.lineEnd(text)
    let lines = text.records(end: end.value)
    let tried = Array(lines.lazy.filter { !$0.isEmpty }.prefix(Self.triedMax))
    form = Self.form(text, tried, end.value)
    guard case .delimited(let dialect) = form.value, dialect.hasQuotedNewlines else {
      records = lines
      return
    }
    records = text.records(end: end.value, dialect: dialect)
  }

  static func lineEnd(_ text: SampleText) -> Guess<LineRules.End> {
    let ends = text.lineEnds
    if ends.lf == 0, ends.cr > 0 { return .sure(.cr, "\(ends.cr) lines end with CR alone, none with LF") }
    if ends.crlf == 0 { return .sure(.lf, "lines end with LF") }
    if ends.crlf == ends.lf { return .sure(.lf, "lines end with CR LF, which lf takes too") }
    return .sure(.lf, "\(ends.crlf) of \(ends.lf) lines end with CR LF, the others with LF; lf takes both")
  }

  private static func form(_ text: SampleText, _ lines: [Range<Int>], _ end: LineRules.End) -> Guess<Form> {
    if let first = lines.first, text.opensJSON(first) {
      let json = text.json(lines)
      if json.read > 0, json.unreadable * 20 <= json.read {
        return Guess(
          value: .jsonLines, isSure: json.unreadable == 0,
          reason: "\(json.read) of the first \(lines.count) lines are JSON objects or lists")
      }
    }
    let points = text.points(lines)
    if points.points > 0, points.unreadable * 20 <= points.points {
      return Guess(
        value: .lineProtocol, isSure: points.unreadable == 0,
        reason: "\(points.points) of the first \(lines.count) lines are points of the line protocol")
    }
    return DelimiterGuess(text, lines, end).form
  }
}

/// Which character separates fields, if one does.
struct DelimiterGuess {
  let form: Guess<RecordGuess.Form>

  private struct Trial {
    var dialect: Dialect
    /// Fields of most records, and which share of the records has that many.
    var width = 0
    var share = 0.0
    var refused = 0
  }

  init(_ text: SampleText, _ lines: [Range<Int>], _ end: LineRules.End) {
    let marks: [UInt8] = [UInt8(ascii: "\t"), UInt8(ascii: ";"), UInt8(ascii: "|"), UInt8(ascii: ",")]
    let trials = marks.compactMap { Self.trial($0, text, lines, end) }
    let clear = trials.first { $0.width >= 2 && $0.share >= 0.9 }
    if let clear {
      form = .sure(
        .delimited(clear.dialect),
        "\(Self.percent(clear.share)) of the lines have \(clear.width) fields\(Self.quoteNote(clear.dialect))")
      return
    }
    if let fixed = FixedGuess(text, lines).columns {
      form = .unsure(.fixed(fixed), "no character separates fields, but columns line up: look at their places")
      return
    }
    let blank = Self.trial(UInt8(ascii: " "), text, lines, end)
    let best = (trials + [blank].compactMap { $0 }).filter { $0.width >= 2 }.max { $0.share < $1.share }
    if let best, best.share >= 0.5 {
      form = .unsure(
        .delimited(best.dialect), "only \(Self.percent(best.share)) of the lines have \(best.width) fields")
      return
    }
    form = .unsure(.delimited(Dialect()), "no character separates fields; each line seems to be one")
  }

  private static func percent(_ share: Double) -> String { share == 1 ? "all" : "\(Int(share * 100)) %" }

  private static func quoteNote(_ dialect: Dialect) -> String {
    dialect.quote == nil ? "; quotes stand in the middle of fields, so they are ordinary characters" : ""
  }

  private static func trial(
    _ mark: UInt8, _ text: SampleText, _ lines: [Range<Int>], _ end: LineRules.End
  ) -> Trial? {
    let plain = Dialect(delimiter: mark, quote: nil)
    guard text.contains(mark) else { return nil }
    let double = Dialect(delimiter: mark)
    var candidates = [double]
    if text.contains(UInt8(ascii: "\"")) {
      var spanning = double
      spanning.hasQuotedNewlines = true
      candidates += [spanning, plain]
    }
    if text.contains(UInt8(ascii: "'")) { candidates.append(Dialect(delimiter: mark, quote: UInt8(ascii: "'"))) }
    var best: Trial?
    for dialect in candidates {
      let found = measure(dialect, text, lines, end)
      // A quote is only another than the usual one if fields are then found that were not.
      guard let known = best else {
        best = found
        continue
      }
      let isBetter =
        dialect.quote == UInt8(ascii: "'")
        ? isQuoted(text, lines, found.dialect) && found.refused <= known.refused && found.share >= known.share
        : found.refused < known.refused && found.share > known.share
      if isBetter { best = found }
    }
    return best
  }

  private static func measure(
    _ dialect: Dialect, _ text: SampleText, _ lines: [Range<Int>], _ end: LineRules.End
  ) -> Trial {
    let records =
      dialect.hasQuotedNewlines
      ? Array(text.records(end: end, dialect: dialect).lazy.filter { !$0.isEmpty }.prefix(lines.count)) : lines
    let counts = text.fieldCounts(records, dialect)
    var trial = Trial(dialect: dialect)
    trial.refused = counts.count { $0 < 0 }
    (trial.width, trial.share) = mode(counts)
    return trial
  }

  /// The commonest count and its share; the larger of two that are as common.
  static func mode(_ counts: [Int]) -> (width: Int, share: Double) {
    let tally = counts.reduce(into: [Int: Int]()) { $0[$1, default: 0] += 1 }
    guard let best = tally.max(by: { ($0.value, $0.key) < ($1.value, $1.key) }), best.key > 0 else { return (0, 0) }
    return (best.key, Double(best.value) / Double(counts.count))
  }

  /// Whether fields stand in single quotes: an apostrophe alone makes none.
  private static func isQuoted(_ text: SampleText, _ lines: [Range<Int>], _ dialect: Dialect) -> Bool {
    let plain = Dialect(delimiter: dialect.delimiter, quote: nil)
    let quoted = lines.prefix(100).count { line in
      text.fields(line, plain).contains { $0.count >= 2 && $0.hasPrefix("'") && $0.hasSuffix("'") }
    }
    return quoted * 2 > min(lines.count, 100)
  }
}

/// Columns of fixed places: what is blank in every line separates them.
struct FixedGuess {
  let columns: [FixedColumn]?

  init(_ text: SampleText, _ lines: [Range<Int>]) {
    let tried = lines.prefix(500).map { Array(text.text($0).utf8) }
    let longest = tried.map(\.count).max() ?? 0
    guard tried.count >= 3, longest > 0, longest <= 10_000 else {
      columns = nil
      return
    }
    var isText = [Bool](repeating: false, count: longest)
    for line in tried {
      for (index, byte) in line.enumerated() where byte != UInt8(ascii: " ") { isText[index] = true }
    }
    var spans: [Range<Int>] = []
    var start: Int?
    for index in 0...longest {
      let fills = index < longest && isText[index]
      if fills, start == nil { start = index }
      if !fills, let from = start {
        spans.append(from..<index)
        start = nil
      }
    }
    // Words of prose line up nowhere: two columns at least, and the lines alike in length.
    let lengths = Set(tried.map(\.count))
    guard spans.count >= 2, lengths.count <= max(3, tried.count / 20) || spans.count >= 3 else {
      columns = nil
      return
    }
    var from = 0
    columns = spans.enumerated().map { index, span in
      defer { from = span.upperBound }
      return FixedColumn(name: "c\(index + 1)", start: from, end: span.upperBound)
    }
  }
}
