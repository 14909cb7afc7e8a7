import Foundation
import Postgres
import Support
import Testing

@testable import Loading

/// Is a database brought to this program's state, once and safely?
struct MigrationsTests {
  @Test func theListIsTheFolder() throws {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("sql")
    var files: [String: [UInt8]] = [:]
    for part in ["migrations", "checks", "marts"] {
      for file in try FileManager.default.contentsOfDirectory(atPath: folder.appendingPathComponent(part).path)
      where file.hasSuffix(".sql") {
        files["\(part)/\(file)"] = [UInt8](try Data(contentsOf: folder.appendingPathComponent("\(part)/\(file)")))
      }
    }
    #expect(Set(Migrations.names) == Set(files.keys))
    #expect(Set(Migrations.names).count == Migrations.names.count)
    for script in Migrations.scripts {
      #expect(script.text == files[script.name], "\(script.name) is not what was built in")
      #expect(script.isRepeatable == !script.name.hasPrefix("migrations/"))
    }
    let numbered = Migrations.names.prefix { $0.hasPrefix("migrations/") }
    #expect(Array(numbered) == Migrations.names.filter { $0.hasPrefix("migrations/") }.sorted(), "numbered ones first")
  }

  @Test func onceAndNoMore() throws {
    let scratch = try Scratch("once")
    let session = try scratch.session()
    #expect(try Migrations.pending(session) == Migrations.names)
    #expect(try Migrations.apply(session) == Migrations.names)
    #expect(try Migrations.pending(session) == [])
    let before = try session.column("SELECT m FROM etl.migration AS m ORDER BY name")
    #expect(try Migrations.apply(session) == [])
    #expect(try Migrations.apply(try scratch.session()) == [])
    #expect(try session.column("SELECT m FROM etl.migration AS m ORDER BY name") == before)
    #expect(try session.column("SELECT name FROM etl.migration").sorted() == Migrations.names.sorted())
  }

  private func refusal(_ scratch: Scratch) throws -> String {
    do {
      _ = try Migrations.apply(try scratch.session())
      return "applied"
    } catch LoadError.migrations(let text) {
      return text
    }
  }

  @Test func anEditedMigrationIsRefused() throws {
    let scratch = try Scratch("edited")
    let session = try scratch.migrated()
    try session.run("UPDATE etl.migration SET checksum = checksum + 1 WHERE name = 'migrations/0001_spine.sql'")
    let before = try session.column("SELECT m FROM etl.migration AS m ORDER BY name")
    #expect(try Migrations.pending(session) == ["migrations/0001_spine.sql"])
    #expect(try refusal(scratch).contains("0001_spine.sql was edited"))
    #expect(try session.column("SELECT m FROM etl.migration AS m ORDER BY name") == before)
  }

  @Test func aDefinitionThatChangedIsReplaced() throws {
    let scratch = try Scratch("replaced")
    let session = try scratch.migrated()
    try session.run(
      """
      UPDATE etl.migration SET checksum = 0 WHERE name = 'marts/sensor_hour.sql';
      COMMENT ON VIEW mart.sensor_hour IS 'old'
      """)
    #expect(try Migrations.apply(session) == ["marts/sensor_hour.sql"])
    #expect(try session.value("SELECT obj_description('mart.sensor_hour'::regclass)") != "old")
    #expect(try Migrations.apply(session) == [])
  }

  @Test func aLaterProgramsDatabaseIsRefused() throws {
    let scratch = try Scratch("later")
    let session = try scratch.migrated()
    try session.run("INSERT INTO etl.migration (name, checksum) VALUES ('migrations/9999_later.sql', 1)")
    #expect(try refusal(scratch).contains("9999_later.sql"))
  }

  @Test func aRefusalLeavesNoLock() throws {
    let scratch = try Scratch("lock")
    let session = try scratch.migrated()
    try session.run("INSERT INTO etl.migration (name, checksum) VALUES ('migrations/9999_later.sql', 1)")
    #expect(throws: LoadError.self) { try Migrations.apply(session) }
    #expect(
      try session.value(
        "SELECT count(*) FROM pg_catalog.pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid "
          + "FROM pg_catalog.pg_database WHERE datname = current_database())") == "0")
  }

  @Test func aMigrationThatFailsLeavesNothing() throws {
    let scratch = try Scratch("fails")
    let session = try scratch.session()
    // Its name is taken, so the first script fails in the middle.
    try session.run("CREATE SCHEMA core; CREATE TABLE core.sensor (x integer)")
    #expect(throws: LoadError.self) { try Migrations.apply(session) }
    try session.run("DROP SCHEMA core CASCADE")
    #expect(try session.column("SELECT name FROM etl.migration") == [])
    #expect(try Migrations.apply(session) == Migrations.names)
  }

  @Test func twoAtOnce() async throws {
    let scratch = try Scratch("two")
    let done = try await withThrowingTaskGroup(of: [String].self) { group in
      for _ in 0..<2 { group.addTask { try Migrations.apply(try scratch.session()) } }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(done.sorted { $0.count < $1.count } == [[], Migrations.names])
  }
}
