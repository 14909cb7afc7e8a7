import Foundation
import Support
import Synchronization
import Testing

/// What a run leaves for later: intervals that are not due, ranges that were not asked for, memory that does not
/// suffice, files that are still being written.
@Suite struct WaitingTests {
  private func site(more: String = "") throws -> TestSite {
    let site = try TestSite()
    try site.write("jobs/press.yaml", TestSite.narrowJob("press", more: more))
    try site.write("data/press/good.csv", TestSite.goodFile)
    return site
  }

  @Test func anIntervalIsLoadedFromTheInstantItIsDue() throws {
    let site = try site(more: "grace: 30m")
    #expect(try site.sluice("run", "press", "--now", "2026-05-01T07:29:59.999999Z").status == 0)
    #expect(try site.ledger() == [])
    #expect(try site.sluice("run", "press", "--now", "2026-05-01T07:30:00Z").status == 0)
    #expect(try site.ledger() == ["05-01 06|done|3|"])
    #expect(try site.sluice("run", "press", "--now", "2026-05-01T08:30:00Z").status == 0)
    #expect(try site.ledger() == ["05-01 06|done|3|", "05-01 07|done|2|"])
  }

  @Test func anIntervalAskedForIsLoadedThoughNotDueAndIsNotFinal() throws {
    let site = try site()
    let early = ["run", "press", "--now", "2026-05-01T07:20:00Z"]
    let asked = ["--from", "2026-05-01T07:00:00Z", "--to", "2026-05-01T08:00:00Z"]
    #expect(try site.sluice(early + asked).status == 0)
    #expect(try site.ledger() == ["05-01 07|done|2|"])
    #expect(try site.query("SELECT bool_or(is_final) FROM mart.sensor_hour") == "f")
    #expect(try site.sluice("run", "press").status == 0)
    #expect(try site.ledger() == ["05-01 06|done|3|", "05-01 07|done|2|"])
  }

  @Test func oneEndOfARangeIsEnough() throws {
    let site = try site()
    #expect(try site.sluice("run", "press", "--to", "2026-05-01T07:00:00Z").status == 0)
    #expect(try site.ledger() == ["05-01 06|done|3|"])
    #expect(try site.sluice("run", "press", "--from", "2026-05-01T07:00:00Z").status == 0)
    #expect(try site.ledger() == ["05-01 06|done|3|", "05-01 07|done|2|"])
  }

  @Test func aDateIsTakenInTheZoneOfTheJob() throws {
    let site = try site()
    // In Seoul the second of May begins at 15:00 UTC.
    try site.write("data/press/night.csv", TestSite.rows("T1", hour: 14, [1]))
    try site.write("data/press/next.csv", TestSite.rows("T1", hour: 15, [1]))
    #expect(try site.sluice("run", "press", "--from", "2026-05-02", "--to", "2026-05-03").status == 0)
    #expect(try site.ledger() == ["05-01 15|done|1|"])
  }

  @Test func intervalsBeforeTheStartAreOutside() throws {
    let site = try TestSite()
    let job = TestSite.narrowJob("press").replacing("start: 2020-01-01", with: "start: 2026-05-01T07:00:00Z")
    try site.write("jobs/press.yaml", job)
    try site.write("data/press/good.csv", TestSite.goodFile)
    let report = try parsedJSON(try site.sluice("run", "press", "--json").stdout)
    #expect(report["outside"] as? Int == 3)
    #expect(report["loaded"] as? Int == 2)
    #expect(try site.ledger() == ["05-01 07|done|2|"])
  }

  @Test func tooLittleMemoryFailsWithWhatIsNeeded() throws {
    let site = try TestSite.loaded()
    let before = (try site.contentHash(), try site.coreState(), try site.ledger())
    for number in 0..<40 {
      let rows = (0..<600).map { second in
        "S\(number),\(TestSite.time(hour: 9, second: second, microsecond: number)),\(second),192\n"
      }
      try site.write("data/press/many\(number).csv", BadInputTests.header + rows.joined())
    }
    let result = try site.sluice("run", "press", "--memory", "16KiB")
    #expect(result.status == 1)
    #expect(result.stderr.split(separator: "\n").count == 1)
    #expect(result.stderr.contains("interval 2026-05-01T09:00:00Z to 2026-05-01T10:00:00Z"))
    #expect(result.stderr.contains("MiB"))
    #expect(result.stderr.contains("--memory"))
    #expect(try site.contentHash() == before.0)
    #expect(try site.coreState() == before.1)
    #expect(try site.ledger() == before.2)
    #expect(try site.sluice("run", "press").status == 0)
    #expect(try site.query("SELECT sum(n) FROM mart.sensor_hour WHERE sensor LIKE 'S%'") == "24000")
  }

  /// Rows are appended while runs go on: whatever a run saw of the file, the table holds a beginning of it, and in the
  /// end all of it.
  @Test func aGrowingFileNeverLeavesAWrongTable() throws {
    let site = try TestSite.loaded()
    try site.write("data/press/growing.csv", BadInputTests.header)
    let writer = try Writer(file: site.path("data/press/growing.csv"))
    for _ in 1...8 {
      let result = try site.sluice("run", "press")
      #expect(result.status == 0, "\(result.stderr)")
      try expectABeginning(site)
    }
    let rows = writer.stop()
    #expect(try site.sluice("run", "press").status == 0)
    try expectABeginning(site)
    #expect(try site.query("SELECT coalesce(sum(n), 0) FROM mart.sensor_hour WHERE sensor = 'G'") == "\(rows)")
  }

  private func expectABeginning(_ site: TestSite) throws {
    let sums = try site.query("SELECT sum(n), sum(sum)::bigint FROM mart.sensor_hour WHERE sensor = 'G'")
    let numbers = sums.split(separator: "|").compactMap { Int($0) }
    if numbers.count == 2 { #expect(numbers[1] == numbers[0] * (numbers[0] + 1) / 2) }
  }
}

/// Appends the rows 1, 2, 3 … of sensor G to a file from another thread, each whole and on the disk before the next.
private final class Writer: Sendable {
  private let isStopped = Atomic(false)
  private let written = Atomic(0)
  private let ended = DispatchSemaphore(value: 0)

  init(file: String) throws {
    let handle = try #require(FileHandle(forWritingAtPath: file))
    handle.seekToEndOfFile()
    Thread.detachNewThread { [self] in
      while !isStopped.load(ordering: .relaxed) {
        let row = written.add(1, ordering: .relaxed).newValue
        let time = TestSite.time(hour: 10, second: row / 1_000, microsecond: row % 1_000)
        handle.write(Data("G,\(time),\(row),192\n".utf8))
        handle.synchronizeFile()
      }
      ended.signal()
    }
  }

  /// Stops after the row that is being written; returns how many were.
  func stop() -> Int {
    isStopped.store(true, ordering: .relaxed)
    ended.wait()
    return written.load(ordering: .relaxed)
  }
}
