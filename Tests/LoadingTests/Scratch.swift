import Loading
import Postgres
import Support
import Testing

/// A database of one test's own on the shared server, with which it goes.
struct Scratch: Sendable {
  let name: String
  private let cluster: PrivateCluster

  init(_ hint: String) throws {
    cluster = try TestServer.shared()
    name = try cluster.makeDatabase(named: hint)
  }

  func session() throws -> Session {
    try Session(ConnectionParameters(cluster.connectionParameters(database: name).map { ($0.key, $0.value) }))
  }

  /// Runs SQL through psql, which alone knows COPY from and to text, and returns what it prints.
  func psql(_ sql: String) throws -> String { try cluster.psql(name, sql) }

  /// A session on the database after all migrations.
  func migrated() throws -> Session {
    let session = try session()
    _ = try Migrations.apply(session)
    return session
  }
}

extension Session {
  func run(_ sql: String) throws { try connection.executeScript(sql, step: "test") }

  /// The first column of a query, as text.
  func column(_ sql: String) throws -> [String] {
    let rows = try connection.execute("SELECT x::text FROM (\(sql)) AS q (x)", step: "test")
    var column: [String] = []
    for row in 0..<rows.rowCount { column.append(rows.isNull(row, 0) ? "null" : try rows.text(row, 0)) }
    return column
  }

  func value(_ sql: String) throws -> String { try column(sql).first ?? "none" }
}
