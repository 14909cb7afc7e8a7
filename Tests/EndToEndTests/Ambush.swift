/// A point in a run's conversation with the server, and what the relay does when the run comes by.
struct Ambush: Sendable {
  enum Place: Sendable {
    /// The point of that number, from 0, among those of the phase.
    case point(RunPhase, Int)
    /// Right before a statement with these words is handed on.
    case statement(String)
  }

  enum Act: Sendable {
    /// Kill the client with SIGKILL.
    case kill
    /// Cut both connections; what was held back is lost.
    case cut
    /// Hold everything until it is released.
    case hold
  }

  var place: Place
  var act: Act
  /// Seconds to wait behind the point. The relay goes on handing messages on meanwhile.
  var delay = 0.0
}

/// One point at which an ambush may be laid; a run through the relay leaves the list of those it passed.
struct PassedPoint: Sendable {
  enum Moment: Sendable, Equatable {
    case commitHeldBack, commitDelivered, commitAnswered, other
  }

  var phase: RunPhase
  var moment: Moment
  /// Seconds since the relay was set up for the run.
  var at: Double
}

/// What the relay saw of a run.
struct RelayReport: Sendable {
  var points: [PassedPoint] = []
  /// The phase in which the ambush struck; nil: it did not.
  var struckIn: RunPhase?
  /// The client's connections.
  var connections = 0
  var commitsSent = 0
}
