import Foundation
import Support
import Testing

/// What comes after the first run: late, corrected, copied, renamed, vanished files; and what must stop and ask.
@Suite struct LateDataTests {
  @Test func aLateFileRecomputesExactlyItsInterval() throws {
    let site = try TestSite.loaded()
    let runs = try site.query("SELECT interval_from, run_id FROM etl.interval ORDER BY 1").split(separator: "\n")
    try site.write("data/press/late.csv", TestSite.rows("T1", hour: 7, [100]))
    let plan = try parsedJSON(try site.sluice("plan", "press", "--json").stdout)
    #expect((plan["read"] as? [[String: Any]])?.compactMap { $0["path"] as? String } == ["press/late.csv"])
    let report = try parsedJSON(try site.sluice("run", "press", "--json").stdout)
    #expect(report["intervals_published"] as? Int == 1)
    #expect(
      try site.hours() == ["05-01 06|T1|2|167", "05-01 06|T2|1|12", "05-01 07|T1|2|184", "05-01 07|T2|1|"])
    let after = try site.query("SELECT interval_from, run_id FROM etl.interval ORDER BY 1").split(separator: "\n")
    #expect(after[0] == runs[0] && after[1] != runs[1])
  }

  /// Late data leave the same tables as data that were there from the start.
  @Test func lateDataLeaveNoTrace() throws {
    let (early, late) = (try TestSite.loaded(), try TestSite())
    try late.write("jobs/press.yaml", TestSite.narrowJob("press"))
    try late.write("data/press/late.csv", TestSite.rows("T1", hour: 6, [1, 2, 3]))
    #expect(try late.sluice("run", "press").status == 0)
    try late.write("data/press/good.csv", TestSite.goodFile)
    try early.write("data/press/late.csv", TestSite.rows("T1", hour: 6, [1, 2, 3]))
    #expect(try early.sluice("run", "press").status == 0)
    #expect(try late.sluice("run", "press").status == 0)
    #expect(try early.contentHash() == late.contentHash())
  }

  @Test func aCorrectedFileReplacesWhatItsPathHeld() throws {
    let site = try TestSite.loaded()
    try site.write("data/press/good.csv", TestSite.goodFile.replacing("83.4", with: "90.4"))
    #expect(try site.sluice("run", "press").status == 0)
    #expect(try site.hours().first == "05-01 06|T1|2|174")
    try site.write("data/press/good.csv", TestSite.goodFile)
    #expect(try site.sluice("run", "press").status == 0)
    #expect(try site.hours().first == "05-01 06|T1|2|167")
  }

  @Test func copiedRenamedAndTouchedFilesLoadNothing() throws {
    let site = try TestSite.loaded()
    let before = (try site.contentHash(), try site.coreState(), try site.ledger())
    try site.write("data/press/copy.csv", TestSite.goodFile)
    try expectNothingLoaded(site)
    try site.move("data/press/good.csv", "data/press/renamed.csv")
    try expectNothingLoaded(site)
    try site.remove("data/press/copy.csv")
    try site.write("data/press/renamed.csv", TestSite.goodFile)
    try expectNothingLoaded(site)
    #expect(try site.contentHash() == before.0)
    #expect(try site.coreState() == before.1)
    #expect(try site.ledger() == before.2)
  }

  private func expectNothingLoaded(_ site: TestSite) throws {
    let result = try site.sluice("run", "press", "--json")
    #expect(result.status == 0, "\(result.stderr)")
    #expect(try parsedJSON(result.stdout)["intervals_published"] as? Int == 0)
  }

  @Test func aVanishedFileKeepsItsHistory() throws {
    let site = try TestSite.loaded()
    let before = (try site.contentHash(), try site.coreState(), try site.ledger())
    try site.remove("data/press/good.csv")
    let result = try site.sluice("run", "press")
    #expect(result.status == 0)
    #expect(result.stderr.isEmpty)
    #expect(try site.contentHash() == before.0)
    #expect(try site.coreState() == before.1)
    #expect(try site.ledger() == before.2)
  }

  @Test func aStaleIntervalWithoutAllItsObjectsFailsAndNamesThem() throws {
    let site = try TestSite.loaded()
    let before = (try site.contentHash(), try site.coreState())
    try site.remove("data/press/good.csv")
    try site.write("data/press/late.csv", TestSite.rows("T1", hour: 7, [100]))
    let result = try site.sluice("run", "press")
    #expect(result.status == 74)
    #expect(result.stderr.contains("interval 2026-05-01T07:00:00Z to 2026-05-01T08:00:00Z"))
    #expect(result.stderr.contains("press/good.csv"))
    #expect(result.stderr.split(separator: "\n").count == 1)
    #expect(try site.contentHash() == before.0)
    #expect(try site.coreState() == before.1)
    #expect(try site.ledger().map { $0.split(separator: "|")[1] } == ["done", "failed"])
    try site.write("data/press/good.csv", TestSite.goodFile)
    #expect(try site.sluice("run", "press").status == 0)
    #expect(try site.hours().contains("05-01 07|T1|2|184"))
  }

  @Test func anIntervalThatWouldShrinkStopsAndAsks() throws {
    let site = try TestSite.loaded()
    try site.write("data/press/big.csv", TestSite.rows("T1", hour: 9, Array(1...100)))
    #expect(try site.sluice("run", "press").status == 0)
    let before = (try site.contentHash(), try site.coreState())
    try site.write("data/press/big.csv", TestSite.rows("T1", hour: 9, Array(1...49)))
    for _ in 1...2 {
      let result = try site.sluice("run", "press")
      #expect(result.status == 65)
      #expect(result.stderr.contains("would shrink from 100 to 49 readings"))
      #expect(result.stderr.contains("--allow-shrink"))
      #expect(try site.contentHash() == before.0)
      #expect(try site.coreState() == before.1)
    }
    #expect(try site.sluice("run", "press", "--allow-shrink").status == 0)
    #expect(try site.hours().last == "05-01 09|T1|49|1225")
    #expect(try site.sluice("run", "press").status == 0)
  }

  @Test func halfOfTheReadingsMayGo() throws {
    let site = try TestSite.loaded()
    try site.write("data/press/big.csv", TestSite.rows("T1", hour: 9, Array(1...100)))
    #expect(try site.sluice("run", "press").status == 0)
    try site.write("data/press/big.csv", TestSite.rows("T1", hour: 9, Array(1...50)))
    #expect(try site.sluice("run", "press").status == 0)
  }

  @Test func overTheBudgetNothingIsChangedAndTheEvidenceIsKept() throws {
    let site = try TestSite.loaded()
    let before = (try site.contentHash(), try site.coreState())
    // 1,500 bad records of 3,000: over 100 rows and over one percent, and more than are kept as evidence.
    let good = TestSite.rows("T1", hour: 7, (1...1_500).map { $0 })
    let bad = String(repeating: "T1,2026-05-01T07:59:00Z,none,192\n", count: 1_500)
    try site.write("data/press/bad.csv", good + bad)
    for _ in 1...2 {
      let result = try site.sluice("run", "press")
      #expect(result.status == 65)
      #expect(result.stderr.contains("\(site.path("data/press/bad.csv")): over the refusal budget: 1500 refused"))
      #expect(result.stderr.contains("not_a_number 1500, first at line 1502"))
      #expect(try site.contentHash() == before.0)
      #expect(try site.coreState() == before.1)
    }
    #expect(
      try site.ledger() == ["05-01 06|done|3|", "05-01 07|failed|2|fed by press/bad.csv, which is over its"])
    let kept = "SELECT count(*), bool_or(is_published) FROM etl.refusal GROUP BY run_id ORDER BY run_id"
    #expect(try site.query(kept) == "1000|f")
    try site.write("data/press/bad.csv", good)
    #expect(try site.sluice("run", "press").status == 0)
    #expect(try site.hours().contains("05-01 07|T1|1501|1125834"))
    #expect(try site.ledger().map { $0.split(separator: "|")[1] } == ["done", "done"])
  }

  @Test func refusalsWithinTheBudgetDoNotStopAFile() throws {
    let site = try TestSite.loaded()
    let bad = String(repeating: "T1,2026-05-01T07:59:00Z,none,192\n", count: 100)
    try site.write("data/press/some.csv", TestSite.rows("T1", hour: 7, [1]) + bad)
    #expect(try site.sluice("run", "press").status == 0)
    #expect(try site.hours().contains("05-01 07|T1|2|85"))
    #expect(try site.query("SELECT count(*), bool_and(is_published) FROM etl.refusal") == "100|t")
  }
}
