import Rows

/// Which files may be read the plain way, and how: a step for each field.
struct PlainForm: ~Copyable {
  enum Step: UInt8 {
    case sensor
    /// RFC 3339 that nothing moves but `stamp: end`.
    case stamp
    /// Any other way to write a time.
    case time
    case value
    case quality
    case skipped
  }

  /// The orders of fields that are read without looking at the steps; behind them stand the value and perhaps its
  /// quality, and nothing else.
  enum Order {
    case sensorStamp, stampSensor, stamp
  }

  /// Empty where the plain way is closed.
  private(set) var steps: UnsafeMutableBufferPointer<Step>
  /// nil: the steps are taken one by one.
  private(set) var order: Order?
  private(set) var hasQuality = false
  private(set) var delimiter: UInt8 = 0
  private(set) var delimiters: UInt64 = 0
  /// 0: none.
  private(set) var quote: UInt8 = 0
  /// The sensor of all records, where none of the fields names it.
  private(set) var sensor = PlainSensor.none
  /// What is taken from a written time, and the least and the greatest instant that a reading may have.
  private(set) var shift: Int64 = 0
  private(set) var earliest: Int64 = 0
  private(set) var latest: Int64 = 0
  /// Powers of ten that float64 holds exactly, and by the number of decimals what is out of range.
  let powers: UnsafePointer<Double>
  let limits: UnsafePointer<Double>

  init() {
    steps = .allocate(capacity: 0)
    powers = Self.table((0...22).map { exponent in (0..<exponent).reduce(1) { power, _ in power * 10 } })
    limits = Self.table(ReadingScanner.scaledMax)
  }

  deinit {
    steps.deallocate()
    powers.deallocate()
    limits.deallocate()
  }

  private static func table(_ numbers: [Double]) -> UnsafePointer<Double> {
    let table = UnsafeMutablePointer<Double>.allocate(capacity: numbers.count)
    table.initialize(from: numbers, count: numbers.count)
    return UnsafePointer(table)
  }

  var isOpen: Bool { !steps.isEmpty }

  /// Finds the steps for an object.
  mutating func begin(_ recipe: ScanRecipe, _ map: FieldMap, _ pathSpan: Interval, hasLineRules: Bool) {
    steps.deallocate()
    steps = .allocate(capacity: 0)
    guard let dialect = recipe.format.dialect, recipe.encoding.isTransparent, recipe.lines.end == .lf, !hasLineRules,
      dialect.escape == nil, Self.isMark(dialect.delimiter), dialect.quote.map(Self.isMark) ?? true,
      recipe.filters.isEmpty, recipe.numbers.isPlain, map.time.count == 1, map.fixedTime == nil, map.values.count == 1,
      map.values[0].field >= 0, let origin = Self.origin(map)
    else { return }
    shift = recipe.time.stampIsEnd ? recipe.time.period : 0
    earliest = max(recipe.time.plausible.from.microseconds, pathSpan.from.microseconds)
    latest = min(recipe.time.plausible.to.microseconds, pathSpan.to.microseconds - 1)
    // No sum or difference of times may overflow here.
    guard earliest <= latest, shift >= 0, shift < 1 << 60 else { return }
    #if PLANTED_FAULTS
      if recipe.isGeneralOnly || recipe.fault.map({ !$0.isOfPlainWay }) ?? false { return }
    #endif
    var found = [Step](repeating: .skipped, count: map.fieldCount)
    func take(_ field: Int, _ step: Step) -> Bool {
      guard found.indices.contains(field), found[field] == .skipped else { return false }
      found[field] = step
      return true
    }
    let isStamp = recipe.time.format == .rfc3339 && !recipe.time.midnightIsSameDay
    guard take(map.time[0], isStamp ? .stamp : .time), take(map.values[0].field, .value),
      map.values[0].quality < 0 || take(map.values[0].quality, .quality),
      origin.field < 0 || take(origin.field, .sensor)
    else { return }
    sensor = origin.sensor
    delimiter = dialect.delimiter
    delimiters = UInt64(dialect.delimiter) &* 0x0101_0101_0101_0101
    quote = dialect.quote ?? 0
    steps = .allocate(capacity: found.count)
    _ = steps.initialize(from: found)
    hasQuality = found.last == .quality
    order = recipe.numbers.sentinels.isEmpty ? Self.order(of: hasQuality ? found.dropLast() : found[...]) : nil
  }

  private static func order(of steps: ArraySlice<Step>) -> Order? {
    switch Array(steps) {
    case [.sensor, .stamp, .value]: .sensorStamp
    case [.stamp, .sensor, .value]: .stampSensor
    case [.stamp, .value]: .stamp
    default: nil
    }
  }

  /// Whether a delimiter or a quote can be part of no time, number or flag that is read at once.
  private static func isMark(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."),
      UInt8(ascii: ":"), UInt8(ascii: " "):
      false
    default: true
    }
  }

  /// The field that names a record's sensor, or −1 and the sensor of them all; nil where it is neither.
  private static func origin(_ map: FieldMap) -> (field: Int, sensor: PlainSensor)? {
    let verdict: SensorVerdict
    switch map.sensor {
    case .field(let field, _): return (field, .none)
    case .object(let known): verdict = known
    case .columns: verdict = map.values[0].sensor ?? .refused(.sensorUnknown)
    case .composed: return nil
    }
    guard case .accepted(let index, let decimals, let conversion) = verdict else { return nil }
    return (-1, PlainSensor(index: index, decimals: decimals, conversion: conversion))
  }
}
