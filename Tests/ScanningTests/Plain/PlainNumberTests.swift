import Testing

@testable import Rows
@testable import Scanning

/// Are eight bytes at once the number that the grammar says?
struct PlainNumberTests {
  private static let powers: [Double] = (0...22).map { exponent in (0..<exponent).reduce(1) { power, _ in power * 10 } }

  private static func value(_ number: PlainNumber, isNegative: Bool) -> Double {
    powers.withUnsafeBufferPointer { number.value(isNegative: isNegative, $0.baseAddress.unsafelyUnwrapped) }
  }

  /// What is read from the front of a text, sign included: value, decimals that it needs, and length.
  private static func read(_ text: String, behind: String) -> (value: Double, needed: Int, length: Int)? {
    let page = makePage(Array((text + behind).utf8))
    let isNegative = text.hasPrefix("-")
    let start = UnsafeRawPointer(page.base) + (isNegative ? 1 : 0)
    guard let number = PlainNumber.read(start) else { return nil }
    return (value(number, isNegative: isNegative), number.neededPlaces, number.length + (isNegative ? 1 : 0))
  }

  private static func expect(_ text: String, behind: String) -> Bool {
    guard let number = read(text, behind: behind), number.length == text.utf8.count else { return false }
    guard case .number(let value, let decimals) = NumberTests.parse(text) else {
      Issue.record("\(text) is no number, and was read as one")
      return true
    }
    #expect(number.value.bitPattern == value.bitPattern, "\(text)")
    #expect(number.needed == decimals, "\(text)")
    return true
  }

  /// Every text of up to five of the bytes that matter, whatever stands behind it.
  @Test func everyShortText() {
    let bytes = ["-", ".", "0", "1", "9", "x"]
    var texts = [""]
    var read = 0
    for _ in 0..<5 {
      texts = texts.flatMap { text in bytes.map { text + $0 } }
      for text in texts {
        for behind in [",", "\n", "\r\n1.5,", ";8"] where Self.expect(text, behind: behind) { read += 1 }
      }
    }
    #expect(read > 1000)
  }

  /// Longer ones: each number of digits on each side of the point.
  @Test func everyLength() {
    var random = Seeded(state: 5)
    var read: Set<[Int]> = []
    for whole in 0...10 {
      for fraction in -1...10 {
        for round in 0..<8 {
          let digits = (0..<(whole + max(0, fraction))).map { _ in
            String(Int.random(in: 0...(round % 2 == 0 ? 9 : 1), using: &random))
          }
          let point = fraction < 0 ? "" : "."
          let text =
            (round % 3 == 0 ? "-" : "") + digits[..<whole].joined() + point + digits[whole...].joined()
          if Self.expect(text, behind: round % 4 == 0 ? "\n7777" : ",7777") { read.insert([whole, fraction]) }
        }
      }
    }
    // Up to seven digits on each side, or without a point; only where seven stand before it must others follow.
    for whole in 0...7 {
      for fraction in -1...7 {
        let isRead = whole + max(0, fraction) > 0 && !(whole == 7 && fraction == 0)
        #expect(read.contains([whole, fraction]) == isRead, "\(whole) and \(fraction)")
      }
    }
    #expect(!read.contains { $0[0] > 7 || $0[1] > 7 })
  }

  /// A byte of another kind at each place is never taken for a digit.
  @Test func everyOtherByte() {
    for place in 0..<8 {
      for byte in 0...255 as ClosedRange<UInt8> {
        var text = Array("12345.67,9".utf8)
        text[place] = byte
        let page = makePage(text)
        guard let number = PlainNumber.read(page.base) else { continue }
        let taken = String(decoding: text[..<number.length], as: UTF8.self)
        guard case .number(let value, _) = NumberTests.parse(taken) else {
          Issue.record("\(taken) is no number")
          continue
        }
        #expect(Self.value(number, isNegative: false) == value)
      }
    }
  }
}
