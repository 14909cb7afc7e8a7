import Rows
import Scanning

/// What the columns of a sample are to a job: values, sensors, quality, and what is none of these.
struct LayoutGuess {
  enum Shape: Equatable {
    /// One reading a line, its sensor in a column.
    case narrow(sensor: Int, value: Int)
    /// One reading a line, all of one sensor.
    case single(value: Int)
    /// One sensor a column; with a machine column the machine is part of its code.
    case wide(machine: Int?)
  }

  struct Value {
    var column: Int
    var numbers: SampleColumn.Numbers
    var nullTexts: [String]
    var sentinels: [Double]
  }

  let shape: Guess<Shape>
  let numbers: Guess<NumberFormat>
  /// Columns of numbers; in a narrow shape the one with the values alone.
  let values: [Value]
  let quality: QualityGuess?
  /// Columns that no reading is made of, and what they seem to be.
  let rest: [(column: Int, about: String)]
  /// Rows on a stamp that another row of the same sensor has already.
  let surplus: Int

  private let table: SampleTable
  private let time: TimeReadingGuess?

  init?(_ table: SampleTable, time: TimeReadingGuess?, otherTimes: [Int], delimiter: UInt8?) {
    self.table = table
    self.time = time
    let taken = Set((time?.columns ?? []) + otherTimes + table.unreadable)
    var about = Dictionary(uniqueKeysWithValues: otherTimes.map { ($0, "a time too, which is not read") })
    for index in table.unreadable { about[index] = "lists, objects, true or false, which are no numbers" }
    let free = table.columns.indices.filter { !taken.contains($0) }
    let marks = NumberGuess(free.map { table.columns[$0] }, delimiter: delimiter)
    let quality = free.lazy.compactMap { QualityGuess(table.columns[$0], at: $0, title: table.titles[$0]) }.first
    var found: [Value] = []
    for index in free where index != quality?.column {
      let column = table.columns[index]
      let read = column.numbers(as: marks.format.value)
      if column.emptyCount == column.count {
        about[index] = "empty in every line"
      } else if let texts = NumberGuess.nullTexts(column, read) {
        if let why = Self.key(read, table.titles[index], isFirst: index == 0) ?? Self.clock(read, time) {
          about[index] = why
        } else {
          let sentinels = NumberGuess.sentinels(read.values)
          found.append(Value(column: index, numbers: read, nullTexts: texts, sentinels: sentinels))
        }
      } else {
        about[index] = Self.texts(column)
      }
    }
    guard !found.isEmpty else { return nil }
    let shape = Self.shape(table, time, found, texts: free.filter { about[$0]?.hasPrefix("text") ?? false }, about)
    self.numbers = marks.format
    self.quality = quality
    self.shape = shape
    switch shape.value {
    case .narrow(let sensor, let value):
      values = found.filter { $0.column == value }
      about[sensor] = nil
      for other in found where other.column != value && other.column != sensor {
        about[other.column] = "numbers too; a narrow job reads one column of values"
      }
    case .single: values = found
    case .wide(let machine):
      values = found
      if let machine { about[machine] = nil }
    }
    rest = about.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    surplus = Self.surplus(table, time, shape.value)
  }

  /// Row numbers: whole, each one more than the one before, and in front or named so. A counter may be a value.
  private static func key(_ numbers: SampleColumn.Numbers, _ title: String, isFirst: Bool) -> String? {
    let values = numbers.values
    guard numbers.decimalsMax == 0, values.count >= 3, !values.contains(where: \.isNaN) else { return nil }
    let steps = zip(values, values.dropFirst()).count { $1 == $0 + 1 }
    guard ColumnWords.isKey(title) || isFirst, steps * 10 >= (values.count - 1) * 9 else { return nil }
    return "numbers of the rows"
  }

  /// The second of the day, which the time says already.
  private static func clock(_ numbers: SampleColumn.Numbers, _ time: TimeReadingGuess?) -> String? {
    guard let time, !time.areInstants, time.hasClock, numbers.values.count >= 24 else { return nil }
    let agrees = zip(numbers.values, time.stamps).count { value, stamp in
      guard stamp != SampleColumn.noTime else { return false }
      let inDay = stamp - Civil.floorDivide(stamp, by: Civil.microsecondsPerDay) * Civil.microsecondsPerDay
      return value * 1e6 == Double(inDay)
    }
    return agrees * 100 >= numbers.values.count * 99 ? "the second of the day, which the time says already" : nil
  }

