/// The small text file `server` in a site's state folder: where its cluster is, for people and for the next command.
///
/// The socket's place depends on the environment (an interactive login has XDG_RUNTIME_DIR, cron has not), so commands
/// go where the one that started the server has put it.
struct Pointer: Sendable, Equatable {
  var site: String
  var user: String
  var dataDirectory: String
  var socketDirectory: String

  static func path(in stateDirectory: String) -> String { stateDirectory + "/server" }

  /// Nil when there is none, and also when it speaks of another site: a folder that was copied is not the original.
  static func read(in stateDirectory: String) throws(EmbeddedServerError) -> Pointer? {
    guard let text = try Files.read(path(in: stateDirectory)) else { return nil }
    guard let pointer = Pointer(text), pointer.site == stateDirectory else { return nil }
    return pointer
  }

  init(site: String, user: String, dataDirectory: String, socketDirectory: String) {
    self.site = site
    self.user = user
    self.dataDirectory = dataDirectory
    self.socketDirectory = socketDirectory
  }

  init?(_ text: String) {
    var fields: [Substring: Substring] = [:]
    for line in text.split(separator: "\n") where !line.hasPrefix("#") {
      guard let equals = line.firstRange(of: " = ") else { continue }
      fields[line[..<equals.lowerBound]] = line[equals.upperBound...]
    }
    guard let site = fields["site"], let user = fields["user"], let data = fields["data"], let socket = fields["socket"]
    else { return nil }
    self.init(
      site: String(site), user: String(user), dataDirectory: String(data), socketDirectory: String(socket))
  }

  var text: String {
    """
    # Where the PostgreSQL of this site lives; written by `sluice db start`.
    site = \(site)
    user = \(user)
    data = \(dataDirectory)
    socket = \(socketDirectory)

    """
  }
}
