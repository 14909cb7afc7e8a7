import Foundation
import Support
import Testing

@testable import Postgres

/// Does a password or a row's value ever come out in an error?
struct SecrecyTests {
  static let canary = "canary-7Q!한글"

  @Test func aRefusalThatEchoesThePassword() throws {
    // Everywhere the server or libpq would repeat it.
    for keyword in ["dbname", "user", "host", "sslmode", "port", "application_name", "options"] {
      let parameters = try Scratch.parameters([("password", Self.canary), (keyword, Self.canary)])
      do throws(PostgresError) {
        _ = try Connection(parameters)
        #expect(keyword == "application_name")
      } catch {
        #expect(!"\(error)".contains(Self.canary), "\(keyword)")
        var dumped = ""
        dump(error, to: &dumped)
        #expect(!dumped.contains(Self.canary), "\(keyword)")
      }
    }
  }

  @Test func aPasswordAmongParametersThatLibpqRejects() throws {
    let parameters = try Scratch.parameters([("password", Self.canary), (Self.canary, "x")])
    let error = failure { () throws(PostgresError) in _ = try Connection(parameters) }
    #expect(error.map { "\($0)" }?.contains("***") == true)
    #expect(error.map { "\($0)" }?.contains(Self.canary) == false)
  }

  @Test func theLastWordsOfAConnectionQuoteNoStatement() throws {
    let connection = try Scratch.connect()
    let error = failure { () throws(PostgresError) in
      try connection.executeScript(
        "DO $$ BEGIN PERFORM 'canary', pg_terminate_backend(pg_backend_pid()), pg_sleep(5); END $$", step: "die")
    }
    #expect(error?.isUnavailable == true)
    #expect(error.map { "\($0)" }?.contains("canary") == false, "\(String(describing: error))")
  }

  @Test func anErrorThatQuotesThePasswordLater() throws {
    let connection = try Connection(try Scratch.parameters([("password", Self.canary)]))
    let statements = [
      "SELECT '\(Self.canary)'::int", "SELECT * FROM \"\(Self.canary)\"", "ALTER ROLE x PASSWORD x'\(Self.canary)' x",
      "ALTER ROLE x PASSWORD '\(Self.canary)",
    ]
    for sql in statements {
      let error = failure { () throws(PostgresError) in try connection.execute(sql, step: "quote") }
      #expect(error != nil)
      #expect(error.map { "\($0)" }?.contains(Self.canary) == false)
    }
  }

