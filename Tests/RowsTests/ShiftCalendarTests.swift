import Testing

@testable import Rows

/// Which shift is it, and what is its working day?
struct ShiftCalendarTests {
  private typealias Shift = ShiftCalendar.Shift
  private static let everyDay = Array(repeating: true, count: 7)
  private static let mondayToFriday = [true, true, true, true, true, false, false]

  private static func shift(
    _ code: String, _ start: Int, hours: Int, breaks: [(hour: Int, minutes: Int)] = [], on weekdays: [Bool] = everyDay
  ) -> Shift {
    Shift(
      code: code, start: start * 60, minutes: hours * 60,
      breaks: breaks.map { ShiftCalendar.Break(offset: ($0.hour - start + 24) % 24 * 60, minutes: $0.minutes) },
      weekdays: weekdays)
  }

  private static func calendar(_ shifts: [Shift], exceptions: [Int: [Int]] = [:]) -> ShiftCalendar {
    ShiftCalendar(versions: [ShiftCalendar.Version(validFrom: 0, shifts: shifts, exceptions: exceptions)])
  }

  private static func day(_ month: Int, _ day: Int) -> Int { Civil.days(year: 2026, month: month, day: day) }

  /// Windows as `working day code start–end (break minutes)`, in the zone's winter time.
  private static func told(_ windows: [CoarserWindow], offset: Int64) -> [String] {
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    func clock(_ instant: Int64) -> String {
      let local = instant + offset
      let day = Civil.floorDivide(local, by: Civil.microsecondsPerDay)
      let date = Civil.date(days: Int(day))
      let minute = Int((local - day * Civil.microsecondsPerDay) / 60_000_000)
      return "\(two(date.day)).\(two(minute / 60)):\(two(minute % 60))"
    }
    return windows.map { window in
      let date = Civil.date(days: Int(window.shift?.workingDay ?? 0))
      let pause = (window.shift?.breaks ?? 0) / 60_000_000
      return "\(two(date.day)) \(window.shift?.code ?? "") \(clock(window.start))–\(clock(window.end))"
        + (pause > 0 ? " (\(pause))" : "")
    }
  }

