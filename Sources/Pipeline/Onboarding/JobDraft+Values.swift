import Rows
import Scanning

/// What the values are.
extension JobDraft {
  /// Finer ones are rather the tail of a float than a resolution.
  private static let decimalsMax = 6

  /// Whether a column is declared as a quantity of a period, which therefore has to be known.
  var hasAmounts: Bool {
    guard case .table(let table, let layout) = content, stamps?.period != nil else { return false }
    return layout.values.contains { isAmount($0, table) }
  }

  private func isAmount(_ value: LayoutGuess.Value, _ table: SampleTable) -> Bool {
    guard let unit = UnitGuess.unit(of: table.titles[value.column]), UnitGuess.isAmount(unit.value) else {
      return false
    }
    return !rises(value.numbers.values)
  }

  /// A meter that only ever counts up is a level.
  private func rises(_ values: [Double]) -> Bool {
    let numbers = values.filter { !$0.isNaN }
    guard let first = numbers.first, let last = numbers.last, numbers.count >= 3 else { return false }
    return last > first && zip(numbers, numbers.dropFirst()).allSatisfy { $0 <= $1 }
  }

  func writeLayout(_ writer: inout DraftWriter, _ table: SampleTable, _ layout: LayoutGuess) {
    for column in layout.rest {
      writer.comment("Not read: \(clipped(table.titles[column.column])): \(column.about).")
      writer.find("(not read)", clipped(table.titles[column.column]), isSure: false, column.about)
    }
    switch layout.shape.value {
    case .narrow(let sensor, let value):
      writer.line("layout", "narrow", layout.shape)
      writer.begin("sensor")
      writer.line("column", DraftWriter.scalar(table.references[sensor]), layout.shape)
      writer.end()
      writeValueColumn(&writer, table, layout, value)
    case .single(let value):
      if isUnnamed(table, value) {
        writer.line("layout", "narrow", layout.shape)
        writer.begin("sensor")
        writer.line("code", DraftWriter.scalar(name), isSure: false, "nothing in the file names it")
        writer.proposal("path", "\"{name}\"", "where each file is a sensor: with source.path: \"{name}.csv\"")
        writer.end()
        writeValueColumn(&writer, table, layout, value)
      } else {
        writeWide(&writer, table, layout, machine: nil)
      }
    case .wide(let machine): writeWide(&writer, table, layout, machine: machine)
    }
    writeQuality(&writer, table, layout)
    writeNumbers(&writer, layout)
    if layout.surplus > 0 {
      writer.line(
        "duplicates", "keep_all", isSure: false,
        "\(layout.surplus) of \(table.rows) lines stand on a stamp that their sensor has already; last would drop them")
    }
  }

  private func isUnnamed(_ table: SampleTable, _ column: Int) -> Bool {
    ColumnWords.isValue(table.titles[column]) || table.header?.rows.value == 0
  }

  private func writeValueColumn(
    _ writer: inout DraftWriter, _ table: SampleTable, _ layout: LayoutGuess, _ column: Int
  ) {
    writer.begin("value")
    writer.line("column", DraftWriter.scalar(table.references[column]), layout.shape)
    writer.end()
    guard let value = layout.values.first else { return }
    let traits = traits(value, table)
    if case .single = layout.shape.value, traits.contains(where: { !$0.key.hasPrefix("#") }) {
      writer.begin("sensors")
      writer.element([("match", DraftWriter.scalar(name), "")] + traits)
      writer.end()
    } else if !traits.isEmpty {
      let text = traits.filter { !$0.key.hasPrefix("#") }.map { "\($0.key): \($0.value)" }.joined(separator: ", ")
      if !text.isEmpty { writer.proposal("sensors", "[{match: \"*\", \(text)}]", "if all sensors are alike") }
    }
  }

  private func writeWide(
    _ writer: inout DraftWriter, _ table: SampleTable, _ layout: LayoutGuess, machine: Int?
  ) {
    writer.line("layout", "wide", layout.shape)
    if let machine {
      let field =
        table.references[machine].contains { "{}".contains($0) } ? "#\(machine + 1)" : table.references[machine]
      writer.begin("sensor")
      writer.line("template", DraftWriter.scalar("{\(field)}/{column}"), layout.shape)
      writer.end()
    }
    writer.find(
      "values", "\(layout.values.count) of \(table.columns.count) columns", isSure: layout.shape.isSure,
      layout.values.prefix(6).map { clipped(table.titles[$0.column]) }.joined(separator: ", "))
    writer.begin("values")
    for value in layout.values {
      let reference = table.references[value.column]
      var lines = [("column", DraftWriter.scalar(reference), "")]
      if reference.hasPrefix("#") || reference.utf8.count > 100 {
        lines.append(("sensor", "c\(value.column + 1)", "unsure: the file gives it no name that could be a code"))
      }
      if let quality = layout.quality {
        lines.append(("quality", DraftWriter.scalar(table.references[quality.column]), ""))
      }
      writer.element(lines + traits(value, table))
    }
    writer.end()
    let units = layout.values.compactMap { UnitGuess.unit(of: table.titles[$0.column])?.value }
    if !units.isEmpty {
      writer.find("values.unit", units.prefix(6).joined(separator: ", "), isSure: true, "from the names")
    }
    let amounts = layout.values.filter { isAmount($0, table) }.map { clipped(table.titles[$0.column]) }
    if !amounts.isEmpty {
      writer.find(
        "values.class", "amount", isSure: false, "by their units: \(amounts.prefix(6).joined(separator: ", "))")
    }
    writer.find("values.resolution", "by column", isSure: false, "the most decimals that this file has")
  }

