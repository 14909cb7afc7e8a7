import Extraction
import Loading
import Rows
import Scanning
import Yams

/// What a job's values are: layout, sensors, quality.
extension JobDecoder {
  func decodeLayout(_ source: SourceSpec?) -> JobSpec.Layout? {
    enum Shape: String, CaseIterable { case narrow, wide }
    if format == .influx {
      for key in ["layout", "value", "values"] {
        if let node = top.node(key) {
          problems.add(node, "\(key): has no meaning in line protocol, where every field of a point is a reading")
        }
      }
      return decodeSensorSource(source, layout: "influx").flatMap { sensor in
        if case .template(let template) = sensor { .points(template: template) } else { nil }
      }
    }
    // A layout that is none is one problem: what the job has says which one was meant.
    switch top.choice("layout", or: top.has("layout") && top.has("values") ? Shape.wide : Shape.narrow) {
    case .narrow:
      if let values = top.node("values") {
        problems.add(values, "values belongs to layout: wide; a narrow file has value and sensor")
      }
      let value = top.requiredMapping("value")
      let column = value?.required("column", expecting: "the name of the value column")
      value?.finish()
      let sensor = decodeSensorSource(source, layout: "narrow")
      guard let column, let sensor else { return nil }
      return .narrow(sensor: sensor, value: column.text)
    case .wide:
      for key in ["value", "sensors"] {
        if let node = top.node(key) {
          problems.add(node, "\(key) belongs to layout: narrow; a wide file has values, one a column")
        }
      }
      var template: String?
      if top.has("sensor"), case .template(let text)? = decodeSensorSource(source, layout: "wide") { template = text }
      return .wide(decodeValueColumns(), template: template)
    }
  }

  private func decodeSensorSource(_ source: SourceSpec?, layout: String) -> JobSpec.SensorSource? {
    guard let map = top.requiredMapping("sensor") else { return nil }
    let found = ["column", "path", "template", "code"].compactMap { key in map.text(key).map { (key, $0) } }
    map.finish()
    guard found.count == 1, let (key, value) = found.first else {
      problems.add(map.place, "sensor: expected one of column, path, template, code")
      return nil
    }
    let fields = templateFields(value.text)
    if layout != "narrow", key != "template" {
      let cell = layout == "wide" ? "{column}" : "{field}"
      problems.add(value.node, "sensor.\(key): expected template, such as \"{machine}/\(cell)\"")
      return nil
    }
    switch key {
    case "column": return .column(value.text)
    case "code":
      if value.text.utf8.count > Dialect.sensorBytesMax {
        problems.add(value.node, "sensor.code: a sensor's code has at most \(Dialect.sensorBytesMax) bytes")
      }
      return .code(value.text)
    case "path":
      if let missing = fields.first(where: { field in source.map { !$0.pattern.fields.contains(field) } ?? false }) {
        problems.add(value.node, "sensor.path: source.path captures no {\(missing)}")
      }
      if fields.isEmpty {
        problems.add(value.node, "sensor.path: expected at least one captured field, such as {name}")
      }
      return .path(value.text)
    default:
      checkTemplate(value, fields, layout, captured: source?.pattern.fields)
      return .template(value.text)
    }
  }

  /// - Parameter captured: from the path; nil if the path could not be read.
  private func checkTemplate(
    _ value: (text: String, node: Node), _ fields: [String], _ layout: String, captured: [String]?
  ) {
    let cell = layout == "wide" ? "column" : "field"
    if layout != "narrow", !fields.contains(cell) {
      problems.add(
        value.node, "sensor.template: expected {\(cell)} in it, or all the cells of a record were one sensor")
    } else if fields.isEmpty || fields.contains("") {
      problems.add(value.node, "sensor.template: expected fields such as {name} in it")
    }
    guard layout == "influx", let captured else { return }
    let known = ["measurement", "field", ""] + captured
    if let stranger = fields.first(where: { !known.contains($0) && !$0.hasPrefix("tag.") }) {
      problems.add(
        value.node, "sensor.template: a point has no {\(clipped(stranger))}; it has {measurement}, {field}, {tag.NAME}")
    }
  }

