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

  static let mark: [UInt8] = [0xEF, 0xBB, 0xBF]

  static let readable: [(name: String, bytes: [UInt8], columns: [String], mark: Int)] = [
    ("LF", Array("time,value\n1,2\n".utf8), ["time", "value"], 0),
    ("CRLF", Array("time,value\r\n1,2\r\n".utf8), ["time", "value"], 0),
    ("only a header, no line end", Array("time,value".utf8), ["time", "value"], 0),
    ("only a header, CR at the end", Array("time,value\r".utf8), ["time", "value"], 0),
    ("mark", mark + Array("time,value\n".utf8), ["time", "value"], 3),
    ("mark and quotes", mark + Array("\"time\",\"a,b\"\n".utf8), ["time", "a,b"], 3),
    ("spaces", Array(" time ,\tvalue \n".utf8), ["time", "value"], 0),
    ("Korean", Array("시각,온도(℃)\n".utf8), ["시각", "온도(℃)"], 0),
    ("one column without a name", Array("time,,value\n".utf8), ["time", "", "value"], 0),
    ("the data are no business of the header", Array("time,value\n1,\u{0}\n".utf8), ["time", "value"], 0),
    ("data that are not UTF-8", Array("time,value\n1,".utf8) + [0xFF, 0x0A], ["time", "value"], 0),
    ("a second mark is text", mark + mark + Array("time\n".utf8), ["\u{FEFF}time"], 3),
  ]

  @Test(arguments: readable)
  func columns(_ it: (name: String, bytes: [UInt8], columns: [String], mark: Int)) throws {
    let header = try Self.read(it.bytes).get()
    #expect(header.columns.map { Array($0.utf8) } == it.columns.map { Array($0.utf8) })
    #expect(header.markLength == it.mark)
  }

  static let unreadable: [(name: String, bytes: [UInt8], problem: Header.Problem)] = [
    ("empty", [], .empty), ("only a mark", mark, .empty), ("an empty first line", Array("\na\n".utf8), .empty),
    ("binary", Array("PK".utf8) + [3, 4, 20, 0, 10], .binary(offset: 5)),
    ("binary after a mark", mark + [0x61, 0, 0x0A], .binary(offset: 4)),
    ("UTF-16", [0xFF, 0xFE, 0x61, 0, 0x0A, 0], .binary(offset: 3)),
    ("CP949", [0xBD, 0xC3, 0xB0, 0xA2, 0x0A], .invalidUTF8(offset: 0)),
    ("CP949 after a mark", mark + [0xBD, 0xC3, 0x0A], .invalidUTF8(offset: 3)),
    ("open quote", Array("\"time,value\n".utf8), .unreadable(.unclosedQuote)),
    ("text after quote", Array("\"time\"x,value\n".utf8), .unreadable(.textAfterQuote)),
    ("one name twice", Array("time,value,time\n".utf8), .duplicate("time", first: 1, second: 3)),
    ("one name twice but for spaces", Array("a, a\n".utf8), .duplicate("a", first: 1, second: 2)),
  ]

  @Test(arguments: unreadable)
  func problems(_ it: (name: String, bytes: [UInt8], problem: Header.Problem)) {
    #expect(Self.problem(it.bytes) == it.problem)
  }

  @Test func aHeaderWithoutEndIsTooLong() {
    #expect(Self.problem(Array("time,value".utf8), isWhole: false) == .tooLong)
  }

  @Test func missingColumn() throws {
    let header = try Self.read(Array("time,value\n".utf8)).get()
    #expect(try header.field(of: "value") == 1)
    let problem = #expect(throws: Header.Problem.self) { try header.field(of: "Value") }
    #expect(problem == .missing("Value", has: ["time", "value"]))
    #expect(
      "\(problem.map(\.description) ?? "")" == #"line 1: there is no column "Value"; the file has: "time", "value""#)
  }

  @Test func problemsSayWhere() {
    let sentences = Self.unreadable.map { "\($0.problem)" } + ["\(Header.Problem.tooLong)"]
    #expect(sentences.allSatisfy { !$0.isEmpty })
    #expect("\(Header.Problem.binary(offset: 5))".contains("5"))
    #expect("\(Header.Problem.duplicate("t", first: 1, second: 3))".contains("columns 1 and 3"))
  }
}
