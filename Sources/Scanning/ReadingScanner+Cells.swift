import Rows

/// The typed half of the hot loop: fields to instants, sensors, values.
extension ReadingScanner {
  @inline(__always)
  mutating func takeFields(_ record: Record, _ slot: Int, _ columns: inout ReadingColumns) {
    let time: Int64
    switch readTime() {
    case .success(let instant): time = instant
    case .failure(let problem): return refuseRecord(problem.reason, map.timeColumn, problem.instant, record)
    }
    if time < pathSpan.from.microseconds || time >= pathSpan.to.microseconds {
      return refuseRecord(.outsidePathMargin, map.timeColumn, time, record)
    }
    var verdict = SensorVerdict.refused(.sensorUnknown)
    var group: UnsafePointer<SensorVerdict>?
    switch fields.sensor {
    case .field:
      let count = length(of: fields.sensorField)
      if count == 0 { return refuseRecord(.sensorMissing, sensorColumn, time, record) }
      if count > Dialect.sensorBytesMax { return refuseRecord(.sensorTooLong, sensorColumn, time, record) }
      verdict = sensors.verdict(start(of: fields.sensorField), count: count)
    case .object: verdict = fields.objectVerdict
    case .composed:
      if let problem = composeKey() { return refuseRecord(problem.reason, problem.field, time, record) }
      verdict = sensors.verdict(groups.key, count: groups.keyLength)
    case .group:
      if let problem = composeKey() { return refuseRecord(problem.reason, problem.field, time, record) }
      group = groups.find(groups.key, count: groups.keyLength) ?? learnGroup()
    case .columns: break
    }
    if fields.sensor != .columns, group == nil, case .refused(let reason) = verdict {
      return refuseRecord(reason, sensorColumn, time, record)
    }
    takeCells(record, time, verdict, group, slot, &columns)
  }

  @inline(__always)
  private mutating func takeCells(
    _ record: Record, _ time: Int64, _ verdict: SensorVerdict, _ group: UnsafePointer<SensorVerdict>?, _ slot: Int,
    _ columns: inout ReadingColumns
  ) {
    let cellsBefore = columns.cellCount
    let nullsBefore = form.refusesRow ? tally.nulls : NullCounts()
    let (starts, lengths) = bounds
    var verdict = verdict
    tally.parsed += 1
    tally.cells += fields.cells.count
    for cell in 0..<fields.cells.count {
      if let group {
        verdict = group[cell]
      } else if fields.sensor == .columns {
        verdict = fields.cells[cell].verdict
      }
      guard let reason = takeCell(fields.cells[cell], verdict, time, record, slot, starts, lengths, &columns) else {
        continue
      }
      let field = reason == .qualityUnknown ? map.values[cell].qualityColumn : map.values[cell].column
      if form.refusesRow {
        columns.cellCount = cellsBefore
        tally.nulls = nullsBefore
        tally.parsed -= 1
        tally.cells -= fields.cells.count
        return refuseRecord(reason, field, time, record)
      }
      refuseCell(reason, field, time, record)
    }
  }

  /// - Returns: why the cell is refused, or nil.
  @inline(__always)
  private mutating func takeCell(
    _ cell: Fields.Cell, _ verdict: SensorVerdict, _ time: Int64, _ record: Record, _ slot: Int,
    _ starts: UnsafeMutablePointer<UnsafePointer<UInt8>>, _ lengths: UnsafeMutablePointer<Int>,
    _ columns: inout ReadingColumns
  ) -> RefusalReason? {
    guard case .accepted(let sensor, let decimals, let conversion) = verdict else {
      // A wide file's column whose sensor is not ours: its readings are refused, the record's others are taken.
      guard case .refused(let reason) = verdict else { return nil }
      return reason
    }
    let field = cell.field
    var quality = Quality.good
    var isMissing = false
    if cell.quality >= 0 {
      let meaning = qualityMeaning(starts[cell.quality], lengths[cell.quality])
      if meaning == ScannerTexts.unknown { return .qualityUnknown }
      isMissing = meaning == ScannerTexts.missing
      quality = isMissing ? Quality.bad : UInt8(truncatingIfNeeded: meaning)
    }
    var value = Double.nan
    if field < 0 {
      if fields.isExport, isRestLoaded(record) { return dropCell() }
      tally.nulls.columnMissing += 1
    } else if isMissing {
      tally.nulls.qualityMissing += 1
    } else if lengths[field] == 0 {
      if form.kind == .jsonLines, json.kinds[field] == .absent, isRestLoaded(record) { return dropCell() }
      tally.nulls.empty += 1
      #if PLANTED_FAULTS
        if recipe.fault == .nullCountsAsZero { value = 0 }
      #endif
    } else if let reason = readValue(
      starts[field], lengths[field], decimals: Int(decimals), conversion: Int(conversion), into: &value)
    {
      guard reason == .notANumber, isLoaded(starts[field], lengths[field], record) else { return reason }
      return dropCell()
    }
    append(sensor, time, value, quality, slot, &columns)
    return nil
  }