  private func decodeValueColumns() -> [JobSpec.ValueColumn] {
    var columns: [JobSpec.ValueColumn] = []
    for map in top.mappings("values") {
      let column = map.required("column", expecting: "the name of a column")
      let sensor = map.text("sensor")?.text
      let quality = map.text("quality")?.text
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
      columns.append(JobSpec.ValueColumn(column: column.text, sensor: code, quality: quality, traits: traits))
    }
    let list = top.node("values")
    if list.map({ $0.sequence?.isEmpty ?? false }) ?? true {
      problems.add(list ?? top.place, "values: expected a list with at least one column")
    }
    return columns
  }

  func decodeRules(_ layout: JobSpec.Layout?) -> [SensorRule] {
    // A layout that could not be read may be a narrow one: its rules are still known keys.
    if case .wide? = layout { return [] }
    return top.mappings("sensors").compactMap { map in
      let match = map.required("match", expecting: "a sensor's code, * and ? allowed")
      let traits = decodeTraits(map)
      map.finish()
      return match.map { SensorRule(match: TextPattern($0.text), traits: traits) }
    }
  }

  /// Sensors that no rule names are refused: that must not be all of them.
  func checkUnknownSensors(_ unknown: JobSpec.UnknownSensor, _ layout: JobSpec.Layout?, _ rules: [SensorRule]) {
    guard unknown == .refuse, let node = top.node("unknown_sensor") else { return }
    let advice = "add one to sensors, such as - {match: \"*\"}, or leave unknown_sensor out"
    switch layout {
    case .wide, nil: return
    case .narrow(.code(let code), _):
      // A rule that could not be read may be the one.
      let isNamed = rules.contains { $0.match.matches(code) } || rules.count < top.node("sensors")?.sequence?.count ?? 0
      if !isNamed {
        problems.add(
          node, "unknown_sensor: refuse would refuse every reading: no rule names \(clipped(code)); \(advice)")
      }
    case .narrow, .points:
      if rules.isEmpty, top.node("sensors")?.sequence?.isEmpty ?? !top.has("sensors") {
        problems.add(node, "unknown_sensor: refuse would refuse every reading, for no rule names a sensor; \(advice)")
      }
    }
  }

  private func decodeTraits(_ map: MappingReader) -> SensorTraits {
    var traits = SensorTraits()
    let likely: SensorRegistration.Class = map.has("class") && map.has("period") ? .amount : .gauge
    traits.sensorClass = map.choice("class", or: likely)
    traits.unit = map.text("unit")?.text
    traits.decimals = map.convert("resolution", expecting: Expected.resolution, or: -1, parseResolution)
    if map.has("scale") || map.has("offset") {
      let number = "a number such as 0.1 or -273.15"
      let scale = map.convert("scale", expecting: "\(number), not 0", or: 1) { text in
        parseNumber(text).flatMap { $0 == 0 ? nil : $0 }
      }
      traits.conversion = Conversion(scale: scale, offset: map.convert("offset", expecting: number, or: 0, parseNumber))
    }
    let period = map.convert("period", expecting: Expected.duration, or: 0, parseDuration)
    traits.period = period > 0 ? period : nil
    if traits.sensorClass == .amount, period == 0 {
      traits.period = timePeriod > 0 ? timePeriod : nil
      if traits.period == nil, !map.has("period") {
        problems.add(map.place, "\(map.name("period")) is missing; an amount covers a period, such as 15m")
      }
    }
    traits.plan = decodePlan(map, traits)
    return traits
  }

