import Testing

@testable import Rows
@testable import Scanning

/// Does it matter how a file is cut into pages?
struct ReadingScannerTests {
  static let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
  static let nasty: [UInt8] =
    mark
    + Array(
      [
        "time,sensor,value\r\n", "2026-05-01T06:00:00Z,a,1.5\n", "\n", "\r\n", "2026-05-01T06:00:01Z,b,2.5\r\n",
        "not a time,a,1\n", "2026-05-01T06:00:02Z,\"c\"\"1\",\n", "\"open,a,1\r\n", "2026-05-01T06:00:03Z,a\n",
        "2026-05-01T06:00:03Z,a,1,2\n", "2026-05-01T06:00:04Z,b,2.55\n", "nul\u{0},a,1\n",
        "2026-05-01T06:00:05Z,theirs,1\r\n", "\"2026-05-01T06:00:06Z\"x,a,1\n",
        " 2026-05-01T06:00:07+00:00 ,\ta , -0 \r\n",
        "\r\r\n", "2026-05-01T06:00:08Z,\u{AC00},1\n", "2026-05-01T06:00:09Z,a,\"1e3\"",
      ].joined().utf8)

  private static func expected() -> [String] {
    [
      "#1 0 2026-05-01T06:00:00Z 1.5 q192 22..<48", "#4 1 2026-05-01T06:00:01Z 2.5 q192 52..<78",
      "#6 2 2026-05-01T06:00:02Z null q192 95..<123", "#14 0 2026-05-01T06:00:07Z 0.0 q192 281..<317",
      "#17 0 2026-05-01T06:00:09Z 1000.0 q192 349..<377",
    ]
  }

  private static func scanNasty(_ feeding: Feeding) -> Scan {
    scan(nasty, from: 3, by: feeding, preamble: 1)
  }

