import Support
import Testing

/// What is written beside the data: checks that can fail, homes of refusals, byte ranges, copies, outdated intervals.
@Suite struct LedgerTests {
  private static let header = "sensor,time,value,quality\n"
  private static let six = "T1,2026-05-01T06:00:00Z,1,192\n"
  private static let seven = "T1,2026-05-01T07:00:00Z,2,192\n"

  private func press(_ text: String, more: String = "") throws -> TestSite {
    let site = try TestSite()
    try site.write("jobs/press.yaml", TestSite.narrowJob("press", more: more))
    try site.write("data/press/a.csv", text)
    return site
  }

  /// A database that changes a row under the loader's hands is noticed before COMMIT.
  @Test func aRowThatIsNotStoredAsItWasSentFailsItsInterval() throws {
    let site = try press(Self.header + Self.six)
    #expect(try site.sluice("run", "press").status == 0)
    let hash = try site.contentHash()
    _ = try site.query(
      """
      CREATE FUNCTION public.spoil() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN NEW.n := NEW.n + 1; RETURN NEW; END $$;
      CREATE TRIGGER spoil BEFORE INSERT ON core.sensor_hour FOR EACH ROW EXECUTE FUNCTION public.spoil();
      """)
    try site.write("data/press/b.csv", Self.header + "T1,2026-05-01T06:10:00Z,3,192\n")
    let result = try site.sluice("run", "press")
    #expect(result.status == 65)
    #expect(result.stderr.contains("check readings_hour: expected 2, found 3"), "\(result.stderr)")
    #expect(try site.contentHash() == hash)
    #expect(
      try site.query("SELECT check_code, expected, found FROM etl.check_result WHERE NOT passed")
        == "readings_hour|2|3")
    _ = try site.query("DROP TRIGGER spoil ON core.sensor_hour")
    #expect(try site.sluice("run", "press").status == 0)
    #expect(try site.query("SELECT state FROM etl.interval") == "done")
  }

  @Test func aRefusalIsAtHomeInTheIntervalOfItsTime() throws {
    let bad = "T1,2026-05-01T07:30:00Z,x,192\n"
    let site = try press(Self.header + Self.six + Self.seven + bad + "T1,no time,1,192\n")
    #expect(try site.sluice("run", "press").status == 0)
    #expect(
      try site.query(
        """
        SELECT r.record_number, r.reason, r.interval_from AT TIME ZONE 'UTC', o.path
        FROM etl.refusal AS r JOIN etl.source_object AS o USING (object_id) ORDER BY 1
        """) == "4|not_a_number|2026-05-01 07:00:00|press/a.csv\n5|time_unreadable|2026-05-01 06:00:00|press/a.csv")
  }

  @Test func theBytesOfAnIntervalAreNamed() throws {
    let site = try press(Self.header + Self.six + Self.six + Self.seven)
    #expect(try site.sluice("run", "press").status == 0)
    let (start, line) = (Self.header.utf8.count, Self.six.utf8.count)
    #expect(
      try site.query(
        "SELECT n_cell, first_record, last_record, byte_from, byte_to FROM etl.object_interval ORDER BY interval_from")
        == "2|2|3|\(start)|\(start + 2 * line - 1)\n1|4|4|\(start + 2 * line)|\(start + 3 * line - 1)")
  }

  @Test func aCopyBesideItsOriginalIsLoadedOnce() throws {
    let site = try press(Self.header + Self.six, more: "duplicates: keep_all")
    try site.write("data/press/b.csv", Self.header + Self.six)
    let result = try site.sluice("run", "press", "--json")
    #expect(result.status == 0, "\(result.stderr)")
    #expect(result.stdout.contains("\"loaded\":1,") && result.stdout.contains("\"outside\":1,"))
    #expect(try site.query("SELECT sum(n), sum(n_duplicate) FROM mart.sensor_hour") == "1|0")
    #expect(try site.sluice("run", "press", "--json").stdout.contains("\"objects_parsed\":0,"))
  }

  @Test func anotherDefinitionMakesIntervalsOutdatedAndACommentDoesNot() throws {
    let site = try press(Self.header + Self.six)
    #expect(try site.sluice("run", "press").status == 0)
    #expect(try site.sluice("plan", "press", "--json").stdout.contains("\"recount\":0,\"outdated\":0"))
    try site.write("jobs/press.yaml", "# a word for the reader\n" + TestSite.narrowJob("press"))
    #expect(try site.sluice("plan", "press", "--json").stdout.contains("\"recount\":0,\"outdated\":0"))
    try site.write("jobs/press.yaml", TestSite.narrowJob("press", more: "duplicates: first"))
    #expect(try site.sluice("plan", "press", "--json").stdout.contains("\"recount\":1,\"outdated\":1"))
    #expect(try site.sluice("status").stdout.contains("1 outdated"))
  }
}
