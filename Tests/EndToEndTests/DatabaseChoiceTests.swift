import Foundation
import Support
import Testing

/// Which database a command reaches for, what it says when there is none, and that it tells no secret.
@Suite struct DatabaseChoiceTests {
  private static let canary = "canary-5f0c"
  private static let commands = [
    ["plan", "press"], ["run", "press"], ["run", "--all"], ["status"], ["refusals", "press"], ["db", "status"],
    ["db", "migrate"],
  ]

  private func site(_ declaration: String) throws -> TestSite {
    let site = try TestSite.loaded()
    try site.write("jobs/sluice.yaml", "jobs: .\nroots:\n  data: ../data\nstate: ../state\n\(declaration)\n")
    return site
  }

  @Test(arguments: commands + [["db", "psql"]])
  func anEnvironmentThatNamesNoneIs78(_ command: [String]) throws {
    var site = try site("database: environment")
    for names in [["PATH"], ["PATH", "PGHOST"], ["PATH", "PGDATABASE"]] {
      site.environment = site.environment.filter { names.contains($0.key) }
      let result = try site.sluice(command)
      #expect(result.status == 78)
      #expect(result.stdout.isEmpty)
      #expect(
        result.stderr.hasPrefix("sluice: \(site.path("jobs/sluice.yaml")): database: environment needs PGSERVICE"))
      #expect(result.stderr.split(separator: "\n").count == 1)
    }
  }

  /// libpq takes its own default for an empty variable, which is another database.
  @Test func emptyVariablesNameNothing() throws {
    var site = try site("database: environment")
    for name in ["PGHOST", "PGHOSTADDR", "PGDATABASE", "PGSERVICE"] { site.environment[name] = "" }
    #expect(try site.sluice("run", "press").status == 78)
    #expect(try site.sluice("db", "psql").status == 78)
  }

  @Test(arguments: commands + [["db", "psql"], ["db", "start"], ["db", "stop"]])
  func noDeclarationIs78(_ command: [String]) throws {
    let site = try site("# no database")
    let result = try site.sluice(command)
    #expect(result.status == 78)
    #expect(result.stderr.contains("database is missing; expected embedded, service=NAME or environment"))
    #expect(result.stderr.split(separator: "\n").count == 1)
  }

  @Test(arguments: ["start", "stop"]) func aServerThatIsNotOursIsNotStarted(_ command: String) throws {
    let result = try site("database: environment").sluice("db", command)
    #expect(result.status == 78)
    #expect(result.stderr.contains("does not declare database: embedded"))
  }

  @Test(arguments: commands) func aServerThatIsDownIs69InOneLine(_ command: [String]) throws {
    var site = try site("database: environment")
    site.environment["PGHOST"] = site.path("nowhere")
    site.environment["PGPASSWORD"] = Self.canary
    let result = try site.sluice(command)
    #expect(result.status == 69)
    #expect(result.stdout.isEmpty)
    #expect(result.stderr.hasPrefix("sluice: PostgreSQL is not available: "), "\(result.stderr)")
    #expect(result.stderr.split(separator: "\n").count == 1)
    #expect(!result.stderr.contains(Self.canary))
  }

  @Test func anEmbeddedServerThatWasNeverMadeIs69() throws {
    let site = try site("database: embedded")
    for command in Self.commands {
      let result = try site.sluice(command)
      #expect(result.status == 69)
      #expect(result.stderr.contains("is not running: sluice db start"))
      #expect(result.stderr.split(separator: "\n").count == 1)
    }
    #expect(!FileManager.default.fileExists(atPath: site.path("state")))
  }

  /// A server that takes the connection and says nothing: a socket that somebody listens on and nobody reads.
  @Test func aServerThatNeverAnswersIsGivenUp() throws {
    var site = try site("database: environment")
    let listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(listener) }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let path = site.path(".s.PGSQL.5432")
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let bound = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(listener, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    try #require(bound == 0 && listen(listener, 8) == 0)
    site.environment["PGHOST"] = site.folder.path
    site.environment["PGPORT"] = "5432"
    site.environment["PGCONNECT_TIMEOUT"] = "2"
    let began = ContinuousClock.now
    let result = try site.sluice("run", "press")
    #expect(result.status == 69)
    #expect(result.stderr.split(separator: "\n").count == 1)
    #expect(ContinuousClock.now - began < .seconds(30))
  }

  @Test func anUnknownDatabaseAndAnUnknownServiceAre69() throws {
    var site = try site("database: environment")
    site.environment["PGDATABASE"] = "no_such_database"
    let result = try site.sluice("run", "press")
    #expect(result.status == 69)
    #expect(result.stderr.contains("no_such_database"))
    #expect(result.stderr.split(separator: "\n").count == 1)
    try site.write("jobs/sluice.yaml", "roots: {data: ../data}\ndatabase: service=nowhere\n")
    let service = try site.sluice("run", "press")
    #expect(service.status == 69)
    #expect(service.stderr.contains("nowhere"))
  }

  @Test func aServiceIsTakenFromItsFile() throws {
    var site = try site("database: service=dam")
    let names = ["host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "dbname": "PGDATABASE"]
    let lines = names.compactMap { key, name in site.environment[name].map { "\(key)=\($0)\n" } }
    try site.write("services.conf", "[dam]\n" + lines.joined())
    site.environment = ["PATH": "/usr/bin:/bin", "PGSERVICEFILE": site.path("services.conf")]
    #expect(try site.sluice("status").status == 0)
    let psql = try site.sluice("db", "psql", "--", "-XAtc", "SELECT current_database()")
    #expect(psql.stdout == site.database + "\n", "\(psql.stderr)")
  }

  @Test func psqlGetsItsArgumentsAsTheyAre() throws {
    let site = try TestSite.loaded()
    let result = try site.sluice(
      "db", "psql", "--", "-XAt", "-v", "word=it's a \"word\"", "-c", "SELECT 'a  b', $$c\nd$$")
    #expect(result.status == 0, "\(result.stderr)")
    #expect(result.stdout == "a  b|c\nd\n")
    let failed = try site.sluice("db", "psql", "--", "-X", "-v", "ON_ERROR_STOP=1", "-c", "SELECT 1/0")
    #expect(failed.status == 1)
    #expect(failed.stderr.contains("division by zero"))
  }

  /// The password is in the environment of every command here, and must not come out of any.
  @Test func noCommandTellsThePassword() throws {
    var site = try site("database: environment")
    site.environment["PGPASSWORD"] = Self.canary
    try site.write("data/press/bad.csv", "nothing\n1\n")
    let more = [["validate"], ["preview", "press"], ["version"], ["run", "press", "--log-format", "json"]]
    for command in Self.commands + more {
      let result = try command == ["version"] ? run(TestSite.binary, command) : site.sluice(command)
      #expect(!(result.stdout + result.stderr).contains(Self.canary))
    }
    let dump = "SELECT count(*) FROM etl.run AS r WHERE r::text LIKE '%\(Self.canary)%'"
    #expect(try site.query(dump) == "0")
  }

  @Test func aDatabaseThatWasNotMigratedIs78() throws {
    let site = try TestSite(isMigrated: false)
    try site.write("jobs/press.yaml", TestSite.narrowJob("press"))
    for command in [["plan", "press"], ["run", "press"]] {
      let result = try site.sluice(command)
      #expect(result.status == 78)
      #expect(result.stderr.contains("sluice db migrate"))
      #expect(result.stderr.split(separator: "\n").count == 1)
    }
    #expect(try site.sluice("db", "migrate").status == 0)
    #expect(try site.sluice("db", "migrate", "--verbose").stdout.isEmpty)
    #expect(try site.sluice("db", "status").stdout.hasSuffix(": migrated\n"))
  }
}
