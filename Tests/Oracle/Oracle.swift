// The oracle itself: files in, what the contract says of them out.

/// Decides all that docs/semantics.md and docs/statistics.md say about these files under this job.
package func oracle(_ job: OracleJob, _ files: [OracleFile]) -> OracleResult {
  let zone = Zone(job.zone)
  let contents = FileContents(job, zone, files)
  var result = OracleResult(refusals: contents.refusals, counts: contents.counts)
  result.declaresStatistics = job.declaresStatistics
  let intervals = fedIntervals(contents.series, job, zone)
  for series in contents.series {
    for cell in series.kept where !cell.isOutside { result.counts[cell.path]?.loaded += 1 }
    for cell in series.dropped where !cell.isOutside { result.counts[cell.path]?.dropped += 1 }
    var rows = windows(of: series, job, zone)
    if job.declaresStatistics {
      var finder = IntervalFinder(job, zone)
      let plain = Dictionary(grouping: rows) { finder.interval(holding: $0.key.start) }
      for interval in intervals {
        let view = View(series, interval, job)
        rows.merge(statistics(view, rows: plain[interval] ?? [], job, zone)) { _, new in new }
      }
    }
    result.windows.merge(rows) { _, _ in preconditionFailure("one window, two sensors") }
  }
  return result
}

/// What each sensor sees of each interval that is made, in order of sensor (bytewise) and time.
func views(_ job: OracleJob, _ files: [OracleFile]) -> [View] {
  let zone = Zone(job.zone)
  let all = FileContents(job, zone, files).series
  let intervals = fedIntervals(all, job, zone)
  return all.flatMap { series in intervals.map { View(series, $0, job) } }
}

/// What the files hold: refusals in order, the counts that each file decides alone, and a series a sensor.
private struct FileContents {
  var refusals: [OracleRefusal] = []
  var counts: [String: OracleCounts] = [:]
  /// In order of sensor, bytewise.
  var series: [Series] = []

  init(_ job: OracleJob, _ zone: Zone, _ files: [OracleFile]) {
    var bySensor: [[UInt8]: [Cell]] = [:]
    for file in files {
      let reading = FileReading(job, zone, file)
      counts[file.path] = reading.counts
      refusals += reading.refusals
      for cell in reading.cells { bySensor[Array(cell.sensor.utf8), default: []].append(cell) }
    }
    refusals.sort()
    series = bySensor.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { Series(job, $0.value) }
  }
}

/// The windows of one sensor at every level of the job.
private func windows(of series: Series, _ job: OracleJob, _ zone: Zone) -> [OracleKey: OracleWindow] {
  var result: [OracleKey: OracleWindow] = [:]
  let decimals = series.decimals
  let levels = Set(job.levels).sorted { seconds(of: $0) < seconds(of: $1) }
  /// The windows of the next finer level, by start.
  var finer: [Int64: OracleWindow]?
  for level in levels {
    var found: [Int64: OracleWindow] = [:]
    for (start, basket) in baskets(of: series, WindowFinder(zone: zone, level: level)) {
      found[start] = window(basket, job, decimals: decimals) { basket, usable in
        guard let finer else { return usable.reduce(0) { $0 + ($1.value?.number ?? 0) } }
        let parts = finer.filter { $0.key >= start && $0.key < basket.end }.sorted { $0.key < $1.key }
        return parts.reduce(0) { $0 + ($1.value.sumFloat ?? 0) }
      }
      result[OracleKey(sensor: series.sensor, level: level, start: start)] = found[start]
    }
    finer = found
  }
  return result
}

/// The baskets of one sensor at one level, by the start of their window.
private func baskets(of series: Series, _ finder: WindowFinder) -> [Int64: Basket] {
  var finder = finder
  var result: [Int64: Basket] = [:]
  for cell in series.kept where !cell.isOutside {
    let window = finder.window(holding: cell.instant)
    result[window.start, default: Basket(end: window.end)].kept.append(cell)
  }
  for cell in series.nulls where !cell.isOutside {
    let window = finder.window(holding: cell.instant)
    result[window.start, default: Basket(end: window.end)].nulls += 1
  }
  for (instant, count) in series.surplus {
    let window = finder.window(holding: instant)
    result[window.start, default: Basket(end: window.end)].duplicates += count
  }
  return result
}
