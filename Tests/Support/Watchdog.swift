import EmbeddedServer
import Glibc
import Synchronization

/// A small shell that waits for the end of this process, however it ends, then stops the servers whose data lie in
/// `folders` and removes these.
///
/// It reads from a pipe that nobody writes to: the kernel closes the other end even for a process killed by -9, and no
/// process number has to be watched, which might belong to somebody else by then.
package final class Watchdog: Sendable {
  private let child: Int32
  private let leash: Atomic<Int32>

  /// Only a process that runs on exactly that data directory is signalled; QUIT makes PostgreSQL end at once.
  private static let script = """
    read -r _
    for folder; do
      for file in "$folder"/postmaster.pid "$folder"/*/postmaster.pid; do
        [ -r "$file" ] || continue
        pid=$(head -n 1 "$file")
        for signal in QUIT KILL; do
          tries=0
          while [ $tries -lt 50 ] && tr '\\0' '\\n' <"/proc/$pid/cmdline" | grep -qxF -- "${file%/postmaster.pid}"; do
            [ $tries -gt 0 ] || kill -s $signal "$pid"
            tries=$((tries + 1))
            sleep 0.1
          done
        done
      done
      rm -rf -- "$folder"
    done
    """

  package init(folders: [String]) throws {
    let (reading, writing) = try Descriptor.pipe()
    defer { close(reading) }
    do {
      let null = try Descriptor.null()
      defer { close(null) }
      child = try spawn(
        "/bin/sh", ["-c", Self.script, "sluice-test-watchdog"] + folders,
        environment: ["PATH": "/usr/bin:/bin", "LC_ALL": "C"], directory: "/",
        streams: ChildStreams(input: reading, output: null, error: null), ownSession: true)
    } catch {
      close(writing)
      throw error
    }
    leash = Atomic(writing)
  }

  /// Has everything stopped and removed now, and waits for it. A second call does nothing.
  package func finish() {
    let writing = leash.exchange(-1, ordering: .acquiringAndReleasing)
    if writing < 0 { return }
    close(writing)
    do {
      _ = try waitFor(child)
    } catch {
      print("the watchdog of this test was gone before its time: \(error)")
    }
  }

  deinit { finish() }
}
