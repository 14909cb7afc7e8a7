import Rows

/// Verdicts on the composed sensors of wide files: one group of them for each text that records compose, one verdict in
/// it for each value column.
struct SensorGroups: ~Copyable {
  private var groups = TextTable<Int32>(filler: 0)
  private var verdicts: UnsafeMutablePointer<SensorVerdict>
  private var capacity = 64
  private var count = 0
  /// The key that is being composed; bytes behind it may be loaded.
  private(set) var key: UnsafeMutablePointer<UInt8>
  private(set) var keyLength = 0
  private var keyCapacity = 0

  init() {
    verdicts = .allocate(capacity: capacity)
    key = .allocate(capacity: 0)
  }

  deinit {
    verdicts.deallocate()
    key.deallocate()
  }

  mutating func beginKey(parts: Int) {
    keyLength = 0
    let wanted = parts * (Dialect.sensorBytesMax + 1) + Page.slack
    guard wanted > keyCapacity else { return }
    key.deallocate()
    key = .allocate(capacity: wanted)
    key.initialize(repeating: 0, count: wanted)
    keyCapacity = wanted
  }

  /// Goes back to the first parts of a key.
  mutating func truncateKey(to length: Int) { keyLength = length }

  /// - Precondition: the part has at most `Dialect.sensorBytesMax` bytes, and no more parts come than were announced.
  @inline(__always)
  mutating func appendPart(_ text: UnsafePointer<UInt8>, _ count: Int, separator: UInt8) {
    if keyLength > 0 {
      key[keyLength] = separator
      keyLength += 1
    }
    (key + keyLength).update(from: text, count: count)
    keyLength += count
  }

  /// The first verdict of the group of a key, of which the others follow; nil if the key is new.
  @inline(__always)
  func find(_ key: UnsafePointer<UInt8>, count length: Int) -> UnsafePointer<SensorVerdict>? {
    groups.find(key, count: length).map { UnsafePointer(verdicts + Int($0)) }
  }

  mutating func insert(
    _ key: UnsafePointer<UInt8>, count length: Int, _ group: [SensorVerdict]
  ) -> UnsafePointer<SensorVerdict> {
    while count + group.count > capacity {
      let larger = UnsafeMutablePointer<SensorVerdict>.allocate(capacity: capacity * 2)
      larger.update(from: verdicts, count: count)
      verdicts.deallocate()
      verdicts = larger
      capacity *= 2
    }
    groups.insert(key, count: length, Int32(count))
    let first = verdicts + count
    for (index, verdict) in group.enumerated() { (first + index).initialize(to: verdict) }
    count += group.count
    return UnsafePointer(first)
  }
}
