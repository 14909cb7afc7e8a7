import Extraction
import Oracle
import Rows
import Testing

@testable import Pipeline

/// The fast core against the naive oracle, on seeded dirty data: equal windows, refusals and counts.
@Suite struct OracleTests {
  @Test(arguments: 1...160)
  func seededDirtyDataGiveTheSameWindowsRefusalsAndCounts(seed: Int) throws {
    let (site, expected) = try Self.site(seed: UInt64(seed), files: 3, records: 120)
    var sizes = Self.sizes(seed: seed)
    // The first work item holds the header.
    if site.oracleJob.dialect.skip > 0 { sizes.item = max(sizes.item, 333) }
    let result = try site.preview(sizes)
    #expect(result.differences(from: expected) == [], "seed \(seed)")
    // The scanner's two ways: the plain one is a short cut only.
    let general = try site.preview(sizes, isGeneralOnly: true)
    #expect(general.csv == result.csv && general.refusals == result.refusals, "seed \(seed)")
  }

  /// Each departure from a plain file, and each reason that a file can cause, is in some of the seeds.
  @Test func theSeedsReachWhatTheyAreFor() throws {
    var reasons: Set<String> = []
    var filtered = 0
    var jobs: [OracleJob] = []
    for seed in 1...60 as ClosedRange<UInt64> {
      let (site, expected) = try Self.site(seed: seed, files: 1, records: 120)
      jobs.append(site.oracleJob)
      reasons.formUnion(expected.refusals.map(\.reason))
      filtered += expected.counts.values.reduce(0) { $0 + $1.filtered }
    }
    let others: Set<RefusalReason> = [
      .recordTooLong, .jsonInvalid, .jsonTooDeep, .jsonDuplicateKey, .jsonLoneSurrogate, .jsonNotScalar,
      .lineProtocolInvalid, .fieldTooLong, .outsidePathMargin, .sensorOwnedBy, .sensorUnknown,
    ]
    #expect(reasons == Set(Set(RefusalReason.allCases).subtracting(others).map(\.rawValue)))
    #expect(filtered > 0)
    let departures: [@Sendable (OracleJob) -> Bool] = [
      { $0.dialect.escape != nil }, { $0.dialect.hasQuotedNewlines }, { $0.dialect.padsShortRows },
      { $0.dialect.cutsLongRows }, { $0.dialect.comment != nil }, { !$0.dialect.footers.isEmpty },
      { $0.dialect.skip > 0 }, { $0.dialect.skipsRepeatedHeader }, { $0.dialect.endsAtReturn }, { $0.dialect.isCP949 },
      { $0.numbers.decimalMark == UInt8(ascii: ",") }, { $0.numbers.thousandsMark != nil },
      { !$0.numbers.nullTexts.isEmpty }, { !$0.numbers.sentinels.isEmpty }, { $0.badCellRefusesRow },
      { $0.filter?.isNot ?? false }, { !($0.filter?.isNot ?? true) }, { $0.lineColumn != nil },
    ]
    for (index, departs) in departures.enumerated() { #expect(jobs.contains(where: departs), "departure \(index)") }
  }

  @Test func recordsBeyondTheLimitAreRefusedAtTheirPlace() throws {
    for seed in [7 as UInt64, 8] {
      let job = Self.job(seed: seed)
      let files = DirtyFiles(seed: seed, job: job, files: 2, records: 20, overlong: true).files
      let site = try OracleSite(job, files, interval: "day")
      var sizes = WorkSizes()
      sizes.page = 1000
      sizes.item = 300_000
      let expected = oracle(site.oracleJob, site.files)
      #expect(expected.refusals.contains { $0.reason == "record_too_long" })
      #expect(try site.preview(sizes).differences(from: expected) == [], "seed \(seed)")
    }
  }

  /// Every page size from one byte up, and every cut of a small file into work items.
  @Test func noSizeOfPageOrItemShows() throws {
    for seed in [3 as UInt64, 11, 15] {
      let (site, expected) = try Self.site(seed: seed, files: 1, records: 6)
      let length = site.files[0].bytes.count
      let whole = try site.preview(WorkSizes())
      #expect(whole.differences(from: expected) == [], "seed \(seed)")
      for size in 1...length {
        var sizes = WorkSizes()
        sizes.page = size
        try Self.expectSame(site, sizes, whole, "page \(size)")
        sizes = WorkSizes()
        sizes.item = size
        sizes.page = 1 + size % 13
        try Self.expectSame(site, sizes, whole, "item \(size)")
      }
    }
  }

  @Test(arguments: 1...8)
  func noNumberOfWorkersShows(workers: Int) throws {
    let (site, expected) = try Self.site(seed: 42, files: 6, records: 150)
    var sizes = WorkSizes()
    sizes.workers = workers
    sizes.item = 700
    sizes.page = 256
    let result = try site.preview(sizes)
    #expect(result.differences(from: expected) == [])
    sizes.workers = 1
    #expect(result.csv == (try site.preview(sizes).csv))
  }

  /// The proof that the comparison can fail: each fault that is planted in the core is noticed.
  @Test(arguments: PlantedFault.allCases)
  func aPlantedFaultIsNoticed(fault: PlantedFault) throws {
    for seed in 1...60 as ClosedRange<UInt64> {
      let (site, expected) = try Self.site(seed: seed, files: 3, records: 80)
      var sizes = WorkSizes()
      sizes.workers = 4
      sizes.item = 500
      sizes.page = 200
      if try !site.preview(sizes, fault: fault).differences(from: expected).isEmpty { return }
    }
    Issue.record("the fault \(fault) was not noticed in 60 seeds")
  }

  private static func expectSame(
    _ site: OracleSite, _ sizes: WorkSizes, _ whole: CoreResult, _ what: String
  ) throws {
    let result = try site.preview(sizes)
    #expect(result.csv == whole.csv, "\(what)")
    #expect(result.refusals == whole.refusals, "\(what)")
  }

  private static func job(seed: UInt64) -> OracleJob {
    var job = oracleJobs(seed: seed)
    // A job file that moves midnight without stamps at the end is refused.
    if !job.stampIsEnd { job.midnightSameDay = false }
    return job
  }

  private static func site(
    seed: UInt64, files: Int, records: Int
  ) throws -> (site: OracleSite, expected: OracleResult) {
    let job = job(seed: seed)
    let dirty = DirtyFiles(seed: seed, job: job, files: files, records: records).files
    // A range that is asked for is cut at days; without one any interval serves.
    let kinds = job.from == nil && job.to == nil ? ["hour", "day", "month"] : ["hour", "day"]
    let site = try OracleSite(job, dirty, interval: kinds[Int(seed) % kinds.count])
    return (site, oracle(site.oracleJob, site.files))
  }

  private static func sizes(seed: Int) -> WorkSizes {
    var sizes = WorkSizes()
    sizes.workers = 1 + seed % 4
    sizes.page = [1 << 18, 64, 1000, 17, 4096][seed % 5]
    sizes.item = [2 * ContentHash.blockBytes, 333, 5000, 61][seed % 4]
    sizes.cells = [16_384, 7, 100][seed % 3]
    return sizes
  }
}
