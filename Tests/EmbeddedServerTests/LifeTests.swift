import Dispatch
import EmbeddedServer
import Glibc
import Support
import Synchronization
import Testing

/// The life of a site's server, on real ones in the places that the product chooses for whoever runs the tests.
@Suite(.serialized) struct LifeTests {
  @Test func aClusterIsMadeStartedAndStopped() throws {
    let site = try Site()
    let server = site.server
    #expect(server.status() == .absent)
    #expect(try server.stop() == false)
    #expect(try server.create())
    #expect(try server.create() == false)
    #expect(server.status() == .stopped)
    #expect(try server.start())
    #expect(try server.start() == false)
    _ = try site.pid()
    #expect(try site.query("SELECT current_user || ' ' || current_database()") == "sluice sluice")
    #expect(try server.stop())
    #expect(try server.stop() == false)
    #expect(server.status() == .stopped)
  }

  @Test func theServerIsPrivateAndCareful() throws {
    let site = try Site()
    #expect(try site.server.start())
    let settings = """
      SELECT string_agg(current_setting(name), ',' ORDER BY place)
      FROM unnest(ARRAY['data_checksums', 'listen_addresses', 'fsync', 'TimeZone', 'server_encoding', 'lc_collate',
        'unix_socket_permissions']) WITH ORDINALITY AS wanted (name, place)
      """
    #expect(try site.query(settings) == "on,,on,UTC,UTF8,C.UTF-8,0700")
    let role = "SELECT rolcanlogin, rolcreatedb, rolsuper FROM pg_roles WHERE rolname = current_user"
    #expect(try site.query(role) == "t|t|f")
    let rules = "SELECT string_agg(type || ' ' || auth_method || ' ' || options::text, ';') FROM pg_hba_file_rules"
    let command = site.server.psqlCommand(["-XAtqw", "-U", "postgres", "-c", rules])
    let shown = try run(command.executable, command.arguments, environment: command.environment)
    #expect(shown.stdout == "local peer {map=sluice}\n")
    let data = modeAndOwner(site.server.dataDirectory)
    #expect(data.mode == 0o700)
    #expect((data.uid == geteuid()) == (geteuid() != 0))
    #expect(modeAndOwner(site.server.socketDirectory).mode == 0o700)
    #expect(modeAndOwner(site.server.socketDirectory).uid == data.uid)
  }

  @Test func aServerThatWasKilledStartsAgainWithItsData() throws {
    let site = try Site()
    #expect(try site.server.start())
    #expect(try site.query("CREATE TABLE kept AS SELECT 42 AS answer") == "")
    let pid = try site.pid()
    #expect(kill(pid, SIGKILL) == 0)
    #expect(try site.server.start())
    #expect(try site.pid() != pid)
    #expect(try site.query("SELECT answer FROM kept") == "42")
  }

  @Test func ofManyStartsAtOnceOneStartsIt() throws {
    let site = try Site()
    let started = Atomic<Int>(0)
    let failures = Mutex<[String]>([])
    DispatchQueue.concurrentPerform(iterations: 4) { _ in
      do {
        if try site.server.start() { started.wrappingAdd(1, ordering: .relaxed) }
      } catch {
        failures.withLock { $0.append("\(error)") }
      }
    }
    #expect(failures.withLock { $0 } == [])
    #expect(started.load(ordering: .relaxed) == 1)
  }

  @Test func aPathOf120CharactersIsNoHindrance() throws {
    let site = try Site(String(repeating: "d", count: 60) + "/" + String(repeating: "e", count: 60) + "/.sluice")
    #expect(site.server.stateDirectory.utf8.count > 120)
    #expect(try site.server.start())
    #expect(try site.query("SELECT 1") == "1")
  }

  @Test func theServerHoldsNothingOfItsCaller() throws {
    let site = try Site()
    #expect(try site.server.start())
    let pid = try site.pid()
    #expect(getsid(pid) != getsid(0))
    let streams = try run("/bin/ls", ["-l", "/proc/\(pid)/fd"]).stdout.split(separator: "\n")
    // In a container root may not look; then the shell test of the command line is all there is.
    if streams.count > 3 {
      #expect(streams.contains { $0.hasSuffix(" 0 -> /dev/null") })
      #expect(streams.contains { $0.hasSuffix(" 1 -> \(site.server.logFile)") })
      #expect(streams.contains { $0.hasSuffix(" 2 -> \(site.server.logFile)") })
    }
  }

  @Test func anUnreachableServerIsStartedAgain() throws {
    let site = try Site()
    #expect(try site.server.start())
    let pid = try site.pid()
    // A logout takes the runtime folder away; a restart of the machine empties /run.
    #expect(try run("/bin/rm", ["-rf", site.server.socketDirectory]).status == 0)
    #expect(try site.server.start())
    #expect(try site.pid() != pid)
    #expect(try site.query("SELECT 1") == "1")
  }

  @Test func aMissingRoleOrDatabaseIsMade() throws {
    let site = try Site()
    #expect(try site.server.start())
    let drop = site.server.psqlCommand([
      "-XAtqw", "-U", "postgres", "-d", "postgres", "-c", "DROP DATABASE sluice", "-c", "DROP ROLE sluice",
    ])
    #expect(try run(drop.executable, drop.arguments, environment: drop.environment).status == 0)
    #expect(try site.server.start() == false)
    #expect(try site.query("SELECT current_user") == "sluice")
  }
}
