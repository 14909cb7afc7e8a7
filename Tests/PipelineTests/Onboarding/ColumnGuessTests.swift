import Rows
import Scanning
import Testing

@testable import Pipeline

/// How numbers are written.
@Suite struct NumberGuessTests {
  struct Case: Sendable {
    var texts: [String]
    var delimiter: Character
    var decimal: Character
    var thousands: Character?
    var isSure = true
  }

  static let cases: [Case] = [
    Case(texts: ["1", "2.5", "-3e4"], delimiter: ",", decimal: "."),
    Case(texts: ["1,5", "2,25"], delimiter: ";", decimal: ","),
    Case(texts: ["1,5", "2,25"], delimiter: "\t", decimal: ","),
    Case(texts: ["1.234,5", "12,25"], delimiter: ";", decimal: ",", thousands: "."),
    Case(texts: ["1,234.5", "12.25"], delimiter: ",", decimal: ".", thousands: ","),
    Case(texts: ["1,234", "2,345"], delimiter: ";", decimal: ",", isSure: false),
    Case(texts: ["1,234", "2,345"], delimiter: ",", decimal: ".", thousands: ",", isSure: false),
    Case(texts: ["1 234.5"], delimiter: ",", decimal: ".", thousands: " "),
    Case(texts: ["1'234.5"], delimiter: ";", decimal: ".", thousands: "'"),
    Case(texts: ["x", "y"], delimiter: ",", decimal: "."),
  ]

  @Test(arguments: cases.indices) func marksAreThoseThatReadTheMost(index: Int) {
    let one = Self.cases[index]
    let guess = NumberGuess([SampleColumn(one.texts)], delimiter: one.delimiter.asciiValue).format
    #expect(guess.value.decimalMark == one.decimal.asciiValue)
    #expect(guess.value.thousandsMark == one.thousands?.asciiValue)
    #expect(guess.isSure == one.isSure, "\(guess.reason)")
  }

  @Test(
    arguments: [
      (["1", "-", "2", "N/A", ""], ["-", "N/A"]), (["1", "2"], []), (["1", "2", "3", "4", "5", "aus"], ["aus"]),
      (["a", "b"], nil), (["1", "a", "b"], nil), (["1", "2", "3", "4", "5", "5 kg"], nil), (["-", "-"], nil),
      (["통신장애", "3"], ["통신장애"]),
    ] as [([String], [String]?)])
  func textsBetweenNumbersMeanNoValue(_ texts: [String], _ expected: [String]?) {
    let column = SampleColumn(texts)
    #expect(NumberGuess.nullTexts(column, column.numbers(as: NumberFormat())) == expected)
  }

  @Test(
    arguments: [
      ([-999.0], [-999.0]), ([65_534], [65_534]), ([-999, 65_534], [-999, 65_534]), ([25], []), ([1000], []), ([], []),
    ] as [([Double], [Double])])
  func sentinelsStandAlone(_ strange: [Double], _ expected: [Double]) {
    let values = (0..<40).map { 20 + Double($0 % 5) } + strange
    #expect(NumberGuess.sentinels(values) == expected)
  }

  /// 99 among hundreds is a value like others.
  @Test func aKnownNumberAmongItsLikeIsAValue() {
    #expect(NumberGuess.sentinels((0..<200).map { Double($0) }).isEmpty)
  }
}

@Suite struct QualityGuessTests {
  @Test(arguments: [
    (["192", "192", "0"], "quality", QualityScheme.opcDA, true), (["192", "192", "0"], "x", .opcDA, false),
    (["0", "2147483648", "0"], "status", .opcUA, false), (["", "통신장애"], "flag", .airkorea, true),
    (["정상", "이상", "정상"], "x", .map, false), (["good", "BAD"], "x", .map, false),
  ])
  func schemesAreSeen(_ texts: [String], _ title: String, _ scheme: QualityScheme, _ isSure: Bool) throws {
    let guess = try #require(QualityGuess(SampleColumn(texts), at: 3, title: title))
    #expect(guess.scheme == scheme)
    #expect(guess.isSure == isSure)
    #expect(guess.column == 3)
    #expect(guess.map.map(\.text) == (scheme == .map ? Set(texts).sorted() : []))
  }

  @Test(arguments: [
    ["1", "2"], ["192.5"], ["256", "192", "192"], ["Weekday", "Weekend"], ["bad"], ["", ""], ["정상", "모름"],
  ])
  func otherColumnsAreNoQuality(_ texts: [String]) {
    #expect(QualityGuess(SampleColumn(texts), at: 0, title: "quality") == nil)
  }
}

