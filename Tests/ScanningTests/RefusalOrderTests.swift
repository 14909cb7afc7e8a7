import Testing

@testable import Rows
@testable import Scanning

/// Which reason does a record have that could have several?
struct RefusalOrderTests {
  struct Case: CustomTestStringConvertible, Sendable {
    var record: [UInt8]
    var reason: RefusalReason?
    var field: String

    init(_ record: String, _ reason: RefusalReason?, _ field: String = "") {
      (self.record, self.reason, self.field) = (Array(record.utf8), reason, field)
    }

    var testDescription: String { "\(String(decoding: record, as: UTF8.self)): \(reason?.rawValue ?? "parsed")" }
  }

  private static let time = "2026-05-01T06:00:00Z"
  static let cases = [
    Case("\(time),a,1,192", nil),
    Case("\u{0}\"", .nulByte), Case("\"\u{0}", .nulByte), Case("\u{0}", .nulByte),
    Case("\(time),a,1,192\u{0}", .nulByte),
    Case("\"a\"b,\"c", .unclosedQuote), Case("\"", .unclosedQuote), Case("x,\"y\"z", .textAfterQuote),
    Case("\(time),a,1", .tooFewFields), Case("x", .tooFewFields), Case(" ", .tooFewFields),
    Case("\(time),a,1,192,", .tooManyFields), Case(",,,,", .tooManyFields),
    Case(",,,", .timeMissing, "time"), Case(" \t,a,1,192", .timeMissing, "time"),
    Case("\"\",a,1,192", .timeMissing, "time"),
    Case("x,,,", .timeUnreadable, "time"), Case("2026-02-31,,,", .timeUnreadable, "time"),
    Case("2026-02-31T00:00:00Z,,,", .timeImpossible, "time"),
    Case("2019-12-31T23:59:59Z,,,", .timeImplausible, "time"),
    Case("2030-01-01T00:00:01Z,,,", .timeImplausible, "time"),
    Case("2026-05-03T00:00:00Z,,,", .outsidePathMargin, "time"),
    Case("2026-04-30T23:59:59.999999Z,,,", .outsidePathMargin, "time"),
    Case("\(time),,x,x", .sensorMissing, "sensor"), Case("\(time), ,x,x", .sensorMissing, "sensor"),
    Case("\(time),\(String(repeating: "ß", count: 65)),x,x", .sensorTooLong, "sensor"),
    Case("\(time),theirs,x,x", .sensorOwnedBy, "sensor"), Case("\(time),nobody's,x,x", .sensorUnknown, "sensor"),
    Case("\(time),a,x,x", .qualityUnknown, "quality"), Case("\(time),a,,", .qualityUnknown, "quality"),
    Case("\(time),a,x,192", .notANumber, "value"), Case("\(time),b,1e400,0", .numberOutOfRange, "value"),
    Case("\(time),b,1e14,0", .numberOutOfRange, "value"), Case("\(time),b,0.25,0", .finerThanResolution, "value"),
    Case("\(time),b,-100000000000000.25,192", .numberOutOfRange, "value"),
  ]

  private static func scanOne(_ record: [UInt8]) -> Scan {
    let day = { (number: Int) in Instant(year: 2026, month: 5, day: number) }
    let plausible = Interval(
      from: Instant(year: 2020, month: 1, day: 1), to: Instant(year: 2030, month: 1, day: 1))
    return scan(
      record, by: Feeding(max(1, record.count)), map: narrowMap(hasQuality: true),
      recipe: makeRecipe(quality: .opcDA, plausible: plausible), pathSpan: Interval(from: day(1), to: day(3)))
  }

  @Test(arguments: cases)
  func reason(_ it: Case) {
    let tally = Self.scanOne(it.record).tally
    #expect(tally.refusals.map(\.reason) == (it.reason.map { [$0] } ?? []))
    #expect(tally.refusals.first?.field ?? "" == it.field)
    let isRecord = it.reason.map { !$0.refusesCell } ?? false
    #expect((tally.parsed, tally.refusedRecords) == (isRecord ? (0, 1) : (1, 0)))
  }

  @Test func aCodeThatIsNotUTF8() {
    let record = Array("\(Self.time),".utf8) + [0xB0, 0xA1] + Array(",1,192".utf8)
    #expect(Self.scanOne(record).tally.refusals.map(\.reason) == [.sensorInvalidUTF8])
    let long = Array("\(Self.time),".utf8) + [UInt8](repeating: 0xB0, count: 129) + Array(",1,192".utf8)
    #expect(Self.scanOne(long).tally.refusals.map(\.reason) == [.sensorTooLong], "length comes first")
  }

  @Test func onlyTheFirstBytesAreKept() {
    let record = Array((Self.time + String(repeating: "y", count: 300)).utf8)
    let refusal = Self.scanOne(record).tally.refusals.first
    #expect(refusal?.raw == Array(record[..<256]))
    #expect(refusal?.position.length == record.count)
  }

  @Test func aSensorOfThePath() {
    var map = narrowMap()
    map.sensor = .object(.refused(.sensorOwnedBy))
    let refusal = scan(Array("\(Self.time),,1".utf8), by: Feeding(100), map: map).tally.refusals.first
    #expect(refusal?.reason == .sensorOwnedBy && refusal?.field == "")
    map.sensor = .object(.accepted(index: 7, decimals: 0))
    #expect(scan(Array("\(Self.time),,1".utf8), by: Feeding(100), map: map).cells.map(\.sensor) == [7])
  }
}
