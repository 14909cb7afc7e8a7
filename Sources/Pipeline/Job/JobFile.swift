import Aggregation
package import Extraction
import Loading
import Rows
import Scanning
import Yams

/// Decodes a job file to a `JobSpec`. Unknown keys, wrong types and contradictions are problems with file and line.
package enum JobFile {
  /// - Parameters:
  ///   - path: as it shall stand in messages; the file's name must be the job's.
  ///   - roots: of the site.
  ///   - loadZone: bytes of a zone's file, or nil if there is no such zone.
  package static func decode(
    _ text: String, path: String, roots: [Root], loadZone: (String) -> [UInt8]?
  ) throws(DeclarationError) -> JobSpec {
    let problems = Problems(file: path)
    guard let top = parseDeclaration(text, problems) else { throw problems.error }
    var decoder = JobDecoder(top: top, problems: problems, roots: roots)
    let spec = decoder.decode(path: path, loadZone: loadZone)
    guard problems.isEmpty, let spec else { throw problems.error }
    return spec
  }
}

private struct JobDecoder {
  let top: MappingReader
  let problems: Problems
  let roots: [Root]
  var zone = ZoneOffsets.utc
  /// Of the time column, microseconds: what an amount covers unless it says otherwise.
  var timePeriod: Int64 = 0

  mutating func decode(path: String, loadZone: (String) -> [UInt8]?) -> JobSpec? {
    let name = word("job", "the name of the job")
    let about = top.text("about")?.text ?? ""
    let company = word("company", "the code of the company")
    let plant = word("plant", "the code of the plant")
    if let name, let place = top.node("job"), path.split(separator: "/").last.map({ $0 != "\(name).yaml" }) ?? false {
      problems.add(place, "job: expected the file's own name; job \(name) belongs in \(name).yaml")
    }
    let zoneContent = decodeZone(loadZone)
    let kind = top.choice("interval", or: IntervalKind.day)
    let levels = decodeLevels()
    let start = top.required("start", expecting: Expected.instant).flatMap { instant($0, "start") }
    let grace = top.convert("grace", expecting: Expected.duration, or: 0, parseDuration)
    let (source, margin) = decodeSource()
    let dialect = decodeDialect()
    let time = decodeTime()
    let layout = decodeLayout(source)
    let quality = decodeQuality(layout)
    let duplicates = top.choice("duplicates", or: DuplicateRule.last)
    let unknown = top.choice("unknown_sensor", or: JobSpec.UnknownSensor.register)
    let rules = decodeRules(layout)
    let budget = decodeBudget()
    top.finish()
    guard problems.isEmpty, let name, let company, let plant, let zoneContent, let start, let source, let time,
      let layout
    else { return nil }
    return JobSpec(
      name: name, about: about, company: company, plant: plant, zone: zone, zoneContent: zoneContent,
      intervalKind: kind, levels: levels, start: start, grace: grace, source: source, pathMargin: margin,
      dialect: dialect, time: time, layout: layout, quality: quality, duplicates: duplicates, sensorRules: rules,
      unknownSensor: unknown, budget: budget)
  }

  private enum Expected {
    static let duration = "a duration such as 30s, 15m, 1h or 2d"
    static let instant = "a date (2026-05-01, in the job's zone) or an RFC 3339 time"
    static let resolution = "a power of ten from 1 down to 0.000000001"
  }

  /// A name that becomes part of commands and file names.
  private func word(_ key: String, _ meaning: String) -> String? {
    guard let found = top.required(key, expecting: meaning) else { return nil }
    let isWord = found.text.utf8.allSatisfy { byte in
      byte >= 97 && byte <= 122 || byte >= 48 && byte <= 57 || byte == 95 || byte == 45
    }
    guard isWord, found.text.utf8.count <= 60 else {
      problems.add(
        found.node, "\(key): expected small letters, digits, _ and - (60 at most), found \"\(clipped(found.text))\"")
      return nil
    }
    return found.text
  }

  private mutating func decodeZone(_ loadZone: (String) -> [UInt8]?) -> ContentID? {
    guard let found = top.required("zone", expecting: "an IANA zone such as Asia/Seoul") else { return nil }
    guard let bytes = loadZone(found.text) else {
      problems.add(
        found.node, "zone: there is no zone \"\(clipped(found.text))\"; expected an IANA name such as Asia/Seoul or UTC"
      )
      return nil
    }
    do throws(ZoneFileError) {
      zone = try ZoneOffsets(name: found.text, tzif: bytes)
      return ContentHash.hash(bytes)
    } catch {
      problems.add(found.node, "zone: \(error)")
      return nil
    }
  }

