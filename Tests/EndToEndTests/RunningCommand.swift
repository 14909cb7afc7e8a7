import EmbeddedServer
import Foundation
import Support

/// A command of the program that runs beside the test, with all it says in one file.
final class RunningCommand {
  let process: Int32
  private let log: String
  private var ending: Ending?

  fileprivate init(_ executable: String, _ arguments: [String], environment: [String: String], log: String) throws {
    self.log = log
    let null = try Descriptor.null()
    defer { close(null) }
    let output = open(log, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard output >= 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
    defer { close(output) }
    process = try spawn(
      executable, arguments, environment: environment, directory: "/",
      streams: ChildStreams(input: null, output: output, error: output))
  }

  /// What it has said.
  var said: String { (try? String(contentsOfFile: log, encoding: .utf8)) ?? "" }

  var isRunning: Bool { look() == nil }

  /// Waits for its end; one that takes longer than it may is killed, and its words are thrown.
  func end(within seconds: Double = 60) throws -> Ending {
    let deadline = ContinuousClock.now + .seconds(seconds)
    while ContinuousClock.now < deadline {
      if let ending = look() { return ending }
      usleep(1000)
    }
    stop()
    throw Overdue(description: "the command did not end within \(seconds) s; it said: \(said)")
  }

  private func look() -> Ending? {
    if let ending { return ending }
    var status: Int32 = 0
    guard waitpid(process, &status, WNOHANG) == process else { return nil }
    let signal = status & 0x7f
    ending = signal == 0 ? .exited((status >> 8) & 0xff) : .killed(signal: signal)
    return ending
  }

  private func stop() {
    guard look() == nil else { return }
    kill(process, SIGKILL)
    ending = try? waitFor(process)
  }

  /// A test that failed half way leaves no process behind.
  deinit { stop() }
}

struct Overdue: Error, CustomStringConvertible {
  let description: String
}

extension TestSite {
  /// Starts a command beside the test.
  /// - Parameter more: environment that this one command sees instead.
  func start(_ arguments: String..., with more: [String: String] = [:]) throws -> RunningCommand {
    try RunningCommand(
      Self.binary, Array(arguments.prefix(1)) + ["--config", path("jobs/sluice.yaml")] + arguments.dropFirst(),
      environment: environment.merging(more) { $1 }, log: path("command-\(UUID().uuidString).log"))
  }
}
