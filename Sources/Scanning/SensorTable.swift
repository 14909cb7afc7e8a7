import Glibc
import Rows

/// One worker's memory of sensor codes: bytes to verdict, by open addressing, so that a known code costs one hash and
/// one comparison. Codes that are not known go to the job's directory, which all workers share, once per code and
/// worker.
struct SensorTable: ~Copyable {
  private struct Entry {
    var hash: UInt64
    var code: UnsafeMutablePointer<UInt8>?
    var length: Int
    var verdict: SensorVerdict
  }

  private var entries: UnsafeMutablePointer<Entry>
  private var capacity = 1024
  private var count = 0
  private let resolve: @Sendable (UnsafeBufferPointer<UInt8>) -> SensorVerdict

  init(resolve: @escaping @Sendable (UnsafeBufferPointer<UInt8>) -> SensorVerdict) {
    self.resolve = resolve
    entries = Self.emptyEntries(capacity)
  }

  deinit {
    for index in 0..<capacity { entries[index].code?.deallocate() }
    entries.deallocate()
  }

  /// The verdict on a code of at least one byte that lies in a `Page` (up to eight bytes behind it may be loaded).
  /// - Complexity: O(length).
  @inline(__always)
  mutating func verdict(_ code: UnsafePointer<UInt8>, count length: Int) -> SensorVerdict {
    let hash = Self.hash(code, length)
    var slot = Int(truncatingIfNeeded: hash) & (capacity - 1)
    while let known = entries[slot].code {
      if entries[slot].hash == hash, entries[slot].length == length, memcmp(known, code, length) == 0 {
        return entries[slot].verdict
      }
      slot = (slot + 1) & (capacity - 1)
    }
    return learn(code, length, hash)
  }

  @inline(never)
  private mutating func learn(_ code: UnsafePointer<UInt8>, _ length: Int, _ hash: UInt64) -> SensorVerdict {
    if count * 2 >= capacity { grow() }
    let copy = UnsafeMutablePointer<UInt8>.allocate(capacity: length)
    copy.update(from: code, count: length)
    let verdict = resolve(UnsafeBufferPointer(start: copy, count: length))
    insert(Entry(hash: hash, code: copy, length: length, verdict: verdict))
    count += 1
    return verdict
  }

  private mutating func insert(_ entry: Entry) {
    var slot = Int(truncatingIfNeeded: entry.hash) & (capacity - 1)
    while entries[slot].code != nil { slot = (slot + 1) & (capacity - 1) }
    entries[slot] = entry
  }

  private mutating func grow() {
    let old = entries
    let oldCapacity = capacity
    capacity *= 2
    entries = Self.emptyEntries(capacity)
    for index in 0..<oldCapacity where old[index].code != nil { insert(old[index]) }
    old.deallocate()
  }

  private static func emptyEntries(_ capacity: Int) -> UnsafeMutablePointer<Entry> {
    let entries = UnsafeMutablePointer<Entry>.allocate(capacity: capacity)
    entries.initialize(
      repeating: Entry(hash: 0, code: nil, length: 0, verdict: .refused(.sensorUnknown)), count: capacity)
    return entries
  }

  /// Multiply and fold, eight bytes a step; quality matters less than cost, since equal hashes are compared bytewise.
  @inline(__always)
  private static func hash(_ code: UnsafePointer<UInt8>, _ length: Int) -> UInt64 {
    var hash: UInt64 = 0x9E37_79B9_7F4A_7C15 ^ UInt64(length)
    var cursor = UnsafeRawPointer(code)
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
