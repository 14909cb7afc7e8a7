import Postgres
import Testing

/// Which states mean what?
struct SQLStateTests {
  @Test(arguments: [
    "08000", "08001", "08003", "08004", "08006", "08007", "57P01", "57P02", "57P03", "40001", "40P01", "55P03",
    "53300",
  ])
  func isWorthAnotherTry(_ code: String) throws {
    #expect(try #require(SQLState(code)).isTransient)
  }

  @Test(arguments: [
    "00000", "08P01", "21000", "22003", "22P02", "22021", "23505", "23514", "25006", "25P02", "25P03", "28000", "28P01",
    "3D000",
    "40002", "40003", "42501", "42P01", "42601", "53000", "53100", "53200", "53400", "55000", "55006", "57000", "57014",
    "57P04", "57P05", "58000", "58030", "58P01", "P0001", "XX000", "XX001", "XX002", "ZZZZZ",
  ])
  func isToStop(_ code: String) throws {
    let state = try #require(SQLState(code))
    #expect(!state.isTransient)
    #expect(!state.isConnectionLost)
  }

  @Test func aLostConnectionIsNotALostRace() throws {
    for code in ["08000", "08006", "57P01", "57P02", "57P03"] {
      #expect(try #require(SQLState(code)).isConnectionLost)
    }
    for state in [SQLState.serializationFailure, .deadlockDetected, .lockNotAvailable, .tooManyConnections] {
      #expect(!state.isConnectionLost)
    }
  }

  @Test func aClassMatchesItsStatesAndAStateOnlyItself() throws {
    let connectionFailure = try #require(SQLState("08006"))
    #expect(SQLState.connectionException ~= connectionFailure)
    #expect(SQLState.integrityConstraintViolation ~= .uniqueViolation)
    #expect(SQLState.internalError ~= .dataCorrupted)
    #expect(!(SQLState.uniqueViolation ~= .integrityConstraintViolation))
    #expect(!(SQLState.uniqueViolation ~= .checkViolation))
    #expect(!(SQLState.dataException ~= .uniqueViolation))
  }

  @Test func theCodeSurvives() throws {
    let state = try #require(SQLState("55P03"))
    #expect(state == .lockNotAvailable)
    #expect(state.description == "55P03")
    #expect(state.classCode == "55")
    #expect(SQLState.connectionException.description == "08000")
  }

  @Test(arguments: ["", "0800", "080000", "08 00", "08p01", "0800\u{0}", "٠٨٠٠٠", "é800"])
  func whatIsNoCodeIsRefused(_ code: String) {
    #expect(SQLState(code) == nil)
  }
}
