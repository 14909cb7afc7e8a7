import EmbeddedServer
import Foundation
import Support
import Testing

/// A run that dies between an interval and the days made from it leaves them to the next one.
@Suite struct LevelKillTests {
  /// Where the run is killed: before the first day, before a month, before their COMMITs.
  @Test(arguments: ["INSERT INTO etl.level_interval (", "UPDATE etl.level_interval", "FOR SHARE", "core.sensor_month"])
  func theNextRunMakesTheDay(words: String) async throws {
    try await onOwnThread { try Self.kill(before: words) }
  }

  private static func kill(before words: String) throws {
    let undisturbed = try LevelSite()
    try undisturbed.load(LevelSite.files())
    let plant = try LevelSite()
    for file in LevelSite.files() { try plant.site.write(file.path, file.text) }
    let relay = try Relay(before: plant.site.cluster)
    defer { relay.close() }
    let run = try relay.run(Ambush(place: .statement(words), act: .kill)) {
      try plant.site.start("run", LevelSite.job, with: ["PGHOST": relay.folder])
    }
    #expect(try run.end() == .killed(signal: SIGKILL), "\(run.said)")
    #expect(try Orphans.left(in: plant.site.database, on: plant.site.cluster).isEmpty)
    #expect(try plant.site.query("SELECT count(*) FROM etl.interval WHERE state = 'done'") != "0")
    let plan = try parsedJSON(try plant.site.sluice("plan", LevelSite.job, "--json").stdout)
    #expect((plan["intervals"] as? [Any])?.count == 0 && ((plan["coarser"] as? [Any])?.count ?? 0) > 0)
    let report = try plant.run()
    #expect(report["intervals_published"] as? Int == 0 && report["coarser_published"] as? Int != 0)
    #expect(try plant.site.contentHash() == undisturbed.site.contentHash())
    #expect(
      try plant.ledger("final_at IS NOT NULL, encode(source_fingerprint, 'hex')")
        == undisturbed.ledger("final_at IS NOT NULL, encode(source_fingerprint, 'hex')"))
  }
}
