import Rows

/// The typed half of the hot loop: fields to instants, sensors, values.
extension ReadingScanner {
  @inline(__always)
  func takeFields(
    _ record: UnsafeMutablePointer<UInt8>, _ length: Int, _ offset: Int, _ slot: Int,
    _ columns: inout ReadingColumns
  ) {
    let time: Int64
    switch clock.read(splitter.starts[map.time], count: splitter.lengths[map.time]) {
    case .success(let instant): time = instant
    case .failure(let problem):
      return refuse(problem.reason, map.timeColumn, problem.instant, record, length, offset)
    }
    if time < pathSpan.from.microseconds || time >= pathSpan.to.microseconds {
      return refuse(.outsidePathMargin, map.timeColumn, time, record, length, offset)
    }
    var verdict = SensorVerdict.accepted(index: 0, decimals: -1)
    if let field = map.sensor {
      let count = splitter.lengths[field]
      if count == 0 { return refuse(.sensorMissing, map.sensorColumn, time, record, length, offset) }
      if count > Dialect.sensorBytesMax {
        return refuse(.sensorTooLong, map.sensorColumn, time, record, length, offset)
      }
      verdict = sensors.verdict(splitter.starts[field], count: count)
      if case .refused(let reason) = verdict {
        return refuse(reason, map.sensorColumn, time, record, length, offset)
      }
    } else if let path = map.pathSensor {
      verdict = path
      if case .refused(let reason) = verdict { return refuse(reason, "", time, record, length, offset) }
    }
    tally.parsed += 1
    tally.cells += map.values.count
    for value in map.values {
      takeCell(value, value.sensor ?? verdict, time, slot, record, length, offset, &columns)
    }
  }

  @inline(__always)
  private func takeCell(
    _ cell: FieldMap.Value, _ verdict: SensorVerdict, _ time: Int64, _ slot: Int,
    _ record: UnsafeMutablePointer<UInt8>, _ length: Int, _ offset: Int, _ columns: inout ReadingColumns
  ) {
    guard case .accepted(let sensor, let decimals) = verdict else { return }
    var quality = Quality.good
    if let field = map.quality {
      guard let code = qualityCode(splitter.starts[field], splitter.lengths[field]) else {
        return refuse(.qualityUnknown, map.qualityColumn, time, record, length, offset)
      }
      quality = code
    }
    var value = Double.nan
    let count = splitter.lengths[cell.field]
    if count == 0 {
      tally.nullCells += 1
      #if PLANTED_FAULTS
        if recipe.fault == .nullCountsAsZero { value = 0 }
      #endif
    } else {
      switch NumberParser.parse(splitter.starts[cell.field], count: count) {
      case .notANumber: return refuse(.notANumber, cell.column, time, record, length, offset)
      case .outOfRange: return refuse(.numberOutOfRange, cell.column, time, record, length, offset)
      case .number(let number, let needed):
        if decimals >= 0 {
          guard number.magnitude < Self.scaledMax[Int(decimals)] else {
            return refuse(.numberOutOfRange, cell.column, time, record, length, offset)
          }
          guard needed <= Int(decimals) else {
            return refuse(.finerThanResolution, cell.column, time, record, length, offset)
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
