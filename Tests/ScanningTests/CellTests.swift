import Testing

@testable import Rows
@testable import Scanning

/// What becomes of a cell?
struct CellTests {
  private static let time = "2026-05-01T06:00:00Z"

  private static func cell(_ sensor: String, _ value: String, _ quality: String? = nil) -> String {
    let record = "\(time),\(sensor),\(value)" + (quality.map { ",\($0)" } ?? "")
    let scanned = scan(
      Array(record.utf8), by: Feeding(1000), map: narrowMap(hasQuality: quality != nil),
      recipe: makeRecipe(quality: quality == nil ? .none : .opcDA))
    if let refusal = scanned.tally.refusals.first { return refusal.reason.rawValue }
    return scanned.cells.first.map { "\($0.value.isNaN ? "null" : "\($0.value)") \($0.quality)" } ?? "nothing"
  }

  @Test func everyQualityCode() {
    for code in 0...255 {
      #expect(Self.cell("a", "1", "\(code)") == "1.0 \(code)")
      #expect(Self.cell("a", "", "\(code)") == "null \(code)")
    }
  }

  @Test(arguments: ["", " ", "256", "-1", "1.0", "GOOD", "0x10", "99999999999999999999999", "１９２", "1 2"])
  func qualityThatIsNone(_ code: String) {
    #expect(Self.cell("a", "1", code) == "quality_unknown")
    #expect(Self.cell("a", "x", code) == "quality_unknown", "before the value")
    #expect(Self.cell("a", "", code) == "quality_unknown", "before null")
  }

  static let values: [(sensor: String, value: String, cell: String)] = [
    ("a", "1.25", "1.25 192"), ("a", "", "null 192"), ("a", " \t", "null 192"), ("a", "\"\"", "null 192"),
    ("a", "\" \"", "null 192"), ("a", "NaN", "not_a_number"), ("a", "-", "not_a_number"),
    ("a", "1e309", "number_out_of_range"),
    ("a", "1e308", "1e+308 192"), ("a", "-0.0", "0.0 192"), ("a", "\"1,5\"", "not_a_number"),
    ("b", "0.1", "0.1 192"), ("b", "0.10", "0.1 192"), ("b", "0.11", "finer_than_resolution"),
    ("b", "1e-1", "0.1 192"), ("b", "1e-2", "finer_than_resolution"), ("b", "11e-2", "finer_than_resolution"),
    ("b", "110e-2", "1.1 192"), ("b", "99999999999999.9", "99999999999999.9 192"),
    ("b", "-99999999999999.9", "-99999999999999.9 192"), ("b", "100000000000000", "number_out_of_range"),
    ("b", "-1e14", "number_out_of_range"), ("b", "1e400", "number_out_of_range"), ("b", "0e400", "0.0 192"),
    ("b", "1e-400", "finer_than_resolution"), ("b", "0.0000", "0.0 192"),
    ("i", "999999999999999", "999999999999999.0 192"), ("i", "1e15", "number_out_of_range"),
    ("i", "1e14", "100000000000000.0 192"), ("i", "0.5", "finer_than_resolution"), ("i", "5.000", "5.0 192"),
    ("c", "999999.999999999", "999999.999999999 192"), ("c", "1000000", "number_out_of_range"),
    ("c", "0.000000001", "1e-09 192"), ("c", "0.0000000001", "finer_than_resolution"),
  ]

  @Test(arguments: values)
  func value(_ it: (sensor: String, value: String, cell: String)) {
    #expect(Self.cell(it.sensor, it.value) == it.cell)
  }

  @Test func aWideRecordHasACellForEachColumn() {
    let values = [
      FieldMap.Value(field: 1, column: "t1", sensor: .accepted(index: 4, decimals: -1)),
      FieldMap.Value(field: 3, column: "t3", sensor: .accepted(index: 5, decimals: 0)),
      FieldMap.Value(field: 2, column: "t2", sensor: .accepted(index: 6, decimals: -1)),
    ]
    let map = FieldMap(fieldCount: 4, time: [0], timeColumn: "time", sensor: .columns, values: values)
    for cellsMax in 3...7 {
      var feeding = Feeding(10)
      feeding.cellsMax = cellsMax
      let scanned = scan(
        Array("\(Self.time),1,,0.5\n\(Self.time),x,2,3\n\n\(Self.time),4,5,6\n".utf8), by: feeding, map: map)
      #expect(scanned.tally.parsed == 3)
      #expect([scanned.tally.cells, scanned.tally.nullCells, scanned.tally.refusedCells] == [9, 1, 2])
      #expect(
        scanned.tally.refusals.map { "\($0.position.recordNumber) \($0.reason) \($0.field)" } == [
          "0 finerThanResolution t3", "1 notANumber t1",
        ])
      #expect(scanned.cells.map(\.sensor) == [4, 6, 5, 6, 4, 5, 6])
      #expect(scanned.cells.map(\.record) == [0, 0, 1, 1, 3, 3, 3])
    }
  }
}
