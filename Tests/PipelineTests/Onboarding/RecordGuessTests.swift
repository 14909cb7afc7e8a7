import Scanning
import Testing

@testable import Pipeline

/// How a sample is cut into records and fields.
@Suite struct RecordGuessTests {
  struct Case: Sendable {
    var text: String
    var form: RecordGuess.Form
    var isSure = true
  }

  private static func csv(
    _ delimiter: Character, quote: UInt8? = 34, newlines: Bool = false
  ) -> RecordGuess.Form {
    .delimited(Dialect(delimiter: delimiter.asciiValue ?? 0, quote: quote, hasQuotedNewlines: newlines))
  }

  static let cases: [Case] = [
    Case(text: "time,v\n2024-01-01 00:00,1\n2024-01-01 00:01,2\n", form: csv(",")),
    Case(text: "time;v;w\n1.1.2024;3,5;2,5\n2.1.2024;3,5;2,5\n", form: csv(";")),
    Case(text: "1.1.2024;3,5;2,5\n2.1.2024;4,5;6,5\n", form: csv(";")),
    Case(text: "time\tv\n1\t2\n3\t4\n", form: csv("\t")),
    Case(text: "time|v\n1|2\n3|4\n", form: csv("|")),
    Case(text: "a,b\n\"1,5\",2\n\"2,5\",3\n", form: csv(",")),
    Case(text: "a,b\n\"x\ny\",2\n\"z\nw\",3\n\"v\nu\",4\n", form: csv(",", newlines: true)),
    Case(text: "a\tb\n1\t\"5\n2\t\"6\n3\t\"7\n", form: csv("\t", quote: nil)),
    Case(text: "a,b\n'1,5','2'\n'2,5','3'\n", form: csv(",", quote: 39)),
    Case(text: "a,b\nit's,1\nit's,2\n", form: csv(",")),
    Case(text: "{\"a\":1}\n{\"a\":2}\n", form: .jsonLines),
    Case(text: "[1,2]\n[3,4]\n", form: .jsonLines),
    Case(text: "cpu,host=a v=1 1700000000\ncpu,host=a v=2 1700000001\n", form: .lineProtocol),
    Case(text: "# made by hand\ncpu v=1\n", form: .lineProtocol),
    Case(
      text: "20240101  1.5  A\n20240102 22.5 BB\n20240103  3.5  C\n",
      form: .fixed([
        FixedColumn(name: "c1", start: 0, end: 8), FixedColumn(name: "c2", start: 8, end: 13),
        FixedColumn(name: "c3", start: 13, end: 16),
      ]), isSure: false),
    Case(text: "value\n1\n2\n", form: csv(","), isSure: false),
    Case(text: "{\"a\":1}\nno\nnone\n{\n", form: csv(","), isSure: false),
  ]

  @Test(arguments: cases.indices) func theFormIsThatOfMostLines(index: Int) {
    let one = Self.cases[index]
    let guess = RecordGuess(SampleText(utf8: Array(one.text.utf8), isWhole: true)).form
    #expect(guess.value == one.form)
    #expect(guess.isSure == one.isSure)
    #expect(!guess.reason.isEmpty)
  }

  @Test(arguments: [
    ("a\nb\n", LineRules.End.lf, 2), ("a\r\nb", .lf, 2), ("a\rb\r", .cr, 2), ("a\r\nb\n", .lf, 2), ("a", .lf, 1),
  ])
  func lineEndsAreSeen(_ text: String, _ end: LineRules.End, _ records: Int) {
    let guess = RecordGuess(SampleText(utf8: Array(text.utf8), isWhole: true))
    #expect(guess.end.value == end)
    #expect(guess.records.count == records)
  }

  /// What the sample's end has cut off is no record.
  @Test func aCutRecordIsLeftOut() {
    #expect(RecordGuess(SampleText(utf8: Array("a,1\nb,2\nc,".utf8), isWhole: false)).records.count == 2)
  }
}

/// Which lines are no data.
@Suite struct HeaderGuessTests {
  private func guess(_ text: String, _ delimiter: Character = ",") -> HeaderGuess {
    let sample = SampleText(utf8: Array(text.utf8), isWhole: true)
    let dialect = Dialect(delimiter: delimiter.asciiValue ?? 0)
    return HeaderGuess(sample, sample.records(end: .lf), dialect)
  }

  @Test(arguments: [
    ("time,v\n2024-01-01,1\n2024-01-02,2\n", 1, true), ("2024-01-01,1\n2024-01-02,2\n", 0, true),
    ("time,v\n,°C\n2024-01-01,1\n2024-01-02,2\n", 2, false), ("a,b\nx,y\nz,w\n", 1, false),
    ("시간,1,2\n2024-01-01,5,6\n2024-01-02,7,8\n", 1, true), ("time,v\n2024-01-01,1\n", 1, true),
  ])
  func headersAreNamesAboveNumbers(_ text: String, _ rows: Int, _ isSure: Bool) {
    let found = guess(text)
    #expect(found.rows.value == rows)
    #expect(found.rows.isSure == isSure)
    #expect(found.skip.value == 0)
  }

  @Test func preambleCommentsRepeatsAndFootersAreNoData() {
    let found = guess(
      "Logger 7\nSerial,1,2,3\n\ntime,v\n# pause\n2024-01-01,1\n2024-01-02,2\ntime,v\n2024-01-03,3\n# end\nTotal: 6\n")
    #expect(found.skip == .unsure(3, found.skip.reason))
    #expect(found.comment?.value == "#")
    #expect(found.repeats == 1)
    #expect(found.footers == ["Total"])
    #expect(found.data.count == 3)
    #expect((found.short, found.long) == (0, 0))
  }

  /// One line alone with a mark, and as many fields as the others, names the columns.
  @Test func aHeaderMayBeginLikeAComment() {
    let found = guess("#time,v\n2024-01-01,1\n2024-01-02,2\n")
    #expect(found.comment == nil)
    #expect(found.rows.value == 1)
  }

  @Test(arguments: [
    ("time,v\n2024-01-01,1,\n2024-01-02,2,\n", 0, 2),
    ("time,v,w\n2024-01-01,1,2\n2024-01-02,2\n2024-01-03,1,1\n", 1, 0),
  ])
  func rowsOfOtherLengthsAreCounted(_ text: String, _ short: Int, _ long: Int) {
    let found = guess(text)
    #expect(found.rows.value == 1)
    #expect((found.short, found.long) == (short, long))
  }

  @Test(arguments: [
    ("1", true), ("-3.5", true), ("+1,5", true), ("1e5", true), ("2024-01-01T00:00:00Z", true),
    ("2024. 1. 2. 오전 3:04", true),
    ("3 Mar 2024", true), ("", false), ("P1", false), ("time", false), ("온도", false), ("-", false), ("1호기", false),
  ])
  func valuesAreNumbersAndTimes(_ text: String, _ isValue: Bool) {
    #expect(HeaderGuess.isValue(text) == isValue)
  }

  @Test func namesThatStandTwiceAreReferredToByPlace() {
    #expect(SampleTable.references(["a", "b", "a", ""]) == ["a#1", "b", "a#2", "#4"])
  }
}
