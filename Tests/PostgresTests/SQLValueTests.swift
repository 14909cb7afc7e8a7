import Postgres
import Testing

/// Does a parameter arrive as it was given, and come back so?
struct SQLValueTests {
  @Test func integers() throws {
    let connection = try Scratch.connect()
    for value in [Int64.min, .min + 1, -1, 0, 1, 1 << 32, .max] {
      let result = try connection.execute("SELECT $1, $1::text", [.int(value)], step: "int")
      let (back, text) = (try result.int(0, 0), try result.text(0, 1))
      #expect(back == value)
      #expect(text == "\(value)")
    }
  }

  @Test func doublesBitForBit() throws {
    let connection = try Scratch.connect()
    let values = [
      0.0, -0.0, 1.5, -1.5, 0.1, .pi, .greatestFiniteMagnitude, -.greatestFiniteMagnitude, .leastNonzeroMagnitude,
      .leastNormalMagnitude, .ulpOfOne, .infinity, -.infinity,
    ]
    for value in values {
      let result = try connection.execute("SELECT $1", [.double(value)], step: "double")
      let back = try result.double(0, 0)
      #expect(back.bitPattern == value.bitPattern)
    }
    let nan = try connection.execute("SELECT $1", [.double(.nan)], step: "nan").double(0, 0)
    #expect(nan.isNaN)
  }

  @Test func texts() throws {
    let connection = try Scratch.connect()
    let long = String(repeating: "한", count: 100_000)
    for value in ["", " ", "a\tb\nc\r\\.\\N'\"", "압력 센서 ①", "e\u{301}", "🏭", "\u{FEFF}", long] {
      let result = try connection.execute("SELECT $1, octet_length($1)::int", [.text(value)], step: "text")
      let (back, length) = (try result.text(0, 0), try result.int(0, 1))
      #expect(Array(back.utf8) == Array(value.utf8))
      #expect(length == Int64(value.utf8.count))
    }
    let error = failure { () throws(PostgresError) in
      try connection.execute("SELECT $1", [.text("a\u{0}b")], step: "nul")
    }
    #expect(error?.sqlState == SQLState("22021"))
  }

  @Test func bytes() throws {
    let connection = try Scratch.connect()
    for value in [[], [0], Array(0...255), Array(repeating: 0, count: 100_000)] as [[UInt8]] {
      let result = try connection.execute("SELECT $1, $1 IS NULL", [.bytes(value)], step: "bytes")
      let (back, isNull) = (try result.bytes(0, 0), try result.bool(0, 1))
      #expect(back == value)
      #expect(!isNull)
    }
  }

  @Test func booleansAndNull() throws {
    let connection = try Scratch.connect()
    let result = try connection.execute(
      "SELECT $1, $2, $3::int, $4::text IS NULL", [.bool(true), .bool(false), .null, .null], step: "bool")
    let (yes, no, isNull, isNullThere) = (
      try result.bool(0, 0), try result.bool(0, 1), result.isNull(0, 2), try result.bool(0, 3)
    )
    #expect(yes && !no && isNull && isNullThere)
  }

  @Test(arguments: [
    (0, "1970-01-01 00:00:00+00"), (-1, "1969-12-31 23:59:59.999999+00"),
    (946_684_800_000_000, "2000-01-01 00:00:00+00"), (946_684_799_999_999, "1999-12-31 23:59:59.999999+00"),
    (1_777_615_331_250_000, "2026-05-01 06:02:11.25+00"), (-62_135_596_800_000_000, "0001-01-01 00:00:00+00"),
    (-210_866_803_200_000_000, "4714-11-24 00:00:00+00 BC"), (Int64.max, "294247-01-10 04:00:54.775807+00"),
  ])
  func timestamps(_ instant: Int64, _ expected: String) throws {
    let connection = try Scratch.connect()
    let result = try connection.execute(
      "SELECT $1, $1::text", [.timestamp(microsecondsSince1970: instant)], step: "timestamp")
    let (back, text) = (try result.timestampMicroseconds(0, 0), try result.text(0, 1))
    #expect(back == instant)
    #expect(text == expected)
  }

  @Test(arguments: [Int64.min, Int64.min + 1, Int64.min + 946_684_800_000_000, -210_866_803_200_000_001] as [Int64])
  func aTimestampTooFarBackIsRefusedNotInfinite(_ instant: Int64) throws {
    let connection = try Scratch.connect()
    let error = failure { () throws(PostgresError) in
      try connection.execute("SELECT $1", [.timestamp(microsecondsSince1970: instant)], step: "timestamp")
    }
    #expect(error?.sqlState == SQLState("22008"))
  }

  @Test func arraysKeepOrderNullsAndEmptiness() throws {
    let connection = try Scratch.connect()
    let cases: [(SQLValue, String, String)] = [
      (.intArray([.min, nil, .max]), "{-9223372036854775808,NULL,9223372036854775807}", "bigint[]"),
      (.intArray([]), "{}", "bigint[]"),
      (.doubleArray([1.5, -.infinity, nil]), "{1.5,-Infinity,NULL}", "double precision[]"),
      (.textArray(["", "a,\"b\"", nil, "NULL", "센서"]), #"{"","a,\"b\"",NULL,"NULL",센서}"#, "text[]"),
      (.bytesArray([[], [0, 255], nil]), #"{"\\x","\\x00ff",NULL}"#, "bytea[]"),
      (.boolArray([true, false, nil]), "{t,f,NULL}", "boolean[]"),
      (
        .timestampArray([0, nil]), #"{"1970-01-01 00:00:00+00",NULL}"#, "timestamp with time zone[]"
      ),
    ]
    for (value, text, type) in cases {
      let result = try connection.execute("SELECT $1::text, pg_typeof($1)::text", [value], step: "array")
      let (readText, readType) = (try result.text(0, 0), try result.text(0, 1))
      #expect(readText == text)
      #expect(readType == type)
    }
  }

  @Test func manyAtOnceThroughUnnest() throws {
    let connection = try Scratch.connect()
    let numbers = (0..<5000).map { Int64($0) * 1_000_003 }
    let result = try connection.execute(
      "SELECT n, t FROM unnest($1, $2) AS u (n, t)", [.intArray(numbers), .textArray(numbers.map { "\($0)" })],
      step: "unnest")
    let count = result.rowCount
    #expect(count == numbers.count)
    for (row, number) in numbers.enumerated() {
      let (readNumber, readText) = (try result.int(row, 0), try result.text(row, 1))
      guard readNumber == number, readText == "\(number)" else {
        Issue.record("row \(row): \(readNumber), \(readText)")
        return
      }
    }
  }
}
