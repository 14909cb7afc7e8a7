/// What can go wrong between this process and a server. No case carries a row's value or a password.
package enum PostgresError: Error, Hashable, Sendable {
  /// No connection could be made, or it was lost; in the words of the server or of libpq, redacted.
  case unavailable(String)
  /// The connection was lost after COMMIT was sent: committed or not, only the database can tell.
  case commitUnknown(String)
  /// The server refused, and the connection lives; or it refused the connection for a reason with a state of its own.
  case server(ServerError)
  /// An answer that must not be believed: COMMIT answered by ROLLBACK, a wrong row count, an unexpected kind of result.
  case protocolViolation(String)

  /// The server's state, where it gave one.
  package var sqlState: SQLState? {
    if case .server(let error) = self { error.sqlState } else { nil }
  }

  /// Whether the connection is of no more use.
  package var isConnectionLost: Bool {
    switch self {
    case .unavailable, .commitUnknown: true
    case .server(let error): error.sqlState.isConnectionLost
    case .protocolViolation: false
    }
  }

  /// Whether the same work may be tried again from its beginning. Not after `commitUnknown`: first ask the database.
  package var isTransient: Bool {
    switch self {
    case .unavailable: true
    case .server(let error): error.sqlState.isTransient
    case .commitUnknown, .protocolViolation: false
    }
  }
}

extension PostgresError: CustomStringConvertible {
  /// One line.
  package var description: String {
    switch self {
    case .unavailable(let words): "PostgreSQL is not available: \(words)"
    case .commitUnknown(let words): "the connection was lost at COMMIT, which may have happened: \(words)"
    case .server(let error): error.description
    case .protocolViolation(let words): "unexpected answer of PostgreSQL: \(words)"
    }
  }
}

/// An error that can hold a `PostgresError`. An enum with `case postgres(PostgresError)` needs only to say that it
/// conforms.
package protocol PostgresErrorCarrying: Error {
  /// The error that holds this one.
  static func postgres(_ error: PostgresError) -> Self
}

extension PostgresError: PostgresErrorCarrying {
  /// The error itself.
  package static func postgres(_ error: PostgresError) -> PostgresError { error }
}

/// An error response of the server, without what it quotes from rows: never its CONTEXT; no DETAIL and no quoted words
/// where the state's class says that they hold a row's values.
package struct ServerError: Hashable, Sendable, CustomStringConvertible {
  /// The state.
  package let sqlState: SQLState
  /// The caller's label of what was being done.
  package let step: String
  /// The primary message.
  package let message: String
  /// The server's detail, unless it would show a row.
  package let detail: String?
  /// The server's advice.
  package let hint: String?
  /// The schema of the table below.
  package let schema: String?
  /// The table whose row or definition was concerned.
  package let table: String?
  /// The column.
  package let column: String?
  /// The constraint.
  package let constraint: String?
  /// Where in the statement, in characters from 1.
  package let position: Int?

  /// One line: step, message, state, then whatever else is known.
  package var description: String {
    var line = "\(step): \(message) (SQLSTATE \(sqlState))"
    if let table { line += ", table \(schema.map { "\($0)." } ?? "")\(table)" }
    if let column { line += ", column \(column)" }
    if let constraint { line += ", constraint \(constraint)" }
    if let position { line += ", at character \(position)" }
    if let detail { line += "; \(detail)" }
    if let hint { line += "; \(hint)" }
    return line
  }
}
