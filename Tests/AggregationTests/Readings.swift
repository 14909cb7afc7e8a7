import Testing

@testable import Aggregation
@testable import Rows

/// A cell on its way into a store; without a value it is null.
struct Reading: Sendable, Hashable {
  var item: Int64 = 0
  var time: Int64
  var value: Double?
  var quality: UInt8 = 192
  var sensor: Int32 = 0

  /// A tenth of a second after a minute of 2026-05-01 (UTC), or another second.
  static func at(_ minute: Int, _ second: Double = 0, _ value: Double?, quality: UInt8 = 192, item: Int64 = 0)
    -> Reading
  {
    let start = Instant(year: 2026, month: 5, day: 1).microseconds
    return Reading(
      item: item, time: start + Int64(minute) * 60_000_000 + Int64(second * 1e6), value: value, quality: quality)
  }
}

let minute: Int64 = 60_000_000
let day0 = Instant(year: 2026, month: 5, day: 1).microseconds

/// One page of one item; each cell is a record of ten bytes.
func route(_ cells: [Reading], item: Int64, firstRecord: Int = 0, into store: ReadingStore) {
  var columns = ReadingColumns(cellsMax: max(1, cells.count), recordsMax: max(1, cells.count))
  for (index, cell) in cells.enumerated() {
    columns.sensor[index] = cell.sensor
    columns.time[index] = cell.time
    columns.value[index] = cell.value ?? .nan
    columns.quality[index] = cell.quality
    columns.record[index] = Int32(index)
    columns.recordStart[index] = (firstRecord + index) * 10
    columns.recordEnd[index] = (firstRecord + index) * 10 + 9
  }
  columns.cellCount = cells.count
  columns.recordCount = cells.count
  columns.firstRecord = firstRecord
  store.route(columns, item: item)
}

/// A store that has taken readings item by item, in pages.
func makeStore(
  _ readings: [Reading], kind: IntervalKind = .day, zone: ZoneOffsets = .utc, pageSize: Int = 7,
  isWanted: @escaping (Interval) -> Bool = { _ in true }
) -> ReadingStore {
  let store = ReadingStore(calendar: IntervalCalendar(kind: kind, zone: zone)) { isWanted($0) ? .all : .none }
  for item in Set(readings.map(\.item)).sorted() {
    let cells = readings.filter { $0.item == item }
    for start in stride(from: 0, to: cells.count, by: pageSize) {
      route(
        Array(cells[start..<min(cells.count, start + pageSize)]), item: item, firstRecord: start, into: store)
    }
  }
  return store
}

/// What one fold yields.
struct Folded: Equatable {
  /// By level, finest first.
  var states: [[WindowState]] = []
  var loaded = 0
  var dropped: [Int64: Int] = [:]
}

func fold(
  _ stores: [ReadingStore], _ recipe: SeriesRecipe, decimals: Int8 = -1, sensor: Int = 0, interval: Interval? = nil,
  isAccepted: (Int64) -> Bool = { _ in true }
) -> Folded {
  let interval = interval ?? IntervalCalendar(kind: .day, zone: .utc).interval(containing: day0)
  let fold = SeriesFold(recipe: recipe)
  var plan = SensorPlan()
  plan.decimals = decimals
  let slots = IntervalSlots(interval, in: stores, lookback: 0, lookahead: 0)
  fold.fold(sensor: sensor, plan: plan, slots: slots, isAccepted: isAccepted)
  return Folded(states: fold.states, loaded: fold.loaded, dropped: fold.dropped)
}

func makeRecipe(
  _ duplicates: DuplicateRule = .keepAll, levels: [Level] = Level.allCases, zone: ZoneOffsets = .utc,
  treatUncertainAsBad: Bool = true
) -> SeriesRecipe {
  SeriesRecipe(duplicates: duplicates, levels: levels, zone: zone, treatUncertainAsBad: treatUncertainAsBad)
}

/// A sequence that is the same in every run (SplitMix64).
struct Seeded: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// Readings of some hours: few instants, so that many are shared; some null, bad or uncertain; out of order.
  mutating func readings(_ count: Int, items: Int64 = 4, minutes: Int = 200, value: (inout Seeded) -> Double)
    -> [Reading]
  {
    var readings: [Reading] = []
    for _ in 0..<count {
      let isNull = Int.random(in: 0..<10, using: &self) == 0
      let quality = ([192, 192, 192, 216, 0, 64, 127, 128] as [UInt8])[Int.random(in: 0..<8, using: &self)]
      let reading = Reading(
        item: Int64.random(in: 0..<items, using: &self),
        time: day0 + Int64.random(in: 0..<Int64(minutes * 2), using: &self) * 30_000_000,
        value: isNull ? nil : value(&self), quality: quality)
      readings.append(reading)
    }
    return readings.enumerated().sorted { ($0.element.item, $0.offset) < ($1.element.item, $1.offset) }.map(\.element)
  }
}
