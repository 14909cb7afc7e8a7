import Testing

@testable import Rows
@testable import Scanning

/// Which instant does a number of the epoch name?
struct EpochTimeTests {
  static let cases: [(unit: EpochUnit, text: String, outcome: TimeOutcome)] = [
    (.seconds, "1546300800", .reads("2019-01-01T00:00:00Z")),
    (.milliseconds, "1546300800000", .reads("2019-01-01T00:00:00Z")),
    (.microseconds, "1546300800000000", .reads("2019-01-01T00:00:00Z")),
    (.nanoseconds, "1546300800000000000", .reads("2019-01-01T00:00:00Z")),
    (.seconds, "0", .reads("1970-01-01T00:00:00Z")), (.seconds, "-0", .reads("1970-01-01T00:00:00Z")),
    (.nanoseconds, "-0.000", .reads("1970-01-01T00:00:00Z")),
    (.seconds, "0000000000000000000000000000001", .reads("1970-01-01T00:00:01Z")),
    (.seconds, "1.5", .reads("1970-01-01T00:00:01.5Z")),
    (.seconds, "1.000001", .reads("1970-01-01T00:00:01.000001Z")),
    (.seconds, "1.0000019", .reads("1970-01-01T00:00:01.000001Z")),
    (.seconds, "1.99999999999999999999999999999", .reads("1970-01-01T00:00:01.999999Z")),
    (.milliseconds, "1.5", .reads("1970-01-01T00:00:00.0015Z")),
    (.milliseconds, "1.0019", .reads("1970-01-01T00:00:00.001001Z")),
    (.microseconds, "7.9", .reads("1970-01-01T00:00:00.000007Z")),
    (.nanoseconds, "7999", .reads("1970-01-01T00:00:00.000007Z")),
    (.nanoseconds, "7999.9", .reads("1970-01-01T00:00:00.000007Z")),
    (.nanoseconds, "999", .reads("1970-01-01T00:00:00Z")), (.nanoseconds, "1", .reads("1970-01-01T00:00:00Z")),
    // What is finer than a microsecond is cut off toward the past.
    (.seconds, "-1", .reads("1969-12-31T23:59:59Z")), (.seconds, "-0.5", .reads("1969-12-31T23:59:59.5Z")),
    (.seconds, "-0.000001", .reads("1969-12-31T23:59:59.999999Z")),
    (.seconds, "-0.0000001", .reads("1969-12-31T23:59:59.999999Z")),
    (.seconds, "-0.0000011", .reads("1969-12-31T23:59:59.999998Z")),
    (.seconds, "-0.0000010", .reads("1969-12-31T23:59:59.999999Z")),
    (.milliseconds, "-0.0005", .reads("1969-12-31T23:59:59.999999Z")),
    (.microseconds, "-7.1", .reads("1969-12-31T23:59:59.999992Z")),
    (.nanoseconds, "-1", .reads("1969-12-31T23:59:59.999999Z")),
    (.nanoseconds, "-1000", .reads("1969-12-31T23:59:59.999999Z")),
    (.nanoseconds, "-1001", .reads("1969-12-31T23:59:59.999998Z")),
    (.nanoseconds, "-1000.01", .reads("1969-12-31T23:59:59.999998Z")),
    // The years 0000 to 9999, and not a microsecond beyond.
    (.seconds, "253402300799.999999", .reads("9999-12-31T23:59:59.999999Z")),
    (.seconds, "253402300799.9999999", .reads("9999-12-31T23:59:59.999999Z")),
    (.seconds, "253402300800", .impossible), (.milliseconds, "253402300800000", .impossible),
    (.nanoseconds, "253402300799999999999", .reads("9999-12-31T23:59:59.999999Z")),
    (.nanoseconds, "253402300800000000000", .impossible),
    (.seconds, "-62167219200", .reads("0000-01-01T00:00:00Z")),
    (.seconds, "-62167219200.0000001", .impossible), (.seconds, "-62167219200.000001", .impossible),
    (.nanoseconds, "-62167219200000000001", .impossible), (.seconds, "-62167219201", .impossible),
    (.seconds, "9223372036854775807", .impossible), (.seconds, "-9223372036854775808", .impossible),
    (.microseconds, "9223372036854775808", .impossible), (.nanoseconds, "18446744073709551616000", .impossible),
    (.seconds, "1546300800000", .impossible),
    (.seconds, "1" + String(repeating: "0", count: 65_535), .impossible),
    (.seconds, "", .unreadable), (.seconds, "-", .unreadable), (.seconds, ".", .unreadable),
    (.seconds, ".5", .unreadable), (.seconds, "-.5", .unreadable), (.seconds, "5.", .unreadable),
    (.seconds, "+5", .unreadable), (.seconds, "--5", .unreadable), (.seconds, "5-", .unreadable),
    (.seconds, "1.2.3", .unreadable), (.seconds, "1,5", .unreadable), (.seconds, "1e9", .unreadable),
    (.seconds, "1.5463008E9", .unreadable), (.seconds, "1 5", .unreadable), (.seconds, " 15", .unreadable),
    (.seconds, "15 ", .unreadable), (.seconds, "0x5", .unreadable), (.seconds, "5s", .unreadable),
    (.seconds, "٥", .unreadable), (.seconds, "253402300800x", .unreadable), (.seconds, "1.x", .unreadable),
    (.seconds, "2019-01-01", .unreadable), (.nanoseconds, "NaN", .unreadable),
  ]

  @Test(arguments: cases)
  func reads(_ it: (unit: EpochUnit, text: String, outcome: TimeOutcome)) {
    #expect(TimeOutcome.of(it.text, .epoch(it.unit)) == it.outcome)
  }

  /// Every unit against one division toward the past.
  @Test func randomNumbers() {
    var random = Seeded(state: 11)
    for _ in 0..<20_000 {
      let nanoseconds = Int64.random(in: -9_000_000_000_000_000_000...9_000_000_000_000_000_000, using: &random)
      let expected = TimeOutcome.reads(
        Instant(microseconds: Civil.floorDivide(nanoseconds, by: 1000)).description)
      let digits = String(nanoseconds.magnitude)
      let padded = String(repeating: "0", count: max(0, 10 - digits.count)) + digits
      let sign = nanoseconds < 0 ? "-" : ""
      for (unit, places) in [
        (EpochUnit.seconds, 9), (.milliseconds, 6), (.microseconds, 3), (.nanoseconds, 0),
      ] {
        let text = sign + padded.dropLast(places) + (places > 0 ? "." : "") + padded.suffix(places)
        #expect(TimeOutcome.of(text, .epoch(unit)) == expected, "\(text) \(unit)")
      }
    }
  }
}
