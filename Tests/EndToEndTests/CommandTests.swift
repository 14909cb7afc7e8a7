import Foundation
import Support
import Testing

/// What the commands print, where, and with which exit code.
@Suite struct CommandTests {
  @Test(arguments: [
    ["run"], ["run", "press", "--all"], ["run", "press", "--bogus"], ["run", "press", "--from", "yesterday"],
    ["run", "press", "--from", "2026-05-02", "--to", "2026-05-01"], ["run", "press", "--memory", "12"],
    ["run", "press", "--memory", "0MiB"], ["run", "press", "--workers", "0"], ["run", "press", "--workers", "two"],
    ["run", "press", "--wait", "-1"], ["plan"], ["plan", "press", "--to", "2026-13-01"], ["refusals"],
    ["refusals", "press", "--limit", "0"], ["status", "press"], ["db", "reset"], ["frobnicate"],
    ["validate", "--log-format", "xml"],
  ])
  func wrongUseIs64(_ arguments: [String]) throws {
    let site = try TestSite(isMigrated: false)
    try site.write("jobs/press.yaml", TestSite.narrowJob("press"))
    let result = try site.sluice(arguments)
    #expect(result.status == 64, "\(result.stderr)")
    #expect(result.stdout.isEmpty)
    #expect(result.stderr.contains("Error: "))
  }

  @Test(arguments: [
    ["--help"], ["init"], ["validate"], ["plan"], ["run"], ["preview"], ["status"], ["refusals"], ["db"],
    ["db", "start"], ["db", "stop"], ["db", "status"], ["db", "migrate"], ["db", "psql"], ["version"],
  ])
  func helpIsAResult(_ command: [String]) throws {
    let result = try run(TestSite.binary, command + (command == ["--help"] ? [] : ["--help"]), environment: [:])
    #expect(result.status == 0)
    #expect(result.stdout.contains("USAGE: sluice"))
    #expect(result.stderr.isEmpty)
  }

  @Test func versionNamesTheProgramAndTheLibrary() throws {
    let result = try run(TestSite.binary, ["version"], environment: [:])
    #expect(result.status == 0)
    #expect(result.stdout.hasPrefix("sluice 0."))
    #expect(result.stdout.contains("libpq 15."))
  }

  @Test func statusIsJSONWithItsNumbers() throws {
    let site = try TestSite.loaded()
    try site.write("data/press/late.csv", TestSite.rows("T1", hour: 9, [1]))
    let status = try parsedJSON(try site.sluice("status", "--json", "--content-hash").stdout)
    #expect(try status["content_hash"] as? String == site.contentHash())
    let jobs = try #require(status["jobs"] as? [[String: Any]])
    #expect(jobs.count == 1)
    #expect(jobs[0]["job"] as? String == "press")
    #expect(jobs[0]["last_run_state"] as? String == "done")
    #expect(jobs[0]["intervals_done"] as? Int == 2)
    #expect(jobs[0]["objects_unread"] as? Int == 1)
    #expect(jobs[0]["readings"] as? Int == 5)
    #expect(jobs[0]["published_to"] as? String == "2026-05-01T08:00:00Z")
    #expect(jobs[0]["problem"] is NSNull)
  }

  @Test func theReportOfARunIsOneObjectAJob() throws {
    let site = try TestSite()
    for job in ["press", "oven"] {
      try site.write("jobs/\(job).yaml", TestSite.narrowJob(job))
      try site.write(
        "data/\(job)/good.csv",
        TestSite.goodFile.replacing("T", with: "\(job)-T").replacing(
          "01\(job)-T", with: "01T"))
    }
    let result = try site.sluice("run", "--all", "--json")
    #expect(result.status == 0, "\(result.stderr)")
    let reports = try result.stdout.split(separator: "\n").map { try parsedJSON($0) }
    #expect(reports.compactMap { $0["job"] as? String } == ["oven", "press"])
    for report in reports {
      #expect(report["loaded"] as? Int == 5)
      #expect((report["failures"] as? [String])?.isEmpty == true)
    }
  }

