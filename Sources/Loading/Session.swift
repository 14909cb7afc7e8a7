package import Postgres

/// A connection that can be made anew: after one was lost at COMMIT the ledger must be asked on another.
///
/// Used by one thread at a time, as libpq wants it.
package final class Session {
  private let parameters: ConnectionParameters
  package private(set) var connection: Connection

  package init(_ parameters: ConnectionParameters) throws(PostgresError) {
    self.parameters = parameters
    connection = try Connection(parameters)
  }

  /// Whether the server does not answer on this connection any more.
  package var isLost: Bool {
    do {
      _ = try connection.execute("SELECT 1", step: "look whether the server answers")
      return false
    } catch {
      return error.isConnectionLost
    }
  }

  package func reconnect() throws(PostgresError) {
    connection = try Connection(parameters)
  }

  /// Runs statements in a transaction; whatever they throw rolls it back.
  package func transaction<R>(
    _ step: String, _ body: (borrowing Connection) throws(LoadError) -> R
  ) throws(LoadError) -> R {
    try connection.transaction(step: step, body)
  }

  /// Runs one statement outside of a transaction, or in the one that is open.
  @discardableResult
  func execute(_ sql: String, _ parameters: [SQLValue] = [], step: String) throws(LoadError) -> QueryResult {
    do { return try connection.execute(sql, parameters, step: step) } catch { throw .postgres(error) }
  }
}
