import Extraction
import Foundation
import Oracle
import Rows
import Support

@testable import Pipeline

/// An oracle's job and files, laid out on disk as a plant would, with the job file that says the same.
struct OracleSite {
  let folder: TemporaryFolder
  let job: JobSpec
  let asked: AskedRange
  /// The oracle's job and files with sensors and paths as they stand on disk.
  let oracleJob: OracleJob
  let files: [OracleFile]

  /// - Parameter kind: how the job cuts intervals; nothing that is compared may depend on it.
  init(_ oracle: OracleJob, _ dirty: [OracleFile], interval kind: String) throws {
    folder = try TemporaryFolder()
    var oracleJob = oracle
    var files: [OracleFile] = []
    for file in dirty {
      // A path cannot hold a slash, nor an empty component: the sensor and the revision are written so that it can.
      let sensor = file.sensor.map { $0.replacing("/", with: "_") }
      if let sensor, let old = file.sensor { oracleJob.decimals[sensor] = oracle.decimals[old] }
      let name = file.path.split(separator: "/").joined(separator: "+")
      files.append(
        OracleFile(
          path: "x\(file.revision)/\(sensor ?? "-")/\(name)", revision: "x\(file.revision)", sensor: sensor,
          bytes: file.bytes))
    }
    for file in files {
      let url = URL(fileURLWithPath: folder.path + "/" + file.path)
      try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(file.bytes).write(to: url)
    }
    self.files = files
    self.oracleJob = oracleJob
    job = try JobFile.decode(
      Self.yaml(oracleJob, interval: kind), path: "oracle.yaml", roots: [Root(name: "data", path: folder.path)],
      loadZone: { try? readWholeFile("/usr/share/zoneinfo/" + $0, bytesMax: 1 << 20) })
    var range = Interval.always
    if let from = oracleJob.from { range.from = Instant(microseconds: from) }
    if let to = oracleJob.to { range.to = Instant(microseconds: to) }
    asked = AskedRange(range: range, job: job, now: Instant(microseconds: oracleJob.now))
  }

  func preview(_ sizes: WorkSizes, fault: PlantedFault? = nil, isGeneralOnly: Bool = false) throws -> CoreResult {
    var preview = Preview(job: job, sizes: sizes, asked: asked, object: nil, observer: RunObserver())
    preview.fault = fault
    preview.isGeneralOnly = isGeneralOnly
    var text: [UInt8] = []
    let (report, refused) = try preview.run { text += $0 }
    return CoreResult(csv: String(decoding: text, as: UTF8.self), report: report, refused: refused)
  }

  private static func yaml(_ job: OracleJob, interval: String) -> String {
    var lines = [
      "job: oracle", "company: c", "plant: p", "zone: \(job.zone)", "interval: \(interval)", "start: 0001-01-01",
      "source: {root: data, path: \"{revision}/{sensor}/*.csv\"}",
      "levels: [\(job.levels.map(\.rawValue).joined(separator: ", "))]",
      "duplicates: \(job.duplicates.rawValue)", "refusals: {max_rows: 1000000000, max_percent: 100}",
    ]
    lines += departures(job)
    var time = ["column: \(quoted(job.timeColumn))"]
    switch job.time {
    case .rfc3339: time.append("format: rfc3339")
    case .pattern(let pattern): time.append("format: \(quoted(pattern))")
    }
    if job.stampIsEnd { time.append("stamp: end") }
    if job.midnightSameDay { time.append("midnight_stamp: same_day") }
    if job.periodMicroseconds > 0 { time.append("period: \(job.periodMicroseconds / 1_000_000)s") }
    time.append("plausible_from: \(Instant(microseconds: job.plausibleFrom))")
    lines.append("time: {\(time.joined(separator: ", "))}")
    switch job.layout {
    case .narrow(let sensor, let value, let quality):
      lines.append("sensor: {\(sensor.map { "column: " + quoted($0) } ?? "path: \"{sensor}\"")}")
      lines.append("value: {column: \(quoted(value))}")
      if let quality {
        lines.append(
          "quality: {scheme: opc_da, column: \(quoted(quality)), treat_uncertain_as_bad: \(job.treatUncertainAsBad)}")
      }
      lines.append("sensors:")
      for (code, decimals) in job.decimals { lines.append("  - {match: \(quoted(code)), \(resolution(decimals))}") }
      lines.append("  - {match: \"*\"}")
    case .wide(let columns):
      lines += ["layout: wide", "values:"]
      if let line = job.lineColumn { lines.insert("sensor: {template: \"{\(line)}/{column}\"}", at: lines.count - 1) }
      for (column, sensor) in columns {
        let traits = job.decimals[sensor].map { ", " + resolution($0) } ?? ""
        lines.append("  - {column: \(quoted(column)), sensor: \(quoted(sensor))\(traits)}")
      }
    }
    return lines.joined(separator: "\n")
  }

  /// How the file is written, where that is not the usual way.
  private static func departures(_ job: OracleJob) -> [String] {
    let dialect = job.dialect
    var csv = ["delimiter: \(quoted(job.delimiter))", "quote: \(job.quote.map(quoted) ?? "none")"]
    if let escape = dialect.escape { csv.append("escape: \(quoted(escape))") }
    if dialect.hasQuotedNewlines { csv.append("quoted_newlines: true") }
    if dialect.padsShortRows { csv.append("short_rows: pad") }
    if dialect.cutsLongRows { csv.append("long_rows: cut") }
    var lines = ["end: \(dialect.endsAtReturn ? "cr" : "lf")", "skip: \(dialect.skip)"]
    if let comment = dialect.comment { lines.append("comment: \(quoted(comment))") }
    if !dialect.footers.isEmpty { lines.append("footer: \(list(dialect.footers))") }
    var numbers = ["decimal: \(quoted(job.numbers.decimalMark))"]
    if let mark = job.numbers.thousandsMark { numbers.append("thousands: \(mark == 32 ? "blank" : quoted(mark))") }
    if !job.numbers.nullTexts.isEmpty { numbers.append("null: \(list(job.numbers.nullTexts))") }
    if !job.numbers.sentinels.isEmpty {
      numbers.append("sentinels: [\(job.numbers.sentinels.joined(separator: ", "))]")
    }
    var keys = [
      "csv: {\(csv.joined(separator: ", "))}", "lines: {\(lines.joined(separator: ", "))}",
      "numbers: {\(numbers.joined(separator: ", "))}", "encoding: \(dialect.isCP949 ? "cp949" : "utf-8")",
    ]
    if dialect.skipsRepeatedHeader { keys.append("header: {repeats: skip}") }
    if job.badCellRefusesRow { keys.append("bad_cell: refuse_row") }
    if let filter = job.filter {
      let test = filter.isNot ? "is_not" : "is"
      keys.append("where: [{column: \(quoted(filter.column)), \(test): \(list(filter.texts))}]")
    }
    return keys
  }

  private static func list(_ texts: [String]) -> String {
    "[\(texts.map(quoted).joined(separator: ", "))]"
  }

  private static func resolution(_ decimals: Int) -> String {
    decimals == 0 ? "resolution: 1" : "resolution: 0.\(String(repeating: "0", count: decimals - 1))1"
  }

  private static func quoted(_ byte: UInt8) -> String {
    byte == 9 ? "tab" : quoted(String(UnicodeScalar(byte)))
  }

  private static func quoted(_ text: String) -> String {
    "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  }
}
