import Rows
import Scanning
import Yams

/// Decodes a register of shifts. Like a job file, every mistake has file, line and expectation.
package enum ShiftFile {
  /// - Parameter path: as it shall stand in messages.
  package static func decode(_ text: String, path: String) throws(DeclarationError) -> ShiftRegister {
    let problems = Problems(file: path)
    guard let top = parseDeclaration(text, problems) else { throw problems.error }
    let register = ShiftDecoder(problems: problems).decode(top)
    guard problems.isEmpty else { throw problems.error }
    return register
  }
}

private struct ShiftDecoder {
  let problems: Problems

  private enum Weekday: String, CaseIterable {
    case mon, tue, wed, thu, fri, sat, sun
  }

  func decode(_ top: MappingReader) -> ShiftRegister {
    var entries: [ShiftRegister.Entry] = []
    let calendars = top.mappings("calendars")
    if calendars.isEmpty { problems.add(top.node("calendars") ?? top.place, "calendars: expected at least one") }
    for map in calendars {
      let name = map.required("name", expecting: "a name of the calendar")
      let sensors = map.texts("sensors") ?? []
      if let name, entries.contains(where: { $0.name == name.text }) {
        problems.add(name.node, "\(map.name("name")): \"\(clipped(name.text))\" stands twice")
      }
      if entries.last?.sensors.isEmpty == true {
        problems.add(
          map.place, "\(map.name("name")): the calendar before is for all sensors that are left; put it last")
      }
      if map.has("sensors"), sensors.isEmpty {
        problems.add(
          map.node("sensors"), "\(map.name("sensors")): expected at least one code or pattern such as \"P03-*\"")
      }
      let versions = map.mappings("versions")
      if versions.isEmpty {
        problems.add(map.node("versions") ?? map.place, "\(map.name("versions")): expected at least one")
      }
      let calendar = ShiftCalendar(versions: versions.compactMap(version).sorted { $0.validFrom < $1.validFrom })
      map.finish()
      for (earlier, later) in zip(calendar.versions, calendar.versions.dropFirst())
      where earlier.validFrom == later.validFrom {
        problems.add(map.node("versions"), "\(map.name("versions")): two of them have the same valid_from")
      }
      entries.append(
        ShiftRegister.Entry(name: name?.text ?? "", sensors: sensors.map(TextPattern.init), calendar: calendar))
    }
    top.finish()
    return ShiftRegister(entries: entries)
  }

  private func version(_ map: MappingReader) -> ShiftCalendar.Version? {
    let validFrom = map.required("valid_from", expecting: "a date such as 2026-01-01").flatMap {
      date($0.text, $0.node, map.name("valid_from"))
    }
    let weekdays = weekdays(map) ?? Array(repeating: true, count: 7)
    let maps = map.mappings("shifts")
    var shifts: [(shift: ShiftCalendar.Shift, place: Node)] = []
    for entry in maps {
      guard let shift = shift(entry, weekdays) else { continue }
      if shifts.contains(where: { $0.shift.code == shift.code }) {
        problems.add(entry.node("code"), "\(entry.name("code")): \"\(clipped(shift.code))\" stands twice")
      }
      shifts.append((shift, entry.place))
    }
    if !map.has("shifts") { problems.add(map.place, "\(map.name("shifts")) is missing; expected a list, [] for none") }
    shifts.sort { $0.shift.start < $1.shift.start }
    checkOverlaps(shifts, map)
    let exceptions = exceptions(map, shifts.map(\.shift))
    map.finish()
    guard let validFrom else { return nil }
    return ShiftCalendar.Version(validFrom: validFrom, shifts: shifts.map(\.shift), exceptions: exceptions)
  }

  /// Monday first; nil where there is no list.
  private func weekdays(_ map: MappingReader) -> [Bool]? {
    guard map.has("days"), let nodes = map.sequence("days") else { return nil }
    var runs = Array(repeating: false, count: 7)
    for node in nodes {
      guard let day = node.string.flatMap(Weekday.init(rawValue:)), let place = Weekday.allCases.firstIndex(of: day)
      else {
        let names = Weekday.allCases.map(\.rawValue).joined(separator: ", ")
        problems.add(node, "\(map.name("days")): expected some of \(names), found \(kind(node))")
        continue
      }
      runs[place] = true
    }
    return runs
  }

