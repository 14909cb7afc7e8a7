import Glibc

/// The folder with one PostgreSQL's programs, all of them there and of a version we know.
struct Binaries: Sendable {
  let folder: String
  let major: Int

  /// The major versions that this module has been written for.
  static let majors = 15...18

  var initdb: String { folder + "/initdb" }
  var pgCtl: String { folder + "/pg_ctl" }
  var psql: String { folder + "/psql" }

  /// Looks in `pg_config --bindir`, in Debian's places (the newest version first), and along PATH.
  ///
  /// - Parameter made: the major version of a cluster that exists; another version cannot open it.
  static func find(
    made: Int?, dataDirectory: String, user: ServerUser
  ) throws(EmbeddedServerError) -> Binaries {
    let path = searchPath()
    var folders: [String] = []
    var searched: [String] = []
    if let config = path.map({ $0 + "/pg_config" }).first(where: { access($0, X_OK) == 0 }) {
      searched.append("`\(config) --bindir`")
      let (ending, output) = try user.run(config, ["--bindir"])
      if ending == .exited(0), let line = output.split(separator: "\n").first { folders.append(String(line)) }
    }
    searched.append("/usr/lib/postgresql/*/bin")
    folders += majors.reversed().map { "/usr/lib/postgresql/\($0)/bin" }
    searched.append("PATH")
    folders += path

    var installed: [Int] = []
    for folder in folders where isComplete(folder) {
      guard let major = try version(folder, user), majors.contains(major) else { continue }
      if made == nil || made == major { return Binaries(folder: folder, major: major) }
      if !installed.contains(major) { installed.append(major) }
    }
    if let made { throw .versionMismatch(dataDirectory: dataDirectory, made: made, installed: installed) }
    throw .binariesNotFound(searched: searched)
  }

  /// PATH's absolute folders, and the usual ones behind them: cron gives little of it or none.
  private static func searchPath() -> [String] {
    let given = getenv("PATH").map { String(cString: $0) } ?? ""
    var folders = given.split(separator: ":").map(String.init).filter { $0.hasPrefix("/") }
    for usual in ["/usr/local/bin", "/usr/bin", "/bin"] where !folders.contains(usual) { folders.append(usual) }
    return folders
  }

  private static func isComplete(_ folder: String) -> Bool {
    ["initdb", "postgres", "pg_ctl", "psql"].allSatisfy { access("\(folder)/\($0)", X_OK) == 0 }
  }

  /// Asked as the user who will run it: programs which that user cannot reach are no use.
  private static func version(_ folder: String, _ user: ServerUser) throws(EmbeddedServerError) -> Int? {
    let (ending, output) = try user.run(folder + "/postgres", ["--version"])
    guard ending == .exited(0), let number = output.split(separator: " ").first(where: { $0.first?.isNumber == true })
    else { return nil }
    return Int(number.prefix { $0.isNumber })
  }
}
