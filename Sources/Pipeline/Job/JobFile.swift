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
  ///   - loadRegister: text of a register, by its path below the site's jobs folder.
  package static func decode(
    _ text: String, path: String, roots: [Root], loadZone: (String) -> [UInt8]?,
    loadRegister: @escaping (String) throws(Failure) -> String = noRegisters
  ) throws(DeclarationError) -> JobSpec {
    let problems = Problems(file: path)
    guard let top = parseDeclaration(text, problems) else { throw problems.error }
    var decoder = JobDecoder(top: top, problems: problems, roots: roots, loadRegister: loadRegister)
    let spec = decoder.decode(path: path, loadZone: loadZone)
    guard problems.isEmpty, let spec else { throw problems.error }
    return spec
  }

  package static func noRegisters(_ path: String) throws(Failure) -> String {
    throw Failure(.declaration, "there are no registers here")
  }
}

struct JobDecoder {
  let top: MappingReader
  let problems: Problems
  let roots: [Root]
  let loadRegister: (String) throws(Failure) -> String
  var zone = ZoneOffsets.utc
  /// Of the time column, microseconds: what an amount covers unless it says otherwise.
  var timePeriod: Int64 = 0
  /// Of the job, microseconds; 0: none declared.
  var jobHold: Int64 = 0
  var jobStatistics: [ChosenStatistic] = []
  var format = FormatName.csv

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
    let (levels, coarser) = decodeLevels()
    let shifts = decodeShifts(coarser)
    let start = top.required("start", expecting: Expected.instant).flatMap { instant($0, "start") }
    let grace = top.convert("grace", expecting: Expected.duration, or: 0) { $0 == "0s" ? 0 : parseDuration($0) }
    let (source, margin) = decodeSource()
    let expansion = decodeContainer()
    let encoding = decodeEncoding()
    format = top.choice("format", or: likelyFormat)
    let record = decodeFormat()
    var header = decodeHeader()
    let lines = decodeLines(&header)
    let points = decodePoints()
    let schema = decodeSchema(&header)
    let time = decodeTime(source)
    decodeStatistics()
    let layout = decodeLayout(source)
    let quality = decodeQuality(layout)
    let numbers = decodeNumbers()
    let badCell = top.choice("bad_cell", or: BadCell.refuseCell)
    let filters = decodeFilters()
    let duplicates = top.choice("duplicates", or: DuplicateRule.last)
    let unknown = top.choice("unknown_sensor", or: JobSpec.UnknownSensor.register)
    let rules = decodeRules(layout)
    checkUnknownSensors(unknown, layout, rules)
    let budget = decodeBudget()
    let columns = declaredColumns(time, layout, quality, filters, source?.pattern.fields ?? [])
    // Without the path nobody knows which names it captures.
    if source != nil { checkColumnNames(record, columns, filters) }
    top.finish()
    guard problems.isEmpty, let name, let company, let plant, let zoneContent, let start, let source, let time,
      let layout
    else { return nil }
    var spec = JobSpec(
      name: name, about: about, company: company, plant: plant, zone: zone, zoneContent: zoneContent,
      intervalKind: kind, levels: levels, start: start, grace: grace, source: source, pathMargin: margin,
      expansion: expansion, encoding: encoding, format: record, lines: lines, header: header, points: points,
      time: time, layout: layout, quality: quality, numbers: numbers, badCellRefusesRow: badCell == .refuseRow,
      filters: filters, schema: schema, duplicates: duplicates, sensorRules: rules, inferredTraits: inferredTraits,
      unknownSensor: unknown, budget: budget)
    spec.coarser = coarser
    spec.shifts = shifts
    settleLevels(&spec)
    return spec
  }

  enum FormatName: String, CaseIterable {
    case csv, tsv, fixed, jsonl, influx
  }

  /// Of a job whose format is none: that is one problem, and its sections shall not be others.
  private var likelyFormat: FormatName {
    guard top.has("format") else { return .csv }
    return top.has("influx") ? .influx : (top.has("fixed") ? .fixed : .csv)
  }

  private enum BadCell: String, CaseIterable {
    case refuseCell = "refuse_cell"
    case refuseRow = "refuse_row"
  }

  enum Expected {
    static let duration = "a duration such as 30s, 15m, 1h or 2d"
    static let instant = "a date (2026-05-01, in the job's zone) or an RFC 3339 time"
    static let resolution = "a power of ten from 1 down to 0.000000001"
    static let oneCharacter = "one ASCII character"
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

  private func decodeBudget() -> RefusalBudget {
    var budget = RefusalBudget()
    guard let map = top.mapping("refusals") else { return budget }
    budget.all = decodeLimit(map, or: budget.all)
    if let reasons = map.mapping("reasons") {
      for (name, node) in reasons.names {
        guard let limit = reasons.mapping(name) else { continue }
        guard let reason = RefusalReason(rawValue: name) else {
          let known = RefusalReason.allCases.map(\.rawValue).joined(separator: ", ")
          problems.add(node, "refusals.reasons: there is no reason \"\(clipped(name))\"; known are \(known)")
          continue
        }
        if !limit.has("max_rows"), !limit.has("max_percent") {
          problems.add(node, "refusals.reasons.\(name): expected max_rows, max_percent or both")
        }
        budget.reasons[reason] = decodeLimit(limit, or: RefusalBudget.Limit(rowsMax: 0, percentMax: 0))
        limit.finish()
      }
    }
    map.finish()
    return budget
  }

  private func decodeLimit(_ map: MappingReader, or fallback: RefusalBudget.Limit) -> RefusalBudget.Limit {
    RefusalBudget.Limit(
      rowsMax: map.integer("max_rows", 0...1_000_000_000, or: fallback.rowsMax),
      percentMax: map.convert("max_percent", expecting: "a number from 0 to 100", or: fallback.percentMax) { text in
        parseNumber(text).flatMap { (0...100).contains($0) ? $0 : nil }
      })
  }

  func instant(_ found: (text: String, node: Node), _ key: String) -> Instant? {
    if let instant = parseInstant(found.text, zone: zone) { return instant }
    problems.add(found.node, "\(key): expected \(Expected.instant), found \"\(clipped(found.text))\"")
    return nil
  }
}
