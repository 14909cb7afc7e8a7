import Postgres
import Testing

/// Can a name leave its quotes?
struct IdentifierTests {
  @Test(arguments: ["a", "_", "sensor_2", "_x9", String(repeating: "a", count: 63)])
  func oursAreLowerCaseWords(_ name: String) throws {
    #expect(try #require(Identifier(ours: name)).quoted == "\"\(name)\"")
  }

  @Test(arguments: [
    "", "9a", "A", "a-b", "a b", "a.b", "a\"b", "a;drop", "a'b", "a\u{0}", "é", "센서", "a\n", "ａ", "pg_temp.x",
    String(repeating: "a", count: 64),
  ])
  func ourNamesAreNothingElse(_ name: String) {
    #expect(Identifier(ours: name) == nil)
  }

  @Test(arguments: [
    "Mixed Case", "a\"b", "\"", "\"\"", "\"; DROP TABLE x; --", "a.b", "센서", "e\u{301}", "\"\u{301}", "a\nb", "$1",
    "\\",
    "'", "select", " ", String(repeating: "한", count: 21),
  ])
  func theServerReadsBackTheSameName(_ name: String) throws {
    let connection = try Scratch.connect()
    let identifier = try #require(Identifier(existing: name))
    let result = try connection.execute("SELECT 1 AS \(identifier.quoted)", step: "name")
    let read = result.columnName(0)
    #expect(Array(read.utf8) == Array(name.utf8))
  }

  @Test(arguments: ["", "a\u{0}b", String(repeating: "한", count: 22)])
  func whatTheServerWouldCutOffIsRefused(_ name: String) {
    #expect(Identifier(existing: name) == nil)
  }
}
