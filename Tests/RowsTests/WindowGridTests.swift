import Testing

@testable import Rows

/// Where do windows begin and end?
struct WindowGridTests {
  @Test(arguments: Zones.all, Level.allCases)
  func windowsTile(zone: ZoneOffsets, level: Level) {
    let grid = WindowGrid(level: level, zone: zone)
    // Four days around each change, and four without any.
    for change in zone.starts.dropFirst() + [Zones.utc(1999, 12, 31)] {
      var at = change - 2 * Zones.day
      while at < change + 2 * Zones.day {
        let window = grid.window(containing: at)
        let inside = [window.start, (window.start + window.end) / 2, window.end - 1]
        let isWhole = inside.allSatisfy { grid.window(containing: $0) == window }
        guard isWhole, window.start <= at, at < window.end, grid.window(containing: window.end).start == window.end
        else {
          Issue.record("\(window) does not tile")
          return
        }
        at = window.end
      }
    }
  }

  @Test(arguments: Zones.all, Level.allCases)
  func boundariesStandWhereTheContractPutsThem(zone: ZoneOffsets, level: Level) {
    let grid = WindowGrid(level: level, zone: zone)
    for instant in Zones.instants(of: zone) {
      let window = grid.window(containing: instant)
      for boundary in [window.start, window.end] {
        let isMultiple =
          Civil.floorDivide(boundary + zone.offset(at: boundary), by: level.microseconds) * level.microseconds
          == boundary + zone.offset(at: boundary)
        if !isMultiple && !zone.starts.contains(boundary) { Issue.record("\(Instant(microseconds: boundary))") }
      }
      let isCut = zone.starts.contains { window.start < $0 && $0 < window.end }
      if isCut || window.end - window.start > level.microseconds {
        Issue.record("\(Instant(microseconds: window.start)) spans a change or is too long")
      }
    }
  }

  @Test(arguments: Zones.all)
  func finerWindowsNest(zone: ZoneOffsets) {
    let grids = Level.allCases.sorted().map { WindowGrid(level: $0, zone: zone) }
    let calendars = IntervalKind.allCases.map { IntervalCalendar(kind: $0, zone: zone) }
    for instant in Zones.instants(of: zone) {
      let windows = grids.map { $0.window(containing: instant) }
      for (finer, coarser) in zip(windows, windows.dropFirst()) {
        if finer.start < coarser.start || finer.end > coarser.end { Issue.record("\(finer) is not in \(coarser)") }
      }
      for calendar in calendars {
        let interval = calendar.interval(containing: instant)
        if windows[2].start < interval.from.microseconds || windows[2].end > interval.to.microseconds {
          Issue.record("the hour of \(Instant(microseconds: instant)) is not in its \(calendar.kind)")
        }
      }
    }
  }

  @Test func halfHourZonesHaveLocalHours() {
    let hours = WindowGrid(level: .hour, zone: Zones.kolkata)
    #expect(
      hours.window(containing: Zones.utc(2026, 5, 1, 6, 45)) == (
        Zones.utc(2026, 5, 1, 6, 30), Zones.utc(2026, 5, 1, 7, 30)
      )
    )
    let quarters = WindowGrid(level: .hour, zone: Zones.kathmandu)
    #expect(
      quarters.window(containing: Zones.utc(2026, 5, 1, 6)) == (
        Zones.utc(2026, 5, 1, 5, 15), Zones.utc(2026, 5, 1, 6, 15)
      )
    )
  }

  @Test func aChangeCutsItsHour() {
    let hours = WindowGrid(level: .hour, zone: Zones.lordHowe)
    let (change, half) = (Zones.utc(2026, 4, 4, 15), 30 * Zones.minute)
    // 01:00 to 02:00, set back to 01:30; then the half hour that the clock shows again.
    #expect(hours.window(containing: change - 1) == (change - Zones.hour, change))
    #expect(hours.window(containing: change) == (change, change + half))
    #expect(hours.window(containing: change + half) == (change + half, change + half + Zones.hour))
    let john = WindowGrid(level: .hour, zone: Zones.stJohns)
    let back = Zones.utc(2010, 11, 7, 2, 31)
    #expect(john.window(containing: back - 1) == (back - Zones.minute, back), "00:00 to 00:01")
    #expect(john.window(containing: back) == (back, back + 59 * Zones.minute), "23:01 to 24:00")
  }

  @Test func levelsAreOrderedByLength() {
    #expect(Level.allCases.sorted() == [.minute, .quarterHour, .hour])
    #expect(Level.allCases.map(\.microseconds) == [60_000_000, 900_000_000, 3_600_000_000])
    #expect(Level.allCases.map(\.rawValue) == ["minute", "quarter_hour", "hour"])
  }
}
