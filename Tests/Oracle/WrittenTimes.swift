// Texts to dates and times of day as written: RFC 3339, patterns, and numbers of the epoch.

/// A date and a time of day as written, with the written offset if there is one.
struct Written {
  var year = 0
  /// What a text leaves out is the earliest.
  var month = 1
  var day = 1
  var hour = 0
  /// 0 before noon, 1 after it; nil where the hour counts from 0 to 23.
  var half: Int?
  var minute = 0
  var second = 0
  var microsecond = 0
  /// The hours and minutes of the written offset, and its sign.
  var offsetHour = 0
  var offsetMinute = 0
  var offsetSign = 1
  var hasOffset = false
}

/// Reads a text byte by byte.
struct TextReader {
  var bytes: [UInt8]
  var at = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var atEnd: Bool { at == bytes.count }

  /// As many digits as stand here, up to `most`; nil when they are fewer than `least`.
  mutating func digits(_ least: Int, _ most: Int) -> [Int]? {
    var found: [Int] = []
    while found.count < most && at < bytes.count && bytes[at] >= 48 && bytes[at] <= 57 {
      found.append(Int(bytes[at]) - 48)
      at += 1
    }
    return found.count >= least ? found : nil
  }

  /// The number that such digits make.
  mutating func number(_ least: Int, _ most: Int) -> Int? {
    digits(least, most)?.reduce(0) { $0 * 10 + $1 }
  }

  /// The next byte if it is one of those in `allowed`.
  mutating func one(of allowed: String) -> UInt8? {
    guard at < bytes.count, allowed.utf8.contains(bytes[at]) else { return nil }
    at += 1
    return bytes[at - 1]
  }
}

/// Microseconds from the digits of a fraction; digits beyond the sixth are cut off.
func microseconds(_ fraction: [Int]) -> Int {
  (fraction + [0, 0, 0, 0, 0, 0]).prefix(6).reduce(0) { $0 * 10 + $1 }
}

/// `yyyy-MM-dd`, `T` or `t` or a space, `HH:mm:ss`, a fraction, `Z` or `z` or `±HH:mm`; nil for any other shape.
func readRFC3339(_ text: [UInt8]) -> Written? {
  var reader = TextReader(text)
  var written = Written()
  guard let year = reader.number(4, 4), reader.one(of: "-") != nil,
    let month = reader.number(2, 2), reader.one(of: "-") != nil,
    let day = reader.number(2, 2), reader.one(of: "Tt ") != nil,
    let hour = reader.number(2, 2), reader.one(of: ":") != nil,
    let minute = reader.number(2, 2), reader.one(of: ":") != nil,
    let second = reader.number(2, 2)
  else { return nil }
  (written.year, written.month, written.day) = (year, month, day)
  (written.hour, written.minute, written.second) = (hour, minute, second)
  if reader.one(of: ".") != nil {
    guard let fraction = reader.digits(1, 9) else { return nil }
    written.microsecond = microseconds(fraction)
  }
  written.hasOffset = true
  if reader.one(of: "Zz") == nil {
    guard let sign = reader.one(of: "+-"), let offsetHour = reader.number(2, 2),
      reader.one(of: ":") != nil, let offsetMinute = reader.number(2, 2)
    else { return nil }
    written.offsetSign = sign == UInt8(ascii: "-") ? -1 : 1
    (written.offsetHour, written.offsetMinute) = (offsetHour, offsetMinute)
  }
  return reader.atEnd ? written : nil
}

