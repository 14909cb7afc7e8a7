// Files to cells: every record is judged in the order of the table of reasons, every cell of a parsed record too.

/// One cell that is a reading, or null when it has no value.
struct Cell {
  var sensor: String
  var instant: Int64
  var value: Value?
  /// Of its sensor, where that declares a resolution.
  var decimals: Int?
  var traits: OracleTraits
  var quality: Int
  var revision: String
  var path: String
  var record: Int
  /// The position of its column in the header.
  var column: Int
  /// Whether it lies outside of the instants asked for: only an interval that looks around itself sees it.
  var isOutside = false

  /// The total order of readings of one sensor.
  static func before(_ a: Cell, _ b: Cell) -> Bool {
    if a.instant != b.instant { return a.instant < b.instant }
    if !sameBytes(a.revision, b.revision) { return bytewiseBefore(a.revision, b.revision) }
    if !sameBytes(a.path, b.path) { return bytewiseBefore(a.path, b.path) }
    if a.record != b.record { return a.record < b.record }
    return a.column < b.column
  }
}

/// What one file says: cells, refusals, and the counts that its own bytes decide.
struct FileReading {
  let job: OracleJob
  let zone: Zone
  let file: OracleFile
  var header: [String] = []
  var cells: [Cell] = []
  var refusals: [OracleRefusal] = []
  var counts = OracleCounts()

  init(_ job: OracleJob, _ zone: Zone, _ file: OracleFile) {
    self.job = job
    self.zone = zone
    self.file = file
    var skip = job.dialect.skip
    var headerLine: [UInt8]?
    for record in records(of: file.bytes, job) {
      counts.records += 1
      if skip > 0 {
        skip -= 1
        counts.preamble += 1
      } else if record.bytes.isEmpty {
        counts.blank += 1
      } else if isRemark(record.bytes, job) {
        counts.preamble += 1
      } else if headerLine == nil {
        counts.preamble += 1
        headerLine = record.bytes
        header = Fields(record.bytes, job).texts.map { job.decoded($0) ?? "" }
      } else if job.dialect.skipsRepeatedHeader && record.bytes == headerLine {
        counts.preamble += 1
      } else {
        read(record)
      }
    }
  }

  /// The position of a column in the header.
  private func position(_ column: String) -> Int {
    guard let position = header.firstIndex(where: { sameBytes($0, column) }) else {
      preconditionFailure("\(file.path) has no column \(column)")
    }
    return position
  }

  private mutating func refuse(_ record: Record, _ reason: String, field: String = "") {
    refusals.append(
      OracleRefusal(
        path: file.path, record: record.number, offset: record.offset, length: record.bytes.count, reason: reason,
        field: field))
  }

  /// What a record is: its fields, its instant and its sensor, or the text that each of its sensors begins with.
  private struct Reading {
    var texts: [[UInt8]]
    var instant: Int64
    var code: [UInt8]
  }

  /// One record that is neither header nor blank.
  private mutating func read(_ record: Record) {
    let reading: Reading
    switch judge(record) {
    case .refused("filtered"):
      counts.filtered += 1
      return
    case .refused(let reason):
      counts.refused += 1
      return refuse(record, reason)
    case .fine(let found): reading = found
    }
    var columns: [(column: String, cell: Verdict<Cell>)] = []
    switch job.layout {
    case .narrow(_, let column, let quality):
      columns = [cell(record, reading, sensor: reading.code, column: column, quality: quality)]
    case .wide(let values):
      columns = values.map { value in
        let code = job.lineColumn == nil ? [] : reading.code + [UInt8(ascii: "/")]
        return cell(record, reading, before: code, sensor: Array(value.sensor.utf8), column: value.column, quality: nil)
      }
    }
    if job.badCellRefusesRow {
      for (column, cell) in columns {
        guard case .refused(let reason) = cell else { continue }
        counts.refused += 1
        return refuse(record, reason, field: reason.hasPrefix("sensor") ? "" : column)
      }
    }
    counts.parsed += 1
    for (column, cell) in columns { take(record, column, cell) }
  }

