import Pipeline
import Rows
import Synchronization

/// Progress on a terminal: one line that is written over, with rate and time left. Elsewhere nothing.
final class Progress: Sendable {
  private struct State {
    var began = 0.0
    var shown = 0.0
    var isLoading = false
  }

  private let job: String
  private let state = Mutex(State())
  /// How often the line is written, seconds.
  private static let pause = 0.2

  init(job: String) {
    self.job = job
  }

  var observer: RunObserver {
    guard Terminal.isErrorTTY else { return RunObserver() }
    return RunObserver { [self] stage in show(stage) }
  }

  private func show(_ stage: RunObserver.Stage) {
    let now = Clock.seconds()
    let line = state.withLock { state -> String? in
      let isLoading = if case .loading = stage { true } else { false }
      if state.began == 0 || state.isLoading != isLoading {
        state.began = now
        state.isLoading = isLoading
      }
      guard now - state.shown >= Self.pause else { return nil }
      state.shown = now
      return text(stage, seconds: now - state.began)
    }
    if let line { Terminal.writeError("\r\u{1B}[K\(line)") }
  }

  private func text(_ stage: RunObserver.Stage, seconds: Double) -> String {
    switch stage {
    case .scanning(let bytes, let total):
      let rate = seconds > 0 ? Double(bytes) / seconds : 0
      let left = rate > 0 ? Double(total - bytes) / rate : 0
      return "\(job): reading \(bytes >> 20) of \(total >> 20) MiB, \(Int(rate) >> 20) MiB/s, \(Int(left)) s left"
    case .loading(let done, let total):
      let left = done > 0 ? seconds / Double(done) * Double(total - done) : 0
      return "\(job): loading interval \(min(done + 1, total)) of \(total)" + (done > 0 ? ", \(Int(left)) s left" : "")
    }
  }
}
