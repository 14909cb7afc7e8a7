/// A buffer of an object's bytes on their way from Extraction to Scanning, reused from read to read.
///
/// The type is the promise that `slack` bytes after `count` may be read (never used), so that a scanner can load whole
/// words without testing for the end. Owned by one worker; freed at its end.
package struct Page: ~Copyable {
  package static let slack = 64

  package private(set) var base: UnsafeMutablePointer<UInt8>
  package private(set) var capacity: Int
  package private(set) var count = 0
  /// Where the page's first byte stands in its object.
  package private(set) var offset = 0

  package init(capacity: Int) {
    self.capacity = capacity
    base = .allocate(capacity: capacity + Self.slack)
    base.initialize(repeating: 0, count: capacity + Self.slack)
  }

  deinit {
    base.deallocate()
  }

  /// Empties the page; the next byte appended is that at `offset` of the object.
  package mutating func restart(at offset: Int) {
    count = 0
    self.offset = offset
  }

  /// Drops the first `consumed` bytes and moves the rest to the front.
  package mutating func drop(first consumed: Int) {
    precondition(consumed >= 0 && consumed <= count)
    count -= consumed
    offset += consumed
    base.update(from: base + consumed, count: count)
  }

  /// Makes room for `wanted` further bytes and lets `fill` write them; it returns how many it wrote.
  package mutating func append<E: Error>(
    upTo wanted: Int, _ fill: (UnsafeMutableRawBufferPointer) throws(E) -> Int
  ) throws(E) -> Int {
    if count + wanted > capacity { grow(to: count + wanted) }
    let added = try fill(UnsafeMutableRawBufferPointer(start: base + count, count: wanted))
    precondition(added >= 0 && added <= wanted)
    count += added
    return added
  }

  private mutating func grow(to wanted: Int) {
    capacity = max(wanted, capacity * 2)
    let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity + Self.slack)
    larger.initialize(repeating: 0, count: capacity + Self.slack)
    larger.update(from: base, count: count)
    base.deallocate()
    base = larger
  }
}
