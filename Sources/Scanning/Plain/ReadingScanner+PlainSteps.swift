import Rows

/// The slower gait of the plain way: field by field, and what is read is remembered for the next records.
extension ReadingScanner {
  /// What has been read of one record.
  struct PlainRecord {
    var time: Int64 = 0
    /// NaN: the field is empty.
    var value = Double.nan
    /// How many decimals the value needs.
    var places = 0
    var quality: UInt8 = 192
    var sensor: PlainSensor
  }

  /// - Returns: where the record's line end begins; nil if the record is to be read the general way.
  @inline(never)
  mutating func readBySteps(_ start: UnsafeRawPointer, _ record: inout PlainRecord) -> UnsafeRawPointer? {
    var cursor = start
    for index in plain.steps.indices {
      if index > 0 {
        guard cursor.byte(at: 0) == plain.delimiter else { return nil }
        cursor += 1
      }
      let end: UnsafeRawPointer?
      switch plain.steps[index] {
      case .sensor: end = readSensor(cursor, &record)
      case .stamp: end = readStamp(cursor, &record)
      case .time: end = readTime(cursor, &record)
      case .value: end = readValue(cursor, &record)
      case .quality: end = readQuality(cursor, &record)
      case .skipped: end = plain.field(cursor)
      }
      guard let end else { return nil }
      cursor = end
    }
    let isEnd =
      cursor.byte(at: 0) == UInt8(ascii: "\n")
      || cursor.byte(at: 0) == UInt8(ascii: "\r") && cursor.byte(at: 1) == UInt8(ascii: "\n")
    // A record that is no longer than a field may be has no field that is too long.
    guard isEnd, cursor - start <= Dialect.fieldBytesMax, fitsSensor(&record) else { return nil }
    return cursor
  }

  /// Whether the value is one that its sensor declares; converts it where the sensor says so.
  private mutating func fitsSensor(_ record: inout PlainRecord) -> Bool {
    if record.value.isNaN { return true }
    if hasSentinels, isSentinel(record.value) { return false }
    let decimals = Int(record.sensor.decimals)
    #if PLANTED_FAULTS
      if recipe.fault == .plainDecimalsIgnored { record.places = 0 }
    #endif
    if record.sensor.conversion >= 0 {
      return convert(record.value, decimals, Int(record.sensor.conversion), into: &record.value) == nil
    }
    return decimals < 0 || record.places <= decimals && record.value.magnitude < plain.limits[decimals]
  }

  private mutating func readSensor(_ text: UnsafeRawPointer, _ record: inout PlainRecord) -> UnsafeRawPointer? {
    if let entry = succession.expected(at: text) {
      record.sensor = entry.pointee.sensor
      return text + (entry.pointee.length - 1)
    }
    guard let end = plain.field(text), end > text, end - text <= Dialect.sensorBytesMax else { return nil }
    let code = text.assumingMemoryBound(to: UInt8.self)
    guard case .accepted(let index, let decimals, let conversion) = sensors.verdict(code, count: end - text) else {
      return nil
    }
    record.sensor = PlainSensor(index: index, decimals: decimals, conversion: conversion)
    #if PLANTED_FAULTS
      if recipe.fault == .plainSensorIsTheOneBefore { record.sensor = succession.lastSensor ?? record.sensor }
    #endif
    if end.byte(at: 0) == plain.delimiter { succession.note(text, count: end - text, record.sensor) }
    return end
  }

  private mutating func readStamp(_ text: UnsafeRawPointer, _ record: inout PlainRecord) -> UnsafeRawPointer? {
    guard let (written, length) = clock.known.read(text) else { return readTime(text, &record) }
    record.time = written - plain.shift
    guard record.time >= plain.earliest, record.time <= plain.latest else { return nil }
    return text + length
  }

  private mutating func readTime(_ text: UnsafeRawPointer, _ record: inout PlainRecord) -> UnsafeRawPointer? {
    guard let end = plain.field(text), end > text else { return nil }
    let start = text.assumingMemoryBound(to: UInt8.self)
    guard form.isUTF8 || Self.isASCII(start, end - text),
      case .success(let instant) = clock.read(start, count: end - text), instant >= plain.earliest,
      instant <= plain.latest
    else { return nil }
    record.time = instant
    return end
  }

  private mutating func readValue(_ text: UnsafeRawPointer, _ record: inout PlainRecord) -> UnsafeRawPointer? {
    let isNegative = text.byte(at: 0) == UInt8(ascii: "-")
    let digits = text + (isNegative ? 1 : 0)
    if let number = PlainNumber.read(digits) {
      record.value = number.value(isNegative: isNegative, plain.powers)
      record.places = number.neededPlaces
      return digits + number.length
    }
    guard let end = plain.field(text) else { return nil }
    if end == text {
      #if PLANTED_FAULTS
        if recipe.fault == .plainNullCountsAsZero { record.value = 0 }
      #endif
      return end
    }
    let start = text.assumingMemoryBound(to: UInt8.self)
    guard case .number(let value, let needed) = NumberParser.parse(start, count: end - text) else { return nil }
    record.value = value
    record.places = needed
    return end
  }

  private mutating func readQuality(_ text: UnsafeRawPointer, _ record: inout PlainRecord) -> UnsafeRawPointer? {
    if text.loadUnaligned(as: UInt64.self) & plainQuality.mask == plainQuality.text {
      record.quality = plainQuality.code
      return text + plainQuality.length
    }
    guard let end = plain.field(text) else { return nil }
    let meaning = qualityMeaning(text.assumingMemoryBound(to: UInt8.self), end - text)
    guard let code = UInt8(exactly: meaning) else { return nil }
    record.quality = code
    plainQuality.note(text, end - text, code)
    return end
  }
}

extension PlainForm {
  /// Where the field ends that starts here: at a delimiter or the line end.
  /// - Returns: nil where blanks or quotes are to be undone, or a byte is 0.
  /// - Complexity: O(length).
  func field(_ text: UnsafeRawPointer) -> UnsafeRawPointer? {
    let ones: UInt64 = 0x0101_0101_0101_0101
    var cursor = text
    while true {
      let word = cursor.loadUnaligned(as: UInt64.self)
      let (delimiter, lineFeed) = (word ^ delimiters, word ^ (ones &* 10))
      // The lowest high bit that is set is that of a byte which is zero; only above it may others be wrong.
      let ends = (delimiter &- ones) & ~delimiter | (lineFeed &- ones) & ~lineFeed | (word &- ones) & ~word
      let found = ends & (ones &* 0x80)
      if found != 0 {
        cursor += found.trailingZeroBitCount &>> 3
        break
      }
      cursor += 8
    }
    if cursor.byte(at: 0) == 0 { return nil }
    if cursor > text, cursor.byte(at: 0) == UInt8(ascii: "\n"), (cursor - 1).byte(at: 0) == UInt8(ascii: "\r") {
      cursor -= 1
    }
    if cursor == text { return cursor }
    let (first, last) = (text.byte(at: 0), (cursor - 1).byte(at: 0))
    guard first != quote, !Self.isBlank(first), !Self.isBlank(last) else { return nil }
    return cursor
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
}