  @inline(__always)
  func append(
    _ sensor: Int32, _ time: Int64, _ value: Double, _ quality: UInt8, _ slot: Int, _ columns: inout ReadingColumns
  ) {
    let index = columns.cellCount
    columns.sensor[index] = sensor
    columns.time[index] = time
    columns.value[index] = value
    columns.quality[index] = quality
    columns.record[index] = Int32(truncatingIfNeeded: slot)
    columns.cellCount = index + 1
  }

  /// A value's text, which is not empty, to a number; NaN stays where it means that there is none.
  /// - Returns: why the cell is refused, or nil.
  @inline(__always)
  mutating func readValue(
    _ text: UnsafePointer<UInt8>, _ count: Int, decimals: Int, conversion: Int, into value: inout Double
  ) -> RefusalReason? {
    let outcome =
      form.numbersArePlain
      ? NumberParser.parse(text, count: count) : NumberParser.parse(text, count: count, format: recipe.numbers)
    switch outcome {
    case .number(let number, let needed):
      if hasSentinels, isSentinel(number) {
        tally.nulls.sentinel += 1
        return nil
      }
      if conversion >= 0 { return convert(number, decimals, conversion, into: &value) }
      if decimals >= 0 {
        guard number.magnitude < Self.scaledMax[decimals] else { return .numberOutOfRange }
        guard needed <= decimals else { return .finerThanResolution }
      }
      value = number
    case .notANumber: return notNumber(text, count, .notANumber)
    case .outOfRange: return notNumber(text, count, .numberOutOfRange)
    }
    return nil
  }

  /// A text that is no number may be declared to mean that there is none.
  @inline(never)
  private mutating func notNumber(
    _ text: UnsafePointer<UInt8>, _ count: Int, _ reason: RefusalReason
  ) -> RefusalReason? {
    guard texts.hasNullTexts, texts.isNull(text, count) else { return reason }
    tally.nulls.nullText += 1
    return nil
  }

  @inline(never)
  func isSentinel(_ number: Double) -> Bool { recipe.numbers.sentinels.contains(number) }

  @inline(never)
  func convert(
    _ number: Double, _ decimals: Int, _ index: Int, into value: inout Double
  ) -> RefusalReason? {
    let conversion = recipe.conversions[index]
    var converted = number * conversion.scale + conversion.offset
    guard converted.isFinite else { return .numberOutOfRange }
    if decimals >= 0 {
      guard converted.magnitude < Self.scaledMax[decimals] else { return .numberOutOfRange }
      let unit = Self.powersOfTen[decimals]
      converted = (converted * unit).rounded(.toNearestOrAwayFromZero) / unit
    }
    value = converted == 0 ? 0 : converted
    return nil
  }

