import Dispatch
import Foundation
import Support
import Synchronization

/// Stands on a socket of its own between one run of the loader and the server, hands on whole messages both ways, and
/// strikes where it is told to. The test tells it the process, so that nobody else can be hit.
final class Relay: Sendable {
  private struct State {
    var watch = RunWatch()
    var passed: [RunPhase: Int] = [:]
    var report = RelayReport()
    var ambush: Ambush?
    /// When a delayed ambush is due, in seconds of `Relay.now()`.
    var due: Double?
    var process: Int32 = 0
    var began = 0.0
    var isClosed = false
  }

  private enum Verdict { case go, end, hold }

  private let place: TemporaryFolder
  private let upstream: String
  private let listener: Int32
  private let state = Mutex(State())
  private let arrived = DispatchSemaphore(value: 0)
  private let released = DispatchSemaphore(value: 0)

  /// What `PGHOST` must be for a client to come this way.
  var folder: String { place.path }

  init(before cluster: PrivateCluster) throws {
    place = try TemporaryFolder()
    upstream = cluster.socketDirectory + "/" + UnixSocket.name
    listener = try UnixSocket.listen(place.path + "/" + UnixSocket.name)
    Thread.detachNewThread { self.acceptAll() }
  }

  /// Starts a run with an ambush laid, or only to see its points. The relay hears nothing before its process is known.
  func run(_ ambush: Ambush? = nil, start: () throws -> RunningCommand) throws -> RunningCommand {
    try state.withLock { state in
      state = State()
      state.ambush = ambush
      state.began = Self.now()
      let command = try start()
      state.process = command.process
      return command
    }
  }

  var report: RelayReport {
    state.withLock { state in
      var report = state.report
      report.commitsSent = state.watch.commitsSent
      return report
    }
  }

  /// Waits until the run is held.
  func waitUntilHeld(seconds: Double) -> Bool { arrived.wait(timeout: .now() + seconds) == .success }

  func release() { released.signal() }

  /// Ends the relay; a connection that is still open ends with it.
  func close() {
    let wasClosed = state.withLock { state in
      defer { state.isClosed = true }
      return state.isClosed
    }
    if wasClosed { return }
    released.signal()
    // The threads keep the relay, and with it its folder, for a moment longer than the process may last.
    try? FileManager.default.removeItem(atPath: place.path)
  }

  // MARK: Connections

  private static let pollMilliseconds: Int32 = 50

  private static func now() -> Double { Double(DispatchTime.now().uptimeNanoseconds) / 1e9 }

  private var isClosed: Bool { state.withLock { $0.isClosed } }

  private func acceptAll() {
    defer { Foundation.close(listener) }
    while !isClosed {
      var end = pollfd(fd: listener, events: Int16(POLLIN), revents: 0)
      guard poll(&end, 1, Self.pollMilliseconds) > 0 else { continue }
      let client = accept(listener, nil, nil)
      guard client >= 0 else { continue }
      Thread.detachNewThread { self.serve(client) }
    }
  }

  private func serve(_ client: Int32) {
    defer { Foundation.close(client) }
    guard let server = UnixSocket.connect(upstream) else { return }
    defer { Foundation.close(server) }
    state.withLock { state in
      state.report.connections += 1
      if state.report.connections > 1 { state.watch.reconnects() }
    }
    var fromClient = WireReader(isClient: true)
    var fromServer = WireReader(isClient: false)
    var page = [UInt8](repeating: 0, count: 1 << 16)
    while !isClosed {
      var ends = [client, server].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
      if poll(&ends, 2, patience()) < 0 && errno != EINTR { return }
      if strikeIfDue() { return }
      if ends[0].revents != 0 {
        let count = read(client, &page, page.count)
        if count <= 0 { return }
        for message in fromClient.take(page[..<count]) {
          guard handOn(client: message, to: server) else { return }
        }
      }
      if ends[1].revents != 0 {
        let count = read(server, &page, page.count)
        if count <= 0 { return }
        for message in fromServer.take(page[..<count]) {
          guard handOn(server: message, to: client) else { return }
        }
      }
    }
  }

  /// Milliseconds until a delayed ambush is due, at most the usual.
  private func patience() -> Int32 {
    guard let due = state.withLock({ $0.due }) else { return Self.pollMilliseconds }
    return min(Self.pollMilliseconds, Int32(max(0, ((due - Self.now()) * 1000).rounded(.up))))
  }

  private func handOn(client message: WireMessage, to server: Int32) -> Bool {
    state.withLock { $0.watch.sees(client: message) }
    guard follows(verdict(before: message)) else { return false }
    let isCommit = message.type == "Q" && message.text == "COMMIT"
    if isCommit, !passes(.commitHeldBack) { return false }
    switch message.type {
    case "d":
      // Half a message is the middle of a row; before that the COPY has brought nothing.
      let half = message.bytes.count / 2
      guard UnixSocket.send(message.bytes[..<half], to: server), passes(.other),
        UnixSocket.send(message.bytes[half...], to: server)
      else { return false }
    case "c":
      guard passes(.other), UnixSocket.send(message.bytes[...], to: server) else { return false }
    default:
      guard UnixSocket.send(message.bytes[...], to: server) else { return false }
    }
    return passes(isCommit ? .commitDelivered : .other)
  }

  private func handOn(server message: WireMessage, to client: Int32) -> Bool {
    let isCommit = message.type == "C" && message.text == "COMMIT"
    if ["G", "C", "Z"].contains(message.type), !passes(isCommit ? .commitAnswered : .other) { return false }
    state.withLock { $0.watch.sees(server: message) }
    return UnixSocket.send(message.bytes[...], to: client)
  }

  // MARK: Ambushes

  /// Notes a point. False: the connections are to be ended.
  private func passes(_ moment: PassedPoint.Moment) -> Bool {
    follows(
      state.withLock { state in
        let phase = state.watch.phase
        let number = state.passed[phase, default: 0]
        state.passed[phase] = number + 1
        // Outside of an interval a COMMIT is one of a registration.
        let moment = phase == .afterCommitSent ? moment : .other
        state.report.points.append(PassedPoint(phase: phase, moment: moment, at: Self.now() - state.began))
        guard let ambush = state.ambush, case .point(phase, number) = ambush.place else { return .go }
        if ambush.delay > 0 {
          state.due = Self.now() + ambush.delay
          return .go
        }
        return Self.strike(&state)
      })
  }

  private func verdict(before message: WireMessage) -> Verdict {
    guard message.type == "P" || message.type == "Q" else { return .go }
    return state.withLock { state in
      guard case .statement(let words)? = state.ambush?.place, message.text.contains(words) else { return .go }
      return Self.strike(&state)
    }
  }

  private func strikeIfDue() -> Bool {
    !follows(
      state.withLock { state in
        guard let due = state.due, due <= Self.now() else { return .go }
        return Self.strike(&state)
      })
  }

  private static func strike(_ state: inout State) -> Verdict {
    guard let ambush = state.ambush else { return .go }
    state.ambush = nil
    state.due = nil
    state.report.struckIn = state.watch.phase
    switch ambush.act {
    case .kill:
      precondition(state.process > 1, "no process to kill")
      kill(state.process, SIGKILL)
      return .end
    case .cut: return .end
    case .hold: return .hold
    }
  }

  private func follows(_ verdict: Verdict) -> Bool {
    switch verdict {
    case .go: return true
    case .end: return false
    case .hold:
      arrived.signal()
      released.wait()
      return true
    }
  }
}