  /// One job that fails does not keep the others from running.
  @Test func allJobsRunThoughOneFails() throws {
    let site = try TestSite()
    try site.write("jobs/bad.yaml", TestSite.narrowJob("bad"))
    try site.write("data/bad/a.csv", "nothing\n1\n")
    try site.write("jobs/press.yaml", TestSite.narrowJob("press"))
    try site.write("data/press/good.csv", TestSite.goodFile)
    let result = try site.sluice("run", "--all")
    #expect(result.status == 65)
    #expect(try site.ledger().count == 2)
  }

  @Test func anotherJobsSensorIsRefused() throws {
    let site = try TestSite.loaded()
    try site.write("jobs/oven.yaml", TestSite.narrowJob("oven"))
    try site.write("data/oven/a.csv", TestSite.rows("T1", hour: 9, [1]) + "O1,2026-05-01T09:00:00Z,5,192\n")
    #expect(try site.sluice("run", "oven").status == 0)
    #expect(try site.hours().last == "05-01 09|O1|1|5")
    #expect(try site.query("SELECT reason FROM etl.refusal") == "sensor_owned_by")
  }

  /// Text output is made for a terminal: a file's control characters must not reach it.
  @Test func refusalsShowNoControlCharacters() throws {
    let site = try TestSite.loaded()
    try site.write("data/press/odd.csv", TestSite.rows("T1", hour: 9, [1]) + "T1,\u{1B}[31mred,1,192\n")
    #expect(try site.sluice("run", "press").status == 0)
    let text = try site.sluice("refusals", "press").stdout
    #expect(text.hasPrefix("press/odd.csv:3: bytes "))
    #expect(text.contains("time_unreadable in time"))
    #expect(!text.contains("\u{1B}"))
    let line = try parsedJSON(try site.sluice("refusals", "press", "--json").stdout)
    #expect(line["raw"] as? String == "T1,\u{1B}[31mred,1,192")
  }

