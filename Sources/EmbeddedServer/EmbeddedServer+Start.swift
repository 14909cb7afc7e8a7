import Glibc

// Starting and stopping. Only a process that is proved to be the server of our data directory is ever signalled.
extension EmbeddedServer {
  /// Sees to it that the server runs and takes connections, making the cluster if there is none.
  ///
  /// - Returns: true when this call started it.
  package func start() throws(EmbeddedServerError) -> Bool {
    let user = try ServerUser.current()
    let path = Self.socketPath(in: newSocketDirectory)
    if path.utf8.count > Self.socketPathLimit {
      throw .socketPathTooLong(path: path, bytes: path.utf8.count, limit: Self.socketPathLimit)
    }
    try ensureAbove()
    return try locked { () throws(EmbeddedServerError) in
      _ = try createLocked(user)
      let binaries = try Binaries.find(made: madeByMajor(), dataDirectory: dataDirectory, user: user)
      let running = try reachableServer(user)
      if let running {
        try writePointer(socketDirectory: running.socketDirectory)
      } else {
        try startLocked(binaries, user)
      }
      try ensureDatabase(binaries, user)
      return running == nil
    }
  }

  /// Stops the server and waits for its end; true when it was running.
  ///
  /// - Parameter immediately: as in a crash: nothing is flushed, and the next start recovers.
  package func stop(immediately: Bool = false) throws(EmbeddedServerError) -> Bool {
    if try Files.facts(dataDirectory) == nil { return false }
    let user = try ServerUser.current()
    return try locked { () throws(EmbeddedServerError) in
      try stopLocked(user, mode: immediately ? "immediate" : "fast")
    }
  }

  /// The server, if it runs, takes connections and still has its socket.
  ///
  /// A runtime folder goes when its user logs out, and the server does not notice; one that nobody can reach any more
  /// is stopped here, so that it is started again.
  private func reachableServer(_ user: ServerUser) throws(EmbeddedServerError) -> PostmasterFile? {
    let deadline = Deadline(after: .seconds(Self.startTimeoutSeconds))
    while let server = try runningServer() {
      if server.isReady {
        if access(Self.socketPath(in: server.socketDirectory), F_OK) == 0 { return server }
        _ = try stopLocked(user, mode: "fast")
        return nil
      }
      if deadline.hasPassed {
        throw .startTimedOut(logFile: logFile, seconds: Self.startTimeoutSeconds)
      }
      usleep(50_000)
    }
    return nil
  }

  private func startLocked(_ binaries: Binaries, _ user: ServerUser) throws(EmbeddedServerError) {
    try Files.ensurePrivateFolder(newSocketDirectory, owner: user)
    try configure(folder: dataDirectory, user: user, socketDirectory: newSocketDirectory)
    try writePointer(socketDirectory: newSocketDirectory)
    // The children of a server that was killed hold its shared memory until they notice, which takes a moment.
    let patience: Duration = try clearStaleFiles() ? .seconds(15) : .zero
    let deadline = Deadline(after: patience)
    try rotateLog()
    while true {
      let logStart = try Files.facts(logFile).map { Int($0.st_size) } ?? 0
      let (ending, output) = try user.run(
        binaries.pgCtl,
        ["start", "-s", "-w", "-t", String(Self.startTimeoutSeconds), "-D", dataDirectory, "-l", logFile])
      if ending == .exited(0) { return }
      if try runningServer() != nil {
        throw .startTimedOut(logFile: logFile, seconds: Self.startTimeoutSeconds)
      }
      if deadline.hasPassed {
        let lines = Files.tail(logFile, from: logStart)
        throw .startFailed(logFile: logFile, lastLines: lines.isEmpty ? Files.lastLines(output) : lines)
      }
      usleep(500_000)
    }
  }

  private func stopLocked(_ user: ServerUser, mode: String) throws(EmbeddedServerError) -> Bool {
    guard try runningServer() != nil else { return false }
    let binaries = try Binaries.find(made: madeByMajor(), dataDirectory: dataDirectory, user: user)
    let (ending, output) = try user.run(
      binaries.pgCtl,
      ["stop", "-s", "-w", "-t", String(Self.startTimeoutSeconds), "-m", mode, "-D", dataDirectory])
    if ending == .exited(0) { return true }
    // It may have ended by itself between the look and the signal.
    if try runningServer() == nil { return true }
    throw .stopFailed(dataDirectory: dataDirectory, lastLines: Files.lastLines(output))
  }

  /// Removes the pid file of a server that is gone, if its number now belongs to another process; true after a crash.
  ///
  /// PostgreSQL copes with a number that nobody has. One that another process of the same user has got since (after a
  /// restart of the machine or the container, say) it takes for the old server and would refuse for ever. Should old
  /// children still run, their shared memory, which is found by the data directory, keeps a second server out.
  private func clearStaleFiles() throws(EmbeddedServerError) -> Bool {
    guard let file = try PostmasterFile.read(in: dataDirectory) else { return false }
    if kill(file.pid, 0) == 0 && !file.isServer(of: dataDirectory) {
      let locks = [
        PostmasterFile.path(in: dataDirectory), Self.socketPath(in: newSocketDirectory) + ".lock",
      ]
      for lock in locks where unlink(lock) != 0 && errno != ENOENT && errno != ENOTDIR {
        throw .fileSystem(operation: "remove", path: lock, code: errno)
      }
    }
    return true
  }

  /// Keeps one old log: at a start, a log of more than 16 MiB steps aside.
  private func rotateLog() throws(EmbeddedServerError) {
    guard let facts = try Files.facts(logFile), facts.st_size > 16 << 20 else { return }
    try Files.rename(logFile, to: logFile + ".1")
  }

  /// Makes the role and the database if they are missing.
  private func ensureDatabase(_ binaries: Binaries, _ user: ServerUser) throws(EmbeddedServerError) {
    let found = try query(
      """
      SELECT (SELECT count(*) FROM pg_roles WHERE rolname = 'sluice'),
             (SELECT count(*) FROM pg_database WHERE datname = 'sluice')
      """, binaries, user)
    let counts = found.split(separator: "|")
    if counts.first != "1" { _ = try query("CREATE ROLE sluice LOGIN CREATEDB", binaries, user) }
    if counts.last != "1" { _ = try query("CREATE DATABASE sluice OWNER sluice", binaries, user) }
  }

  private func query(
    _ sql: String, _ binaries: Binaries, _ user: ServerUser
  ) throws(EmbeddedServerError) -> String {
    let socket = socketDirectory
    let (ending, output) = try user.run(
      binaries.psql,
      ["-XAtqw", "-h", socket, "-p", String(Self.port), "-U", "postgres", "-d", "postgres", "-c", sql])
    let text = String(output.drop { $0 == "\n" }.prefix { $0 != "\n" })
    guard ending == .exited(0) else {
      throw .databaseFailed(socketDirectory: socket, lastLines: Files.lastLines(output))
    }
    return text
  }
}
