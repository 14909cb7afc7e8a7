import Testing

@testable import Rows
@testable import Scanning

/// Does the plain way read what the general way reads?
struct PlainWayTests {
  @Test(arguments: PlainLayout.all)
  func goodFilesAreReadThePlainWay(_ layout: PlainLayout) {
    let object = Array(layout.lines(200).utf8)
    let (plain, general) = layout.scans(object, by: Feeding(object.count))
    #expect(plain == general)
    #expect(plain.tally.records == 200)
    // Null texts and sentinels are no business of the plain way; nothing else in these files is.
    let others = plain.tally.nulls.sentinel + plain.tally.nulls.nullText
    #expect(layout.plainRecords(of: object) >= 200 - others - plain.tally.refusals.count * 2)
    #expect(layout.plainRecords(of: object) > 130)
  }

  @Test(arguments: PlainLayout.all)
  func everySizeOfPageAndColumns(_ layout: PlainLayout) {
    var object = Array(layout.lines(9).utf8)
    object.removeLast()
    for size in 1...object.count {
      var feeding = Feeding(size)
      feeding.recordsMax = 1 + size % 5
      feeding.cellsMax = 1 + size % 3
      let (plain, general) = layout.scans(object, by: feeding)
      #expect(plain == general, "pages of \(size)")
    }
  }

  /// Where an item ends: the plain way takes a record that begins before it, and none that begins there.
  @Test(arguments: PlainLayout.all)
  func everyEndOfAnItem(_ layout: PlainLayout) {
    let object = Array(layout.lines(5).utf8)
    for end in 0...object.count {
      var feeding = Feeding(object.count)
      feeding.end = end
      let (plain, general) = layout.scans(object, by: feeding)
      #expect(plain == general, "an item that ends at \(end)")
    }
  }

  /// Bytes that mean something to one of the formats, and a few that mean nothing.
  private static let bytes: [UInt8] =
    Array(",;\t\"\n\r 0159.-+eEZzT:abcsx%".utf8) + [0, 0x0B, 0x80, 0xC0, 0xEA, 0xB0, 0xFF]

  private static func spoil(_ object: inout [UInt8], _ random: inout Seeded) {
    for _ in 0..<Int.random(in: 1...12, using: &random) {
      let place = Int.random(in: 0..<object.count, using: &random)
      let byte = bytes[Int.random(in: 0..<bytes.count, using: &random)]
      switch Int.random(in: 0..<4, using: &random) {
      case 0: object.insert(byte, at: place)
      case 1: object.remove(at: place)
      default: object[place] = byte
      }
    }
  }

  @Test(arguments: PlainLayout.all)
  func spoiledFilesAreJudgedAlike(_ layout: PlainLayout) {
    var random = Seeded(state: 17)
    var refusals = 0
    for round in 0..<60 {
      var object = Array(layout.lines(Int.random(in: 1...40, using: &random)).utf8)
      Self.spoil(&object, &random)
      var feeding = Feeding([object.count, 7, 100, 1][round % 4])
      feeding.recordsMax = [64, 3, 17][round % 3]
      let span = round % 5 == 0 ? Interval(from: Instant(microseconds: 1_777_615_225_000_000), to: .distant) : .always
      let (plain, general) = layout.scans(object, by: feeding, pathSpan: span)
      #expect(plain == general, "round \(round): \(String(decoding: object, as: UTF8.self).debugDescription)")
      refusals += plain.tally.refusedRecords + plain.tally.refusedCells
    }
    #expect(refusals > 50)
  }

  /// A file that is not of the plain kind is not slowed down by trying: the tries get rare.
  @Test func othersAreSeldomTried() {
    var pause = PlainPause()
    var tries = 0
    for _ in 0..<10_000 where pause.isOver() {
      tries += 1
      pause.begin(after: 0)
    }
    #expect(tries < 60)
    pause.begin(after: 16)
    let isOver = pause.isOver()
    #expect(isOver)
  }

  /// What closes the plain way for a job.
  @Test func otherFormsAreReadTheGeneralWay() {
    let layout = PlainLayout.all[0]
    let object = Array(layout.lines(10).utf8)
    let changes: [(String, @Sendable (inout ScanRecipe) -> Void)] = [
      ("an escape", { $0.format = .delimited(Dialect(escape: UInt8(ascii: "\\"))) }),
      ("a digit for a delimiter", { $0.format = .delimited(Dialect(delimiter: UInt8(ascii: "1"))) }),
      ("a letter for a quote", { $0.format = .delimited(Dialect(quote: UInt8(ascii: "T"))) }),
      ("comments", { $0.lines.comment = "#" }), ("another line end", { $0.lines.end = .cr }),
      ("a decimal comma", { $0.numbers.decimalMark = UInt8(ascii: ",") }), ("UTF-16", { $0.encoding = .utf16 }),
      ("a filter", { $0.filters = [RowFilter(column: "sensor", test: .isOneOf(["a"]))] }),
    ]
    func isOpen(_ layout: PlainLayout, _ pathSpan: Interval) -> Bool {
      var scanner = makeScanner(layout.recipe)
      scanner.begin(map: layout.map, offset: 0, preamble: 0, pathSpan: pathSpan)
      return scanner.plain.isOpen
    }
    for (name, change) in changes {
      var other = layout
      change(&other.recipe)
      other.map.filters = other.recipe.filters.map { _ in 0 }
      #expect(!isOpen(other, .always), "\(name)")
    }
    #expect(!isOpen(layout, Interval(from: .past, to: .past)), "no instant is in the span")
    #expect(isOpen(layout, Interval(from: .past, to: .distant)))
    #expect(layout.plainRecords(of: object) == 10)
  }
}

extension Instant {
  fileprivate static let past = Instant(year: 1990, month: 1, day: 1)
  fileprivate static let distant = Instant(year: 2090, month: 1, day: 1)
}
