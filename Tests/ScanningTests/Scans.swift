import Testing

@testable import Rows
@testable import Scanning

/// All that one scan of an object yields, with places counted in the object.
struct Scan: Equatable {
  struct Cell: Equatable, CustomStringConvertible {
    var record: Int
    var sensor: Int32
    var time: Int64
    var value: Double
    var quality: UInt8
    var start: Int
    var end: Int

    /// Null cells hold NaN, which is not equal to itself.
    static func == (left: Cell, right: Cell) -> Bool { left.description == right.description }

    var description: String {
      let text = value.isNaN ? "null" : "\(value)"
      return "#\(record) \(sensor) \(Instant(microseconds: time)) \(text) q\(quality) \(start)..<\(end)"
    }
  }

  var cells: [Cell] = []
  var tally = ScanTally()
}

/// How an object reaches the scanner.
struct Feeding: Sendable {
  /// Bytes that are added to the page at a time: the first time, and then.
  var first: Int
  var then: Int
  var cellsMax = 64
  var recordsMax = 64
  /// Where the work item ends.
  var end = Int.max

  init(_ size: Int, then: Int? = nil) {
    first = size
    self.then = then ?? size
  }
}

/// Sensors `a` (0), `b` (1, one decimal), `c…` (2, nine decimals), `i` (3, none), `s1` (11), `s2` (12), …; `theirs`
/// belongs to another job.
func makeScanner(_ recipe: ScanRecipe, refusalsMax: Int = 1000) -> ReadingScanner {
  ReadingScanner(recipe: recipe, refusalsMax: refusalsMax) { code in
    guard let text = String(validating: code, as: UTF8.self) else { return .refused(.sensorInvalidUTF8) }
    switch text {
    case "a": return .accepted(index: 0, decimals: -1)
    case "b": return .accepted(index: 1, decimals: 1)
    case "i": return .accepted(index: 3, decimals: 0)
    case "theirs": return .refused(.sensorOwnedBy)
    default:
      if text.hasPrefix("s"), let number = Int32(text.dropFirst()) {
        return .accepted(index: 10 + number, decimals: -1)
      }
      return text.hasPrefix("c") ? .accepted(index: 2, decimals: 9) : .refused(.sensorUnknown)
    }
  }
}

/// `time,sensor,value` or, with quality, `time,sensor,value,quality`.
func narrowMap(hasQuality: Bool = false) -> FieldMap {
  FieldMap(
    fieldCount: hasQuality ? 4 : 3, time: [0], timeColumn: "time", sensor: .field(1, column: "sensor"),
    values: [
      FieldMap.Value(field: 2, column: "value", sensor: nil, quality: hasQuality ? (3, "quality") : nil)
    ])
}

func makeRecipe(quality: QualityScheme = .none, plausible: Interval = .always) -> ScanRecipe {
  ScanRecipe(
    time: TimeRecipe(format: .rfc3339, zone: .utc, plausible: plausible), quality: QualityReading(scheme: quality))
}

/// Feeds an object from `offset` on to a scanner, page by page.
func scan(
  _ object: [UInt8], from offset: Int = 0, by feeding: Feeding, map: FieldMap = narrowMap(),
  recipe: ScanRecipe = makeRecipe(), preamble: Int = 0, pathSpan: Interval = .always
) -> Scan {
  var scanner = makeScanner(recipe)
  scanner.begin(map: map, offset: offset, preamble: preamble, pathSpan: pathSpan)
  var page = Page(capacity: 16)
  page.restart(at: offset)
  var columns = ReadingColumns(cellsMax: feeding.cellsMax, recordsMax: feeding.recordsMax)
  var result = Scan()
  var (read, isFirst) = (offset, true)
  while true {
    let isFull = columns.recordCount == feeding.recordsMax || columns.cellCount + map.values.count > feeding.cellsMax
    if isFirst || !isFull {
      let count = min(isFirst ? feeding.first : feeding.then, object.count - read)
      _ = page.append(upTo: count) { buffer in
        buffer.copyBytes(from: object[read..<(read + count)])
        return count
      }
      read += count
      isFirst = false
    }
    let (consumed, isDone) = scanner.scan(page, end: feeding.end, isLast: read == object.count, into: &columns)
    for index in 0..<columns.cellCount {
      let record = Int(columns.record[index])
      result.cells.append(
        Scan.Cell(
          record: columns.firstRecord + record, sensor: columns.sensor[index], time: columns.time[index],
          value: columns.value[index], quality: columns.quality[index], start: columns.recordStart[record],
          end: columns.recordEnd[record]))
    }
    page.drop(first: consumed)
    if isDone { break }
  }
  result.tally = scanner.tally
  return result
}
