import Support
import Testing

/// Columns come, go, move and change their names: what is loaded, what is journalled, what is refused?
@Suite struct SchemaDriftTests {
  private static func job(_ schema: String) -> String {
    """
    job: mill
    company: acme
    plant: pohang
    zone: UTC
    interval: hour
    start: 2020-01-01
    source: {root: data, path: "mill/*.csv"}
    time: {column: t, format: rfc3339}
    layout: wide
    values: [{column: a}, {column: b}]
    schema: \(schema)
    """
  }

  private static let changes = """
    SELECT kind, column_name, detail FROM etl.schema_change ORDER BY schema_change_id
    """

  private func site(_ schema: String) throws -> TestSite {
    let site = try TestSite()
    try site.write("jobs/mill.yaml", Self.job(schema))
    try site.write("data/mill/1.csv", "t,a,b\n2026-05-01T06:00:00Z,1,2\n")
    let result = try site.sluice("run", "mill")
    #expect(result.status == 0 && result.stderr.isEmpty, "\(result.stderr)")
    return site
  }

  @Test func comparedWithTheObjectBefore() throws {
    let site = try site("{renamed: {Temp_A: a}}")
    try site.write("data/mill/2.csv", "t,b,Temp_A,c\n2026-05-01T06:01:00Z,4,3,9\n")
    let result = try site.sluice("run", "mill")
    #expect(result.status == 0, "\(result.stderr)")
    #expect(result.stderr.contains("mill/2.csv: the column \"c\" is new (at place 4)"), "\(result.stderr)")
    #expect(
      try site.query(Self.changes) == """
        moved|b|from place 3 to 2
        moved|a|from place 2 to 3
        new|c|at place 4
        renamed|a|written Temp_A
        """)
    #expect(
      try site.query("SELECT sensor, sum(n), sum(sum) FROM mart.sensor_hour GROUP BY 1 ORDER BY 1") == "a|2|4\nb|2|6")
    // The same columns again are no news, nor is a second run.
    try site.write("data/mill/3.csv", "t,b,Temp_A,c\n2026-05-01T06:02:00Z,6,5,9\n")
    #expect(try site.sluice("run", "mill").stderr.isEmpty)
    #expect(try site.query("SELECT count(*) FROM etl.schema_change") == "4")
    #expect(
      try site.query("SELECT path, columns FROM etl.source_object ORDER BY path LIMIT 2")
        == "mill/1.csv|{t,a,b}\nmill/2.csv|{t,b,Temp_A,c}")
  }

  @Test func aMissingColumnIsRefusedOrNull() throws {
    let strict = try site("{missing_columns: refuse}")
    try strict.write("data/mill/2.csv", "t,a\n2026-05-01T06:01:00Z,3\n")
    let refused = try strict.sluice("run", "mill")
    #expect(refused.status == 65)
    #expect(refused.stderr.contains("line 1: there is no column \"b\""), "\(refused.stderr)")

    let lenient = try site("{missing_columns: \"null\"}")
    try lenient.write("data/mill/2.csv", "t,a\n2026-05-01T06:01:00Z,3\n")
    let taken = try lenient.sluice("run", "mill")
    #expect(taken.status == 0, "\(taken.stderr)")
    #expect(taken.stderr.contains("the column \"b\" is missing (was at place 3)"), "\(taken.stderr)")
    #expect(
      try lenient.query("SELECT sensor, sum(n), sum(n_null) FROM mart.sensor_hour GROUP BY 1 ORDER BY 1")
        == "a|2|0\nb|1|1")
    #expect(
      try lenient.query("SELECT null_reasons FROM etl.source_object WHERE path = 'mill/2.csv'")
        == "{\"column_missing\": 1}")
  }

  @Test func heldAgainstDeclaredColumns() throws {
    let site = try site("{columns: [t, a, b], new_columns: refuse, moved_columns: ignore}")
    try site.write("data/mill/2.csv", "t,a,b,c\n2026-05-01T06:01:00Z,3,4,9\n")
    let refused = try site.sluice("run", "mill")
    #expect(refused.status == 65)
    #expect(
      refused.stderr.contains("the column \"c\" is new (at place 4), and the job refuses that"), "\(refused.stderr)")
    try site.write("data/mill/2.csv", "b,t,a\n4,2026-05-01T06:01:00Z,3\n")
    let taken = try site.sluice("run", "mill")
    #expect(taken.status == 0 && taken.stderr.isEmpty, "\(taken.stderr)")
    #expect(try site.query("SELECT count(*) FROM etl.schema_change") == "0")
  }
}