  private func shift(_ map: MappingReader, _ weekdays: [Bool]) -> ShiftCalendar.Shift? {
    let code = map.required("code", expecting: "a code of the shift such as day")
    if let code, code.text == ShiftCalendar.noShift || code.text.utf8.count > 60 {
      problems.add(
        code.node,
        "\(map.name("code")): expected at most 60 bytes, and not \(ShiftCalendar.noShift), found "
          + "\"\(clipped(code.text))\"")
    }
    let (start, end) = (clock(map, "start"), clock(map, "end"))
    let own = self.weekdays(map)
    var breaks: [(pause: ShiftCalendar.Break, place: Node)] = []
    for pause in map.mappings("breaks") {
      let (from, to) = (clock(pause, "start"), clock(pause, "end"))
      pause.finish()
      guard let start, let end, let from, let to else { continue }
      let entry = ShiftCalendar.Break(offset: (from - start + 1440) % 1440, minutes: (to - from + 1440) % 1440)
      if entry.minutes == 0 || entry.offset + entry.minutes > length(start, end) {
        problems.add(pause.place, "\(pause.name("start")): the break does not lie within its shift")
      }
      breaks.append((entry, pause.place))
    }
    map.finish()
    breaks.sort { $0.pause.offset < $1.pause.offset }
    for (earlier, later) in zip(breaks, breaks.dropFirst())
    where earlier.pause.offset + earlier.pause.minutes > later.pause.offset {
      problems.add(later.place, "\(map.name("breaks")): two breaks overlap")
    }
    guard let code, let start, let end else { return nil }
    return ShiftCalendar.Shift(
      code: code.text, start: start, minutes: length(start, end), breaks: breaks.map(\.pause),
      weekdays: own ?? weekdays)
  }

  /// An end that is not later than the start lies on the next day.
  private func length(_ start: Int, _ end: Int) -> Int { end > start ? end - start : end + 1440 - start }

  /// Minutes of the day.
  private func clock(_ map: MappingReader, _ key: String) -> Int? {
    let expected = "a time of day such as 08:00"
    guard let found = map.required(key, expecting: expected) else { return nil }
    if let minutes = parseClock(found.text) { return minutes }
    problems.add(found.node, "\(map.name(key)): expected \(expected), found \"\(clipped(found.text))\"")
    return nil
  }

  private func date(_ text: String, _ node: Node, _ name: String) -> Int? {
    if let days = parseDate(text) { return days }
    problems.add(node, "\(name): expected a date such as 2026-05-05, found \"\(clipped(text))\"")
    return nil
  }

  /// Dates that are not as their weekday says: holidays, and lists of the shifts that run.
  private func exceptions(_ map: MappingReader, _ shifts: [ShiftCalendar.Shift]) -> [Int: [Int]] {
    var found: [Int: [Int]] = [:]
    func note(_ day: Int, _ places: [Int], _ node: Node?, _ key: String) {
      if found[day] != nil { problems.add(node, "\(map.name(key)): the date stands twice") }
      found[day] = places
    }
    for node in map.sequence("holidays") ?? [] {
      guard let day = date(node.string ?? "", node, map.name("holidays")) else { continue }
      note(day, [], node, "holidays")
    }
    for entry in map.mappings("exceptions") {
      let day = entry.required("date", expecting: "a date such as 2026-05-05").flatMap {
        date($0.text, $0.node, entry.name("date"))
      }
      var places: [Int] = []
      for node in entry.sequence("shifts") ?? [] {
        guard let place = shifts.firstIndex(where: { $0.code == node.string }) else {
          let codes = shifts.map(\.code).joined(separator: ", ")
          problems.add(node, "\(entry.name("shifts")): there is no shift \(kind(node)); it has: \(codes)")
          continue
        }
        places.append(place)
      }
      if !entry.has("shifts") {
        problems.add(entry.place, "\(entry.name("shifts")) is missing; expected the codes of the shifts that run")
      }
      entry.finish()
      if let day { note(day, places, entry.place, "exceptions") }
    }
    return found
  }

  /// Two shifts of one calendar never run at once, on no weekday and not over midnight into the next.
  private func checkOverlaps(_ shifts: [(shift: ShiftCalendar.Shift, place: Node)], _ map: MappingReader) {
    var told: Set<String> = []
    for weekday in 0..<7 {
      let (today, next) = (
        shifts.filter { $0.shift.weekdays[weekday] }, shifts.filter { $0.shift.weekdays[(weekday + 1) % 7] }
      )
      let later = today.dropFirst().map { ($0, 0) } + next.prefix(1).map { ($0, 1440) }
      for (earlier, (other, offset)) in zip(today, later)
      where
        earlier.shift.start + earlier.shift.minutes > other.shift.start + offset
      {
        guard told.insert("\(earlier.shift.code) \(other.shift.code)").inserted else { continue }
        problems.add(
          other.place,
          "\(map.name("shifts")): \(clipped(other.shift.code)) begins before "
            + "\(clipped(earlier.shift.code)) ends")
      }
    }
  }
}
