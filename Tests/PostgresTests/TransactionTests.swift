import Postgres
import Testing

/// Is what was reported as committed committed, and nothing else?
struct TransactionTests {
  enum OwnError: Error, Equatable, PostgresErrorCarrying {
    case postgres(PostgresError)
    case enough
  }

  @Test func aBodyThatEndsWellIsCommitted() throws {
    let connection = try table()
    let value = try connection.transaction(step: "load") { (connection) throws(PostgresError) in
      try connection.execute("INSERT INTO pg_temp.t VALUES ($1)", [.int(1)], step: "insert")
      return 42
    }
    #expect(value == 42)
    let count = try rows(connection)
    #expect(count == 1)
  }

  @Test func aBodyThatThrowsLeavesNothingAndItsOwnErrorIsThrown() throws {
    let connection = try table()
    var seen: OwnError?
    do throws(OwnError) {
      try connection.transaction(step: "load") { (connection) throws(OwnError) in
        do throws(PostgresError) {
          try connection.execute("INSERT INTO pg_temp.t VALUES (1)", step: "insert")
        } catch {
          throw .postgres(error)
        }
        throw .enough
      }
    } catch {
      seen = error
    }
    #expect(seen == .enough)
    let count = try rows(connection)
    #expect(count == 0)
  }

  @Test func commitOfAFailedTransactionIsAnError() throws {
    let connection = try table()
    try connection.begin()
    try connection.execute("INSERT INTO pg_temp.t VALUES (1)", step: "insert")
    let first = failure { () throws(PostgresError) in try connection.execute("SELECT 1 / 0", step: "divide") }
    #expect(first?.sqlState == SQLState("22012"))
    let second = failure { () throws(PostgresError) in try connection.execute("SELECT 1", step: "after") }
    #expect(second?.sqlState == .inFailedTransaction)
    let error = failure { () throws(PostgresError) in try connection.commit() }
    #expect(error == .protocolViolation("COMMIT: COMMIT was answered by ROLLBACK"))
    let count = try rows(connection)
    #expect(count == 0)
  }

  @Test func aSwallowedErrorDoesNotPassAsSuccess() throws {
    let connection = try table()
    let error = failure { () throws(PostgresError) in
      try connection.transaction(step: "load") { (connection) throws(PostgresError) in
        _ = failure { () throws(PostgresError) in try connection.execute("SELECT 1 / 0", step: "divide") }
      }
    }
    #expect(error?.isProtocolViolation == true)
  }

  @Test func aConstraintRefusedAtCommitIsTheServersError() throws {
    let connection = try table()
    try connection.execute("ALTER TABLE pg_temp.t ADD UNIQUE (n) DEFERRABLE INITIALLY DEFERRED", step: "constraint")
    let error = failure { () throws(PostgresError) in
      try connection.transaction(step: "load") { (connection) throws(PostgresError) in
        try connection.execute("INSERT INTO pg_temp.t VALUES (7), (7)", step: "insert")
        return
      }
    }
    #expect(error?.sqlState == .uniqueViolation)
    let count = try rows(connection)
    #expect(count == 0)
  }

  @Test func oneAtATime() throws {
    let connection = try table()
    let without = failure { () throws(PostgresError) in try connection.commit() }
    #expect(without?.isProtocolViolation == true)
    try connection.rollback()
    try connection.begin()
    let twice = failure { () throws(PostgresError) in try connection.begin() }
    #expect(twice?.isProtocolViolation == true)
    try connection.execute("INSERT INTO pg_temp.t VALUES (1)", step: "insert")
    try connection.rollback()
    let count = try rows(connection)
    #expect(count == 0)
  }

  private func table() throws -> Connection {
    let connection = try Scratch.connect()
    try connection.execute("CREATE TEMP TABLE t (n int)", step: "table")
    return connection
  }

  private func rows(_ connection: borrowing Connection) throws -> Int64 {
    try connection.execute("SELECT count(*) FROM pg_temp.t", step: "count").int(0, 0)
  }
}
