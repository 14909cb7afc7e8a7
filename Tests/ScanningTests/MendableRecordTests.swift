import Testing

@testable import Rows
@testable import Scanning

/// What stands in an export of refusals for each record.
struct MendableRecordTests {
  private static func line(
    _ record: String, _ format: RecordFormat, _ lines: LineRules = LineRules(), reason: String = "too_few_fields"
  ) -> String {
    var recipe = makeRecipe()
    (recipe.format, recipe.lines) = (format, lines)
    var mendable = MendableRecord(recipe: recipe, map: narrowMap())
    return String(decoding: mendable.line(Array(record.utf8), reason: reason, cells: nil), as: UTF8.self)
  }

  private static let columns = [
    FixedColumn(name: "time", start: 0, end: 4), FixedColumn(name: "sensor", start: 4, end: 6),
    FixedColumn(name: "value", start: 6, end: 9),
  ]

  /// A short line that was filled up would be whole, and its value none.
  @Test func aFixedLineThatEndsTooEarlyStaysTooShort() {
    let fixed = RecordFormat.fixed(Self.columns, pads: false)
    #expect(Self.line("2026ab", fixed) == "2026ab")
    #expect(Self.line("2026ab", fixed, LineRules(comment: "//")) == "// too_few_fields\n2026ab")
    #expect(Self.line("2026ab", fixed, LineRules(end: .cr, comment: "#")) == "# too_few_fields\r2026ab")
  }

  @Test func aFixedLineHasItsReasonBehindTheLastColumn() {
    let fixed = RecordFormat.fixed(Self.columns, pads: false)
    #expect(Self.line("2026abx", fixed, reason: "not_a_number") == "2026abx   # not_a_number")
    #expect(Self.line("2026abxyz and more", fixed, reason: "x") == "2026abxyz and more # x")
    #expect(Self.line("2026", .fixed(Self.columns, pads: true), reason: "x") == "2026      # x")
  }

  /// Two value columns, `a` and `b`.
  private static func wideMap(_ paths: [String] = []) throws -> FieldMap {
    var map = FieldMap(
      fieldCount: 3, time: [0], timeColumn: "t", sensor: .columns,
      values: [
        FieldMap.Value(field: 1, column: "a", sensor: nil), FieldMap.Value(field: 2, column: "b", sensor: nil),
      ])
    map.paths = try paths.map { text in try JSONPath(text) }
    return map
  }

  private static func line(_ record: String, _ format: RecordFormat, refused: [String]) throws -> String {
    var recipe = makeRecipe()
    recipe.format = format
    let map = try wideMap(format == .jsonLines ? ["t", "a", "b"] : [])
    var mendable = MendableRecord(recipe: recipe, map: map)
    let line = mendable.line(Array(record.utf8), reason: "not_a_number", cells: refused)
    return String(decoding: line, as: UTF8.self)
  }

  @Test func cellsThatWereLoadedAreMarked() throws {
    let csv = RecordFormat.delimited(Dialect())
    #expect(try Self.line("0,x,2", csv, refused: ["a"]) == "not_a_number,0,x,(loaded)")
    #expect(try Self.line("0,\"1,\"\"\",x", csv, refused: ["b"]) == "not_a_number,0,(loaded),x")
    #expect(
      try Self.line(#"{"t":0,"a":"x","b":2}"#, .jsonLines, refused: ["a"])
        == #"{"sluice_reason":"not_a_number","t":0,"a":"x","b":"(loaded)"}"#)
  }

  /// A row that may be too short has its missing cells loaded, as empty ones.
  @Test func missingCellsOfAShortRowAreMarkedToo() throws {
    let csv = RecordFormat.delimited(Dialect(shortRows: .pad))
    #expect(try Self.line("0,x", csv, refused: ["a"]) == "not_a_number,0,x,(loaded)")
  }

  @Test func aTextWithEscapesIsMarkedWhereItStands() throws {
    #expect(
      try Self.line(#"{"t":0,"a":"x","b":"\u0032"}"#, .jsonLines, refused: ["a"])
        == #"{"sluice_reason":"not_a_number","t":0,"a":"x","b":"(loaded)"}"#)
    #expect(
      try Self.line(#"{"b":"\u0032\n", "a":"\"x", "t":0}"#, .jsonLines, refused: ["a"])
        == #"{"sluice_reason":"not_a_number","b":"(loaded)", "a":"\"x", "t":0}"#)
  }

  /// Only the fields that were refused are left, as they are written.
  @Test(
    arguments: [
      (#"m a=1,b="x" 5"#, ["b"], #"m b="x" 5"#), (#"m,k=v\ w  a="x",b=1i"#, ["a"], #"m,k=v\ w  a="x""#),
      (#" m c\,d=1,a\ b="x, \" =",e=2  7 "#, ["a b"], #" m a\ b="x, \" ="  7 "#),
      (#"m\ n,k=a\=b a\==t,b=2,c="\\" 1"#, ["a=", "c"], #"m\ n,k=a\=b a\==t,c="\\" 1"#),
    ] as [(String, [String], String)])
  func theRefusedFieldsOfAPointAreLeft(_ record: String, _ refused: [String], _ left: String) throws {
    #expect(try Self.line(record, .lineProtocol, refused: refused) == "# not_a_number\n" + left)
  }
}
