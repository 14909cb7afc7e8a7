import Foundation
import Support
import Testing

/// Do the histograms that a run stores give the percentiles that it stores, and those of any span, in plain SQL?
@Suite struct PercentileTests {
  private static let job = """
    job: mill
    company: acme
    plant: pohang
    zone: Asia/Seoul
    interval: day
    start: 2026-05-01
    levels: [minute, quarter_hour, hour]
    source: {root: data, path: "mill/*.csv"}
    time: {column: time, format: rfc3339}
    sensor: {column: sensor}
    value: {column: value}
    statistics: [percentiles]
    sensors:
      - {match: "T*", resolution: 0.1}

    """

  private struct Reading {
    let sensor: String
    let second: Int
    let text: String
    var value: Double { Double(text) ?? .nan }
  }

  /// A temperature to a tenth, a current over many magnitudes with zeros and reversals; every ten seconds for 27 hours.
  private static func readings() -> [Reading] {
    var random = Seeded(seed: 2_026)
    return stride(from: 0, to: 27 * 3_600, by: 10).flatMap { second in
      let temperature = Int.random(in: -150...900, using: &random)
      let size = Double.random(in: -12...12, using: &random)
      let current = random.chance(10) ? 0 : exp(size) * (random.chance(20) ? -1 : 1)
      return [
        Reading(sensor: "T1", second: second, text: "\(temperature / 10).\(abs(temperature % 10))"),
        Reading(sensor: "I1", second: second, text: "\(current)"),
      ]
    }
  }

  private static func loaded(_ readings: [Reading]) throws -> TestSite {
    let site = try TestSite()
    try site.write("jobs/mill.yaml", job)
    let lines = readings.map { reading in
      let (hour, minute, second) = (reading.second / 3_600, reading.second / 60 % 60, reading.second % 60)
      let digits = [hour % 24, minute, second].map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(separator: ":")
      return "\(reading.sensor),2026-05-0\(1 + hour / 24)T\(digits)+09:00,\(reading.text)"
    }
    try site.write("data/mill/a.csv", "sensor,time,value\n" + lines.joined(separator: "\n") + "\n")
    let result = try site.sluice("run", "mill")
    try #require(result.status == 0, "\(result.stderr)")
    return site
  }

  @Test func storedHistogramsAreReadAsTheCoreReadsThem() throws {
    let readings = Self.readings()
    let site = try Self.loaded(readings)
    for level in ["quarter_hour", "hour"] {
      // Bit for bit: what the run stored as p50, p95, p99, and what SQL reads from the bins beside them.
      let differing = try site.query(
        """
        SELECT count(*), count(*) FILTER (WHERE (SELECT sum(c) FROM unnest(counts) AS c) IS DISTINCT FROM n),
          count(*) FILTER (WHERE ARRAY[p50, p95, p99] IS DISTINCT FROM mart.histogram_percentiles(
            bins, counts, '{0.5,0.95,0.99}', CASE s.code WHEN 'T1' THEN 'linear' ELSE 'log' END, 0.1, min, max))
        FROM core.sensor_\(level) JOIN core.sensor AS s USING (sensor_id)
        """)
      #expect(differing == "\(level == "hour" ? 54 : 216)|0|0", "\(level)")
      for (sensor, mapping) in [("T1", "'linear', 0.1"), ("I1", "'log'")] {
        let raw = readings.filter { $0.sensor == sensor }.map(\.text).joined(separator: ",")
        let same = try site.query(
          """
          SELECT h = (
            SELECT ROW(array_agg(b ORDER BY b), array_agg(n ORDER BY b))::core.histogram
            FROM (
              SELECT mart.histogram_bin(v, \(mapping)), count(*) FROM unnest('{\(raw)}'::float8[]) AS v GROUP BY 1
            ) AS g (b, n)
          )
          FROM (
            SELECT mart.histogram_merge(bins, counts) FROM core.sensor_\(level) JOIN core.sensor AS s USING (sensor_id)
            WHERE s.code = '\(sensor)'
          ) AS m (h)
          """)
        #expect(same == "t", "\(level) of \(sensor)")
      }
    }
  }

  @Test func percentilesOfAnySpan() throws {
    let readings = Self.readings()
    let site = try Self.loaded(readings)
    for (from, to) in [(0, 27), (3, 5), (20, 26)] {
      for sensor in ["T1", "I1"] {
        let values = readings.filter { $0.sensor == sensor && from * 3_600 <= $0.second && $0.second < to * 3_600 }
          .map(\.value).sorted()
        let span = [from, to].map { "timestamptz '2026-05-01 00:00+09' + interval '\($0) hours'" }.joined(
          separator: ", ")
        for level in ["quarter_hour", "hour"] {
          let rows = try site.query(
            "SELECT p, value, n FROM mart.sensor_percentile('acme', 'pohang', '\(sensor)', '\(level)', \(span), "
              + "'{0,0.01,0.5,0.95,0.999,1}')"
          ).split(separator: "\n").map { $0.split(separator: "|").compactMap { Double($0) } }
          #expect(rows.map { $0[0] } == [0, 0.01, 0.5, 0.95, 0.999, 1])
          for (row, thousandths) in zip(rows, [0, 10, 500, 950, 999, 1_000]) {
            let exact = values[thousandths * (values.count - 1) / 1_000]
            #expect(row[2] == Double(values.count))
            #expect(sensor == "T1" ? row[1] == exact : abs(row[1] - exact) <= 0.007_76 * abs(exact), "\(row) \(exact)")
          }
        }
      }
    }
    let call = { (sensor: String, level: String) in
      """
      SELECT value
      FROM mart.sensor_percentile('acme', 'pohang', '\(sensor)', '\(level)', '2026-05-01Z', '2026-05-02Z')
      """
    }
    #expect(try site.query(call("T1", "hour")).split(separator: "\n").count == 3)
    #expect(try site.query(call("T1", "hour").replacing("2026-05", with: "2020-05")) == "", "nothing there: nulls")
    for (sensor, level, words) in [
      ("T2", "hour", "there is no sensor T2 in acme/pohang"),
      ("T1", "minute", "windows of level minute hold no histogram"),
    ] {
      #expect { try site.query(call(sensor, level)) } throws: { "\($0)".contains(words) }
    }
    _ = try site.query(
      "UPDATE core.sensor_hour SET bins = NULL, counts = NULL WHERE window_start = '2026-05-01 05:00Z'")
    #expect { try site.query(call("T1", "hour")) } throws: {
      "\($0)".contains("1 of 18 windows of T1 hold no histogram")
    }
  }
}