  @Test func wholeAtOnce() {
    let whole = Self.scanNasty(Feeding(Self.nasty.count))
    #expect(whole.cells.map(\.description) == Self.expected())
    let tally = whole.tally
    #expect(
      [tally.records, tally.parsed, tally.refusedRecords, tally.blank, tally.preamble] == [18, 6, 9, 2, 1])
    #expect([tally.cells, tally.nullCells, tally.refusedCells] == [6, 1, 1])
    #expect(
      tally.refusals.map { "\($0.position.recordNumber) \($0.reason.rawValue) \($0.field)" } == [
        "5 time_unreadable time", "7 unclosed_quote ", "8 too_few_fields ", "9 too_many_fields ",
        "10 finer_than_resolution value", "11 nul_byte ", "12 sensor_owned_by sensor", "13 text_after_quote ",
        "15 too_few_fields ", "16 sensor_unknown sensor",
      ])
  }

  @Test func refusalsKnowTheirPlaceAndBytes() {
    for refusal in Self.scanNasty(Feeding(Self.nasty.count)).tally.refusals {
      let place = refusal.position
      let bytes = Array(Self.nasty[place.offset..<(place.offset + place.length)])
      #expect(refusal.raw == bytes)
      #expect(Self.nasty[place.offset - 1] == UInt8(ascii: "\n"))
      // Line numbers as an editor counts them, from 0.
      #expect(Self.nasty[..<place.offset].count { $0 == UInt8(ascii: "\n") } == place.recordNumber)
      let hasInstant = [.sensorOwnedBy, .sensorUnknown, .finerThanResolution].contains(refusal.reason)
      #expect((refusal.instant != nil) == hasInstant)
    }
  }

  @Test func pagesOfEverySize() {
    let whole = Self.scanNasty(Feeding(Self.nasty.count))
    for size in 1...Self.nasty.count {
      let parts = Self.scanNasty(Feeding(size))
      #expect(parts == whole, "\(size)")
    }
  }

  @Test func columnsOfEverySize() {
    let whole = Self.scanNasty(Feeding(Self.nasty.count))
    for size in [1, 7, 64, Self.nasty.count] {
      for records in 1...6 {
        for cells in 1...3 {
          var feeding = Feeding(size)
          (feeding.recordsMax, feeding.cellsMax) = (records, cells)
          #expect(Self.scanNasty(feeding) == whole, "\(size) bytes, \(records) records, \(cells) cells")
        }
      }
    }
  }

  /// A work item takes the records that begin in its range: two items, cut anywhere at a record's start.
  @Test func everyCutIntoWorkItems() {
    let whole = Self.scanNasty(Feeding(Self.nasty.count))
    let cuts = Self.nasty.indices.filter { $0 > 3 && Self.nasty[$0 - 1] == UInt8(ascii: "\n") }
    for cut in cuts {
      for size in [1, 20, 1000] {
        var feeding = Feeding(size)
        feeding.end = cut
        let first = scan(Self.nasty, from: 3, by: feeding, preamble: 1)
        let second = scan(Self.nasty, from: cut, by: Feeding(size))
        let moved = second.cells.map { cell in
          var cell = cell
          cell.record += first.tally.records
          return cell
        }
        #expect(first.cells + moved == whole.cells, "\(cut)")
        #expect(first.tally.records + second.tally.records == whole.tally.records)
        #expect(first.tally.reasons.merging(second.tally.reasons, uniquingKeysWith: +) == whole.tally.reasons)
      }
    }
  }

  @Test func theBalanceHolds() {
    let tally = Self.scanNasty(Feeding(50)).tally
    #expect(tally.records == tally.parsed + tally.refusedRecords + tally.blank + tally.preamble)
    #expect(tally.reasons.values.reduce(0, +) == tally.refusedRecords + tally.refusedCells)
    #expect(tally.cells == Self.expected().count + tally.refusedCells)
  }

  static let ends: [(name: String, text: String, records: Int, blank: Int)] = [
    ("nothing", "", 0, 0), ("LF", "\n", 1, 1), ("CRLF", "\r\n", 1, 1), ("CR at the end", "\r", 1, 1),
    ("two blank", "\n\n", 2, 2), ("no line end", "x", 1, 0), ("line end", "x\n", 1, 0),
    ("CR at the end of x", "x\r", 1, 0),
    ("CR inside", "x\rx\n", 1, 0), ("blank and CR", "x\n\r", 2, 1), ("CR CR LF", "\r\r\n", 1, 0),
    ("LF CR", "\n\r\n", 2, 2),
  ]

  @Test(arguments: ends)
  func lineEnds(_ it: (name: String, text: String, records: Int, blank: Int)) {
    for size in 1...5 {
      let tally = scan(Array(it.text.utf8), by: Feeding(size)).tally
      #expect((tally.records, tally.blank) == (it.records, it.blank), "pages of \(size)")
    }
  }

  @Test func manyRefusalsAreCountedAndFewKept() {
    var scanner = makeScanner(makeRecipe(), refusalsMax: 3)
    scanner.begin(map: narrowMap(), offset: 0, preamble: 0, pathSpan: .always)
    let page = makePage(Array(String(repeating: "x\n", count: 10).utf8))
    var columns = ReadingColumns(cellsMax: 64, recordsMax: 64)
    _ = scanner.scan(page, end: .max, isLast: true, into: &columns)
    #expect(scanner.tally.refusals.count == 3)
    #expect(scanner.tally.reasons == [.tooFewFields: 10])
    scanner.begin(map: narrowMap(), offset: 0, preamble: 0, pathSpan: .always)
    #expect(scanner.tally == ScanTally())
  }

  /// A character of UTF-16 has fewer bytes where it is stored than where it is scanned.
  @Test(arguments: ["측", "ä", "a", "\u{1F600}"])
  func whatIsKeptOfARefusedRecordAreItsFirstStoredBytes(_ character: String) {
    let record = "," + String(repeating: character, count: 300)
    var recipe = makeRecipe()
    recipe.encoding = .utf16LittleEndian
    let refusal = scan(Array(record.utf8), by: Feeding(1000), recipe: recipe).tally.refusals.first
    let stored = record.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    #expect(refusal?.raw == Array(stored.prefix(256)))
    #expect(refusal?.position.length == stored.count)
  }
}
