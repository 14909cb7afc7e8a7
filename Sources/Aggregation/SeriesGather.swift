package import Rows

/// The chains of all workers that hold an interval's readings, and those that hold readings around it: found once for
/// an interval, asked for every sensor.
package struct IntervalSlots {
  package let interval: Interval
  fileprivate var places: [Place] = []

  fileprivate struct Place {
    var store: ReadingStore
    var slot: ReadingStore.Slot
    /// Whether these are the interval's own readings.
    var isOwn: Bool
  }

  /// - Parameters:
  ///   - lookback: how far before the interval any sensor looks, microseconds.
  ///   - lookahead: the same behind it.
  package init(_ interval: Interval, in stores: [ReadingStore], lookback: Int64, lookahead: Int64) {
    self.interval = interval
    let span = Interval(
      from: interval.from.advanced(byMicroseconds: -lookback), to: interval.to.advanced(byMicroseconds: lookahead))
    for store in stores {
      guard lookback > 0 || lookahead > 0 else {
        if let slot = store.slots[interval.from.microseconds] {
          places.append(Place(store: store, slot: slot, isOwn: true))
        }
        continue
      }
      // In order of time, so that what is in order in the objects is so here.
      let near = store.slots.values.filter { $0.interval.overlaps(span) }
      for slot in near.sorted(by: { $0.interval < $1.interval }) {
        places.append(Place(store: store, slot: slot, isOwn: slot.interval == interval))
      }
    }
  }
}

extension Series {
  /// Gathers a sensor's runs in the order of their items, so that the number of workers shows nowhere; items for which
  /// `isAccepted` is false are left out. Then puts them in order of time.
  mutating func gather(
    sensor: Int, from slots: borrowing IntervalSlots, plan: borrowing SensorPlan, isAccepted: (Int64) -> Bool
  ) {
    removeAll()
    var cursors: [ChainCursor] = []
    var total = 0
    let hasEdges = plan.hasEdges
    for place in slots.places where place.isOwn || hasEdges {
      guard sensor < place.slot.chainCapacity,
        let cursor = ChainCursor(place, sensor: sensor)
      else { continue }
      total += cursor.total
      cursors.append(cursor)
    }
    guard !cursors.isEmpty else { return }
    reserve(total)
    let from = slots.interval.from.microseconds - plan.lookback
    let span = from..<(slots.interval.to.microseconds + plan.lookahead)
    while true {
      var next = -1
      for index in cursors.indices where !cursors[index].isAtEnd {
        if next < 0 || cursors[index].item < cursors[next].item { next = index }
      }
      guard next >= 0 else { break }
      let item = cursors[next].item
      if isAccepted(item) {
        cursors[next].readRun(into: &self, within: span)
        endRun(item: item)
      } else {
        cursors[next].skipRun()
      }
    }
    sort()
  }
}

/// Walks one chain, run by run.
private struct ChainCursor {
  private let store: ReadingStore
  private let isOwn: Bool
  /// The start of the interval to which the chain belongs.
  private let start: Int64
  private var block: UnsafeMutableRawPointer
  private var capacity: Int
  private var inBlock = 0
  private var position = 0
  let total: Int
  private var run: Int32

  init?(_ place: IntervalSlots.Place, sensor: Int) {
    let chain = place.slot.chains[sensor]
    guard let head = chain.head else { return nil }
    store = place.store
    isOwn = place.isOwn
    start = place.slot.interval.from.microseconds
    block = head
    capacity = head.load(as: ReadingStore.Block.self).capacity
    total = Int(chain.total)
    run = chain.firstRun
  }

  var isAtEnd: Bool { run < 0 }
  var item: Int64 { store.runs[Int(run)].item }

  mutating func readRun(into series: inout Series, within span: Range<Int64>) {
    let (isOwn, start) = (isOwn, start)
    walk { cells in
      if isOwn {
        series.append(cells, since: start)
      } else {
        series.append(cells, since: start, within: span)
      }
    }
  }

  mutating func skipRun() {
    walk { _ in }
  }

  /// Hands out the run's stretches of blocks and goes on to the next run.
  @inline(__always)
  private mutating func walk(_ take: (UnsafeBufferPointer<ReadingStore.Cell>) -> Void) {
    let next = store.runs[Int(run)].next
    let end = next < 0 ? total : Int(store.runs[Int(next)].start)
    while position < end {
      if inBlock == capacity {
        block = UnsafeMutableRawPointer(bitPattern: block.load(as: ReadingStore.Block.self).next).unsafelyUnwrapped
        capacity = block.load(as: ReadingStore.Block.self).capacity
        inBlock = 0
      }
      let count = min(end - position, capacity - inBlock)
      let cells = (block + MemoryLayout<ReadingStore.Block>.size).assumingMemoryBound(to: ReadingStore.Cell.self)
      take(UnsafeBufferPointer(start: cells + inBlock, count: count))
      inBlock += count
      position += count
    }
    run = next
  }
}
