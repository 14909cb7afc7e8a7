/// Where a run of the loader stands, as far as its messages tell.
enum RunPhase: String, Sendable, CaseIterable {
  /// No interval was begun: it connects, registers, reads files.
  case scanning
  /// A COPY of window rows is under way; the server has not yet said that it is complete.
  case insideCopy
  case betweenCopyAndCommit
  /// COMMIT of an interval has left the client, which has not heard the end of the answer.
  case afterCommitSent
  /// What is left: an interval is opened and cleared, or one is done and the next not begun, or the run is closed.
  case elsewhere

  /// Those that every campaign of kills must hit.
  static let required: [RunPhase] = [.scanning, .insideCopy, .betweenCopyAndCommit, .afterCommitSent]
}

/// Follows the messages of a run and says in which phase it is.
struct RunWatch {
  private(set) var phase = RunPhase.scanning
  /// How many intervals' COMMITs the client has sent.
  private(set) var commitsSent = 0
  private var isIntervalOpen = false
  private var isCoreCopyAsked = false

  mutating func sees(client message: WireMessage) {
    switch message.type {
    case "P":
      let statement = message.text
      // Coarser intervals are published like those that they are made from.
      if ["interval", "level_interval"].contains(where: { statement.hasPrefix("INSERT INTO etl.\($0) (") }) {
        isIntervalOpen = true
        phase = .elsewhere
      } else if statement == "ROLLBACK", isIntervalOpen {
        isIntervalOpen = false
        phase = .elsewhere
      }
    case "Q":
      let statement = message.text
      if statement.hasPrefix("COPY core.") { isCoreCopyAsked = true }
      if statement == "COMMIT", isIntervalOpen {
        commitsSent += 1
        phase = .afterCommitSent
      }
    default: break
    }
  }

  mutating func sees(server message: WireMessage) {
    switch message.type {
    case "G" where isCoreCopyAsked:
      phase = .insideCopy
    case "C" where phase == .insideCopy:
      isCoreCopyAsked = false
      phase = .betweenCopyAndCommit
    case "Z" where message.text == "I" && isIntervalOpen:
      isIntervalOpen = false
      phase = .elsewhere
    default: break
    }
  }

  /// The client came back on a new connection: whatever was open on the old one is not open here.
  mutating func reconnects() {
    if phase != .scanning { phase = .elsewhere }
    isIntervalOpen = false
    isCoreCopyAsked = false
  }
}