  /// The fields, the instant and the sensor of a record, or the first reason against it; `filtered` is one.
  private func judge(_ record: Record) -> Verdict<Reading> {
    if record.bytes.count > 1_048_576 { return .refused("record_too_long") }
    if record.bytes.contains(0) { return .refused("nul_byte") }
    let fields = Fields(record.bytes, job)
    if fields.unclosedQuote { return .refused("unclosed_quote") }
    if fields.textAfterQuote { return .refused("text_after_quote") }
    var texts = fields.texts
    if texts.contains(where: { $0.count > 65_536 }) { return .refused("field_too_long") }
    if job.dialect.padsShortRows { while texts.count < header.count { texts.append([]) } }
    if job.dialect.cutsLongRows { texts = Array(texts.prefix(header.count)) }
    if texts.count < header.count { return .refused("too_few_fields") }
    if texts.count > header.count { return .refused("too_many_fields") }
    if let filter = job.filter {
      let text = job.decoded(texts[position(filter.column)])
      let isOne = filter.texts.contains { known in text.map { sameBytes($0, known) } ?? false }
      if isOne == filter.isNot { return .refused("filtered") }
    }

    let time: Int64
    switch instant(texts[position(job.timeColumn)], job, zone) {
    case .refused(let reason): return .refused(reason)
    case .fine(let instant): time = instant
    }

    var reading = Reading(texts: texts, instant: time, code: [])
    switch job.layout {
    case .wide:
      guard let column = job.lineColumn else { return .fine(reading) }
      reading.code = texts[position(column)]
      if reading.code.isEmpty { return .refused("sensor_missing") }
      if reading.code.count > 128 { return .refused("sensor_too_long") }
    case .narrow(let column, _, _):
      // A code that the path gives is a text already.
      reading.code = column.map { texts[position($0)] } ?? job.encoded(Array((file.sensor ?? "").utf8))
      if reading.code.isEmpty { return .refused("sensor_missing") }
      if reading.code.count > 128 { return .refused("sensor_too_long") }
      guard let code = job.decoded(reading.code) else { return .refused("sensor_invalid_utf8") }
      if code.utf8.count > 128 { return .refused("sensor_too_long") }
    }
    return .fine(reading)
  }

  /// One cell of a record, or the reason against it, and the column that a refusal names.
  /// - Parameter before: the bytes of the file that a composed code begins with.
  private func cell(
    _ record: Record, _ reading: Reading, before: [UInt8] = [], sensor: [UInt8], column: String, quality: String?
  ) -> (column: String, cell: Verdict<Cell>) {
    let code: String?
    let declared: String?
    switch job.layout {
    case .narrow:
      code = job.decoded(sensor)
      declared = code
    case .wide:
      declared = String(decoding: sensor, as: UTF8.self)
      code = job.decoded(before).map { $0 + (declared ?? "") }
    }
    guard let code else { return (column, .refused("sensor_invalid_utf8")) }
    if code.utf8.count > 128, !before.isEmpty { return (column, .refused("sensor_too_long")) }
    var cell = Cell(
      sensor: code, instant: reading.instant, value: nil, decimals: declared.flatMap { job.decimals[$0] },
      traits: declared.flatMap { job.traits[$0] } ?? OracleTraits(), quality: 192, revision: file.revision,
      path: file.path, record: record.number, column: position(column))
    if let quality {
      guard let code = qualityCode(reading.texts[position(quality)]) else {
        return (quality, .refused("quality_unknown"))
      }
      cell.quality = code
    }
    switch value(reading.texts[cell.column], job, decimals: cell.decimals) {
    case .refused(let reason): return (column, .refused(reason))
    case .fine(let value):
      cell.value = value
      return (column, .fine(cell))
    }
  }

  /// Counts one cell of a parsed record.
  private mutating func take(_ record: Record, _ column: String, _ verdict: Verdict<Cell>) {
    counts.cells += 1
    switch verdict {
    case .refused(let reason):
      counts.cellsRefused += 1
      refuse(record, reason, field: reason.hasPrefix("sensor") ? "" : column)
    case .fine(var cell):
      if let from = job.from, cell.instant < from { cell.isOutside = true }
      if let to = job.to, cell.instant >= to { cell.isOutside = true }
      if cell.isOutside {
        counts.outside += 1
      } else if cell.value == nil {
        counts.null += 1
      }
      cells.append(cell)
    }
  }
}
