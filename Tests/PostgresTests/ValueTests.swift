import Testing

@testable import Postgres

/// Do numerics and arrays come back as they were sent?
struct ValueTests {
  @Test(arguments: 0...BinaryCopyRows.maximumDecimals)
  func numericsComeBack(_ decimals: Int) throws {
    // The groups of four digits in which they travel may need thirteen bits more than the number.
    var values: [Int128] = [0, 1, -1, 9999, 10_000, -10_000, 123_456_789, 5_000_000_000_000_000_000]
    var power: Int128 = 1
    for _ in 0..<34 {
      values += [power - 1, -power, power * 7]
      power *= 10
    }
    var rows = BinaryCopyRows()
    for (index, value) in values.enumerated() {
      rows.beginRow(fields: 2)
      rows.append(int32: Int32(index))
      rows.append(numeric: value, decimals: decimals)
    }
    let connection = try Scratch.connect()
    try connection.execute("CREATE TEMP TABLE t (i int, n numeric)", step: "table")
    try connection.copyIn("COPY pg_temp.t FROM STDIN (FORMAT binary)", step: "copy") { (writer) throws(PostgresError) in
      try writer.send(rows)
    }
    let back = try connection.execute("SELECT n FROM pg_temp.t ORDER BY i", step: "read")
    for (row, value) in values.enumerated() {
      let read = try back.numeric(row, 0)
      #expect(read.scaled == value && read.decimals == decimals)
    }
  }

  @Test func numericsThatTheServerMade() throws {
    let connection = try Scratch.connect()
    let result = try connection.execute(
      "SELECT 12.50::numeric, -0.0004, 1e20::numeric, 'NaN'::numeric, 'infinity'::numeric, 1e60::numeric, 7",
      step: "numbers")
    let (half, small, large) = (try result.numeric(0, 0), try result.numeric(0, 1), try result.numeric(0, 2))
    #expect(half == (1250, 2) && small == (-4, 4) && large == (100_000_000_000_000_000_000, 0))
    for column in 3..<7 {
      var error: PostgresError?
      do throws(PostgresError) { _ = try result.numeric(0, column) } catch let caught { error = caught }
      #expect(error?.isProtocolViolation == true, "column \(column)")
    }
  }

  @Test func arraysComeBack() throws {
    let connection = try Scratch.connect()
    let result = try connection.execute(
      """
      SELECT ARRAY[-1, 2147483647], ARRAY[-1, 9223372036854775807]::bigint[], ARRAY[0.1, '-0']::float8[],
        '{}'::int[], '{}'::bigint[], '{}'::float8[], ARRAY[1, NULL], ARRAY[[1], [2]], ARRAY['a']
      """, step: "arrays")
    #expect(try result.int32s(0, 0) == [-1, .max])
    #expect(try result.int64s(0, 1) == [-1, .max])
    let doubles: [Double] = [0.1, -0.0]
    #expect(try result.doubles(0, 2).map(\.bitPattern) == doubles.map(\.bitPattern))
    #expect(try result.int32s(0, 3) == [] && result.int64s(0, 4) == [] && result.doubles(0, 5) == [])
    for column in [1, 6, 7, 8] {
      var error: PostgresError?
      do throws(PostgresError) { _ = try result.int32s(0, column) } catch let caught { error = caught }
      #expect(error?.isProtocolViolation == true, "column \(column)")
    }
  }
}
