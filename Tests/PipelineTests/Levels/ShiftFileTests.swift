import Support
import Testing

@testable import Pipeline
@testable import Rows
@testable import Scanning

/// A register of shifts is read as it is written, or refused with the place and what was expected.
@Suite struct ShiftFileTests {
  private static let good = BrokenDeclaration.register

  @Test func theRegisterIsReadAsItIsWritten() throws {
    let register = try ShiftFile.decode(Self.good, path: "shifts.yaml")
    #expect(register.entries.map(\.name) == ["press", "rest"])
    #expect(register.entries.map { $0.sensors.map(\.text) } == [["A*", "B1"], []])
    let version = try #require(register.entries[0].calendar.versions.last)
    let weekdays = [true, true, true, true, true, false, false]
    #expect(
      version.shifts == [
        ShiftCalendar.Shift(
          code: "day", start: 480, minutes: 720, breaks: [ShiftCalendar.Break(offset: 240, minutes: 60)],
          weekdays: weekdays),
        ShiftCalendar.Shift(
          code: "night", start: 1200, minutes: 720, breaks: [ShiftCalendar.Break(offset: 225, minutes: 30)],
          weekdays: [true, true, true, true, false, false, false]),
      ])
    #expect(version.validFrom == Civil.days(year: 2026, month: 1, day: 1))
    #expect(
      version.exceptions == [
        Civil.days(year: 2026, month: 5, day: 5): [], Civil.days(year: 2026, month: 5, day: 9): [0],
      ])
    // Versions stand in the order of time, whatever that of the file.
    #expect(register.entries[0].calendar.versions[0].shifts.isEmpty)
    #expect(register.edge(within: .hour) == nil)
  }

  struct Broken: Sendable, CustomTestStringConvertible {
    var old: String
    var new: String
    var message: String
    var testDescription: String { message }
  }

  static let broken = [
    Broken(old: "calendars:", new: "calendar:", message: "shifts.yaml:1:1: calendars: expected at least one"),
    Broken(old: "name: rest", new: "name: press", message: "calendars[2].name: \"press\" stands twice"),
    Broken(
      old: "sensors: [\"A*\", B1]", new: "days: [mon]",
      message: "calendars[2].name: the calendar before is for all sensors that are left; put it last"),
    Broken(
      old: "sensors: [\"A*\", B1]", new: "sensors: []", message: "calendars[1].sensors: expected at least one code"),
    Broken(
      old: "valid_from: 2026-01-01", new: "valid_from: 2026-02-30",
      message: "calendars[1].versions[1].valid_from: expected a date such as 2026-05-05, found \"2026-02-30\""),
    Broken(
      old: "valid_from: 2025-01-01", new: "valid_from: 2026-01-01",
      message: "calendars[1].versions: two of them have the same valid_from"),
    Broken(
      old: "days: [mon, tue, wed, thu, fri]", new: "days: [mon, tuesday]",
      message: "days: expected some of mon, tue, wed, thu, fri, sat, sun, found \"tuesday\""),
    Broken(
      old: "code: day", new: "code: no_shift", message: "shifts[1].code: expected at most 60 bytes, and not no_shift"),
    Broken(old: "code: night", new: "code: day", message: "shifts[2].code: \"day\" stands twice"),
    Broken(
      old: "start: \"08:00\", end: \"20:00\"", new: "start: \"8:00\", end: \"20:00\"",
      message: "shifts[1].start: expected a time of day such as 08:00, found \"8:00\""),
    Broken(
      old: "start: \"08:00\", end: \"20:00\"", new: "start: \"08:00\", end: \"24:00\"",
      message: "shifts[1].end: expected a time of day such as 08:00, found \"24:00\""),
    Broken(
      old: "start: \"08:00\", end: \"20:00\"", new: "start: \"08:00\", end: \"21:00\"",
      message: "calendars[1].versions[1].shifts: night begins before day ends"),
    Broken(
      old: "end: \"08:00\"", new: "end: \"09:00\"",
      message: "calendars[1].versions[1].shifts: day begins before night ends"),
    Broken(
      old: "start: \"12:00\", end: \"13:00\"", new: "start: \"07:30\", end: \"08:30\"",
      message: "breaks[1].start: the break does not lie within its shift"),
    Broken(
      old: "start: \"12:00\", end: \"13:00\"", new: "start: \"12:00\", end: \"12:00\"",
      message: "breaks[1].start: the break does not lie within its shift"),
    Broken(
      old: "{start: \"12:00\", end: \"13:00\"}",
      new: "{start: \"12:00\", end: \"13:00\"}, {start: \"11:30\", end: \"12:30\"}",
      message: "shifts[1].breaks: two breaks overlap"),
    Broken(
      old: "[2026-05-05]", new: "[2026-05-05, may]",
      message: "holidays: expected a date such as 2026-05-05, found \"may\""),
    Broken(old: "[2026-05-05]", new: "[2026-05-09]", message: "exceptions: the date stands twice"),
    Broken(old: "shifts: [day]}", new: "shifts: [early]}", message: "there is no shift \"early\"; it has: day, night"),
    Broken(old: ", shifts: [day]}", new: "}", message: "exceptions[1].shifts is missing; expected the codes"),
    Broken(
      old: "holidays:", new: "holliday:",
      message: "unknown key calendars[1].versions[1].holliday; did you mean holidays?"),
    Broken(old: "shifts: []", new: "days: []", message: "versions[2].shifts is missing; expected a list, [] for none"),
  ]

  @Test(arguments: broken) func mistakesAreNamed(_ broken: Broken) {
    #expect(Self.good.contains(broken.old))
    let text = Self.good.replacing(broken.old, with: broken.new, maxReplacements: 1)
    #expect {
      try ShiftFile.decode(text, path: "shifts.yaml")
    } throws: { error in
      "\(error)".contains(broken.message)
    }
  }
}
