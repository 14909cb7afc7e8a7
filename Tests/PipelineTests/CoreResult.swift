import Oracle
import Rows

@testable import Pipeline

/// What the core said, in the oracle's words, so that the two can be held against each other.
struct CoreResult {
  var windows: [OracleKey: [String]] = [:]
  /// The columns that the preview really has.
  private(set) var header: [String] = []
  var refusals: [OracleRefusal]
  var report: RunReport
  var csv: String

  init(csv: String, report: RunReport, refused: [Preview.Refused]) {
    self.csv = csv
    self.report = report
    let rows = Self.rows(csv)
    header = rows.first ?? []
    for fields in rows.dropFirst() {
      guard let level = OracleJob.Level(rawValue: fields[0]), let start = parseInstant(fields[2], zone: .utc) else {
        continue
      }
      windows[OracleKey(sensor: fields[1], level: level, start: start.microseconds)] = fields
    }
    refusals = refused.map { entry in
      let place = entry.refusal.position
      return OracleRefusal(
        path: entry.path, record: place.recordNumber, offset: place.offset, length: place.length,
        reason: entry.refusal.reason.rawValue, field: entry.refusal.reason.refusesCell ? entry.refusal.field : "")
    }
  }

  /// Where core and oracle differ, at most a few; empty: nowhere.
  func differences(from oracle: OracleResult) -> [String] {
    let expected = Self.plainColumns + (oracle.declaresStatistics ? Self.statisticColumns : [])
    if header != expected {
      return ["the columns differ: \(Set(header).symmetricDifference(expected).sorted()), or their order"]
    }
    var found: [String] = []
    for key in Set(windows.keys).symmetricDifference(oracle.windows.keys).sorted().prefix(3) {
      found.append("\(key): only in the \(windows[key] == nil ? "oracle" : "core")")
    }
    for (key, window) in oracle.windows.sorted(by: { $0.key < $1.key }) {
      guard let mine = windows[key], let difference = difference(mine, window) else { continue }
      found.append("\(key): \(difference)")
      if found.count > 6 { break }
    }
    let mine = refusals.sorted()
    let theirs = oracle.refusals.sorted()
    if mine != theirs {
      let only = Set(mine).symmetricDifference(theirs).sorted().prefix(3)
      found.append("refusals differ: \(mine.count) and \(theirs.count); \(only)")
    }
    found += report.failures.map(\.description)
    if !report.isBalanced { found.append("the balance is open") }
    found += countDifferences(Array(oracle.counts.values))
    return found
  }

  private func countDifferences(_ counts: [OracleCounts]) -> [String] {
    func sum(_ count: (OracleCounts) -> Int) -> Int { counts.reduce(0) { $0 + count($1) } }
    let pairs = [
      ("records", report.records, sum(\.records)), ("parsed", report.parsed, sum(\.parsed)),
      ("refused", report.refusedRecords, sum(\.refused)), ("blank", report.blank, sum(\.blank)),
      ("filtered", report.filtered, sum(\.filtered)), ("preamble", report.preamble, sum(\.preamble)),
      ("cells", report.cells, sum(\.cells)), ("loaded", report.loaded, sum(\.loaded)),
      ("null", report.nulls, sum(\.null)), ("cells refused", report.refusedCells, sum(\.cellsRefused)),
      ("dropped", report.dropped, sum(\.dropped)), ("outside", report.outside, sum(\.outside)),
    ]
    return pairs.filter { $0.1 != $0.2 }.map { "\($0.0): core \($0.1), oracle \($0.2)" }
  }

  /// Counts, extremes, ends and exact sums are equal; means, squares and float sums to 1e-12.
  private func difference(_ fields: [String], _ window: OracleWindow) -> String? {
    let exact: [(String, String, String)] = [
      ("end", fields[3], Instant(microseconds: window.end).description), ("n", fields[4], String(window.n)),
      ("n_bad", fields[5], String(window.nBad)), ("n_null", fields[6], String(window.nNull)),
      ("n_duplicate", fields[7], String(window.nDuplicate)), ("min", fields[8], text(window.min)),
      ("max", fields[9], text(window.max)), ("first", fields[10], text(window.first)),
      ("first_at", fields[11], instant(window.firstAt)), ("last", fields[12], text(window.last)),
      ("last_at", fields[13], instant(window.lastAt)),
    ]
    for (name, mine, theirs) in exact where mine != theirs { return "\(name): core \(mine), oracle \(theirs)" }
    if let sum = window.sumExact, fields[14] != sum { return "sum: core \(fields[14]), oracle \(sum)" }
    let scale = max(window.min.map { abs($0) } ?? 0, window.max.map { abs($0) } ?? 0)
    let size = Double(window.n)
    let near: [(String, String, Double?, Double)] = [
      ("sum", fields[14], window.sumFloat, 1e-12 * size * scale), ("mean", fields[15], window.mean, 1e-12 * scale),
      ("m2", fields[16], window.m2, 1e-12 * size * scale * scale),
    ]
    for (name, mine, theirs, floor) in near {
      guard let theirs else { continue }
      guard let mine = Double(mine), abs(mine - theirs) <= max(1e-12 * abs(theirs), floor) else {
        return "\(name): core \(mine), oracle \(theirs)"
      }
    }
    if (window.n == 0) != fields[15].isEmpty {
      return "mean: core \(fields[15]), oracle \(String(describing: window.mean))"
    }
    guard let statistics = window.statistics else { return nil }
    return difference(StatisticsRow(fields[17...]), statistics, window)
  }

  func text(_ value: Double?) -> String { value.map(\.description) ?? "" }

  private func instant(_ value: Int64?) -> String { value.map { Instant(microseconds: $0).description } ?? "" }

  /// The rows of a text of RFC 4180, in which a quoted field may hold line ends.
  static func rows(_ csv: String) -> [[String]] {
    var rows: [[String]] = []
    var row: [String] = []
    var field: [UInt8] = []
    var (isQuoted, wasQuote) = (false, false)
    for byte in csv.utf8 {
      if byte == UInt8(ascii: "\"") {
        // The second of two quotes in quotes is text.
        if !isQuoted && wasQuote { field.append(byte) }
        isQuoted.toggle()
        wasQuote = !isQuoted
        continue
      }
      wasQuote = false
      if !isQuoted && (byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\n")) {
        row.append(String(decoding: field, as: UTF8.self))
        field = []
        if byte == UInt8(ascii: "\n") {
          rows.append(row)
          row = []
        }
      } else {
        field.append(byte)
      }
    }
    return rows
  }
}
