import Foundation
import Postgres
import Support
import Testing

/// Does a connection come about, as what, and if not: why?
struct ConnectionTests {
  @Test func itSaysWhereItIs() throws {
    let connection = try Scratch.connect()
    let database = connection.database
    let expected = try Scratch.database
    #expect(database == expected)
    let result = try connection.execute(
      "SELECT pg_backend_pid(), current_setting('server_version_num')::int", step: "who")
    let (process, version) = (try result.int(0, 0), try result.int(0, 1))
    let (processID, serverVersion) = (connection.processID, connection.serverVersion)
    #expect(process == Int64(processID))
    #expect(version == Int64(serverVersion))
    let server = connection.server
    #expect(server.contains(":"))
  }

  @Test(arguments: [
    ("search_path", "\"\""), ("TimeZone", "UTC"), ("DateStyle", "ISO, YMD"), ("synchronous_commit", "on"),
    ("lock_timeout", "30s"), ("statement_timeout", "0"), ("idle_in_transaction_session_timeout", "5min"),
    ("client_connection_check_interval", "1s"), ("extra_float_digits", "1"), ("standard_conforming_strings", "on"),
    ("default_transaction_isolation", "read committed"), ("client_min_messages", "warning"),
    ("client_encoding", "UTF8"), ("application_name", "sluice"), ("IntervalStyle", "postgres"),
  ])
  func settingsAreOurs(_ name: String, _ value: String) throws {
    let connection = try Scratch.connect()
    let result = try connection.execute("SELECT current_setting($1)", [.text(name)], step: "settings")
    let read = try result.text(0, 0)
    #expect(read == value)
  }

  @Test func aRoleDefaultDoesNotPrevail() throws {
    let parameters = try Scratch.parameters([("options", "-c synchronous_commit=off -c timezone=Asia/Seoul")])
    let connection = try Connection(parameters)
    let result = try connection.execute(
      "SELECT current_setting('synchronous_commit') || current_setting('timezone')", step: "settings")
    let read = try result.text(0, 0)
    #expect(read == "onUTC")
  }

  @Test func noServerIsUnavailableAtOnce() {
    let start = ContinuousClock.now
    let error = failure { () throws(PostgresError) in
      _ = try Connection(ConnectionParameters([("host", "/nonexistent"), ("dbname", "x"), ("user", "x")]))
    }
    #expect(error?.isUnavailable == true)
    #expect(error?.isConnectionLost == true)
    #expect(error?.isTransient == true)
    #expect(ContinuousClock.now - start < .seconds(5))
  }

  @Test(.timeLimit(.minutes(1)))
  func aSilentServerIsUnavailableInTime() throws {
    let silent = try SilentServer()
    defer { silent.close() }
    let start = ContinuousClock.now
    let error = failure { () throws(PostgresError) in
      _ = try Connection(
        ConnectionParameters([
          ("host", silent.folder), ("port", "5432"), ("dbname", "x"), ("user", "x"), ("connect_timeout", "2"),
        ]))
    }
    let elapsed = ContinuousClock.now - start
    #expect(error?.isUnavailable == true)
    #expect(elapsed < .seconds(6), "\(elapsed)")
  }

  @Test func aRefusalHasItsState() throws {
    let error = failure { () throws(PostgresError) in
      _ = try Connection(absentDatabase())
    }
    #expect(error?.sqlState == .invalidCatalogName)
    #expect(error?.isTransient == false)
    #expect(error.map { "\($0)" }?.contains("no_such_database") == true)
  }

  @Test func aConnectionStringIsNotADatabase() {
    for name in ["postgres://u:canary@h/d", "host=x password=canary"] {
      let error = failure { () throws(PostgresError) in _ = try Connection(ConnectionParameters([("dbname", name)])) }
      #expect(error?.isUnavailable == true)
      #expect(error.map { "\($0)" }?.contains("canary") == false)
    }
  }

  @Test func aFullServerIsWorthAnotherTry() throws {
    let narrow = try TestServer.shared().makeDatabase(named: "narrow")
    try Scratch.aside("ALTER DATABASE \(narrow) CONNECTION LIMIT 0")
    let parameters = try Scratch.parameters([("dbname", narrow)])
    let error = failure { () throws(PostgresError) in _ = try Connection(parameters) }
    try TestServer.shared().dropDatabase(narrow)
    #expect(error?.sqlState == .tooManyConnections)
    #expect(error?.isTransient == true)
  }

  @Test func noticesAreSilentAndStatementsAreWhole() throws {
    let connection = try Scratch.connect()
    try connection.executeScript("DO $$ BEGIN RAISE WARNING 'not to be seen'; END $$", step: "notice")
    let error = failure { () throws(PostgresError) in try connection.execute("SELECT 1\u{0}; rest", step: "nul") }
    #expect(error?.isProtocolViolation == true)
  }

  @Test func aScriptRunsWholeOrNotAtAll() throws {
    let connection = try Scratch.connect()
    try connection.executeScript(
      "CREATE TEMP TABLE script (n int); INSERT INTO pg_temp.script VALUES (1), (2); SELECT * FROM pg_temp.script",
      step: "script")
    let error = failure { () throws(PostgresError) in
      try connection.executeScript(
        "INSERT INTO pg_temp.script VALUES (3); SELECT 1 / 0; INSERT INTO pg_temp.script VALUES (4)", step: "script")
    }
    #expect(error?.sqlState == SQLState("22012"))
    let result = try connection.execute("SELECT count(*) FROM pg_temp.script", step: "count")
    let count = try result.int(0, 0)
    #expect(count == 2)
  }

  @Test(arguments: ["COPY (SELECT 1) TO STDOUT", "COPY pg_temp.c FROM STDIN", "", "SELECT 1; SELECT 2"])
  func whatDoesNotBelongInExecuteLeavesTheConnectionUsable(_ sql: String) throws {
    let connection = try Scratch.connect()
    try connection.execute("CREATE TEMP TABLE c (n int)", step: "table")
    let error = failure { () throws(PostgresError) in try connection.execute(sql, step: "odd") }
    #expect(error != nil)
    let error2 = failure { () throws(PostgresError) in try connection.executeScript("\(sql); SELECT 1", step: "odd") }
    if sql.hasPrefix("COPY") { #expect(error2 != nil) }
    let result = try connection.execute("SELECT 1", step: "after")
    let one = try result.int(0, 0)
    #expect(one == 1)
  }

  private func absentDatabase() -> ConnectionParameters {
    let pairs = (try? TestServer.shared().connectionParameters(database: "no_such_database")) ?? []
    return ConnectionParameters(pairs.map { ($0.key, $0.value) })
  }
}
