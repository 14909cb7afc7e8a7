import Rows

/// One sensor's readings of one interval as contiguous columns: gathered from all workers' stores in the order of their
/// work items, then put in order of time. Reused from sensor to sensor; owned by one worker.
struct Series: ~Copyable {
  var times: [Int64] = []
  var values: [Double] = []
  var qualities: [UInt8] = []
  /// Instants of null cells.
  var nullTimes: [Int64] = []
  /// Instants of surplus readings, kept or dropped.
  var surplusTimes: [Int64] = []
  /// Where each run ends, and its item; in gathering order.
  var runEnds: [(end: Int, item: Int64)] = []
  /// After sorting, each reading's place in gathering order; empty while they are the same.
  var origins: [Int32] = []
  private var isSorted = true

  mutating func removeAll() {
    times.removeAll(keepingCapacity: true)
    values.removeAll(keepingCapacity: true)
    qualities.removeAll(keepingCapacity: true)
    nullTimes.removeAll(keepingCapacity: true)
    surplusTimes.removeAll(keepingCapacity: true)
    runEnds.removeAll(keepingCapacity: true)
    origins.removeAll(keepingCapacity: true)
    isSorted = true
  }

  /// The item from which a reading (an index after sorting) came.
  func item(of index: Int) -> Int64 {
    let place = origins.isEmpty ? index : Int(origins[index])
    var low = 0
    var high = runEnds.count - 1
    while low < high {
      let middle = (low + high) / 2
      if runEnds[middle].end > place { high = middle } else { low = middle + 1 }
    }
    return runEnds[low].item
  }

  /// Gathers a sensor's runs; items for which `isAccepted` is false are left out.
  mutating func gather(
    sensor: Int, interval: Interval, from stores: [ReadingStore], isAccepted: (Int64) -> Bool
  ) {
    removeAll()
    var cursors: [ChainCursor] = []
    for store in stores {
      guard let slot = store.slots[interval.from.microseconds], sensor < slot.chainCapacity,
        let cursor = ChainCursor(slot.chains[sensor], store)
      else { continue }
      cursors.append(cursor)
    }
    while true {
      var next = -1
      for index in cursors.indices where !cursors[index].isAtEnd {
        if next < 0 || cursors[index].item < cursors[next].item { next = index }
      }
      guard next >= 0 else { break }
      let item = cursors[next].item
      let take = isAccepted(item)
      cursors[next].readRun { time, value, quality in
        if take { append(time, value, quality) }
      }
      if take { runEnds.append((times.count, item)) }
    }
    if !isSorted { sort() }
    nullTimes.sort()
  }

  @inline(__always)
  private mutating func append(_ time: Int64, _ value: Double, _ quality: UInt8) {
    if value.isNaN {
      nullTimes.append(time)
      return
    }
    if let last = times.last, time < last { isSorted = false }
    times.append(time)
    values.append(value)
    qualities.append(quality)
  }

  /// Stable: readings of one instant stay in gathering order, which is the declared order.
  private mutating func sort() {
    let unsorted = times
    origins = Array(0..<Int32(times.count))
    origins.sort { left, right in
      let (first, second) = (unsorted[Int(left)], unsorted[Int(right)])
      return first == second ? left < right : first < second
    }
    let (oldValues, oldQualities) = (values, qualities)
    for (index, origin) in origins.enumerated() {
      times[index] = unsorted[Int(origin)]
      values[index] = oldValues[Int(origin)]
      qualities[index] = oldQualities[Int(origin)]
    }
  }
}

#if PLANTED_FAULTS
  extension Series {
    /// What a merge of runs in the wrong order would do.
    mutating func reverseReadingsOfOneInstant() {
      var start = 0
      while start < times.count {
        var end = start + 1
        while end < times.count, times[end] == times[start] { end += 1 }
        values[start..<end].reverse()
        qualities[start..<end].reverse()
        start = end
      }
    }
  }
#endif

/// Walks one chain, run by run.
private struct ChainCursor {
  private let store: ReadingStore
  private var block: UnsafeMutableRawPointer
  private var capacity: Int
  private var inBlock = 0
  private var position: Int32 = 0
  private let total: Int32
  private var run: Int32

  init?(_ chain: ReadingStore.Chain, _ store: ReadingStore) {
    guard let head = chain.head else { return nil }
    self.store = store
    block = head
    capacity = head.load(as: ReadingStore.Block.self).capacity
    total = chain.total
    run = chain.firstRun
  }

  var isAtEnd: Bool { run < 0 }
  var item: Int64 { store.runs[Int(run)].item }

  @inline(__always)
  mutating func readRun(_ take: (Int64, Double, UInt8) -> Void) {
    let next = store.runs[Int(run)].next
    let end = next < 0 ? total : store.runs[Int(next)].start
    while position < end {
      if inBlock == capacity {
        block = UnsafeMutableRawPointer(bitPattern: block.load(as: ReadingStore.Block.self).next).unsafelyUnwrapped
        capacity = block.load(as: ReadingStore.Block.self).capacity
        inBlock = 0
      }
      let body = block + MemoryLayout<ReadingStore.Block>.size
      take(
        (body + inBlock * 16).load(as: Int64.self), (body + inBlock * 16 + 8).load(as: Double.self),
        (body + capacity * 16 + inBlock).load(as: UInt8.self))
      inBlock += 1
      position += 1
    }
    run = next
  }
}
