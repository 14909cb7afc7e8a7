/// The five characters by which PostgreSQL names a condition: two of a class, three of a code within it.
///
/// A pattern that ends in `000` stands for its whole class: `case .connectionException` (08000) matches 08006.
package struct SQLState: Hashable, Sendable, CustomStringConvertible {
  /// The five ASCII characters in the low forty bits, the first one highest.
  private let packed: UInt64

  /// The state of these five digits and capital letters, or nil if it is anything else.
  package init?(_ code: some StringProtocol) {
    let bytes = Array(code.utf8)
    guard bytes.count == 5, bytes.allSatisfy(Self.isCodeByte) else { return nil }
    packed = bytes.reduce(0) { $0 << 8 | UInt64($1) }
  }

  private init(known code: StaticString) {
    guard let state = SQLState(code.description) else { preconditionFailure("not an SQLSTATE: \(code)") }
    self = state
  }

  /// All five characters.
  package var description: String {
    String(decoding: (0..<5).reversed().map { UInt8(truncatingIfNeeded: packed >> (8 * UInt64($0))) }, as: UTF8.self)
  }

  /// The first two characters.
  package var classCode: String { String(description.prefix(2)) }

  /// Whether the server says by this state that the connection is gone, or cannot be had: 08xxx, 57P01 to 57P03.
  ///
  /// Not 08P01: a living server says so of a binary field that is too short for its column, each time it is sent.
  package var isConnectionLost: Bool {
    switch self {
    case .protocolViolation: false
    case .connectionException, .adminShutdown, .crashShutdown, .cannotConnectNow: true
    default: false
    }
  }

  /// Whether the same work may succeed if it is done again later, from its beginning. What is not known stops.
  package var isTransient: Bool {
    switch self {
    case .serializationFailure, .deadlockDetected, .lockNotAvailable, .tooManyConnections: true
    default: isConnectionLost
    }
  }

  /// Equality, or membership in a class if the pattern ends in `000`.
  package static func ~= (pattern: SQLState, state: SQLState) -> Bool {
    pattern.isClass ? pattern.packed >> 24 == state.packed >> 24 : pattern == state
  }

  private var isClass: Bool { packed & 0xFF_FFFF == 0x30_3030 }

  private static func isCodeByte(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
  }
}

/// Whole classes, as patterns.
extension SQLState {
  /// 08: the connection.
  package static let connectionException = SQLState(known: "08000")
  /// 22: a value that its type refuses.
  package static let dataException = SQLState(known: "22000")
  /// 23: a constraint refuses a row.
  package static let integrityConstraintViolation = SQLState(known: "23000")
  /// 25: a command that the state of the transaction does not allow.
  package static let invalidTransaction = SQLState(known: "25000")
  /// 28: the role or its password.
  package static let invalidAuthorization = SQLState(known: "28000")
  /// 42: a wrong statement, a missing object or a missing privilege.
  package static let syntaxErrorOrAccessRule = SQLState(known: "42000")
  /// 44: a view's CHECK OPTION refuses a row.
  package static let withCheckOptionViolation = SQLState(known: "44000")
  /// 53: disk, memory, connections.
  package static let insufficientResources = SQLState(known: "53000")
  /// 58: the server's operating system.
  package static let systemError = SQLState(known: "58000")
  /// XX: the server's own defect, or corrupted data.
  package static let internalError = SQLState(known: "XX000")
}

/// Single states which code here or above asks for.
extension SQLState {
  /// 08007: the connection ended while a COMMIT was under way.
  package static let transactionResolutionUnknown = SQLState(known: "08007")
  /// 08P01: the server did not understand what it was sent.
  package static let protocolViolation = SQLState(known: "08P01")
  /// 23503.
  package static let foreignKeyViolation = SQLState(known: "23503")
  /// 23505.
  package static let uniqueViolation = SQLState(known: "23505")
  /// 23514.
  package static let checkViolation = SQLState(known: "23514")
  /// 25006: a standby, or a session that was declared read only.
  package static let readOnlyTransaction = SQLState(known: "25006")
  /// 25P02: an earlier statement failed; only ROLLBACK is heard.
  package static let inFailedTransaction = SQLState(known: "25P02")
  /// 28P01.
  package static let invalidPassword = SQLState(known: "28P01")
  /// 3D000: no such database. As a pattern it is the class 3D, which has no other state.
  package static let invalidCatalogName = SQLState(known: "3D000")
  /// 40001.
  package static let serializationFailure = SQLState(known: "40001")
  /// 40003: nobody can say whether the statement was completed.
  package static let statementCompletionUnknown = SQLState(known: "40003")
  /// 40P01.
  package static let deadlockDetected = SQLState(known: "40P01")
  /// 42501.
  package static let insufficientPrivilege = SQLState(known: "42501")
  /// 42P01.
  package static let undefinedTable = SQLState(known: "42P01")
  /// 53100.
  package static let diskFull = SQLState(known: "53100")
  /// 53200.
  package static let outOfMemory = SQLState(known: "53200")
  /// 53300.
  package static let tooManyConnections = SQLState(known: "53300")
  /// 55P03: `lock_timeout` passed, or NOWAIT did not wait.
  package static let lockNotAvailable = SQLState(known: "55P03")
  /// 57014: cancelled by a user or by `statement_timeout`.
  package static let queryCanceled = SQLState(known: "57014")
  /// 57P01.
  package static let adminShutdown = SQLState(known: "57P01")
  /// 57P02.
  package static let crashShutdown = SQLState(known: "57P02")
  /// 57P03: the server starts up, shuts down or recovers.
  package static let cannotConnectNow = SQLState(known: "57P03")
  /// XX001.
  package static let dataCorrupted = SQLState(known: "XX001")
  /// XX002.
  package static let indexCorrupted = SQLState(known: "XX002")
}
