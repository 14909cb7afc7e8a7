// Time in quality: which reading governs which time, and the area below the values.

/// The time that one reading governs.
struct Hold {
  /// The position of the reading in `View.seen`.
  var position: Int
  var from: Int64
  var to: Int64
}

/// What each reading governs, cut at the interval, in order of time; time in no hold is gap.
func holds(_ view: View) -> [Hold] {
  var holds: [Hold] = []
  for position in view.seen.indices {
    let instant = view.instant(position)
    let next = position + 1 < view.seen.count ? view.instant(position + 1) : Int64.max
    // Of several readings on one instant the last governs: the others would end where they begin.
    let from = max(instant, view.interval.from)
    let to = min(instant + view.chosen.hold, next, view.interval.to)
    if from < to { holds.append(Hold(position: position, from: from, to: to)) }
  }
  return holds
}

/// Two consecutive kept readings, both usable, at most H apart: the straight line between them.
struct Segment {
  var from: Int64
  var to: Int64
  var first: Double
  var last: Double

  func value(at instant: Int64) -> Double {
    first + (last - first) * (Double(instant - from) / Double(to - from))
  }

  /// The area below the line between two instants within it, in unit × s.
  func area(_ begin: Int64, _ end: Int64) -> Double {
    (value(at: begin) + value(at: end)) / 2 * (Double(end - begin) / 1_000_000)
  }
}

/// The segments that have a part in the interval, whole.
func segments(_ view: View) -> [Segment] {
  var segments: [Segment] = []
  for position in view.seen.indices.dropLast() {
    let (from, to) = (view.instant(position), view.instant(position + 1))
    guard view.isUsable(at: position), view.isUsable(at: position + 1), from < to, to - from <= view.chosen.hold,
      from < view.interval.to, to > view.interval.from
    else { continue }
    segments.append(Segment(from: from, to: to, first: view.number(position), last: view.number(position + 1)))
  }
  return segments
}
