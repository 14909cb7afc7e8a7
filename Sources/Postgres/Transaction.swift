import CLibPQ

/// Transactions, in three calls where the caller must know what happened, or in one.
extension Connection {
  /// Begins a transaction.
  ///
  /// - Throws: `protocolViolation` if one is open already: the server would only warn.
  package func begin(step: String = "BEGIN") throws(PostgresError) {
    switch PQtransactionStatus(link.handle) {
    case PQTRANS_INTRANS, PQTRANS_INERROR: throw .protocolViolation("\(step): a transaction is open already")
    default: break
    }
    try execute("BEGIN", step: step)
  }

  /// Commits, in a message of its own.
  ///
  /// - Throws: `unavailable` if the connection was lost before COMMIT was sent, so nothing is committed;
  /// `commitUnknown`
  ///   if it was lost afterwards; `server` if the server refused, so nothing is committed; `protocolViolation` if there
  ///   was no transaction, or the answer was not `COMMIT`: a failed transaction is rolled back with a good status.
  package func commit(step: String = "COMMIT") throws(PostgresError) {
    try checkAlive(step: step)
    switch PQtransactionStatus(link.handle) {
    case PQTRANS_INTRANS, PQTRANS_INERROR: break
    default: throw .protocolViolation("\(step): no transaction is open")
    }
    guard PQsendQuery(link.handle, "COMMIT") == 1 else {
      // libpq may have sent a part of it.
      throw link.isLost ? .commitUnknown("\(step): \(link.lastWords)") : link.failure(nil, step: step)
    }
    guard let pointer = PQgetResult(link.handle) else { throw .commitUnknown("\(step): \(link.lastWords)") }
    do throws(PostgresError) {
      let result = try link.success(pointer, step: step)
      let tag = result.commandTag
      link.drain()
      guard tag == "COMMIT" else { throw .protocolViolation("\(step): COMMIT was answered by \(tag)") }
    } catch {
      link.drain()
      throw Self.atCommit(error)
    }
  }

  /// Rolls back; does nothing if no transaction is open.
  package func rollback(step: String = "ROLLBACK") throws(PostgresError) {
    if PQtransactionStatus(link.handle) == PQTRANS_IDLE { return }
    try execute("ROLLBACK", step: step)
  }

  /// Runs the body in a transaction and commits. Whatever the body throws rolls back and is thrown on.
  ///
  /// - Throws: the body's error, or an error of BEGIN or COMMIT as `E.postgres`.
  package func transaction<R: ~Copyable, E: PostgresErrorCarrying>(
    step: String, _ body: (borrowing Connection) throws(E) -> R
  ) throws(E) -> R {
    do throws(PostgresError) { try begin(step: "\(step): BEGIN") } catch { throw .postgres(error) }
    let value: R
    do throws(E) {
      value = try body(self)
    } catch {
      // The first error says more than what may follow from it.
      do throws(PostgresError) { try rollback() } catch _ {}
      throw error
    }
    do throws(PostgresError) { try commit(step: "\(step): COMMIT") } catch { throw .postgres(error) }
    return value
  }

  /// Looks for an end that the server sent while nobody listened, so that it is not mistaken for one at COMMIT.
  private func checkAlive(step: String) throws(PostgresError) {
    // The first look may return the server's last words, the second one the end of the stream behind them.
    for _ in 0..<2 where !link.isLost { _ = PQconsumeInput(link.handle) }
    if link.isLost { throw .unavailable("\(step): \(link.lastWords)") }
  }

  /// The meaning of an error which COMMIT was answered by.
  private static func atCommit(_ error: PostgresError) -> PostgresError {
    switch error {
    case .unavailable(let words): .commitUnknown(words)
    case .server(let error)
    where error.sqlState == .transactionResolutionUnknown || error.sqlState == .statementCompletionUnknown:
      .commitUnknown(error.description)
    default: error
    }
  }
}
