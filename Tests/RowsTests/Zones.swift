import Testing

@testable import Rows

/// Zones written by hand from the published tables, for some years only.
enum Zones {
  static let hour: Int64 = 3_600_000_000
  static let minute: Int64 = 60_000_000
  static let day: Int64 = 24 * hour

  static func utc(_ year: Int, _ month: Int, _ day: Int, _ hour: Int = 0, _ minute: Int = 0) -> Int64 {
    Instant(year: year, month: month, day: day, hour: hour, minute: minute).microseconds
  }

  /// The number of the wall clock, with no zone.
  static func local(_ year: Int, _ month: Int, _ day: Int, _ hour: Int = 0, _ minute: Int = 0) -> Int64 {
    utc(year, month, day, hour, minute)
  }

  private static func zone(_ name: String, _ first: Int64, _ changes: [(at: Int64, offset: Int64)]) -> ZoneOffsets {
    ZoneOffsets(name: name, starts: [.min] + changes.map(\.at), offsets: [first] + changes.map(\.offset))
  }

  static let seoul = zone(
    "Asia/Seoul", 9 * hour,
    [
      (utc(1987, 5, 9, 17), 10 * hour), (utc(1987, 10, 10, 17), 9 * hour), (utc(1988, 5, 7, 17), 10 * hour),
      (utc(1988, 10, 8, 17), 9 * hour),
    ])
  static let berlin = zone(
    "Europe/Berlin", hour,
    [
      (utc(2025, 3, 30, 1), 2 * hour), (utc(2025, 10, 26, 1), hour), (utc(2026, 3, 29, 1), 2 * hour),
      (utc(2026, 10, 25, 1), hour),
    ])
  /// Daylight saving of half an hour.
  static let lordHowe = zone(
    "Australia/Lord_Howe", 11 * hour,
    [(utc(2026, 4, 4, 15), 10 * hour + 30 * minute), (utc(2026, 10, 3, 15, 30), 11 * hour)])
  /// Midnight is skipped in spring and 23:00 comes twice in autumn.
  static let saoPaulo = zone(
    "America/Sao_Paulo", -3 * hour, [(utc(2018, 11, 4, 3), -2 * hour), (utc(2019, 2, 17, 2), -3 * hour)])
  /// Set back from 00:01 to 23:01: midnight comes twice, and a minute of a day stands before its eve.
  static let stJohns = zone(
    "America/St_Johns", -3 * hour - 30 * minute,
    [(utc(2010, 3, 14, 3, 31), -2 * hour - 30 * minute), (utc(2010, 11, 7, 2, 31), -3 * hour - 30 * minute)])
  /// Set back from 01:00 to 00:00.
  static let havana = zone(
    "America/Havana", -5 * hour, [(utc(2026, 3, 8, 5), -4 * hour), (utc(2026, 11, 1, 5), -5 * hour)])
  /// A whole day, 30 December 2011, was left out.
  static let apia = zone("Pacific/Apia", -10 * hour, [(utc(2011, 12, 30, 10), 14 * hour)])
  static let kolkata = zone("Asia/Kolkata", 5 * hour + 30 * minute, [])
  static let kathmandu = zone("Asia/Kathmandu", 5 * hour + 45 * minute, [])

  static let all: [ZoneOffsets] = [
    .utc, seoul, berlin, lordHowe, saoPaulo, stJohns, havana, apia, kolkata, kathmandu,
  ]

  /// Instants around every change of a zone, and a year in steps that are no divisor of anything.
  static func instants(of zone: ZoneOffsets) -> [Int64] {
    let year = zone.starts.dropFirst().first.map { $0 - 40 * day } ?? utc(2026, 1, 1)
    var instants = Array(stride(from: year, to: year + 400 * day, by: 7_919_000_003))
    for start in zone.starts.dropFirst() {
      for step in -60...60 as ClosedRange<Int64> {
        instants += [start + step * 25 * minute, start + step * 25 * minute - 1, start + step]
      }
    }
    return instants
  }
}

extension ZoneOffsets: CustomTestStringConvertible {
  package var testDescription: String { name }
}
