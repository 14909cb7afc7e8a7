import Testing

@testable import Rows
@testable import Scanning

/// What does the first record say?
struct HeaderTests {
  private static func read(_ bytes: [UInt8], isWhole: Bool = true) -> Result<Header, Header.Problem> {
    let page = makePage(bytes)
    do throws(Header.Problem) {
      return .success(try Header(page: page, isWhole: isWhole, dialect: Dialect()))
    } catch {
      return .failure(error)
    }
  }

  private static func problem(_ bytes: [UInt8], isWhole: Bool = true) -> Header.Problem? {
    if case .failure(let problem) = read(bytes, isWhole: isWhole) { return problem }
    return nil
  }

  static let readable: [(name: String, bytes: [UInt8], columns: [String])] = [
    ("LF", Array("time,value\n1,2\n".utf8), ["time", "value"]),
    ("CRLF", Array("time,value\r\n1,2\r\n".utf8), ["time", "value"]),
    ("only a header, no line end", Array("time,value".utf8), ["time", "value"]),
    ("only a header, CR at the end", Array("time,value\r".utf8), ["time", "value"]),
    ("spaces", Array(" time ,\tvalue \n".utf8), ["time", "value"]),
    ("Korean", Array("시각,온도(℃)\n".utf8), ["시각", "온도(℃)"]),
    ("one column without a name", Array("time,,value\n".utf8), ["time", "", "value"]),
    ("the data are no business of the header", Array("time,value\n1,\u{0}\n".utf8), ["time", "value"]),
    ("data that are not UTF-8", Array("time,value\n1,".utf8) + [0xFF, 0x0A], ["time", "value"]),
    ("a mark that nobody has taken off is text", [0xEF, 0xBB, 0xBF] + Array("time\n".utf8), ["\u{FEFF}time"]),
    ("one name twice, which nobody asks for", Array("time,value,time\n".utf8), ["time", "value", "time"]),
  ]

  @Test(arguments: readable)
  func columns(_ it: (name: String, bytes: [UInt8], columns: [String])) throws {
    let header = try Self.read(it.bytes).get()
    #expect(header.columns.map { Array($0.utf8) } == it.columns.map { Array($0.utf8) })
    #expect((header.records, header.fieldCount) == (1, it.columns.count))
  }

  static let unreadable: [(name: String, bytes: [UInt8], problem: Header.Problem)] = [
    ("empty", [], .empty), ("an empty first line", Array("\na\n".utf8), .empty),
    ("binary", Array("PK".utf8) + [3, 4, 20, 0, 10], .binary(offset: 5)),
    ("UTF-16", [0xFF, 0xFE, 0x61, 0, 0x0A, 0], .binary(offset: 3)),
    ("CP949", [0xBD, 0xC3, 0xB0, 0xA2, 0x0A], .undecodable(line: 1, .utf8)),
    ("open quote", Array("\"time,value\n".utf8), .unreadable(line: 1, .unclosedQuote)),
    ("text after quote", Array("\"time\"x,value\n".utf8), .unreadable(line: 1, .textAfterQuote)),
    ("carriage returns alone", Array("time,value\r1,2\r".utf8), .carriageReturns),
  ]

  @Test(arguments: unreadable)
  func problems(_ it: (name: String, bytes: [UInt8], problem: Header.Problem)) {
    #expect(Self.problem(it.bytes) == it.problem)
  }

  @Test func aHeaderWithoutEndIsTooLong() {
    #expect(Self.problem(Array("time,value".utf8), isWhole: false) == .unfinished(line: 1))
  }

  @Test func columnsAreCounted() throws {
    let most = Array(String(repeating: ",", count: 16_383).utf8)
    #expect(try Self.read(most).get().columns.count == 16_384)
    #expect(Self.problem(most + [UInt8(ascii: ",")]) == .tooManyColumns(line: 1, count: 16_385))
  }

  @Test func missingColumn() throws {
    let header = try Self.read(Array("time,value\n".utf8)).get()
    #expect(try header.field(of: "value") == 1)
    let problem = #expect(throws: Header.Problem.self) { try header.field(of: "Value") }
    #expect(problem == .missing("Value", has: ["time", "value"]))
    #expect(
      "\(problem.map(\.description) ?? "")" == #"there is no column "Value"; the file has: "time", "value""#)
  }

  @Test func problemsSayWhere() {
    let sentences = Self.unreadable.map { "\($0.problem)" } + ["\(Header.Problem.tooLong(line: 1))"]
    #expect(sentences.allSatisfy { !$0.isEmpty })
    #expect("\(Header.Problem.binary(offset: 5))".contains("5"))
    #expect("\(Header.Problem.duplicate("t", first: 1, second: 3))".contains("columns 1 and 3"))
  }
}
