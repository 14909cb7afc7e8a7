import CLibPQ

/// A connection to one database, ended when its owner is.
///
/// Every call blocks. One thread at a time uses a connection, so it is made where it is used, on a worker of ours.
package struct Connection: ~Copyable {
  let link: Link

  /// Connects and makes the session's settings ours.
  ///
  /// - Throws: `unavailable` if there is no server, it did not answer in time, or it starts up or shuts down; `server`
  ///   if it refused for a reason of its own: role, password, database, too many connections.
  package init(_ parameters: ConnectionParameters) throws(PostgresError) {
    let link = try Self.connect(parameters)
    do throws(PostgresError) {
      let settings = Self.settings(serverVersion: Int(PQserverVersion(link.handle)))
      _ = try link.success(PQexec(link.handle, settings), step: "session settings")
    } catch {
      PQfinish(link.handle)
      throw error
    }
    self.link = link
  }

  deinit { PQfinish(link.handle) }

  /// The server's version as one number, 150018 for 15.18.
  package var serverVersion: Int { Int(PQserverVersion(link.handle)) }

  /// The process that serves this connection.
  package var processID: Int32 { PQbackendPID(link.handle) }

  /// The database's name.
  package var database: String { String(cString: PQdb(link.handle)) }

  /// Host or socket folder, and port.
  package var server: String {
    link.redactor("\(String(cString: PQhost(link.handle))):\(String(cString: PQport(link.handle)))")
  }

  /// Runs one statement; results come in binary form.
  ///
  /// - Parameter step: what is being done, in a word or two, for the error.
  /// - Throws: `server`, `unavailable`, or `protocolViolation` if it is not one statement that ends.
  @discardableResult
  package func execute(
    _ sql: String, _ parameters: [SQLValue] = [], step: String
  ) throws(PostgresError) -> QueryResult {
    try link.checkStatement(sql, step: step)
    let block = try ParameterBlock(parameters)
    let result = block.withPointers { values in
      PQexecParams(link.handle, sql, block.count, block.types, values, block.lengths, block.formats, 1)
    }
    return try link.success(result, step: step)
  }

  /// Runs statements separated by semicolons, as one transaction unless they say otherwise; their results are dropped.
  ///
  /// - Throws: the first failure; what follows it is not run.
  package func executeScript(_ sql: String, step: String) throws(PostgresError) {
    try link.checkStatement(sql, step: step)
    guard PQsendQuery(link.handle, sql) == 1 else { throw link.failure(nil, step: step) }
    // The results must be read to the end before the first failure among them can be thrown.
    var firstError: PostgresError?
    while let result = PQgetResult(link.handle) {
      do throws(PostgresError) {
        _ = try link.success(result, step: step)
      } catch {
        firstError = firstError ?? error
        if link.isLost { break }
      }
    }
    if let firstError { throw firstError }
  }
}

extension Connection {
  /// A connection with default settings. Whatever `dbname` holds is taken as a name, never as a connection string.
  private static func connect(_ parameters: ConnectionParameters) throws(PostgresError) -> Link {
    for (keyword, value) in parameters.pairs {
      guard !keyword.utf8.contains(0), !value.utf8.contains(0) else {
        throw .unavailable("a connection parameter contains a NUL character")
      }
      guard keyword != "dbname" || !(value.contains("=") || value.contains("://")) else {
        throw .unavailable("dbname must be the name of a database, not a connection string")
      }
    }
    let keywords = CStrings(parameters.pairs.map(\.keyword))
    let values = CStrings(parameters.pairs.map(\.value))
    let connected = withExtendedLifetime((keywords, values)) {
      PQconnectdbParams(keywords.pointers, values.pointers, 0)
    }
    guard let handle = connected else { throw .unavailable("libpq is out of memory") }
    let link = Link(handle: handle, redactor: Redactor(parameters, of: handle))
    if link.isLost, let error = refusal(link) {
      PQfinish(handle)
      throw error
    }
    // Nothing but the primary message: detail, context and the statement's text may quote a row.
    _ = PQsetErrorVerbosity(handle, PQERRORS_TERSE)
    // libpq would print notices on the standard error stream.
    _ = PQsetNoticeReceiver(handle, { _, _ in }, nil)
    return link
  }

