/// The one place in this room that asks the time: how long to wait for a server is all it is asked for.
struct Deadline {
  private let end: ContinuousClock.Instant

  init(after patience: Duration) {
    end = ContinuousClock.now + patience
  }

  var hasPassed: Bool { ContinuousClock.now > end }
}
