import Testing

@testable import Scanning

/// Samples are read by the scanner's own readers.
@Suite struct SampleTests {
  private func sample(_ text: String, isWhole: Bool = true) -> SampleText {
    SampleText(utf8: Array(text.utf8), isWhole: isWhole)
  }

  @Test func numbersAreThoseOfTheScanner() {
    let column = SampleColumn(["1.50", "-", "", "2e3", "0.125"])
    let numbers = column.numbers(as: NumberFormat())
    #expect(numbers.read == 3)
    #expect(numbers.decimalsMax == 3)
    #expect(numbers.values.map { $0.isNaN ? nil : $0 } == [1.5, nil, nil, 2000, 0.125])
    #expect(column.emptyCount == 1)
  }

  @Test func timesAreThoseOfTheScanner() throws {
    let column = SampleColumn(["1970-01-01 00:00:01", "x", "1970-01-01 24:00:00", ""])
    let times = column.times(as: try TimeFormat("yyyy-MM-dd HH:mm:ss"))
    #expect(times.stamps == [1_000_000, SampleColumn.noTime, 86_400_000_000, SampleColumn.noTime])
    #expect((times.read, times.hours24, times.areInstants) == (2, 1, false))
    let joined = SampleColumn(["1970-01-02"]).times(
      as: try TimeFormat("yyyy-MM-dd H:mm"), with: SampleColumn(["0:01"]))
    #expect(joined.stamps == [86_460_000_000])
    #expect(SampleColumn(["1970-01-01T09:00:00+09:00"]).times(as: .rfc3339).stamps == [0])
    #expect(SampleColumn(["-1"]).times(as: .epoch(.seconds)).areInstants)
  }

  @Test func differentTextsAreCountedUpToALimit() {
    let column = SampleColumn(["a", "b", "a", ""])
    #expect(column.distinct(upTo: 3)?.map(\.text) == ["a", "b", ""])
    #expect(column.distinct(upTo: 3)?.map(\.count) == [2, 1, 1])
    #expect(column.distinct(upTo: 2) == nil)
    #expect(column.rows(1..<9).distinct(upTo: 3)?.map(\.text) == ["b", "a", ""])
  }

  @Test func recordsAndFieldsAreThoseOfTheScanner() {
    let text = sample("a,\"b\"\"c\"\r\n1,2,3\nx,\"open\n")
    let records = text.records(end: .lf)
    #expect(records.map(text.text) == ["a,\"b\"\"c\"", "1,2,3", "x,\"open"])
    #expect(text.fieldCounts(records, Dialect()) == [2, 3, -1])
    #expect(text.fields(records[0], Dialect()) == ["a", "b\"c"])
    let columns = text.columns(records, Dialect(), width: 3)
    #expect(columns[2].text(at: 1) == "3")
    #expect(columns[2].isEmpty(at: 0))
    #expect(text.lineEnds == (3, 1, 0))
    #expect(sample("a\nb", isWhole: false).records(end: .lf).count == 1)
    #expect(sample("").records(end: .lf).isEmpty)
  }

  @Test func quotedLineEndsBelongToTheirRecord() {
    let text = sample("a,\"b\nc\"\nd,e\n")
    #expect(text.records(end: .lf, dialect: Dialect(hasQuotedNewlines: true)).count == 2)
  }

  @Test func pathsOfJSONAreFound() {
    let text = sample(
      "{\"a\":1,\"b\":{\"c d\":\"x\",\"e.f\":null},\"l\":[1.5,true]}\n{\"a\":2,\"b\":{},\"z\":[]}\n{\"a\":\n")
    let json = text.json(text.records(end: .lf))
    #expect(json.paths == ["a", "b.c d", "b.\"e.f\"", "l[0]", "l[1]"])
    #expect((json.read, json.unreadable) == (2, 1))
    #expect(json.columns[0].text(at: 1) == "2")
    #expect(json.columns[2].emptyCount == 2)
    #expect(json.booleans == [0, 0, 0, 0, 1])
    #expect(text.opensJSON(text.records(end: .lf)[0]))
    #expect(!sample("a,b\n").opensJSON(0..<3))
  }

  @Test func deepAndBrokenJSONEndsTheWalk() {
    for record in [String(repeating: "[", count: 300), "{\"a\"", "{\"a\":}", "{1:2}", "[1", "\"x", "{\"a\":1 \"b\":2}"]
    {
      let text = sample(record + "\n")
      #expect(text.json(text.records(end: .lf)).read == 0)
    }
  }

  @Test func partsOfPointsAreFound() {
    let text = sample("# c\n\ncpu,host=a,dc=x v=1.5,n=2i,s=\"y\" 17\ncpu,host=b v=2 18\nbroken\n")
    let points = text.points(text.records(end: .lf))
    #expect(points.measurements == ["cpu"])
    #expect(points.tags.sorted() == ["dc", "host"])
    #expect(points.tagsOfAll == ["host"])
    #expect(points.numericFields == ["v", "n"])
    #expect(points.otherFields == ["s"])
    #expect(points.timestamps == [17, 18])
    #expect((points.points, points.unreadable, points.others) == (2, 1, 2))
  }
}
