import Foundation
import Oracle
import Testing

/// One sensor of worked numbers, given to the oracle as a file: seconds from 2024-05-14T10:00:00Z, value, quality.
struct WorkedSensor {
  static let start: Int64 = 1_715_680_800_000_000

  var traits = OracleTraits()
  var job = OracleJob(layout: .narrow(sensorColumn: "sensor", valueColumn: "value", qualityColumn: "quality"))
  private var lines: [String] = []

  init(_ readings: [(seconds: Double, value: Double)], interval: OracleJob.IntervalKind = .day) {
    job.interval = interval
    job.longestHold = 3_600_000_000
    for reading in readings { add(reading.seconds, reading.value) }
  }

  mutating func add(_ seconds: Double, _ value: Double, quality: Int = 192) {
    let instant = Self.start + Int64((seconds * 1_000_000).rounded())
    lines.append("s,\(Self.text(instant)),\(value),\(quality)")
  }

  /// A null cell.
  mutating func addNull(_ seconds: Double) {
    lines.append("s,\(Self.text(Self.start + Int64(seconds * 1_000_000))),,192")
  }

  private var declared: OracleJob {
    var job = job
    job.traits["s"] = traits
    return job
  }

  private var files: [OracleFile] {
    [OracleFile(path: "a.csv", bytes: Array(("sensor,time,value,quality\n" + lines.joined(separator: "\n")).utf8))]
  }

  /// The rows of a level by the seconds at which their windows start.
  func rows(_ level: OracleJob.Level) -> [Int: OracleWindow] {
    var rows: [Int: OracleWindow] = [:]
    for (key, window) in oracle(declared, files).windows where key.level == level {
      rows[Int((key.start - Self.start) / 1_000_000)] = window
    }
    return rows
  }

  /// The statistics of one window.
  func statistics(_ level: OracleJob.Level, _ start: Int = 0) throws -> OracleStatistics {
    let window = try #require(rows(level)[start], "no row of a \(level.rawValue) at \(start) s")
    return try #require(window.statistics)
  }

  /// Each stretch as its seconds, code and end.
  var stretches: [String] {
    stateIntervals(declared, files).map { "\(Self.seconds($0.from, $0.to)) \($0.code) \($0.closedBy)" }
  }

  /// Each run as its flag, seconds and number of readings.
  var runs: [String] {
    flagIntervals(declared, files).map { "\($0.flag) \(Self.seconds($0.from, $0.to)) \($0.readings)" }
  }

  private static func seconds(_ from: Int64, _ to: Int64) -> String {
    "\((from - start) / 1_000_000)-\((to - start) / 1_000_000)"
  }

  /// An instant in RFC 3339, to the microsecond.
  private static func text(_ instant: Int64) -> String {
    let second = instant >= 0 ? instant / 1_000_000 : (instant - 999_999) / 1_000_000
    let date = Date(timeIntervalSince1970: Double(second)).ISO8601Format()
    let fraction = String(instant - second * 1_000_000)
    return date.dropLast() + "." + String(repeating: "0", count: 6 - fraction.count) + fraction + "Z"
  }
}
