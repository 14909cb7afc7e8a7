@testable import Oracle
@testable import Pipeline
@testable import Rows
@testable import Scanning

/// Texts to numbers, in the plain form and in declared ones: is a text a number, which one, with how many decimals?
final class NumberTarget: FuzzTarget {
  static let name = "numbers"

  private static let slacks = ["7", ".", "e", "9e9", ",", "\u{0}"]
  private static let marks: [(decimal: Character, thousands: Character?)] = [
    (".", nil), (",", nil), (".", ","), (".", "'"), (".", " "), (",", "."), (",", "'"), (",", " "),
  ]

  init() {}

  func run(_ input: FuzzInput) {
    var input = input
    let (decimal, thousands) = input.pick(Self.marks)
    let slack = input.pick(Self.slacks)
    var written = OracleNumbers()
    written.decimalMark = decimal.asciiValue ?? 0
    written.thousandsMark = thousands?.asciiValue
    let format = NumberFormat(decimalMark: written.decimalMark, thousandsMark: written.thousandsMark)
    for text in input.lines {
      let bytes = SlackedBytes(text, goesOnWith: slack)
      let fast =
        format.isPlain
        ? NumberParser.parse(bytes.base, count: text.count)
        : NumberParser.parse(bytes.base, count: text.count, format: format)
      let naive = Self.read(text, written)
      agree(Self.clipped(fast), Self.clipped(naive), "\"\(String(decoding: text, as: UTF8.self))\" with \(format)")
      compareLiteral(text, format, naive)
    }
  }

  private static func read(_ text: [UInt8], _ format: OracleNumbers) -> NumberParser.Outcome {
    guard let written = WrittenNumber(text, format) else { return .notANumber }
    let number = written.nearest
    guard number.isFinite else { return .outOfRange }
    return .number(number, decimals: written.digits.isEmpty ? 0 : max(0, -written.exponent))
  }

  /// Exponents are clipped where no record has the digits to undo them, at other places on either side.
  private static func clipped(_ outcome: NumberParser.Outcome) -> NumberParser.Outcome {
    guard case .number(let number, let decimals) = outcome else { return outcome }
    return .number(number, decimals: min(decimals, 1_000_000))
  }

  /// A number that a job file declares in the file's own form is the number that the file's would be.
  private func compareLiteral(_ text: [UInt8], _ format: NumberFormat, _ naive: NumberParser.Outcome) {
    guard let string = String(validating: text, as: UTF8.self) else { return }
    var expected: Double?
    if case .number(let number, _) = naive { expected = number }
    agree(parseNumber(string, as: format), expected, "the literal \"\(string)\" with \(format)")
  }

  static func seeds() -> [[UInt8]] {
    let texts = [
      "0", "-0", "+0.000", "1.", ".5", "-.5", "00012.50", "100e-2", "1.5e1", "1E3", "12e0003", "9007199254740993",
      "11131432140826745e-5", "10698018013524571e16", "9558254875452199e-9", "15874369904514483e-1",
      "18446744073709551616", "1e22", "1e23", "123456789012345678901234567890", "1.7976931348623157e308",
      "1.7976931348623159e308", "2.2250738585072011e-308", "4.9406564584124654e-324", "2.4703282292062327e-324",
      "1e-400", "-1e99999999999999999999", "0.00000000000000000000001e23", "9999999999999999.5", "1,234,567.5",
      "1.234,5", "12'345", "1 000", "1,23", "12,34,567", "-,5", ".", "e5", "1e+", "+-1", "0x10", "NaN", "1.2.3",
    ]
    return (0..<8).map { mark in
      [UInt8(mark), UInt8(mark % 6)] + Array(texts.filter { !$0.isEmpty }.joined(separator: "\n").utf8)
    } + texts.enumerated().map { [UInt8($0 % 8), UInt8($0 % 6)] + Array($1.utf8) }
  }
}
