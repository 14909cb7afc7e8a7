import Testing

@testable import Rows
@testable import Scanning

/// A form of file that is read the plain way, and records of it.
struct PlainLayout: CustomTestStringConvertible, Sendable {
  var testDescription: String
  var map: FieldMap
  var recipe: ScanRecipe
  /// The fields of a good record, by its number.
  var fields: @Sendable (Int) -> [String]
  var delimiter = ","
  var lineEnd = "\n"

  /// So many records, the line ends included.
  func lines(_ count: Int) -> String {
    (0..<count).map { fields($0).joined(separator: delimiter) + lineEnd }.joined()
  }

  /// One scan of an object the plain way and one the general way only.
  func scans(_ object: [UInt8], by feeding: Feeding, pathSpan: Interval = .always) -> (plain: Scan, general: Scan) {
    var general = recipe
    general.isGeneralOnly = true
    return (
      scan(object, by: feeding, map: map, recipe: recipe, pathSpan: pathSpan),
      scan(object, by: feeding, map: map, recipe: general, pathSpan: pathSpan)
    )
  }

  /// How many records of an object are taken the plain way.
  func plainRecords(of object: [UInt8]) -> Int {
    var scanner = makeScanner(recipe)
    scanner.begin(map: map, offset: 0, preamble: 0, pathSpan: .always)
    let page = makePage(object)
    var columns = ReadingColumns(cellsMax: 4096, recordsMax: 4096)
    _ = scanner.scan(page, end: .max, isLast: true, into: &columns)
    return scanner.plainRecords
  }
}

extension PlainLayout {
  private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

  /// Seven sensors in turn, so that the clock goes on from round to round and the minute changes now and then.
  private static func stamp(_ record: Int, tail: String) -> String {
    let second = record / 7 * 13
    return "2026-05-01T06:\(two(second / 60 % 60)):\(two(second % 60))\(tail)"
  }

  private static let sensors = ["a", "b", "cheese", "i", "s1", "s22", "c" + String(repeating: "x", count: 30)]

  private static func value(_ record: Int) -> String {
    // The fourth sensor takes integers only, the second one decimal.
    let values = ["\(record).25", "-\(record).5", "0.\(record)", "\(record)", "-0.0", "12345678.9012", ".5"]
    return values[record % 7]
  }

  private static func narrow(
    _ name: String, _ order: [String], delimiter: String = ",", lineEnd: String = "\n", tail: String = ".250Z",
    quality: (scheme: QualityScheme, texts: [String])? = nil, change: (inout ScanRecipe) -> Void = { _ in },
    time: (@Sendable (Int) -> String)? = nil
  ) -> PlainLayout {
    var recipe = makeRecipe(quality: quality?.scheme ?? .none)
    recipe.format = .delimited(Dialect(delimiter: Array(delimiter.utf8)[0]))
    change(&recipe)
    let place = { (column: String) in order.firstIndex(of: column) ?? -1 }
    let map = FieldMap(
      fieldCount: order.count, time: [place("time")], timeColumn: "time",
      sensor: order.contains("sensor")
        ? .field(place("sensor"), column: "sensor") : .object(.accepted(index: 3, decimals: -1)),
      values: [
        FieldMap.Value(
          field: place("value"), column: "value", sensor: nil,
          quality: order.contains("quality") ? (place("quality"), "quality") : nil)
      ])
    let fields: @Sendable (Int) -> [String] = { record in
      order.map { column in
        switch column {
        case "time": time?(record) ?? stamp(record, tail: tail)
        case "sensor": sensors[record % 7]
        case "value": value(record)
        case "quality": quality.map { $0.texts[record / 5 % $0.texts.count] } ?? ""
        default: record % 3 == 0 ? "" : "note \(record)"
        }
      }
    }
    return PlainLayout(
      testDescription: name, map: map, recipe: recipe, fields: fields, delimiter: delimiter, lineEnd: lineEnd)
  }

  private static let pattern: TimeRecipe = {
    guard let format = try? TimeFormat("yyyy-MM-dd HH:mm:ss") else { preconditionFailure("no format") }
    return TimeRecipe(format: format, zone: ZoneOffsets(name: "KST", starts: [.min], offsets: [32_400_000_000]))
  }()

  static let all: [PlainLayout] = [
    narrow("sensor, time, value", ["sensor", "time", "value"]),
    narrow(
      "sensor, time, value, quality", ["sensor", "time", "value", "quality"],
      quality: (.opcDA, ["192", "192", "64", "0", "216"])),
    narrow("time, sensor, value; no fraction", ["time", "sensor", "value"], tail: "Z"),
    narrow(
      "time, sensor, value, flag", ["time", "sensor", "value", "quality"], quality: (.airkorea, ["", "통신장애", ""])),
    narrow("the object's sensor", ["time", "value"]),
    narrow("semicolons, CRLF", ["sensor", "time", "value"], delimiter: ";", lineEnd: "\r\n"),
    narrow("tabs, an offset", ["time", "sensor", "value"], delimiter: "\t", tail: ".5+09:00"),
    narrow("value first, sensor last", ["value", "time", "sensor"]),
    narrow(
      "fields that nobody reads", ["x", "quality", "value", "x", "sensor", "time", "x"],
      quality: (.opcUA, ["0", "0x80000000", "1073741824"])),
    narrow(
      "the end of a period", ["time", "sensor", "value"],
      change: { recipe in
        recipe.time.stampIsEnd = true
        recipe.time.period = 60_000_000
        recipe.time.plausible.from = Instant(microseconds: 1_777_615_200_000_000)
      }),
    narrow(
      "epoch", ["time", "sensor", "value"],
      change: { recipe in
        guard let format = try? TimeFormat("epoch_ms") else { return }
        recipe.time = TimeRecipe(format: format, zone: .utc)
      }, time: { "\(1_777_615_200_000 + $0 * 250)" }),
    narrow(
      "a pattern", ["sensor", "time", "value"], change: { $0.time = pattern },
      time: { record in "2026-05-01 06:00:\(two(record % 60))" }),
    narrow(
      "sentinels and null texts", ["sensor", "time", "value"],
      change: { recipe in
        recipe.numbers.sentinels = [-0.5, 4]
        recipe.numbers.nullTexts = ["n/a"]
      }),
    narrow("CP949", ["sensor", "time", "value"], change: { $0.encoding = .cp949 }),
    narrow(
      "one bad cell refuses its record", ["sensor", "time", "value", "quality"], quality: (.kma, ["0", "1", ""]),
      change: { $0.badCellRefusesRow = true }),
    narrow(
      "line ends in quotes", ["sensor", "time", "value"],
      change: { $0.format = .delimited(Dialect(hasQuotedNewlines: true, shortRows: .pad, longRows: .cut)) }),
  ]
}
