import Extraction
import Rows
import Scanning
import Yams

/// When a job's records are.
extension JobDecoder {
  mutating func decodeTime(_ source: SourceSpec?) -> JobSpec.TimeColumn? {
    let isPoint = format == .influx
    guard let map = isPoint ? top.mapping("time") : top.requiredMapping("time") else {
      return isPoint ? pointTime(nil) : nil
    }
    enum Stamp: String, CaseIterable { case start, end }
    enum Midnight: String, CaseIterable {
      case sameDay = "same_day"
      case nextDay = "next_day"
    }
    enum From: String, CaseIterable { case column, path }
    let from = map.choice("from", or: From.column)
    let plausible = map.text("plausible_from", expecting: Expected.instant).flatMap {
      instant($0, "time.plausible_from")
    }
    let stamp = map.choice("stamp", or: Stamp.start)
    let period = map.convert("period", expecting: Expected.duration, or: 0, parseDuration)
    // A period that could not be read is one problem, not one for each amount.
    timePeriod = period == 0 && map.has("period") ? 1 : period
    if stamp == .end, timePeriod == 0 {
      problems.add(
        map.place, "time.period is missing; with stamp: end expected the period that a stamp ends, such as 15m")
    }
    if isPoint || from == .path {
      noteKeysWithoutMeaning(map, because: isPoint ? "in line protocol" : "with from: path")
      if from == .path, let source, !source.pattern.fields.contains("yyyy") {
        problems.add(map.node("from"), "time.from: path needs a date in source.path, {yyyy} at least")
      }
      map.finish()
      var time = pointTime(plausible)
      time.isFromPath = from == .path
      (time.stampIsEnd, time.period) = (stamp == .end, period)
      return time
    }
    let midnight = map.choice("midnight_stamp", or: Midnight.nextDay)
    if midnight == .sameDay, stamp == .start {
      problems.add(map.place, "time.midnight_stamp: same_day says that 00:00 ends its day, so it needs stamp: end")
    }
    let columns = decodeTimeColumns(map)
    let formatText = map.required("format", expecting: "rfc3339, epoch_s or a pattern such as yyyy-MM-dd HH:mm:ss")
    let problemsBefore = problems.list.count
    let pivot = map.integer("pivot", 0...100, or: 70)
    var time = pointTime(plausible)
    time.hour24 = map.choice("hour_24", or: .refuse)
    time.nonexistent = map.choice("nonexistent", or: .refuse)
    time.ambiguous = map.choice("ambiguous", or: .refuse)
    // A value that is none is problem enough.
    let isReadable = problems.list.count == problemsBefore
    map.finish()
    guard let columns, let formatText else { return nil }
    time.columns = columns
    time.formatText = pivot == 70 ? formatText.text : "\(formatText.text) pivot \(pivot)"
    (time.stampIsEnd, time.midnightIsSameDay, time.period) = (stamp == .end, midnight == .sameDay, period)
    do throws(TimePatternError) {
      time.format = try TimeFormat(formatText.text, pivot: pivot)
      if isReadable { noteKeysWithoutEffect(map, time.format) }
      return time
    } catch {
      problems.add(formatText.node, "time.format: \(error)")
      return nil
    }
  }

  /// Of files that have no time column.
  private func pointTime(_ plausible: Instant?) -> JobSpec.TimeColumn {
    JobSpec.TimeColumn(
      columns: [], isFromPath: false, format: .rfc3339, formatText: "", stampIsEnd: false,
      midnightIsSameDay: false, period: 0, plausibleFrom: plausible ?? Instant(microseconds: 0))
  }

  private func noteKeysWithoutMeaning(_ map: MappingReader, because: String) {
    for key in ["column", "format", "pivot", "hour_24", "nonexistent", "ambiguous", "midnight_stamp"] {
      if let node = map.node(key) { problems.add(node, "time.\(key): has no meaning \(because)") }
    }
  }

  /// Keys that say how to read what texts of this format never hold.
  private func noteKeysWithoutEffect(_ map: MappingReader, _ format: TimeFormat) {
    var keys: [(key: String, because: String)] = []
    switch format {
    case .pattern(let pattern):
      if !pattern.hasShortYear { keys.append(("pivot", "has no two-digit year, yy")) }
    case .rfc3339:
      keys.append(("pivot", "has years of four digits"))
      keys += ["nonexistent", "ambiguous"].map { ($0, "says its offset from UTC") }
    case .epoch:
      let calendar = ["pivot", "hour_24", "nonexistent", "ambiguous", "midnight_stamp"]
      keys += calendar.map { ($0, "shows no calendar and no clock") }
    }
    for (key, because) in keys {
      if let node = map.node(key) { problems.add(node, "time.\(key): has no effect, for the format \(because)") }
    }
  }

  private func decodeTimeColumns(_ map: MappingReader) -> [String]? {
    if let node = map.node("column"), case .sequence = node {
      guard let columns = map.texts("column"), columns.count == node.sequence?.count else { return nil }
      if columns.count != 2 || columns.contains("") {
        problems.add(node, "time.column: expected one column, or a list of two: a date and a time")
      }
      return columns
    }
    return map.required("column", expecting: "the name of the time column, or a list of two").map { [$0.text] }
  }
}
