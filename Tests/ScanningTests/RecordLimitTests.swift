import Testing

@testable import Rows
@testable import Scanning

/// How long may a record be?
struct RecordLimitTests {
  static let limit = 1_048_576

  struct Case: CustomTestStringConvertible, Sendable {
    var length: Int
    var lineEnd: String
    var feeding: Feeding

    var testDescription: String {
      "\(length) bytes, \(lineEnd.debugDescription), pages of \(feeding.first), then \(feeding.then)"
    }
  }

  static let cases: [Case] = [limit - 1, limit, limit + 1, limit + 2, limit + 50].flatMap { length in
    ["\n", "\r\n", "", "\r"].flatMap { lineEnd in
      [
        Feeding(1 << 16), Feeding(limit), Feeding(limit + 1), Feeding(3 * limit), Feeding(limit + 30, then: 1),
        Feeding(limit + 31, then: 1), Feeding(limit + 32, then: 2), Feeding(limit + 30, then: 60),
        Feeding(limit + 28, then: 1000),
      ].map { Case(length: length, lineEnd: lineEnd, feeding: $0) }
    }
  }

  @Test(arguments: cases)
  func limit(_ it: Case) {
    let before = "2026-05-01T06:00:00Z,a,1\n"
    // One valid value with very many blanks before it, which are no part of the field.
    let head = "2026-05-01T06:00:01Z,a,"
    let long = head + String(repeating: " ", count: it.length - head.utf8.count - 1) + "0"
    let after = it.lineEnd.hasSuffix("\n") ? "2026-05-01T06:00:02Z,a,3\n2026-05-01T06:00:03Z,a,4" : ""
    let object = Array((before + long + it.lineEnd + after).utf8)
    let result = scan(object, by: it.feeding)
    let isTaken = it.length <= Self.limit
    let records = 2 + (after.isEmpty ? 0 : 2)
    #expect(result.tally.records == records)
    #expect(result.cells.map(\.value) == [1] + (isTaken ? [0] : []) + (after.isEmpty ? [] : [3, 4]))
    // Records are counted on, whatever became of the long one.
    #expect(result.cells.map(\.record) == [0] + (isTaken ? [1] : []) + (after.isEmpty ? [] : [2, 3]))
    #expect(result.cells.allSatisfy { $0.start == 0 || object[$0.start - 1] == UInt8(ascii: "\n") })
    guard !isTaken else { return #expect(result.tally.reasons.isEmpty) }
    #expect(result.tally.reasons == [.recordTooLong: 1])
    let refusal = result.tally.refusals.first
    #expect(refusal?.position == Position(recordNumber: 1, offset: before.utf8.count, length: it.length))
    #expect(refusal?.raw == Array(long.utf8.prefix(256)))
    #expect(refusal?.field == "" && refusal?.instant == nil)
  }

  @Test func longRecordsInARow() {
    let long = String(repeating: "x", count: Self.limit + 1) + "\n"
    let object = Array((long + long + "2026-05-01T06:00:00Z,a,1\n" + long).utf8)
    for size in [100_000, Self.limit + 2, 2 * Self.limit + 4] {
      let result = scan(object, by: Feeding(size))
      #expect(result.tally.reasons == [.recordTooLong: 3])
      #expect(result.cells.map(\.record) == [2])
      #expect(result.tally.refusals.map(\.position.recordNumber) == [0, 1, 3])
    }
  }

  /// What is left out before the data may be as long as it likes, whether a page holds it or not.
  @Test(arguments: [65_536, 1_048_576, 3_145_728])
  func aLongRecordOfThePreamble(page: Int) {
    let long = String(repeating: "x", count: Self.limit + 9) + "\n"
    let object = Array((long + long + "2026-05-01T06:00:00Z,a,1\n").utf8)
    let result = scan(object, by: Feeding(page), preamble: 1)
    #expect(result.tally.preamble == 1 && result.tally.refusedRecords == 1 && result.tally.records == 3)
    #expect(result.cells.map(\.record) == [2])
  }

  /// A record that begins in a work item belongs to it, however far it reaches.
  @Test func aLongRecordBelongsToTheItemWhereItBegins() {
    let object = Array(("x,y,z\n" + String(repeating: "x", count: Self.limit + 9) + "\nx\n").utf8)
    var feeding = Feeding(1 << 16)
    feeding.end = 7
    let tally = scan(object, by: feeding).tally
    #expect(tally.records == 2)
    #expect(tally.reasons == [.timeUnreadable: 1, .recordTooLong: 1])
  }

  static let openings: [(begin: String, end: String, reasons: [RefusalReason: Int], records: Int)] = [
    // Closed in time: it is one record, and too long.
    ("2026-05-01T06:00:00Z,a,\"1\n\",", "", [.recordTooLong: 1], 1),
    ("2026-05-01T06:00:00Z,a,\"1\n\",", "\r", [.recordTooLong: 1], 1),
    // Closed too late: the first line is a record of its own, and so is the rest.
    ("2026-05-01T06:00:00Z,a,\"1\n", "\"", [.unclosedQuote: 1, .recordTooLong: 1], 2),
    ("2026-05-01T06:00:00Z,a,\"1\n", "", [.unclosedQuote: 1, .recordTooLong: 1], 2),
  ]

  /// What a page holds behind the greatest length of a record makes no difference.
  @Test(arguments: Self.openings.indices, [1_048_577, 1_048_626, 1_248_576])
  func quotedLineEnds(opening index: Int, length: Int) {
    let opening = Self.openings[index]
    let long = String(repeating: " ", count: length)
    let object = Array("\(opening.begin)\(long)\(opening.end)\n2026-05-01T06:00:02Z,a,3\n".utf8)
    var recipe = makeRecipe()
    recipe.format = .delimited(Dialect(hasQuotedNewlines: true))
    for feeding in [
      Feeding(1 << 16), Feeding(Self.limit), Feeding(Self.limit + 1), Feeding(Self.limit + 2), Feeding(3 * Self.limit),
      Feeding(Self.limit + 20, then: 7), Feeding(Self.limit + 60, then: 4096),
    ] {
      let result = scan(object, by: feeding, recipe: recipe)
      #expect(result.tally.reasons == opening.reasons, "pages of \(feeding.first), then \(feeding.then)")
      #expect(result.cells.map(\.value) == [3])
      #expect(result.cells.map(\.record) == [opening.records])
      let last = result.tally.refusals.last?.position
      #expect(
        last.map { $0.offset + $0.length } == object.count - "\n2026-05-01T06:00:02Z,a,3\n".utf8.count
          - (opening.end == "\r" ? 1 : 0))
    }
  }

  @Test(arguments: [65_535, 65_536, 65_537])
  func fields(length: Int) {
    let long = "2026-05-01T06:00:01Z,a,0." + String(repeating: "0", count: length - 2)
    let result = scan(Array("\(long)\n2026-05-01T06:00:02Z,a,3\n".utf8), by: Feeding(1 << 17))
    #expect(result.cells.map(\.value) == (length <= 65_536 ? [0, 3] : [3]))
    #expect(result.tally.reasons == (length <= 65_536 ? [:] : [.fieldTooLong: 1]))
    let place = Position(recordNumber: 0, offset: 0, length: long.count)
    #expect(result.tally.refusals.allSatisfy { $0.position == place })
  }

  @Test func sensorCodes() {
    for (length, reason) in [(127, nil), (128, nil), (129, RefusalReason.sensorTooLong)] {
      let code = String(repeating: "c", count: length)
      let result = scan(Array("2026-05-01T06:00:00Z,\(code),1\n".utf8), by: Feeding(1000))
      #expect(result.tally.refusals.first?.reason == reason, "\(length)")
    }
  }
}
