import Rows

/// What the hot loop needs of a recipe, as plain numbers.
struct RecordForm {
  enum Kind {
    case delimited, fixed, jsonLines, lineProtocol
  }

  let kind: Kind
  let lineEnd: UInt8
  /// A CR before the line end belongs to it.
  let takesCarriageReturn: Bool
  /// The page holds UTF-8, the object UTF-16.
  let isTranscoded: Bool
  /// What is scanned is UTF-8.
  let isUTF8: Bool
  /// Stored bytes of one ASCII character.
  let unitLength: Int
  /// −1: none.
  let quote: Int32
  let escape: Int32
  let padsShort: Bool
  let cutsLong: Bool
  /// Only where quoted fields may hold line ends.
  let quotedEnd: QuotedRecordEnd?
  let spans: UnsafeMutableBufferPointer<FixedColumn.Span>
  /// Of lines of fixed width: where the last column ends.
  let width: Int
  let numbersArePlain: Bool
  let qualityScheme: QualityScheme
  let refusesRow: Bool

  init(_ recipe: ScanRecipe) {
    let dialect = recipe.format.dialect
    var columns: [FixedColumn] = []
    switch recipe.format {
    case .delimited: kind = .delimited
    case .fixed(let fixed, _):
      kind = .fixed
      columns = fixed
    case .jsonLines: kind = .jsonLines
    case .lineProtocol: kind = .lineProtocol
    }
    if case .fixed(_, let pads) = recipe.format {
      padsShort = pads
    } else {
      padsShort = dialect?.shortRows == .pad
    }
    cutsLong = dialect?.longRows == .cut
    lineEnd = recipe.lines.end.byte
    takesCarriageReturn = recipe.lines.end == .lf
    isTranscoded = !recipe.encoding.isTransparent
    isUTF8 = recipe.encoding.whenScanned == .utf8
    unitLength = isTranscoded ? 2 : 1
    quote = dialect?.quote.map(Int32.init) ?? -1
    escape = dialect?.escape.map(Int32.init) ?? -1
    quotedEnd = dialect.flatMap { QuotedRecordEnd(dialect: $0, lineEnd: recipe.lines.end.byte) }
    width = columns.map(\.end).max() ?? 0
    spans = .allocate(capacity: columns.count)
    for (index, column) in columns.enumerated() {
      spans.initializeElement(at: index, to: FixedColumn.Span(start: column.start, end: column.end))
    }
    qualityScheme = recipe.quality.scheme
    numbersArePlain = recipe.numbers.isPlain
    refusesRow = recipe.badCellRefusesRow
  }

  func free() {
    spans.deallocate()
  }
}

/// What the hot loop needs of a `FieldMap`, as plain numbers; −1: there is no such field.
struct Fields {
  struct Cell {
    var field: Int
    /// Of a wide file's column.
    var verdict: SensorVerdict
    var quality: Int
  }

  enum Sensor {
    /// One for the record's only cell: from a field, composed, or the object's.
    case field, composed, object
    /// One a cell: the column's own, or composed for the record and the column.
    case columns, group
  }

  var count = 0
  var time = -1
  /// Read behind the first with a blank between them.
  var secondTime = -1
  var fixedTime: Int64?
  var sensor = Sensor.columns
  var sensorField = -1
  var objectVerdict = SensorVerdict.refused(.sensorUnknown)
  /// A delimited file whose first field is a reason.
  var isExport = false
  let cells: UnsafeMutableBufferPointer<Cell>
  /// Fields that a sensor is composed of.
  let parts: UnsafeMutableBufferPointer<Int>
  let filters: UnsafeMutableBufferPointer<Int>

  init(map: FieldMap) {
    count = map.fieldCount
    time = map.time.first ?? -1
    secondTime = map.time.count > 1 ? map.time[1] : -1
    fixedTime = map.fixedTime
    isExport = map.isExport
    var composed: [Int] = []
    switch map.sensor {
    case .columns: sensor = .columns
    case .object(let verdict):
      sensor = .object
      objectVerdict = verdict
    case .field(let field, _):
      sensor = .field
      sensorField = field
    case .composed(let template, let fields):
      sensor = template.namesCell ? .group : .composed
      composed = fields.map(\.index)
    }
    cells = .allocate(capacity: map.values.count)
    for (index, value) in map.values.enumerated() {
      cells.initializeElement(
        at: index,
        to: Cell(field: value.field, verdict: value.sensor ?? .refused(.sensorUnknown), quality: value.quality))
    }
    parts = .allocate(capacity: composed.count)
    _ = parts.initialize(from: composed)
    filters = .allocate(capacity: map.filters.count)
    _ = filters.initialize(from: map.filters)
  }

  func free() {
    cells.deallocate()
    parts.deallocate()
    filters.deallocate()
  }
}
