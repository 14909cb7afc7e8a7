import Rows

/// One worker's memory of sensor codes. Codes that are not known go to the job's directory, which all workers share,
/// once per code and worker.
struct SensorTable: ~Copyable {
  private var table = TextTable<SensorVerdict>(filler: .refused(.sensorUnknown))
  private let resolve: @Sendable (UnsafeBufferPointer<UInt8>) -> SensorVerdict

  init(resolve: @escaping @Sendable (UnsafeBufferPointer<UInt8>) -> SensorVerdict) {
    self.resolve = resolve
  }

  /// The verdict on a code of at least one byte that lies in a `Page` (up to eight bytes behind it may be loaded).
  /// - Complexity: O(length).
  @inline(__always)
  mutating func verdict(_ code: UnsafePointer<UInt8>, count length: Int) -> SensorVerdict {
    if let known = table.find(code, count: length) { return known }
    return learn(code, length)
  }

  @inline(never)
  private mutating func learn(_ code: UnsafePointer<UInt8>, _ length: Int) -> SensorVerdict {
    let verdict = resolve(UnsafeBufferPointer(start: code, count: length))
    table.insert(code, count: length, verdict)
    return verdict
  }
}

/// One worker's memory of what texts of a small set mean: flags, filtered columns. A column with too many texts is
/// forgotten and learnt anew, so its memory is bounded.
struct TextMeanings: ~Copyable {
  static let textsMax = 65_536

  private var table = TextTable<Int32>(filler: 0)
  private let encoding: TextEncoding
  private let meaning: @Sendable (String) -> Int32
  /// What a text that is none in the encoding means.
  private let unreadable: Int32

  init(encoding: TextEncoding, unreadable: Int32, meaning: @escaping @Sendable (String) -> Int32) {
    self.encoding = encoding
    self.unreadable = unreadable
    self.meaning = meaning
  }

  /// The meaning of a text that lies in a `Page` or has as many bytes behind it.
  /// - Complexity: O(length).
  @inline(__always)
  mutating func of(_ text: UnsafePointer<UInt8>, count length: Int) -> Int32 {
    if let known = table.find(text, count: length) { return known }
    return learn(text, length)
  }

  @inline(never)
  private mutating func learn(_ text: UnsafePointer<UInt8>, _ length: Int) -> Int32 {
    if table.count >= Self.textsMax { table = TextTable(filler: 0) }
    let decoded = encoding.text(UnsafeBufferPointer(start: text, count: length))
    let value = decoded.map(meaning) ?? unreadable
    table.insert(text, count: length, value)
    return value
  }
}
