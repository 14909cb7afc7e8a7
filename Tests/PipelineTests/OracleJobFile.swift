import Foundation
import Oracle
import Rows

/// An oracle's job in the words of a job file.
extension OracleJob {
  /// A job file that says the same as this job.
  /// - Parameter interval: how it cuts intervals.
  func jobFile(interval: String) -> String {
    var lines = [
      "job: oracle", "company: c", "plant: p", "zone: \(zone)", "interval: \(interval)", "start: 0001-01-01",
      "source: {root: data, path: \"{revision}/{sensor}/*.csv\"}",
      "levels: [\(levels.map(\.rawValue).joined(separator: ", "))]",
      "duplicates: \(duplicates.rawValue)", "refusals: {max_rows: 1000000000, max_percent: 100}",
    ]
    lines += departures
    if !statistics.isEmpty { lines.append(list(statistics)) }
    if let longestHold { lines.append("longest_hold: \(duration(longestHold))") }
    lines.append("time: {\(timeKeys.joined(separator: ", "))}")
    switch layout {
    case .narrow(let sensor, let value, let quality):
      lines.append("sensor: {\(sensor.map { "column: " + quoted($0) } ?? "path: \"{sensor}\"")}")
      lines.append("value: {column: \(quoted(value))}")
      if let quality {
        lines.append(
          "quality: {scheme: opc_da, column: \(quoted(quality)), treat_uncertain_as_bad: \(treatUncertainAsBad)}")
      }
      lines.append("sensors:")
      for code in Set(decimals.keys).union(traits.keys) {
        lines.append("  - {match: \(quoted(code))\(traits(of: code))}")
      }
      lines.append("  - {match: \"*\"}")
    case .wide(let columns):
      lines += ["layout: wide", "values:"]
      if let line = lineColumn { lines.insert("sensor: {template: \"{\(line)}/{column}\"}", at: lines.count - 1) }
      for (column, sensor) in columns {
        lines.append("  - {column: \(quoted(column)), sensor: \(quoted(sensor))\(traits(of: sensor))}")
      }
    }
    return lines.joined(separator: "\n")
  }

  private var timeKeys: [String] {
    var keys = ["column: \(quoted(timeColumn))"]
    switch time {
    case .rfc3339: keys.append("format: rfc3339")
    case .pattern(let pattern, let pivot):
      keys.append("format: \(quoted(pattern))")
      if pivot != 70 { keys.append("pivot: \(pivot)") }
    case .epoch(let places):
      let units = [6: "s", 3: "ms", 0: "us", -3: "ns"]
      keys.append("format: epoch_\(units[places] ?? "")")
    }
    if stampIsEnd { keys.append("stamp: end") }
    if midnightSameDay { keys.append("midnight_stamp: same_day") }
    if hour24IsNextDay { keys.append("hour_24: next_day") }
    if nonexistent == .shiftForward { keys.append("nonexistent: shift_forward") }
    if ambiguous != .refuse { keys.append("ambiguous: \(ambiguous == .earlier ? "earlier" : "later")") }
    if periodMicroseconds > 0 { keys.append("period: \(periodMicroseconds / 1_000_000)s") }
    keys.append("plausible_from: \(Instant(microseconds: plausibleFrom))")
    return keys
  }

  /// How the file is written, where that is not the usual way.
  private var departures: [String] {
    var csv = ["delimiter: \(quoted(delimiter))", "quote: \(quote.map(quoted) ?? "none")"]
    if let escape = dialect.escape { csv.append("escape: \(quoted(escape))") }
    if dialect.hasQuotedNewlines { csv.append("quoted_newlines: true") }
    if dialect.padsShortRows { csv.append("short_rows: pad") }
    if dialect.cutsLongRows { csv.append("long_rows: cut") }
    var lines = ["end: \(dialect.endsAtReturn ? "cr" : "lf")", "skip: \(dialect.skip)"]
    if let comment = dialect.comment { lines.append("comment: \(quoted(comment))") }
    if !dialect.footers.isEmpty { lines.append("footer: \(list(dialect.footers))") }
    var written = ["decimal: \(quoted(numbers.decimalMark))"]
    if let mark = numbers.thousandsMark { written.append("thousands: \(mark == 32 ? "blank" : quoted(mark))") }
    if !numbers.nullTexts.isEmpty { written.append("null: \(list(numbers.nullTexts))") }
    if !numbers.sentinels.isEmpty { written.append("sentinels: [\(numbers.sentinels.joined(separator: ", "))]") }
    var keys = [
      "csv: {\(csv.joined(separator: ", "))}", "lines: {\(lines.joined(separator: ", "))}",
      "numbers: {\(written.joined(separator: ", "))}", "encoding: \(dialect.isCP949 ? "cp949" : "utf-8")",
    ]
    if dialect.skipsRepeatedHeader { keys.append("header: {repeats: skip}") }
    if badCellRefusesRow { keys.append("bad_cell: refuse_row") }
    if let filter {
      let test = filter.isNot ? "is_not" : "is"
      keys.append("where: [{column: \(quoted(filter.column)), \(test): \(list(filter.texts))}]")
    }
    return keys
  }

  /// What a sensor declares, each key behind a comma.
  private func traits(of sensor: String) -> String {
    var keys = decimals[sensor].map { [resolution($0)] } ?? []
    guard let traits = traits[sensor] else { return keys.map { ", " + $0 }.joined() }
    if traits.sensorClass != .gauge { keys.append("class: \(traits.sensorClass.rawValue)") }
    if let own = traits.statistics { keys.append(list(own)) }
    if let way = traits.interpolation { keys.append("interpolation: \(way.rawValue)") }
    let durations: [(String, Int64?)] = [
      ("longest_hold", traits.longestHold), ("period", traits.period), ("stuck_after", traits.stuckAfter),
      ("gap_after", traits.gapAfter),
    ]
    for case (let key, let length?) in durations { keys.append("\(key): \(duration(length))") }
    let numbers: [(String, Double?)] = [
      ("modulus", traits.modulus), ("jitter", traits.jitter), ("rate_max", traits.rateMax),
      ("drift_max", traits.driftMax),
    ]
    for case (let key, let number?) in numbers { keys.append("\(key): \(number)") }
    if let limits = traits.limits {
      let bounds = [limits.low.map { "low: \($0)" }, limits.high.map { "high: \($0)" }].compactMap { $0 }
      keys.append("limits: {\(bounds.joined(separator: ", "))}")
    }
    if let spike = traits.spike {
      keys.append("spike: {readings: \(spike.readings), threshold: \(spike.threshold)}")
    }
    return keys.map { ", " + $0 }.joined()
  }

  private func list(_ statistics: [OracleTraits.Statistic]) -> String {
    "statistics: [\(statistics.map(\.rawValue).joined(separator: ", "))]"
  }

  private func duration(_ microseconds: Int64) -> String { "\(microseconds / 1_000_000)s" }

  private func list(_ texts: [String]) -> String {
    "[\(texts.map(quoted).joined(separator: ", "))]"
  }

  private func resolution(_ decimals: Int) -> String {
    decimals == 0 ? "resolution: 1" : "resolution: 0.\(String(repeating: "0", count: decimals - 1))1"
  }

  private func quoted(_ byte: UInt8) -> String {
    byte == 9 ? "tab" : quoted(String(UnicodeScalar(byte)))
  }

  private func quoted(_ text: String) -> String {
    "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  }
}
