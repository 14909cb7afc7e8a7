import Testing

@testable import Scanning

/// Which number does a text mean?
struct NumberTests {
  static func parse(_ text: String) -> NumberParser.Outcome {
    Array(text.utf8).withUnsafeBufferPointer { bytes in
      guard let base = bytes.baseAddress else { return .notANumber }
      return NumberParser.parse(base, count: bytes.count)
    }
  }

  static let numbers: [(text: String, value: Double, decimals: Int)] = [
    ("0", 0, 0), ("-0", 0, 0), ("+0.000", 0, 0), ("0e5", 0, 0), ("0e-5", 0, 0), ("1", 1, 0), ("+1", 1, 0),
    ("-1", -1, 0), ("1.", 1, 0), (".5", 0.5, 1), ("-.5", -0.5, 1), ("00012.50", 12.5, 1), ("1.0", 1, 0),
    ("1.10", 1.1, 1), ("100", 100, 0), ("100e-2", 1, 0), ("100e-3", 0.1, 1), ("1.5e1", 15, 0), ("1.25e1", 12.5, 1),
    ("1E3", 1000, 0), ("1e+3", 1000, 0), ("1e-3", 0.001, 3), ("12e0003", 12000, 0), ("0.1", 0.1, 1),
    ("0.001", 0.001, 3), ("0.0010", 0.001, 3), ("9007199254740993", 9_007_199_254_740_992, 0),
    ("9007199254740992", 9_007_199_254_740_992, 0), ("9007199254740995", 9_007_199_254_740_996, 0),
    ("18446744073709551616", 18_446_744_073_709_551_616, 0), ("1e22", 1e22, 0), ("1e23", 1e23, 0),
    ("123456789012345678901234567890", 1.2345678901234568e29, 0),
    ("1.7976931348623157e308", 1.7976931348623157e308, 0), ("1.7976931348623158e308", 1.7976931348623157e308, 0),
    ("2.2250738585072014e-308", 2.2250738585072014e-308, 324),
    ("2.2250738585072011e-308", Double.leastNormalMagnitude.nextDown, 324),
    ("4.9406564584124654e-324", .leastNonzeroMagnitude, 340), ("2.4703282292062328e-324", .leastNonzeroMagnitude, 340),
    ("2.4703282292062327e-324", 0, 340), ("1e-400", 0, 400), ("-1e-400", 0, 400),
    ("0." + String(repeating: "0", count: 400) + "1e401", 1, 0),
    ("1" + String(repeating: "0", count: 400) + "e-400", 1, 0),
    ("0." + String(repeating: "0", count: 150_000) + "1e150001", 1, 0),
    ("1" + String(repeating: "0", count: 150_000) + "e-150001", 0.1, 1),
  ]

  @Test(arguments: numbers)
  func accepted(_ it: (text: String, value: Double, decimals: Int)) {
    guard case .number(let value, let decimals) = Self.parse(it.text) else {
      Issue.record("not taken")
      return
    }
    #expect(value.bitPattern == it.value.bitPattern, "\(value)")
    #expect(decimals == it.decimals)
  }

  @Test(arguments: [
    "", "-", "+", ".", "-.", "e", "e5", ".e5", "1e", "1e+", "1e-", "1e5.0", "1.2.3", "1..2", "1,5", "1 000", " 1", "1 ",
    "--1", "+-1", "1-", "0x10", "0x1p3", "1f", "1d5", "NaN", "nan", "Inf", "-inf", "infinity", "1_000", "１", "½",
    "1e5e5",
    "1.5e 3", "\u{2212}1", "1'000", "△1",
  ])
  func refused(_ text: String) {
    #expect(Self.parse(text) == .notANumber)
  }

  @Test(arguments: [
    "1e309", "-1e309", "1.7976931348623159e308", "1e99999999999999999999",
    "17976931348623159" + String(repeating: "0", count: 292),
  ])
  func beyondFloat64(_ text: String) {
    #expect(Self.parse(text) == .outOfRange)
  }

  /// A decimal as digits and an exponent, written in one of the many ways.
  struct Decimal {
    var text = ""
    var decimals = 0

    init(_ random: inout Seeded) {
      let length = [1, 3, 7, 15, 17, 19, 20, 25][Int.random(in: 0..<8, using: &random)]
      var digits = (0..<length).map { _ in Int.random(in: 0...9, using: &random) }
      if Int.random(in: 0..<4, using: &random) == 0 {
        for index in (length / 2)..<length { digits[index] = 0 }
      }
      let point = Int.random(in: 0...length, using: &random)
      let hasPoint = Bool.random(using: &random)
      var exponent = 0
      text = ["", "-", "+"][Int.random(in: 0..<3, using: &random)]
      for (index, digit) in digits.enumerated() {
        if hasPoint, index == point { text += "." }
        text += "\(digit)"
      }
      switch Int.random(in: 0..<4, using: &random) {
      case 0: exponent = Int.random(in: -30...30, using: &random)
      case 1: exponent = Int.random(in: -345...320, using: &random)
      default: break
      }
      if exponent != 0 { text += "eE".randomElement(using: &random).map { "\($0)\(exponent)" } ?? "" }
      let scale = exponent - (hasPoint ? length - point : 0)
      let trailing = digits.reversed().prefix { $0 == 0 }.count
      decimals = trailing == length ? 0 : max(0, -(scale + trailing))
    }
  }

  @Test(arguments: 1...8)
  func randomDecimals(seed: Int) {
    var random = Seeded(state: UInt64(seed))
    var wrong: [String] = []
    for _ in 0..<25_000 {
      let decimal = Decimal(&random)
      guard let nearest = Double(decimal.text) else {
        Issue.record("the reference cannot read \(decimal.text)")
        return
      }
      let expected: NumberParser.Outcome =
        nearest.isFinite ? .number(nearest == 0 ? 0 : nearest, decimals: decimal.decimals) : .outOfRange
      let got = Self.parse(decimal.text)
      // Equal also in the sign of zero.
      if got != expected || "\(got)" != "\(expected)" { wrong.append("\(decimal.text): \(got), not \(expected)") }
    }
    #expect(wrong.isEmpty, "\(wrong.count): \(wrong.prefix(3))")
  }

  /// Numbers halfway between two floats, and one digit above and below.
  @Test func halfways() {
    var random = Seeded(state: 5)
    for _ in 0..<2_000 {
      let mantissa = UInt64.random(in: 1 << 52..<1 << 53, using: &random)
      // Of 54 bits, the last of which is set: exactly between two neighbours.
      let between = mantissa * 2 + 1
      for text in ["\(between)", "\(between)e0", "\(between).0", "\(between).000001", "\(between - 1).999999"] {
        guard case .number(let value, _) = Self.parse(text) else {
          Issue.record("\(text) is not taken")
          continue
        }
        #expect(value == Double(text), "\(text)")
      }
    }
  }
}
