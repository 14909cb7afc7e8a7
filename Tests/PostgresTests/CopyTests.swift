import Postgres
import Testing

/// Is what was sent what is stored: all of it or nothing, and nothing else?
struct CopyTests {
  static let copy = "COPY pg_temp.t FROM STDIN (FORMAT binary)"

  @Test func everyTypeAndEveryNull() throws {
    let connection = try Scratch.connect()
    try connection.execute(
      """
      CREATE TEMP TABLE t (a smallint, b integer, c bigint, d double precision, e boolean, f text, g bytea,
        h timestamptz, i numeric, j date, k text, l bytea)
      """, step: "table")
    var rows = BinaryCopyRows()
    for extreme in [true, false] { Self.appendRow(extreme, to: &rows) }
    rows.beginRow(fields: 12)
    for _ in 0..<12 { rows.appendNull() }
    let count = try connection.copyIn(Self.copy, step: "copy") { (writer) throws(PostgresError) in try writer.send(rows)
    }
    #expect(count == 3)
    let result = try connection.execute("SELECT (t.*)::text FROM pg_temp.t", step: "read")
    let texts = [try result.text(0, 0), try result.text(1, 0), try result.text(2, 0)]
    #expect(
      texts == [
        #"(-32768,-2147483648,-9223372036854775808,-0,t,"#
          + #""a\\."",b","\\x00ff","1969-12-31 23:59:59.999999+00",-1.50,1969-12-31,센서,"\\x01")"#,
        #"(32767,2147483647,9223372036854775807,1.7976931348623157e+308,f,"","\\x","294247-01-10 04:00:54.775807+00","#
          + #"170141183460469231731687303715.884105727,1970-01-01,"","\\x")"#,
        "(,,,,,,,,,,,)",
      ])
  }

  private static func appendRow(_ first: Bool, to rows: inout BinaryCopyRows) {
    rows.beginRow(fields: 12)
    rows.append(int16: first ? .min : .max)
    rows.append(int32: first ? .min : .max)
    rows.append(int64: first ? .min : .max)
    rows.append(double: first ? -0.0 : .greatestFiniteMagnitude)
    rows.append(bool: first)
    rows.append(text: first ? "a\\.\",b" : "")
    rows.append(bytes: first ? [0, 255] : [])
    rows.append(timestamp: first ? -1 : .max)
    if first { rows.append(numeric: -150, decimals: 2) } else { rows.append(numeric: .max, decimals: 9) }
    rows.append(date: first ? -1 : 0)
    Array((first ? "센서" : "").utf8).withUnsafeBufferPointer { rows.append(text: $0) }
    (first ? [1] : [] as [UInt8]).withUnsafeBufferPointer { rows.append(bytes: $0) }
  }

  @Test func manyPiecesAndAReusedBuffer() throws {
    let connection = try Self.table()
    var rows = BinaryCopyRows()
    let count = try connection.copyIn(Self.copy, step: "copy") { (writer) throws(PostgresError) in
      for page in 0..<10 {
        rows.removeAll(keepingCapacity: true)
        for row in 0..<20_000 { Self.append(Int64(page * 20_000 + row), "row \(row)", to: &rows) }
        try writer.send(rows)
      }
      try writer.send(BinaryCopyRows())
    }
    #expect(count == 200_000)
    #expect(rows.rowCount == 20_000)
    #expect(rows.byteCount > 256 << 10)
    let result = try connection.execute(
      "SELECT count(*), sum(n)::bigint, count(DISTINCT n) FROM pg_temp.t", step: "sum")
    let read = [try result.int(0, 0), try result.int(0, 1), try result.int(0, 2)]
    #expect(read == [200_000, 199_999 * 100_000, 200_000])
  }

  @Test func aValueLongerThanAPiece() throws {
    let connection = try Self.table()
    let long = String(repeating: "x", count: 3_000_000)
    var rows = BinaryCopyRows(reservingBytes: 16)
    Self.append(1, long, to: &rows)
    try connection.copyIn(Self.copy, step: "copy") { (writer) throws(PostgresError) in try writer.send(rows) }
    let read = try connection.execute("SELECT t FROM pg_temp.t", step: "read").text(0, 0)
    #expect(read == long)
  }

  @Test func noRows() throws {
    let connection = try Self.table()
    let count = try connection.copyIn(Self.copy, step: "copy") { (_) throws(PostgresError) in }
    #expect(count == 0)
  }

  @Test func aBodyThatThrowsLeavesNothing() throws {
    let connection = try Self.table()
    var rows = BinaryCopyRows()
    Self.append(1, "x", to: &rows)
    var seen: TransactionTests.OwnError?
    do throws(TransactionTests.OwnError) {
      try connection.copyIn(Self.copy, step: "copy") { (writer) throws(TransactionTests.OwnError) in
        do throws(PostgresError) { try writer.send(rows) } catch { throw .postgres(error) }
        throw .enough
      }
    } catch {
      seen = error
    }
    #expect(seen == .enough)
    let count = try connection.execute("SELECT count(*) FROM pg_temp.t", step: "after").int(0, 0)
    #expect(count == 0)
  }

  @Test func whatTheServerRefusesIsItsErrorAndLeavesNothing() throws {
    let connection = try Self.table()
    try connection.execute("ALTER TABLE pg_temp.t ADD UNIQUE (n)", step: "constraint")
    var twice = BinaryCopyRows()
    for _ in 0..<2 { Self.append(424_242, "canary", to: &twice) }
    var narrow = BinaryCopyRows()
    narrow.beginRow(fields: 2)
    narrow.append(int32: 1)
    narrow.append(text: "canary")
    var wide = BinaryCopyRows()
    wide.beginRow(fields: 2)
    wide.append(numeric: 1, decimals: 0)
    wide.append(text: "canary")
    var short = BinaryCopyRows()
    short.beginRow(fields: 1)
    short.append(int64: 1)
    var broken = BinaryCopyRows()
    broken.beginRow(fields: 2)
    broken.append(int64: 1)
    ([0xFF, 0xFE] as [UInt8]).withUnsafeBufferPointer { broken.append(text: $0) }
    for (rows, code) in [(twice, "23505"), (narrow, "08P01"), (wide, "22P03"), (short, "22P04"), (broken, "22021")] {
      let error = failure { () throws(PostgresError) in
        try connection.copyIn(Self.copy, step: "copy") { (writer) throws(PostgresError) in try writer.send(rows) }
      }
      #expect(error?.sqlState == SQLState(code), "\(String(describing: error))")
      #expect(error?.isTransient == false)
      try connection.executeScript("SELECT 1", step: "at once")
      let text = error.map { "\($0)" } ?? ""
      #expect(!text.contains("canary") && !text.contains("424242"), "\(text)")
    }
    let count = try connection.execute("SELECT count(*) FROM pg_temp.t", step: "after").int(0, 0)
    #expect(count == 0)
  }

  @Test func theServerMustCountTheSameRows() throws {
    let connection = try Self.table()
    var rows = BinaryCopyRows()
    for n in 0..<10 { Self.append(Int64(n), "x", to: &rows) }
    let error = failure { () throws(PostgresError) in
      try connection.copyIn("COPY pg_temp.t FROM STDIN (FORMAT binary) WHERE n <> 5", step: "copy") {
        (writer) throws(PostgresError) in try writer.send(rows)
      }
    }
    #expect(error == .protocolViolation("copy: 10 rows were sent, the server answered COPY 9"))
  }

  @Test(arguments: [
    "SELECT 1", "COPY pg_temp.t FROM STDIN", "COPY pg_temp.t FROM STDIN (FORMAT csv)", "COPY pg_temp.t TO STDOUT",
    "COPY pg_temp.absent FROM STDIN (FORMAT binary)", "",
  ])
  func onlyBinaryCopyFromTheClient(_ sql: String) throws {
    let connection = try Self.table()
    var isCalled = false
    let error = failure { () throws(PostgresError) in
      try connection.copyIn(sql, step: "copy") { (_) throws(PostgresError) in isCalled = true }
    }
    #expect(error != nil)
    #expect(!isCalled)
    let count = try connection.execute("SELECT count(*) FROM pg_temp.t", step: "after").int(0, 0)
    #expect(count == 0)
  }

  @Test func aRowThatLacksFieldsIsNotSent() throws {
    let connection = try Self.table()
    var rows = BinaryCopyRows()
    rows.beginRow(fields: 2)
    rows.append(int64: 1)
    #expect(!rows.isComplete)
    let error = failure { () throws(PostgresError) in
      try connection.copyIn(Self.copy, step: "copy") { (writer) throws(PostgresError) in try writer.send(rows) }
    }
    #expect(error?.isProtocolViolation == true)
    rows.removeAll(keepingCapacity: false)
    #expect(rows.isComplete && rows.rowCount == 0 && rows.byteCount == 0)
  }

  @Test func copiesAreValues() {
    var one = BinaryCopyRows()
    Self.append(1, "x", to: &one)
    let other = one
    Self.append(2, "y", to: &one)
    #expect(other.rowCount == 1)
    #expect(one.rowCount == 2 && one.byteCount == 2 * other.byteCount)
  }

  @Test func tooManyFieldsTrap() async {
    await #expect(processExitsWith: .failure) {
      var rows = BinaryCopyRows()
      rows.beginRow(fields: 1)
      rows.appendNull()
      rows.appendNull()
    }
  }

  private static func table() throws -> Connection {
    let connection = try Scratch.connect()
    try connection.execute("CREATE TEMP TABLE t (n bigint, t text)", step: "table")
    return connection
  }

  private static func append(_ n: Int64, _ text: String, to rows: inout BinaryCopyRows) {
    rows.beginRow(fields: 2)
    rows.append(int64: n)
    rows.append(text: text)
  }
}
