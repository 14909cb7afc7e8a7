/// Arrays of one dimension without nulls, as their types' binary form has them.
extension BinaryCopyRows {
  /// Appends a double precision[], bit for bit.
  package mutating func append<Values: Collection<Double>>(doubles values: Values) {
    beginArray(of: TypeOID.float8, count: values.count, elementBytes: 8)
    for value in values { storeElement(value.bitPattern) }
  }

  /// Appends a bigint[].
  package mutating func append<Values: Collection<Int64>>(int64s values: Values) {
    beginArray(of: TypeOID.int8, count: values.count, elementBytes: 8)
    for value in values { storeElement(value) }
  }

  /// Appends an integer[].
  package mutating func append<Values: Collection<Int32>>(int32s values: Values) {
    beginArray(of: TypeOID.int4, count: values.count, elementBytes: 4)
    for value in values { storeElement(value) }
  }

  /// Dimensions, whether there are nulls, the type; then of the one dimension its length and its lower bound. An empty
  /// array has no dimension.
  private mutating func beginArray(of type: UInt32, count: Int, elementBytes: Int) {
    let bytes = count == 0 ? 12 : 20 + count * (4 + elementBytes)
    beginField(reserving: bytes)
    store(Int32(bytes))
    store(Int32(count == 0 ? 0 : 1))
    store(Int32(0))
    store(type)
    guard count > 0 else { return }
    store(Int32(count))
    store(Int32(1))
  }

  @inline(__always)
  private mutating func storeElement<T: FixedWidthInteger & BitwiseCopyable>(_ value: T) {
    store(Int32(MemoryLayout<T>.size))
    store(value)
  }
}
