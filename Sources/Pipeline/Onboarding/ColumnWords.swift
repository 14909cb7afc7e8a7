/// What the names of columns say about them, in English and Korean.
enum ColumnWords {
  private static let time = [
    "time", "date", "stamp", "datetime", "일시", "시각", "시간", "날짜", "일자", "측정일", "ts", "zeit", "datum",
  ]
  private static let machine = [
    "machine", "equip", "equipment", "device", "dev", "station", "line", "unit", "press", "robot", "asset", "node",
    "host",
    "설비", "호기", "장비", "기계", "라인", "공정",
  ]
  private static let sensor = [
    "sensor", "tag", "point", "channel", "signal", "parameter", "metric", "item", "센서", "태그", "항목", "측정항목",
  ]
  private static let quality = ["quality", "qual", "status", "flag", "qc", "품질", "상태", "플래그"]
  private static let value = ["value", "val", "reading", "measurement", "값", "측정값", "측정치", "wert", "data"]
  private static let key = ["id", "no", "seq", "index", "idx", "번호", "순번", "row"]

  static func isTime(_ name: String) -> Bool { has(name, time) && !has(name, ["running", "cycle", "working_hours"]) }
  static func isMachine(_ name: String) -> Bool { has(name, machine) }
  static func isSensor(_ name: String) -> Bool { has(name, sensor) }
  static func isQuality(_ name: String) -> Bool { has(name, quality) }
  static func isValue(_ name: String) -> Bool {
    let words = words(name)
    return !words.isEmpty && words.allSatisfy(value.contains)
  }
  /// By its last word: `no_of_workers` is a number of something.
  static func isKey(_ name: String) -> Bool { words(name).last.map { has($0, key) } ?? false }

  /// Whole words in Latin letters; in Korean, which joins them, parts of words.
  private static func has(_ name: String, _ list: [String]) -> Bool {
    let words = words(name)
    return list.contains { word in
      word.utf8.allSatisfy { $0 < 0x80 } ? words.contains(word) : name.contains(word)
    }
  }

  /// `press_time` and `pressTime` are both press and time.
  private static func words(_ name: String) -> [String] {
    var words: [String] = []
    var word = ""
    var wasLower = false
    for character in name {
      let isBreak = character.isUppercase && wasLower
      if !character.isLetter || isBreak {
        if !word.isEmpty { words.append(word.lowercased()) }
        word = ""
      }
      if character.isLetter { word.append(character) }
      wasLower = character.isLowercase
    }
    if !word.isEmpty { words.append(word.lowercased()) }
    return words
  }
}
