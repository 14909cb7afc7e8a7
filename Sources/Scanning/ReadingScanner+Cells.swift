import Rows

/// The typed half of the hot loop: fields to instants, sensors, values.
extension ReadingScanner {
  @inline(__always)
  mutating func takeFields(
    _ record: UnsafeMutablePointer<UInt8>, _ length: Int, _ offset: Int, _ slot: Int,
    _ columns: inout ReadingColumns
  ) {
    let time: Int64
    switch clock.read(splitter.starts[fields.time], count: splitter.lengths[fields.time]) {
    case .success(let instant): time = instant
    case .failure(let problem):
      return refuse(problem.reason, map.timeColumn, problem.instant, record, length, offset)
    }
    if time < pathSpan.from.microseconds || time >= pathSpan.to.microseconds {
      return refuse(.outsidePathMargin, map.timeColumn, time, record, length, offset)
    }
    var verdict = SensorVerdict.accepted(index: 0, decimals: -1)
    if fields.sensor >= 0 {
      let count = splitter.lengths[fields.sensor]
      if count == 0 { return refuse(.sensorMissing, map.sensorColumn, time, record, length, offset) }
      if count > Dialect.sensorBytesMax {
        return refuse(.sensorTooLong, map.sensorColumn, time, record, length, offset)
      }
      verdict = sensors.verdict(splitter.starts[fields.sensor], count: count)
      if case .refused(let reason) = verdict {
        return refuse(reason, map.sensorColumn, time, record, length, offset)
      }
    } else if let path = fields.pathVerdict {
      verdict = path
      if case .refused(let reason) = verdict { return refuse(reason, "", time, record, length, offset) }
    }
    tally.parsed += 1
    tally.cells += fields.cells.count
    for cell in 0..<fields.cells.count {
      if !fields.isNarrow { verdict = fields.cells[cell].verdict }
      takeCell(cell, verdict, time, slot, record, length, offset, &columns)
    }
  }

  @inline(__always)
  private mutating func takeCell(
    _ cell: Int, _ verdict: SensorVerdict, _ time: Int64, _ slot: Int,
    _ record: UnsafeMutablePointer<UInt8>, _ length: Int, _ offset: Int, _ columns: inout ReadingColumns
  ) {
    guard case .accepted(let sensor, let decimals) = verdict else {
      // A wide file's column whose sensor is not ours: its readings are refused, the record's others are taken.
      guard case .refused(let reason) = verdict else { return }
      return refuseCell(reason, map.values[cell].column, time, record, length, offset)
    }
    var quality = Quality.good
    if fields.quality >= 0 {
      guard let code = qualityCode(splitter.starts[fields.quality], splitter.lengths[fields.quality]) else {
        return refuse(.qualityUnknown, map.qualityColumn, time, record, length, offset)
      }
      quality = code
    }
    var value = Double.nan
    let field = fields.cells[cell].field
    let count = splitter.lengths[field]
    if count == 0 {
      tally.nullCells += 1
      #if PLANTED_FAULTS
        if recipe.fault == .nullCountsAsZero { value = 0 }
      #endif
    } else {
      switch NumberParser.parse(splitter.starts[field], count: count) {
      case .notANumber: return refuse(.notANumber, map.values[cell].column, time, record, length, offset)
      case .outOfRange: return refuse(.numberOutOfRange, map.values[cell].column, time, record, length, offset)
      case .number(let number, let needed):
        if decimals >= 0 {
          guard number.magnitude < Self.scaledMax[Int(decimals)] else {
            return refuse(.numberOutOfRange, map.values[cell].column, time, record, length, offset)
          }
          guard needed <= Int(decimals) else {
            return refuse(.finerThanResolution, map.values[cell].column, time, record, length, offset)
          }
        }
        value = number
      }
    }
    let index = columns.cellCount
    columns.sensor[index] = sensor
    columns.time[index] = time
    columns.value[index] = value
    columns.quality[index] = quality
    columns.record[index] = Int32(truncatingIfNeeded: slot)
    columns.cellCount = index + 1
  }

  /// 10^15 resolutions, by the number of decimals: below it a value and its scaled integer are the same number.
  private static let scaledMax: [Double] = [1e15, 1e14, 1e13, 1e12, 1e11, 1e10, 1e9, 1e8, 1e7, 1e6]

  @inline(__always)
  private func qualityCode(_ start: UnsafePointer<UInt8>, _ count: Int) -> UInt8? {
    guard count >= 1 else { return nil }
    var code = 0
    for index in 0..<count {
      let digit = start[index] &- UInt8(ascii: "0")
      guard digit < 10 else { return nil }
      code = min(code * 10 + Int(digit), 256)
    }
    return UInt8(exactly: code)
  }
}