  /// 10^15 resolutions, by the number of decimals: below it a value and its scaled integer are the same number.
  static let scaledMax: [Double] = [1e15, 1e14, 1e13, 1e12, 1e11, 1e10, 1e9, 1e8, 1e7, 1e6]
  private static let powersOfTen: [Double] = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9]

  // MARK: Fields

  @inline(__always)
  func start(of field: Int) -> UnsafePointer<UInt8> {
    form.kind == .jsonLines ? json.starts[field] : splitter.starts[field]
  }

  @inline(__always)
  func length(of field: Int) -> Int {
    form.kind == .jsonLines ? json.lengths[field] : splitter.lengths[field]
  }

  /// The bounds of the record's fields, until the next record.
  @inline(__always)
  private var bounds: (starts: UnsafeMutablePointer<UnsafePointer<UInt8>>, lengths: UnsafeMutablePointer<Int>) {
    form.kind == .jsonLines ? (json.starts, json.lengths) : (splitter.starts, splitter.lengths)
  }

  /// The column to name where a sensor is at fault.
  private var sensorColumn: String {
    if case .field(_, let column) = map.sensor { column } else { "" }
  }

  @inline(__always)
  private mutating func readTime() -> Result<Int64, ClockReader.Problem> {
    if let instant = fields.fixedTime { return clock.accept(instant) }
    if fields.secondTime < 0 {
      let (text, count) = (start(of: fields.time), length(of: fields.time))
      if form.isUTF8 || Self.isASCII(text, count) { return clock.read(text, count: count) }
    }
    return readWrittenTime()
  }

  /// Eight bytes at a time; those behind the text may be loaded and are not looked at.
  @inline(__always)
  static func isASCII(_ text: UnsafePointer<UInt8>, _ count: Int) -> Bool {
    var (cursor, left) = (UnsafeRawPointer(text), count)
    var bits: UInt64 = 0
    while left >= 8 {
      bits |= cursor.loadUnaligned(as: UInt64.self)
      cursor += 8
      left -= 8
    }
    if left > 0 { bits |= cursor.loadUnaligned(as: UInt64.self) & ((1 << UInt64(left * 8)) - 1) }
    return bits & 0x8080_8080_8080_8080 == 0
  }

  /// A time that has to be put together first: date and time from two fields with a blank between them, and words such
  /// as 오전 that are not in UTF-8.
  @inline(never)
  private mutating func readWrittenTime() -> Result<Int64, ClockReader.Problem> {
    let parts = fields.secondTime < 0 ? [fields.time] : [fields.time, fields.secondTime]
    let capacity = 256
    let counts = parts.map { length(of: $0) }
    if counts.allSatisfy({ $0 == 0 }) { return .failure(ClockReader.Problem(reason: .timeMissing)) }
    guard counts.reduce(parts.count - 1, +) * 3 + Page.slack <= capacity * 3 else {
      return .failure(ClockReader.Problem(reason: .timeUnreadable))
    }
    return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: capacity * 3 + Page.slack) { room in
      var written = 0
      for part in parts {
        if part != parts[0] {
          room[written] = UInt8(ascii: " ")
          written += 1
        }
        let field = UnsafeBufferPointer(start: start(of: part), count: length(of: part))
        let decoded = recipe.encoding.whenScanned.decode(
          field, into: UnsafeMutableBufferPointer(rebasing: room[written...]))
        guard decoded.fault == nil else { return .failure(ClockReader.Problem(reason: .timeUnreadable)) }
        written += decoded.written
      }
      guard let text = room.baseAddress else { return .failure(ClockReader.Problem(reason: .timeUnreadable)) }
      return clock.read(text, count: written)
    }
  }

  // MARK: Quality

  @inline(__always)
  mutating func qualityMeaning(_ text: UnsafePointer<UInt8>, _ count: Int) -> Int32 {
    switch form.qualityScheme {
    case .none: Int32(Quality.good)
    case .opcDA: Self.unsigned(text, count, max: 255).map { Int32($0) } ?? ScannerTexts.unknown
    case .opcUA: Self.statusCode(text, count)
    case .airkorea, .kma, .map: texts.qualityMeaning(text, count)
    }
  }

  @inline(__always)
  private static func unsigned(_ text: UnsafePointer<UInt8>, _ count: Int, max most: UInt64) -> UInt64? {
    guard count >= 1 else { return nil }
    var number: UInt64 = 0
    for index in 0..<count {
      let digit = text[index] &- UInt8(ascii: "0")
      guard digit < 10 else { return nil }
      number = min(number * 10 + UInt64(digit), most + 1)
    }
    return number <= most ? number : nil
  }

  /// OPC UA: of a 32-bit status the two highest bits are the severity.
  private static func statusCode(_ text: UnsafePointer<UInt8>, _ count: Int) -> Int32 {
    var status: UInt64?
    if count > 2, text[0] == UInt8(ascii: "0"), text[1] | 0x20 == UInt8(ascii: "x") {
      let digits = UnsafeBufferPointer(start: text + 2, count: count - 2)
      let isHex = digits.allSatisfy { $0 != UInt8(ascii: "+") && $0 != UInt8(ascii: "-") }
      status = isHex ? UInt64(String(decoding: digits, as: UTF8.self), radix: 16) : nil
    } else {
      status = unsigned(text, count, max: UInt64(UInt32.max))
    }
    guard let status, status <= UInt64(UInt32.max) else { return ScannerTexts.unknown }
    return switch status >> 30 {
    case 0: Int32(Quality.good)
    case 1: Int32(Quality.uncertain)
    default: Int32(Quality.bad)
    }
  }
}
