import Glibc

/// What `postmaster.pid` in a data directory says, which PostgreSQL writes there while it runs.
struct PostmasterFile: Sendable {
  let pid: Int32
  let socketDirectory: String
  /// It takes connections.
  let isReady: Bool

  static func path(in dataDirectory: String) -> String { dataDirectory + "/postmaster.pid" }

  static func read(in dataDirectory: String) throws(EmbeddedServerError) -> PostmasterFile? {
    guard let text = try Files.read(path(in: dataDirectory)) else { return nil }
    return PostmasterFile(text)
  }

  /// Lines: process id, data directory, start time, port, socket folder, address, shared memory, state.
  ///
  /// The later ones come later, so only the first is asked for; nil when even that is not there yet.
  init?(_ text: String) {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard let pid = Int32(lines[0]), pid > 1 else { return nil }
    self.pid = pid
    socketDirectory = lines.count > 4 ? String(lines[4]) : ""
    isReady = lines.count > 7 && lines[7].hasPrefix("ready")
  }

  /// Whether the process of that number really is the server of `dataDirectory`.
  ///
  /// After a crash the number may by now be anybody's, another PostgreSQL's even; such a process is never touched.
  func isServer(of dataDirectory: String) -> Bool {
    let process = "/proc/\(pid)"
    if let current = Files.target(of: process + "/cwd") { return current == Files.resolved(dataDirectory) }
    // In a container root may not look at another user's current folder; its command line it may always read.
    do {
      let words = try Files.read(process + "/cmdline")?.split(separator: "\0").map(String.init) ?? []
      guard let program = words.first, Files.lastName(of: program) == "postgres",
        let flag = words.firstIndex(of: "-D"), flag + 1 < words.count
      else { return false }
      return Files.resolved(words[flag + 1]) == Files.resolved(dataDirectory)
    } catch {
      return false  // a process that has ended in the meantime, or is hidden from us, is not our server
    }
  }
}
