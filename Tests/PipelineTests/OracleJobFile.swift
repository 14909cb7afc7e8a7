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
      for (code, decimals) in decimals { lines.append("  - {match: \(quoted(code)), \(resolution(decimals))}") }
      lines.append("  - {match: \"*\"}")
    case .wide(let columns):
      lines += ["layout: wide", "values:"]
      if let line = lineColumn { lines.insert("sensor: {template: \"{\(line)}/{column}\"}", at: lines.count - 1) }
      for (column, sensor) in columns {
        let traits = decimals[sensor].map { ", " + resolution($0) } ?? ""
        lines.append("  - {column: \(quoted(column)), sensor: \(quoted(sensor))\(traits)}")
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
