import Rows

/// The plain way: records that hold nothing out of the ordinary are read in one go, straight from the page into the
/// columns, without noting fields first. Whatever is not at once what it should be is left to the general way, which
/// alone decides what becomes of it. So the two differ in speed only.
///
/// There are two gaits. `PlainRun` takes records whose sensor was expected, whose minute is known, and so on, with all
/// that it needs in registers. A record that stops it is read step by step, which also renews what is remembered.
extension ReadingScanner {
  /// Where records that are taken the plain way end: behind the page's last line end, and where the item ends.
  func plainStop(_ page: borrowing Page, _ end: Int) -> UnsafeMutablePointer<UInt8> {
    var behind = page.count
    while behind > 0, page.base[behind - 1] != UInt8(ascii: "\n") { behind -= 1 }
    return page.base + max(0, min(behind, end - page.offset))
  }

  /// Whether the next record is to be tried the plain way.
  @inline(__always)
  var triesPlain: Bool {
    mutating get { preambleLeft == 0 && skipped == nil && plainPause.isOver() }
  }

  /// Takes records for as long as they are plain.
  ///
  /// - Parameters:
  ///   - start: of a record in the page.
  ///   - stop: no record is taken that starts here or beyond. A line end stands at it or behind it, in the page.
  ///   - offset: of the record in the object.
  /// - Returns: where the first record that was not taken starts.
  mutating func takePlain(
    _ start: UnsafeMutablePointer<UInt8>, before stop: UnsafeMutablePointer<UInt8>, offset: Int,
    _ columns: inout ReadingColumns
  ) -> UnsafeMutablePointer<UInt8> {
    let first = UnsafeRawPointer(start)
    var run = PlainRun(
      cursor: first, stop: UnsafeRawPointer(stop), offset: offset - Int(bitPattern: first),
      firstSlot: columns.recordCount, firstCell: columns.cellCount,
      room: min(columns.recordsMax - columns.recordCount, columns.cellsMax - columns.cellCount))
    while run.hasNext {
      switch plain.order {
      case .sensorStamp: takeRun(.sensorStamp, &run, columns)
      case .stampSensor: takeRun(.stampSensor, &run, columns)
      case .stamp: takeRun(.stamp, &run, columns)
      case nil: break
      }
      guard run.hasNext else { break }
      var record = PlainRecord(sensor: plain.sensor)
      guard let end = readBySteps(run.cursor, &record) else { break }
      if record.value.isNaN { tally.nulls.empty += 1 }
      run.append(record.sensor.index, record.time, record.value, record.quality, end, columns)
    }
    if run.hasNext { plainPause.begin(after: run.taken) }
    plainRecords += run.taken
    columns.recordCount += run.taken
    columns.cellCount += run.taken
    tally.records += run.taken
    tally.parsed += run.taken
    tally.cells += run.taken
    return start + (run.cursor - first)
  }

  /// The fast gait; stops at the first record that holds anything that is not known.
  @inline(__always)
  private mutating func takeRun(
    _ order: PlainForm.Order, _ whole: inout PlainRun, _ columns: borrowing ReadingColumns
  ) {
    // A copy, which can live in registers.
    var run = whole
    let (clock, quality, delimiter) = (clock.known, plainQuality, plain.delimiter)
    let (entries, ones) = (UnsafePointer(succession.entries), succession.ones)
    let (powers, limits) = (plain.powers, plain.limits)
    let (earliest, span, shift) = (plain.earliest, UInt64(bitPattern: plain.latest &- plain.earliest), plain.shift)
    let hasQuality = plain.hasQuality
    var last = succession.last
    var sensor = plain.sensor
    while run.hasNext {
      var text = run.cursor
      var time: Int64 = 0
      if order != .sensorStamp {
        guard let (written, length) = clock.read(text), text.byte(at: length) == delimiter else { break }
        time = written &- shift
        text += length &+ 1
      }
      var next = 0
      if order != .stamp {
        next = entries[last].next
        let entry = entries + next
        guard entry.pointee.length > 0, SensorSuccession.begins(text, with: entry, ones) else { break }
        sensor = entry.pointee.sensor
        text += entry.pointee.length
      }
      if order == .sensorStamp {
        guard let (written, length) = clock.read(text), text.byte(at: length) == delimiter else { break }
        time = written &- shift
        text += length &+ 1
      }
      guard UInt64(bitPattern: time &- earliest) <= span else { break }
      let isNegative = text.byte(at: 0) == UInt8(ascii: "-")
      text += isNegative ? 1 : 0
      guard let number = PlainNumber.read(text) else { break }
      text += number.length
      let value = number.value(isNegative: isNegative, powers)
      var code = UInt8(192)
      if hasQuality {
        guard text.byte(at: 0) == delimiter,
          (text + 1).loadUnaligned(as: UInt64.self) & quality.mask == quality.text
        else { break }
        text += quality.length &+ 1
        code = quality.code
      }
      let decimals = Int(sensor.decimals)
      guard sensor.conversion < 0, decimals < 0 || number.places <= decimals && value.magnitude < limits[decimals],
        run.append(sensor.index, time, value, code, text, columns)
      else { break }
      last = next
    }
    succession.last = last
    whole = run
  }
}