  /// Why the connection failed; nil if it came about after all.
  ///
  /// libpq tells no state of a refused connection, though some must be tried again (53300, 57P03) and some never
  /// (28P01, 3D000). Its verbose words contain it, but they can be asked for only after a first attempt; so where the
  /// server answered at all (two blanks follow its severity, in every language) it is asked once more.
  private static func refusal(_ link: Link) -> PostgresError? {
    let first = String(cString: PQerrorMessage(link.handle))
    let words = link.lastWords
    // Here libpq gives up by itself; it would again.
    if PQconnectionNeedsPassword(link.handle) == 1 { return refusal(.invalidPassword, words) }
    guard first.contains(":  ") else { return .unavailable(words) }
    _ = PQsetErrorVerbosity(link.handle, PQERRORS_VERBOSE)
    PQreset(link.handle)
    guard link.isLost else { return nil }
    let second = String(cString: PQerrorMessage(link.handle))
    switch ServerText.state(inVerbose: second) {
    case nil, .connectionException?, .adminShutdown?, .crashShutdown?, .cannotConnectNow?:
      return .unavailable(words)
    case let state?:
      return refusal(state, words)
    }
  }

  private static func refusal(_ state: SQLState, _ words: String) -> PostgresError {
    .server(
      ServerError(
        sqlState: state, step: "connect", message: words, detail: nil, hint: nil, schema: nil, table: nil, column: nil,
        constraint: nil, position: nil))
  }

  /// One message for all settings. A dead client or network frees its locks within seconds, nothing depends on the
  /// server's or the role's defaults, and a commit is on disk when it is acknowledged.
  private static func settings(serverVersion: Int) -> String {
    var settings = [
      ("search_path", "''"),
      ("timezone", "'UTC'"),
      ("datestyle", "'ISO, YMD'"),
      ("intervalstyle", "'postgres'"),
      ("bytea_output", "'hex'"),
      ("extra_float_digits", "1"),
      ("standard_conforming_strings", "on"),
      ("client_min_messages", "warning"),
      ("default_transaction_isolation", "'read committed'"),
      ("synchronous_commit", "on"),
      ("lock_timeout", "'30s'"),
      ("statement_timeout", "0"),
      ("idle_in_transaction_session_timeout", "'5min'"),
      ("tcp_keepalives_idle", "5"),
      ("tcp_keepalives_interval", "2"),
      ("tcp_keepalives_count", "3"),
    ]
    if serverVersion >= 120_000 { settings.append(("tcp_user_timeout", "15000")) }
    if serverVersion >= 140_000 { settings.append(("client_connection_check_interval", "'1s'")) }
    return settings.map { "SET \($0.0) = \($0.1)" }.joined(separator: "; ")
  }
}

/// A null-terminated list of C strings; its pointers are good as long as it is kept alive.
private final class CStrings {
  let pointers: [UnsafePointer<CChar>?]
  private let storage: UnsafeMutableBufferPointer<CChar>

  init(_ strings: [String]) {
    let bytes = strings.map { Array($0.utf8CString) }
    storage = .allocate(capacity: max(1, bytes.reduce(0) { $0 + $1.count }))
    _ = storage.initialize(from: bytes.joined())
    var offset = 0
    var pointers: [UnsafePointer<CChar>?] = []
    for string in bytes {
      pointers.append(storage.baseAddress.map { UnsafePointer($0 + offset) })
      offset += string.count
    }
    self.pointers = pointers + [nil]
  }

  deinit { storage.deallocate() }
}

/// The version of libpq, as a number: 150018 is 15.18.
package var libraryVersion: Int { Int(PQlibVersion()) }
