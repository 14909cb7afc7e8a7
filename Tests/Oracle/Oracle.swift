// The oracle itself: files in, what the contract says of them out.

/// Decides all that docs/semantics.md says about these files under this job.
package func oracle(_ job: OracleJob, _ files: [OracleFile]) -> OracleResult {
  let zone = Zone(job.zone)
  var result = OracleResult()
  var bySensor: [[UInt8]: [Cell]] = [:]
  for file in files {
    let reading = FileReading(job, zone, file)
    result.counts[file.path] = reading.counts
    result.refusals += reading.refusals
    for cell in reading.cells { bySensor[Array(cell.sensor.utf8), default: []].append(cell) }
  }
  result.refusals.sort()

  for cells in bySensor.values {
    let series = Series(job, cells)
    for cell in series.kept { result.counts[cell.path]?.loaded += 1 }
    for cell in series.dropped { result.counts[cell.path]?.dropped += 1 }
    result.windows.merge(windows(of: series, job, zone)) { _, _ in preconditionFailure("one window, two sensors") }
  }
  return result
}

/// The cells of one sensor after the duplicates rule, each array in the total order.
private struct Series {
  let sensor: String
  let decimals: Int?
  var kept: [Cell] = []
  var dropped: [Cell] = []
  var nulls: [Cell] = []
  /// Surplus readings by instant.
  var surplus: [Int64: Int] = [:]

  init(_ job: OracleJob, _ cells: [Cell]) {
    sensor = cells[0].sensor
    decimals = cells[0].decimals
    nulls = cells.filter { $0.value == nil }
    let readings = cells.filter { $0.value != nil }
    for (instant, group) in Dictionary(grouping: readings, by: \.instant) {
      let group = group.sorted(by: Cell.before)
      if group.count > 1 { surplus[instant] = group.count - 1 }
      let chosen: Int?
      switch job.duplicates {
      case .keep_all:
        chosen = nil
      case .first:
        chosen = 0
      case .last:
        chosen = group.count - 1
      case .best_quality:
        let best = group.map { grade($0.quality) }.min()
        chosen = group.lastIndex { grade($0.quality) == best }
      }
      for (position, cell) in group.enumerated() {
        if chosen == nil || chosen == position {
          kept.append(cell)
        } else {
          dropped.append(cell)
        }
      }
    }
    kept.sort(by: Cell.before)
    dropped.sort(by: Cell.before)
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
  for cell in series.kept {
    let window = finder.window(holding: cell.instant)
    result[window.start, default: Basket(end: window.end)].kept.append(cell)
  }
  for cell in series.nulls {
    let window = finder.window(holding: cell.instant)
    result[window.start, default: Basket(end: window.end)].nulls += 1
  }
  for (instant, count) in series.surplus {
    let window = finder.window(holding: instant)
    result[window.start, default: Basket(end: window.end)].duplicates += count
  }
  return result
}
