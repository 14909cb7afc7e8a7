import Loading
import Testing

@testable import Pipeline
@testable import Postgres

/// What went wrong, in one number: the codes are an interface.
@Suite struct ExitCodeTests {
  static let cases: [(error: LoadError, code: Int32)] = [
    (.postgres(.unavailable("no answer")), 69), (.postgres(.commitUnknown("lost")), 69),
    (.postgres(.protocolViolation("COMMIT was answered by ROLLBACK")), 70), (state("53100"), 74), (state("42501"), 77),
    (state("40P01"), 69), (state("57P01"), 69), (.busy("locked"), 75), (.migrations("lacks one"), 78),
    (.checks([CheckResult(code: "rows_hour", expected: 2, found: 1, passed: false)]), 65), (.sensorsTaken(["T1"]), 75),
    (.jobMoved("elsewhere"), 78),
  ]

  private static func state(_ code: String) -> LoadError {
    let error = ServerError(
      sqlState: SQLState(code) ?? .diskFull, step: "load", message: "no", detail: nil, hint: nil, schema: nil,
      table: nil, column: nil, constraint: nil, position: nil)
    return .postgres(.server(error))
  }

  @Test(arguments: cases.indices)
  func aLoadErrorHasItsCode(index: Int) {
    let (error, code) = Self.cases[index]
    #expect(ExitCode(Failure(error).kind).rawValue == code, "\(error)")
  }

  @Test func failuresOfOneCauseShareItsCodeAndOthersAreOne() {
    #expect(ExitCode([FailureKind]([]).asSet).rawValue == 0)
    #expect(ExitCode([FailureKind.data, .data].asSet).rawValue == 65)
    #expect(ExitCode([FailureKind.data, .input].asSet).rawValue == 1)
    #expect(ExitCode([FailureKind.memory].asSet).rawValue == 1)
  }

  @Test func everyKindHasACodeOfSysexits() {
    let codes = Set(FailureKind.allCases.map { ExitCode($0).rawValue })
    #expect(codes == [1, 65, 69, 70, 74, 75, 77, 78])
  }
}

extension [FailureKind] {
  fileprivate var asSet: Set<FailureKind> { Set(self) }
}
