import Oracle
import Testing

@testable import Pipeline

/// The seeds of jobs that declare statistics: do they reach what they are for?
@Suite struct StatisticsSeedTests {
  static let seeds: ClosedRange<UInt64> = 1...100

  /// The files of a seed, laid out for the oracle alone.
  static func input(seed: UInt64) -> (job: OracleJob, files: [OracleFile]) {
    var job = statisticsJobs(seed: seed)
    // A job file that moves midnight without stamps at the end is refused.
    if !job.stampIsEnd { job.midnightSameDay = false }
    // A range that is asked for is cut at days; without one any interval serves.
    let isOpen = job.from == nil && job.to == nil
    let kinds: [OracleJob.IntervalKind] = isOpen && seed % 5 == 0 ? [.month] : [.hour, .day]
    job.interval = kinds[Int(seed) % kinds.count]
    return (job, DirtyFiles(seed: seed, job: job, files: 3, records: 120).files)
  }

  /// What some windows, stretches and runs of the seeds must show, each by a name.
  private static let windowSights: [(String, @Sendable (OracleWindow, OracleStatistics) -> Bool)] = [
    ("a window that is only held into", { window, _ in window.n + window.nBad + window.nNull == 0 }),
    ("gap beside good", { ($1.gap ?? 0) > 0 && ($1.good ?? 0) > 0 }),
    ("no gap", { $1.gap == 0 }),
    ("bad", { ($1.bad ?? 0) > 0 }),
    ("uncertain that counts", { ($1.uncertain ?? 0) > 0 && ($1.covered ?? 0) > ($1.good ?? 0) }),
    (
      "uncertain that does not", { ($1.uncertain ?? 0) > 0 && ($1.covered ?? 0) < ($1.good ?? 0) + ($1.uncertain ?? 0) }
    ),
    ("cover less than good", { ($1.covered ?? 0) > 0 && ($1.covered ?? 0) < ($1.good ?? 0) }),
    ("quality without cover", { ($1.good ?? 0) > 0 && $1.covered == 0 && $1.integral == nil }),
    ("cover without an integral", { ($1.covered ?? 0) > 0 && $1.integral == nil }),
    ("an increase without a reading", { $0.n == 0 && ($1.increase ?? 0) != 0 }),
    ("resets", { ($1.nReset ?? 0) > 1 }),
    ("states", { $1.states.count > 3 }),
    ("transitions", { ($1.nTransition ?? 0) > 2 }),
    ("percentiles that differ", { $1.p50 ?? 0 != $1.p95 ?? 0 }),
    ("bins below zero", { ($1.histogram.first?.bin ?? 0) < 0 }),
    ("bins of a resolution", { $0.sumExact != nil && $1.histogram.count > 5 }),
    ("bins of the bits", { $0.sumFloat != nil && $1.histogram.count > 5 }),
    ("an angle beyond a turn", { ($0.max ?? 0) > 1e6 && $1.sumSin != nil }),
  ]

  @Test func theSeedsReachWhatTheyAreFor() {
    var seen: Set<String> = []
    var flags: [OracleFlag: Int] = [:]
    var seconds: (least: Int64, most: Int64) = (.max, 0)
    for seed in Self.seeds.prefix(50) {
      let (job, files) = Self.input(seed: seed)
      for window in oracle(job, files).windows.values {
        guard let statistics = window.statistics else {
          Issue.record("seed \(seed) has a window without statistics")
          return
        }
        for (name, isSeen) in Self.windowSights where isSeen(window, statistics) { seen.insert(name) }
        for (flag, count) in statistics.flags { flags[flag, default: 0] += count }
      }
      for stretch in stateIntervals(job, files) {
        seen.insert("\(stretch.closedBy)")
        seconds = (min(seconds.least, stretch.to - stretch.from), max(seconds.most, stretch.to - stretch.from))
      }
      for run in flagIntervals(job, files) where run.readings > 1 { seen.insert("\(run.flag)") }
    }
    let ends = OracleStateInterval.End.allCases.map { "\($0)" }
    let runs: [OracleFlag] = [.range, .rate, .stuck, .drift]
    let expected = Set(Self.windowSights.map(\.0) + ends + runs.map { "\($0)" })
    #expect(expected.subtracting(seen) == [])
    for flag in OracleFlag.allCases { #expect(flags[flag] ?? 0 > 20, "\(flag)") }
    #expect(seconds.least < 1_000_000 && seconds.most > 3_000_000_000)
  }
}