/// What the fast gait carries from record to record.
struct PlainRun {
  var cursor: UnsafeRawPointer
  /// No record is taken that starts here or beyond.
  let stop: UnsafeRawPointer
  /// What an address lacks to be an offset in the object.
  let offset: Int
  /// Of the first record, in the columns.
  let firstSlot: Int
  let firstCell: Int
  /// How many records the columns have room for, and how many have been taken.
  let room: Int
  var taken = 0

  @inline(__always)
  var hasNext: Bool { cursor < stop && taken < room }

  /// Appends a record that ends with its one cell, and goes on to the next.
  /// - Returns: false, and nothing is appended, if no line end stands there.
  @inline(__always)
  @discardableResult
  mutating func append(
    _ sensor: Int32, _ time: Int64, _ value: Double, _ quality: UInt8, _ end: UnsafeRawPointer,
    _ columns: borrowing ReadingColumns
  ) -> Bool {
    var next = end + 1
    if end.byte(at: 0) != UInt8(ascii: "\n") {
      guard end.byte(at: 0) == UInt8(ascii: "\r"), end.byte(at: 1) == UInt8(ascii: "\n") else { return false }
      next += 1
    }
    let (cell, slot) = (firstCell &+ taken, firstSlot &+ taken)
    columns.sensor[cell] = sensor
    columns.time[cell] = time
    columns.value[cell] = value
    columns.quality[cell] = quality
    columns.record[cell] = Int32(truncatingIfNeeded: slot)
    columns.recordStart[slot] = Int(bitPattern: cursor) &+ offset
    columns.recordEnd[slot] = Int(bitPattern: end) &+ offset
    cursor = next
    taken &+= 1
    return true
  }
}

extension UnsafeRawPointer {
  @inline(__always)
  func byte(at offset: Int) -> UInt8 { load(fromByteOffset: offset, as: UInt8.self) }
}

/// How long the plain way is not tried after a record that was not plain: in a file whose records are all of another
/// kind trying would cost more than it saves.
struct PlainPause {
  private static let longest = 255
  private var left = 0
  private var last = 0

  /// - Parameter taken: how many records were plain before the one that was not.
  mutating func begin(after taken: Int) {
    last = taken >= 16 ? 0 : min(last * 2 + 1, Self.longest)
    left = last + 1
  }

  /// Asked once a record.
  @inline(__always)
  mutating func isOver() -> Bool {
    if left == 0 { return true }
    left -= 1
    return left == 0
  }
}

/// The quality text that was read last, and what it means.
struct PlainQuality {
  private(set) var text: UInt64 = 1
  private(set) var mask: UInt64 = 0
  private(set) var length = 0
  private(set) var code: UInt8 = 0

  /// Remembers a text of up to seven bytes, with the byte behind it: an empty one is known by that.
  mutating func note(_ start: UnsafeRawPointer, _ count: Int, _ code: UInt8) {
    guard count < 8 else { return }
    mask = UInt64.max >> UInt64(56 - count * 8)
    text = start.loadUnaligned(as: UInt64.self) & mask
    length = count
    self.code = code
  }
}