/// A text under a pattern, whose blank stands for one or more; nil when it has another shape.
func readPattern(_ pattern: String, pivot: Int, _ text: [UInt8]) -> Written? {
  let widths: [(String, Int, Int, WritableKeyPath<Written, Int>)] = [
    ("yyyy", 4, 4, \.year), ("yy", 2, 2, \.year), ("MM", 2, 2, \.month), ("dd", 2, 2, \.day), ("HH", 2, 2, \.hour),
    ("hh", 2, 2, \.hour), ("mm", 2, 2, \.minute), ("ss", 2, 2, \.second), ("M", 1, 2, \.month), ("d", 1, 2, \.day),
    ("H", 1, 2, \.hour), ("h", 1, 2, \.hour), ("m", 1, 2, \.minute), ("s", 1, 2, \.second),
  ]
  var reader = TextReader(text)
  var written = Written()
  var rest = Substring(pattern)
  while let character = rest.first {
    if rest.hasPrefix("MMM") {
      let isShort = !rest.hasPrefix("MMMM")
      guard let month = reader.month(isShort: isShort) else { return nil }
      written.month = month
      rest = rest.dropFirst(isShort ? 3 : 4)
    } else if let (letters, least, most, part) = widths.first(where: { rest.hasPrefix($0.0) }) {
      guard let number = reader.number(least, most) else { return nil }
      written[keyPath: part] = letters == "yy" ? number + (number < pivot ? 2000 : 1900) : number
      rest = rest.dropFirst(letters.count)
    } else if character == "a" {
      guard let half = reader.half() else { return nil }
      written.half = half
      rest = rest.dropFirst()
    } else if character == "S" {
      let count = rest.prefix { $0 == "S" }.count
      guard let fraction = reader.digits(count, count) else { return nil }
      written.microsecond = microseconds(fraction)
      rest = rest.dropFirst(count)
    } else if character == " " {
      guard reader.one(of: " \t") != nil else { return nil }
      while reader.one(of: " \t") != nil {}
      rest = rest.dropFirst()
    } else {
      guard reader.word(String(character)) else { return nil }
      rest = rest.dropFirst()
    }
  }
  return reader.atEnd ? written : nil
}

extension TextReader {
  /// Whether a word stands here byte by byte, or in either case of its letters; it is behind us then.
  fileprivate mutating func word(_ word: String, inEitherCase: Bool = false) -> Bool {
    let end = at + word.utf8.count
    guard end <= bytes.count else { return false }
    let found = bytes[at..<end].map { byte in
      inEitherCase && (65...90).contains(byte) ? byte + 32 : byte
    }
    guard found == Array(word.utf8) else { return false }
    at = end
    return true
  }

  fileprivate mutating func month(isShort: Bool) -> Int? {
    let names = [
      "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
      "december",
    ]
    for (index, name) in names.enumerated() where word(isShort ? String(name.prefix(3)) : name, inEitherCase: true) {
      return index + 1
    }
    return nil
  }

  fileprivate mutating func half() -> Int? {
    for (half, words) in [["am", "a.m.", "오전"], ["pm", "p.m.", "오후"]].enumerated() {
      for text in words where word(text, inEitherCase: true) { return half }
    }
    return nil
  }
}

/// How much has passed since 1970: an optional minus, digits, a fraction; what is finer than a microsecond is cut off
/// toward the past.
func readEpoch(_ text: [UInt8], places: Int) -> Verdict<Int64> {
  var reader = TextReader(text)
  let isNegative = reader.one(of: "-") != nil
  guard let whole = reader.digits(1, .max) else { return .refused("time_unreadable") }
  var fraction: [Int] = []
  if reader.one(of: ".") != nil {
    guard let digits = reader.digits(1, .max) else { return .refused("time_unreadable") }
    fraction = digits
  }
  guard reader.atEnd else { return .refused("time_unreadable") }
  // The point is moved to behind the microseconds.
  let all = [0, 0, 0] + whole + fraction + [0, 0, 0, 0, 0, 0]
  let point = 3 + whole.count + places
  let digits = all[..<point].drop { $0 == 0 }
  if digits.count > 18 { return .refused("time_impossible") }
  var instant = digits.reduce(Int64(0)) { $0 * 10 + Int64($1) }
  if isNegative { instant = -instant - (all[point...].contains { $0 != 0 } ? 1 : 0) }
  let years = (daysSince1970(year: 0, month: 1, day: 1)..<daysSince1970(year: 10_000, month: 1, day: 1))
  let day = Int64(86_400_000_000)
  guard instant >= Int64(years.lowerBound) * day, instant < Int64(years.upperBound) * day else {
    return .refused("time_impossible")
  }
  return .fine(instant)
}
