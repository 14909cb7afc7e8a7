import CLibPQ

/// The answer to one statement: rows of typed fields in binary form, freed with its owner.
///
/// Rows and columns count from 0; asking beyond them is a programming error and traps. A field is read as what it is:
/// another type, or NULL, throws `protocolViolation` with the column's name. Types without an accessor (numeric,
/// interval, enums …) are cast to text in the statement.
package struct QueryResult: ~Copyable {
  private let pointer: OpaquePointer

  /// Takes over a result of libpq.
  init(adopting pointer: OpaquePointer) { self.pointer = pointer }

  deinit { PQclear(pointer) }

  /// The number of rows returned.
  package var rowCount: Int { Int(PQntuples(pointer)) }

  /// The number of columns returned.
  package var columnCount: Int { Int(PQnfields(pointer)) }

  /// The number of rows which the command inserted, updated, deleted, returned or copied; 0 for other commands.
  package var affectedRows: Int { Int(String(cString: PQcmdTuples(pointer))) ?? 0 }

  /// The server's word for what was done: `INSERT 0 1`, `COMMIT`.
  package var commandTag: String { String(cString: PQcmdStatus(pointer)) }

  /// The name of a column.
  package func columnName(_ column: Int) -> String {
    check(column: column)
    return String(cString: PQfname(pointer, Int32(column)))
  }

  /// Whether a field is NULL.
  package func isNull(_ row: Int, _ column: Int) -> Bool {
    check(row: row, column: column)
    return PQgetisnull(pointer, Int32(row), Int32(column)) == 1
  }

  /// smallint, integer, bigint, oid or xid8.
  package func int(_ row: Int, _ column: Int) throws(PostgresError) -> Int64 {
    let field = try field(row, column)
    switch (type(of: column), field.count) {
    case (TypeOID.int8, 8): return field.bigEndian(as: Int64.self)
    case (TypeOID.int4, 4): return Int64(field.bigEndian(as: Int32.self))
    case (TypeOID.int2, 2): return Int64(field.bigEndian(as: Int16.self))
    case (TypeOID.oid, 4): return Int64(field.bigEndian(as: UInt32.self))
    case (TypeOID.xid8, 8):
      if let value = Int64(exactly: field.bigEndian(as: UInt64.self)) { return value }
      throw .protocolViolation("column \(columnName(column)) holds a number beyond bigint")
    default: throw mismatch(column, "an integer")
    }
  }

  /// real or double precision.
  package func double(_ row: Int, _ column: Int) throws(PostgresError) -> Double {
    let field = try field(row, column)
    switch (type(of: column), field.count) {
    case (TypeOID.float8, 8): return Double(bitPattern: field.bigEndian(as: UInt64.self))
    case (TypeOID.float4, 4): return Double(Float(bitPattern: field.bigEndian(as: UInt32.self)))
    default: throw mismatch(column, "a floating-point number")
    }
  }

  /// text, varchar, char, name, json, jsonb.
  package func text(_ row: Int, _ column: Int) throws(PostgresError) -> String {
    var field = try field(row, column)
    switch type(of: column) {
    case TypeOID.text, TypeOID.varchar, TypeOID.bpchar, TypeOID.name, TypeOID.json, TypeOID.unknown: break
    case TypeOID.jsonb where field.first == 1:
      // A version number precedes the text.
      field = UnsafeRawBufferPointer(rebasing: field.dropFirst())
    default: throw mismatch(column, "text")
    }
    guard let text = String(validating: field, as: UTF8.self) else {
      throw .protocolViolation("column \(columnName(column)) is not UTF-8")
    }
    return text
  }

  /// bytea.
  package func bytes(_ row: Int, _ column: Int) throws(PostgresError) -> [UInt8] {
    let field = try field(row, column)
    guard type(of: column) == TypeOID.bytea else { throw mismatch(column, "bytea") }
    return Array(field)
  }

  /// boolean.
  package func bool(_ row: Int, _ column: Int) throws(PostgresError) -> Bool {
    let field = try field(row, column)
    guard type(of: column) == TypeOID.bool, field.count == 1 else { throw mismatch(column, "boolean") }
    return field[0] != 0
  }

  /// timestamptz, in microseconds since 1970; not an infinite one.
  package func timestampMicroseconds(_ row: Int, _ column: Int) throws(PostgresError) -> Int64 {
    let field = try field(row, column)
    guard type(of: column) == TypeOID.timestamptz, field.count == 8 else { throw mismatch(column, "timestamptz") }
    let number = field.bigEndian(as: Int64.self)
    let (instant, overflow) = number.addingReportingOverflow(PostgresEpoch.microsecondsAfter1970)
    guard number != .min, !overflow else {
      throw .protocolViolation("column \(columnName(column)) holds an infinite or too distant time")
    }
    return instant
  }

  /// date, in days since 1970; not an infinite one.
  package func dateDays(_ row: Int, _ column: Int) throws(PostgresError) -> Int32 {
    let field = try field(row, column)
    guard type(of: column) == TypeOID.date, field.count == 4 else { throw mismatch(column, "date") }
    let number = field.bigEndian(as: Int32.self)
    let (day, overflow) = number.addingReportingOverflow(PostgresEpoch.daysAfter1970)
    guard number != .min, !overflow else {
      throw .protocolViolation("column \(columnName(column)) holds an infinite date")
    }
    return day
  }
}

extension QueryResult {
  /// A field's bytes, alive as long as the result: its deinit runs after the last borrow.
  func field(_ row: Int, _ column: Int) throws(PostgresError) -> UnsafeRawBufferPointer {
    guard !isNull(row, column) else { throw .protocolViolation("column \(columnName(column)) is NULL") }
    guard PQfformat(pointer, Int32(column)) == 1 else {
      throw .protocolViolation("column \(columnName(column)) is not in binary form")
    }
    let length = Int(PQgetlength(pointer, Int32(row), Int32(column)))
    return UnsafeRawBufferPointer(start: PQgetvalue(pointer, Int32(row), Int32(column)), count: length)
  }

  func type(of column: Int) -> UInt32 { PQftype(pointer, Int32(column)) }

  func mismatch(_ column: Int, _ expected: String) -> PostgresError {
    .protocolViolation("column \(columnName(column)) is of type \(type(of: column)), not \(expected)")
  }

  private func check(row: Int = 0, column: Int) {
    precondition(column >= 0 && column < columnCount, "no column \(column) in a result of \(columnCount)")
    precondition(row >= 0 && row < max(rowCount, 1), "no row \(row) in a result of \(rowCount)")
  }
}
