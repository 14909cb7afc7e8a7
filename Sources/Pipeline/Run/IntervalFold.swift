import Aggregation
import Rows

/// Folds one interval with all workers: sensors in the order of their codes, cut into pieces that workers take in turn.
struct IntervalFold: Sendable {
  let recipe: SeriesRecipe
  let reach: EdgeReach
  private let stores: ReadOnly<[ReadingStore]>
  /// Dense indices in the order of their codes, bytewise.
  let order: [Int]
  let sensors: [SensorDirectory.Sensor]
  let workers: Int
  /// False for items of objects that do not count.
  let isAccepted: @Sendable (Int64) -> Bool

  /// How many sensors a worker takes at once.
  private static let sensorsPerPiece = 16

  struct Totals {
    var loaded = 0
    var nulls = 0
    var duplicates = 0
    /// By rank of the object that brought them.
    var dropped: [Int: Int] = [:]
    /// What the interval carries in and looks ahead to, sensor by sensor; empty where nothing looks around.
    var edges: [UInt8] = []
  }

  /// What one sensor comes to in one interval.
  struct Folded {
    let sensor: SensorDirectory.Sensor
    /// By level, finest first.
    let states: [[WindowState]]
    /// The same of what its plan has chosen; empty where it is plain.
    let chosen: [[ChosenState]]
    let stretches: [StateStretch]
    let flagRuns: [FlagRun]
  }

  init(
    recipe: SeriesRecipe, reach: EdgeReach, stores: [ReadingStore], sensors: [SensorDirectory.Sensor], workers: Int,
    isAccepted: @escaping @Sendable (Int64) -> Bool
  ) {
    self.recipe = recipe
    self.reach = reach
    self.stores = ReadOnly(stores)
    self.sensors = sensors
    self.workers = workers
    self.isAccepted = isAccepted
    let codes = sensors.map { Array($0.code.utf8) }
    order = codes.indices.sorted { codes[$0].lexicographicallyPrecedes(codes[$1]) }
  }

  /// - Parameter emit: makes a piece of output of what a sensor comes to; pieces come back in order.
  func run<Piece>(
    _ interval: Interval, start: @Sendable () -> sending Piece,
    emit: @Sendable (inout Piece, Folded) -> Void
  ) -> (pieces: [Piece], totals: Totals) {
    let pieceCount = (order.count + Self.sensorsPerPiece - 1) / Self.sensorsPerPiece
    let slots = ReadOnly(
      IntervalSlots(interval, in: stores.value, lookback: reach.lookback, lookahead: reach.lookahead))
    let done = Workers.map(pieceCount, workers: workers) { index in
      var piece = start()
      var totals = Totals()
      let fold = SeriesFold(recipe: recipe)
      let first = index * Self.sensorsPerPiece
      for place in first..<min(first + Self.sensorsPerPiece, order.count) {
        let sensor = sensors[order[place]]
        fold.fold(sensor: order[place], plan: sensor.plan, slots: slots.value, isAccepted: isAccepted)
        noteEdges(sensor, fold, &totals.edges)
        guard let finest = fold.states.first, !finest.isEmpty else { continue }
        for state in finest {
          totals.nulls += Int(state.nNull)
          totals.duplicates += Int(state.nDuplicate)
        }
        emit(
          &piece,
          Folded(
            sensor: sensor, states: fold.states, chosen: fold.chosen, stretches: fold.stretches,
            flagRuns: fold.flagRuns))
      }
      totals.loaded = fold.loaded
      for (item, count) in fold.dropped { totals.dropped[Int(item >> 32), default: 0] += count }
      return (piece, totals)
    }
    var totals = Totals()
    for (_, part) in done {
      totals.loaded += part.loaded
      totals.nulls += part.nulls
      totals.duplicates += part.duplicates
      totals.dropped.merge(part.dropped, uniquingKeysWith: +)
      totals.edges += part.edges
    }
    return (done.map(\.0), totals)
  }

  private func noteEdges(_ sensor: SensorDirectory.Sensor, _ fold: SeriesFold, _ edges: inout [UInt8]) {
    guard sensor.plan.hasEdges else { return }
    var text: [UInt8] = []
    fold.appendEdges(sensor.plan, to: &text)
    guard !text.isEmpty else { return }
    edges.append(contentsOf: "\(sensor.code.utf8.count):\(sensor.code)\(text.count):".utf8)
    edges.append(contentsOf: text)
  }
}