  private func decodeLevels() -> [Level] {
    guard let nodes = top.sequence("levels") else { return Level.allCases }
    var levels: [Level] = []
    for node in nodes {
      guard let level = node.string.flatMap(Level.init(rawValue:)) else {
        problems.add(
          node, "levels: expected minute, quarter_hour or hour, found \"\(clipped(node.string ?? "a structure"))\"")
        continue
      }
      if levels.contains(level) { problems.add(node, "levels: \(level.rawValue) stands twice") }
      levels.append(level)
    }
    if nodes.isEmpty {
      problems.add(top.node("levels"), "levels: expected at least one of minute, quarter_hour, hour")
    }
    return levels.isEmpty ? Level.allCases : levels.sorted()
  }

  private func decodeSource() -> (SourceSpec?, margin: Int) {
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
      return (SourceSpec(root: known, pattern: try PathPattern(path.text)), margin)
    } catch {
      problems.add(path.node, "source.path: \(error)")
      return (nil, margin)
    }
  }

  private func decodeDialect() -> Dialect {
    guard let map = top.mapping("csv") else { return Dialect() }
    let delimiter = map.convert("delimiter", expecting: "one ASCII character, or tab", or: UInt8(ascii: ",")) { text in
      text == "tab" ? UInt8(ascii: "\t") : oneByte(text)
    }
    let quote = map.convert("quote", expecting: "one ASCII character, or none", or: UInt8(ascii: "\"") as UInt8?) {
      text in
      text == "none" ? .some(nil) : oneByte(text).map { .some($0) }
    }
    if quote == delimiter { problems.add(map.place, "csv: delimiter and quote are the same character") }
    map.finish()
    return Dialect(delimiter: delimiter, quote: quote)
  }

  private func oneByte(_ text: String) -> UInt8? {
    guard text.utf8.count == 1, let byte = text.utf8.first, byte == 9 || byte > 32 && byte < 127 || byte == 32 else {
      return nil
    }
    return byte
  }

  private mutating func decodeTime() -> JobSpec.TimeColumn? {
    guard let map = top.requiredMapping("time") else { return nil }
    let column = map.required("column", expecting: "the name of the time column")
    let formatText = map.required("format", expecting: "rfc3339 or a pattern such as yyyy-MM-dd HH:mm:ss")
    enum Stamp: String, CaseIterable { case start, end }
    enum Midnight: String, CaseIterable {
      case sameDay = "same_day"
      case nextDay = "next_day"
    }
    let stamp = map.choice("stamp", or: Stamp.start)
    let midnight = map.choice("midnight_stamp", or: Midnight.nextDay)
    let period = map.convert("period", expecting: Expected.duration, or: 0, parseDuration)
    let plausible = map.text("plausible_from", expecting: Expected.instant).flatMap {
      instant($0, "time.plausible_from")
    }
    timePeriod = period
    if stamp == .end, period == 0 {
      problems.add(
        map.place, "time.period is missing; with stamp: end expected the period that a stamp ends, such as 15m")
    }
    if midnight == .sameDay, stamp == .start {
      problems.add(map.place, "time.midnight_stamp: same_day says that 00:00 ends its day, so it needs stamp: end")
    }
    map.finish()
    guard let column, let formatText else { return nil }
    do throws(TimePatternError) {
      return JobSpec.TimeColumn(
        column: column.text, format: try TimeFormat(formatText.text), formatText: formatText.text,
        stampIsEnd: stamp == .end, midnightIsSameDay: midnight == .sameDay, period: period,
        plausibleFrom: plausible ?? Instant(microseconds: 0))
    } catch {
      problems.add(formatText.node, "time.format: \(error)")
      return nil
    }
  }

  // MARK: Layout and sensors

  private func decodeLayout(_ source: SourceSpec?) -> JobSpec.Layout? {
    enum Shape: String, CaseIterable { case narrow, wide }
    switch top.choice("layout", or: Shape.narrow) {
    case .narrow:
      if let values = top.node("values") {
        problems.add(values, "values belongs to layout: wide; a narrow file has value and sensor")
      }
      let value = top.requiredMapping("value")
      let column = value?.required("column", expecting: "the name of the value column")
      value?.finish()
      let sensor = decodeSensorSource(source)
      guard let column, let sensor else { return nil }
      return .narrow(sensor: sensor, value: column.text)
    case .wide:
      for key in ["value", "sensor", "sensors"] {
        if let node = top.node(key) {
          problems.add(node, "\(key) belongs to layout: narrow; a wide file has values, one a column")
        }
      }
      return .wide(decodeValueColumns())
    }
  }

  private func decodeSensorSource(_ source: SourceSpec?) -> JobSpec.SensorSource? {
    guard let map = top.requiredMapping("sensor") else { return nil }
    let column = map.text("column")
    let path = map.text("path")
    map.finish()
    switch (column, path) {
    case (let column?, nil): return .column(column.text)
    case (nil, let path?):
      let missing = templateFields(path.text).first { field in
        source.map { !$0.pattern.fields.contains(field) } ?? false
      }
      if let missing {
        problems.add(path.node, "sensor.path: source.path captures no {\(missing)}")
      }
      if templateFields(path.text).isEmpty {
        problems.add(path.node, "sensor.path: expected at least one captured field, such as {name}")
      }
      return .path(path.text)
    default:
      problems.add(map.place, "sensor: expected either column or path")
      return nil
    }
  }

  private func decodeValueColumns() -> [JobSpec.ValueColumn] {
    var columns: [JobSpec.ValueColumn] = []
    for map in top.mappings("values") {
      let column = map.required("column", expecting: "the name of a column")
      let sensor = map.text("sensor")?.text
      let traits = decodeTraits(map)
      map.finish()
      guard let column else { continue }
      let code = sensor ?? column.text
      if columns.contains(where: { $0.column == column.text }) {
        problems.add(column.node, "values: the column \"\(column.text)\" stands twice")
      } else if columns.contains(where: { $0.sensor == code }) {
        problems.add(column.node, "values: the sensor \"\(code)\" stands twice")
      } else if code.utf8.count > Dialect.sensorBytesMax {
        problems.add(column.node, "values: a sensor's code has at most \(Dialect.sensorBytesMax) bytes")
      }
      columns.append(JobSpec.ValueColumn(column: column.text, sensor: code, traits: traits))
    }
    let list = top.node("values")
    if list.map({ $0.sequence?.isEmpty ?? false }) ?? true {
      problems.add(list ?? top.place, "values: expected a list with at least one column")
    }
    return columns
  }

  private func decodeRules(_ layout: JobSpec.Layout?) -> [SensorRule] {
    // A layout that could not be read may be a narrow one: its rules are still known keys.
    if case .wide? = layout { return [] }
    return top.mappings("sensors").compactMap { map in
      let match = map.required("match", expecting: "a sensor's code, * and ? allowed")
      let traits = decodeTraits(map)
      map.finish()
      return match.map { SensorRule(match: CodePattern($0.text), traits: traits) }
    }
  }

  private func decodeTraits(_ map: MappingReader) -> SensorTraits {
    var traits = SensorTraits()
    traits.sensorClass = map.choice("class", or: SensorRegistration.Class.gauge)
    traits.unit = map.text("unit")?.text
    traits.decimals = map.convert("resolution", expecting: Expected.resolution, or: -1, parseResolution)
    let period = map.convert("period", expecting: Expected.duration, or: 0, parseDuration)
    if traits.sensorClass == .amount {
      traits.period = period > 0 ? period : (timePeriod > 0 ? timePeriod : nil)
      if traits.period == nil {
        problems.add(map.place, "\(map.name("period")) is missing; an amount covers a period, such as 15m")
      }
    } else if period > 0 {
      problems.add(
        map.place, "\(map.name("period")): only an amount has a period; this is a \(traits.sensorClass.rawValue)")
    }
    return traits
  }

  private func decodeQuality(_ layout: JobSpec.Layout?) -> JobSpec.QualityColumn {
    guard let map = top.mapping("quality") else {
      return JobSpec.QualityColumn(scheme: .none, column: nil, treatUncertainAsBad: true)
    }
    let scheme = map.choice("scheme", or: QualityScheme.none)
    let column = map.text("column")
    let uncertain = map.bool("treat_uncertain_as_bad", or: true)
    map.finish()
    switch (scheme, column) {
    case (.none, let column?):
      problems.add(column.node, "quality.column: with scheme: none expected no column")
    case (.opcDA, nil):
      problems.add(map.place, "quality.column is missing; scheme: opc_da reads its codes from a column")
    default: break
    }
    if scheme != .none, case .wide? = layout {
      problems.add(map.place, "quality: a wide file has no quality column; expected scheme: none")
    }
    return JobSpec.QualityColumn(scheme: scheme, column: column?.text, treatUncertainAsBad: uncertain)
  }

  private func decodeBudget() -> RefusalBudget {
    var budget = RefusalBudget()
    guard let map = top.mapping("refusals") else { return budget }
    budget.rowsMax = map.integer("max_rows", 0...1_000_000_000, or: budget.rowsMax)
    budget.percentMax = map.convert("max_percent", expecting: "a number from 0 to 100", or: budget.percentMax) { text in
      Double(text).flatMap { (0...100).contains($0) ? $0 : nil }
    }
    map.finish()
    return budget
  }

  private func instant(_ found: (text: String, node: Node), _ key: String) -> Instant? {
    if let instant = parseInstant(found.text, zone: zone) { return instant }
    problems.add(found.node, "\(key): expected \(Expected.instant), found \"\(clipped(found.text))\"")
    return nil
  }
}

/// The `{field}`s of a template.
func templateFields(_ template: String) -> [String] {
  template.split(separator: "{", omittingEmptySubsequences: false).dropFirst().compactMap { part in
    part.firstIndex(of: "}").map { String(part[..<$0]) }
  }
}
