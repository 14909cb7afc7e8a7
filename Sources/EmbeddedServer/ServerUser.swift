import Glibc

/// The operating system user that PostgreSQL runs as: root's server runs as `postgres`, anybody else's as that user.
struct ServerUser: Sendable {
  let name: String
  let uid: uid_t
  let gid: gid_t

  /// The user whom Debian's packages make for PostgreSQL.
  static let systemName = "postgres"

  static func current() throws(EmbeddedServerError) -> ServerUser {
    if geteuid() == 0 {
      guard let entry = lookUp({ getpwnam_r(systemName, $0, $1, $2, $3) }) else {
        throw .serverUserMissing(name: systemName)
      }
      return entry
    }
    guard let entry = caller() else { throw .userUnknown(uid: geteuid()) }
    return entry
  }

  /// The user who runs sluice, if the password database knows it.
  static func caller() -> ServerUser? {
    lookUp { getpwuid_r(geteuid(), $0, $1, $2, $3) }
  }

  static func name(of uid: uid_t) -> String {
    lookUp { getpwuid_r(uid, $0, $1, $2, $3) }?.name ?? "\(uid)"
  }

  private typealias Pointer = UnsafeMutablePointer

  private static func lookUp(
    _ ask: (Pointer<passwd>, Pointer<CChar>, Int, Pointer<Pointer<passwd>?>) -> Int32
  ) -> ServerUser? {
    var entry = passwd()
    var found: Pointer<passwd>?
    return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 16384) { buffer in
      guard let base = buffer.baseAddress, ask(&entry, base, buffer.count, &found) == 0, found != nil else {
        return nil
      }
      return ServerUser(name: String(cString: entry.pw_name), uid: entry.pw_uid, gid: entry.pw_gid)
    }
  }

  /// Runs a program as this user, from `/`, in an environment of its own, and gives back how it ended and what it said.
  ///
  /// Nothing of the caller's environment goes in: PGDATA, PGOPTIONS or a strange locale there must change nothing.
  func run(
    _ executable: String, _ arguments: [String]
  ) throws(EmbeddedServerError) -> (ending: Ending, output: String) {
    let environment = [
      "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC",
      "HOME": "/", "USER": name, "LOGNAME": name,
    ]
    var words = [executable] + arguments
    if geteuid() == 0 && uid != 0 {
      words = ["/usr/bin/setpriv", "--reuid=\(uid)", "--regid=\(gid)", "--init-groups", "--"] + words
    }
    do {
      let null = try Descriptor.null()
      defer { close(null) }
      let (reading, writing) = try Descriptor.pipe()
      defer { close(reading) }
      let child: Int32
      do {
        defer { close(writing) }
        child = try spawn(
          words[0], Array(words.dropFirst()), environment: environment, directory: "/",
          streams: ChildStreams(input: null, output: writing, error: writing))
      }
      let output = Files.readToEnd(reading)
      return (try waitFor(child), output)
    } catch {
      throw .spawnFailed(executable: error.executable, code: error.code)
    }
  }
}
