/// Writes the lines of a draft, each with what is known of it, and keeps the same for the table.
struct DraftWriter {
  private(set) var text = ""
  private(set) var findings: [Finding] = []
  private var sections: [String] = []

  mutating func blank() { text += "\n" }

  mutating func comment(_ line: String) {
    text += String(repeating: "  ", count: sections.count) + "# \(Self.oneLine(line))\n"
  }

  /// A line without a verdict.
  mutating func plain(_ key: String, _ value: String) {
    text += String(repeating: "  ", count: sections.count) + "\(key): \(value)\n"
  }

  mutating func begin(_ section: String) {
    text += String(repeating: "  ", count: sections.count) + "\(section):\n"
    sections.append(section)
  }

  mutating func end() { sections.removeLast() }

  /// - Parameter value: as YAML.
  mutating func line(_ key: String, _ value: String, isSure: Bool, _ reason: String) {
    let verdict = isSure ? "sure" : "unsure"
    let reason = Self.oneLine(reason)
    text += String(repeating: "  ", count: sections.count) + "\(key): \(value)  # \(verdict): \(reason)\n"
    find(key, value, isSure: isSure, reason)
  }

  mutating func line<Value>(_ key: String, _ value: String, _ guess: Guess<Value>) {
    line(key, value, isSure: guess.isSure, guess.reason)
  }

  /// A line that would be declared if somebody said so.
  mutating func proposal(_ key: String, _ value: String, _ reason: String) {
    text += String(repeating: "  ", count: sections.count) + "# \(key): \(value)  # unsure: \(Self.oneLine(reason))\n"
    find(key, value, isSure: false, "\(reason) (left as a comment)")
  }

  /// A line of the table alone.
  mutating func find(_ key: String, _ value: String, isSure: Bool, _ reason: String) {
    let path = (sections + [key]).joined(separator: ".")
    findings.append(Finding(key: path, value: value, isSure: isSure, reason: Self.oneLine(reason)))
  }

  /// An element of a list: its first key stands behind the dash.
  mutating func element(_ lines: [(key: String, value: String, verdict: String)]) {
    let indent = String(repeating: "  ", count: sections.count)
    for (index, line) in lines.enumerated() {
      let verdict = line.verdict.isEmpty ? "" : "  # \(Self.oneLine(line.verdict))"
      text += indent + (index == 0 ? "- " : "  ") + "\(line.key): \(line.value)\(verdict)\n"
    }
  }

  /// Texts of the file in comments must not end them.
  private static func oneLine(_ text: String) -> String {
    text.unicodeScalars.map {
      $0.value < 32 || $0.value == 127 || $0.value == 0x85 || $0.value == 0x2028
        || $0.value == 0x2029 || $0.value == 0xFEFF ? " " : String($0)
    }.joined()
  }

  /// A text as a YAML scalar, in quotes wherever it could be something else.
  static func scalar(_ text: String) -> String {
    let isPlain =
      text.unicodeScalars.allSatisfy { scalar in
        scalar.value >= 0x80 && scalar.properties.isAlphabetic
          || scalar.value < 0x80
            && (scalar.properties.isAlphabetic || (48...57).contains(scalar.value)
              || "_-./".unicodeScalars.contains(scalar))
      } && (text.unicodeScalars.first.map { $0.properties.isAlphabetic || (48...57).contains($0.value) } ?? false)
    let words = ["null", "true", "false", "yes", "no", "on", "off", "y", "n"]
    if isPlain, !words.contains(text.lowercased()) { return text }
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case _ where scalar.value < 32 || (127...160).contains(scalar.value):
        quoted += "\\x" + hex(scalar.value, 2)
      case _ where scalar.value == 0x2028 || scalar.value == 0x2029 || scalar.value == 0xFEFF:
        quoted += "\\u" + hex(scalar.value, 4)
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }

  private static func hex(_ value: UInt32, _ width: Int) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: width - digits.count) + digits
  }

  static func list(_ texts: [String]) -> String { "[" + texts.map(scalar).joined(separator: ", ") + "]" }
}
