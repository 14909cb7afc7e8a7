import Glibc

/// Why the embedded server could not be made, started or stopped: what happened, where, and what to do about it.
package enum EmbeddedServerError: Error, Sendable {
  /// No complete set of PostgreSQL programs (15 to 18) in any of the places `searched`.
  case binariesNotFound(searched: [String])
  /// The cluster was made by another major version than the ones that are installed.
  case versionMismatch(dataDirectory: String, made: Int, installed: [Int])
  /// Root may not run PostgreSQL, and the system user that would do so does not exist.
  case serverUserMissing(name: String)
  /// The user has no entry in the password database, which peer authentication asks.
  case userUnknown(uid: UInt32)
  /// A call of the operating system failed.
  case fileSystem(operation: String, path: String, code: Int32)
  /// A folder that must be ours alone is a link, no folder, or not ours.
  case folderRefused(path: String, reason: FolderFault)
  /// The kernel takes no longer address of a socket.
  case socketPathTooLong(path: String, bytes: Int, limit: Int)
  /// Something stands where the cluster belongs, and it is no cluster.
  case notACluster(path: String)
  /// Another user has already made a server for this site.
  case madeByAnotherUser(stateDirectory: String, user: String, dataDirectory: String)
  /// A program could not be run at all.
  case spawnFailed(executable: String, code: Int32)
  case initdbFailed(dataDirectory: String, lastLines: String)
  case startFailed(logFile: String, lastLines: String)
  /// The server runs, and still takes no connections (a long recovery, say).
  case startTimedOut(logFile: String, seconds: Int)
  case stopFailed(dataDirectory: String, lastLines: String)
  /// The server runs, but its role or its database could not be made.
  case databaseFailed(socketDirectory: String, lastLines: String)
  /// Another `sluice db …` has held the lock for too long.
  case lockTimedOut(path: String, seconds: Int)

  /// What is wrong with a folder that must be private.
  package enum FolderFault: Sendable, Equatable {
    case symbolicLink
    case notAFolder
    case ownedBy(uid: UInt32)
    case writableByOthers
  }
}

extension EmbeddedServerError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .binariesNotFound, .versionMismatch, .serverUserMissing, .userUnknown, .spawnFailed:
      return aboutThePrograms
    case .fileSystem, .folderRefused, .socketPathTooLong, .notACluster, .madeByAnotherUser:
      return aboutTheFolders
    case .initdbFailed(let dataDirectory, let lines):
      return "initdb could not make a cluster for \(dataDirectory); nothing was left behind. It said:\n\(lines)"
    case .startFailed(let logFile, let lines):
      return "PostgreSQL did not start. The end of its log, \(logFile):\n\(lines)"
    case .startTimedOut(let logFile, let seconds):
      return "PostgreSQL runs, but took no connections within \(seconds) s; it may be recovering. "
        + "Read \(logFile), and run the command again when it is done"
    case .stopFailed(let dataDirectory, let lines):
      return "PostgreSQL in \(dataDirectory) did not stop (`sluice db stop --immediate` does not wait). "
        + "pg_ctl said:\n\(lines)"
    case .databaseFailed(let socketDirectory, let lines):
      return "PostgreSQL runs (socket in \(socketDirectory)), but its role or database `sluice` could not be made:"
        + "\n\(lines)"
    case .lockTimedOut(let path, let seconds):
      return "another sluice has been starting or stopping this server for \(seconds) s (it holds \(path)); "
        + "wait for it or end it, then run the command again"
    }
  }

  private var aboutThePrograms: String {
    switch self {
    case .binariesNotFound(let searched):
      return "no PostgreSQL 15 to 18 with initdb, postgres, pg_ctl and psql in \(searched.joined(separator: ", ")); "
        + "install it (Debian: apt-get install postgresql-15) or put its bin folder on PATH"
    case .versionMismatch(let dataDirectory, let made, let installed):
      let found = installed.isEmpty ? "none" : installed.map(String.init).joined(separator: ", ")
      return "\(dataDirectory) was made by PostgreSQL \(made), and installed are: \(found); "
        + "install postgresql-\(made), or move the data over with its pg_upgrade"
    case .serverUserMissing(let name):
      return "PostgreSQL does not run as root, and there is no system user `\(name)` to run it as; "
        + "Debian's postgresql packages make it, or run sluice as an ordinary user"
    case .userUnknown(let uid):
      return "user id \(uid) has no entry in the password database, which PostgreSQL's peer authentication needs; "
        + "add one (useradd --uid \(uid) …)"
    case .spawnFailed(let executable, let code):
      return "cannot run \(executable): \(Self.text(of: code))"
    default:
      return ""
    }
  }

  private var aboutTheFolders: String {
    switch self {
    case .fileSystem(let operation, let path, let code):
      return "cannot \(operation) \(path): \(Self.text(of: code))"
    case .folderRefused(let path, let reason):
      return "\(path) \(reason.text); sluice puts no database there. Look at what it is, and move it away"
    case .socketPathTooLong(let path, let bytes, let limit):
      return "the server's socket would be \(path), \(bytes) bytes long, and the kernel takes \(limit); "
        + "use a folder with a shorter path"
    case .notACluster(let path):
      return "\(path) is in the way: it is neither empty nor a PostgreSQL cluster; look at what it is, and move it away"
    case .madeByAnotherUser(let stateDirectory, let user, let dataDirectory):
      return "the server of \(stateDirectory) was made by user \(user), in \(dataDirectory); run sluice as that user "
        + "(or, if that data is to be given up, remove \(stateDirectory)/server)"
    default:
      return ""
    }
  }

  private static func text(of code: Int32) -> String {
    String(cString: strerror(code))
  }
}

extension EmbeddedServerError.FolderFault {
  fileprivate var text: String {
    switch self {
    case .symbolicLink: "is a symbolic link"
    case .notAFolder: "is no folder"
    case .ownedBy(let uid): "belongs to another user (id \(uid))"
    case .writableByOthers: "can be written to by others"
    }
  }
}
