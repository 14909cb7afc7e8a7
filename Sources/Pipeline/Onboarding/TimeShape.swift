/// The patterns that a written time may have: guessed from its digits, marks and words, and then tried on a column.
struct TimeShape {
  private enum Token: Equatable {
    case digits(Int)
    case month(isShort: Bool)
    case half
    case blank
    /// `T`, marks, and letters beyond ASCII stand for themselves.
    case literal(String)
  }

  private enum DateOrder: CaseIterable {
    case yearFirst, dayFirst, monthFirst
  }

  private static let months = [
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
  ]

  /// All patterns that a text may have, hours, days and months in one digit or two; empty if it is no time.
  static func patterns(of text: String) -> [String] {
    guard text.utf8.count <= 64, let tokens = tokens(of: text), tokens.contains(where: isNumber) else { return [] }
    var found: [String] = []
    for order in DateOrder.allCases {
      for pattern in [compact(tokens, order), separated(tokens, order)].compactMap({ $0 })
      where !found.contains(pattern) {
        found.append(pattern)
      }
    }
    return found
  }

  private static func isNumber(_ token: Token) -> Bool { if case .digits = token { true } else { false } }

  private static func tokens(of text: String) -> [Token]? {
    var tokens: [Token] = []
    var rest = Substring(text)
    while let first = rest.unicodeScalars.first {
      if let half = ["오전", "오후", "a.m.", "p.m.", "A.M.", "P.M."].first(where: rest.hasPrefix) {
        tokens.append(.half)
        rest = rest.dropFirst(half.count)
      } else if isDigit(first) {
        let digits = rest.unicodeScalars.prefix(while: isDigit)
        tokens.append(.digits(digits.count))
        rest = Substring(rest.unicodeScalars.dropFirst(digits.count))
      } else if isLetter(first) {
        let letters = rest.unicodeScalars.prefix(while: isLetter)
        guard let word = word(String(letters)) else { return nil }
        tokens.append(word)
        rest = Substring(rest.unicodeScalars.dropFirst(letters.count))
      } else if first == " " || first == "\t" {
        tokens.append(.blank)
        rest = Substring(rest.unicodeScalars.drop { $0 == " " || $0 == "\t" })
      } else {
        tokens.append(.literal(String(first)))
        rest = Substring(rest.unicodeScalars.dropFirst())
      }
    }
    return tokens
  }

  private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { scalar >= "0" && scalar <= "9" }

  private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
    scalar >= "a" && scalar <= "z" || scalar >= "A" && scalar <= "Z"
  }

  private static func word(_ letters: String) -> Token? {
    let lower = letters.lowercased()
    if letters == "T" { return .literal("T") }
    if lower == "am" || lower == "pm" { return .half }
    if months.contains(lower), lower != "may" { return .month(isShort: false) }
    return months.contains { $0.prefix(3) == lower } ? .month(isShort: true) : nil
  }

  /// Dates whose parts touch each other: `yyyyMMdd`, `yyyyMMddHHmmss`, `yyMMdd`.
  private static func compact(_ tokens: [Token], _ order: DateOrder) -> String? {
    guard case .digits(let count)? = tokens.first else { return nil }
    let hasHalf = tokens.contains(.half)
    let rest = tokens.dropFirst()
    if order == .yearFirst {
      let whole = [10: "yyyyMMddHH", 12: "yyyyMMddHHmm", 14: "yyyyMMddHHmmss", 17: "yyyyMMddHHmmssSSS"]
      if let date = whole[count] {
        return clock(rest, begun: max(0, count - 8) / 2, hasHalf: hasHalf).map { date + $0 }
      }
    }
    let dates: [Int: [DateOrder: String]] = [
      8: [.yearFirst: "yyyyMMdd", .dayFirst: "ddMMyyyy", .monthFirst: "MMddyyyy"],
      6: [.yearFirst: "yyMMdd", .dayFirst: "ddMMyy", .monthFirst: "MMddyy"],
    ]
    guard let date = dates[count]?[order] else { return nil }
    return clock(rest, begun: 0, hasHalf: hasHalf).map { date + $0 }
  }

  /// Dates whose parts have something between them: `d/M/yyyy`, `yyyy-M-d`, `d MMM yyyy`.
  private static func separated(_ tokens: [Token], _ order: DateOrder) -> String? {
    var fields: [String]
    switch order {
    case .yearFirst: fields = ["y", "M", "d"]
    case .dayFirst: fields = ["d", "M", "y"]
    case .monthFirst: fields = ["M", "d", "y"]
    }
    var pattern = ""
    var wasNumber = false
    for (index, token) in tokens.enumerated() {
      if fields.isEmpty {
        return clock(tokens[index...], begun: 0, hasHalf: tokens.contains(.half)).map { pattern + $0 }
      }
      switch token {
      case .digits(let count):
        guard !wasNumber else { return nil }
        let field = fields.removeFirst()
        if field == "y" {
          guard count == 4 || count == 2 else { return nil }
          pattern += count == 4 ? "yyyy" : "yy"
        } else {
          guard count <= 2 else { return nil }
          pattern += field
        }
        wasNumber = true
        continue
      case .month(let isShort):
        guard fields.first == "M" else { return nil }
        fields.removeFirst()
        pattern += isShort ? "MMM" : "MMMM"
      case .blank: pattern += " "
      case .literal(let mark):
        guard mark != "T", mark != ":" else { return nil }
        pattern += mark
      case .half: return nil
      }
      wasNumber = false
    }
    return fields.isEmpty ? pattern : nil
  }

  /// What follows the date; nil if it is no time of day.
  ///
  /// - Parameter begun: how many of hour, minute, second the date's digits have told already.
  private static func clock(_ tokens: ArraySlice<Token>, begun: Int, hasHalf: Bool) -> String? {
    var fields = Array([hasHalf ? "h" : "H", "m", "s", "S"].dropFirst(begun))
    var pattern = ""
    for (index, token) in zip(tokens.indices, tokens) {
      switch token {
      case .digits(let count):
        guard let field = fields.first else { return nil }
        let before = index > tokens.startIndex ? tokens[index - 1] : .blank
        if field == "S" {
          guard before == .literal(".") || before == .literal(","), count <= 9 else { return nil }
          pattern += String(repeating: "S", count: count)
          fields.removeFirst()
        } else if fields.count == 4, count == 4 || count == 6 {
          let hour = field + field
          pattern += count == 4 ? "\(hour)mm" : "\(hour)mmss"
          fields.removeFirst(count / 2)
        } else {
          guard count <= 2 else { return nil }
          pattern += field
          fields.removeFirst()
        }
      case .half: pattern += "a"
      case .blank: pattern += " "
      case .literal(let mark): pattern += mark
      case .month: return nil
      }
    }
    return pattern
  }

  /// The same pattern with one of its fields in exactly two digits, for each field that may have one or two.
  static func tighter(_ pattern: String) -> [String] {
    let letters = Array(pattern)
    return letters.indices.compactMap { index in
      let letter = letters[index]
      guard "MdHhms".contains(letter), index == 0 || letters[index - 1] != letter,
        index + 1 == letters.count || letters[index + 1] != letter
      else { return nil }
      return String(letters[..<index]) + String(letter) + String(letters[index...])
    }
  }
}
