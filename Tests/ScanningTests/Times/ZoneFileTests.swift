import Foundation
import Testing

@testable import Rows
@testable import Scanning

/// Do the system's zone files mean to us what they mean to others?
struct ZoneFileTests {
  static let folder = "/usr/share/zoneinfo/"

  static func zone(_ name: String) throws -> ZoneOffsets {
    try ZoneOffsets(name: name, tzif: [UInt8](try Data(contentsOf: URL(fileURLWithPath: folder + name))))
  }

  /// All names, links included.
  static func names() throws -> [String] {
    try String(contentsOfFile: folder + "tzdata.zi", encoding: .utf8).split(separator: "\n").compactMap { line in
      let words = line.split(separator: " ").map(String.init)
      return words.first == "Z" ? words[1] : words.first == "L" ? words[2] : nil
    }
  }

  @Test func koreanSummerTime() throws {
    let zone = try Self.zone("Asia/Seoul")
    let from = Instant(year: 1961, month: 8, day: 10).microseconds
    let changes = zip(zone.starts, zone.offsets).filter { $0.0 > from }
    #expect(
      changes.map { Instant(microseconds: $0.0).description } == [
        "1987-05-09T17:00:00Z", "1987-10-10T17:00:00Z", "1988-05-07T17:00:00Z", "1988-10-08T17:00:00Z",
      ])
    #expect(changes.map { $0.1 / 3_600_000_000 } == [10, 9, 10, 9])
    #expect(zone.offset(at: Instant(year: 2026, month: 7, day: 1).microseconds) == 9 * 3_600_000_000)
    #expect(zone.offset(at: Instant(year: 1960, month: 1, day: 1).microseconds) == 8 * 3_600_000_000 + 1_800_000_000)
    #expect(
      zone.offset(at: Instant(year: 1900, month: 1, day: 1).microseconds) == (8 * 3600 + 27 * 60 + 52) * 1_000_000)
  }

  /// In Debian these two have histories of their own; ICU, which Foundation asks, has Athens and Lisbon since 2024b.
  static let differing: Set<String> = ["EET", "WET"]

  @Test func allZonesAgreeWithFoundation() throws {
    let names = try Self.names()
    #expect(names.count > 400)
    var random = Seeded(state: 1)
    var wrong: [String: String] = [:]
    for name in names {
      let zone = try Self.zone(name)
      guard let other = TimeZone(identifier: name) else { continue }
      let (first, last) = (0, Instant(year: 2037, month: 12, day: 31).microseconds)
      var instants = stride(from: Int64(first), to: last, by: 86_400_000_000 * 61).map { $0 }
      instants += (0..<100).map { _ in Int64.random(in: 0..<last, using: &random) / 1_000_000 * 1_000_000 }
      instants += zone.starts.filter { $0 > first && $0 < last }.flatMap { [$0 - 1_000_000, $0] }
      for instant in instants {
        let theirs = other.secondsFromGMT(for: Date(timeIntervalSince1970: Double(instant) / 1e6))
        if Int64(theirs) * 1_000_000 != zone.offset(at: instant), wrong[name] == nil {
          wrong[name] = "\(Instant(microseconds: instant)) \(theirs) \(zone.offset(at: instant) / 1_000_000)"
        }
      }
    }
    #expect(Set(wrong.keys).subtracting(Self.differing).isEmpty, "\(wrong)")
  }

  /// After the last change in the file the rule in its footer holds, to the end of 2200.
  @Test(arguments: [
    "Europe/Berlin", "America/New_York", "Pacific/Auckland", "Australia/Lord_Howe", "Asia/Jerusalem",
    "America/Santiago",
    "Europe/Dublin", "Asia/Seoul", "Africa/Lagos", "Pacific/Chatham", "America/Havana", "Atlantic/Azores",
    "Asia/Kolkata",
  ])
  func theRuleGoesOn(name: String) throws {
    let zone = try Self.zone(name)
    let other = try #require(TimeZone(identifier: name))
    let (from, to) = (Instant(year: 2038, month: 1, day: 1).microseconds, Instant(year: 2200, month: 12, day: 31))
    for instant in stride(from: from, to: to.microseconds, by: 86_400_000_000 * 3 + 3_600_000_000) {
      let theirs = other.secondsFromGMT(for: Date(timeIntervalSince1970: Double(instant) / 1e6))
      let ours = zone.offset(at: instant) / 1_000_000
      guard Int64(theirs) == ours else {
        Issue.record("\(Instant(microseconds: instant)): \(theirs), not \(ours)")
        return
      }
    }
  }

  @Test func offsetsChangeWhereTheColumnsSayTheyDo() throws {
    for name in try Self.names() {
      let zone = try Self.zone(name)
      let ascends = zip(zone.starts, zone.starts.dropFirst()).allSatisfy { $0 < $1 }
      let changes = zip(zone.offsets, zone.offsets.dropFirst()).allSatisfy { $0 != $1 }
      #expect(ascends && changes, "\(name)")
    }
  }

  // MARK: Files written by hand

  private static func bigEndian(_ value: Int64, _ size: Int) -> [UInt8] {
    (0..<size).map { UInt8(truncatingIfNeeded: value >> Int64(8 * (size - 1 - $0))) }
  }

  private static func header(_ counts: [Int64], version: UInt8 = UInt8(ascii: "2")) -> [UInt8] {
    Array("TZif".utf8) + [version] + [UInt8](repeating: 0, count: 15) + counts.flatMap { bigEndian($0, 4) }
  }

  /// A file with types of 0 h, 1 h, …, the given changes, and a footer.
  private static func file(_ changes: [(at: Int64, type: UInt8)], types: Int64 = 2, footer: String) -> [UInt8] {
    var bytes = header([0, 0, 0, 0, 1, 1])
    bytes += [UInt8](repeating: 0, count: 7)
    bytes += header([0, 0, 0, Int64(changes.count), types, 1])
    for change in changes { bytes += bigEndian(change.at, 8) }
    bytes += changes.map(\.type)
    for type in 0..<types { bytes += bigEndian(type * 3600, 4) + [0, 0] }
    return bytes + [0] + Array("\n\(footer)\n".utf8)
  }

  @Test func aFileWrittenByHand() throws {
    let zone = try ZoneOffsets(name: "t", tzif: Self.file([(-100, 1), (0, 1), (50, 0)], footer: ""))
    #expect(zone.starts == [.min, -100_000_000, 50_000_000], "a change to the same offset is none")
    #expect(zone.offsets == [0, 3_600_000_000, 0])
  }

  @Test func summerTimeAllTheYearRoundChangesNothing() throws {
    let zone = try ZoneOffsets(name: "t", tzif: Self.file([(0, 0)], footer: "AST1ADT2,0/0,J365/23"))
    let span = Instant(year: 1972, month: 1, day: 1).microseconds..<Instant(year: 2200, month: 12, day: 31).microseconds
    #expect(!zone.starts.contains { span.contains($0) })
    #expect(zone.offset(at: Instant(year: 2050, month: 1, day: 1).microseconds) == -7_200_000_000)
  }

  @Test func theBeginningOfAllTimeFits() throws {
    let zone = try ZoneOffsets(name: "t", tzif: Self.file([(-1 << 59, 1), (0, 0)], footer: "UTC0"))
    #expect(zone.offset(at: -1) == 3_600_000_000)
    #expect(zone.offset(at: 0) == 0)
  }

  @Test func everyTruncationIsAnError() throws {
    let whole = Self.file([(-100, 1), (0, 0)], footer: "CET-1CEST,M3.5.0,M10.5.0/3")
    _ = try ZoneOffsets(name: "t", tzif: whole)
    for count in 0..<whole.count {
      #expect(throws: ZoneFileError.self, "\(count) bytes") {
        try ZoneOffsets(name: "t", tzif: Array(whole[..<count]))
      }
    }
  }

  @Test func brokenFilesAreErrors() {
    let nothing = [UInt8](repeating: 0, count: 99)
    let firstBlock = Self.header([0, 0, 0, 0, 1, 1]) + nothing[..<7]
    let broken: [(String, [UInt8])] = [
      ("not a zone file", Array("TZIF2".utf8) + nothing),
      ("version 1", Self.header([0, 0, 0, 0, 1, 1], version: 0) + nothing),
      ("a type that is not there", Self.file([(0, 7)], footer: "UTC0")),
      ("no type", Self.file([], types: 0, footer: "UTC0")),
      ("a rule that is none", Self.file([], footer: "?")),
      ("a negative count", firstBlock + Self.header([0, 0, 0, -1, 2, 1]) + nothing),
    ]
    for (name, bytes) in broken {
      #expect(throws: ZoneFileError.self, "\(name)") { try ZoneOffsets(name: "t", tzif: bytes) }
    }
  }
}
