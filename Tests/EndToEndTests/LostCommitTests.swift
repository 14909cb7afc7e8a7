import EmbeddedServer
import Foundation
import Support
import Testing

/// A connection that is lost at COMMIT: the run does not know whether its interval is published, asks the ledger, and
/// goes on by itself.
@Suite struct LostCommitTests {
  /// What the relay does with COMMIT before it cuts the connection.
  enum Loss: CaseIterable {
    case commitSwallowed, answerSwallowed
    /// Delivered and cut at once.
    case cutBehindCommit
    /// The same where COMMIT takes so long that the new session asks while the old one still commits.
    case cutBehindSlowCommit

    var moment: PassedPoint.Moment {
      switch self {
      case .commitSwallowed: .commitHeldBack
      case .answerSwallowed: .commitAnswered
      case .cutBehindCommit, .cutBehindSlowCommit: .commitDelivered
      }
    }
  }

  private static let timesEach = 5

  /// Makes each COMMIT of an interval take a while, yet less than the second after which the server looks whether its
  /// client is still there.
  private static let slowCommit = """
    CREATE FUNCTION public.dawdle() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(0.2); RETURN NULL; END';
    CREATE CONSTRAINT TRIGGER dawdle AFTER UPDATE ON etl.interval DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION public.dawdle();
    CREATE CONSTRAINT TRIGGER dawdle AFTER UPDATE ON etl.level_interval DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION public.dawdle();
    """

  @Test(.timeLimit(.minutes(4))) func theRunItselfFindsOut() async throws {
    try await onOwnThread { try Self.loseCommits() }
  }

  private static func loseCommits() throws {
    let place = try TestSite()
    let relay = try Relay(before: place.cluster)
    defer { relay.close() }
    let site = try KillSite(place, relay, seed: 7)
    for loss in Loss.allCases {
      for time in 0..<Self.timesEach {
        let start = KillSite.Start.allCases[time % 2]
        let commits = site.points[start, default: []].filter { $0.phase == .afterCommitSent }.indices(of: loss.moment)
        try #require(!commits.isEmpty)
        try lose(loss, start, .point(.afterCommitSent, commits[time % commits.count]), site)
      }
    }
  }

  private static func lose(_ loss: Loss, _ start: KillSite.Start, _ place: Ambush.Place, _ site: KillSite) throws {
    let story = "\(loss), \(start) load, \(place)"
    let database = try site.copy(start)
    if loss == .cutBehindSlowCommit { _ = try site.site.cluster.psql(database, Self.slowCommit) }
    let run = try site.disturb(database, Ambush(place: place, act: .cut))
    #expect(try run.end() == .exited(0), "\(story): \(run.said)")
    let report = site.relay.report
    #expect(report.struckIn == .afterCommitSent, "\(story)")
    #expect(report.connections == 2, "\(story): it did not come back")
    try site.expectHealed(database, story)
    // Each interval that it published it has counted, whichever session did it.
    let counted = try site.site.cluster.psql(
      database,
      """
      SELECT r.state, r.n_interval - count(*) FILTER (WHERE i.is_own), r.n_window - sum(i.n_window)
      FROM etl.run AS r JOIN (
        SELECT run_id, n_window, true FROM etl.interval UNION ALL SELECT run_id, n_window, false FROM etl.level_interval
      ) AS i (run_id, n_window, is_own) USING (run_id)
      WHERE run_id = (SELECT max(run_id) FROM etl.run) GROUP BY run_id
      """)
    #expect(counted == "done|0|0", "\(story)")
    try site.site.cluster.dropDatabase(database)
  }
}

extension [PassedPoint] {
  fileprivate func indices(of moment: PassedPoint.Moment) -> [Int] {
    indices.filter { self[$0].moment == moment }
  }
}
