import Glibc
import Rows

/// Finds tag keys that stand twice. Most writers sort them, and then one comparison a tag is enough.
struct TagOrder: ~Copyable {
  private var indices: UnsafeMutablePointer<Int>
  private var capacity = 0
  private static var pairwiseMax: Int { 12 }

  init() {
    indices = .allocate(capacity: 0)
  }

  deinit {
    indices.deallocate()
  }

  /// The first tag whose key an earlier one has; nil where there is none.
  /// - Complexity: O(bytes) for keys in order, else O(bytes · log count).
  @inline(__always)
  mutating func firstRepeated(_ tags: UnsafePointer<LineProtocolReader.Tag>, count: Int) -> Int? {
    var index = 1
    while index < count {
      if Self.difference(tags, index - 1, index) >= 0 { return firstRepeatedUnsorted(tags, count) }
      index += 1
    }
    return nil
  }

  @inline(never)
  private mutating func firstRepeatedUnsorted(_ tags: UnsafePointer<LineProtocolReader.Tag>, _ count: Int) -> Int? {
    if count <= Self.pairwiseMax {
      #if PLANTED_FAULTS
        if ReaderFault.planted == .repeatedTagOverlooked { return nil }
      #endif
      for later in 1..<count {
        for earlier in 0..<later where Self.difference(tags, earlier, later) == 0 { return later }
      }
      return nil
    }
    sort(tags, count)
    var first: Int?
    for place in 1..<count where Self.difference(tags, indices[place - 1], indices[place]) == 0 {
      first = min(first ?? count, indices[place])
    }
    return first
  }

  /// By key, and tags with one key in their own order: a heap, since a hostile record must not cost the square of its
  /// tags, and an ordinary one no allocation.
  private mutating func sort(_ tags: UnsafePointer<LineProtocolReader.Tag>, _ count: Int) {
    if count > capacity {
      indices.deallocate()
      capacity = max(count, capacity * 2)
      indices = .allocate(capacity: capacity)
    }
    for index in 0..<count { indices[index] = index }
    for root in (0..<(count / 2)).reversed() { sink(tags, root, count) }
    for last in (1..<count).reversed() {
      (indices[0], indices[last]) = (indices[last], indices[0])
      sink(tags, 0, last)
    }
  }

  private func sink(_ tags: UnsafePointer<LineProtocolReader.Tag>, _ root: Int, _ count: Int) {
    var parent = root
    while parent * 2 + 1 < count {
      var child = parent * 2 + 1
      if child + 1 < count, precedes(tags, indices[child], indices[child + 1]) { child += 1 }
      guard precedes(tags, indices[parent], indices[child]) else { return }
      (indices[parent], indices[child]) = (indices[child], indices[parent])
      parent = child
    }
  }

  private func precedes(_ tags: UnsafePointer<LineProtocolReader.Tag>, _ left: Int, _ right: Int) -> Bool {
    let difference = Self.difference(tags, left, right)
    return difference == 0 ? left < right : difference < 0
  }

  @inline(__always)
  private static func difference(_ tags: UnsafePointer<LineProtocolReader.Tag>, _ left: Int, _ right: Int) -> Int {
    let (one, other) = (tags[left].key, tags[right].key)
    let difference = Int(memcmp(one.start, other.start, min(one.count, other.count)))
    return difference == 0 ? one.count - other.count : difference
  }
}
