import Glibc
import Support
import Testing

@testable import EmbeddedServer

/// Where things are put: decided from paths alone.
struct PlaceTests {
  @Test func theHashIsFNV1a() {
    // From the authors' own test vectors.
    #expect(EmbeddedServer.hash(of: "") == "cbf29ce484222325")
    #expect(EmbeddedServer.hash(of: "a") == "af63dc4c8601ec8c")
    #expect(EmbeddedServer.hash(of: "foobar") == "85944171f73967e8")
  }

  @Test func theRuntimeFolderIsTakenOnlyWhenItServes() throws {
    let folder = try TemporaryFolder()
    let place = { (uid: uid_t, runtime: String?) in
      EmbeddedServer.socketDirectory(uid: uid, hash: "0123456789abcdef", runtimeDirectory: runtime)
    }
    let fallback = "/tmp/sluice-\(geteuid())-0123456789abcdef"
    #expect(place(geteuid(), folder.path) == folder.path + "/sluice-0123456789abcdef")
    #expect(place(geteuid(), nil) == fallback)
    #expect(place(geteuid(), "") == fallback)
    #expect(place(geteuid(), "run/user") == fallback)
    #expect(place(geteuid(), folder.path + "/absent") == fallback)
    // Another user's, as after `su`.
    #expect(place(geteuid() + 1, folder.path) == "/tmp/sluice-\(geteuid() + 1)-0123456789abcdef")
    for name in [String(repeating: "n", count: 60), "a,b", "it's", "한국"] {
      #expect(mkdir(folder.path + "/" + name, 0o700) == 0)
      #expect(place(geteuid(), folder.path + "/" + name) == fallback, "\(name)")
    }
  }

  @Test func twoWaysToASiteAreOneSite() throws {
    let folder = try TemporaryFolder()
    #expect(mkdir(folder.path + "/real", 0o700) == 0)
    #expect(symlink("real", folder.path + "/link") == 0)
    let one = EmbeddedServer(stateDirectory: folder.path + "/real/.sluice")
    for way in ["/link/.sluice", "/real/.sluice/", "/real/./.sluice", "/link/../real/.sluice"] {
      let other = EmbeddedServer(stateDirectory: folder.path + way)
      #expect(other.stateDirectory == one.stateDirectory, "\(way)")
      #expect(other.dataDirectory == one.dataDirectory, "\(way)")
      #expect(other.socketDirectory == one.socketDirectory, "\(way)")
    }
  }

  @Test func commandsGoWhereTheServerWasStarted() throws {
    let folder = try TemporaryFolder()
    let server = EmbeddedServer(stateDirectory: folder.path)
    var pointer = Pointer(
      site: folder.path, user: "somebody", dataDirectory: server.dataDirectory, socketDirectory: "/run/user/7/sluice-x")
    let write = { try Files.write(pointer.text, to: Pointer.path(in: folder.path), mode: 0o644, owner: nil) }
    try write()
    #expect(server.socketDirectory == "/run/user/7/sluice-x")
    #expect(server.connectionParameters.first { $0.key == "host" }?.value == "/run/user/7/sluice-x")
    #expect(server.psqlCommand([]).environment["PGHOST"] == "/run/user/7/sluice-x")
    // A folder that was copied together with its pointer is another site.
    pointer.site = "/the/original/.sluice"
    try write()
    #expect(server.socketDirectory != "/run/user/7/sluice-x")
  }

  @Test func aSiteOfAnotherUserIsNotDoubled() throws {
    let folder = try TemporaryFolder()
    let server = EmbeddedServer(stateDirectory: folder.path)
    let pointer = Pointer(
      site: folder.path, user: "somebody", dataDirectory: "/their/data", socketDirectory: "/their/socket")
    try Files.write(pointer.text, to: Pointer.path(in: folder.path), mode: 0o644, owner: nil)
    let refusal = #expect(throws: EmbeddedServerError.self) { try server.start() }
    #expect("\(String(describing: refusal))".contains("somebody"))
    #expect(server.status() == .absent)
  }

  @Test func aPidFileIsReadHoweverFarItIsWritten() {
    let whole = "4711\n/data\n1700000000\n5432\n/socket\n\n  123 456\nready   \n"
    #expect(PostmasterFile(whole)?.pid == 4711)
    #expect(PostmasterFile(whole)?.socketDirectory == "/socket")
    #expect(PostmasterFile(whole)?.isReady == true)
    #expect(PostmasterFile("4711\n/data\n")?.isReady == false)
    #expect(PostmasterFile("") == nil)
    #expect(PostmasterFile("1\n") == nil)
    #expect(PostmasterFile("-4711\n") == nil)
  }

  @Test func errorsSayWhereAndWhatToDo() {
    let errors: [(EmbeddedServerError, [String])] = [
      (.binariesNotFound(searched: ["PATH"]), ["PATH", "apt-get install postgresql-15"]),
      (.versionMismatch(dataDirectory: "/d", made: 14, installed: [15]), ["/d", "14", "15"]),
      (.fileSystem(operation: "make", path: "/d", code: EACCES), ["/d", "Permission denied"]),
      (.folderRefused(path: "/d", reason: .ownedBy(uid: 7)), ["/d", "7", "move it away"]),
      (.socketPathTooLong(path: "/s", bytes: 120, limit: 107), ["/s", "120", "107"]),
      (.startFailed(logFile: "/l", lastLines: "FATAL"), ["/l", "FATAL"]),
      (.lockTimedOut(path: "/l", seconds: 9), ["/l", "9 s"]),
    ]
    for (error, words) in errors {
      for word in words { #expect("\(error)".contains(word), "\(error)") }
    }
  }
}
