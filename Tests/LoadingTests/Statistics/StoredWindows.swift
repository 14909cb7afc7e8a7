import Loading
import Postgres

/// Sensors of one plant with windows that are made of known readings.
struct StoredWindows {
  let scratch: Scratch
  let session: Session
  /// 2026-05-01T00:00Z, in microseconds since 1970.
  static let start: Int64 = 1_777_593_600_000_000
  static let minute: Int64 = 60_000_000

  /// A database with the sensors P1 and P2 of acme in Pohang, and one month of partitions for minutes.
  init(_ hint: String) throws {
    scratch = try Scratch(hint)
    session = try scratch.migrated()
    try session.run(
      """
      INSERT INTO core.company (code) VALUES ('acme');
      INSERT INTO core.plant (company_id, code) SELECT company_id, 'pohang' FROM core.company;
      INSERT INTO etl.job (code, company_id, plant_id) SELECT 'press', company_id, plant_id FROM core.plant;
      INSERT INTO core.sensor (company_id, plant_id, code, job_id, class, unit, is_inferred)
        SELECT company_id, plant_id, s, job_id, 'gauge', 'kPa', false FROM etl.job, unnest(ARRAY['P1', 'P2']) AS s;
      SELECT etl.make_partitions('minute', '2026-05-01Z', '2026-06-01Z');
      SELECT etl.make_partitions('hour', '2026-05-01Z', '2026-06-01Z');
      """)
  }

  /// One window of readings; an empty one holds a null cell alone.
  struct Window {
    /// Minutes, or other steps, since the start.
    let step: Int
    let readings: [Double]

    var mean: Double { readings.reduce(0, +) / Double(readings.count) }
    var m2: Double { readings.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) }
    var range: Double { (readings.max() ?? 0) - (readings.min() ?? 0) }
    var sd: Double { (m2 / Double(readings.count - 1)).squareRoot() }
    var at: Int64 { StoredWindows.start + Int64(step) * StoredWindows.minute }
  }

  func store(_ windows: [Window], sensor: String = "P1", level: String = "minute", length: String = "1 minute") throws {
    let figures: [(Window) -> Double?] = [
      { $0.readings.min() }, { $0.readings.max() }, { $0.readings.first }, { $0.readings.last },
      { $0.readings.isEmpty ? nil : $0.mean }, { $0.readings.isEmpty ? nil : $0.m2 },
    ]
    try session.connection.execute(
      """
      INSERT INTO core.sensor_\(level) (
        window_start, window_end, min, max, first, last, mean, m2, n, n_bad, n_null, n_duplicate,
        company_id, job_id, sensor_id)
      SELECT t, t + $9::text::interval, a, b, c, d, e, f, n, 0, CASE n WHEN 0 THEN 1 ELSE 0 END, 0,
        s.company_id, s.job_id, s.sensor_id
      FROM unnest($1, $2, $3, $4, $5, $6, $7, $8) AS w (t, a, b, c, d, e, f, n), core.sensor AS s
      WHERE s.code = $10
      """,
      [.timestampArray(windows.map(\.at))] + figures.map { figure in .doubleArray(windows.map(figure)) }
        + [.intArray(windows.map { Int64($0.readings.count) }), .text(length), .text(sensor)], step: "store windows")
  }

  /// So many windows of `size` readings around 100, in steps from `first` on.
  static func windows(_ count: Int, from first: Int = 0, size: Int = 5, seed: UInt64) -> [Window] {
    var random = Seeded(seed: seed)
    return (0..<count).map { index in
      let shift = Double(Int.random(in: -3...3, using: &random)) / 4
      let readings = (0..<size).map { _ in 100 + shift + Double(Int.random(in: -20...20, using: &random)) / 10 }
      return Window(step: first + index, readings: readings)
    }
  }

  /// An instant so many minutes after the start, as a literal.
  static func time(_ step: Int) -> String { "timestamptz '2026-05-01 00:00Z' + interval '\(step) minutes'" }

  /// Freezes limits of P1 over windows [0, `upTo`), valid from `from` on.
  func freeze(
    _ chart: String, upTo: Int, from: Int? = nil, characteristic: String = "P1", more: String = ""
  ) throws {
    try session.run(
      """
      INSERT INTO etl.control_limit_file
      SELECT * FROM mart.estimate_control_limit('acme', 'pohang', 'P1', 'minute', '\(chart)', \(Self.time(0)),
        \(Self.time(upTo)), '\(characteristic)', \(Self.time(from ?? upTo)) \(more))
      """)
  }
}