  private static func texts(_ column: SampleColumn) -> String {
    guard let texts = column.distinct(upTo: 1000) else { return "texts, more than 1,000 different ones" }
    let shown = texts.prefix(4).map { "\"\(clipped($0.text))\"" }.joined(separator: ", ")
    return texts.count == 1 ? "text, always \(shown)" : "texts, \(texts.count) different: \(shown)"
  }

  private static func shape(
    _ table: SampleTable, _ time: TimeReadingGuess?, _ found: [Value], texts: [Int], _ about: [Int: String]
  ) -> Guess<Shape> {
    let titles = table.titles
    let whole = table.columns.indices.filter { index in
      !(time?.columns.contains(index) ?? false) && table.columns[index].emptyCount == 0 && isName(table.columns[index])
    }
    let named = found.first { ColumnWords.isValue(titles[$0.column]) }
    let sensors = whole.filter { ColumnWords.isSensor(titles[$0]) }
    if let value = named ?? (found.count == 1 ? found[0] : nil) {
      if let sensor = sensors.first(where: { $0 != value.column && texts.contains($0) })
        ?? (named == nil ? nil : sensors.first { $0 != value.column })
      {
        return .sure(.narrow(sensor: sensor, value: value.column), "one column of values, one of sensors")
      }
      let names = whole.filter { texts.contains($0) }
      let sensor =
        names.first { repeats(table, time, at: $0) } ?? names.first { ColumnWords.isMachine(titles[$0]) }
        ?? (table.header?.rows.value == 0 && names.count == 1 ? names[0] : nil)
      if let sensor {
        return .unsure(.narrow(sensor: sensor, value: value.column), "one column of values, one of few texts beside it")
      }
    }
    if found.count == 1 { return .sure(.single(value: found[0].column), "one column of numbers, and none of sensors") }
    let machines = whole.filter { texts.contains($0) && ColumnWords.isMachine(titles[$0]) }
    if let machine = machines.first {
      return .unsure(.wide(machine: machine), "\(found.count) columns of numbers; one is named like a machine")
    }
    if time != nil, let machine = whole.first(where: { texts.contains($0) && repeats(table, time, at: $0) }) {
      return .unsure(.wide(machine: machine), "\(found.count) columns of numbers; it tells rows of one stamp apart")
    }
    return Guess(
      value: .wide(machine: nil), isSure: time != nil, reason: "\(found.count) columns of numbers")
  }

  /// Whether a column's texts could be codes: short ones, and not another one in every row.
  private static func isName(_ column: SampleColumn) -> Bool {
    guard let texts = column.distinct(upTo: 10_000) else { return false }
    return texts.count <= max(2, column.count / 2) && texts.allSatisfy { (1...60).contains($0.text.utf8.count) }
  }

  /// Whether stamps repeat, and do not any more once this column tells their rows apart.
  private static func repeats(_ table: SampleTable, _ time: TimeReadingGuess?, at column: Int) -> Bool {
    let alone = surplus(table, time, .wide(machine: nil))
    return alone > 0 && surplus(table, time, .wide(machine: column)) * 10 <= alone
  }

  private static func surplus(_ table: SampleTable, _ time: TimeReadingGuess?, _ shape: Shape) -> Int {
    struct Key: Hashable {
      var stamp: Int64
      var name: String
    }
    var column: Int?
    switch shape {
    case .narrow(let sensor, _): column = sensor
    case .wide(let machine): column = machine
    case .single: break
    }
    var seen: Set<Key> = []
    var surplus = 0
    for row in 0..<table.rows {
      let stamp = time?.stamps[row] ?? 0
      guard stamp != SampleColumn.noTime else { continue }
      let key = Key(stamp: stamp, name: column.map { table.columns[$0].text(at: row) } ?? "")
      if !seen.insert(key).inserted { surplus += 1 }
    }
    return surplus
  }
}
