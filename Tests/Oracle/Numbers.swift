// Texts to numbers and quality codes.

/// A decimal as written: its sign, its digits without zeros at either end, and the power of ten they are times of.
struct WrittenNumber {
  var negative = false
  /// Empty for zero.
  var digits: [UInt8] = []
  var exponent = 0

  /// Nil when the text is not of the grammar.
  init?(_ text: [UInt8], _ format: OracleNumbers = OracleNumbers()) {
    var at = 0
    let isDigit: (Int) -> Bool = { $0 < text.count && text[$0] >= 48 && text[$0] <= 57 }
    if at < text.count && (text[at] == UInt8(ascii: "+") || text[at] == UInt8(ascii: "-")) {
      negative = text[at] == UInt8(ascii: "-")
      at += 1
    }
    var groups: [Int] = [0]
    while at < text.count && (isDigit(at) || text[at] == format.thousandsMark) {
      if isDigit(at) {
        digits.append(text[at])
        groups[groups.count - 1] += 1
      } else {
        groups.append(0)
      }
      at += 1
    }
    if groups.count > 1 && (!(1...3).contains(groups[0]) || groups.dropFirst().contains { $0 != 3 }) { return nil }
    if at < text.count && text[at] == format.decimalMark {
      at += 1
      while isDigit(at) {
        digits.append(text[at])
        exponent -= 1
        at += 1
      }
    }
    if digits.isEmpty { return nil }
    if at < text.count && (text[at] == UInt8(ascii: "e") || text[at] == UInt8(ascii: "E")) {
      at += 1
      var down = false
      if at < text.count && (text[at] == UInt8(ascii: "+") || text[at] == UInt8(ascii: "-")) {
        down = text[at] == UInt8(ascii: "-")
        at += 1
      }
      if !isDigit(at) { return nil }
      var power = 0
      while isDigit(at) {
        // No record has enough digits to make up for a power beyond this.
        power = min(power * 10 + Int(text[at]) - 48, 1_000_000_000_000)
        at += 1
      }
      exponent += down ? -power : power
    }
    if at != text.count { return nil }
    let zero = UInt8(ascii: "0")
    while digits.last == zero {
      digits.removeLast()
      exponent += 1
    }
    digits = Array(digits.drop { $0 == zero })
  }

  /// Whether a number of a job file is the same decimal.
  func isSame(as text: String) -> Bool {
    guard let other = WrittenNumber(Array(text.utf8)) else { preconditionFailure("no number: \(text)") }
    return digits == other.digits && (digits.isEmpty || negative == other.negative && exponent == other.exponent)
  }

  /// The nearest float64; infinite on overflow; never minus zero.
  var nearest: Double {
    let magnitude = digits.count + exponent
    if digits.isEmpty || magnitude < -400 { return 0 }
    if magnitude > 400 { return .infinity }
    let text = (negative ? "-" : "") + String(decoding: digits, as: UTF8.self) + "e" + String(exponent)
    guard let value = Double(text) else { preconditionFailure("no number: \(text)") }
    return value == 0 ? 0 : value
  }

  /// This number in units of the resolution 10^-decimals, or the reason why it cannot be counted so.
  func units(decimals: Int) -> Verdict<Int64> {
    if digits.isEmpty { return .fine(0) }
    let limit: Int64 = 1_000_000_000_000_000
    let power = exponent + decimals
    let wholeDigits = digits.count + power
    if wholeDigits > 18 { return .refused("number_out_of_range") }
    var whole: Int64 = 0
    for position in 0..<max(0, wholeDigits) {
      whole = whole * 10 + (position < digits.count ? Int64(digits[position]) - 48 : 0)
    }
    if whole >= limit { return .refused("number_out_of_range") }
    if power < 0 { return .refused("finer_than_resolution") }
    return .fine(negative ? -whole : whole)
  }
}

/// What a value field holds: the float64, and its units where a resolution is declared.
struct Value {
  var number: Double
  var units: Int64?
}

/// A value field: nil where it is null, or the reason why its cell is refused.
func value(_ text: [UInt8], _ job: OracleJob, decimals: Int?) -> Verdict<Value?> {
  if text.isEmpty { return .fine(nil) }
  if let decoded = job.decoded(text), job.numbers.nullTexts.contains(where: { sameBytes($0, decoded) }) {
    return .fine(nil)
  }
  guard let written = WrittenNumber(text, job.numbers) else { return .refused("not_a_number") }
  if job.numbers.sentinels.contains(where: { written.isSame(as: $0) }) { return .fine(nil) }
  let nearest = written.nearest
  if nearest.isInfinite { return .refused("number_out_of_range") }
  guard let decimals else { return .fine(Value(number: nearest, units: nil)) }
  switch written.units(decimals: decimals) {
  case .refused(let reason): return .refused(reason)
  case .fine(let units): return .fine(Value(number: nearest, units: units))
  }
}

/// A quality code, 0 to 255 in digits; nil for any other text.
func qualityCode(_ text: [UInt8]) -> Int? {
  guard !text.isEmpty, text.allSatisfy({ $0 >= 48 && $0 <= 57 }) else { return nil }
  var code = 0
  for digit in text { code = min(code * 10 + Int(digit) - 48, 1000) }
  return code <= 255 ? code : nil
}

/// A count of units as a plain decimal with exactly so many decimals.
func plainDecimal(_ units: Int128, decimals: Int) -> String {
  var digits = Array(String(units.magnitude))
  while digits.count <= decimals { digits.insert("0", at: 0) }
  if decimals > 0 { digits.insert(".", at: digits.count - decimals) }
  return (units < 0 ? "-" : "") + String(digits)
}
