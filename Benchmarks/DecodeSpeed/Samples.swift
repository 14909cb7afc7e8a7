import Rows
import Scanning

/// A file in memory, how it is read, and how many readings are in it.
struct Sample {
  var name: String
  var bytes: [UInt8]
  var recipe: ScanRecipe
  var map: FieldMap
  /// Records before the data.
  var preamble = 0
}

/// What plants send, made from one seeded series of readings, so that the forms can be compared.
enum Samples {
  private static let zone = ZoneOffsets.utc

  private static func time(_ format: String) -> TimeRecipe {
    guard let format = try? TimeFormat(format) else { fatalError("no format: \(format)") }
    return TimeRecipe(format: format, zone: zone)
  }

  /// A narrow file's columns: sensor, time, value, quality.
  private static let narrow = FieldMap(
    fieldCount: 4, time: [1], timeColumn: "time", sensor: .field(0, column: "sensor"),
    values: [FieldMap.Value(field: 2, column: "value", sensor: nil, quality: (3, "quality"))])

  static func all(bytes: Int) -> [Sample] {
    [narrow(bytes), wide(bytes), korean(bytes), utf16(bytes), jsonLines(bytes), points(bytes)]
  }

  static func narrow(_ bytes: Int) -> Sample {
    let text = lines(bytes) { index, readings in
      "P03-PRESS\(10 + index % 40)-TEMP02,\(readings.stamp)Z,\(readings.value),192\n"
    }
    var recipe = ScanRecipe(time: time("rfc3339"), quality: QualityReading(scheme: .opcDA))
    recipe.format = .delimited(Dialect())
    return Sample(name: "CSV, narrow", bytes: text, recipe: recipe, map: narrow)
  }

  private static func wide(_ bytes: Int) -> Sample {
    let text = lines(bytes) { _, readings in
      var line = readings.stamp + "Z"
      for _ in 0..<20 { line += "," + readings.value }
      return line + "\n"
    }
    let values = (1...20).map {
      FieldMap.Value(field: $0, column: "c\($0)", sensor: .accepted(index: Int32($0), decimals: 1))
    }
    return Sample(
      name: "CSV, wide (20 values)", bytes: text, recipe: ScanRecipe(time: time("rfc3339")),
      map: FieldMap(fieldCount: 21, time: [0], timeColumn: "time", sensor: .columns, values: values))
  }

  private static func koreanText(_ bytes: Int) -> [UInt8] {
    lines(bytes) { index, readings in
      "압연기\(10 + index % 40)호 온도,\(readings.stamp)Z,\(readings.value),정상\n"
    }
  }

  private static func korean(_ bytes: Int) -> Sample {
    let stored = encoded(koreanText(bytes), .cp949)
    var recipe = ScanRecipe(
      encoding: .cp949, time: time("rfc3339"),
      quality: QualityReading(scheme: .map, texts: ["정상": .code(Quality.good)]))
    recipe.format = .delimited(Dialect())
    return Sample(name: "CSV in CP949, Korean sensors and flags", bytes: stored, recipe: recipe, map: narrow)
  }

  /// Line by line, each distinct word once: the encoder is made for the few texts of a job.
  private static func encoded(_ text: [UInt8], _ encoding: TextEncoding) -> [UInt8] {
    var known: [Unicode.Scalar: [UInt8]] = [:]
    var stored: [UInt8] = []
    for scalar in String(decoding: text, as: UTF8.self).unicodeScalars {
      if known[scalar] == nil { known[scalar] = encoding.encode(String(scalar)) ?? [] }
      stored += known[scalar] ?? []
    }
    return stored
  }

  private static func utf16(_ bytes: Int) -> Sample {
    let sample = narrow(bytes / 2)
    var recipe = sample.recipe
    recipe.encoding = .utf16LittleEndian
    return Sample(
      name: "CSV in UTF-16", bytes: sample.bytes.flatMap { [$0, 0] }, recipe: recipe, map: sample.map)
  }

  private static func jsonLines(_ bytes: Int) -> Sample {
    let text = lines(bytes) { index, readings in
      "{\"tag\":\"P03-PRESS\(10 + index % 40)-TEMP02\",\"time\":\"\(readings.stamp)Z\","
        + "\"line\":{\"no\":3,\"shift\":\"A\"},\"value\":\(readings.value),\"quality\":192}\n"
    }
    var recipe = ScanRecipe(
      format: .jsonLines, time: time("rfc3339"), quality: QualityReading(scheme: .opcDA))
    recipe.encoding = .utf8
    var map = narrow
    map.paths = ["tag", "time", "value", "quality"].compactMap { try? JSONPath($0) }
    return Sample(name: "JSON Lines", bytes: text, recipe: recipe, map: map)
  }

  private static func points(_ bytes: Int) -> Sample {
    let text = lines(bytes) { index, readings in
      "press,line=L03,machine=PRESS\(10 + index % 40) temperature=\(readings.value),pressure=\(readings.value),"
        + "vibration=\(readings.value) \(readings.nanoseconds)\n"
    }
    let template = SensorTemplate(pieces: [.part(0), .text("/"), .part(1), .text("/"), .cell])
    let map = FieldMap(
      fieldCount: 0, time: [], timeColumn: "",
      sensor: .composed(template, fields: [(-1, "tag.line"), (-1, "tag.machine")]), values: [])
    return Sample(
      name: "line protocol (3 fields)", bytes: text,
      recipe: ScanRecipe(format: .lineProtocol, time: time("rfc3339")), map: map)
  }

  /// Repeats lines until there are so many bytes.
  private static func lines(_ bytes: Int, _ line: (Int, inout Readings) -> String) -> [UInt8] {
    var readings = Readings()
    var text: [UInt8] = []
    text.reserveCapacity(bytes + 1024)
    var index = 0
    while text.count < bytes {
      text += line(index, &readings).utf8
      if index % 40 == 39 { readings.tick() }
      index += 1
    }
    return text
  }
}

/// A clock that ticks and values that differ, the same in every run.
struct Readings {
  private var second = 1_777_615_200
  private var state: UInt64 = 42

  var stamp: String {
    let inDay = second % 86_400
    let days = second / 86_400
    let date = Civil.date(days: days)
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let clock = [inDay / 3600, inDay / 60 % 60, inDay % 60].map(two).joined(separator: ":")
    return "\(date.year)-\(two(date.month))-\(two(date.day))T\(clock)"
  }

  var nanoseconds: Int { second * 1_000_000_000 }

  mutating func tick() { second += 1 }

  /// One decimal, from 0.0 to 99.9.
  var value: String {
    mutating get {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let tenths = Int(state >> 33) % 1000
      return "\(tenths / 10).\(tenths % 10)"
    }
  }
}
