import Foundation
import Support
import Testing

/// The shipped jobs over the shipped data, against figures that were made without this project's code (ORACLE.json).
@Suite struct ShippedJobsTests {
  private struct Oracle: Decodable {
    struct Column: Decodable {
      let count: Int
      let sum: String
      let min: String
      let max: String
    }

    let columns: [String: Column]
  }

  private func oracle(_ path: String) throws -> [String: Oracle] {
    let file = TestSite.repository.appendingPathComponent("jobs/samples/\(path)/ORACLE.json")
    return try JSONDecoder().decode([String: Oracle].self, from: Data(contentsOf: file))
  }

  @Test func loadEveryReadingOfTheSteelPlant() throws {
    let site = try TestSite.shipped()
    let result = try site.sluice("run", "steel_energy", "--json")
    #expect(result.status == 0, "\(result.stderr)")
    #expect(result.stdout.contains("\"refused_records\":0,") && result.stdout.contains("\"refused_cells\":0,"))
    let hours = "FROM mart.sensor_hour WHERE sensor = 'Usage_kWh'"
    #expect(try site.query("SELECT sum(n), sum(sum), count(*), min(n), max(n) \(hours)") == "35040|959636.71|8760|4|4")
    // The year is whole: its first quarter hour starts at midnight in Korea, its last ends at the next new year.
    #expect(
      try site.query("SELECT min(window_start) AT TIME ZONE 'UTC', max(window_end) AT TIME ZONE 'UTC' \(hours)")
        == "2017-12-31 15:00:00|2018-12-31 15:00:00")
    for (column, expected) in try oracle("steel-energy-gwangyang")["Steel_industry_data.csv"]?.columns ?? [:] {
      let figures = try site.query(
        "SELECT sum(n), sum(sum), min(min)::numeric, max(max)::numeric FROM mart.sensor_hour WHERE sensor = '\(column)'"
      )
      if figures == "|||" { continue }  // a column that the job does not load
      let parts = figures.split(separator: "|").compactMap { Decimal(string: String($0)) }
      let wanted = [String(expected.count), expected.sum, expected.min, expected.max]
      #expect(parts == wanted.compactMap { Decimal(string: $0) }, "\(column)")
    }
  }

  /// The year by days and by months: its sums to the last digit, at each level.
  @Test func theDaysAndMonthsOfTheSteelPlantAddUp() throws {
    let site = try TestSite.shipped()
    let report = try parsedJSON(try site.sluice("run", "steel_energy", "--json").stdout)
    #expect(report["intervals_published"] as? Int == 12 && report["coarser_published"] as? Int == 37)
    for (column, expected) in try oracle("steel-energy-gwangyang")["Steel_industry_data.csv"]?.columns ?? [:] {
      for (level, count) in [("hour", 8760), ("day", 365), ("month", 12), ("shift", nil)] as [(String, Int?)] {
        let figures = try site.query(
          """
          SELECT count(*), sum(n), sum(sum), min(min)::numeric, max(max)::numeric
          FROM mart.sensor_\(level) WHERE sensor = '\(column)' AND is_final
          """)
        if figures == "0||||" { continue }  // a column that the job does not load
        let parts = figures.split(separator: "|").compactMap { Decimal(string: String($0)) }
        let wanted = [String(expected.count), expected.sum, expected.min, expected.max]
        #expect(parts.dropFirst() == wanted.compactMap { Decimal(string: $0) }[...], "\(column) by \(level)")
        if let count { #expect(parts.first == Decimal(count), "\(column) by \(level)") }
      }
    }
    // The melt shop's shifts, by the clock: from July on they begin a quarter of an hour later.
    #expect(
      try site.query(
        """
        WITH quarter AS (
          SELECT w.*, window_start AT TIME ZONE 'Asia/Seoul' - interval '6 hours' AS early,
            window_start AT TIME ZONE 'Asia/Seoul' - interval '6 hours 15 minutes' AS late
          FROM core.sensor_quarter_hour AS w JOIN core.sensor AS s USING (sensor_id) WHERE s.code = 'Usage_kWh'
        ), placed AS (
          SELECT *, CASE WHEN late >= '2018-07-01' THEN late WHEN early < '2018-07-01' THEN early END AS since
          FROM quarter
        ), folded AS (
          SELECT coalesce(since::date, '2018-07-01') AS working_day, sum(n) AS n, sum(sum) AS sum,
            CASE WHEN since IS NULL THEN 'no_shift' ELSE
              (ARRAY['first', 'second', 'third'])[1 + floor(extract(hour FROM since) / 8)::int] END AS shift_code
          FROM placed GROUP BY 1, 4
        )
        SELECT count(*), count(*) FILTER (WHERE (w.n, w.sum) IS DISTINCT FROM (f.n, f.sum))
        FROM (SELECT w.* FROM core.sensor_shift AS w JOIN core.sensor AS s USING (sensor_id) WHERE s.code = 'Usage_kWh')
          AS w FULL JOIN folded AS f USING (working_day, shift_code)
        """) == "1097|0")
    // A day in Korea has 96 quarter hours.
    #expect(
      try site.query(
        """
        SELECT n, window_end = window_start + interval '24 hours' FROM mart.sensor_day
        WHERE sensor = 'Usage_kWh' AND window_start = '2018-05-14 00:00+09'
        """) == "96|t")
    let again = try parsedJSON(try site.sluice("run", "steel_energy", "--json").stdout)
    #expect(again["intervals_published"] as? Int == 0 && again["coarser_published"] as? Int == 0)
  }

  @Test func loadEveryReadingOfTheAnomalyBenchmark() throws {
    let site = try TestSite.shipped()
    let result = try site.sluice("run", "nab_servers", "--json")
    #expect(result.status == 0, "\(result.stderr)")
    for figure in ["\"objects_parsed\":36,", "\"loaded\":173125,", "\"refused_records\":0,", "\"duplicate\":47,"] {
      #expect(result.stdout.contains(figure), "\(result.stdout)")
    }
    // Surplus readings lie in few minutes: 17 stamps have them, all were loaded.
    #expect(try site.query("SELECT count(*) FROM mart.sensor_minute WHERE n_duplicate > 0") == "17")
    let rows = try site.query(
      "SELECT sensor, sum(n), min(min), max(max), sum(sum) FROM mart.sensor_hour GROUP BY sensor")
    let expected = try oracle("nab")
    #expect(expected.count == 36 && rows.split(separator: "\n").count == 36)
    for row in rows.split(separator: "\n") {
      let fields = row.split(separator: "|").map(String.init)
      let column = try #require(expected[fields[0] + ".csv"]?.columns["value"])
      #expect(Int(fields[1]) == column.count)
      #expect(Double(fields[2]) == Double(column.min) && Double(fields[3]) == Double(column.max))
      let (sum, wanted) = (try #require(Double(fields[4])), try #require(Double(column.sum)))
      #expect(abs(sum - wanted) <= 1e-12 * abs(wanted), "\(fields[0])")
    }
    let hash = try site.contentHash()
    let again = try site.sluice("run", "nab_servers", "--json")
    #expect(again.stdout.contains("\"objects_parsed\":0,") && again.stdout.contains("\"intervals_published\":0,"))
    #expect(try site.contentHash() == hash)
  }

  /// A column of a wide job with a composed sensor: what all its sensors hold together, against the oracle.
  private func compare(_ site: TestSite, column: String, with expected: Oracle.Column) throws {
    let figures = try site.query(
      """
      SELECT sum(n), sum(coalesce(sum, sum_float::numeric)), min(min)::numeric, max(max)::numeric
      FROM core.sensor_hour JOIN core.sensor USING (sensor_id) WHERE code LIKE '%/\(column)'
      """)
    let parts = figures.split(separator: "|").compactMap { Decimal(string: String($0)) }
    let wanted = [String(expected.count), expected.sum, expected.min, expected.max]
    #expect(parts == wanted.compactMap { Decimal(string: $0) }, "\(column): \(figures)")
  }

  @Test func loadEveryShotOfThePress() throws {
    let site = try TestSite.shipped()
    let result = try site.sluice("run", "kamp_press", "--json")
    #expect(result.status == 0, "\(result.stderr)")
    for figure in [
      "\"records\":64360,", "\"parsed\":64359,", "\"preamble\":1,", "\"cells\":257436,", "\"loaded\":257436,",
      "\"refused_records\":0,", "\"refused_cells\":0,", "\"dropped\":0,",
    ] {
      #expect(result.stdout.contains(figure), "\(figure) in \(result.stdout)")
    }
    // 153 stamps, all at full hours; shots on one stamp are surplus and loaded.
    #expect(
      try site.query("SELECT count(*), sum(n), sum(n_duplicate) FROM mart.sensor_hour WHERE sensor LIKE '%/press_time'")
        == "153|64359|\(64359 - 153)")
    let columns = try #require(try oracle("kamp-press")["press.csv.gz"]).columns
    #expect(columns.count == 4)
    for (column, expected) in columns { try compare(site, column: column, with: expected) }
  }

  @Test func loadEveryTeamOfTheGarmentFactory() throws {
    let site = try TestSite.shipped()
    let result = try site.sluice("run", "garments_productivity", "--json")
    #expect(result.status == 0, "\(result.stderr)")
    for figure in ["\"parsed\":1197,", "\"cells\":10773,", "\"null\":506,", "\"loaded\":10267,"] {
      #expect(result.stdout.contains(figure), "\(figure) in \(result.stdout)")
    }
    #expect(
      try site.query("SELECT DISTINCT split_part(sensor, '/', 1) AS d FROM mart.sensor_hour ORDER BY d")
        == "finishing\nsweing")
    let columns = try #require(try oracle("garments-productivity")["garments_worker_productivity.csv"]).columns
    #expect(columns.count == 9)
    for (column, expected) in columns { try compare(site, column: column, with: expected) }
    #expect(
      try site.query("SELECT null_reasons FROM etl.source_object WHERE path LIKE 'garments%'") == "{\"empty\": 506}")
  }
}
