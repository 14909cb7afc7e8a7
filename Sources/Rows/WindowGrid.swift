/// The spans that an aggregate can cover. A coarser level's boundaries are boundaries of every finer level.
package enum Level: String, Sendable, CaseIterable, Comparable {
  case minute
  case quarterHour = "quarter_hour"
  case hour

  package var microseconds: Int64 {
    switch self {
    case .minute: 60 * Civil.microsecondsPerSecond
    case .quarterHour: 900 * Civil.microsecondsPerSecond
    case .hour: 3600 * Civil.microsecondsPerSecond
    }
  }

  package static func < (left: Level, right: Level) -> Bool {
    left.microseconds < right.microseconds
  }
}

/// The windows of one level in one zone: cut where the local time of day is a multiple of the level, and wherever the
/// zone changes its offset. So every window is one stretch of the wall clock, and finer levels nest in coarser ones.
package struct WindowGrid: Sendable {
  package let level: Level
  private let zone: ZoneOffsets

  package init(level: Level, zone: ZoneOffsets) {
    self.level = level
    self.zone = zone
  }

  /// The window `[start, end)`, in instants, that holds an instant.
  package func window(containing instant: Int64) -> (start: Int64, end: Int64) {
    let period = zone.period(at: instant)
    let offset = zone.offsets[period]
    let length = level.microseconds
    let start = Civil.floorDivide(instant + offset, by: length) * length - offset
    return (max(start, zone.starts[period]), min(start + length, zone.end(ofPeriod: period)))
  }
}
