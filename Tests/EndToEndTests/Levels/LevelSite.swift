import Support
import Testing

/// A site with a job that has days and months, over readings of five days around the end of May in Seoul.
struct LevelSite {
  static let job = "plant"
  static let levels = "levels: [quarter_hour, hour, day, month]"
  let site: TestSite

  init(levels: String = Self.levels, interval: String = "hour", zone: String = "Asia/Seoul") throws {
    site = try TestSite()
    try declare(levels: levels, interval: interval, zone: zone)
  }

  func declare(levels: String, interval: String = "hour", zone: String = "Asia/Seoul", more: String = "") throws {
    let text = TestSite.narrowJob(
      Self.job, interval: interval,
      more: """
        \(levels)
        statistics: [time_weighted, percentiles]
        longest_hold: 20m
        sensors: [{match: 'E*', resolution: 0.01}, {match: 'C*', class: counter}, {match: 'S*', class: state}]
        \(more)
        """)
    try site.write("jobs/\(Self.job).yaml", text.replacing("Asia/Seoul", with: zone))
  }

  /// A file a local day, 29 May to 2 June 2026; a sensor of each kind, a reading every eleven minutes and some.
  static func files(seed: UInt64 = 1) -> [(path: String, text: String)] {
    var random = Seeded(seed: seed)
    return (0..<5).map { day in
      var text = "sensor,time,value,quality\n"
      for sensor in ["E1", "C1", "S1", "F1"] {
        for step in 0..<130 where !random.chance(10) {
          let seconds = day * 86_400 + step * 661 - 9 * 3600
          let value =
            switch sensor {
            case "C1": "\(day * 1000 + step * 7)"
            case "S1": "\(Int.random(in: 0...2, using: &random))"
            default: "\(Int.random(in: -20...90, using: &random)).\(Int.random(in: 10...99, using: &random))"
            }
          text += "\(sensor),\(stamp(seconds)),\(random.chance(3) ? "" : value),\(random.chance(5) ? 0 : 192)\n"
        }
      }
      return ("data/\(Self.job)/\(day).csv", text)
    }
  }

  /// Seconds after 2026-05-29T00:00Z.
  static func stamp(_ seconds: Int) -> String {
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let (day, second) = ((seconds + 86_400) / 86_400 + 28, (seconds + 86_400) % 86_400)
    let date = day > 31 ? "06-\(two(day - 31))" : "05-\(two(day))"
    return "2026-\(date)T\(two(second / 3600)):\(two(second / 60 % 60)):\(two(second % 60))Z"
  }

  func load(_ files: [(path: String, text: String)]) throws {
    for file in files { try site.write(file.path, file.text) }
    try run()
  }

  @discardableResult
  func run() throws -> [String: Any] {
    let result = try site.sluice("run", Self.job, "--json")
    try #require(result.status == 0, "\(result.stderr)")
    return try parsedJSON(result.stdout)
  }

  /// The ledger of coarser levels: level, local start, run.
  func ledger(_ columns: String = "run_id") throws -> [String] {
    try site.query(
      """
      SELECT level, to_char(interval_from AT TIME ZONE 'Asia/Seoul', 'MM-DD'), state, \(columns)
      FROM etl.level_interval ORDER BY level, interval_from
      """
    ).split(separator: "\n").map(String.init)
  }

  /// How many rows a coarser level has, and how many of them are not what its finer windows come to when SQL folds
  /// them. Sums of floats depend on their order, so they are held to a part in 10^12.
  func naive(_ level: String, from finer: String, zone: String = "Asia/Seoul") throws -> String {
    try site.query(Self.naive(level, from: finer, zone: zone))
  }

