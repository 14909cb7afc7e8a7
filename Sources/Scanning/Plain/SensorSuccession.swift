/// One worker's memory of which sensor followed which. Machines go through their sensors in turn, so the code that
/// comes next is nearly always that of the last round: one comparison instead of a hash and a search. A guess is always
/// compared with the bytes, so a wrong one costs time only.
struct SensorSuccession: ~Copyable {
  /// The longest code, and the delimiter behind it, that are compared at once; longer ones are always searched for.
  static let textBytesMax = 32
  /// Sensors whose dense index is beyond this are always searched for, so that the memory stays small.
  static let sensorsMax = 1 << 17

  /// One sensor; 64 bytes, one line of the cache.
  struct Entry {
    /// The code as it stands in the pages, the delimiter, and zeros.
    var text: SIMD2<UInt64>
    var textEnd: SIMD2<UInt64>
    /// Bytes of code and delimiter; −1: nothing is known of this sensor.
    var length: Int
    /// The entry of the sensor that came after this one the last time.
    var next: Int
    var sensor: PlainSensor

    static let unknown = Entry(text: .zero, textEnd: .zero, length: -1, next: 0, sensor: .none)
  }

  private(set) var entries: UnsafeMutablePointer<Entry>
  private var capacity = 64
  /// Bytes of ones, then as many zeros: read from the right place, a mask for any length.
  let ones: UnsafeRawPointer
  /// The entry of the sensor that was read last. Sensors begin with entry 1; what follows entry 0 comes first.
  var last = 0

  init() {
    entries = .allocate(capacity: capacity)
    entries.initialize(repeating: .unknown, count: capacity)
    let masks = UnsafeMutableRawPointer.allocate(byteCount: Self.textBytesMax * 2, alignment: 16)
    masks.initializeMemory(as: UInt8.self, repeating: 0xFF, count: Self.textBytesMax)
    (masks + Self.textBytesMax).initializeMemory(as: UInt8.self, repeating: 0, count: Self.textBytesMax)
    ones = UnsafeRawPointer(masks)
  }

  deinit {
    entries.deallocate()
    ones.deallocate()
  }

  /// Whether a text that lies in a `Page` begins with an entry's code and delimiter.
  @inline(__always)
  static func begins(_ text: UnsafeRawPointer, with entry: UnsafePointer<Entry>, _ ones: UnsafeRawPointer) -> Bool {
    let mask = ones + (textBytesMax &- entry.pointee.length)
    let front = text.loadUnaligned(as: SIMD2<UInt64>.self) & mask.loadUnaligned(as: SIMD2<UInt64>.self)
    let back = (text + 16).loadUnaligned(as: SIMD2<UInt64>.self) & (mask + 16).loadUnaligned(as: SIMD2<UInt64>.self)
    let difference = (front ^ entry.pointee.text) | (back ^ entry.pointee.textEnd)
    return difference.x | difference.y == 0
  }

  /// The sensor that is expected next, if its code and a delimiter are what stands in the text.
  mutating func expected(at text: UnsafeRawPointer) -> UnsafePointer<Entry>? {
    let next = entries[last].next
    let entry = UnsafePointer(entries + next)
    guard entry.pointee.length > 0, Self.begins(text, with: entry, ones) else { return nil }
    last = next
    return entry
  }

  /// Notes a sensor that was not expected: it followed the last one.
  mutating func note(_ code: UnsafeRawPointer, count: Int, _ sensor: PlainSensor) {
    guard count < Self.textBytesMax, sensor.index >= 0, sensor.index < Self.sensorsMax else { return }
    let place = Int(sensor.index) + 1
    while capacity <= place { grow() }
    let length = count + 1
    let mask = ones + (Self.textBytesMax - length)
    entries[last].next = place
    entries[place].text = code.loadUnaligned(as: SIMD2<UInt64>.self) & mask.loadUnaligned(as: SIMD2<UInt64>.self)
    entries[place].textEnd =
      (code + 16).loadUnaligned(as: SIMD2<UInt64>.self) & (mask + 16).loadUnaligned(as: SIMD2<UInt64>.self)
    entries[place].length = length
    entries[place].sensor = sensor
    last = place
  }

  #if PLANTED_FAULTS
    var lastSensor: PlainSensor? { entries[last].length > 0 ? entries[last].sensor : nil }
  #endif

  private mutating func grow() {
    let larger = UnsafeMutablePointer<Entry>.allocate(capacity: capacity * 2)
    larger.update(from: entries, count: capacity)
    (larger + capacity).initialize(repeating: .unknown, count: capacity)
    entries.deallocate()
    entries = larger
    capacity *= 2
  }
}

/// A sensor that was accepted.
struct PlainSensor {
  var index: Int32
  var decimals: Int8
  var conversion: Int16

  static let none = PlainSensor(index: -1, decimals: -1, conversion: -1)
}
