import Postgres
import Support

/// The database of this target's tests on the shared server. Tests keep to temporary tables, or to names of their own.
enum Scratch {
  private static let created = Result { try TestServer.shared().makeDatabase(named: "postgres_room") }

  /// Its name.
  static var database: String { get throws { try created.get() } }

  /// Its parameters, as libpq has them.
  static func parameters(_ more: [(String, String)] = []) throws -> ConnectionParameters {
    let server = try TestServer.shared()
    return ConnectionParameters(server.connectionParameters(database: try database).map { ($0.key, $0.value) } + more)
  }

  /// A new connection as an ordinary role.
  static func connect() throws -> Connection {
    try Connection(try parameters())
  }

  /// Runs SQL beside the connection under test, as superuser.
  @discardableResult
  static func aside(_ sql: String) throws -> String {
    try TestServer.shared().psql(try database, sql, asSuperuser: true)
  }

  /// Ends a connection's server process and waits until it is gone.
  static func terminate(_ connection: borrowing Connection) throws {
    _ = try aside("SELECT pg_terminate_backend(\(connection.processID), 10000)")
  }
}

/// What the body throws; nil if it ends well.
func failure(of body: () throws(PostgresError) -> Void) -> PostgresError? {
  do throws(PostgresError) {
    try body()
    return nil
  } catch {
    return error
  }
}

extension PostgresError {
  var isUnavailable: Bool { if case .unavailable = self { true } else { false } }
  var isCommitUnknown: Bool { if case .commitUnknown = self { true } else { false } }
  var isProtocolViolation: Bool { if case .protocolViolation = self { true } else { false } }
}

/// A sequence that is the same in every run (SplitMix64).
struct Seeded: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