  private static func naive(_ level: String, from finer: String, zone: String) -> String {
    """
    WITH finer AS (
      SELECT date_trunc('\(level)', window_start AT TIME ZONE '\(zone)') AS local, f.*
      FROM core.sensor_\(finer) AS f
    ), folded AS (
      SELECT sensor_id, local, local AT TIME ZONE '\(zone)' AS window_start,
        (local + interval '1 \(level)') AT TIME ZONE '\(zone)' AS window_end,
        sum(n) AS n, sum(n_bad) AS n_bad, sum(n_null) AS n_null, sum(n_duplicate) AS n_duplicate, min(min) AS min,
        max(max) AS max, sum(sum) AS sum, sum(sum_float) AS sum_float, sum(good_us) AS good_us, sum(bad_us) AS bad_us,
        sum(covered_us) AS covered_us, sum(integral) AS integral, sum(increase) AS increase, sum(n_reset) AS n_reset,
        sum(n_transition) AS n_transition,
        (array_agg(first ORDER BY window_start) FILTER (WHERE n > 0))[1] AS first,
        (array_agg(last ORDER BY window_start DESC) FILTER (WHERE n > 0))[1] AS last,
        sum(m2) + sum(n * mean * mean) - sum(n) * (sum(n * mean) / nullif(sum(n), 0)) ^ 2 AS m2
      FROM finer GROUP BY sensor_id, local
    ), spread AS (
      SELECT sensor_id, local, array_agg(bin ORDER BY bin) AS bins, array_agg(total::bigint ORDER BY bin) AS counts
      FROM (SELECT sensor_id, local, bin, sum(count) AS total
        FROM finer, unnest(bins, counts) AS u (bin, count) GROUP BY sensor_id, local, bin) AS b
      GROUP BY sensor_id, local
    ), durations AS (
      SELECT sensor_id, local, array_agg(code ORDER BY code) AS codes, array_agg(us::bigint ORDER BY code) AS us
      FROM (SELECT sensor_id, local, code, sum(part) AS us
        FROM finer, unnest(state_codes, state_us) AS u (code, part) GROUP BY sensor_id, local, code) AS b
      GROUP BY sensor_id, local
    )
    SELECT count(*), count(*) FILTER (WHERE
      (w.window_end, w.n, w.n_bad, w.n_null, w.n_duplicate, w.min, w.max, w.first, w.last, w.sum, w.good_us, w.bad_us,
        w.covered_us, w.n_reset, w.n_transition, w.bins, w.counts, w.state_codes, w.state_us,
        w.good_us + w.uncertain_us + w.bad_us + w.gap_us)
      IS DISTINCT FROM
      (f.window_end, f.n, f.n_bad, f.n_null, f.n_duplicate, f.min, f.max, f.first, f.last, f.sum, f.good_us, f.bad_us,
        f.covered_us, f.n_reset, f.n_transition, s.bins, s.counts, d.codes, d.us,
        CASE WHEN w.good_us IS NOT NULL THEN (extract(epoch FROM f.window_end - f.window_start) * 1e6)::bigint END)
      OR abs(w.sum_float - f.sum_float) > 1e-12 * abs(f.sum_float)
      OR abs(w.integral - f.integral) > 1e-12 * abs(f.integral)
      OR abs(w.increase - f.increase) > 1e-12 * abs(f.increase)
      OR abs(w.m2 - f.m2) > 1e-9 * f.m2
      OR abs(w.mean - coalesce(w.sum, w.sum_float::numeric)::float8 / w.n) > 1e-12 * abs(w.mean)
      OR (w.sum_float IS NULL) <> (f.sum_float IS NULL) OR (w.increase IS NULL) <> (f.increase IS NULL)
      OR (w.n > 0) <> (w.mean IS NOT NULL))
    FROM core.sensor_\(level) AS w FULL JOIN folded AS f USING (sensor_id, window_start)
    LEFT JOIN spread AS s ON s.sensor_id = f.sensor_id AND s.local = f.local
    LEFT JOIN durations AS d ON d.sensor_id = f.sensor_id AND d.local = f.local
    """
  }
}
