import Foundation
import Support
import Testing

/// What tests of failures ask again and again: a site that has loaded something, and whether it was touched.
extension TestSite {
  /// Five readings of two sensors in two hours, all of them due.
  static let goodFile = """
    sensor,time,value,quality
    T1,2026-05-01T06:02:11.250Z,83.4,192
    T1,2026-05-01T06:02:12.250Z,83.6,192
    T2,2026-05-01T06:59:59.999Z,12,192
    T1,2026-05-01T07:00:00Z,84,192
    T2,2026-05-01T07:10:00Z,13,64

    """

  /// A site whose job `press` has loaded `goodFile` as `press/good.csv`.
  static func loaded(more: String = "") throws -> TestSite {
    let site = try TestSite()
    try site.write("jobs/press.yaml", narrowJob("press", more: more))
    try site.write("data/press/good.csv", goodFile)
    let result = try site.sluice("run", "press")
    try #require(result.status == 0, "\(result.stderr)")
    return site
  }

  static let repository = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// The shipped site over the test's own database.
  static func shipped() throws -> TestSite {
    let site = try TestSite()
    let jobs = repository.appendingPathComponent("jobs").path
    let text = "jobs: \(jobs)\nroots:\n  samples: \(jobs)/samples\nstate: ../state\ndatabase: environment\n"
    try site.write("jobs/sluice.yaml", text)
    return site
  }

  /// Changes with any row of any table of `core`, even if it is written again as it was.
  func coreState() throws -> String {
    try query(
      """
      SELECT md5(string_agg(
        query_to_xml(format('SELECT xmin, ctid, * FROM %s ORDER BY ctid', oid::regclass), true, false, '')::text, ''
        ORDER BY relname))
      FROM pg_class WHERE relnamespace = 'core'::regnamespace AND relkind = 'r'
      """)
  }

  /// The ledger's rows: start, state, readings and the beginning of the failure.
  func ledger() throws -> [String] {
    try query(
      """
      SELECT to_char(interval_from AT TIME ZONE 'UTC', 'MM-DD HH24'), state, n_loaded, coalesce(left(failure, 39), '')
      FROM etl.interval ORDER BY interval_from
      """
    ).split(separator: "\n").map(String.init)
  }

  /// Readings by hour and sensor, as analysts see them.
  func hours() throws -> [String] {
    try query(
      """
      SELECT to_char(window_start AT TIME ZONE 'UTC', 'MM-DD HH24'), sensor, n + n_bad, sum
      FROM mart.sensor_hour ORDER BY window_start, sensor
      """
    ).split(separator: "\n").map(String.init)
  }

  /// A narrow file with one row a second from the twentieth minute of an hour of 1 May 2026.
  static func rows(_ sensor: String, hour: Int, _ values: [Int]) -> String {
    "sensor,time,value,quality\n"
      + values.enumerated().map { "\(sensor),\(time(hour: hour, second: $0 + 1_200)),\($1),192\n" }.joined()
  }

  static func time(hour: Int, second: Int, microsecond: Int = 0) -> String {
    func digits(_ number: Int, _ count: Int) -> String {
      String(String(number + 1_000_000).suffix(count))
    }
    return
      "2026-05-01T\(digits(hour, 2)):\(digits(second / 60, 2)):\(digits(second % 60, 2)).\(digits(microsecond, 6))Z"
  }

  func remove(_ relative: String) throws { try FileManager.default.removeItem(atPath: path(relative)) }

  func move(_ old: String, _ new: String) throws {
    try FileManager.default.moveItem(atPath: path(old), toPath: path(new))
  }
}

/// A JSON text, parsed.
func parsedJSON(_ text: some StringProtocol) throws -> [String: Any] {
  try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
}
