package import Rows

/// Which readings of an interval are kept: all of an interval that is wanted, and of one beside it those that a wanted
/// interval looks at around itself.
package struct KeptTimes: Sendable, Equatable {
  /// Readings before `leadEnd` and from `tailStart` on, microseconds of UTC.
  package var leadEnd: Int64
  package var tailStart: Int64

  package static let all = KeptTimes(leadEnd: .max, tailStart: .min)
  package static let none = KeptTimes(leadEnd: .min, tailStart: .max)

  package init(leadEnd: Int64, tailStart: Int64) {
    self.leadEnd = leadEnd
    self.tailStart = tailStart
  }

  var isAll: Bool { self == .all }
}

/// What one work item brought to one interval.
package struct ItemFeed: Sendable {
  package var item: Int64
  package var interval: Interval
  /// Cells that are readings or null.
  package var cells = 0
  package var nullCells = 0
  /// Whether the readings were stored, or only counted because the interval was not asked for.
  package var isKept: Bool
  /// Record numbers within the item, from 0, both included.
  package var firstRecord: Int
  package var lastRecord: Int
  /// Bytes of the object, half-open.
  package var firstByte: Int
  package var endByte: Int
}

/// One worker's readings, routed by interval and in it by sensor, in the order of their work items.
///
/// Readings lie in blocks that are chained per interval and sensor; blocks are cut from slabs, so that memory is a sum
/// (`byteCount`) and nothing is moved when a series grows. Because a worker takes items in ascending order, a chain is
/// a sequence of *runs*, one an item: a run's start is noted, not each reading's origin. `SeriesGather` merges the runs
/// of all workers in item order, so the number of workers shows nowhere.
///
/// Not shared: one worker owns it while it scans; afterwards it is only read.
package final class ReadingStore {
  /// The first block of a series is small because many series stay small; later ones double up to `blockMax`.
  static let blockFirst = 16
  static let blockMax = 1024
  private static let slabBytes = 1 << 20

  /// The header of a block; `capacity` cells follow.
  struct Block {
    /// Address of the next block's header, 0 at the end.
    var next: Int
    var capacity: Int
  }

  /// A reading in sixteen bytes, so that one line of the cache is written for it and not three. Intervals are no longer
  /// than a month, whose microseconds take 42 bits.
  struct Cell {
    /// The microseconds since the interval's start, and in the lowest byte the quality.
    private var timeAndQuality: UInt64
    /// NaN: a null cell.
    private(set) var value: Double

    @inline(__always)
    init(time: Int64, since start: Int64, value: Double, quality: UInt8) {
      timeAndQuality = UInt64(bitPattern: time &- start) << 8 | UInt64(quality)
      self.value = value
    }

    @inline(__always)
    func time(since start: Int64) -> Int64 { start &+ Int64(bitPattern: timeAndQuality >> 8) }

    var quality: UInt8 { UInt8(truncatingIfNeeded: timeAndQuality) }
  }

  struct Chain {
    var head: UnsafeMutableRawPointer?
    var tail: UnsafeMutableRawPointer?
    /// Where the next cell goes, and where the tail's cells end.
    var next: UnsafeMutablePointer<Cell>?
    var end: UnsafeMutablePointer<Cell>?
    var lastItem: Int64 = -1
    /// Cells in the blocks before the tail.
    var before: Int32 = 0
    var firstRun: Int32 = -1
    var lastRun: Int32 = -1

    var total: Int32 {
      guard let tail, let next else { return 0 }
      let used = UnsafeMutableRawPointer(next) - tail - MemoryLayout<Block>.size
      return before + Int32(used / MemoryLayout<Cell>.stride)
    }
  }

  struct Run {
    var item: Int64
    var start: Int32
    var next: Int32
  }

  final class Slot {
    let interval: Interval
    let kept: KeptTimes
    var isKept: Bool { kept.isAll }
    var chains: UnsafeMutablePointer<Chain>
    var chainCapacity = 0
    var feed = -1
    var feedItem: Int64 = -1

    init(interval: Interval, kept: KeptTimes) {
      self.interval = interval
      self.kept = kept
      chains = .allocate(capacity: 1)
    }

    deinit {
      chains.deallocate()
    }

    /// Makes room for a sensor's chain; returns the bytes that this added.
    func grow(toHold sensor: Int) -> Int {
      let wanted = max(64, max(sensor + 1, chainCapacity * 2))
      let larger = UnsafeMutablePointer<Chain>.allocate(capacity: wanted)
      larger.update(from: chains, count: chainCapacity)
      (larger + chainCapacity).initialize(repeating: Chain(), count: wanted - chainCapacity)
      chains.deallocate()
      chains = larger
      let added = (wanted - chainCapacity) * MemoryLayout<Chain>.stride
      chainCapacity = wanted
      return added
    }
  }

  private let calendar: IntervalCalendar
  private let keep: (Interval) -> KeptTimes
  private(set) var slots: [Int64: Slot] = [:]
  private(set) var runs: [Run] = []
  package private(set) var feeds: [ItemFeed] = []
  private var slabs: [UnsafeMutableRawPointer] = []
  private var slabFree: UnsafeMutableRawPointer?
  private var slabLeft = 0
  private var fixedBytes = 0

  /// - Parameter keep: which readings of an interval are to be kept; asked once for each interval.
  package init(calendar: IntervalCalendar, keep: @escaping (Interval) -> KeptTimes) {
    self.calendar = calendar
    self.keep = keep
  }

  deinit {
    for slab in slabs { slab.deallocate() }
  }

  /// Memory held for readings, in bytes.
  package var byteCount: Int {
    fixedBytes + runs.capacity * MemoryLayout<Run>.stride + feeds.capacity * MemoryLayout<ItemFeed>.stride
  }

  /// The intervals of which readings are kept.
  package var keptIntervals: [Interval] {
    slots.values.filter(\.isKept).map(\.interval)
  }

  /// Memory held for one interval's readings, in bytes: what the message names when the budget is too small.
  package func byteCount(of interval: Interval) -> Int {
    guard let slot = slots[interval.from.microseconds] else { return 0 }
    var bytes = slot.chainCapacity * MemoryLayout<Chain>.stride
    for index in 0..<slot.chainCapacity {
      var block = slot.chains[index].head
      while let current = block {
        let header = current.load(as: Block.self)
        bytes += Self.blockBytes(header.capacity)
        block = UnsafeMutableRawPointer(bitPattern: header.next)
      }
    }
    return bytes
  }

  /// Takes a page of cells of one work item. Items must come in ascending order.
  package func route(_ columns: borrowing ReadingColumns, item: Int64) {
    guard columns.cellCount > 0 else { return }
    var slot = self.slot(containing: columns.time[0])
    // Plain copies of what the loop asks of its slot: a reference in it would be counted for every reading.
    var (from, to, kept) = (slot.interval.from.microseconds, slot.interval.to.microseconds, slot.kept)
    var (chains, chainCapacity) = (slot.chains, slot.chainCapacity)
    var stretchStart = 0
    var nulls = 0
    for index in 0..<columns.cellCount {
      let time = columns.time[index]
      if time < from || time >= to {
        note(slot, item, columns, stretchStart..<index, nulls)
        slot = self.slot(containing: time)
        (from, to, kept) = (slot.interval.from.microseconds, slot.interval.to.microseconds, slot.kept)
        (chains, chainCapacity) = (slot.chains, slot.chainCapacity)
        stretchStart = index
        nulls = 0
      }
      let value = columns.value[index]
      if value.isNaN { nulls += 1 }
      guard time < kept.leadEnd || time >= kept.tailStart else { continue }
      let sensor = Int(columns.sensor[index])
      if sensor >= chainCapacity {
        fixedBytes += slot.grow(toHold: sensor)
        (chains, chainCapacity) = (slot.chains, slot.chainCapacity)
      }
      append(chains + sensor, Cell(time: time, since: from, value: value, quality: columns.quality[index]), item)
    }
    note(slot, item, columns, stretchStart..<columns.cellCount, nulls)
  }

  @inline(__always)
  private func append(_ chain: UnsafeMutablePointer<Chain>, _ cell: Cell, _ item: Int64) {
    if chain.pointee.lastItem != item { beginRun(chain, item) }
    if chain.pointee.next == chain.pointee.end { addBlock(chain) }
    let place = chain.pointee.next.unsafelyUnwrapped
    place.initialize(to: cell)
    chain.pointee.next = place + 1
  }

  @inline(never)
  private func beginRun(_ chain: UnsafeMutablePointer<Chain>, _ item: Int64) {
    precondition(item > chain.pointee.lastItem, "work items must come in ascending order")
    let index = Int32(runs.count)
    runs.append(Run(item: item, start: chain.pointee.total, next: -1))
    if chain.pointee.lastRun >= 0 {
      runs[Int(chain.pointee.lastRun)].next = index
    } else {
      chain.pointee.firstRun = index
    }
    chain.pointee.lastRun = index
    chain.pointee.lastItem = item
  }

  @inline(never)
  private func addBlock(_ chain: UnsafeMutablePointer<Chain>) {
    let before = chain.pointee.tail.map { $0.load(as: Block.self).capacity } ?? 0
    let capacity = before == 0 ? Self.blockFirst : min(before * 2, Self.blockMax)
    let block = allocate(Self.blockBytes(capacity))
    block.storeBytes(of: Block(next: 0, capacity: capacity), as: Block.self)
    if let tail = chain.pointee.tail {
      tail.storeBytes(of: Int(bitPattern: block), as: Int.self)
    } else {
      chain.pointee.head = block
    }
    chain.pointee.before += Int32(before)
    chain.pointee.tail = block
    let cells = (block + MemoryLayout<Block>.size).bindMemory(to: Cell.self, capacity: capacity)
    chain.pointee.next = cells
    chain.pointee.end = cells + capacity
  }

  private static func blockBytes(_ capacity: Int) -> Int {
    MemoryLayout<Block>.size + capacity * MemoryLayout<Cell>.stride
  }

  private func allocate(_ bytes: Int) -> UnsafeMutableRawPointer {
    if bytes > slabLeft {
      let slab = UnsafeMutableRawPointer.allocate(byteCount: Self.slabBytes, alignment: 64)
      slabs.append(slab)
      fixedBytes += Self.slabBytes
      slabFree = slab
      slabLeft = Self.slabBytes
    }
    let block = slabFree.unsafelyUnwrapped
    slabFree = block + bytes
    slabLeft -= bytes
    return block
  }

  private func slot(containing time: Int64) -> Slot {
    let interval = calendar.interval(containing: time)
    if let known = slots[interval.from.microseconds] { return known }
    let slot = Slot(interval: interval, kept: keep(interval))
    slots[interval.from.microseconds] = slot
    return slot
  }

  /// Adds a stretch of cells of one interval to the item's feed.
  private func note(
    _ slot: Slot, _ item: Int64, _ columns: borrowing ReadingColumns, _ stretch: Range<Int>, _ nulls: Int
  ) {
    let first = Int(columns.record[stretch.lowerBound])
    let last = Int(columns.record[stretch.upperBound - 1])
    if slot.feedItem != item {
      slot.feedItem = item
      slot.feed = feeds.count
      feeds.append(
        ItemFeed(
          item: item, interval: slot.interval, isKept: slot.isKept, firstRecord: columns.firstRecord + first,
          lastRecord: columns.firstRecord + last, firstByte: columns.recordStart[first],
          endByte: columns.recordEnd[last]))
    }
    feeds[slot.feed].cells += stretch.count
    feeds[slot.feed].nullCells += nulls
    feeds[slot.feed].lastRecord = columns.firstRecord + last
    feeds[slot.feed].endByte = columns.recordEnd[last]
  }
}

extension ReadingStore {
  /// The sensors of which the intervals that a span touches have readings or null cells from accepted items.
  package func sensors(in span: Interval, isAccepted: (Int64) -> Bool) -> Set<Int> {
    var sensors: Set<Int> = []
    for slot in slots.values where slot.interval.overlaps(span) { add(slot, to: &sensors, isAccepted) }
    return sensors
  }

  private func add(_ slot: Slot, to sensors: inout Set<Int>, _ isAccepted: (Int64) -> Bool) {
    for sensor in 0..<slot.chainCapacity {
      var run = slot.chains[sensor].firstRun
      while run >= 0 {
        if isAccepted(runs[Int(run)].item) {
          sensors.insert(sensor)
          break
        }
        run = runs[Int(run)].next
      }
    }
  }
}
