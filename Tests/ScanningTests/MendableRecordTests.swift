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
    #expect(try Self.line("0,x,2", csv, refused: ["a"]) == "not_a_number and the rest is loaded,0,x,(loaded)")
    #expect(try Self.line("0,\"1,\"\"\",x", csv, refused: ["b"]) == "not_a_number and the rest is loaded,0,(loaded),x")
    #expect(
      try Self.line(#"{"t":0,"a":"x","b":2}"#, .jsonLines, refused: ["a"])
        == #"{"sluice_reason":"not_a_number and the rest is loaded","t":0,"a":"x","b":"(loaded)"}"#)
  }

  /// A row that may be too short has its missing cells loaded, as empty ones.
  @Test func missingCellsOfAShortRowAreMarkedToo() throws {
    let csv = RecordFormat.delimited(Dialect(shortRows: .pad))
    #expect(try Self.line("0,x", csv, refused: ["a"]) == "not_a_number and the rest is loaded,0,x,(loaded)")
  }

  @Test func aTextWithEscapesIsMarkedWhereItStands() throws {
    #expect(
      try Self.line(#"{"t":0,"a":"x","b":"\u0032"}"#, .jsonLines, refused: ["a"])
        == #"{"sluice_reason":"not_a_number and the rest is loaded","t":0,"a":"x","b":"(loaded)"}"#)
    #expect(
      try Self.line(#"{"b":"\u0032\n", "a":"\"x", "t":0}"#, .jsonLines, refused: ["a"])
        == #"{"sluice_reason":"not_a_number and the rest is loaded","b":"(loaded)", "a":"\"x", "t":0}"#)
  }

  /// Only the fields that were refused are left, as they are written.
  @Test(
    arguments: [
      (#"m a=1,b="x" 5"#, ["b"], #"m b="x" 5"#), (#"m,k=v\ w  a="x",b=1i"#, ["a"], #"m,k=v\ w  a="x""#),
      (#" m c\,d=1,a\ b="x, \" =",e=2  7 "#, ["a b"], #" m a\ b="x, \" ="  7 "#),
      (#"m\ n,k=a\=b a\==t,b=2,c="\\" 1"#, ["a=", "c"], #"m\ n,k=a\=b a\==t,c="\\" 1"#),
    ] as [(String, [String], String)])
  func theRefusedFieldsOfAPointAreLeft(_ record: String, _ refused: [String], _ left: String) throws {
    #expect(try Self.line(record, .lineProtocol, refused: refused) == "# not_a_number and the rest is loaded\n" + left)
  }

  @Test func aReasonIsAFieldInAnyDialect() throws {
    let blank = Dialect(delimiter: UInt8(ascii: " "))
    let line = try Self.line("0 x 2", .delimited(blank), refused: ["a"])
    #expect(line == "\"not_a_number and the rest is loaded\" 0 x (loaded)")
    let bare = Dialect(delimiter: UInt8(ascii: " "), quote: nil)
    #expect(try Self.line("0 x 2", .delimited(bare), refused: ["a"]) == "not_a_numberandtherestisloaded 0 x (loaded)")
  }

  /// What is exported once more has its new reason where the old one stood.
  @Test(
    arguments: [
      (#"{"sluice_reason":"old, \" new","t":0,"a":"x","b":2}"#, #"{"sluice_reason":"new","t":0,"a":"x","b":2}"#),
      (#" { "t":0, "sluice_reason" : null }"#, #" { "t":0, "sluice_reason" : "new" }"#),
      (#"{"sluice_reason":"old","t":"#, #"{"sluice_reason":"new","t":"#), ("{}", #"{"sluice_reason":"new"}"#),
      ("[0]", "[0]"),
    ])
  func aRecordOfJSONHasOneReason(_ record: String, _ line: String) throws {
    var recipe = makeRecipe()
    recipe.format = .jsonLines
    var mendable = MendableRecord(recipe: recipe, map: try Self.wideMap(["t", "a", "b"]))
    #expect(String(decoding: mendable.line(Array(record.utf8), reason: "new", cells: nil), as: UTF8.self) == line)
  }

  @Test(
    arguments: [
      ("old,0,x,2", nil, "new,0,x,2"), ("\"o,l,d\",0,x,2", nil, "new,0,x,2"), ("old,0,\"x,2", nil, "new,0,\"x,2"),
      ("old", nil, "new,"), ("", nil, "new,"), ("\"old,0", nil, "new,"),
      ("old,0,x,(loaded)", ["a"], "new and the rest is loaded,0,x,(loaded)"),
      ("old,0,x,2", ["b"], "new and the rest is loaded,0,(loaded),2"),
    ] as [(String, [String]?, String)])
  func aRecordOfAnExportHasOneReason(_ record: String, _ cells: [String]?, _ line: String) throws {
    var map = FieldMap(
      fieldCount: 4, time: [1], timeColumn: "t", sensor: .columns,
      values: [
        FieldMap.Value(field: 2, column: "a", sensor: nil), FieldMap.Value(field: 3, column: "b", sensor: nil),
      ])
    map.isExport = true
    var mendable = MendableRecord(recipe: makeRecipe(), map: map)
    #expect(String(decoding: mendable.line(Array(record.utf8), reason: "new", cells: cells), as: UTF8.self) == line)
  }

  @Test func aLineOfFixedWidthHasOneReason() {
    let fixed = RecordFormat.fixed(Self.columns, pads: false)
    #expect(Self.line("2026abx   # nul_byte and long", fixed, reason: "new") == "2026abx   # new")
    #expect(Self.line("2026abx  more # nul_byte in x", fixed, reason: "new") == "2026abx  more # new")
    #expect(Self.line("2026abx  # no reason", fixed, reason: "new") == "2026abx  # no reason # new")
  }
}

/// Cells of an export that were loaded from the original.
struct LoadedCellTests {
  private static func tally(
    _ record: String, isExport: Bool, _ format: RecordFormat = .delimited(Dialect())
  ) -> ScanTally {
    var recipe = makeRecipe()
    recipe.format = format
    let first = isExport && format.dialect != nil ? 1 : 0
    var map = FieldMap(
      fieldCount: 3 + first, time: [first], timeColumn: "t", sensor: .columns,
      values: [1, 2].map { column in
        FieldMap.Value(
          field: column + first, column: "v\(column)", sensor: .accepted(index: Int32(column), decimals: -1))
      })
    map.values.append(FieldMap.Value(field: -1, column: "v3", sensor: .accepted(index: 3, decimals: -1)))
    map.isExport = isExport
    if format == .jsonLines {
      map.paths = ["t", "a", "b"].compactMap { try? JSONPath($0) }
      map.values.removeLast()
    }
    return scan(Array(record.utf8), by: Feeding(1000), map: map, recipe: recipe).tally
  }

  private static let time = "2026-05-01T06:02:11Z"

  @Test func theyAreNoneInAnExport() {
    let tally = Self.tally("not_a_number in v1 and the rest is loaded,\(Self.time),5,(loaded)", isExport: true)
    #expect((tally.parsed, tally.cells, tally.nullCells, tally.refusedCells) == (1, 1, 0, 0))
    // A record that was refused as a whole has its missing column still to come.
    let whole = Self.tally("time_unreadable,\(Self.time),5,", isExport: true)
    #expect((whole.parsed, whole.cells, whole.nullCells, whole.refusedCells) == (1, 3, 2, 0))
  }

  @Test func aPlantsOwnTextIsNoMark() {
    let tally = Self.tally("\(Self.time),5,(loaded)", isExport: false)
    #expect((tally.parsed, tally.cells, tally.nullCells, tally.refusedCells) == (1, 3, 1, 1))
    #expect(tally.reasons == [.notANumber: 1])
    let json = Self.tally(#"{"t":"\#(Self.time)","a":5,"b":"(loaded)"}"#, isExport: false, .jsonLines)
    #expect((json.parsed, json.cells, json.nullCells, json.refusedCells) == (1, 2, 0, 1))
  }

  @Test func inJSONTheReasonSaysSo() {
    let start = #"{"sluice_reason":"not_a_number in a and the rest is loaded","t":"\#(Self.time)","a":5"#
    for rest in ["}", #","b":"(loaded)"}"#] {
      let tally = Self.tally(start + rest, isExport: false, .jsonLines)
      #expect((tally.parsed, tally.cells, tally.nullCells, tally.refusedCells) == (1, 1, 0, 0), "\(rest)")
    }
    let whole = Self.tally(#" { "sluice_reason":"x","t":"\#(Self.time)","a":5}"#, isExport: false, .jsonLines)
    #expect((whole.parsed, whole.cells, whole.nullCells, whole.refusedCells) == (1, 2, 1, 0))
  }

  @Test func inFixedWidthTheyAreFilled() {
    let columns = [
      FixedColumn(name: "t", start: 0, end: 20), FixedColumn(name: "a", start: 20, end: 23),
      FixedColumn(name: "b", start: 23, end: 25),
    ]
    let fixed = RecordFormat.fixed(columns, pads: false)
    let tally = Self.tally("\(Self.time)  5== # not_a_number", isExport: false, fixed)
    #expect((tally.parsed, tally.cells, tally.nullCells, tally.refusedCells) == (1, 2, 1, 0))
    let own = Self.tally("\(Self.time)  5==", isExport: false, fixed)
    #expect((own.parsed, own.cells, own.nullCells, own.refusedCells) == (1, 3, 1, 1))
  }
}