@Suite struct ColumnNameTests {
  @Test(
    arguments: [
      ("온도(℃)", "℃", true), ("pressure [bar]", "bar", true), ("Usage_kWh", "kWh", true), ("CO2(tCO2)", "tCO2", true),
      ("Temp °C", "°C", true), ("speed (1)", nil, true), ("(bar)", nil, true), ("value", nil, true), ("kWh", nil, true),
      ("press_time", nil, true),
    ] as [(String, String?, Bool)])
  func unitsStandInNames(_ name: String, _ unit: String?, _ isSure: Bool) {
    #expect(
      UnitGuess.unit(of: name)
        == unit.map { Guess(value: $0, isSure: isSure, reason: UnitGuess.unit(of: name)?.reason ?? "") })
  }

  @Test func wordsAreWholeWords() {
    #expect(ColumnWords.isTime("press_time") && ColumnWords.isTime("startTime") && ColumnWords.isTime("측정일시"))
    #expect(!ColumnWords.isTime("sentiment") && !ColumnWords.isTime("overtimes"))
    #expect(ColumnWords.isMachine("machine_name") && ColumnWords.isMachine("설비명") && !ColumnWords.isMachine("outline"))
    #expect(ColumnWords.isValue("value") && ColumnWords.isValue("측정값") && !ColumnWords.isValue("value_2_max"))
    #expect(!ColumnWords.isValue("#2") && !ColumnWords.isValue(""))
    #expect(ColumnWords.isKey("id") && !ColumnWords.isKey("idle") && !ColumnWords.isKey("no_of_workers"))
  }
}

/// What columns are to a job.
@Suite struct LayoutGuessTests {
  private func layout(_ text: String) throws -> LayoutGuess? {
    let sample = SampleText(utf8: Array(text.utf8), isWhole: true)
    let table = try SampleTable(sample, RecordGuess(sample))
    let time = TimeGuess(now: TimeGuessTests.now).find(table.columns, titles: table.titles)
    return LayoutGuess(table, time: time?.best, otherTimes: time?.others ?? [], delimiter: 44)
  }

  private static func rows(_ count: Int, _ row: (Int) -> String) -> String { (0..<count).map(row).joined() }

  static let cases: [(text: String, shape: LayoutGuess.Shape, isSure: Bool, surplus: Int)] = [
    (
      "sensor,time,value\n" + rows(20) { "P\($0 % 2),2024-01-01 00:\(10 + $0 / 2),\($0 % 7)\n" },
      .narrow(sensor: 0, value: 2), true, 0
    ),
    (
      "time,where,temp\n" + rows(20) { "2024-01-01 00:\(10 + $0 / 2),P\($0 % 2),\($0 % 7)\n" },
      .narrow(sensor: 1, value: 2), false, 0
    ),
    ("time,value\n" + rows(20) { "2024-01-01 00:\(10 + $0),\($0 % 7)\n" }, .single(value: 1), true, 0),
    ("time,a,b\n" + rows(20) { "2024-01-01 00:\(10 + $0),\($0 % 7),5\n" }, .wide(machine: nil), true, 0),
    (
      "time,machine_name,a,b\n" + rows(20) { "2024-01-01 00:\(10 + $0 / 4),M1,\($0 % 7),5\n" },
      .wide(machine: 1), false, 15
    ),
    (
      "time,kind,a,b\n" + rows(20) { "2024-01-01 00:\(10 + $0 / 2),K\($0 % 2),\($0 % 7),5\n" },
      .wide(machine: 1), false, 0
    ),
    (
      "time,kind,a,b\n" + rows(20) { "2024-01-01 00:\(10 + $0),K\($0 % 2),\($0 % 7),5\n" }, .wide(machine: nil), true, 0
    ),
    ("kind,a,b\n" + rows(20) { "K\($0 % 2),\($0 % 7),5\n" }, .wide(machine: nil), false, 19),
  ]

  @Test(arguments: cases.indices) func theShapeIsThatOfTheColumns(index: Int) throws {
    let one = Self.cases[index]
    let found = try #require(try layout(one.text))
    #expect(found.shape.value == one.shape)
    #expect(found.shape.isSure == one.isSure, "\(found.shape.reason)")
    #expect(found.surplus == one.surplus)
  }

  @Test func rowNumbersSecondsOfTheDayAndEmptyColumnsAreNoValues() throws {
    let text =
      "id,time,NSM,none,a\n" + Self.rows(40) { "\($0 + 1),2024-01-01 00:\(10 + $0):00,\(600 + $0 * 60),,\($0 % 7)\n" }
    let found = try #require(try layout(text))
    #expect(found.values.map(\.column) == [4])
    #expect(found.rest.map(\.column) == [0, 2, 3])
  }

  @Test func withoutNumbersThereIsNothingToLoad() throws {
    #expect(try layout("time,a\n2024-01-01,x\n2024-01-02,y\n") == nil)
    #expect(throws: Failure.self) { try layout("time,a\n") }
  }
}
