package struct TimePatternError: Error, CustomStringConvertible {
  package let description: String
}

extension TimePattern {
  private static let known = "yyyy yy M MM MMM MMMM d dd H HH h hh a m mm s ss S…SSSSSSSSS"

  /// Compiles a pattern's text; two-digit years below `pivot` are 20xx, the others 19xx.
  /// - Throws: `TimePatternError`, which says what is wrong with the pattern and what is known.
  /// - Complexity: O(n) in the text's length.
  package init(_ text: String, pivot: Int = 70) throws(TimePatternError) {
    let bytes = Array(text.utf8)
    if let first = bytes.first, let last = bytes.last, Self.isBlank(first) || Self.isBlank(last) {
      throw Self.error(text, "begins or ends with a blank; blanks around a field are no part of it")
    }
    var parts: [Part] = []
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      var next = index + 1
      if Self.isLetter(byte) {
        while next < bytes.count, bytes[next] == byte { next += 1 }
        parts.append(try Self.part(Character(UnicodeScalar(byte)), next - index, pivot, in: text))
      } else if Self.isBlank(byte) {
        while Self.isBlank(bytes[next]) { next += 1 }
        parts.append(.blanks)
      } else {
        parts.append(.literal(byte))
      }
      index = next
    }
    try Self.check(parts, of: text)
    self.text = text
    self.parts = parts
  }

  private static func error(_ text: String, _ what: String) -> TimePatternError {
    TimePatternError(description: "the pattern \"\(text)\" \(what)")
  }

  /// ASCII letters but `T`, which stands for itself.
  private static func isLetter(_ byte: UInt8) -> Bool {
    let lower = byte | 0x20
    return lower >= UInt8(ascii: "a") && lower <= UInt8(ascii: "z") && byte != UInt8(ascii: "T")
  }

  private static func part(
    _ letter: Character, _ length: Int, _ pivot: Int, in text: String
  ) throws(TimePatternError) -> Part {
    switch (letter, length) {
    case ("y", 4): return .year
    case ("y", 2): return .shortYear(pivot: pivot)
    case ("M", 1...2): return .month(fixed: length == 2)
    case ("M", 3...4): return .monthName(isShort: length == 3)
    case ("d", 1...2): return .day(fixed: length == 2)
    case ("H", 1...2): return .hour(fixed: length == 2)
    case ("h", 1...2): return .hourOfHalf(fixed: length == 2)
    case ("a", 1): return .dayHalf
    case ("m", 1...2): return .minute(fixed: length == 2)
    case ("s", 1...2): return .second(fixed: length == 2)
    case ("S", 1...9): return .fraction(digits: length)
    case ("Z", _), ("X", _), ("x", _), ("z", _):
      throw error(
        text,
        "has \"\(letter)\", but a pattern reads local times; use rfc3339 for stamps with Z or an offset from UTC")
    default:
      throw error(
        text,
        "has \"\(String(repeating: letter, count: length))\"; known are \(known), or instead of a pattern rfc3339, "
          + EpochUnit.allCases.map { "epoch_\($0.rawValue)" }.joined(separator: ", "))
    }
  }

  private static func check(_ parts: [Part], of text: String) throws(TimePatternError) {
    let fields = parts.compactMap(\.field)
    guard fields.contains(.year) else { throw error(text, "must have a year: \(Field.year.letters)") }
    for field in Field.allCases where fields.count(where: { $0 == field }) > 1 {
      throw error(text, "has the \(field) twice; it must have \(field.letters) at most once")
    }
    for field in Field.allCases {
      if let coarser = field.coarser, fields.contains(field), !fields.contains(coarser) {
        throw error(text, "has the \(field) without the \(coarser), which it needs: \(coarser.letters)")
      }
    }
    let isHalved = parts.contains { if case .hourOfHalf = $0 { true } else { false } }
    if isHalved, !fields.contains(.half) {
      throw error(text, "has an hour from 1 to 12 without a, the half of the day; H and HH read hours from 0 to 23")
    }
    if !isHalved, fields.contains(.half) {
      throw error(text, "has a, the half of the day, without an hour from 1 to 12: h or hh")
    }
    for (part, next) in zip(parts, parts.dropFirst()) where part.isOfAnyLength && next.beginsWithDigit {
      throw error(
        text,
        "has the \(part.field?.rawValue ?? "") in one or two digits, directly followed by another digit; double its "
          + "letter, or put a character between them")
    }
  }
}

/// What a letter of a pattern fills in.
private enum Field: String, CaseIterable, CustomStringConvertible {
  case year, month, day, hour, minute, second, fraction
  case half = "half of the day"

  var description: String { rawValue }

  var letters: String {
    switch self {
    case .year: "yyyy or yy"
    case .month: "M, MM, MMM or MMMM"
    case .day: "d or dd"
    case .hour: "H, HH, h or hh"
    case .minute: "m or mm"
    case .second: "s or ss"
    case .fraction: "S…SSSSSSSSS"
    case .half: "a"
    }
  }

  /// The field without which this one says nothing.
  var coarser: Field? {
    switch self {
    case .year, .half: nil
    case .month: .year
    case .day: .month
    case .hour: .day
    case .minute: .hour
    case .second: .minute
    case .fraction: .second
    }
  }
}

extension TimePattern.Part {
  fileprivate var field: Field? {
    switch self {
    case .year, .shortYear: .year
    case .month, .monthName: .month
    case .day: .day
    case .hour, .hourOfHalf: .hour
    case .minute: .minute
    case .second: .second
    case .fraction: .fraction
    case .dayHalf: .half
    case .blanks, .literal: nil
    }
  }

  /// One digit or two, so that what follows must show where it ends.
  fileprivate var isOfAnyLength: Bool {
    switch self {
    case .month(let fixed), .day(let fixed), .hour(let fixed), .hourOfHalf(let fixed), .minute(let fixed),
      .second(let fixed):
      !fixed
    case .year, .shortYear, .monthName, .dayHalf, .fraction, .blanks, .literal: false
    }
  }

  fileprivate var beginsWithDigit: Bool {
    switch self {
    case .literal(let byte): byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
    case .monthName, .dayHalf, .blanks: false
    case .year, .shortYear, .month, .day, .hour, .hourOfHalf, .minute, .second, .fraction: true
    }
  }
}
