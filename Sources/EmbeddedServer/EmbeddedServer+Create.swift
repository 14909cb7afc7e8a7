import Glibc

// Making the cluster. It is built beside its place and renamed into it, so that a cluster is either whole or absent;
// a lock file beside it lets one process at a time work here.
extension EmbeddedServer {
  /// Makes the cluster if there is none; true when this call made it.
  package func create() throws(EmbeddedServerError) -> Bool {
    let user = try ServerUser.current()
    try ensureAbove()
    return try locked { () throws(EmbeddedServerError) in try createLocked(user) }
  }

  /// The folders that the lock file, the cluster and the pointer lie in.
  func ensureAbove() throws(EmbeddedServerError) {
    try Files.makeFolders(stateDirectory)
    for passage in passages { try Files.ensurePassage(passage) }
    if let pointer = try Pointer.read(in: stateDirectory), pointer.dataDirectory != dataDirectory {
      throw .madeByAnotherUser(
        stateDirectory: stateDirectory, user: pointer.user, dataDirectory: pointer.dataDirectory)
    }
  }

  func createLocked(_ user: ServerUser) throws(EmbeddedServerError) -> Bool {
    try removeDrafts(user)
    if try Files.facts(dataDirectory) != nil {
      try Files.requireOwn(dataDirectory, owner: user)
      if try madeByMajor() != nil { return false }
      if rmdir(dataDirectory) != 0 { throw .notACluster(path: dataDirectory) }
    }
    let binaries = try Binaries.find(made: nil, dataDirectory: dataDirectory, user: user)
    // A name of its own for each attempt: an initdb that outlived its killed caller may still write to the last one.
    let draft = "\(draftPrefix)\(getpid())-\(UInt32.random(in: 0...UInt32.max))"
    try Files.ensurePrivateFolder(draft, owner: user)
    do {
      try runInitdb(binaries, user, into: draft)
      try configure(folder: draft, user: user, socketDirectory: newSocketDirectory)
      try Files.rename(draft, to: dataDirectory)
    } catch {
      try removeFolder(draft, user)
      throw error
    }
    try writePointer(socketDirectory: newSocketDirectory)
    return true
  }

  private var draftPrefix: String { dataDirectory + ".draft-" }

  private func runInitdb(
    _ binaries: Binaries, _ user: ServerUser, into draft: String
  ) throws(EmbeddedServerError) {
    var arguments = [
      "-D", draft, "--data-checksums", "--encoding=UTF8", "--locale=C.UTF-8", "--auth=peer", "-U", "postgres",
    ]
    if durability == .disposable { arguments.append("--no-sync") }
    let (ending, output) = try user.run(binaries.initdb, arguments)
    if ending != .exited(0) {
      throw .initdbFailed(dataDirectory: dataDirectory, lastLines: Files.lastLines(output))
    }
    let main = draft + "/postgresql.conf"
    let text = try Files.read(main) ?? ""
    let addition = "\n# The settings that sluice needs; what you write below this line wins.\ninclude 'sluice.conf'\n"
    try Files.write(text + addition, to: main, mode: 0o600, owner: user)
  }

  /// Writes the settings and the rules of access that are ours; at every start, for the socket may have moved.
  func configure(
    folder: String, user: ServerUser, socketDirectory: String
  ) throws(EmbeddedServerError) {
    var settings = """
      # Written at every start by sluice. Settings of your own belong at the end of postgresql.conf.
      listen_addresses = ''
      port = \(Self.port)
      unix_socket_directories = '\(socketDirectory)'
      unix_socket_permissions = 0700
      cluster_name = 'sluice'
      timezone = 'UTC'
      log_timezone = 'UTC'
      log_destination = 'stderr'
      logging_collector = off
      log_line_prefix = '%m [%p] %q%u@%d '

      """
    // At the last logout systemd removes an ordinary user's shared memory under the server's feet; files it leaves.
    if geteuid() != 0 { settings += "dynamic_shared_memory_type = mmap\n" }
    if durability == .disposable { settings += "fsync = off\nfull_page_writes = off\n" }
    try Files.write(settings, to: folder + "/sluice.conf", mode: 0o600, owner: user)

    let access = """
      # Written at every start by sluice: the operating system says who is who, and pg_ident.conf who may be what.
      local all all peer map=sluice

      """
    try Files.write(access, to: folder + "/pg_hba.conf", mode: 0o600, owner: user)

    var map = "# Written at every start by sluice.\n# MAP  SYSTEM-USER  ROLE\n"
    var names = [user.name]
    if let caller = ServerUser.caller()?.name, caller != user.name { names.append(caller) }
    for name in names {
      for role in [Self.role, "postgres"] { map += "sluice  \"\(name)\"  \(role)\n" }
    }
    try Files.write(map, to: folder + "/pg_ident.conf", mode: 0o600, owner: user)
  }

  func writePointer(socketDirectory: String) throws(EmbeddedServerError) {
    let pointer = Pointer(
      site: stateDirectory, user: ServerUser.name(of: geteuid()), dataDirectory: dataDirectory,
      socketDirectory: socketDirectory)
    if try Pointer.read(in: stateDirectory) == pointer { return }
    try Files.write(pointer.text, to: Pointer.path(in: stateDirectory), mode: 0o644, owner: nil)
  }

  /// Removes what killed attempts have left behind.
  private func removeDrafts(_ user: ServerUser) throws(EmbeddedServerError) {
    let above = Files.parent(of: dataDirectory)
    let prefix = Files.lastName(of: draftPrefix)
    for name in try Files.names(in: above) where name.hasPrefix(prefix) {
      try removeFolder(above + "/" + name, user)
    }
  }

  /// Removes a folder of the server's user, as that user: in a folder of somebody else's, root deletes nothing itself.
  private func removeFolder(_ path: String, _ user: ServerUser) throws(EmbeddedServerError) {
    // The folder's own entry is not that user's to remove where root made it, so rm's status says nothing.
    _ = try user.run("/bin/rm", ["-rf", "--", path])
    if rmdir(path) != 0 && errno != ENOENT {
      throw .fileSystem(operation: "remove", path: path, code: errno)
    }
  }

  /// Runs `body` as the only one of all processes that does so for this cluster.
  func locked<T>(_ body: () throws(EmbeddedServerError) -> T) throws(EmbeddedServerError) -> T {
    let path = dataDirectory + ".lock"
    let patienceSeconds = 2 * Self.startTimeoutSeconds
    let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    if file < 0 { throw .fileSystem(operation: "open the lock", path: path, code: errno) }
    defer { close(file) }
    let deadline = Deadline(after: .seconds(patienceSeconds))
    while flock(file, LOCK_EX | LOCK_NB) != 0 {
      if errno != EWOULDBLOCK && errno != EINTR {
        throw .fileSystem(operation: "lock", path: path, code: errno)
      }
      if deadline.hasPassed { throw .lockTimedOut(path: path, seconds: patienceSeconds) }
      usleep(50_000)
    }
    return try body()
  }
}
