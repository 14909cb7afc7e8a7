import Extraction
import Scanning
import Testing

@testable import Pipeline

/// The small languages of a job file's values.
@Suite struct LiteralTests {
  struct Written: Sendable {
    var text: String
    var decimal: Character = "."
    var thousands: Character?
    var number: Double?
  }

  static let numbers: [Written] = [
    Written(text: "-999", number: -999), Written(text: "+.5e1", number: 5), Written(text: "1,5", number: nil),
    Written(text: "", number: nil), Written(text: "-", number: nil), Written(text: "nan", number: nil),
    Written(text: "inf", number: nil), Written(text: "1e999", number: nil), Written(text: "0x10", number: nil),
    Written(text: "1.5.2", number: nil), Written(text: "-999,9", decimal: ",", number: -999.9),
    Written(text: "-999.9", decimal: ",", number: nil), Written(text: "1,5,2", decimal: ",", number: nil),
    Written(text: "-1,234.5", thousands: ",", number: -1234.5), Written(text: "1234.5", thousands: ",", number: 1234.5),
    Written(text: "1,23", thousands: ",", number: nil), Written(text: ",123", thousands: ",", number: nil),
    Written(text: "1234,567", thousands: ",", number: nil), Written(text: "1.5,000", thousands: ",", number: nil),
    Written(text: "65.534,25", decimal: ",", thousands: ".", number: 65534.25),
    Written(text: "1.5", decimal: ",", thousands: ".", number: nil),
    Written(text: "1.5e1", decimal: ",", thousands: ".", number: nil),
    Written(text: "1.500e1", decimal: ",", thousands: ".", number: 15000),
    Written(text: "1,5e1", decimal: ",", thousands: ".", number: 15),
    Written(text: "65 534", thousands: " ", number: 65534), Written(text: "65'534", thousands: "'", number: 65534),
  ]

  @Test(arguments: numbers) func aNumberIsReadAsTheFileWritesIt(_ item: Written) {
    let format = NumberFormat(
      decimalMark: item.decimal.asciiValue ?? 0, thousandsMark: item.thousands?.asciiValue)
    #expect(parseNumber(item.text, as: format) == item.number, "\(item)")
  }

  /// Declared texts and numbers without a value, as the scanner gets them.
  @Test func sentinelsAndNullTextsAreWrittenAsInTheFile() throws {
    let numbers = try decoded("numbers: {decimal: ',', sentinels: ['-999,9', -1.5, 7], 'null': ['-9,5', 0x10, N/A]}")
      .numbers
    // A number of YAML, with its own point, is none of this file's: it means itself.
    #expect(numbers.sentinels == [-999.9, -1.5, 7, -9.5])
    #expect(numbers.nullTexts == ["-9,5", "0x10", "N/A"])
  }

  @Test(arguments: [("0s", 0), ("30s", 30), ("15m", 900), ("2d", 172_800)])
  func graceMayBeNone(_ text: String, _ seconds: Int64) throws {
    #expect(try decoded("grace: \(text)").grace == seconds * 1_000_000)
  }

  private func decoded(_ more: String) throws -> JobSpec {
    let job = """
      job: press
      company: acme
      plant: pohang
      zone: UTC
      start: 2026-05-01
      source: {root: data, path: x.csv}
      time: {column: time, format: rfc3339}
      sensor: {code: S1}
      value: {column: value}

      """
    return try JobFile.decode(
      job + more, path: "press.yaml", roots: [Root(name: "data", path: "/nowhere")],
      loadZone: { try? readWholeFile("/usr/share/zoneinfo/" + $0, bytesMax: 1 << 20) })
  }
}
