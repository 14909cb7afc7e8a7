import EmbeddedServer
import Foundation
import Support
import Testing

/// A site whose runs are disturbed, with what an undisturbed one gives.
///
/// All cycles share its files. A first load and a re-load over older rows must end at the same state, so each cycle is
/// a copy of one of two databases: a migrated one, and one that was loaded before the correction came.
struct KillSite {
  enum Start: String, CaseIterable {
    case first, reload
  }

  let site: TestSite
  let relay: Relay
  /// Of a first load of all files, undisturbed.
  let wanted: DataState
  let wantedHours: HourState
  /// Before a re-load.
  let oldHours: HourState
  /// The points that an undisturbed run passes.
  private(set) var points: [Start: [PassedPoint]] = [:]
  private let loaded: String

  /// - Parameter relay: one before the site's cluster, which the caller closes.
  init(_ site: TestSite, _ relay: Relay, seed: UInt64) throws {
    self.site = site
    self.relay = relay
    var files = LineFiles(seed: seed)
    try site.write("jobs/\(LineFiles.job).yaml", LineFiles.declaration)
    for file in files.first() { try site.write(file.path, file.text) }
    loaded = try Self.copy(of: site.database, site)
    try Self.succeed(site, loaded)
    oldHours = try HourState(of: loaded, on: site.cluster)
    for file in files.correction() { try site.write(file.path, file.text) }

    let quiet = try Self.copy(of: site.database, site)
    try Self.succeed(site, quiet)
    wanted = try DataState(of: quiet, on: site.cluster)
    wantedHours = try HourState(of: quiet, on: site.cluster)
    for start in Start.allCases {
      let database = try copy(start)
      let run = try disturb(database, nil)
      try #require(try run.end() == .exited(0), "\(run.said)")
      points[start] = relay.report.points
      let state = try DataState(of: database, on: site.cluster)
      try #require(state == wanted, "a quiet \(start) load: \(state.differences(from: wanted))")
      try site.cluster.dropDatabase(database)
    }
  }

  func copy(_ start: Start) throws -> String { try Self.copy(of: start == .first ? site.database : loaded, site) }

  /// Starts a run through the relay.
  func disturb(_ database: String, _ ambush: Ambush?) throws -> RunningCommand {
    try relay.run(ambush) {
      try site.start("run", LineFiles.job, with: ["PGHOST": relay.folder, "PGDATABASE": database])
    }
  }

  /// A run that nobody disturbs.
  func rerun(_ database: String) throws -> ProcessResult { try Self.rerun(site, database) }

  /// Compares everything with the undisturbed run.
  func expectHealed(_ database: String, _ story: String) throws {
    let state = try DataState(of: database, on: site.cluster)
    #expect(state == wanted, "\(story): \(state.differences(from: wanted))")
    let left = try Orphans.left(in: database, on: site.cluster)
    #expect(left.isEmpty, "\(story): left behind: \(left)")
  }

  /// Looks at the database after a run was disturbed, when its server process is gone: each hour is old or new.
  func expectWholeHours(_ database: String, _ start: Start, _ story: String) throws {
    let left = try Orphans.left(in: database, on: site.cluster)
    #expect(left.isEmpty, "\(story): the dead run's session stays: \(left)")
    let hours = try HourState(of: database, on: site.cluster).lines
    let lawful = start == .first ? wantedHours.lines : wantedHours.lines.union(oldHours.lines)
    #expect(hours.isSubset(of: lawful), "\(story): neither old nor new: \(hours.subtracting(lawful).sorted())")
    if start == .reload {
      #expect(hours.count == oldHours.lines.count, "\(story): \(hours.count) hours instead of \(oldHours.lines.count)")
    }
  }

  private static func copy(of template: String, _ site: TestSite) throws -> String {
    let name = "\(site.database)_\(UUID().uuidString.prefix(8).lowercased())"
    _ = try site.cluster.psql("postgres", "CREATE DATABASE \"\(name)\" TEMPLATE \"\(template)\"")
    return name
  }

  private static func rerun(_ site: TestSite, _ database: String) throws -> ProcessResult {
    var site = site
    site.environment["PGDATABASE"] = database
    return try site.sluice("run", LineFiles.job)
  }

  private static func succeed(_ site: TestSite, _ database: String) throws {
    let result = try rerun(site, database)
    try #require(result.status == 0, "\(result.stderr)")
  }
}
