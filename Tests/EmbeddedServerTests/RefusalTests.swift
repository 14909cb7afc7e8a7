import Glibc
import Support
import Testing

@testable import EmbeddedServer

/// What stands in the way of a server: found, named, and never touched.
@Suite(.serialized) struct RefusalTests {
  @Test func aLinkInPlaceOfTheSocketFolderIsRefused() throws {
    let site = try Site(dataDirectory: "pg", socketDirectory: "socket")
    #expect(mkdir(site.folder + "/elsewhere", 0o755) == 0)
    #expect(symlink(site.folder + "/elsewhere", site.folder + "/socket") == 0)
    let refusal = #expect(throws: EmbeddedServerError.self) { try site.server.start() }
    guard case .folderRefused(let path, .symbolicLink) = refusal else {
      Issue.record("\(String(describing: refusal))")
      return
    }
    #expect(path == site.folder + "/socket")
    #expect(modeAndOwner(site.folder + "/elsewhere").mode == 0o755)
  }

  @Test(.enabled(if: geteuid() == 0, "only root can give a folder away"))
  func aSocketFolderOfAnotherUserIsRefused() throws {
    let site = try Site(dataDirectory: "pg", socketDirectory: "socket")
    #expect(mkdir(site.folder + "/socket", 0o700) == 0)
    #expect(chown(site.folder + "/socket", 65534, 65534) == 0)
    let refusal = #expect(throws: EmbeddedServerError.self) { try site.server.start() }
    guard case .folderRefused(_, .ownedBy(uid: 65534)) = refusal else {
      Issue.record("\(String(describing: refusal))")
      return
    }
    #expect(site.server.status() == .stopped)
  }

  @Test func aSocketPathBeyondTheKernelsLimitIsRefused() throws {
    let name = String(repeating: "s", count: 100)
    let site = try Site(dataDirectory: "pg", socketDirectory: name)
    let refusal = #expect(throws: EmbeddedServerError.self) { try site.server.start() }
    guard case .socketPathTooLong(_, let bytes, 107) = refusal else {
      Issue.record("\(String(describing: refusal))")
      return
    }
    #expect(bytes == "\(site.folder)/\(name)/.s.PGSQL.5432".utf8.count)
    #expect(site.server.status() == .absent)
  }

  @Test func aFolderThatIsNoClusterIsLeftAlone() throws {
    let site = try Site(dataDirectory: "pg", socketDirectory: "socket")
    #expect(mkdir(site.folder + "/pg", 0o700) == 0)
    #expect(mkdir(site.folder + "/pg/precious", 0o700) == 0)
    if geteuid() == 0 {
      let user = try ServerUser.current()
      #expect(chown(site.folder + "/pg", user.uid, user.gid) == 0)
    }
    let refusal = #expect(throws: EmbeddedServerError.self) { try site.server.create() }
    guard case .notACluster(let path) = refusal else {
      Issue.record("\(String(describing: refusal))")
      return
    }
    #expect(path == site.folder + "/pg")
    #expect(access(site.folder + "/pg/precious", F_OK) == 0)
  }

  @Test func aClusterOfAnotherVersionIsNamed() throws {
    let site = try Site(dataDirectory: "pg", socketDirectory: "socket")
    #expect(try site.server.create())
    try Files.write("14\n", to: site.folder + "/pg/PG_VERSION", mode: 0o600, owner: ServerUser.current())
    let refusal = #expect(throws: EmbeddedServerError.self) { try site.server.start() }
    guard case .versionMismatch(_, made: 14, let installed) = refusal else {
      Issue.record("\(String(describing: refusal))")
      return
    }
    #expect(!installed.isEmpty)
  }

  @Test func aStartThatFailsShowsTheEndOfTheLog() throws {
    let site = try Site(dataDirectory: "pg", socketDirectory: "socket")
    #expect(try site.server.create())
    let main = site.folder + "/pg/postgresql.conf"
    let text = try Files.read(main) ?? ""
    try Files.write(text + "no_such_setting = 1\n", to: main, mode: 0o600, owner: ServerUser.current())
    let refusal = #expect(throws: EmbeddedServerError.self) { try site.server.start() }
    #expect("\(String(describing: refusal))".contains("no_such_setting"))
    try Files.write(text, to: main, mode: 0o600, owner: ServerUser.current())
    #expect(try site.server.start())
  }

  @Test func whatAKilledAttemptLeftIsRemoved() throws {
    let site = try Site(dataDirectory: "pg", socketDirectory: "socket")
    #expect(mkdir(site.folder + "/pg.draft-1-2", 0o700) == 0)
    #expect(mkdir(site.folder + "/pg.draft-1-2/base", 0o700) == 0)
    if geteuid() == 0 {
      let user = try ServerUser.current()
      #expect(chown(site.folder + "/pg.draft-1-2", user.uid, user.gid) == 0)
      #expect(chown(site.folder + "/pg.draft-1-2/base", user.uid, user.gid) == 0)
    }
    #expect(try site.server.create())
    #expect(try Files.names(in: site.folder).filter { $0.hasPrefix("pg.draft") } == [])
  }

  @Test func aPidFileWithTheNumberOfAStrangerIsNoServer() throws {
    let site = try Site(dataDirectory: "pg", socketDirectory: "socket")
    #expect(try site.server.start())
    let file = PostmasterFile.path(in: site.server.dataDirectory)
    let text = try #require(try Files.read(file))
    #expect(try site.server.stop(immediately: true))

    let user = try ServerUser.current()
    let stranger = try Stranger(user)
    defer { stranger.end() }
    let lines = text.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
    try Files.write("\(stranger.pid)\n\(lines[1])", to: file, mode: 0o600, owner: user)
    try Files.write(
      "\(stranger.pid)\n\(lines[1])", to: site.folder + "/socket/.s.PGSQL.5432.lock", mode: 0o600, owner: user)
    #expect(site.server.status() == .stopped)
    #expect(try site.server.stop() == false)
    #expect(try site.server.start())
    #expect(kill(stranger.pid, 0) == 0)
  }

  /// A process of the server's user that has nothing to do with the server.
  private struct Stranger {
    let pid: Int32

    init(_ user: ServerUser) throws {
      let null = try Descriptor.null()
      defer { close(null) }
      var words = ["/bin/sleep", "600"]
      if geteuid() == 0 {
        words = ["/usr/bin/setpriv", "--reuid=\(user.uid)", "--regid=\(user.gid)", "--clear-groups"] + words
      }
      pid = try spawn(
        words[0], Array(words.dropFirst()), environment: [:], directory: "/",
        streams: ChildStreams(input: null, output: null, error: null))
    }

    func end() {
      kill(pid, SIGKILL)
      do { _ = try waitFor(pid) } catch { Issue.record(error) }
    }
  }
}
