import Rows

/// Statements whose table depends on the level: composed here, from names that are ours, and nowhere else.
enum Statements {
  static func table(of level: Level) -> String {
    switch level {
    case .minute: "core.sensor_minute"
    case .quarterHour: "core.sensor_quarter_hour"
    case .hour: "core.sensor_hour"
    }
  }

  /// Parameters: job, start, end.
  static func clearWindows(_ level: Level) -> String {
    "DELETE FROM \(table(of: level)) WHERE job_id = $1 AND window_start >= $2 AND window_start < $3"
  }

  static func copyWindows(_ level: Level, hasChosen: Bool) -> String {
    let columns = hasChosen ? "\(WindowRows.columns), \(ChosenRows.columns)" : WindowRows.columns
    return "COPY \(table(of: level)) (\(columns)) FROM STDIN (FORMAT binary)"
  }

  /// Parameters: job, start, end.
  static let clearStretches =
    "DELETE FROM core.state_interval WHERE job_id = $1 AND state_from >= $2 AND state_from < $3"
  static let copyStretches = "COPY core.state_interval (\(ChosenRows.stretchColumns)) FROM STDIN (FORMAT binary)"
  static let clearFlags = "DELETE FROM core.flag_interval WHERE job_id = $1 AND flag_to >= $2 AND flag_to < $3"
  static let copyFlags = "COPY core.flag_interval (\(ChosenRows.flagColumns)) FROM STDIN (FORMAT binary)"
}
