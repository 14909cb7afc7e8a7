import Rows
import Testing

@testable import Pipeline

/// Are the short cuts of a preview's rows the texts that `description` gives?
struct RowTextTests {
  /// Writes fields as one row and gives back their texts.
  private static func texts(_ fields: (inout RowText.Rows) -> Void) -> [String] {
    var text = RowText()
    text.append { rows in
      fields(&rows)
      rows.endRow()
    }
    #expect(text.bytes.last == UInt8(ascii: "\n"))
    return String(decoding: text.bytes.dropLast(), as: UTF8.self).split(
      separator: ",", omittingEmptySubsequences: false
    ).map(String.init)
  }

  /// All numbers through one text, so that what it remembers of one meets the next.
  private static func expectDescriptions(_ numbers: [Double]) {
    var text = RowText()
    text.append { rows in
      for number in numbers {
        rows.add(read: number)
        rows.endRow()
      }
    }
    let lines = String(decoding: text.bytes, as: UTF8.self).split(separator: "\n")
    #expect(lines.count == numbers.count)
    for (line, number) in zip(lines, numbers) { #expect(line == number.description) }
  }

  @Test func everySmallDecimal() {
    for places in [1.0, 10, 100, 1000, 10_000] {
      Self.expectDescriptions((-3000...3000).map { Double($0) / places })
    }
  }

  @Test func numbersOfEverySize() {
    var state: UInt64 = 3
    func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state >> 11
    }
    var numbers: [Double] = [
      0, -0.0, .nan, .infinity, -.infinity, .leastNonzeroMagnitude, .greatestFiniteMagnitude, 1e-4, 1e-4.nextDown,
      1e15, 1e15.nextDown, 999_999_999_999_999, 999_999_999_999_999.9, 0.1 + 0.2, 1.0 / 3, 1e16, 1e22,
    ]
    for digits in 1...17 {
      for exponent in -20...20 {
        for _ in 0..<6 {
          let limit = UInt64(exactly: (0..<digits).reduce(1.0) { power, _ in power * 10 }) ?? 1
          let mantissa = Double(next() % limit)
          let power = (0..<abs(exponent)).reduce(1.0) { power, _ in power * 10 }
          let number = exponent < 0 ? mantissa / power : mantissa * power
          numbers += [number, -number, number.nextUp, number.nextDown]
        }
      }
    }
    for _ in 0..<5000 { numbers.append(Double(bitPattern: next() << 11 | next() & 0x7FF)) }
    Self.expectDescriptions(numbers)
  }

  @Test func instants() {
    let day: Int64 = 86_400_000_000
    var instants: [Int64] = [
      0, -1, 1, day - 1, day, -day, -day - 1, 1_777_615_200_250_000, 1_777_615_200_000_001, -62_167_219_200_000_000,
      253_402_300_799_999_999,
    ]
    for step in 0..<2000 { instants.append(Int64(step) * 86_399_999_999 / 7 - 3 * day) }
    for instant in instants {
      let texts = Self.texts { row in
        row.add(instant: instant)
        row.add(instant: 0)
        row.add(instant: instant)
      }
      let text = Instant(microseconds: instant).description
      #expect(texts == [text, "1970-01-01T00:00:00Z", text])
    }
  }

  @Test func integersAndScaledOnes() {
    let integers: [Int64] = [0, 1, -1, 9, 10, 99, 100, -100, .max, .min, 1_000_000_000_000_000_000]
    #expect(Self.texts { row in for integer in integers { row.add(integer) } } == integers.map(\.description))
    let scaled: [Int128] = [0, 1, -1, 9, 10, 123_456, -123_456, Int128(Int64.max), Int128(Int64.min), .max, .min]
    for decimals in 0...9 {
      let texts = Self.texts { row in for number in scaled { row.add(scaled: number, decimals: decimals) } }
      #expect(texts == scaled.map { decimalText($0, decimals: decimals) }, "\(decimals) decimals")
    }
  }

  @Test func textsAndEmptyFields() {
    let texts = Self.texts { row in
      row.add("")
      row.add("프레스/온도")
      row.addEmpty()
      row.addEmpty()
      row.add(String(repeating: "x", count: 80))
      row.addEmpty()
    }
    #expect(texts == ["", "프레스/온도", "", "", String(repeating: "x", count: 80), ""])
  }

  /// Texts of every length, up to one that is longer than the room for rows, next to each other.
  @Test func longTexts() {
    for length in [1, 63, 64, 4000, 8100, 8127, 8128, 8129, 8191, 8192, 8193, 20_000] {
      let long = String(repeating: "y", count: length)
      var text = RowText()
      for _ in 0..<2 {
        text.append { rows in
          for number in 0..<3 as Range<Int64> {
            rows.add(number)
            rows.add(long)
            rows.add(instant: 0)
            rows.endRow()
          }
        }
      }
      let row = "," + long + ",1970-01-01T00:00:00Z\n"
      let expected = "0\(row)1\(row)2\(row)"
      #expect(String(decoding: text.bytes, as: UTF8.self) == expected + expected, "\(length) bytes")
    }
  }
}
