import Glibc

/// One worker's memory of texts: bytes to a value, by open addressing, so that a known text costs one hash and one
/// comparison.
struct TextTable<Value>: ~Copyable {
  private struct Entry {
    var hash: UInt64
    var text: UnsafeMutablePointer<UInt8>?
    var length: Int
    var value: Value
  }

  private var entries: UnsafeMutablePointer<Entry>
  private var capacity = 1024
  private(set) var count = 0
  private let filler: Value

  /// - Parameter filler: any value; it stands in empty entries and is never returned.
  init(filler: Value) {
    self.filler = filler
    entries = Self.emptyEntries(capacity, filler)
  }

  deinit {
    for index in 0..<capacity { entries[index].text?.deallocate() }
    entries.deinitialize(count: capacity)
    entries.deallocate()
  }

  /// The value of a text that lies in a `Page` or has as many bytes behind it that may be loaded; nil if it is new.
  /// - Complexity: O(length).
  @inline(__always)
  func find(_ text: UnsafePointer<UInt8>, count length: Int) -> Value? {
    let hash = Self.hash(text, length)
    var slot = Int(truncatingIfNeeded: hash) & (capacity - 1)
    while let known = entries[slot].text {
      if entries[slot].hash == hash, entries[slot].length == length, memcmp(known, text, length) == 0 {
        return entries[slot].value
      }
      slot = (slot + 1) & (capacity - 1)
    }
    return nil
  }

  /// Adds a text that is not in the table; it is copied.
  @inline(never)
  mutating func insert(_ text: UnsafePointer<UInt8>, count length: Int, _ value: Value) {
    if count * 2 >= capacity { grow() }
    let copy = UnsafeMutablePointer<UInt8>.allocate(capacity: max(length, 1))
    copy.update(from: text, count: length)
    insert(Entry(hash: Self.hash(text, length), text: copy, length: length, value: value))
    count += 1
  }

  private mutating func insert(_ entry: Entry) {
    var slot = Int(truncatingIfNeeded: entry.hash) & (capacity - 1)
    while entries[slot].text != nil { slot = (slot + 1) & (capacity - 1) }
    entries[slot] = entry
  }

  private mutating func grow() {
    let old = entries
    let oldCapacity = capacity
    capacity *= 2
    entries = Self.emptyEntries(capacity, filler)
    for index in 0..<oldCapacity where old[index].text != nil { insert(old[index]) }
    old.deinitialize(count: oldCapacity)
    old.deallocate()
  }

  private static func emptyEntries(_ capacity: Int, _ filler: Value) -> UnsafeMutablePointer<Entry> {
    let entries = UnsafeMutablePointer<Entry>.allocate(capacity: capacity)
    entries.initialize(repeating: Entry(hash: 0, text: nil, length: 0, value: filler), count: capacity)
    return entries
  }

  /// Multiply and fold, eight bytes a step; quality matters less than cost, since equal hashes are compared bytewise.
  @inline(__always)
  private static func hash(_ text: UnsafePointer<UInt8>, _ length: Int) -> UInt64 {
    var hash: UInt64 = 0x9E37_79B9_7F4A_7C15 ^ UInt64(length)
    var cursor = UnsafeRawPointer(text)
    var left = length
    while left > 8 {
      hash = mix(hash ^ cursor.loadUnaligned(as: UInt64.self))
      cursor += 8
      left -= 8
    }
    let word = cursor.loadUnaligned(as: UInt64.self)
    return mix(hash ^ (left == 8 ? word : word & ((1 << UInt64(left * 8)) - 1)))
  }

  @inline(__always)
  private static func mix(_ value: UInt64) -> UInt64 {
    let product = value.multipliedFullWidth(by: 0xA076_1D64_78BD_642F)
    return product.high ^ product.low
  }
}