  /// Keys of an element of `values` or `sensors`; those that are only proposed begin with `#`.
  private func traits(
    _ value: LayoutGuess.Value, _ table: SampleTable
  ) -> [(key: String, value: String, verdict: String)] {
    var lines: [(key: String, value: String, verdict: String)] = []
    let unit = UnitGuess.unit(of: table.titles[value.column])
    if isAmount(value, table) {
      let isKnown = stamps?.period != nil
      lines.append(
        (isKnown ? "class" : "# class", "amount", "unsure: by its unit a quantity of a period, not a level"))
    } else if let unit, UnitGuess.isAmount(unit.value) {
      lines.append(("# class", "gauge", "unsure: it only rises, so it is a meter's reading"))
    }
    if let unit {
      lines.append(("unit", DraftWriter.scalar(unit.value), "\(unit.isSure ? "sure" : "unsure"): \(unit.reason)"))
    }
    let decimals = value.numbers.decimalsMax
    let largest = value.numbers.values.reduce(0) { $1.isNaN ? $0 : max($0, $1.magnitude) }
    let text = decimals == 0 ? "1" : "0." + String(repeating: "0", count: max(0, decimals - 1)) + "1"
    if decimals > Self.decimalsMax || withholdsResolution || largest >= 1e8 {
      let why =
        decimals > Self.decimalsMax
        ? "the tail of a float, as it seems: it has none" : "not all values of the file are that coarse"
      lines.append(("# resolution", decimals > 9 ? "0.001" : text, "unsure: \(why)"))
    } else {
      lines.append(("resolution", text, "unsure: no value of this file is finer"))
    }
    return lines
  }

  private func writeQuality(_ writer: inout DraftWriter, _ table: SampleTable, _ layout: LayoutGuess) {
    guard let quality = layout.quality else { return }
    writer.begin("quality")
    writer.line("scheme", quality.scheme.rawValue, isSure: quality.isSure, quality.reason)
    if !isWide(layout, table) {
      writer.line(
        "column", DraftWriter.scalar(table.references[quality.column]), isSure: quality.isSure, quality.reason)
    }
    if quality.scheme == .map {
      let pairs = quality.map.map { "\(DraftWriter.scalar($0.text)): \($0.meaning)" }.joined(separator: ", ")
      writer.line("map", "{\(pairs)}", isSure: false, "what each means is a guess")
    }
    writer.end()
  }

  private func isWide(_ layout: LayoutGuess, _ table: SampleTable) -> Bool {
    switch layout.shape.value {
    case .wide: true
    case .narrow: false
    case .single(let value): !isUnnamed(table, value)
    }
  }

  private func writeNumbers(_ writer: inout DraftWriter, _ layout: LayoutGuess) {
    let format = layout.numbers.value
    let nulls = Set(layout.values.flatMap(\.nullTexts)).sorted()
    let sentinels = Set(layout.values.flatMap(\.sentinels)).sorted().map { number in
      number == number.rounded() && number.magnitude < 1e15 ? String(Int(number)) : String(number)
    }
    let marks: [UInt8: String] = [44: "\",\"", 46: "\".\"", 39: "\"'\"", 32: "blank"]
    let isDeclared = format.decimalMark != UInt8(ascii: ".") || format.thousandsMark != nil || !nulls.isEmpty
    if !isDeclared {
      if !sentinels.isEmpty {
        writer.proposal(
          "numbers", "{sentinels: [\(sentinels.joined(separator: ", "))]}", "they stand far from all other values")
      }
      return
    }
    writer.begin("numbers")
    if format.decimalMark != UInt8(ascii: ".") {
      writer.line("decimal", marks[format.decimalMark] ?? "", layout.numbers)
    }
    if let thousands = format.thousandsMark { writer.line("thousands", marks[thousands] ?? "", layout.numbers) }
    if !nulls.isEmpty {
      let strange = nulls.filter { !NumberGuess.nullWords.contains($0) }
      writer.line(
        "null", DraftWriter.list(nulls), isSure: strange.isEmpty,
        strange.isEmpty
          ? "such texts stand where there is no value" : "texts between numbers; do all mean that there is no value?")
    }
    if !sentinels.isEmpty {
      writer.proposal("sentinels", "[\(sentinels.joined(separator: ", "))]", "they stand far from all other values")
    }
    writer.end()
  }

  func writePoints(_ writer: inout DraftWriter, _ points: SamplePoints) {
    let common = points.tags.filter { points.tagsOfAll?.contains($0) ?? false }
    let rare = points.tags.filter { !common.contains($0) }
    let pieces = ["{measurement}"] + common.map { "{tag.\($0)}" } + ["{field}"]
    writer.begin("sensor")
    writer.line(
      "template", DraftWriter.scalar(pieces.joined(separator: "/")), isSure: rare.isEmpty,
      rare.isEmpty
        ? "all points have these tags" : "only some points have \(rare.joined(separator: ", ")), which is left out")
    writer.end()
  }
}
