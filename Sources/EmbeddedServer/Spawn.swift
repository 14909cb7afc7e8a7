import Glibc
import Synchronization

/// A program that could not be run at all: the operating system's reason.
package struct SpawnFailure: Error, Sendable, CustomStringConvertible {
  package let executable: String
  package let code: Int32

  package var description: String { "cannot run \(executable): \(String(cString: strerror(code)))" }
}

/// How a program ended: with a status of its own, or by a signal.
package enum Ending: Sendable, Equatable {
  case exited(Int32)
  case killed(signal: Int32)
}

/// The three streams a child gets; it inherits no other open file of ours.
package struct ChildStreams: Sendable {
  package var input: Int32
  package var output: Int32
  package var error: Int32

  package init(input: Int32, output: Int32, error: Int32) {
    self.input = input
    self.output = output
    self.error = error
  }
}

/// Starts `executable` in `directory` and returns its process id, which the caller must wait for.
///
/// Every other descriptor is closed in the child: one pipe of a caller kept open by a server would hang that caller.
/// Signals are back at their defaults. `ownSession` takes the child out of reach of the terminal's Ctrl-C.
package func spawn(
  _ executable: String, _ arguments: [String], environment: [String: String], directory: String,
  streams: ChildStreams, ownSession: Bool = false
) throws(SpawnFailure) -> Int32 {
  var actions = posix_spawn_file_actions_t()
  posix_spawn_file_actions_init(&actions)
  defer { posix_spawn_file_actions_destroy(&actions) }
  posix_spawn_file_actions_adddup2(&actions, streams.input, 0)
  posix_spawn_file_actions_adddup2(&actions, streams.output, 1)
  posix_spawn_file_actions_adddup2(&actions, streams.error, 2)
  for descriptor in inheritableDescriptors() {
    posix_spawn_file_actions_addclose(&actions, descriptor)
  }

  var attributes = posix_spawnattr_t()
  posix_spawnattr_init(&attributes)
  defer { posix_spawnattr_destroy(&attributes) }
  var none = sigset_t()
  sigemptyset(&none)
  var all = sigset_t()
  sigfillset(&all)
  posix_spawnattr_setsigmask(&attributes, &none)
  posix_spawnattr_setsigdefault(&attributes, &all)
  // POSIX_SPAWN_SETSID is a GNU extension which the Glibc module does not show; its value is part of the ABI.
  let setSession: Int32 = ownSession ? 0x80 : 0
  posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | setSession))

  // posix_spawn's own change of directory is hidden likewise, so a shell does it and becomes the program.
  let words = ["/bin/sh", "-c", "cd -- \"$0\" && exec \"$@\"", directory, executable] + arguments
  var argv: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
  var envp: [UnsafeMutablePointer<CChar>?] = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
  defer {
    for word in argv { free(word) }
    for entry in envp { free(entry) }
  }
  if access(executable, X_OK) != 0 { throw SpawnFailure(executable: executable, code: errno) }
  var child: pid_t = 0
  let code = openingOrSpawning.withLock { _ in
    posix_spawn(&child, "/bin/sh", &actions, &attributes, &argv, &envp)
  }
  if code != 0 { throw SpawnFailure(executable: executable, code: code) }
  return child
}

/// Waits for a child of ours to end.
package func waitFor(_ child: Int32) throws(SpawnFailure) -> Ending {
  var status: Int32 = 0
  while waitpid(child, &status, 0) < 0 {
    if errno != EINTR { throw SpawnFailure(executable: "waitpid(\(child))", code: errno) }
  }
  let signal = status & 0x7f
  return signal == 0 ? .exited((status >> 8) & 0xff) : .killed(signal: signal)
}

/// The open descriptors above the three streams that a child would inherit.
///
/// One closed between this look and the start does no harm: closing a closed descriptor is not an error there.
private func inheritableDescriptors() -> [Int32] {
  guard let folder = opendir("/proc/self/fd") else { return [] }
  defer { closedir(folder) }
  var found: [Int32] = []
  while let entry = readdir(folder) {
    let name = withUnsafePointer(to: &entry.pointee.d_name) {
      $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
    }
    guard let descriptor = Int32(name), descriptor > 2, descriptor != dirfd(folder) else { continue }
    let flags = fcntl(descriptor, F_GETFD)
    if flags >= 0 && flags & FD_CLOEXEC == 0 { found.append(descriptor) }
  }
  return found
}

/// Held while a pipe is open and not yet marked as closed in children, and while a child is started: the Glibc module
/// does not show `pipe2`, and a server that got one end of another thread's pipe would hold it for days.
private let openingOrSpawning = Mutex<Void>(())

/// Opens /dev/null, or makes a pipe, with every descriptor above the three streams and closed in children: a caller
/// without streams of its own (cron may start us so) must not find its child's pipe in their place.
package enum Descriptor {
  package static func null() throws(SpawnFailure) -> Int32 {
    try raised(open("/dev/null", O_RDWR | O_CLOEXEC), "/dev/null")
  }

  package static func pipe() throws(SpawnFailure) -> (reading: Int32, writing: Int32) {
    let ends: Result<(reading: Int32, writing: Int32), SpawnFailure> = openingOrSpawning.withLock { _ in
      var ends: [Int32] = [-1, -1]
      if Glibc.pipe(&ends) != 0 { return .failure(SpawnFailure(executable: "a pipe", code: errno)) }
      do throws(SpawnFailure) {
        let reading = try raised(ends[0], "a pipe")
        do throws(SpawnFailure) {
          return .success((reading, try raised(ends[1], "a pipe")))
        } catch {
          close(reading)
          throw error
        }
      } catch {
        return .failure(error)
      }
    }
    return try ends.get()
  }

  /// Moves a descriptor above the three streams; one that could not be opened is the failure.
  private static func raised(_ descriptor: Int32, _ what: String) throws(SpawnFailure) -> Int32 {
    if descriptor < 0 { throw SpawnFailure(executable: what, code: errno) }
    let copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 3)
    let code = errno
    close(descriptor)
    if copy < 0 { throw SpawnFailure(executable: what, code: code) }
    return copy
  }
}
