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

  static func copyWindows(_ level: Level) -> String {
    "COPY \(table(of: level)) (\(WindowRows.columns)) FROM STDIN (FORMAT binary)"
  }
}
