import EmbeddedServer
import Glibc
import Synchronization

/// A PostgreSQL cluster of the tests' own: a socket in a temporary folder, no TCP, nothing shared with any other.
package struct PrivateCluster: Sendable {
  private let server: EmbeddedServer

  /// - Parameter folder: an empty folder which the server's user can reach.
  package init(folder: String) throws {
    let asked = currentEnvironment()["SLUICE_TEST_DURABLE"] ?? "0"
    server = EmbeddedServer(
      stateDirectory: folder + "/state", dataDirectory: folder + "/pg", socketDirectory: folder + "/socket",
      durability: asked == "1" ? .durable : .disposable)
    _ = try server.start()
  }

  package var socketDirectory: String { server.socketDirectory }
  package var dataDirectory: String { server.dataDirectory }
  package var logFile: String { server.logFile }

  /// libpq's parameters for `database`, as the role `sluice`.
  package func connectionParameters(database: String) -> [(key: String, value: String)] {
    server.connectionParameters.map { $0.key == "dbname" ? ($0.key, database) : $0 }
  }

  /// Makes an empty database that no other test has, owned by `sluice`, and returns its name.
  package func makeDatabase(named hint: String) throws -> String {
    let plain = hint.lowercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" }.prefix(30)
    let number = Self.databasesMade.wrappingAdd(1, ordering: .relaxed).newValue
    let name = "t_\(String(plain))_\(getpid())_\(number)"
    _ = try psql("postgres", "CREATE DATABASE \(Self.quoted(name))")
    return name
  }

  /// Drops a database, with whoever is still connected to it.
  package func dropDatabase(_ name: String) throws {
    _ = try psql("postgres", "DROP DATABASE IF EXISTS \(Self.quoted(name)) WITH (FORCE)", asSuperuser: true)
  }

  /// Runs SQL through psql and returns what it prints: bare values, `|` between columns.
  package func psql(_ database: String, _ sql: String, asSuperuser: Bool = false) throws -> String {
    let options = ["-XAtqw", "-v", "ON_ERROR_STOP=1", "-U", asSuperuser ? "postgres" : "sluice", "-d", database]
    let command = server.psqlCommand(options)
    let result = try run(
      command.executable, command.arguments, environment: command.environment, input: sql)
    if result.status != 0 {
      throw PsqlFailure(database: database, sql: sql, message: result.stderr)
    }
    return trimmed(result.stdout)
  }

  /// Stops the server as a crash would: connections break, nothing is flushed.
  package func stopImmediately() throws { _ = try server.stop(immediately: true) }

  /// Starts the server again, which recovers if it has to.
  package func start() throws { _ = try server.start() }

  private static let databasesMade = Atomic<Int>(0)

  private static func quoted(_ name: String) -> String {
    "\"" + name.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
  }

  private func trimmed(_ text: String) -> String {
    var rest = text[...]
    while rest.last?.isWhitespace == true { rest.removeLast() }
    while rest.first?.isWhitespace == true { rest.removeFirst() }
    return String(rest)
  }
}

/// SQL that psql refused, with its message.
package struct PsqlFailure: Error, CustomStringConvertible {
  package let database: String
  package let sql: String
  package let message: String

  package init(database: String, sql: String, message: String) {
    self.database = database
    self.sql = sql
    self.message = message
  }

  package var description: String { "psql in \(database): \(message)\nof: \(sql.prefix(500))" }
}

/// The one cluster that the tests of a process share.
package enum TestServer {
  /// Starts the cluster at the first call; it stops, and its folder goes, with the process.
  package static func shared() throws -> PrivateCluster { try started.get() }

  private static let started = Result<PrivateCluster, any Error> {
    // Made by hand, not a `TemporaryFolder`: the watchdog removes it, after the server has stopped.
    var name = Array("/tmp/sluice-test-XXXXXX".utf8CString)
    guard let made = mkdtemp(&name) else { throw SystemFailure("make a folder in /tmp") }
    let folder = String(cString: made)
    let watchdog = try Watchdog(folders: [folder])
    watchdogAtExit.withLock { $0 = watchdog }
    atexit { watchdogAtExit.withLock { $0 }?.finish() }
    // Root's server runs as another user, who must be able to pass through; what is in it is private.
    if chmod(folder, 0o755) != 0 { throw SystemFailure("chmod \(folder)") }
    return try PrivateCluster(folder: folder)
  }
}

private let watchdogAtExit = Mutex<Watchdog?>(nil)
