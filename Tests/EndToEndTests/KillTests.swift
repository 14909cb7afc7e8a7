import EmbeddedServer
import Foundation
import Support
import Testing

/// A run that is killed at any point is healed by the next one, and nobody sees anything half done meanwhile.
@Suite struct KillTests {
  private static let killsMax = 200
  private static let killsEach = 8

  /// `SLUICE_KILL_SEED` repeats a campaign.
  private static var seed: UInt64 {
    ProcessInfo.processInfo.environment["SLUICE_KILL_SEED"].flatMap(UInt64.init) ?? UInt64.random(in: 0..<1_000_000)
  }

  @Test(.timeLimit(.minutes(4))) func theNextRunHealsAKilledOne() async throws {
    try await onOwnThread { try Self.campaign() }
  }

  private static func campaign() throws {
    let seed = Self.seed
    print("kill campaign: SLUICE_KILL_SEED=\(seed)")
    let site = try TestSite()
    let relay = try Relay(before: site.cluster)
    defer { relay.close() }
    var campaign = KillCampaign(site: try KillSite(site, relay, seed: seed), seed: seed)
    // A round kills ten times at most; a relay that kills nobody must not go on for ever either.
    while campaign.isShort(of: Self.killsEach), max(campaign.kills, campaign.cycles) <= Self.killsMax - 10 {
      try campaign.round()
    }
    print("kill campaign: \(campaign.summary)")
    for phase in RunPhase.required {
      #expect(campaign.killsIn[phase, default: 0] >= 3, "SLUICE_KILL_SEED=\(seed): too few kills in \(phase)")
    }
    #expect(campaign.kills <= Self.killsMax)
    #expect(campaign.committed > 0, "no run was killed between the server's COMMIT and the client's hearing of it")
    #expect(campaign.lost > 0, "no run was killed between its COMMIT and the server's hearing of it")
  }
}

/// Kills run after run, phase by phase, and holds what the next run makes of it against the undisturbed one.
struct KillCampaign {
  let site: KillSite
  private let seed: UInt64
  private var random: Seeded
  private(set) var killsIn: [RunPhase: Int] = [:]
  /// Kills after COMMIT was sent, by what became of it.
  private(set) var committed = 0
  private(set) var lost = 0
  private(set) var cycles = 0
  private var rounds = 0
  private let began = ContinuousClock.now

  init(site: KillSite, seed: UInt64) {
    self.site = site
    self.seed = seed
    random = Seeded(seed: seed)
  }

  var kills: Int { killsIn.values.reduce(0, +) }

  func isShort(of each: Int) -> Bool {
    RunPhase.allCases.contains { killsIn[$0, default: 0] < each }
  }

  var summary: String {
    let byPhase = RunPhase.allCases.map { "\($0.rawValue) \(killsIn[$0, default: 0])" }.joined(separator: ", ")
    return "seed \(seed): \(kills) kills in \(cycles) cycles, \(ContinuousClock.now - began): \(byPhase); "
      + "after COMMIT was sent \(committed) were committed, \(lost) were not"
  }

  /// One cycle for each phase; first loads and re-loads take turns, and in one of three the next run is killed as well.
  mutating func round() throws {
    for (index, phase) in RunPhase.allCases.enumerated() {
      try cycle((rounds + index).isMultiple(of: 2) ? .first : .reload, phase, isTwice: (rounds + index) % 3 == 1)
    }
    rounds += 1
  }

  private mutating func cycle(_ start: KillSite.Start, _ phase: RunPhase, isTwice: Bool) throws {
    cycles += 1
    let database = try site.copy(start)
    let ambush = ambush(start, phase)
    let story = "SLUICE_KILL_SEED=\(seed), cycle \(cycles), \(start) load, \(ambush)"
    // Now and then the next run meets what the server has not yet noticed to be dead.
    let looks = phase == .afterCommitSent || random.chance(60)
    if try kill(database, ambush, story) {
      if looks { try site.expectWholeHours(database, start, story) }
      if phase == .afterCommitSent { try judgeCommit(database) }
    }
    if isTwice { _ = try kill(database, self.ambush(start, RunPhase.allCases.randomElement(using: &random)!), story) }
    let result = try site.rerun(database)
    #expect(result.status == 0, "\(story): the next run ended with \(result.status ?? -1): \(result.stderr)")
    try site.expectHealed(database, story)
    try site.site.cluster.dropDatabase(database)
  }

  /// A point of the phase as the undisturbed run passed them; in the first phase, where it says nothing for long while
  /// it reads files, often a moment in that silence.
  private mutating func ambush(_ start: KillSite.Start, _ phase: RunPhase) -> Ambush {
    let points = site.points[start, default: []].filter { $0.phase == phase }
    var number = Int.random(in: 0..<max(1, points.count), using: &random)
    if phase == .scanning, random.chance(60) {
      let gaps = zip(points, points.dropFirst()).map { $1.at - $0.at }
      number = gaps.indices.max { gaps[$0] < gaps[$1] } ?? 0
      let delay = Double.random(in: 0.0001..<max(0.001, gaps.max() ?? 0), using: &random)
      return Ambush(place: .point(phase, number), act: .kill, delay: delay)
    }
    // Each of the two outcomes must come up, also in a short campaign.
    if phase == .afterCommitSent, let wanted = [PassedPoint.Moment.commitHeldBack, .commitDelivered][safe: rounds] {
      number = points.indices.filter { points[$0].moment == wanted }.randomElement(using: &random) ?? 0
    }
    return Ambush(place: .point(phase, number), act: .kill)
  }

  /// - Returns: whether the run was killed; one that ended before its point must have ended well.
  private mutating func kill(_ database: String, _ ambush: Ambush, _ story: String) throws -> Bool {
    let run = try site.disturb(database, ambush)
    let ending = try run.end()
    guard let phase = site.relay.report.struckIn else {
      #expect(ending == .exited(0), "\(story): nobody killed it, and it ended by itself: \(run.said)")
      return false
    }
    // It may have been about to exit when the signal came.
    guard ending == .killed(signal: SIGKILL) else {
      #expect(ending == .exited(0), "\(story): \(run.said)")
      return false
    }
    killsIn[phase, default: 0] += 1
    return true
  }

  /// The ledger tells whether the last COMMIT that the dead run sent took place.
  private mutating func judgeCommit(_ database: String) throws {
    let report = site.relay.report
    guard report.struckIn == .afterCommitSent else { return }
    let done = try site.site.cluster.psql(
      database,
      """
      SELECT count(*) FROM (SELECT run_id FROM etl.interval UNION ALL SELECT run_id FROM etl.level_interval) AS i
      WHERE run_id = (SELECT max(run_id) FROM etl.run)
      """)
    if Int(done) == report.commitsSent { committed += 1 } else { lost += 1 }
  }
}

extension Array {
  fileprivate subscript(safe index: Int) -> Element? { indices.contains(index) ? self[index] : nil }
}
