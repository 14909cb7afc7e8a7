import Aggregation
import Extraction
import Loading
package import Rows
import Scanning

extension JobSpec {
  /// Of everything in the job that decides what is made of the same input: not of comments, budgets or who reads it.
  package var definitionFingerprint: ContentID {
    ContentHash.hash(definitionText)
  }

  /// The normalised definition, a line for each decision; texts carry their length, so that no two definitions read
  /// alike.
  var definitionText: String {
    var lines = ["definition v1", "transform \(Self.transformVersion)"]
    func add(_ name: String, _ value: String) { lines.append("\(name) \(value.utf8.count):\(value)") }
    add("company", company)
    add("plant", plant)
    add("zone", zone.name)
    add("zone data", zoneContent.description)
    add("interval", intervalKind.rawValue)
    add("levels", levels.map(\.rawValue).joined(separator: ","))
    add("start", start.description)
    add("path", source.pattern.text)
    add("path margin", String(pathMargin))
    if let dialect = format.dialect {
      add("delimiter", String(dialect.delimiter))
      add("quote", dialect.quote.map { String($0) } ?? "none")
    }
    add("time column", time.columns.joined(separator: "\n"))
    add("time format", time.formatText)
    add("stamp", "\(time.stampIsEnd) \(time.midnightIsSameDay) \(time.period)")
    add("plausible from", time.plausibleFrom.description)
    add("quality", "\(quality.reading.scheme.rawValue) \(quality.treatUncertainAsBad)")
    add("quality column", quality.column ?? "")
    add("duplicates", duplicates.rawValue)
    add("unknown sensor", unknownSensor.rawValue)
    switch layout {
    case .narrow(let source, let value):
      switch source {
      case .column(let sensor): add("sensor column", sensor)
      case .path(let template): add("sensor path", template)
      case .template(let template): add("sensor template", template)
      case .code(let code): add("sensor code", code)
      }
      add("value column", value)
    case .wide(let columns, let template):
      if let template { add("sensor template", template) }
      for column in columns {
        add("column", column.column)
        add("its sensor", column.sensor)
        add("its traits", column.traits.text)
        if let quality = column.quality { add("its quality", quality) }
      }
    case .points(let template): add("sensor template", template)
    }
    for rule in sensorRules {
      add("sensors", rule.match.text)
      add("their traits", rule.traits.text)
    }
    for (name, text) in declaredDepartures { add(name, text) }
    return lines.joined(separator: "\n")
  }

  /// What the job declares beyond the plain form: nothing of it stands in the definition of a job that leaves it out,
  /// so that a new version of the program makes no interval outdated.
  private var declaredDepartures: [(name: String, text: String)] {
    var found: [(String, String)] = []
    func add(_ name: String, _ value: some Equatable, or plain: some Equatable) {
      let (text, usual) = (String(describing: value), String(describing: plain))
      if text != usual { found.append((name, text)) }
    }
    let dialect = format.dialect
    let plain = Dialect(delimiter: dialect?.delimiter ?? 0, quote: dialect?.quote)
    if let dialect { add("dialect", dialect, or: plain) } else { add("format", format, or: "") }
    add("encoding", encoding?.rawValue ?? "auto", or: TextEncoding.utf8.rawValue)
    add("lines", lines, or: LineRules())
    add("header", header.definition, or: HeaderRules().definition)
    add("points", points, or: JobSpec.Points())
    add("time from path", time.isFromPath, or: false)
    add("hour 24", time.hour24.rawValue, or: Hour24.refuse.rawValue)
    add("nonexistent", time.nonexistent.rawValue, or: NonexistentTime.refuse.rawValue)
    add("ambiguous", time.ambiguous.rawValue, or: AmbiguousTime.refuse.rawValue)
    add("quality texts", quality.reading.definition, or: "")
    add("numbers", numbers, or: NumberFormat())
    add("bad cell refuses row", badCellRefusesRow, or: false)
    add("where", filters, or: [RowFilter]())
    add("inferred sensors", inferredTraits.plan.definition, or: "")
    add("missing columns", schema.missing.rawValue, or: SchemaPolicy.Missing.refuse.rawValue)
    return found
  }
}

extension HeaderRules {
  /// Dictionaries have no order of their own.
  fileprivate var definition: String {
    let renames = renamed.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    return "\(skip) \(rows) \(join) \(isFound) \(repeats) \(columns) \(renames)"
  }
}

extension QualityReading {
  fileprivate var definition: String {
    guard scheme == .map else { return "" }
    let meanings = texts.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    return "\(meanings) \(otherwise.map { "\($0)" } ?? "refuse")"
  }
}

extension SensorTraits {
  fileprivate var text: String {
    let plain = "\(sensorClass.rawValue) \(decimals) \(period ?? 0) \(unit ?? "")"
    let converted = conversion.map { "\(plain) × \($0.scale) + \($0.offset)" } ?? plain
    return plan.isPlain ? converted : "\(converted); \(plan.definition)"
  }
}
