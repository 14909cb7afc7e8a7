package import Rows
package import Scanning

/// A register of shifts: calendars, each for some sensors.
package struct ShiftRegister: Sendable, Equatable {
  package struct Entry: Sendable, Equatable {
    package var name: String
    /// Of the codes of its sensors; empty: of all that are left.
    package var sensors: [TextPattern]
    package var calendar: ShiftCalendar
  }

  /// The first that matches a sensor counts.
  package var entries: [Entry]

  /// A start or end of a shift.
  struct Edge {
    /// Minutes of the local day.
    var minute: Int
    var shift: String
    var calendar: String
  }

  /// Where windows have to be cut; beside midnight, where time in no shift is.
  var edges: [Edge] {
    entries.flatMap { entry in
      entry.calendar.versions.flatMap(\.shifts).flatMap { shift in
        [shift.start, (shift.start + shift.minutes) % 1440].map {
          Edge(minute: $0, shift: shift.code, calendar: entry.name)
        }
      }
    }
  }

  /// The first edge that lies within windows of a level; nil if they nest in its windows.
  func edge(within level: Level) -> Edge? {
    let length = Int(level.microseconds / (60 * Civil.microsecondsPerSecond))
    return edges.first { $0.minute % length != 0 }
  }

  /// The windows that start on some local dates, calendar by calendar; a sensor of none is in no shift.
  func groups(ofDays days: Range<Int>, zone: ZoneOffsets) -> [LevelLayout.Group] {
    var groups = entries.map { entry in
      LevelLayout.Group(
        matches: entry.sensors.isEmpty ? [TextPattern("*")] : entry.sensors,
        windows: entry.calendar.windows(ofDays: days, zone: zone))
    }
    if entries.last?.sensors.isEmpty != true {
      groups.append(
        LevelLayout.Group(
          matches: [TextPattern("*")], windows: ShiftCalendar(versions: []).windows(ofDays: days, zone: zone)))
    }
    return groups
  }
}