  @Test func whatLibpqFindsByItselfIsKnown() async {
    await #expect(processExitsWith: .success) {
      let file = "/tmp/pgroom-service-\(getpid())"
      try "[press]\nsslpassword=service-canary\n".write(toFile: file, atomically: true, encoding: .utf8)
      defer { unlink(file) }
      setenv("PGPASSWORD", "environment-canary", 1)
      setenv("PGSERVICEFILE", file, 1)
      for canary in ["environment-canary", "service-canary"] {
        let parameters = ConnectionParameters([("service", "press"), ("host", "/nonexistent/\(canary)"), ("user", "x")])
        let error = failure { () throws(PostgresError) in _ = try Connection(parameters) }
        let text = error.map { "\($0)" } ?? ""
        precondition(text.contains("***") && !text.contains(canary))
      }
    }
  }

  @Test func parametersDoNotShowTheirSecrets() {
    let parameters = ConnectionParameters([("host", "db"), ("password", Self.canary), ("sslpassword", Self.canary)])
    var dumped = ""
    dump(parameters, to: &dumped)
    for text in ["\(parameters)", String(reflecting: parameters), dumped] {
      #expect(!text.contains(Self.canary))
      #expect(text.contains("host=db"))
    }
  }

  @Test(arguments: [
    (["secret"], "a secret, secretsecret", "a ***, ******"),
    (["secret", "secret-longer"], "x secret-longer y", "x *** y"),
    ([], "could not reach postgres://u:p@ss@host:1/db now", "could not reach postgres://***@host:1/db now"),
    ([], "a://u@h b://v:w@i", "a://***@h b://***@i"),
    ([""], "nothing hidden", "nothing hidden"),
    (["한글비밀"], "e한글비밀\u{301}", "e***\u{301}"),
    (["abc"], "the abc of it", "(message withheld: it contains a secret)"),
    (["abc"], "nothing of it", "nothing of it"),
  ])
  func redaction(_ secrets: [String], _ text: String, _ expected: String) {
    #expect(Redactor(secrets)(text) == expected)
  }

  @Test func rowValuesStayInTheRows() throws {
    let connection = try Scratch.connect()
    try connection.executeScript(
      """
      CREATE TEMP TABLE parent (id text PRIMARY KEY);
      CREATE TEMP TABLE t (id text REFERENCES pg_temp.parent, n int CHECK (n > 0), m int NOT NULL);
      """, step: "tables")
    let statements = [
      "INSERT INTO pg_temp.parent VALUES ('canary'), ('canary')",
      "INSERT INTO pg_temp.t VALUES ('canary', 1, 1)",
      "INSERT INTO pg_temp.t VALUES (NULL, -77177, 1)",
      "INSERT INTO pg_temp.t VALUES (NULL, 77177, NULL)",
      "SELECT 'a \"canary\" b'::int",
      "SELECT 'canary'::timestamptz",
      "SELECT '{\"canary\": canary}'::json",
      "SELECT '99999999977177'::int",
      "DO $$ BEGIN PERFORM 'canary'::int; END $$",
    ]
    for sql in statements {
      let error = failure { () throws(PostgresError) in try connection.execute(sql, step: "refuse") }
      let text = try #require(error.map { "\($0)" })
      #expect(error?.sqlState != nil)
      #expect(!text.contains("canary") && !text.contains("77177"), "\(text)")
      #expect(!text.contains("\n"))
    }
  }

  @Test func anErrorNamesWhatItConcerns() throws {
    let connection = try Scratch.connect()
    try connection.execute("CREATE TEMP TABLE t (n int CONSTRAINT positive CHECK (n > 0))", step: "table")
    let error = failure { () throws(PostgresError) in
      try connection.execute("INSERT INTO pg_temp.t VALUES (-1)", step: "load")
    }
    guard case .server(let server) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(server.sqlState == .checkViolation)
    #expect(server.step == "load")
    #expect(server.table == "t")
    #expect(server.constraint == "positive")
    #expect(server.detail == nil)
    #expect(server.description.hasPrefix("load: new row for relation"))
    let raised = failure { () throws(PostgresError) in
      try connection.executeScript(
        "DO $$ BEGIN RAISE 'shrinks' USING DETAIL = '10 to 1', HINT = 'allow it'; END $$", step: "guard")
    }
    #expect(raised.map { "\($0)" } == "guard: shrinks (SQLSTATE P0001); 10 to 1; allow it")
    let syntax = failure { () throws(PostgresError) in try connection.execute("SELECT 1 FROMM x", step: "typo") }
    #expect(syntax.map { "\($0)" }?.contains("at character 16") == true, "\(String(describing: syntax))")
  }

  @Test func aVerboseMessageHasAState() {
    #expect(ServerText.state(inVerbose: "connection to … failed: FATAL:  28P01: password …") == .invalidPassword)
    #expect(ServerText.state(inVerbose: "치명적오류:  57P03: 데이터베이스 …\nLOCATION:  x, y.c:1") == .cannotConnectNow)
    #expect(ServerText.state(inVerbose: "connection refused: is it there") == nil)
    #expect(ServerText.state(inVerbose: "") == nil)
  }

  @Test func longWordsAreClipped() {
    let text = ServerText.oneLine(" a\n\tb\r\nc \u{0}\u{1B} d " + String(repeating: "x", count: 5000))
    #expect(text.hasPrefix("a b c d xxx"))
    #expect(text.count == ServerText.maximumLength + 1)
  }
}
