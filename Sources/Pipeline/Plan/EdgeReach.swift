package import Aggregation
package import Rows

/// How far a job's statistics look around an interval, and which intervals lie there.
package struct EdgeReach: Sendable {
  package let calendar: IntervalCalendar
  /// Microseconds.
  package let lookback: Int64
  package let lookahead: Int64

  package var isNone: Bool { lookback == 0 && lookahead == 0 }

  /// The intervals that a lookback or lookahead of one touches, without itself, in order of time.
  package func around(_ interval: Interval) -> [Interval] {
    var found: [Interval] = []
    var edge = interval.from
    let first = interval.from.advanced(byMicroseconds: -lookback)
    while lookback > 0, edge > first {
      let before = calendar.interval(containing: edge.microseconds - 1)
      found.append(before)
      edge = before.from
    }
    found.reverse()
    edge = interval.to
    let end = interval.to.advanced(byMicroseconds: lookahead)
    while lookahead > 0, edge < end {
      let behind = calendar.interval(containing: edge.microseconds)
      found.append(behind)
      edge = behind.to
    }
    return found
  }

  /// All that the intervals of a range look at: these, and what lies around them.
  package func sight(of range: Interval) -> Interval {
    var sight = range
    if lookback > 0, range.from > Interval.always.from {
      sight.from = calendar.interval(containing: range.from.microseconds).from.advanced(byMicroseconds: -lookback)
    }
    if lookahead > 0, range.to < Interval.always.to {
      sight.to = calendar.interval(containing: range.to.microseconds - 1).to.advanced(byMicroseconds: lookahead)
    }
    return sight
  }

  /// Which readings of an interval are kept when some intervals are wanted.
  package func keep(_ interval: Interval, isWanted: (Interval) -> Bool) -> KeptTimes {
    if isWanted(interval) { return .all }
    var kept = KeptTimes.none
    // The nearest wanted interval reaches furthest in.
    var edge = interval.from
    while lookahead > 0, interval.from < edge.advanced(byMicroseconds: lookahead) {
      let before = calendar.interval(containing: edge.microseconds - 1)
      if isWanted(before) {
        kept.leadEnd = before.to.advanced(byMicroseconds: lookahead).microseconds
        break
      }
      edge = before.from
    }
    edge = interval.to
    while lookback > 0, edge.advanced(byMicroseconds: -lookback) < interval.to {
      let behind = calendar.interval(containing: edge.microseconds)
      if isWanted(behind) {
        kept.tailStart = behind.from.advanced(byMicroseconds: -lookback).microseconds
        break
      }
      edge = behind.to
    }
    return kept
  }
}
