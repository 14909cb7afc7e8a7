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

  static func table(of level: CoarserLevel) -> String {
    switch level {
    case .day: "core.sensor_day"
    case .month: "core.sensor_month"
    case .shift: "core.sensor_shift"
    }
  }

  /// Parameters: job, start, end.
  static func clearWindows(_ level: CoarserLevel) -> String {
    "DELETE FROM \(table(of: level)) WHERE job_id = $1 AND window_start >= $2 AND window_start < $3"
  }

  static func copyWindows(_ level: CoarserLevel) -> String {
    let columns = "\(WindowRows.columns), \(ChosenRows.columns)"
    return "COPY \(table(of: level)) (\(level == .shift ? "\(columns), \(WindowRows.shiftColumns)" : columns)) "
      + "FROM STDIN (FORMAT binary)"
  }

  /// The published intervals that a coarser one is made from, locked for sharing. Parameters: job, start, end.
  static func lockFiner(_ finer: FinerLevel) -> String {
    let rows =
      switch finer {
      case .base: "etl.interval WHERE"
      case .day: "etl.level_interval WHERE level = 'day' AND"
      }
    return """
      SELECT interval_from, interval_to, source_fingerprint, definition_fingerprint FROM \(rows)
      job_id = $1 AND interval_from < $3 AND interval_to > $2 AND source_fingerprint IS NOT NULL
      ORDER BY interval_from FOR SHARE
      """
  }

  /// How many intervals hold cells and have no windows of a level. Parameters: job, start, end.
  static func countWithoutWindows(_ level: Level) -> String {
    """
    SELECT count(*) FROM etl.interval AS i
    WHERE job_id = $1 AND interval_from < $3 AND interval_to > $2 AND n_loaded + n_null > 0 AND NOT EXISTS (
      SELECT FROM \(table(of: level)) AS w WHERE w.job_id = i.job_id
        AND w.window_start >= i.interval_from AND w.window_start < i.interval_to)
    """
  }

  /// Parameters: job, sensors, start, end.
  static func readWindows(_ finer: FinerLevel) -> String {
    """
    SELECT \(WindowRows.columns), \(ChosenRows.columns) FROM \(finer.table)
    WHERE job_id = $1 AND sensor_id = ANY($2::bigint[]::integer[]) AND window_start >= $3 AND window_start < $4
    ORDER BY sensor_id, window_start
    """
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
