import Postgres
import Testing

/// Is a field read only as what it is?
struct QueryResultTests {
  @Test func everyTypeHasItsReader() throws {
    let connection = try Scratch.connect()
    let result = try connection.execute(
      """
      SELECT '-7'::int2, '-70000'::int4, 4294967295::oid, '9007199254740993'::xid8, 0.5::float4, 'n'::name,
        'v'::varchar(3), 'c'::char(3), '{"a": 1}'::json, '{"a": 1}'::jsonb, 'u', '1969-12-31'::date
      """, step: "types")
    let integers = [try result.int(0, 0), try result.int(0, 1), try result.int(0, 2), try result.int(0, 3)]
    #expect(integers == [-7, -70_000, 4_294_967_295, 9_007_199_254_740_993])
    let half = try result.double(0, 4)
    #expect(half == 0.5)
    var texts: [String] = []
    for column in 5...10 { texts.append(try result.text(0, column)) }
    #expect(texts == ["n", "v", "c  ", #"{"a": 1}"#, #"{"a": 1}"#, "u"])
    let day = try result.dateDays(0, 11)
    #expect(day == -1)
  }

  @Test func anotherTypeIsAnErrorThatNamesTheColumn() throws {
    let connection = try Scratch.connect()
    let result = try connection.execute(
      "SELECT 1.5::numeric AS amount, 1::bigint AS n, 'x'::text AS t, now()::timestamp AS local", step: "types")
    let errors = [
      failure { () throws(PostgresError) in _ = try result.text(0, 0) },
      failure { () throws(PostgresError) in _ = try result.double(0, 1) },
      failure { () throws(PostgresError) in _ = try result.text(0, 1) },
      failure { () throws(PostgresError) in _ = try result.int(0, 2) },
      failure { () throws(PostgresError) in _ = try result.bytes(0, 2) },
      failure { () throws(PostgresError) in _ = try result.bool(0, 1) },
      failure { () throws(PostgresError) in _ = try result.dateDays(0, 1) },
      failure { () throws(PostgresError) in _ = try result.timestampMicroseconds(0, 3) },
    ]
    for (error, column) in zip(errors, ["amount", "n", "n", "t", "t", "n", "n", "local"]) {
      #expect(error?.isProtocolViolation == true)
      #expect(error.map { "\($0)" }?.contains("column \(column) ") == true)
    }
  }

  @Test func nullAndInfinityAreNotNumbers() throws {
    let connection = try Scratch.connect()
    let result = try connection.execute(
      """
      SELECT NULL::int AS missing, 'infinity'::timestamptz AS late, '-infinity'::timestamptz AS early,
        '294276-12-31 23:59:59.999999+00'::timestamptz AS far, 'infinity'::date AS never, '-infinity'::date AS ever
      """, step: "odd")
    let errors = [
      failure { () throws(PostgresError) in _ = try result.int(0, 0) },
      failure { () throws(PostgresError) in _ = try result.timestampMicroseconds(0, 1) },
      failure { () throws(PostgresError) in _ = try result.timestampMicroseconds(0, 2) },
      failure { () throws(PostgresError) in _ = try result.timestampMicroseconds(0, 3) },
      failure { () throws(PostgresError) in _ = try result.dateDays(0, 4) },
      failure { () throws(PostgresError) in _ = try result.dateDays(0, 5) },
    ]
    for error in errors { #expect(error?.isProtocolViolation == true) }
    let isNull = result.isNull(0, 0)
    #expect(isNull)
  }

  @Test func commandsSayWhatTheyDid() throws {
    let connection = try Scratch.connect()
    let created = try connection.execute("CREATE TEMP TABLE t (n int)", step: "create")
    let (tag, none) = (created.commandTag, created.affectedRows)
    #expect(tag == "CREATE TABLE")
    #expect(none == 0)
    let inserted = try connection.execute("INSERT INTO pg_temp.t SELECT generate_series(1, 5)", step: "insert")
    let (insertTag, five) = (inserted.commandTag, inserted.affectedRows)
    #expect(insertTag == "INSERT 0 5")
    #expect(five == 5)
    let empty = try connection.execute("DELETE FROM pg_temp.t WHERE n > 3 RETURNING n, 1 AS one", step: "delete")
    let (rows, columns, affected, name) = (empty.rowCount, empty.columnCount, empty.affectedRows, empty.columnName(1))
    #expect(rows == 2 && columns == 2 && affected == 2)
    #expect(name == "one")
  }
}
