import Aggregation
import Rows

/// Folds one interval with all workers: sensors in the order of their codes, cut into pieces that workers take in turn.
struct IntervalFold: Sendable {
  let recipe: SeriesRecipe
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
  }

  init(
    recipe: SeriesRecipe, stores: [ReadingStore], sensors: [SensorDirectory.Sensor], workers: Int,
    isAccepted: @escaping @Sendable (Int64) -> Bool
  ) {
    self.recipe = recipe
    self.stores = ReadOnly(stores)
    self.sensors = sensors
    self.workers = workers
    self.isAccepted = isAccepted
    order = sensors.indices.sorted { sensors[$0].code.utf8.lexicographicallyPrecedes(sensors[$1].code.utf8) }
  }

  /// - Parameter emit: makes a piece of output of a sensor's states (by level, finest first); pieces come back in
  /// order.
  func run<Piece>(
    _ interval: Interval, start: @Sendable () -> sending Piece,
    emit: @Sendable (inout Piece, SensorDirectory.Sensor, [[WindowState]]) -> Void
  ) -> (pieces: [Piece], totals: Totals) {
    let pieceCount = (order.count + Self.sensorsPerPiece - 1) / Self.sensorsPerPiece
    let done = Workers.map(pieceCount, workers: workers) { index in
      var piece = start()
      var totals = Totals()
      let fold = SeriesFold(recipe: recipe)
      let first = index * Self.sensorsPerPiece
      for place in first..<min(first + Self.sensorsPerPiece, order.count) {
        let sensor = order[place]
        fold.fold(
          sensor: sensor, decimals: sensors[sensor].decimals, interval: interval, stores: stores.value,
          isAccepted: isAccepted)
        guard let finest = fold.states.first, !finest.isEmpty else { continue }
        for state in finest {
          totals.nulls += Int(state.nNull)
          totals.duplicates += Int(state.nDuplicate)
        }
        emit(&piece, sensors[sensor], fold.states)
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
    }
    return (done.map(\.0), totals)
  }
}