  /// The night from 20:00 to 08:00 belongs to the day on which it starts, with its break after midnight.
  @Test func aNightBelongsToTheDayOnWhichItStarts() {
    let calendar = Self.calendar([
      Self.shift("day", 8, hours: 12, breaks: [(12, 60), (17, 30)]),
      Self.shift("night", 20, hours: 12, breaks: [(0, 60)]),
    ])
    let windows = calendar.windows(ofDays: Self.day(5, 1)..<Self.day(5, 3), zone: Zones.seoul)
    #expect(
      Self.told(windows, offset: 9 * Zones.hour) == [
        "01 day 01.08:00–01.20:00 (90)", "01 night 01.20:00–02.08:00 (60)", "02 day 02.08:00–02.20:00 (90)",
        "02 night 02.20:00–03.08:00 (60)",
      ])
    #expect(windows[1].start == Zones.utc(2026, 5, 1, 11) && windows[1].end == Zones.utc(2026, 5, 1, 23))
  }

  /// Three shifts from Monday to Friday: the last one ends on Saturday at six; then there is none until Monday at six.
  @Test func aWeekendIsNoShiftCutAtMidnight() {
    let calendar = Self.calendar([
      Self.shift("A", 6, hours: 8, on: Self.mondayToFriday), Self.shift("B", 14, hours: 8, on: Self.mondayToFriday),
      Self.shift("C", 22, hours: 8, on: Self.mondayToFriday),
    ])
    // 1 May 2026 is a Friday.
    let windows = calendar.windows(ofDays: Self.day(5, 1)..<Self.day(5, 5), zone: Zones.seoul)
    #expect(
      Self.told(windows, offset: 9 * Zones.hour) == [
        "01 A 01.06:00–01.14:00", "01 B 01.14:00–01.22:00", "01 C 01.22:00–02.06:00", "02 no_shift 02.06:00–03.00:00",
        "03 no_shift 03.00:00–04.00:00", "04 no_shift 04.00:00–04.06:00", "04 A 04.06:00–04.14:00",
        "04 B 04.14:00–04.22:00", "04 C 04.22:00–05.06:00",
      ])
  }

  @Test func holidaysAndExtraShifts() {
    let calendar = Self.calendar(
      [
        Self.shift("day", 8, hours: 9, on: Self.mondayToFriday),
        Self.shift("late", 17, hours: 5, on: Self.mondayToFriday),
      ],
      exceptions: [Self.day(5, 5): [], Self.day(5, 9): [0]])
    // The fifth is Children's Day; on the ninth, a Saturday, the day shift works.
    #expect(
      Self.told(calendar.windows(ofDays: Self.day(5, 5)..<Self.day(5, 6), zone: .utc), offset: 0)
        == ["05 no_shift 05.00:00–06.00:00"])
    #expect(
      Self.told(calendar.windows(ofDays: Self.day(5, 9)..<Self.day(5, 10), zone: .utc), offset: 0) == [
        "09 no_shift 09.00:00–09.08:00", "09 day 09.08:00–09.17:00", "09 no_shift 09.17:00–10.00:00",
      ])
  }

  /// A shift that has begun goes on under the version that it began in; the new one's first shift begins when it ends.
  @Test func aNewVersionBeginsBehindTheLastShiftOfTheOld() {
    let calendar = ShiftCalendar(versions: [
      ShiftCalendar.Version(
        validFrom: Self.day(5, 1), shifts: [Self.shift("day", 8, hours: 12), Self.shift("night", 20, hours: 12)],
        exceptions: [:]),
      ShiftCalendar.Version(
        validFrom: Self.day(5, 3),
        shifts: [Self.shift("short", 5, hours: 2), Self.shift("early", 7, hours: 8, breaks: [(7, 90)])], exceptions: [:]
      ),
    ])
    let windows = calendar.windows(ofDays: Self.day(4, 30)..<Self.day(5, 5), zone: .utc)
    #expect(
      Self.told(windows, offset: 0) == [
        "30 no_shift 30.00:00–01.00:00", "01 no_shift 01.00:00–01.08:00", "01 day 01.08:00–01.20:00",
        "01 night 01.20:00–02.08:00", "02 day 02.08:00–02.20:00", "02 night 02.20:00–03.08:00",
        "03 early 03.08:00–03.15:00 (30)", "03 no_shift 03.15:00–04.00:00", "04 no_shift 04.00:00–04.05:00",
        "04 short 04.05:00–04.07:00", "04 early 04.07:00–04.15:00 (90)", "04 no_shift 04.15:00–05.00:00",
      ])
  }

  /// The night has seven hours when the clocks are set forward over its break, and nine when they are set back over it.
  @Test func aNightOfTheChangeOfClocks() {
    let calendar = Self.calendar([
      Self.shift("day", 6, hours: 16), Self.shift("night", 22, hours: 8, breaks: [(2, 60)]),
    ])
    func night(_ month: Int, _ day: Int) -> CoarserWindow? {
      calendar.windows(ofDays: Self.day(month, day)..<Self.day(month, day) + 1, zone: Zones.berlin).last
    }
    let (spring, autumn, usual) = (night(3, 28), night(10, 24), night(5, 1))
    #expect(usual.map { $0.end - $0.start } == 8 * Zones.hour && usual?.shift?.breaks == Zones.hour)
    #expect(spring.map { $0.end - $0.start } == 7 * Zones.hour && spring?.shift?.breaks == 0)
    #expect(autumn.map { $0.end - $0.start } == 9 * Zones.hour && autumn?.shift?.breaks == 2 * Zones.hour)
    #expect(spring?.start == Zones.utc(2026, 3, 28, 21) && spring?.end == Zones.utc(2026, 3, 29, 4))
  }

  /// Half past two does not exist on 29 March in Berlin, and comes twice on 25 October.
  @Test func anEdgeThatTheZoneSkipsOrHasTwice() {
    let shifts = [
      Shift(code: "a", start: 0, minutes: 150, breaks: [], weekdays: Self.everyDay),
      Shift(code: "b", start: 150, minutes: 1290, breaks: [], weekdays: Self.everyDay),
    ]
    func edge(_ month: Int, _ day: Int) -> Int64? {
      let windows = Self.calendar(shifts).windows(
        ofDays: Self.day(month, day)..<Self.day(month, day) + 1, zone: Zones.berlin)
      #expect(windows.count == 2 && windows[0].end == windows[1].start)
      return windows.last?.start
    }
    #expect(edge(3, 29) == Zones.utc(2026, 3, 29, 1))
    #expect(edge(10, 25) == Zones.utc(2026, 10, 25, 0, 30))
    #expect(edge(10, 26) == Zones.utc(2026, 10, 26, 1, 30))
  }

  private static let calendars: [ShiftCalendar] = [
    ShiftCalendar(versions: []), calendar([shift("whole", 0, hours: 24)]), calendar([shift("noon", 12, hours: 24)]),
    calendar([shift("day", 8, hours: 12), shift("night", 20, hours: 12)]),
    calendar([shift("day", 6, hours: 10, on: mondayToFriday), shift("night", 22, hours: 8, on: mondayToFriday)]),
    calendar([Shift(code: "odd", start: 23 * 60 + 59, minutes: 1440, breaks: [], weekdays: everyDay)]),
  ]

  /// Every instant lies in exactly one window, whose working day is the local date on which it starts; whichever days
  /// are asked for at once.
  @Test(arguments: Zones.all) func everyInstantHasOneShift(_ zone: ZoneOffsets) {
    let days = IntervalCalendar(kind: .day, zone: zone)
    for change in zone.starts.dropFirst() + [Zones.utc(2026, 1, 1)] {
      let near = Interval(
        from: days.interval(containing: change - 4 * Zones.day).from,
        to: days.interval(containing: change + 4 * Zones.day).to)
      let dates = days.localDays(of: near)
      for calendar in Self.calendars {
        let windows = calendar.windows(ofDays: dates, zone: zone)
        #expect(!windows.isEmpty && windows.allSatisfy { $0.start < $0.end })
        for (earlier, later) in zip(windows, windows.dropFirst()) { #expect(earlier.end == later.start) }
        for window in windows {
          let day = days.interval(containing: window.start)
          #expect(days.localDays(of: day).contains(Int(window.shift?.workingDay ?? -1)))
        }
        #expect(windows == dates.flatMap { calendar.windows(ofDays: $0..<$0 + 1, zone: zone) })
      }
    }
  }
}
