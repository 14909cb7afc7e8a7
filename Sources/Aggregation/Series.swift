import Rows

/// One sensor's kept readings as contiguous columns in order of time: those of one interval (`core`) and, where the
/// sensor's plan looks beyond it, those around it. Reused from sensor to sensor; owned by one worker.
struct Series: ~Copyable {
  private(set) var times: UnsafeMutablePointer<Int64>
  private(set) var values: UnsafeMutablePointer<Double>
  private(set) var qualities: UnsafeMutablePointer<UInt8>
  private(set) var count = 0
  /// The readings of the interval itself; before it and behind it are those around it.
  private(set) var core = 0..<0
  /// Instants of the interval's null cells, ascending.
  private(set) var nullTimes: [Int64] = []
  /// Instants of the interval's surplus readings, kept or dropped, ascending.
  private(set) var surplusTimes: [Int64] = []
  private var capacity: Int
  /// Where each run ends, and its item; in gathering order.
  private var runEnds: [(end: Int, item: Int64)] = []
  /// After sorting, each reading's place in gathering order; empty while they are the same.
  private var origins: [Int32] = []
  private var isSorted = true
  private var hasTies = false

  init() {
    capacity = 1024
    times = .allocate(capacity: capacity)
    values = .allocate(capacity: capacity)
    qualities = .allocate(capacity: capacity)
  }

  deinit {
    times.deallocate()
    values.deallocate()
    qualities.deallocate()
  }

  mutating func removeAll() {
    count = 0
    core = 0..<0
    nullTimes.removeAll(keepingCapacity: true)
    surplusTimes.removeAll(keepingCapacity: true)
    runEnds.removeAll(keepingCapacity: true)
    origins.removeAll(keepingCapacity: true)
    isSorted = true
    hasTies = false
  }

  /// Makes room for so many readings in all; what is there is not kept.
  mutating func reserve(_ total: Int) {
    guard total > capacity else { return }
    precondition(count == 0)
    times.deallocate()
    values.deallocate()
    qualities.deallocate()
    capacity = max(total, capacity * 2)
    times = .allocate(capacity: capacity)
    values = .allocate(capacity: capacity)
    qualities = .allocate(capacity: capacity)
  }

  // MARK: Gathering

  /// Takes a stretch of one block, of a chain whose times count from `start`.
  mutating func append(_ cells: UnsafeBufferPointer<ReadingStore.Cell>, since start: Int64) {
    var last = count > 0 ? times[count - 1] : Int64.min
    for cell in cells {
      let (time, value) = (cell.time(since: start), cell.value)
      if value.isNaN {
        nullTimes.append(time)
        continue
      }
      if time <= last { noteOrder(time, after: last) }
      last = time
      times[count] = time
      values[count] = value
      qualities[count] = cell.quality
      count += 1
    }
  }

  /// The same for readings around the interval: only those of a span, and null cells are none of this interval's.
  mutating func append(
    _ cells: UnsafeBufferPointer<ReadingStore.Cell>, since start: Int64, within span: Range<Int64>
  ) {
    var last = count > 0 ? times[count - 1] : Int64.min
    for cell in cells {
      let (time, value) = (cell.time(since: start), cell.value)
      guard span.contains(time), !value.isNaN else { continue }
      if time <= last { noteOrder(time, after: last) }
      last = time
      times[count] = time
      values[count] = value
      qualities[count] = cell.quality
      count += 1
    }
  }

  @inline(never)
  private mutating func noteOrder(_ time: Int64, after last: Int64) {
    if time < last { isSorted = false } else { hasTies = true }
  }

  mutating func endRun(item: Int64) {
    runEnds.append((count, item))
  }

  /// Puts all in order of time; readings of one instant stay in gathering order, which is the declared order.
  mutating func sort() {
    nullTimes.sort()
    guard !isSorted else { return }
    hasTies = true
    let unsorted = Array(UnsafeBufferPointer(start: times, count: count))
    let oldValues = Array(UnsafeBufferPointer(start: values, count: count))
    let oldQualities = Array(UnsafeBufferPointer(start: qualities, count: count))
    origins = Array(0..<Int32(count))
    origins.sort { left, right in
      let (first, second) = (unsorted[Int(left)], unsorted[Int(right)])
      return first == second ? left < right : first < second
    }
    for (index, origin) in origins.enumerated() {
      times[index] = unsorted[Int(origin)]
      values[index] = oldValues[Int(origin)]
      qualities[index] = oldQualities[Int(origin)]
    }
  }

  // MARK: Duplicates

  /// Drops the surplus readings of each instant unless all are kept, and finds the interval's own readings.
  ///
  /// - Parameter drop: called with the item of each reading of the interval that is dropped.
  mutating func settle(_ rule: DuplicateRule, _ interval: Interval, drop: (Int64) -> Void) {
    let (from, to) = (interval.from.microseconds, interval.to.microseconds)
    if hasTies { settleTies(rule, from..<to, drop) }
    var (low, high) = (0, count)
    if count > 0, times[0] < from || times[count - 1] >= to {
      low = firstIndex(notBefore: from)
      high = firstIndex(notBefore: to)
    }
    core = low..<high
  }

  private mutating func settleTies(_ rule: DuplicateRule, _ interval: Range<Int64>, _ drop: (Int64) -> Void) {
    var write = 0
    var read = 0
    while read < count {
      let time = times[read]
      var end = read + 1
      while end < count, times[end] == time { end += 1 }
      let isOwn = interval.contains(time)
      if isOwn, end - read > 1 { surplusTimes.append(contentsOf: repeatElement(time, count: end - read - 1)) }
      let kept = rule == .keepAll ? read..<end : single(of: read..<end, rule)
      for index in read..<end {
        guard kept.contains(index) else {
          if isOwn { drop(item(of: index)) }
          continue
        }
        times[write] = times[index]
        values[write] = values[index]
        qualities[write] = qualities[index]
        write += 1
      }
      read = end
    }
    count = write
  }

  private func single(of group: Range<Int>, _ rule: DuplicateRule) -> Range<Int> {
    var chosen = group.lowerBound
    switch rule {
    case .keepAll, .first: break
    case .last: chosen = group.upperBound - 1
    case .bestQuality:
      for index in group where Quality.rank(qualities[index]) >= Quality.rank(qualities[chosen]) { chosen = index }
    }
    return chosen..<(chosen + 1)
  }

  /// The item from which a reading (an index after sorting, before settling) came.
  private func item(of index: Int) -> Int64 {
    let place = origins.isEmpty ? index : Int(origins[index])
    var low = 0
    var high = runEnds.count - 1
    while low < high {
      let middle = (low + high) / 2
      if runEnds[middle].end > place { high = middle } else { low = middle + 1 }
    }
    return runEnds[low].item
  }

  private func firstIndex(notBefore time: Int64) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if times[middle] < time { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

#if PLANTED_FAULTS
  extension Series {
    /// What a merge of runs in the wrong order would do.
    mutating func reverseReadingsOfOneInstant() {
      var start = 0
      while start < count {
        var end = start + 1
        while end < count, times[end] == times[start] { end += 1 }
        var (group, codes) = (
          UnsafeMutableBufferPointer(start: values + start, count: end - start),
          UnsafeMutableBufferPointer(start: qualities + start, count: end - start)
        )
        group.reverse()
        codes.reverse()
        start = end
      }
    }
  }
#endif
