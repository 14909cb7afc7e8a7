import CLibPQ

/// Binary COPY into a table. The data are never text: a line `\.` in them would end them there, without an error.
extension Connection {
  /// Runs `COPY … FROM STDIN (FORMAT binary)`; the body sends the rows.
  ///
  /// If the body throws, the server is told to forget the rows, and the body's error is thrown. In an open transaction
  /// any failure leaves it to be rolled back; outside of one nothing is stored. Either way the connection is usable.
  ///
  /// - Returns: the number of rows, which is that of the server and that of the rows sent.
  /// - Throws: the body's error; else as `E.postgres` what the server or libpq says, or `protocolViolation` if the
  ///   statement is not such a COPY or the server counts other rows than were sent.
  @discardableResult
  package func copyIn<E: PostgresErrorCarrying>(
    _ sql: String, step: String, _ body: (inout CopyWriter) throws(E) -> Void
  ) throws(E) -> Int {
    var writer: CopyWriter
    do throws(PostgresError) {
      try startCopy(sql, step: step)
      writer = CopyWriter(link: link, step: step)
    } catch {
      throw .postgres(error)
    }
    do throws(E) {
      try body(&writer)
    } catch {
      // The server answers with an error of its own, which is only the echo of this one.
      _ = PQputCopyEnd(link.handle, "the sender gave up")
      link.drain()
      throw error
    }
    do throws(PostgresError) {
      return try finishCopy(writer, step: step)
    } catch {
      throw .postgres(error)
    }
  }

  private func startCopy(_ sql: String, step: String) throws(PostgresError) {
    try link.checkStatement(sql, step: step)
    guard let pointer = PQexec(link.handle, sql) else { throw link.failure(nil, step: step) }
    guard PQresultStatus(pointer) == PGRES_COPY_IN else {
      _ = try link.success(pointer, step: step)
      throw .protocolViolation("\(step): the statement is not COPY FROM STDIN")
    }
    let isBinary = PQbinaryTuples(pointer) == 1
    PQclear(pointer)
    guard isBinary else {
      _ = PQputCopyEnd(link.handle, "only binary COPY is spoken here")
      link.drain()
      throw .protocolViolation("\(step): COPY must have FORMAT binary")
    }
  }

  private func finishCopy(_ writer: consuming CopyWriter, step: String) throws(PostgresError) -> Int {
    let sent = writer.rowCount
    try writer.finish()
    defer { link.drain() }
    let result = try link.success(PQgetResult(link.handle), step: step)
    guard result.affectedRows == sent, result.commandTag.hasPrefix("COPY ") else {
      throw .protocolViolation("\(step): \(sent) rows were sent, the server answered \(result.commandTag)")
    }
    return sent
  }
}

/// The way into a COPY that is under way; it lives as long as the body of `copyIn` runs.
package struct CopyWriter: ~Copyable {
  /// The most that libpq is given at once, in bytes: it copies what it is given.
  static let pieceSize = 256 << 10

  private static let header: [UInt8] = Array("PGCOPY\n".utf8) + [0xFF, 0x0D, 0x0A, 0] + Array(repeating: 0, count: 8)
  private static let trailer: [UInt8] = [0xFF, 0xFF]

  private let link: Link
  private let step: String
  private var hasBegun = false

  /// The number of rows sent until now.
  package private(set) var rowCount = 0

  init(link: Link, step: String) {
    self.link = link
    self.step = step
  }

  /// Sends rows. What the server thinks of them it says at the end of the COPY only.
  ///
  /// - Throws: `unavailable` if the connection is lost; `protocolViolation` if the last row lacks fields.
  package mutating func send(_ rows: borrowing BinaryCopyRows) throws(PostgresError) {
    guard rows.isComplete else { throw .protocolViolation("\(step): the last row lacks fields") }
    try begin()
    try rows.withEncodedBytes { bytes throws(PostgresError) in try put(bytes) }
    rowCount += rows.rowCount
  }

  /// Sends the end; the result is still to be read.
  fileprivate mutating func finish() throws(PostgresError) {
    try begin()
    try put(Self.trailer)
    guard PQputCopyEnd(link.handle, nil) == 1 else { throw link.failure(nil, step: step) }
  }

  private mutating func begin() throws(PostgresError) {
    guard !hasBegun else { return }
    hasBegun = true
    try put(Self.header)
  }

  private func put(_ bytes: [UInt8]) throws(PostgresError) {
    try bytes.withUnsafeBufferPointer { bytes throws(PostgresError) in try put(bytes) }
  }

  private func put(_ bytes: UnsafeBufferPointer<UInt8>) throws(PostgresError) {
    let characters = UnsafeRawBufferPointer(bytes).assumingMemoryBound(to: CChar.self)
    var start = 0
    while start < bytes.count {
      let piece = UnsafeBufferPointer(rebasing: characters[start..<min(start + Self.pieceSize, bytes.count)])
      guard PQputCopyData(link.handle, piece.baseAddress, Int32(piece.count)) == 1 else {
        throw link.failure(nil, step: step)
      }
      start += piece.count
    }
  }
}
