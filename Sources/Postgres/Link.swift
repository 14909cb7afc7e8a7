import CLibPQ

/// A borrowed libpq connection and what is needed to speak of its failures. Whoever owns the connection ends it.
struct Link {
  let handle: OpaquePointer
  let redactor: Redactor

  /// Whether libpq has given the connection up.
  var isLost: Bool { PQstatus(handle) != CONNECTION_OK }

  /// libpq's last words, in one line.
  var lastWords: String { words(PQerrorMessage(handle)) }

  /// Throws unless the text arrives whole: libpq takes C strings.
  func checkStatement(_ sql: String, step: String) throws(PostgresError) {
    if sql.utf8.contains(0) { throw .protocolViolation("\(step): the statement contains a NUL character") }
  }

  /// The result, if it is that of a statement which succeeded.
  func success(_ pointer: OpaquePointer?, step: String) throws(PostgresError) -> QueryResult {
    guard let pointer else { throw failure(nil, step: step) }
    let result = QueryResult(adopting: pointer)
    switch PQresultStatus(pointer) {
    case PGRES_COMMAND_OK, PGRES_TUPLES_OK:
      return result
    case PGRES_EMPTY_QUERY:
      throw .protocolViolation("\(step): the statement is empty")
    case PGRES_COPY_IN, PGRES_COPY_OUT, PGRES_COPY_BOTH:
      drain()
      throw .protocolViolation("\(step): COPY needs its own call")
    default:
      throw failure(pointer, step: step)
    }
  }

  /// Takes what the server still has to say, so that the connection can be used again.
  func drain() {
    while let result = PQgetResult(handle) {
      let status = PQresultStatus(result)
      PQclear(result)
      switch status {
      case PGRES_COPY_IN:
        if PQputCopyEnd(handle, "no data was sent") != 1 { return }
      case PGRES_COPY_OUT:
        var row: UnsafeMutablePointer<CChar>?
        while PQgetCopyData(handle, &row, 0) > 0 { PQfreemem(row) }
      case PGRES_COPY_BOTH:
        return
      default:
        break
      }
      // libpq repeats itself without end once the connection is gone.
      if isLost { return }
    }
  }

  /// Why there is no good result.
  func failure(_ result: OpaquePointer?, step: String) -> PostgresError {
    let text = words(result.map { PQresultErrorMessage($0) } ?? PQerrorMessage(handle))
    if isLost { return .unavailable("\(step): \(text)") }
    guard let result, let error = serverError(result, step: step) else {
      return .protocolViolation("\(step): \(text)")
    }
    return error.sqlState.isConnectionLost ? .unavailable("\(step): \(text)") : .server(error)
  }

  /// A message of libpq or of the server in one line, redacted and clipped.
  func words(_ message: UnsafePointer<CChar>?) -> String {
    guard let message else { return "" }
    return ServerText.oneLine(redactor(String(cString: message)))
  }

  /// The server's error response; nil if libpq itself made the result.
  private func serverError(_ result: OpaquePointer, step: String) -> ServerError? {
    func field(_ code: UnicodeScalar) -> String? {
      PQresultErrorField(result, Int32(code.value)).map { words($0) }
    }
    // The letters are those of the protocol: PG_DIAG_… are macros which Swift sees as characters at best.
    guard let state = field("C").flatMap({ SQLState($0) }) else { return nil }
    return ServerError(
      sqlState: state, step: step,
      message: ServerText.message(field("M") ?? "", state: state),
      detail: ServerText.showsRows(state) ? nil : field("D"),
      hint: field("H"), schema: field("s"), table: field("t"), column: field("c"), constraint: field("n"),
      position: field("P").flatMap { Int($0) })
  }
}

/// What of the server's texts may be shown.
enum ServerText {
  /// The most that is kept of one text, in characters.
  static let maximumLength = 1000

  /// Whether the DETAIL of such an error quotes the row that was refused.
  static func showsRows(_ state: SQLState) -> Bool {
    switch state {
    case .dataException, .integrityConstraintViolation, .withCheckOptionViolation: true
    default: false
    }
  }

  /// The message; where it quotes the value that was refused (class 22), without everything between its outer quotes.
  static func message(_ text: String, state: SQLState) -> String {
    guard case .dataException = state, let first = text.firstIndex(of: "\""), let last = text.lastIndex(of: "\""),
      first < last
    else { return text }
    return text[...first] + "…" + text[last...]
  }

  /// The text with each run of white space and control characters as one space, clipped.
  static func oneLine(_ text: String) -> String {
    let words = text.split { $0.isWhitespace || $0.unicodeScalars.allSatisfy { $0.value < 0x20 || $0.value == 0x7F } }
    let line = words.joined(separator: " ")
    return line.count <= maximumLength ? line : line.prefix(maximumLength) + "…"
  }

  /// The state in a verbose message of libpq, `…FATAL:  28P01: …`: the words before and after it depend on the
  /// language.
  static func state(inVerbose message: String) -> SQLState? {
    let bytes = Array(message.utf8)
    let before = Array(":  ".utf8)
    let after = Array(": ".utf8)
    guard bytes.count >= 10 else { return nil }
    for start in 0...bytes.count - 10 where bytes[start..<start + 3].elementsEqual(before) {
      guard bytes[start + 8..<start + 10].elementsEqual(after) else { continue }
      if let state = SQLState(String(decoding: bytes[start + 3..<start + 8], as: UTF8.self)) { return state }
    }
    return nil
  }
}
