import Scanning

/// How numbers are written in a table, and what stands where there is none.
struct NumberGuess {
  /// Texts that are known to mean that there is no value.
  static let nullWords: Set<String> = [
    "-", "--", "---", "N/A", "n/a", "NA", "#N/A", "NaN", "nan", "NAN", "null", "NULL", "Null", "None", "none", "nil",
    "#DIV/0!", "#VALUE!", "#REF!", "?", ".", "*", "Bad", "BAD", "Error", "ERROR", "missing", "inf", "Inf", "-inf",
    "결측", "미측정", "측정불가", "통신장애", "통신이상", "점검중", "장비점검", "점검및교정", "자료이상", "없음",
  ]

  /// Numbers that loggers write instead of a value.
  private static let sentinelNumbers: Set<Double> = [
    -1, -9, -99, -999, -9999, -99_999, -99.9, -999.9, -9999.9, -99.99, -999.99, 99, 999, 9999, 99_999, 999_999, 99.9,
    999.9, 9999.9, 65_534, 65_535, 32_767, 32_766, -32_768, 4_294_967_295, 2_147_483_647, -2_147_483_648, 1e30, -1e30,
    8888, -8888,
  ]

  let format: Guess<NumberFormat>

  private struct Form {
    var format: NumberFormat
    var read: Int
    var reason: String
  }

  /// - Parameter delimiter: of the file's fields; a decimal comma goes with semicolons.
  init(_ columns: [SampleColumn], delimiter: UInt8?) {
    let (point, comma) = (UInt8(ascii: "."), UInt8(ascii: ","))
    func form(_ decimal: UInt8, _ thousands: UInt8?, _ reason: String) -> Form {
      let format = NumberFormat(decimalMark: decimal, thousandsMark: thousands)
      return Form(format: format, read: columns.reduce(0) { $0 + $1.numbers(as: format).read }, reason: reason)
    }
    let plain = form(point, nil, "all numbers read so")
    var others = [
      form(comma, nil, "numbers have a decimal comma"),
      form(point, comma, "numbers have a comma between thousands"),
      form(comma, point, "numbers have a decimal comma and a point between thousands"),
      form(point, UInt8(ascii: " "), "numbers have a blank between thousands"),
      form(point, UInt8(ascii: "'"), "numbers have an apostrophe between thousands"),
      form(comma, UInt8(ascii: " "), "numbers have a decimal comma and a blank between thousands"),
    ]
    if delimiter != UInt8(ascii: ";") { others.swapAt(0, 1) }
    // The first of those that read the most: a mark is only declared if numbers have it.
    let best = others.reduce(plain) { $1.read > $0.read ? $1 : $0 }
    let rivals = others.filter { $0.read == best.read }
    if best.read == plain.read {
      format = .sure(best.format, best.reason)
    } else if rivals.contains(where: { $0.format.decimalMark != best.format.decimalMark }) {
      format = .unsure(best.format, "\(best.reason); 1,234 could be one and a bit, or more than a thousand")
    } else {
      format = .sure(best.format, best.reason)
    }
  }

  /// A column's texts that are neither numbers nor empty, in order; nil if these are too many to mean no value.
  /// - Complexity: O(rows).
  static func nullTexts(_ column: SampleColumn, _ numbers: SampleColumn.Numbers) -> [String]? {
    let filled = column.count - column.emptyCount
    guard numbers.read > 0 else { return nil }
    if numbers.read == filled { return [] }
    var others: [String: Int] = [:]
    for index in 0..<column.count where numbers.values[index].isNaN && !column.isEmpty(at: index) {
      others[column.text(at: index), default: 0] += 1
      if others.count > 12 { return nil }
    }
    let strange = others.filter { !nullWords.contains($0.key) }.reduce(0) { $0 + $1.value }
    guard strange == 0 || (strange * 5 <= filled && others.count <= 5 && !others.keys.contains(where: hasDigit)) else {
      return nil
    }
    return others.keys.sorted()
  }

  private static func hasDigit(_ text: String) -> Bool { text.utf8.contains { $0 >= 48 && $0 <= 57 } }

  /// Known sentinels among the values that stand far from all others.
  static func sentinels(_ values: [Double]) -> [Double] {
    var numbers = values.filter { !$0.isNaN }.sorted()
    guard numbers.count >= 20 else { return [] }
    var found: [Double] = []
    while let last = numbers.last, let first = numbers.first, first < last {
      let isHigh = sentinelNumbers.contains(last) && last != first
      let candidate = isHigh ? last : first
      guard sentinelNumbers.contains(candidate), !found.contains(candidate) else { break }
      let rest = numbers.filter { $0 != candidate }
      guard let low = rest.first, let high = rest.last, rest.count * 2 > numbers.count else { break }
      let gap = candidate > high ? candidate - high : low - candidate
      guard gap > max(5 * (high - low), 1) else {
        // A high candidate that is none may hide a low one.
        guard isHigh, sentinelNumbers.contains(first), !found.contains(first) else { break }
        let above = numbers.filter { $0 != first }
        guard let next = above.first, let top = above.last, next - first > max(5 * (top - next), 1) else { break }
        found.append(first)
        break
      }
      found.append(candidate)
      numbers = rest
    }
    return found.sorted()
  }
}
