import Testing

@testable import Postgres

/// Is a scaled integer the same number on the server, for every integer and every number of decimals?
struct NumericTests {
  @Test(arguments: 0...BinaryCopyRows.maximumDecimals)
  func theServerReadsTheSameNumber(_ decimals: Int) throws {
    let values = Self.values(seed: UInt64(decimals) + 1)
    var rows = BinaryCopyRows()
    for (index, value) in values.enumerated() {
      rows.beginRow(fields: 3)
      rows.append(int32: Int32(index))
      rows.append(numeric: value, decimals: decimals)
      rows.append(text: Self.text(value, decimals))
    }
    let connection = try Scratch.connect()
    try connection.execute("CREATE TEMP TABLE t (i int, n numeric, expected text)", step: "table")
    try connection.copyIn("COPY pg_temp.t FROM STDIN (FORMAT binary)", step: "copy") { (writer) throws(PostgresError) in
      try writer.send(rows)
    }
    // What is stored is bit for bit what the server would have stored for the text.
    let wrong = try connection.execute(
      "SELECT expected FROM pg_temp.t WHERE numeric_send(n) <> numeric_send(expected::numeric)", step: "compare")
    #expect(wrong.rowCount == 0)
    let back = try connection.execute("SELECT n::text FROM pg_temp.t ORDER BY i", step: "read")
    for (row, value) in values.enumerated() {
      let read = try back.text(row, 0)
      guard read == Self.text(value, decimals) else {
        Issue.record("\(read) for \(Self.text(value, decimals))")
        return
      }
    }
  }

  @Test(arguments: 0...BinaryCopyRows.maximumDecimals)
  func theBytesAreThoseOfTheServer(_ decimals: Int) throws {
    let values = Self.values(seed: 99)
    let encoded = values.map { value in
      var rows = BinaryCopyRows()
      rows.beginRow(fields: 1)
      rows.append(numeric: value, decimals: decimals)
      // Behind the number of fields and the length.
      return rows.withEncodedBytes { [UInt8]($0.dropFirst(6)) }
    }
    let connection = try Scratch.connect()
    let wrong = try connection.execute(
      "SELECT t FROM unnest($1, $2) AS u (bytes, t) WHERE bytes <> numeric_send(t::numeric) LIMIT 1",
      [.bytesArray(encoded), .textArray(values.map { Self.text($0, decimals) })], step: "compare")
    if wrong.rowCount > 0 { Issue.record("\(try wrong.text(0, 0))") }
  }

  /// The edges, each power of ten with its neighbours, and numbers of every length, many of them with zeros at their
  /// end.
  private static func values(seed: UInt64) -> [Int128] {
    var values: [Int128] = [.min, .min + 1, .max, .max - 1, 0, 1, -1, Int128(UInt64.max), Int128(UInt64.max) + 1]
    var power: Int128 = 1
    for _ in 0..<38 {
      for near in [power - 1, power, power + 1] { values += [near, -near] }
      power *= 10
    }
    var random = Seeded(state: seed)
    for count in 0..<3000 {
      let wide = Int128(truncatingIfNeeded: UInt128(random.next()) << 64 | UInt128(random.next()))
      let value = wide >> Int128(random.next() % 128)
      values.append(value)
      // As many zeros at the end as fit.
      let zeros = (0..<Int(count % 12)).reduce(1 as Int128) { power, _ in power * 10 }
      let (padded, overflow) = (value >> 64).multipliedReportingOverflow(by: zeros)
      if !overflow { values.append(padded) }
    }
    return values
  }

  /// The number written by hand.
  private static func text(_ scaled: Int128, _ decimals: Int) -> String {
    var digits = "\(scaled.magnitude)"
    if digits.count <= decimals { digits = String(repeating: "0", count: decimals + 1 - digits.count) + digits }
    let whole = digits.dropLast(decimals)
    let sign = scaled < 0 ? "-" : ""
    return decimals == 0 ? sign + whole : "\(sign)\(whole).\(digits.suffix(decimals))"
  }
}
