import Testing

@testable import Rows

/// How does an instant read?
struct InstantTests {
  static let texts: [(microseconds: Int64, text: String)] = [
    (0, "1970-01-01T00:00:00Z"),
    (1, "1970-01-01T00:00:00.000001Z"),
    (-1, "1969-12-31T23:59:59.999999Z"),
    (250_000, "1970-01-01T00:00:00.25Z"),
    (-1_000_000, "1969-12-31T23:59:59Z"),
    (-750_000, "1969-12-31T23:59:59.25Z"),
    (1_777_615_331_250_000, "2026-05-01T06:02:11.25Z"),
    (951_782_399_999_990, "2000-02-28T23:59:59.99999Z"),
    (951_782_400_000_000, "2000-02-29T00:00:00Z"),
    (-62_135_596_800_000_000, "0001-01-01T00:00:00Z"),
    (-62_135_596_799_900_000, "0001-01-01T00:00:00.1Z"),
    (-62_167_219_200_000_000, "0000-01-01T00:00:00Z"),
    (253_402_300_799_999_999, "9999-12-31T23:59:59.999999Z"),
    (100_000, "1970-01-01T00:00:00.1Z"),
    (10, "1970-01-01T00:00:00.00001Z"),
  ]

  @Test(arguments: texts)
  func description(_ known: (microseconds: Int64, text: String)) {
    #expect(Instant(microseconds: known.microseconds).description == known.text)
    var bytes: [UInt8] = Array("at ".utf8)
    Instant(microseconds: known.microseconds).append(to: &bytes)
    #expect(String(decoding: bytes, as: UTF8.self) == "at " + known.text)
  }

  @Test func partsOfUTC() {
    #expect(
      Instant(year: 2026, month: 5, day: 1, hour: 6, minute: 2, second: 11).description == "2026-05-01T06:02:11Z")
    #expect(Instant(year: 1960, month: 2, day: 29).description == "1960-02-29T00:00:00Z")
    #expect(Instant(year: 1969, month: 12, day: 31, hour: 23, minute: 59, second: 59).microseconds == -1_000_000)
  }

  @Test func orderAndDistance() {
    let early = Instant(microseconds: -5)
    #expect(early < early.advanced(byMicroseconds: 1))
    #expect(early.advanced(byMicroseconds: 5) == Instant(microseconds: 0))
  }
}
