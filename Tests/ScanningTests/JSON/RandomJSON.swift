/// Seeded records: valid JSON with every spelling that the grammar leaves open, and the same with a few bytes changed.
struct RandomJSON {
  private var random: Seeded
  private var bytes: [UInt8] = []

  static let paths = [
    "temp", "data", "data.temp", "data.v", "data.data.temp", "v[0]", "v[2]", "v[2].temp", "v[1][1]", "[0]", "[1].temp",
    "[3][0]", #""a.b".v"#, "\"\"", "온도", "temperature_1", "temperature_2", "longer_than_sixteen_1",
    "longer_than_sixteen_2", "longer_than_Sixteen_1", "x",
  ]
  private static let keys = [
    "temp", "data", "v", "a.b", "", "온도", "temperature_1", "temperature_2", "temperature_3", "longer_than_sixteen_1",
    "longer_than_sixteen_2", "longer_than_Sixteen_1", "x", "y", "tem", "tempo", "\u{1F600}",
  ]
  private static let texts = [
    "", "83.4", "2026-05-01T06:02:11.250Z", "P03-PRESS07-TEMP02", "통신장애 점검", "\u{1F600}\u{7FF}\u{FFFF}", "a/b\\c\"d",
    "\u{0}\u{1F}\u{7F}\n\t", "exactly8", "exactly sixteen!", "é", "{\"temp\":1}",
  ]
  private static let numbers = [
    "0", "-0", "1", "83.4", "-17.25", "192", "1e5", "2E-3", "0.1e+10", "12345678", "123456789", "1234567.87654321",
    "0e0", "99999999999999999999",
  ]
  /// Bytes that mean something in JSON or in UTF-8.
  private static let edits: [UInt8] =
    Array("{}[]\",:\\u0019eE+-.tfnl \n/".utf8)
    + [0x00, 0x1F, 0x7F, 0x80, 0x9F, 0xA0, 0xBF, 0xC0, 0xC2, 0xE0, 0xED, 0xEF, 0xF0, 0xF4, 0xF5, 0xFF]

  init(seed: UInt64) {
    random = Seeded(state: seed)
  }

  private mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }
  private mutating func below(_ count: Int) -> Int { Int.random(in: 0..<count, using: &random) }

  mutating func pathTexts() -> [String] {
    (0..<below(9)).map { _ in Self.paths[below(chance(70) ? 6 : Self.paths.count)] }
  }

  mutating func slack() -> [UInt8] { GuardedBytes.slacks[below(GuardedBytes.slacks.count)] }

  mutating func record() -> [UInt8] {
    bytes = []
    blanks()
    switch below(10) {
    case 0: value(4)
    case 1...2: array(4)
    default: object(4)
    }
    blanks()
    if chance(45) {
      for _ in 0...below(3) { edit() }
    }
    return bytes
  }

  private mutating func edit() {
    guard !bytes.isEmpty else { return }
    let place = below(bytes.count)
    let byte = Self.edits[below(Self.edits.count)]
    switch below(5) {
    case 0...1: bytes[place] = byte
    case 2: bytes.insert(byte, at: place)
    case 3: bytes.remove(at: place)
    default:
      if chance(50) {
        bytes.removeSubrange(place...)
      } else {
        bytes.insert(contentsOf: bytes[place..<min(bytes.count, place + 1 + below(8))], at: place)
      }
    }
  }

  private mutating func append(_ text: String) { bytes += Array(text.utf8) }

  private mutating func blanks() {
    while chance(15) { bytes.append([0x20, 0x20, 0x09, 0x0A, 0x0D][below(5)]) }
  }

  private mutating func value(_ room: Int) {
    switch below(room > 0 ? 10 : 7) {
    case 0...2: append(Self.numbers[below(Self.numbers.count)])
    case 3...5: string(Self.texts[below(Self.texts.count)])
    case 6: append(["null", "null", "true", "false"][below(4)])
    case 7: array(room - 1)
    default: object(room - 1)
    }
  }

  private mutating func array(_ room: Int) {
    append("[")
    blanks()
    for element in 0..<below(5) {
      if element > 0 { append(",") }
      blanks()
      value(room)
      blanks()
    }
    append("]")
  }

  private mutating func object(_ room: Int) {
    append("{")
    blanks()
    var rest = Self.keys
    for member in 0..<below(8) {
      if member > 0 { append(",") }
      blanks()
      // The first keys are those of the most paths.
      let choice = below(chance(75) ? 3 : rest.count)
      string(rest[choice])
      // Now and then a key may come again.
      if !chance(8) { rest.remove(at: choice) }
      blanks()
      append(":")
      blanks()
      value(room)
      blanks()
    }
    append("}")
  }

  /// A text in one of its spellings, with half of a surrogate pair now and then.
  private mutating func string(_ text: String) {
    append("\"")
    let isSpelled = chance(20)
    for scalar in text.unicodeScalars {
      let short: [Unicode.Scalar: String] = [
        "\"": #"\""#, "\\": #"\\"#, "/": #"\/"#, "\u{8}": #"\b"#, "\u{C}": #"\f"#, "\n": #"\n"#, "\r": #"\r"#,
        "\t": #"\t"#,
      ]
      let mustEscape = scalar.value < 0x20 || scalar == "\"" || scalar == "\\"
      if let short = short[scalar], mustEscape ? chance(70) : isSpelled {
        append(short)
      } else if mustEscape || (isSpelled && chance(30)) {
        for unit in String(Character(scalar)).utf16 { escape(unit) }
      } else {
        append(String(Character(scalar)))
      }
    }
    if chance(4) { escape([0xD800, 0xDBFF, 0xDC00, 0xDFFF][below(4)]) }
    append("\"")
  }

  private mutating func escape(_ unit: UInt16) {
    let digits = String(unit, radix: 16, uppercase: chance(50))
    append("\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits)
  }
}
