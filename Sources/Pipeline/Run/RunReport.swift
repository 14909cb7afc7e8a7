package import Loading
import Postgres
package import Rows

/// Why something did not happen, as far as an exit code tells it.
package enum FailureKind: Sendable, Hashable, CaseIterable {
  /// Refused beyond the budget, an object's form, a check, a balance.
  case data
  /// The readings do not fit into memory.
  case memory
  case database
  case input
  case permission
  case busy
  case declaration
  case bug
}

/// One thing that went wrong in a run, in a sentence for the person who reads it.
package struct Failure: Error, Sendable, CustomStringConvertible {
  package var kind: FailureKind
  package var interval: Interval?
  package var text: String
  /// The checks behind it, where checks failed.
  var checks: [CheckResult] = []

  package init(_ kind: FailureKind, interval: Interval? = nil, _ text: String) {
    self.kind = kind
    self.interval = interval
    self.text = text
  }

  package var description: String {
    interval.map { "interval \($0): \(text)" } ?? text
  }
}

extension Failure {
  /// The one place where what a database said becomes a kind of failure.
  package init(_ error: LoadError, interval: Interval? = nil) {
    let kind: FailureKind =
      switch error {
      case .postgres(.protocolViolation): .bug
      case .postgres(let error):
        switch error.sqlState {
        case .insufficientPrivilege?: .permission
        case .diskFull?: .input
        default: .database
        }
      case .busy: .busy
      case .migrations, .jobMoved: .declaration
      case .checks, .finerWindows: .data
      case .sensorsTaken: .busy
      }
    self.init(kind, interval: interval, error.description)
    if case .checks(let results) = error { checks = results }
  }
}

/// What a run of a job did: counts that balance, and everything that went wrong.
package struct RunReport: Sendable {
  package var job = ""
  package var runID: Int64 = 0
  /// Objects listed, and of these the ones that were parsed.
  package var objectsListed = 0
  package var objectsParsed = 0
  package var bytes = 0
  package var records = 0
  package var parsed = 0
  package var refusedRecords = 0
  package var filtered = 0
  package var blank = 0
  package var preamble = 0
  package var cells = 0
  package var refusedCells = 0
  package var loaded = 0
  package var nulls = 0
  package var dropped = 0
  package var outside = 0
  /// Surplus readings in the intervals published, whether kept or dropped.
  package var duplicates = 0
  package var intervalsPublished = 0
  package var intervalsUnchanged = 0
  /// Intervals of coarser levels published.
  package var coarserPublished = 0
  package var windows = 0
  package var seconds = 0.0
  /// What a person should know though nothing failed.
  package var notes: [String] = []
  package var failures: [Failure] = []

  package init() {}

  /// What an object with a problem means: a changing file is left for the next run, anything else has failed.
  mutating func note(_ problem: ObjectProblem) {
    switch problem.kind {
    case .changed: notes.append(problem.text)
    case .form, .budget: failures.append(Failure(.data, problem.text))
    case .input: failures.append(Failure(.input, problem.text))
    case .permission: failures.append(Failure(.permission, problem.text))
    }
  }

  /// Records = parsed + refused + filtered + blank + preamble, and cells = loaded + null + refused + dropped + outside.
  package var isBalanced: Bool {
    records == parsed + refusedRecords + filtered + blank + preamble
      && cells == loaded + nulls + refusedCells + dropped + outside
  }

  /// Readings loaded in a second.
  package var rate: Double { seconds > 0 ? Double(loaded) / seconds : 0 }
}

/// What a run tells while it is under way. Called from workers and from the run's own thread.
package struct RunObserver: Sendable {
  package enum Stage: Sendable, Equatable {
    /// Bytes scanned, of all that the pass will scan.
    case scanning(bytes: Int, of: Int)
    case loading(intervals: Int, of: Int)
  }

  package var progress: @Sendable (Stage) -> Void

  package init(progress: @escaping @Sendable (Stage) -> Void = { _ in }) {
    self.progress = progress
  }
}
