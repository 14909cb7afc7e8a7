import Testing

@testable import Rows
@testable import Scanning

/// Is a stamp of a known minute the instant that the grammar says?
struct KnownMinuteTests {
  private static func minute(_ text: String) -> KnownMinute {
    var clock = ClockReader(recipe: TimeRecipe(format: .rfc3339, zone: .utc))
    let page = makePage(Array(text.utf8))
    let reading = clock.read(page.base, count: text.utf8.count)
    guard case .success = reading else { preconditionFailure("no stamp: \(text)") }
    return clock.known
  }

  /// Expects what is read at the front of a text to be what RFC 3339 reads of as many bytes.
  /// - Returns: whether anything was read.
  private static func agrees(_ known: KnownMinute, _ text: [UInt8]) -> Bool {
    let page = makePage(text)
    guard let (instant, length) = known.read(page.base) else { return false }
    guard case .instant(let expected, _, isHour24: false) = RFC3339.read(page.base, count: length) else {
      Issue.record("\(String(decoding: text, as: UTF8.self)) is no stamp")
      return true
    }
    #expect(instant == expected, "\(String(decoding: text, as: UTF8.self))")
    return true
  }

  private static let stamps = [
    "2026-05-01T06:02:11.250Z", "2026-05-01T06:02:59Z", "2026-05-01t06:02:00.000Z", "1969-12-31 23:59:07Z",
  ]

  /// Each byte at each place.
  @Test(arguments: stamps)
  func everyByte(_ stamp: String) {
    let known = Self.minute(stamp)
    #expect(Self.agrees(known, Array(stamp.utf8)))
    var read = 0
    for place in 0..<stamp.utf8.count {
      for byte in 0...255 as ClosedRange<UInt8> {
        var text = Array((stamp + ",17.5,192").utf8)
        text[place] = byte
        if Self.agrees(known, text) { read += 1 }
      }
    }
    // The stamp itself at each place, other digits, and with a fraction one that ends before it.
    let others = stamp.utf8.count == 24 ? 4 * 9 + 1 : 9
    #expect(read == stamp.utf8.count + 5 + others)
  }

  @Test func everyMillisecondOfAMinute() {
    let known = Self.minute("2026-05-01T06:02:11Z")
    for second in 0..<60 {
      let text = "2026-05-01T06:02:\(second < 10 ? "0" : "")\(second)"
      #expect(Self.agrees(known, Array((text + "Z").utf8)))
      for milli in stride(from: second % 7, to: 1000, by: 7) {
        let fraction = String("00\(milli)".suffix(3))
        #expect(Self.agrees(known, Array((text + "." + fraction + "Z").utf8)))
      }
    }
  }

  /// Other forms are left alone, and so is a minute that was never read.
  @Test(arguments: [
    "2026-05-01T06:02:11.25Z", "2026-05-01T06:02:11+00:00", "2026-05-01T06:02:11.250z", "2026-05-01T06:02:60Z",
    "2026-05-01T06:03:11.250Z", "2026-05-01 06:02:11.250Z", "2026-05-01T06:02-11.250Z",
  ])
  func others(_ text: String) {
    #expect(!Self.agrees(Self.minute("2026-05-01T06:02:11.250Z"), Array(text.utf8)))
  }

  @Test func aMinuteOfAnOffsetIsTheLocalOne() {
    #expect(Self.agrees(Self.minute("2026-05-01T06:02:11.250+09:00"), Array("2026-05-01T06:02:59.001Z".utf8)))
  }
}