  @Test(arguments: ["text", "logfmt", "json"]) func failuresAreOneLineInEveryFormat(_ format: String) throws {
    let site = try TestSite.loaded()
    try site.write("data/press/bad.csv", "nothing\n1\n")
    let result = try site.sluice("run", "press", "--log-format", format)
    #expect(result.status == 65)
    #expect(result.stderr.split(separator: "\n").count == 1)
    #expect(result.stderr.contains("bad.csv"))
    if format == "json" { #expect(try parsedJSON(result.stderr)["job"] as? String == "press") }
  }

  @Test func previewIsCSVOfWhatARunLoads() throws {
    let site = try TestSite.loaded()
    let result = try site.sluice("preview", "press")
    #expect(result.status == 0)
    #expect(result.stderr.isEmpty)
    let lines = result.stdout.split(separator: "\n")
    #expect(lines.allSatisfy { $0.split(separator: ",", omittingEmptySubsequences: false).count == 17 })
    let hours = lines.filter { $0.hasPrefix("hour,") }
    #expect(hours.count == 4)
    #expect(hours[0].hasPrefix("hour,T1,2026-05-01T06:00:00Z,2026-05-01T07:00:00Z,2,0,0,0,83.4,83.6,83.4,"))
    let missing = try site.sluice("preview", "press", "--object", "press/none.csv")
    #expect(missing.status == 74)
    #expect(missing.stdout.isEmpty)
  }

  @Test func aKindOfIntervalThatWasChangedIsRefused() throws {
    let site = try TestSite.loaded()
    let before = try site.coreState()
    try site.write("jobs/press.yaml", TestSite.narrowJob("press", interval: "day"))
    let result = try site.sluice("run", "press")
    #expect(result.status == 78)
    #expect(result.stderr.contains("give the changed job another name"))
    #expect(try site.coreState() == before)
    try site.write("jobs/press.yaml", TestSite.narrowJob("press").replacing("pohang", with: "ulsan"))
    #expect(try site.sluice("run", "press").status == 78)
  }

  /// A question asks: not even the company of a job that never ran is registered.
  @Test(arguments: [
    ["plan", "press"], ["run", "press", "--dry-run"], ["run", "--all", "--dry-run", "--json"], ["status"],
  ])
  func questionsRegisterNothing(_ command: [String]) throws {
    let site = try TestSite()
    try site.write("jobs/press.yaml", TestSite.narrowJob("press"))
    try site.write("data/press/good.csv", TestSite.goodFile)
    let result = try site.sluice(command)
    #expect(result.status == 0, "\(result.stderr)")
    #expect(result.stdout.contains(command == ["status"] ? "press: never run" : "press/good.csv"))
    let rows =
      "SELECT (SELECT count(*) FROM core.company), (SELECT count(*) FROM etl.job), (SELECT count(*) FROM etl.run)"
    #expect(try site.query(rows) == "0|0|0")
  }

  @Test func siteFilesAndHiddenFilesAreNoJobs() throws {
    let site = try TestSite.loaded()
    try site.write("jobs/.press.yaml", "half a jo")
    try site.write("jobs/._press.yaml", [0, 5, 22, 7])
    let other = try String(contentsOfFile: site.path("jobs/sluice.yaml"), encoding: .utf8)
    try site.write("jobs/test.site", other)
    for file in ["sluice.yaml", "test.site"] {
      let words = ["run", "--all", "--json", "--config", site.path("jobs/\(file)")]
      let result = try run(TestSite.binary, words, environment: site.environment)
      #expect(result.status == 0, "\(result.stderr)")
      #expect(try parsedJSON(result.stdout)["job"] as? String == "press")
    }
  }

  /// What a path captured is text, even where it looks like a field of the template.
  @Test func capturesAreNotFilledInAgain() throws {
    let site = try TestSite()
    let job = TestSite.narrowJob("press").replacing("press/*.csv", with: "press/{line}/{name}.csv")
    try site.write("jobs/press.yaml", job.replacing("{column: sensor}", with: "{path: \"a {line}/{name}}\"}"))
    for folder in ["{name}", "L1"] { try site.write("data/press/\(folder)/x.csv", TestSite.rows("-", hour: 9, [1])) }
    let result = try site.sluice("run", "press")
    #expect(result.status == 0, "\(result.stderr)")
    #expect(try site.query("SELECT code FROM core.sensor ORDER BY code COLLATE \"C\"") == "a L1/x}\na {name}/x}")
  }

  @Test func aRunUnderWayIsWaitedForAndThen75() throws {
    let site = try TestSite.loaded()
    let (cluster, database) = (site.cluster, site.database)
    let lock = "SELECT pg_advisory_lock(5711, job_id), pg_sleep(600) FROM etl.job"
    let other = Thread {
      // Ends when its backend is terminated below.
      _ = try? cluster.psql(database, lock)
    }
    other.start()
    let held = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND classid = 5711 AND granted"
    while try site.query(held + " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())")
      == "0"
    {}
    let result = try site.sluice("run", "press", "--wait", "0")
    #expect(result.status == 75)
    #expect(result.stderr == "sluice: another run of press is under way; waited 0 s (--wait)\n")
    _ = try site.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        + "WHERE datname = current_database() AND pid <> pg_backend_pid()")
    #expect(try site.sluice("run", "press").status == 0)
  }

  @Test func aFullOutputIs74() throws {
    let site = try TestSite.loaded()
    let command = "exec \"$0\" preview press --config \"$1\" > /dev/full"
    let result = try run("/bin/sh", ["-c", command, TestSite.binary, site.path("jobs/sluice.yaml")])
    #expect(result.status == 74)
    #expect(result.stderr == "sluice: standard output: No space left on device\n")
  }
}
