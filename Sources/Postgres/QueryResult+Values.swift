/// Fields of more than one number: arrays of one dimension, and numeric.
extension QueryResult {
  /// integer[] without nulls.
  package func int32s(_ row: Int, _ column: Int) throws(PostgresError) -> [Int32] {
    try array(row, column, of: TypeOID.int4Array, elementBytes: 4, "integer[]") { $0.bigEndian(as: Int32.self) }
  }

  /// bigint[] without nulls.
  package func int64s(_ row: Int, _ column: Int) throws(PostgresError) -> [Int64] {
    try array(row, column, of: TypeOID.int8Array, elementBytes: 8, "bigint[]") { $0.bigEndian(as: Int64.self) }
  }

  /// double precision[] without nulls, bit for bit.
  package func doubles(_ row: Int, _ column: Int) throws(PostgresError) -> [Double] {
    try array(row, column, of: TypeOID.float8Array, elementBytes: 8, "double precision[]") {
      Double(bitPattern: $0.bigEndian(as: UInt64.self))
    }
  }

  /// Number of dimensions, whether there are nulls, the elements' type; of the one dimension its length and its lower
  /// bound; then each element behind its length. An empty array has no dimension.
  private func array<Element>(
    _ row: Int, _ column: Int, of type: UInt32, elementBytes: Int, _ name: String,
    _ read: (UnsafeRawBufferPointer) -> Element
  ) throws(PostgresError) -> [Element] {
    let field = try field(row, column)
    guard self.type(of: column) == type, field.count >= 12 else { throw mismatch(column, name) }
    let dimensions = field.bigEndian(as: Int32.self)
    if dimensions == 0 { return [] }
    guard dimensions == 1, field.count >= 20 else {
      throw .protocolViolation("column \(columnName(column)) is an array of \(dimensions) dimensions")
    }
    let count = Int(UnsafeRawBufferPointer(rebasing: field[12...]).bigEndian(as: Int32.self))
    guard count >= 0, field.count == 20 + count * (4 + elementBytes) else {
      throw .protocolViolation("column \(columnName(column)) has a null element")
    }
    return (0..<count).map { index in
      read(UnsafeRawBufferPointer(rebasing: field[(24 + index * (4 + elementBytes))...]))
    }
  }

  /// numeric, as an integer and the decimals that it is shown with: 12.50 is 1250 and 2. Neither NaN nor infinite.
  package func numeric(_ row: Int, _ column: Int) throws(PostgresError) -> (scaled: Int128, decimals: Int) {
    let field = try field(row, column)
    guard type(of: column) == TypeOID.numeric, field.count >= 8 else { throw mismatch(column, "numeric") }
    func word(_ place: Int) -> Int16 {
      UnsafeRawBufferPointer(rebasing: field[(2 * place)...]).bigEndian(as: Int16.self)
    }
    let (groups, weight, sign, decimals) = (Int(word(0)), Int(word(1)), UInt16(bitPattern: word(2)), Int(word(3)))
    guard sign == 0 || sign == 0x4000, field.count == 8 + 2 * groups else {
      throw .protocolViolation("column \(columnName(column)) is no finite number")
    }
    let beyond = PostgresError.protocolViolation("column \(columnName(column)) holds a number beyond 128 bits")
    var scaled: Int128 = 0
    for place in 0..<groups { scaled = try Self.append(Int128(word(4 + place)), to: scaled, times: 10_000, beyond) }
    // The groups end at a power of ten of their own; what lies behind the shown decimals is zero.
    var power = groups == 0 ? 0 : 4 * (weight - groups + 1) + decimals
    while power > 0 {
      scaled = try Self.append(0, to: scaled, times: 10, beyond)
      power -= 1
    }
    while power < 0 {
      scaled /= 10
      power += 1
    }
    return (sign == 0 ? scaled : -scaled, decimals)
  }

  private static func append(
    _ digits: Int128, to number: Int128, times base: Int128, _ beyond: PostgresError
  ) throws(PostgresError) -> Int128 {
    let (product, overflows) = number.multipliedReportingOverflow(by: base)
    let (sum, overflowsToo) = product.addingReportingOverflow(digits)
    guard !overflows, !overflowsToo else { throw beyond }
    return sum
  }
}
