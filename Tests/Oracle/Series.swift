// Cells to series: the readings of one sensor in order, and what one interval of the job sees of them.

/// The cells of one sensor after the duplicates rule, each array in the total order.
///
/// Cells outside of the instants asked for are in it too, for an interval looks around itself; they load nothing.
struct Series {
  let sensor: String
  let decimals: Int?
  let chosen: Chosen
  var kept: [Cell] = []
  var dropped: [Cell] = []
  var nulls: [Cell] = []
  /// Surplus readings by instant, of the instants asked for.
  var surplus: [Int64: Int] = [:]

  init(_ job: OracleJob, _ cells: [Cell]) {
    sensor = cells[0].sensor
    decimals = cells[0].decimals
    chosen = Chosen(cells[0].traits, decimals: decimals, job)
    nulls = cells.filter { $0.value == nil }
    let readings = cells.filter { $0.value != nil }
    for (instant, group) in Dictionary(grouping: readings, by: \.instant) {
      let group = group.sorted(by: Cell.before)
      if group.count > 1 && !group[0].isOutside { surplus[instant] = group.count - 1 }
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

/// A half-open span of instants.
struct Span: Hashable {
  var from: Int64
  var to: Int64

  func contains(_ instant: Int64) -> Bool { from <= instant && instant < to }
}

/// Finds the interval of the job that holds an instant.
struct IntervalFinder {
  private let zone: Zone
  private let kind: OracleJob.IntervalKind
  private var hours: WindowFinder

  init(_ job: OracleJob, _ zone: Zone) {
    self.zone = zone
    kind = job.interval
    hours = WindowFinder(zone: zone, level: .hour)
  }

  mutating func interval(holding instant: Int64) -> Span {
    if kind == .hour {
      let window = hours.window(holding: instant)
      return Span(from: window.start, to: window.end)
    }
    let second = Int((instant - floorRemainder(instant, 1_000_000)) / 1_000_000)
    let date = civil(second + zone.offset(at: second))
    if kind == .day {
      let day = daysSince1970(year: date.year, month: date.month, day: date.day)
      return Span(from: midnight(day), to: midnight(day + 1))
    }
    let first = daysSince1970(year: date.year, month: date.month, day: 1)
    return Span(from: midnight(first), to: midnight(first + daysIn(year: date.year, month: date.month)))
  }

  /// The instant at which a local day begins; no zone of the tests skips or repeats midnight.
  private func midnight(_ day: Int) -> Int64 {
    let found = zone.seconds(showing: day * 86_400)
    precondition(found.count == 1, "day \(day) has \(found.count) midnights")
    return Int64(found[0]) * 1_000_000
  }
}

/// The intervals of the job that any cell asked for lies in, in order: no other is made.
func fedIntervals(_ all: [Series], _ job: OracleJob, _ zone: Zone) -> [Span] {
  var finder = IntervalFinder(job, zone)
  var found: Set<Span> = []
  for series in all {
    for cell in series.kept + series.dropped + series.nulls where !cell.isOutside {
      found.insert(finder.interval(holding: cell.instant))
    }
  }
  return found.sorted { $0.from < $1.from }
}

/// One interval of one sensor, with all that it sees.
struct View {
  let sensor: String
  let chosen: Chosen
  let interval: Span
  /// The kept readings of `[from − lookback, to + lookahead)`, in the total order.
  let seen: [Cell]
  /// The positions in `seen` of the usable readings.
  let usable: [Int]
  /// The positions in `seen` of the interval's own readings.
  let own: [Int]
  private let usablePositions: Set<Int>

  init(_ series: Series, _ interval: Span, _ job: OracleJob) {
    sensor = series.sensor
    chosen = series.chosen
    self.interval = interval
    let sight = Span(from: interval.from - chosen.lookback, to: interval.to + chosen.lookahead)
    let seen = series.kept.filter { sight.contains($0.instant) }
    self.seen = seen
    usable = seen.indices.filter { Oracle.isUsable(seen[$0].quality, job) }
    own = seen.indices.filter { interval.contains(seen[$0].instant) }
    usablePositions = Set(usable)
  }

  func isUsable(at position: Int) -> Bool { usablePositions.contains(position) }

  /// The value of the reading at a position; a kept reading has one.
  func number(_ position: Int) -> Double { seen[position].number }

  func instant(_ position: Int) -> Int64 { seen[position].instant }

  /// The pairs of consecutive usable readings, as positions; unusable ones between them are passed over.
  var usablePairs: [(earlier: Int, later: Int)] {
    zip(usable, usable.dropFirst()).map { (earlier: $0, later: $1) }
  }

  /// The usable reading before the one at a position.
  func usable(before position: Int) -> Int? { usable.last { $0 < position } }
}

extension Cell {
  /// The value of a reading; no null cell is asked for one.
  var number: Double {
    guard let value else { preconditionFailure("a null cell in a series") }
    return value.number
  }
}
