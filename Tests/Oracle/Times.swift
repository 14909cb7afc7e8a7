// Texts to instants: the civil calendar, local times in a zone, and what a job makes of a written time.

import Foundation

/// Either a value or the reason of a refusal.
enum Verdict<Value> {
  case fine(Value)
  case refused(String)
}

/// The days of a month in the Gregorian calendar, which is taken to hold for every year.
func daysIn(year: Int, month: Int) -> Int {
  let leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0
  return [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
}

/// The days from 1970-01-01 to a date, counted year by year and month by month.
func daysSince1970(year: Int, month: Int, day: Int) -> Int {
  let daysOf: (Int) -> Int = { daysIn(year: $0, month: 2) + 337 }
  var days = day - 1
  for month in 1..<month { days += daysIn(year: year, month: month) }
  if year >= 1970 {
    for year in 1970..<year { days += daysOf(year) }
  } else {
    for year in year..<1970 { days -= daysOf(year) }
  }
  return days
}

/// A zone that tells its offset at each second of UTC.
struct Zone {
  private let zone: TimeZone

  init(_ name: String) {
    guard let zone = TimeZone(identifier: name) else { preconditionFailure("no zone \(name)") }
    self.zone = zone
  }

  /// Seconds east of UTC at this second of UTC.
  func offset(at second: Int) -> Int {
    zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(second)))
  }

  /// Every second of UTC at which the clocks of the zone show this local second.
  func seconds(showing local: Int) -> [Int] {
    let offsets = Set([local - 86_400, local, local + 86_400].map { offset(at: $0) })
    return offsets.map { local - $0 }.filter { offset(at: $0) == local - $0 }.sorted()
  }

  /// The second of UTC that a skipped local second would be if the clocks had not been set forward over it.
  func second(ofSkipped local: Int) -> Int {
    let before = [local - 86_400, local + 86_400].map { offset(at: $0) }.min() ?? 0
    return local - before
  }
}

/// The instant that a time field means, or the reason of its refusal.
func instant(_ text: [UInt8], _ job: OracleJob, _ zone: Zone) -> Verdict<Int64> {
  if text.isEmpty { return .refused("time_missing") }
  var instant: Int64
  switch job.time {
  case .epoch(let places):
    switch readEpoch(text, places: places) {
    case .refused(let reason): return .refused(reason)
    case .fine(let read): instant = read
    }
  case .rfc3339, .pattern:
    let shape =
      if case .pattern(let pattern, let pivot) = job.time { readPattern(pattern, pivot: pivot, text) } else {
        readRFC3339(text)
      }
    guard let written = shape else { return .refused("time_unreadable") }
    switch settled(written, job, zone) {
    case .refused(let reason): return .refused(reason)
    case .fine(let read): instant = read
    }
  }
  if job.stampIsEnd { instant -= job.periodMicroseconds }
  if instant < job.plausibleFrom || instant > job.now + 86_400_000_000 { return .refused("time_implausible") }
  return .fine(instant)
}

/// The instant that a date and a time of day are, before the stamp is moved.
private func settled(_ written: Written, _ job: OracleJob, _ zone: Zone) -> Verdict<Int64> {
  var hour = written.hour
  if let half = written.half {
    guard (1...12).contains(hour) else { return .refused("time_impossible") }
    hour = hour % 12 + 12 * half
  }
  let isHour24 = hour == 24 && written.minute == 0 && written.second == 0 && written.microsecond == 0
  guard (1...12).contains(written.month),
    (1...daysIn(year: written.year, month: written.month)).contains(written.day),
    hour <= 23 || isHour24 && job.hour24IsNextDay, written.minute <= 59, written.second <= 59,
    written.offsetHour <= 23, written.offsetMinute <= 59
  else { return .refused("time_impossible") }

  var days = daysSince1970(year: written.year, month: written.month, day: written.day)
  let secondOfDay = hour * 3600 + written.minute * 60 + written.second
  if job.midnightSameDay && secondOfDay == 0 && written.microsecond == 0 { days += 1 }
  let local = days * 86_400 + secondOfDay
  let second: Int
  if written.hasOffset {
    second = local - written.offsetSign * (written.offsetHour * 3600 + written.offsetMinute * 60)
  } else {
    let candidates = zone.seconds(showing: local)
    switch (candidates.count, job.nonexistent, job.ambiguous) {
    case (1, _, _): second = candidates[0]
    case (0, .refuse, _): return .refused("time_nonexistent")
    case (0, .shiftForward, _): second = zone.second(ofSkipped: local)
    case (_, _, .refuse): return .refused("time_ambiguous")
    case (_, _, .earlier): second = candidates[0]
    case (_, _, .later): second = candidates[candidates.count - 1]
    }
  }
  return .fine(Int64(second) * 1_000_000 + Int64(written.microsecond))
}
