// Files to cells: every record is judged in the order of the table of reasons, every cell of a parsed record too.

/// One cell that is a reading, or null when it has no value.
struct Cell {
  var sensor: String
  var instant: Int64
  var value: Value?
  var quality: Int
  var revision: String
  var path: String
  var record: Int
  /// The position of its column in the header.
  var column: Int

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
  var header: [[UInt8]] = []
  var cells: [Cell] = []
  var refusals: [OracleRefusal] = []
  var counts = OracleCounts()

  init(_ job: OracleJob, _ zone: Zone, _ file: OracleFile) {
    self.job = job
    self.zone = zone
    self.file = file
    for record in records(of: file.bytes) {
      counts.records += 1
      if record.number == 1 {
        counts.preamble += 1
        header = Fields(record.bytes, delimiter: job.delimiter, quote: job.quote).texts
      } else if record.bytes.isEmpty {
        counts.blank += 1
      } else {
        read(record)
      }
    }
  }

  /// The position of a column in the header.
  private func position(_ column: String) -> Int {
    guard let position = header.firstIndex(where: { $0.elementsEqual(column.utf8) }) else {
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

  /// One record that is neither header nor blank.
  private mutating func read(_ record: Record) {
    switch judge(record) {
    case .refused(let reason):
      counts.refused += 1
      refuse(record, reason)
    case .fine(let (texts, instant, sensor)):
      counts.parsed += 1
      switch job.layout {
      case .narrow(_, let valueColumn, let qualityColumn):
        let quality = qualityColumn.map { texts[position($0)] }
        readCell(record, texts, instant, sensor: sensor, column: valueColumn, quality: quality)
      case .wide(let columns):
        for (column, sensor) in columns {
          readCell(record, texts, instant, sensor: sensor, column: column, quality: nil)
        }
      }
    }
  }

  /// The fields, the instant and the sensor of a record (no sensor in a wide file), or the first reason against it.
  private func judge(_ record: Record) -> Verdict<([[UInt8]], Int64, String)> {
    if record.bytes.count > 1_048_576 { return .refused("record_too_long") }
    if record.bytes.contains(0) { return .refused("nul_byte") }
    let fields = Fields(record.bytes, delimiter: job.delimiter, quote: job.quote)
    if fields.unclosedQuote { return .refused("unclosed_quote") }
    if fields.textAfterQuote { return .refused("text_after_quote") }
    if fields.texts.count < header.count { return .refused("too_few_fields") }
    if fields.texts.count > header.count { return .refused("too_many_fields") }

    let time: Int64
    switch instant(fields.texts[position(job.timeColumn)], job, zone) {
    case .refused(let reason): return .refused(reason)
    case .fine(let instant): time = instant
    }

    guard case .narrow(let sensorColumn, _, _) = job.layout else { return .fine((fields.texts, time, "")) }
    let code = sensorColumn.map { fields.texts[position($0)] } ?? Array((file.sensor ?? "").utf8)
    if code.isEmpty { return .refused("sensor_missing") }
    if code.count > 128 { return .refused("sensor_too_long") }
    guard let sensor = String(validating: code, as: UTF8.self) else { return .refused("sensor_invalid_utf8") }
    return .fine((fields.texts, time, sensor))
  }

  /// One cell of a parsed record.
  private mutating func readCell(
    _ record: Record, _ texts: [[UInt8]], _ instant: Int64, sensor: String, column: String, quality: [UInt8]?
  ) {
    counts.cells += 1
    var cell = Cell(
      sensor: sensor, instant: instant, value: nil, quality: 192, revision: file.revision, path: file.path,
      record: record.number, column: position(column))
    if let quality {
      guard let code = qualityCode(quality) else { return refuseCell(record, "quality_unknown", qualityColumn) }
      cell.quality = code
    }
    let text = texts[cell.column]
    if !text.isEmpty {
      switch value(text, decimals: job.decimals[sensor]) {
      case .refused(let reason): return refuseCell(record, reason, column)
      case .fine(let value): cell.value = value
      }
    }
    if let from = job.from, instant < from {
      counts.outside += 1
    } else if let to = job.to, instant >= to {
      counts.outside += 1
    } else {
      if cell.value == nil { counts.null += 1 }
      cells.append(cell)
    }
  }

  private var qualityColumn: String {
    guard case .narrow(_, _, let column) = job.layout else { return "" }
    return column ?? ""
  }

  private mutating func refuseCell(_ record: Record, _ reason: String, _ column: String) {
    counts.cellsRefused += 1
    refuse(record, reason, field: column)
  }
}
