/// The offsets of one time zone from UTC over all time, as plain columns.
///
/// `offsets[i]` holds from `starts[i]` (an instant, µs) until `starts[i + 1]`; `starts[0]` is `Int64.min`. Built by
/// `Scanning` from the system's zone files, or by hand in tests; a value, so that every floor above may use it.
package struct ZoneOffsets: Sendable, Equatable {
  package let name: String
  package let starts: [Int64]
  /// Microseconds to add to UTC to get local time.
  package let offsets: [Int64]

  /// - Precondition: both columns have the same length of at least one, and `starts` ascends from `Int64.min`.
  package init(name: String, starts: [Int64], offsets: [Int64]) {
    precondition(!starts.isEmpty && starts.count == offsets.count && starts[0] == .min)
    self.name = name
    self.starts = starts
    self.offsets = offsets
  }

  package static let utc = ZoneOffsets(name: "UTC", starts: [.min], offsets: [0])

  /// The index of the period of constant offset that holds an instant.
  /// - Complexity: O(log n) in the zone's transitions.
  package func period(at instant: Int64) -> Int {
    var low = 0
    var high = starts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if starts[middle] <= instant { low = middle } else { high = middle }
    }
    return low
  }

  package func offset(at instant: Int64) -> Int64 {
    offsets[period(at: instant)]
  }

  /// Where a period of constant offset ends; `Int64.max` for the last.
  package func end(ofPeriod period: Int) -> Int64 {
    period + 1 < starts.count ? starts[period + 1] : .max
  }

  /// What a local time (µs since 1970-01-01T00:00:00 on the wall clock) can mean.
  package enum Resolution: Equatable, Sendable {
    case unique(Int64)
    /// The clock was set forward over it; the value is the instant of the change.
    case nonexistent(transition: Int64)
    /// The clock was set back over it: two instants show it.
    case ambiguous(earlier: Int64, later: Int64)
  }

  /// The instants at which the zone's clocks show a local time.
  package func resolve(local: Int64) -> Resolution {
    // Only periods within a day and a half of the naive reading can hold it: offsets are smaller than that.
    let reach = Civil.microsecondsPerDay + Civil.microsecondsPerDay / 2
    var earlier: Int64?
    var index = period(at: local - reach)
    let last = period(at: local + reach)
    var gapStart = starts[last]
    while index <= last {
      let instant = local - offsets[index]
      if instant >= starts[index] && instant < end(ofPeriod: index) {
        if let earlier { return .ambiguous(earlier: earlier, later: instant) }
        earlier = instant
      } else if instant < starts[index], index > 0, local - offsets[index - 1] >= starts[index] {
        gapStart = starts[index]
      }
      index += 1
    }
    return earlier.map(Resolution.unique) ?? .nonexistent(transition: gapStart)
  }

  /// The first instant at which a local day has begun: midnight, or the end of a gap that swallows it.
  package func startOfDay(days: Int) -> Int64 {
    switch resolve(local: Int64(days) * Civil.microsecondsPerDay) {
    case .unique(let instant), .ambiguous(let instant, _): instant
    case .nonexistent(let transition): transition
    }
  }
}
