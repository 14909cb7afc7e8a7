import Foundation
import Postgres
import Support
import Testing

/// The connection is cut: at which point, and does the error say so?
struct LostConnectionTests {
  @Test func beforeAStatement() throws {
    let connection = try Scratch.connect()
    try Scratch.terminate(connection)
    let error = failure { () throws(PostgresError) in try connection.execute("SELECT 1", step: "ask") }
    #expect(error?.isUnavailable == true)
    let again = failure { () throws(PostgresError) in try connection.executeScript("SELECT 1", step: "again") }
    #expect(again?.isUnavailable == true)
  }

  @Test func inAStatement() throws {
    let connection = try Scratch.connect()
    let error = failure { () throws(PostgresError) in
      try connection.execute("SELECT pg_terminate_backend(pg_backend_pid()), pg_sleep(5)", step: "ask")
    }
    #expect(error?.isUnavailable == true)
  }

  @Test func inTheBodyOfATransaction() throws {
    let connection = try Scratch.connect()
    let error = failure { () throws(PostgresError) in
      try connection.transaction(step: "load") { (connection) throws(PostgresError) in
        try connection.execute("SELECT pg_terminate_backend(pg_backend_pid()), pg_sleep(5)", step: "ask")
        return
      }
    }
    #expect(error?.isUnavailable == true)
  }

  @Test(arguments: [1, 200])
  func inCopy(_ pages: Int) throws {
    let connection = try Scratch.connect()
    try connection.execute("CREATE TEMP TABLE t (n bigint)", step: "table")
    var rows = BinaryCopyRows()
    for n in 0..<10_000 {
      rows.beginRow(fields: 1)
      rows.append(int64: Int64(n))
    }
    let error = failure { () throws(PostgresError) in
      try connection.copyIn("COPY pg_temp.t FROM STDIN (FORMAT binary)", step: "copy") {
        (writer) throws(PostgresError) in
        try writer.send(rows)
        do { try Scratch.terminate(connection) } catch { throw PostgresError.protocolViolation("\(error)") }
        for _ in 1...pages { try writer.send(rows) }
      }
    }
    #expect(error?.isUnavailable == true, "\(String(describing: error))")
  }

  @Test func beforeCommitNothingIsUnknown() throws {
    let connection = try Scratch.connect()
    try connection.begin()
    try connection.execute("SELECT 1", step: "work")
    try Scratch.terminate(connection)
    let error = failure { () throws(PostgresError) in try connection.commit() }
    #expect(error?.isUnavailable == true, "\(String(describing: error))")
  }

  @Test func atCommitByTheServer() throws {
    try Scratch.aside(
      """
      CREATE SCHEMA at_commit; GRANT USAGE ON SCHEMA at_commit TO PUBLIC;
      CREATE TABLE at_commit.t (n int); GRANT ALL ON at_commit.t TO PUBLIC;
      CREATE FUNCTION at_commit.die() RETURNS trigger LANGUAGE plpgsql AS
        'BEGIN PERFORM pg_catalog.pg_terminate_backend(pg_backend_pid()), pg_catalog.pg_sleep(5); RETURN NULL; END';
      CREATE CONSTRAINT TRIGGER die AFTER INSERT ON at_commit.t DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW EXECUTE FUNCTION at_commit.die()
      """)
    let connection = try Scratch.connect()
    try connection.begin()
    try connection.execute("INSERT INTO at_commit.t VALUES (1)", step: "insert")
    let error = failure { () throws(PostgresError) in try connection.commit() }
    #expect(error?.isCommitUnknown == true, "\(String(describing: error))")
    #expect(error?.isConnectionLost == true)
    #expect(error?.isTransient == false)
    let count = try Scratch.aside("SELECT count(*) FROM at_commit.t")
    #expect(count == "0")
  }

  @Test(.timeLimit(.minutes(1)), arguments: [CuttingProxy.Cut.beforeTheServerHears, .afterTheServerAnswered])
  func atCommitByTheNetwork(_ cut: CuttingProxy.Cut) throws {
    let table = "public.cut_\(cut == .beforeTheServerHears ? 0 : 1)"
    try Scratch.aside("CREATE TABLE \(table) (n int); GRANT ALL ON \(table) TO PUBLIC")
    let proxy = try CuttingProxy(cut, before: TestServer.shared())
    defer { proxy.close() }
    // At the proxy's socket the peer is this test, not the server.
    let elsewhere = [("host", proxy.folder), ("port", "5432"), ("requirepeer", NSUserName())]
    let connection = try Connection(try Scratch.parameters(elsewhere))
    let error = failure { () throws(PostgresError) in
      try connection.transaction(step: "load") { (connection) throws(PostgresError) in
        try connection.execute("INSERT INTO \(table) VALUES (1)", step: "insert")
        return
      }
    }
    #expect(error?.isCommitUnknown == true, "\(String(describing: error))")
    let count = try Scratch.aside("SELECT count(*) FROM \(table)")
    #expect(count == (cut == .beforeTheServerHears ? "0" : "1"))
  }
}
