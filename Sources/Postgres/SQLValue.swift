/// A parameter of a statement. It travels in binary form under its own type, so what arrives is what was given.
///
/// The type is not adapted to the place: where a statement needs another one it says so (`$1::int4`, `$1::jsonb`).
package enum SQLValue: Hashable, Sendable {
  /// NULL, of whatever type the statement needs there.
  case null
  /// bigint.
  case int(Int64)
  /// double precision.
  case double(Double)
  /// text. The server refuses U+0000.
  case text(String)
  /// bytea.
  case bytes([UInt8])
  /// boolean.
  case bool(Bool)
  /// timestamptz. The server refuses what lies before 4714 BC.
  case timestamp(microsecondsSince1970: Int64)
  /// bigint[].
  case intArray([Int64?])
  /// double precision[].
  case doubleArray([Double?])
  /// text[].
  case textArray([String?])
  /// bytea[].
  case bytesArray([[UInt8]?])
  /// boolean[].
  case boolArray([Bool?])
  /// timestamptz[], each in microseconds since 1970.
  case timestampArray([Int64?])
}

extension SQLValue {
  /// The type under which the value is sent; 0 leaves it to the server.
  var typeOID: UInt32 {
    switch self {
    case .null: 0
    case .int: TypeOID.int8
    case .double: TypeOID.float8
    case .text: TypeOID.text
    case .bytes: TypeOID.bytea
    case .bool: TypeOID.bool
    case .timestamp: TypeOID.timestamptz
    case .intArray: TypeOID.int8Array
    case .doubleArray: TypeOID.float8Array
    case .textArray: TypeOID.textArray
    case .bytesArray: TypeOID.byteaArray
    case .boolArray: TypeOID.boolArray
    case .timestampArray: TypeOID.timestamptzArray
    }
  }

  /// Appends the value's binary form; nothing for NULL.
  func encode(into bytes: inout [UInt8]) {
    switch self {
    case .null: break
    case .int(let value): bytes.append(bigEndian: value)
    case .double(let value): bytes.append(bigEndian: value.bitPattern)
    case .text(let value): bytes.append(contentsOf: value.utf8)
    case .bytes(let value): bytes.append(contentsOf: value)
    case .bool(let value): bytes.append(value ? 1 : 0)
    case .timestamp(let instant): bytes.append(bigEndian: PostgresEpoch.timestamp(microsecondsSince1970: instant))
    case .intArray(let values): Self.encode(values, of: TypeOID.int8, into: &bytes) { .int($0) }
    case .doubleArray(let values): Self.encode(values, of: TypeOID.float8, into: &bytes) { .double($0) }
    case .textArray(let values): Self.encode(values, of: TypeOID.text, into: &bytes) { .text($0) }
    case .bytesArray(let values): Self.encode(values, of: TypeOID.bytea, into: &bytes) { .bytes($0) }
    case .boolArray(let values): Self.encode(values, of: TypeOID.bool, into: &bytes) { .bool($0) }
    case .timestampArray(let values):
      Self.encode(values, of: TypeOID.timestamptz, into: &bytes) { .timestamp(microsecondsSince1970: $0) }
    }
  }

  /// A one-dimensional array from subscript 1; an empty one has no dimension.
  private static func encode<T>(
    _ elements: [T?], of type: UInt32, into bytes: inout [UInt8], as value: (T) -> SQLValue
  ) {
    bytes.append(bigEndian: Int32(elements.isEmpty ? 0 : 1))
    bytes.append(bigEndian: Int32(elements.contains { $0 == nil } ? 1 : 0))
    bytes.append(bigEndian: type)
    guard !elements.isEmpty else { return }
    bytes.append(bigEndian: Int32(elements.count))
    bytes.append(bigEndian: Int32(1))
    for element in elements {
      guard let element else {
        bytes.append(bigEndian: Int32(-1))
        continue
      }
      let start = bytes.count
      bytes.append(bigEndian: Int32(0))
      value(element).encode(into: &bytes)
      let length = Int32(clamping: bytes.count - start - 4)
      withUnsafeBytes(of: length.bigEndian) { bytes.replaceSubrange(start..<start + 4, with: $0) }
    }
  }
}

/// The parameters of one statement, encoded one behind the other, in the shape that libpq wants.
struct ParameterBlock {
  /// The most that the server takes for one value.
  static let maximumValueLength = 1 << 30

  private var bytes: [UInt8] = []
  private var offsets: [Int?] = []
  private(set) var types: [UInt32] = []
  private(set) var lengths: [Int32] = []
  let formats: [Int32]

  init(_ values: [SQLValue]) throws(PostgresError) {
    formats = Array(repeating: 1, count: values.count)
    for (index, value) in values.enumerated() {
      let start = bytes.count
      value.encode(into: &bytes)
      guard bytes.count - start <= Self.maximumValueLength else {
        throw .protocolViolation("parameter $\(index + 1) is longer than \(Self.maximumValueLength) bytes")
      }
      offsets.append(value == .null ? nil : start)
      types.append(value.typeOID)
      lengths.append(Int32(bytes.count - start))
    }
    // An empty text or bytea needs an address as well, else it would be NULL.
    bytes.append(0)
  }

  var count: Int32 { Int32(types.count) }

  /// The address of each value, nil for NULL.
  func withPointers<R>(_ body: ([UnsafePointer<CChar>?]) -> R) -> R {
    bytes.withUnsafeBytes { block in
      let start = block.assumingMemoryBound(to: CChar.self)
      return body(offsets.map { offset in offset.flatMap { start.baseAddress?.advanced(by: $0) } })
    }
  }
}
