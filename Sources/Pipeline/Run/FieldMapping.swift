import Extraction
import Rows
import Scanning

/// Finds the columns that a job declares in the header of one object.
struct FieldMapping {
  let job: JobSpec
  let directory: SensorDirectory
  let header: Header
  let file: ListedFile

  /// The paths of JSON Lines have the places in which the job names them.
  private var paths: [String] { job.columns }

  func map() throws(Header.Problem) -> FieldMap {
    let time = try fields(job.time.columns)
    var values: [FieldMap.Value] = []
    var sensor = SensorOrigin.columns
    switch job.layout {
    case .narrow(let source, let value):
      sensor = try origin(source)
      let quality = try job.quality.column.map { column throws(Header.Problem) in try place(of: column) }
      values = [
        FieldMap.Value(
          field: try valueField(value), column: value, sensor: nil,
          quality: quality.map { ($0, job.quality.column ?? "") })
      ]
    case .wide(let columns, let template):
      if let template { sensor = try composed(template, cell: "column") }
      for column in columns { values.append(try value(column, isComposed: sensor != .columns, template)) }
    case .points(let template): sensor = try composed(template, cell: "field")
    }
    let filters = try fields(job.filters.map(\.column))
    var map = FieldMap(
      fieldCount: isJSON ? paths.count : header.fieldCount, time: time,
      timeColumn: job.time.columns.joined(separator: " + "), fixedTime: try fixedTime(), sensor: sensor,
      values: values, filters: filters)
    if isJSON { map.paths = paths.compactMap { try? JSONPath($0) } }
    map.isExport = header.isExport
    if job.header.repeats { map.repeatedHeader = header.lastLine }
    return map
  }

  private var isJSON: Bool { job.format == .jsonLines }
  private var isPoint: Bool { job.format == .lineProtocol }

  private func fields(_ columns: [String]) throws(Header.Problem) -> [Int] {
    var fields: [Int] = []
    for column in columns { fields.append(try place(of: column)) }
    return fields
  }

  /// Of points of line protocol columns have no place; the scanner knows them by name.
  private func place(of column: String) throws(Header.Problem) -> Int {
    if isPoint { return -1 }
    return isJSON ? paths.firstIndex(of: column) ?? -1 : try header.field(of: column)
  }

  /// −1 where the column is missing and may be.
  private func valueField(_ column: String) throws(Header.Problem) -> Int {
    if job.schema.missing == .null, !isJSON, !header.has(column), header.columns.allSatisfy({ $0 != column }) {
      return -1
    }
    return try place(of: column)
  }

  private func value(
    _ column: JobSpec.ValueColumn, isComposed: Bool, _ template: String?
  ) throws(Header.Problem) -> FieldMap.Value {
    var quality: (field: Int, column: String)?
    if let name = column.quality {
      let field = try valueField(name)
      if field >= 0 { quality = (field, name) }
    }
    var verdict: SensorVerdict?
    if !isComposed {
      let code = template.map { fillTemplate($0) { $0 == "column" ? column.sensor : file.captured[$0] ?? "" } }
      verdict = directory.resolve(code ?? column.sensor)
    }
    return FieldMap.Value(
      field: try valueField(column.column), column: column.column, sensor: verdict, cellName: column.sensor,
      quality: quality)
  }

  private func origin(_ source: JobSpec.SensorSource) throws(Header.Problem) -> SensorOrigin {
    switch source {
    case .column(let column): return .field(try place(of: column), column: column)
    case .path(let template):
      return .object(directory.resolve(fillTemplate(template) { file.captured[$0] ?? "" }))
    case .code(let code): return .object(directory.resolve(code))
    case .template(let template):
      let origin = try composed(template, cell: nil)
      // Without a column in it, it is one code for the whole object.
      if case .columns = origin {
        return .object(directory.resolve(fillTemplate(template) { file.captured[$0] ?? "" }))
      }
      return origin
    }
  }

  /// What the path captured is filled in now; `.columns` if nothing is left that records compose.
  private func composed(_ template: String, cell: String?) throws(Header.Problem) -> SensorOrigin {
    var pieces: [SensorTemplate.Piece] = []
    var fields: [(index: Int, column: String)] = []
    for piece in templatePieces(template) {
      switch piece {
      case .text(let text): pieces.append(.text(text))
      case .field(let name):
        if name == cell {
          pieces.append(.cell)
        } else if let captured = file.captured[name] {
          pieces.append(.text(captured))
        } else {
          pieces.append(.part(fields.count))
          fields.append((try place(of: name), name))
        }
      }
    }
    if fields.isEmpty, !isPoint { return .columns }
    return .composed(SensorTemplate(pieces: pieces), fields: fields)
  }

  /// The start of the date in the path, where the file has no time column.
  private func fixedTime() throws(Header.Problem) -> Int64? {
    guard job.time.isFromPath, let span = try? file.dateSpan() else { return nil }
    return switch job.zone.resolve(local: span.fromLocal) {
    case .unique(let unique): unique
    case .ambiguous(let earlier, _): earlier
    case .nonexistent(let transition): transition
    }
  }
}
