/// The program's exit codes: those of sysexits, and an interface that does not change.
package enum ExitCode: Int32, Sendable {
  case done = 0
  case failed = 1
  case usage = 64
  case data = 65
  case unavailable = 69
  case bug = 70
  case input = 74
  case running = 75
  case permission = 77
  case declaration = 78

  package init(_ kind: FailureKind) {
    self =
      switch kind {
      case .data: .data
      case .memory: .failed
      case .database: .unavailable
      case .input: .input
      case .permission: .permission
      case .busy: .running
      case .declaration: .declaration
      case .bug: .bug
      }
  }

  /// Of all that failed: the code that all failures share, else 1.
  package init(_ kinds: Set<FailureKind>) {
    let codes = Set(kinds.map { ExitCode($0) })
    self = codes.isEmpty ? .done : (codes.count == 1 ? codes.first! : .failed)
  }

  package init(_ report: RunReport) {
    self.init(Set(report.failures.map(\.kind)))
  }
}
