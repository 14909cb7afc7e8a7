import Extraction
import Oracle
import Testing

@testable import Pipeline

/// The fast core against the naive oracle on seeded jobs that declare statistics: equal windows, refusals and counts.
@Suite struct StatisticsOracleTests {
  @Test(arguments: StatisticsSeedTests.seeds)
  func seededStatisticsAreTheSame(seed: UInt64) throws {
    let (site, sizes) = try Self.site(seed: seed)
    let result = try site.preview(sizes)
    #expect(result.differences(from: oracle(site.oracleJob, site.files)) == [], "seed \(seed)")
  }

  /// The stretches of states and the flagged runs, which a preview does not print.
  @Test(arguments: StatisticsSeedTests.seeds)
  func seededIntervalsAreTheSame(seed: UInt64) throws {
    let (site, sizes) = try Self.site(seed: seed)
    let (stretches, runs) = try site.intervals(sizes)
    let expectedStretches = stateIntervals(site.oracleJob, site.files)
    let expectedRuns = flagIntervals(site.oracleJob, site.files)
    #expect(stretches.count == expectedStretches.count && runs.count == expectedRuns.count, "seed \(seed)")
    let strange = Set(stretches).symmetricDifference(expectedStretches).sorted { ($0.from, $0.to) < ($1.from, $1.to) }
    #expect(strange.prefix(2) == [], "seed \(seed)")
    let strangeRuns = Set(runs).symmetricDifference(expectedRuns).sorted { ($0.from, $0.to) < ($1.from, $1.to) }
    #expect(strangeRuns.prefix(2) == [], "seed \(seed)")
  }

  private static func site(seed: UInt64) throws -> (site: OracleSite, sizes: WorkSizes) {
    let (job, files) = StatisticsSeedTests.input(seed: seed)
    var sizes = WorkSizes()
    sizes.workers = 1 + Int(seed) % 4
    sizes.page = [1 << 18, 64, 1000, 17, 4096][Int(seed) % 5]
    sizes.item = [2 * ContentHash.blockBytes, 333, 5000, 61][Int(seed) % 4]
    sizes.cells = [16_384, 7, 100][Int(seed) % 3]
    // The first work item holds the header.
    if job.dialect.skip > 0 { sizes.item = max(sizes.item, 333) }
    return (try OracleSite(job, files, interval: job.interval.rawValue), sizes)
  }

  @Test(arguments: 1...8)
  func noNumberOfWorkersShows(workers: Int) throws {
    let (job, files) = StatisticsSeedTests.input(seed: 42)
    let site = try OracleSite(job, files, interval: job.interval.rawValue)
    var sizes = WorkSizes()
    sizes.workers = workers
    sizes.item = 700
    sizes.page = 256
    let result = try site.preview(sizes)
    #expect(result.differences(from: oracle(site.oracleJob, site.files)) == [])
    sizes.workers = 1
    #expect(result.csv == (try site.preview(sizes).csv))
  }
}
