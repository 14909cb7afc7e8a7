package import Postgres

/// What can keep an interval, or a whole job, from being loaded.
package enum LoadError: Error, Sendable, PostgresErrorCarrying {
  case postgres(PostgresError)
  /// Somebody else holds the job's lock, or the interval's row.
  case busy(String)
  /// The database lacks migrations, or has some that this program does not know.
  case migrations(String)
  /// Checks on the new rows failed; the transaction was rolled back.
  case checks([CheckResult])
  /// A coarser interval cannot be made from the windows that are stored.
  case finerWindows(String)
  /// Another job registered these sensors first.
  case sensorsTaken([String])
  /// The job's company or plant is not the one that it was registered with.
  case jobMoved(String)

  package var isConnectionLost: Bool {
    if case .postgres(let error) = self { error.isConnectionLost } else { false }
  }
}

extension LoadError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .postgres(let error): error.description
    case .busy(let text), .migrations(let text), .jobMoved(let text), .finerWindows(let text): text
    case .checks(let results):
      results.filter { !$0.passed }.map(\.sentence).joined(separator: "; ")
    case .sensorsTaken(let codes):
      "another job registered \(codes.count == 1 ? "sensor" : "sensors") \(codes.prefix(5).joined(separator: ", ")) "
        + "while this run was reading; run again, and its readings are refused (sensor_owned_by)"
    }
  }
}

/// One check made inside a load transaction.
package struct CheckResult: Sendable, Equatable {
  package var code: String
  package var expected: Int64
  package var found: Int64
  package var passed: Bool

  package init(code: String, expected: Int64, found: Int64, passed: Bool) {
    self.code = code
    self.expected = expected
    self.found = found
    self.passed = passed
  }

  var sentence: String {
    if code == CheckResult.shrink {
      return "the interval would shrink from \(expected) to \(found) readings; if that is right, say --allow-shrink"
    }
    return "check \(code): expected \(expected), found \(found)"
  }

  static let shrink = "shrink"
}
