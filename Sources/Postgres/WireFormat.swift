/// What PostgreSQL's binary formats have in common: type numbers, big-endian integers, an epoch of their own.

/// The numbers of the built-in types (`pg_type.oid`), which never change.
enum TypeOID {
  static let bool: UInt32 = 16
  static let bytea: UInt32 = 17
  static let name: UInt32 = 19
  static let int8: UInt32 = 20
  static let int2: UInt32 = 21
  static let int4: UInt32 = 23
  static let text: UInt32 = 25
  static let oid: UInt32 = 26
  static let json: UInt32 = 114
  static let float4: UInt32 = 700
  static let float8: UInt32 = 701
  static let unknown: UInt32 = 705
  static let boolArray: UInt32 = 1000
  static let byteaArray: UInt32 = 1001
  static let int4Array: UInt32 = 1007
  static let textArray: UInt32 = 1009
  static let int8Array: UInt32 = 1016
  static let float8Array: UInt32 = 1022
  static let bpchar: UInt32 = 1042
  static let varchar: UInt32 = 1043
  static let date: UInt32 = 1082
  static let timestamptz: UInt32 = 1184
  static let timestamptzArray: UInt32 = 1185
  static let numeric: UInt32 = 1700
  static let jsonb: UInt32 = 3802
  static let xid8: UInt32 = 5069
}

/// PostgreSQL counts from 2000-01-01 00:00 UTC.
enum PostgresEpoch {
  static let daysAfter1970: Int32 = 10_957
  static let microsecondsAfter1970: Int64 = 946_684_800_000_000

  /// The server's number of an instant. The two lowest are its `-infinity` and nothing at all: an instant so far back
  /// becomes the latter, which the server refuses as out of range, instead of wrapping round or turning infinite.
  static func timestamp(microsecondsSince1970 instant: Int64) -> Int64 {
    let (number, overflow) = instant.subtractingReportingOverflow(microsecondsAfter1970)
    return overflow || number == .min ? .min + 1 : number
  }

  /// The server's number of a day; far out of range becomes its lowest finite one, which it refuses.
  static func date(daysSince1970 day: Int32) -> Int32 {
    let (number, overflow) = day.subtractingReportingOverflow(daysAfter1970)
    return overflow || number == .min ? .min + 1 : number
  }
}

extension [UInt8] {
  mutating func append(bigEndian value: some FixedWidthInteger) {
    Swift.withUnsafeBytes(of: value.bigEndian) { append(contentsOf: $0) }
  }
}

extension UnsafeRawBufferPointer {
  func bigEndian<T: FixedWidthInteger & BitwiseCopyable>(as type: T.Type) -> T {
    T(bigEndian: loadUnaligned(as: type))
  }
}