  func decodeQuality(_ layout: JobSpec.Layout?) -> JobSpec.QualityColumn {
    var valuesHaveQuality = false
    if case .wide(let columns, _)? = layout { valuesHaveQuality = columns.contains { $0.quality != nil } }
    guard let map = top.mapping("quality") else {
      if valuesHaveQuality {
        problems.add(top.node("values"), "quality.scheme is missing; values name quality columns")
      }
      return JobSpec.QualityColumn(reading: QualityReading(), column: nil, treatUncertainAsBad: true)
    }
    let problemsBefore = problems.list.count
    var reading = QualityReading(scheme: map.choice("scheme", or: QualityScheme.none))
    let hasScheme = problems.list.count == problemsBefore
    let column = map.text("column")
    let uncertain = map.bool("treat_uncertain_as_bad", or: true)
    guard hasScheme else {
      // Its other keys are known, whatever scheme was meant.
      for key in ["map", "otherwise"] { _ = map.node(key) }
      map.finish()
      return JobSpec.QualityColumn(reading: reading, column: column?.text, treatUncertainAsBad: uncertain)
    }
    decodeMeanings(map, &reading)
    map.finish()
    let isWide = if case .wide? = layout { true } else { false }
    if reading.scheme == .none {
      if let column { problems.add(column.node, "quality.column: with scheme: none expected no column") }
      if valuesHaveQuality { problems.add(map.place, "quality.scheme: values name quality columns, so one is needed") }
    } else if isWide {
      if let column {
        problems.add(column.node, "quality.column: in a wide file each of the values names its own: quality: NAME")
      } else if !valuesHaveQuality {
        problems.add(map.place, "quality: none of the values names a quality column")
      }
    } else if format == .influx {
      problems.add(map.place, "quality: points of line protocol have none")
    } else if column == nil {
      problems.add(
        map.place, "quality.column is missing; scheme: \(reading.scheme.rawValue) reads its codes from a column")
    }
    return JobSpec.QualityColumn(reading: reading, column: column?.text, treatUncertainAsBad: uncertain)
  }

  private func decodeMeanings(_ map: MappingReader, _ reading: inout QualityReading) {
    guard reading.scheme == .map else {
      for key in ["map", "otherwise"] {
        if let node = map.node(key) { problems.add(node, "quality.\(key): belongs to scheme: map") }
      }
      return
    }
    let expected = "good, uncertain, bad, missing or a code from 0 to 255"
    guard let texts = map.requiredMapping("map") else { return }
    for (text, _) in texts.names {
      reading.texts[text] = texts.convert(text, expecting: expected, or: .missing, parseMeaning)
    }
    let none: QualityMeaning? = nil
    reading.otherwise = map.convert("otherwise", expecting: "\(expected), or refuse", or: none) { text in
      text == "refuse" ? .some(nil) : parseMeaning(text).map { .some($0) }
    }
  }

  /// Columns of JSON Lines are paths, and those of line protocol parts of a point.
  func checkColumnNames(_ record: RecordFormat, _ columns: [String], _ filters: [RowFilter]) {
    switch format {
    case .jsonl:
      for column in columns {
        do throws(JSONPathError) { _ = try JSONPath(column) } catch {
          problems.add(use(of: column), "the column \"\(clipped(column))\" is no path: \(error)")
        }
      }
    case .influx:
      for filter in filters where !["measurement", "field"].contains(filter.column) {
        if !filter.column.hasPrefix("tag.") {
          problems.add(
            use(of: filter.column),
            "where: a point has no \(clipped(filter.column)); it has measurement, field, tag.NAME")
        }
      }
    case .fixed:
      guard case .fixed(let known, _) = record, !known.isEmpty else { return }
      for column in columns where !known.contains(where: { $0.name == column }) {
        problems.add(use(of: column), "fixed.columns: there is no column \"\(clipped(column))\", which is used here")
      }
    case .csv, .tsv: break
    }
  }

  /// Where a job first names a column, itself or in a template.
  private func use(of column: String) -> Node? {
    func search(_ node: Node) -> Node? {
      switch node {
      case .scalar(let scalar):
        scalar.string == column || templateFields(scalar.string).contains(column) ? node : nil
      case .mapping(let mapping): mapping.lazy.compactMap { search($0.value) }.first
      case .sequence(let sequence): sequence.lazy.compactMap(search).first
      case .alias: nil
      }
    }
    let sections = ["time", "sensor", "value", "values", "quality", "where"]
    return sections.lazy.compactMap { top.node($0).flatMap(search) }.first ?? top.place
  }
}
