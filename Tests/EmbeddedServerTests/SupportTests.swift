import EmbeddedServer
import Glibc
import Support
import Testing

/// The ground that the other tests stand on.
struct SupportTests {
  @Test func bothOutputsAreReadWithoutBlocking() throws {
    let script = "head -c 3000000 /dev/zero | tr '\\0' e >&2; head -c 3000000 /dev/zero | tr '\\0' o; exit 3"
    let result = try run("/bin/sh", ["-c", script])
    #expect(result.status == 3)
    #expect(result.signal == nil)
    #expect(result.stdout.utf8.count == 3_000_000)
    #expect(result.stderr.utf8.count == 3_000_000)
  }

  @Test func aProgramGetsItsInputFolderAndEnvironment() throws {
    let folder = try TemporaryFolder()
    let environment = ["WORD": "w", "PATH": "/usr/bin:/bin"]
    let result = try run(
      "sh", ["-c", "cat; pwd; echo $WORD; ls /proc/self/fd | wc -l"], environment: environment,
      currentDirectory: folder.path, input: "in\n")
    #expect(result.stdout == "in\n\(folder.path)\nw\n4\n")
    #expect(try run("/bin/sh", ["-c", "kill -9 $$"]).signal == SIGKILL)
    #expect(throws: SpawnFailure.self) { try run("/no/such/program", []) }
  }

  @Test func theSharedServerGivesEveryTestADatabase() throws {
    let cluster = try TestServer.shared()
    let one = try cluster.makeDatabase(named: "One! ")
    let two = try cluster.makeDatabase(named: "One! ")
    #expect(one != two)
    let sql = "CREATE TABLE t (n int); INSERT INTO t VALUES (1), (2); SELECT sum(n), 'x' FROM t"
    #expect(try cluster.psql(one, sql) == "3|x")
    #expect(try cluster.psql(two, "SELECT count(*) FROM pg_tables WHERE tablename = 't'") == "0")
    #expect(try cluster.psql(one, "SELECT current_user", asSuperuser: true) == "postgres")
    let failure = #expect(throws: PsqlFailure.self) { try cluster.psql(one, "SELECT nonsense") }
    #expect(failure?.message.contains("nonsense") == true)
    try cluster.dropDatabase(one)
    try cluster.dropDatabase(two)
    #expect(try cluster.psql("postgres", "SELECT count(*) FROM pg_database WHERE datname ~ '^t_one'") == "0")
  }

  @Test func aClusterComesBackFromACrash() throws {
    let folder = try TemporaryFolder(mode: 0o755)
    let watchdog = try Watchdog(folders: [folder.path])
    defer { watchdog.finish() }
    let cluster = try PrivateCluster(folder: folder.path)
    _ = try cluster.psql("sluice", "CREATE TABLE t AS SELECT 1 AS n")
    try cluster.stopImmediately()
    #expect(throws: PsqlFailure.self) { try cluster.psql("sluice", "SELECT 1") }
    try cluster.start()
    #expect(try cluster.psql("sluice", "SELECT n FROM t") == "1")
  }

  /// The shared server's process is killed by -9; the server and its folder must go all the same.
  @Test func aTestThatIsKilledLeavesNothing() async throws {
    let folder = try TemporaryFolder()
    await #expect(processExitsWith: .signal(SIGKILL)) { [folder = folder.path as String] in
      let cluster = try TestServer.shared()
      _ = symlink(cluster.dataDirectory, folder + "/data")
      kill(getpid(), SIGKILL)
    }
    let data = try run("/usr/bin/readlink", [folder.path + "/data"]).stdout.prefix { $0 != "\n" }
    #expect(data.hasSuffix("/pg"))
    let deadline = ContinuousClock.now + .seconds(20)
    while access(String(data.dropLast(3)), F_OK) == 0 && ContinuousClock.now < deadline {
      try await Task.sleep(for: .milliseconds(50))
    }
    #expect(access(String(data.dropLast(3)), F_OK) != 0)
    let commands = try run("/bin/sh", ["-c", "cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\\0' ' '"]).stdout
    #expect(!commands.contains(String(data)))
  }
}
