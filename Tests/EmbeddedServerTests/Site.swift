import EmbeddedServer
import Glibc
import Support

/// A site of a test: its state folder in a temporary one, its server in the place that the product would choose.
final class Site: Sendable {
  let server: EmbeddedServer
  let folder: String
  private let watchdog: Watchdog

  /// - Parameter name: the state folder's path below the temporary folder.
  init(_ name: String = ".sluice") throws {
    let (folder, path) = try Self.makeFolder()
    self.folder = folder
    server = EmbeddedServer(stateDirectory: folder + "/" + name)
    // As root the cluster lies outside of the folder.
    watchdog = try Watchdog(folders: [
      server.dataDirectory, server.dataDirectory + ".lock", server.socketDirectory, path,
    ])
  }

  /// A site with everything in one folder, which the server's user can reach, and no care for a power cut.
  init(dataDirectory: String, socketDirectory: String) throws {
    let (folder, path) = try Self.makeFolder()
    self.folder = folder
    server = EmbeddedServer(
      stateDirectory: folder + "/state", dataDirectory: folder + "/" + dataDirectory,
      socketDirectory: folder + "/" + socketDirectory, durability: .disposable)
    watchdog = try Watchdog(folders: [path])
  }

  deinit { watchdog.finish() }

  private static func makeFolder() throws -> (folder: String, path: String) {
    var name = Array("/tmp/sluice-test-XXXXXX".utf8CString)
    guard let made = mkdtemp(&name), chmod(made, 0o755) == 0 else {
      throw EmbeddedServerError.fileSystem(operation: "make", path: "/tmp/sluice-test-…", code: errno)
    }
    let folder = String(cString: made)
    return (folder, folder)
  }

  /// What psql prints for `sql`, as the role that the product uses.
  func query(_ sql: String) throws -> String {
    let command = server.psqlCommand(["-XAtqw", "-v", "ON_ERROR_STOP=1", "-c", sql])
    let result = try run(command.executable, command.arguments, environment: command.environment)
    if result.status != 0 { throw PsqlFailure(database: "sluice", sql: sql, message: result.stderr) }
    return String(result.stdout.prefix { $0 != "\n" })
  }

  /// The process id of the running server.
  func pid() throws -> Int32 {
    guard case .running(let pid) = server.status() else {
      throw EmbeddedServerError.startFailed(logFile: server.logFile, lastLines: "(not running)")
    }
    return pid
  }
}

/// Permission bits and owner of what stands at `path`.
func modeAndOwner(_ path: String) -> (mode: mode_t, uid: uid_t) {
  var facts = stat()
  return lstat(path, &facts) == 0 ? (facts.st_mode & 0o7777, facts.st_uid) : (0, uid_t.max)
}
