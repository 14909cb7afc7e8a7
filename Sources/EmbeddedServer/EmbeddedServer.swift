import Foundation
import Glibc

/// A private PostgreSQL cluster for one site: made, started and stopped here, and reached through a socket only.
///
/// Root's cluster runs as `postgres`, in `/var/lib/sluice/<hash>` with its socket in `/run/sluice/<hash>`, because the
/// site may lie under `/root`. Another user's lies in `<state folder>/pg`, with its socket in `$XDG_RUNTIME_DIR` or in
/// `/tmp`. The hash is of the state folder's path, which may be much longer than a socket's address.
package struct EmbeddedServer: Sendable {
  /// The site's state folder (`.sluice`), absolute.
  package let stateDirectory: String
  package let dataDirectory: String
  /// Where a server that is started now puts its socket.
  let newSocketDirectory: String
  /// Folders of root's above the two, which everybody passes through.
  let passages: [String]
  let durability: Durability

  /// What a crash of the machine may cost.
  package enum Durability: Sendable {
    /// Nothing: the cluster of a site.
    case durable
    /// Everything: a cluster of a test, which is faster for it.
    case disposable
  }

  package enum Status: Sendable, Equatable {
    /// No cluster has been made yet.
    case absent
    case stopped
    case running(pid: Int32)
  }

  static let port = 5432
  static let role = "sluice"
  static let database = "sluice"
  /// `sun_path` has 108 bytes, the last of them a zero.
  static let socketPathLimit = 107
  static let startTimeoutSeconds = 60

  /// Computes where the cluster of a site is; makes nothing.
  package init(stateDirectory: String) {
    let state = Files.resolved(stateDirectory)
    let hash = Self.hash(of: state)
    self.stateDirectory = state
    durability = .durable
    if geteuid() == 0 {
      passages = ["/var/lib/sluice", "/run/sluice"]
      dataDirectory = "/var/lib/sluice/\(hash)"
      newSocketDirectory = "/run/sluice/\(hash)"
    } else {
      passages = []
      dataDirectory = state + "/pg"
      newSocketDirectory = Self.socketDirectory(
        uid: geteuid(), hash: hash, runtimeDirectory: getenv("XDG_RUNTIME_DIR").map { String(cString: $0) })
    }
  }

  /// A cluster in places of the caller's choice, which the server's user must be able to reach.
  package init(stateDirectory: String, dataDirectory: String, socketDirectory: String, durability: Durability) {
    self.stateDirectory = Files.resolved(stateDirectory)
    self.dataDirectory = Files.resolved(dataDirectory)
    self.newSocketDirectory = socketDirectory
    self.durability = durability
    passages = []
  }

  /// Where the server's socket is: where the last start has put it, which may have had another environment than ours.
  package var socketDirectory: String {
    do {
      if let pointer = try Pointer.read(in: stateDirectory), pointer.dataDirectory == dataDirectory {
        return pointer.socketDirectory
      }
    } catch {
      // Unreadable: the state folder is somebody else's; connecting or starting will say so with the right words.
    }
    return newSocketDirectory
  }

  package var logFile: String { dataDirectory + "/server.log" }

  /// libpq's parameters.
  ///
  /// `requirepeer` makes sure that the server is the one meant, should others get hold of its name in /tmp.
  package var connectionParameters: [(key: String, value: String)] {
    [
      ("host", socketDirectory), ("port", String(Self.port)), ("user", Self.role), ("dbname", Self.database),
      ("requirepeer", serverUserName),
    ]
  }

  private var serverUserName: String {
    geteuid() == 0 ? ServerUser.systemName : ServerUser.name(of: geteuid())
  }

  /// Whether the cluster exists and its server runs. Never throws: what cannot be looked at is not ours to run.
  package func status() -> Status {
    do {
      guard try Files.facts(dataDirectory) != nil else { return .absent }
      if let server = try runningServer() { return .running(pid: server.pid) }
    } catch {
      return .stopped
    }
    return .stopped
  }

  /// The server of our data directory, if it runs.
  func runningServer() throws(EmbeddedServerError) -> PostmasterFile? {
    guard let file = try PostmasterFile.read(in: dataDirectory), file.isServer(of: dataDirectory) else { return nil }
    return file
  }

  /// The command that opens this server's database in psql, to be run by the caller with exactly this environment.
  package func psqlCommand(
    _ arguments: [String]
  ) -> (executable: String, arguments: [String], environment: [String: String]) {
    // What would lead elsewhere (PGHOST, PGSERVICE, …) goes; what is only taste stays.
    let taste: Set<String> = ["PGTZ", "PGDATESTYLE", "PGOPTIONS", "PGAPPNAME", "PGCLIENTENCODING"]
    var environment = ProcessInfo.processInfo.environment.filter { name, _ in
      !name.hasPrefix("PG") || taste.contains(name)
    }
    environment["PGHOST"] = socketDirectory
    environment["PGPORT"] = String(Self.port)
    environment["PGUSER"] = Self.role
    environment["PGDATABASE"] = Self.database
    environment["PGREQUIREPEER"] = serverUserName
    if environment["PATH"] == nil { environment["PATH"] = "/usr/local/bin:/usr/bin:/bin" }
    do {
      let user = try ServerUser.current()
      let binaries = try Binaries.find(made: madeByMajor(), dataDirectory: dataDirectory, user: user)
      return (binaries.psql, arguments, environment)
    } catch {
      // Without the server's programs a client alone may still be there, under its plain name.
      return ("/usr/bin/psql", arguments, environment)
    }
  }

  /// The major version in the cluster's PG_VERSION; nil when there is no cluster.
  func madeByMajor() throws(EmbeddedServerError) -> Int? {
    guard let text = try Files.read(dataDirectory + "/PG_VERSION") else { return nil }
    guard let major = Int(text.prefix { $0.isNumber }) else { throw .notACluster(path: dataDirectory) }
    return major
  }

  /// FNV-1a, 64 bits, of the path's bytes: short enough for a socket's address, and the same for ever.
  static func hash(of path: String) -> String {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in path.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  /// An ordinary user's socket folder: in the runtime folder where there is a usable one, else in /tmp.
  static func socketDirectory(uid: uid_t, hash: String, runtimeDirectory: String?) -> String {
    let fallback = "/tmp/sluice-\(uid)-\(hash)"
    guard let runtimeDirectory, runtimeDirectory.hasPrefix("/") else { return fallback }
    let wanted = runtimeDirectory + "/sluice-\(hash)"
    // libpq and postgresql.conf both take lists with commas and quotes here; a plain path needs neither.
    let isPlain = wanted.utf8.allSatisfy { byte in
      let scalar = Unicode.Scalar(byte)
      return scalar.isASCII && (scalar.properties.isAlphabetic || "/._-+@:0123456789".unicodeScalars.contains(scalar))
    }
    var facts = stat()
    guard isPlain, socketPath(in: wanted).utf8.count <= socketPathLimit, stat(runtimeDirectory, &facts) == 0,
      Files.isFolder(facts), facts.st_uid == uid, access(runtimeDirectory, W_OK | X_OK) == 0
    else { return fallback }
    return wanted
  }

  static func socketPath(in folder: String) -> String { "\(folder)/.s.PGSQL.\(port)" }
}
