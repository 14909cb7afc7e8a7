/// Rows in the binary form of COPY, made by any thread without a connection and sent later by a `CopyWriter`.
///
/// A row is `beginRow` and then as many `append…` as it has fields, in the order of the columns. The widths are those
/// of the columns' types: the server refuses the rows if they differ (22P03 too long, 08P01 too short).
///
/// The buffer grows by doubling and keeps what it has: fill, send, `removeAll(keepingCapacity: true)`.
package struct BinaryCopyRows: Sendable {
  /// What a buffer begins with, in bytes.
  static let smallestCapacity = 4096

  /// Written up to `byteCount`; what follows is room.
  private var storage: [UInt8]

  /// How many fields of the last row are still to come.
  private var fieldsToCome: Int16 = 0

  /// The rows begun until now.
  package private(set) var rowCount = 0

  /// The encoded length until now.
  package private(set) var byteCount = 0

  /// No rows, with room for so many bytes.
  package init(reservingBytes capacity: Int = 0) {
    storage = Array(repeating: 0, count: capacity)
  }

  /// Whether the last row has all its fields.
  package var isComplete: Bool { fieldsToCome == 0 }

  /// Forgets the rows.
  package mutating func removeAll(keepingCapacity: Bool) {
    if !keepingCapacity { storage = [] }
    byteCount = 0
    rowCount = 0
    fieldsToCome = 0
  }

  /// Begins a row. The one before must be complete.
  package mutating func beginRow(fields: Int16) {
    precondition(fieldsToCome == 0 && fields > 0, "\(fieldsToCome) fields are missing in the row before")
    reserve(2)
    store(fields)
    fieldsToCome = fields
    rowCount += 1
  }

  /// Appends NULL.
  package mutating func appendNull() {
    beginField(reserving: 0)
    store(Int32(-1))
  }

  /// Appends a smallint.
  package mutating func append(int16 value: Int16) { appendInteger(value) }

  /// Appends an integer.
  package mutating func append(int32 value: Int32) { appendInteger(value) }

  /// Appends a bigint.
  package mutating func append(int64 value: Int64) { appendInteger(value) }

  /// Appends a double precision, bit for bit.
  package mutating func append(double value: Double) { appendInteger(value.bitPattern) }

  /// Appends a boolean.
  package mutating func append(bool value: Bool) { appendInteger(value ? 1 as UInt8 : 0) }

  /// Appends a timestamptz. The server refuses one before 4714 BC.
  package mutating func append(timestamp microsecondsSince1970: Int64) {
    appendInteger(PostgresEpoch.timestamp(microsecondsSince1970: microsecondsSince1970))
  }

  /// Appends a date.
  package mutating func append(date daysSince1970: Int32) {
    appendInteger(PostgresEpoch.date(daysSince1970: daysSince1970))
  }

  /// Appends a text. The server refuses U+0000.
  package mutating func append(text: String) {
    var text = text
    text.withUTF8 { append(bytes: $0) }
  }

  /// Appends a text of UTF-8, unchecked: the server refuses what is not, and with it the whole COPY.
  package mutating func append(text: UnsafeBufferPointer<UInt8>) { append(bytes: text) }

  /// Appends a bytea.
  package mutating func append(bytes: [UInt8]) {
    bytes.withUnsafeBufferPointer { append(bytes: $0) }
  }

  /// Appends a bytea.
  package mutating func append(bytes: UnsafeBufferPointer<UInt8>) {
    beginField(reserving: bytes.count)
    store(Int32(bytes.count))
    let start = byteCount
    storage.withUnsafeMutableBytes { storage in
      UnsafeMutableRawBufferPointer(rebasing: storage[start...]).copyMemory(from: UnsafeRawBufferPointer(bytes))
    }
    byteCount += bytes.count
  }

  /// Lends the encoded rows.
  func withEncodedBytes<R, E: Error>(_ body: (UnsafeBufferPointer<UInt8>) throws(E) -> R) throws(E) -> R {
    try storage.withUnsafeBufferPointer { storage throws(E) in
      try body(UnsafeBufferPointer(rebasing: storage[..<byteCount]))
    }
  }
}

/// The strokes of which the above is made.
extension BinaryCopyRows {
  @inline(__always)
  private mutating func appendInteger<T: FixedWidthInteger & BitwiseCopyable>(_ value: T) {
    beginField(reserving: MemoryLayout<T>.size)
    store(Int32(MemoryLayout<T>.size))
    store(value)
  }

  /// Counts the field and makes room for its length and its bytes.
  @inline(__always)
  mutating func beginField(reserving bytes: Int) {
    precondition(fieldsToCome > 0, "more fields than the row was begun with")
    fieldsToCome -= 1
    reserve(4 + bytes)
  }

  @inline(__always)
  private mutating func reserve(_ bytes: Int) {
    if storage.count - byteCount < bytes { grow(toHold: byteCount + bytes) }
  }

  @inline(never)
  private mutating func grow(toHold needed: Int) {
    let capacity = max(needed, 2 * storage.count, Self.smallestCapacity)
    let used = byteCount
    storage = Array(unsafeUninitializedCapacity: capacity) { [storage] room, count in
      let bytes = UnsafeMutableRawBufferPointer(room)
      storage.withUnsafeBytes { bytes.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[..<used])) }
      UnsafeMutableRawBufferPointer(rebasing: bytes[used...]).initializeMemory(as: UInt8.self, repeating: 0)
      count = capacity
    }
  }

  /// Stores in network order where room was made.
  @inline(__always)
  mutating func store<T: FixedWidthInteger & BitwiseCopyable>(_ value: T) {
    let start = byteCount
    storage.withUnsafeMutableBytes { $0.storeBytes(of: value.bigEndian, toByteOffset: start, as: T.self) }
    byteCount += MemoryLayout<T>.size
  }
}
