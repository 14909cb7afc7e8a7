import Glibc
import Rows

/// Points of line protocol: a record with as many cells as it has fields.
extension ReadingScanner {
  /// - Returns: false if the columns have no room for its cells: it is to be taken again when they are empty.
  mutating func takePoint(_ record: Record, _ slot: Int, _ columns: inout ReadingColumns) -> Bool {
    if LineProtocolReader.isCommentOrBlank(record.bytes, count: record.length) {
      let isComment = memchr(record.bytes, Int32(UInt8(ascii: "#")), record.length) != nil
      if isComment { tally.preamble += 1 } else { tally.blank += 1 }
      return true
    }
    if let problem = points.read(record.bytes, count: record.length) {
      refuseRecord(.lineProtocolInvalid, problem.fault.rawValue, nil, record)
      return true
    }
    if columns.cellCount + points.fieldCount > columns.cellsMax {
      guard columns.cellCount == 0 else {
        tally.records -= 1
        columns.recordCount -= 1
        return false
      }
      refuseRecord(.tooManyFields, "", nil, record)
      return true
    }
    if !pointPasses() {
      tally.filtered += 1
      return true
    }
    switch pointTime() {
    case .failure(let problem): refuseRecord(problem.reason, "timestamp", problem.instant, record)
    case .success(let time):
      if time < pathSpan.from.microseconds || time >= pathSpan.to.microseconds {
        refuseRecord(.outsidePathMargin, "timestamp", time, record)
      } else if let problem = composePointKey() {
        refuseRecord(problem.reason, problem.field, time, record)
      } else {
        takePointCells(record, time, slot, &columns)
      }
    }
    return true
  }

  private mutating func takePointCells(
    _ record: Record, _ time: Int64, _ slot: Int, _ columns: inout ReadingColumns
  ) {
    let prefix = groups.keyLength
    let cellsBefore = columns.cellCount
    let (nullsBefore, countBefore) = (tally.nulls, tally.cells)
    tally.parsed += 1
    for index in 0..<points.fieldCount where isWanted(points.fields[index].key) {
      let field = points.fields[index]
      tally.cells += 1
      groups.truncateKey(to: prefix)
      guard let reason = takePointCell(field, time, slot, &columns) else { continue }
      let name = String(decoding: UnsafeBufferPointer(start: field.key.start, count: field.key.count), as: UTF8.self)
      if form.refusesRow {
        columns.cellCount = cellsBefore
        (tally.nulls, tally.cells) = (nullsBefore, countBefore)
        tally.parsed -= 1
        return refuseRecord(reason, name, time, record)
      }
      refuseCell(reason, name, time, record)
    }
  }

  /// - Returns: why the cell is refused, or nil.
  private mutating func takePointCell(
    _ field: LineProtocolReader.Field, _ time: Int64, _ slot: Int, _ columns: inout ReadingColumns
  ) -> RefusalReason? {
    guard field.key.count <= Dialect.sensorBytesMax else { return .sensorTooLong }
    groups.appendPart(field.key.start, field.key.count, separator: 0)
    let verdict = sensors.verdict(groups.key, count: groups.keyLength)
    guard case .accepted(let sensor, let decimals, let conversion) = verdict else {
      guard case .refused(let reason) = verdict else { return nil }
      return reason
    }
    switch field.kind {
    case .string, .boolean: return .notANumber
    case .float, .integer, .unsigned: break
    }
    var value = Double.nan
    if let reason = readValue(
      field.value.start, field.value.count, decimals: Int(decimals), conversion: Int(conversion), into: &value)
    {
      return reason
    }
    append(sensor, time, value, Quality.good, slot, &columns)
    return nil
  }

  // MARK: Parts of a point

  private func pointTime() -> Result<Int64, ClockReader.Problem> {
    if let instant = fields.fixedTime { return clock.accept(instant) }
    guard let stamp = points.timestamp else { return .failure(ClockReader.Problem(reason: .timeMissing)) }
    let unit = recipe.pointUnitNanoseconds
    var (instant, overflows) = (Int64(0), false)
    if unit < 1000 {
      instant = Civil.floorDivide(stamp, by: 1000 / unit)
    } else {
      (instant, overflows) = stamp.multipliedReportingOverflow(by: unit / 1000)
    }
    guard !overflows, instant >= EpochUnit.earliest, instant <= EpochUnit.latest else {
      return .failure(ClockReader.Problem(reason: .timeImpossible))
    }
    return clock.accept(instant)
  }

  private mutating func composePointKey() -> (reason: RefusalReason, field: String)? {
    groups.beginKey(parts: pointParts.count + 1)
    for part in pointParts.indices {
      guard let text = text(of: pointParts[part]), text.count > 0 else { return (.sensorMissing, composedColumn(part)) }
      guard text.count <= Dialect.sensorBytesMax else { return (.sensorTooLong, composedColumn(part)) }
      groups.appendPart(text.start, text.count, separator: 0)
    }
    return nil
  }

  /// Whether the filters of measurement and tags let the point through; a tag that is not there reads as empty.
  private mutating func pointPasses() -> Bool {
    for index in pointFilters.indices {
      let part = pointFilters[index]
      if case .field = part { continue }
      let text = text(of: part) ?? LineProtocolReader.Text(start: points.measurement.start, count: 0)
      guard texts.passes(filter: index, text.start, text.count) else { return false }
    }
    return true
  }

  private mutating func isWanted(_ key: LineProtocolReader.Text) -> Bool {
    if let wanted = texts.pointFields, !wanted.contains(key.start, key.count) { return false }
    for index in pointFilters.indices {
      if case .field = pointFilters[index], !texts.passes(filter: index, key.start, key.count) { return false }
    }
    return true
  }

  private func text(of part: PointPart) -> LineProtocolReader.Text? {
    switch part {
    case .measurement: return points.measurement
    case .field: return nil
    case .tag(let key):
      for index in 0..<points.tagCount where points.tags[index].key.count == key.count {
        if memcmp(points.tags[index].key.start, key, key.count) == 0 { return points.tags[index].value }
      }
      return nil
    }
  }
}

/// What a job's column names in line protocol mean.
enum PointPart {
  case measurement
  case field
  case tag([UInt8])

  init(_ column: String) {
    switch column {
    case "measurement": self = .measurement
    case "field": self = .field
    default: self = .tag(Array(column.utf8.dropFirst("tag.".utf8.count)))
    }
  }
}
