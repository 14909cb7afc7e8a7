import Testing

/// The rules against planted offenders: each finds what is marked and nothing else.
@Suite struct PlantedTests {
  @Test(arguments: Planting.all)
  func finds(_ planting: Planting) throws {
    let rule = try #require(Rule.all.first { $0.name == planting.rule }, "no rule has this name")
    let found = rule.findings(in: planting.tree)
    #expect(Set(found.map { "\($0.path):\($0.line)" }) == planting.offenders, "\(found)")
  }

  @Test func everyRuleHasAnOffender() {
    let proven = Set(Planting.all.filter { !$0.offenders.isEmpty }.map(\.rule))
    #expect(Rule.all.map(\.name).filter { !proven.contains($0) } == [])
  }

  /// The table of rooms obeys the law it states.
  @Test func roomsImportLowerFloorsOnly() {
    for room in rooms {
      for below in rooms where room.imports.contains(below.name) {
        #expect(below.floor < room.floor, "\(room.name) imports \(below.name)")
      }
    }
  }

  @Test(arguments: ["Rows", "Scanning", "Aggregation", "Records", "Postgres"])
  func pureRoomsHaveNoFoundation(_ name: String) {
    #expect(rooms.contains { $0.name == name && !$0.system.contains("Foundation") })
  }

  @Test func heavyFilesAreFound() {
    var tree = Tree()
    tree.add("docs/light.bin", size: largestFileBytes, bytes: nil)
    tree.add("docs/heavy.bin", size: largestFileBytes + 1, bytes: nil)
    #expect(Rule.all.flatMap { $0.findings(in: tree) }.map(\.path) == ["docs/heavy.bin"])
  }
}

/// What the rules stand on: telling code, comments and strings apart.
@Suite struct SwiftTextTests {
  /// In `code` and `comments` what is not of that kind is blank; here the blanks are closed up.
  private func words(_ part: [UInt8]) -> String {
    String(decoding: part, as: UTF8.self).split { $0 == " " || $0 == "\n" }.joined(separator: " ")
  }

  @Test func commentsNest() {
    let swift = SwiftText(Array("a /* b /* c */ d */ e // f /* g\nh".utf8))
    #expect(words(swift.code) == "a e h")
    #expect(words(swift.comments) == "/* b /* c */ d */ // f /* g")
  }

  @Test func stringsHoldNoCodeButWhatIsInterpolated() {
    let swift = SwiftText(Array(#"a = "b \(c + "d \(e)") f \" // g" + h"#.utf8))
    #expect(words(swift.code) == #"a = c + e + h"#)
    #expect(swift.literals.map(\.text) == [#"b  f \" // g"#, "d "])
    #expect(swift.literals.map(\.interpolates) == [true, true])
  }

  @Test func rawAndMultilineStringsEndWhereTheyShould() {
    let text = ##"""
      a = #"b " \(c) \#(d) "# + """
        e " "" { \(f) // g
        """ + h
      """##
    let swift = SwiftText(Array(text.utf8))
    #expect(words(swift.code) == "a = d + f + h")
    #expect(words(swift.comments) == "")
  }

  @Test func regularExpressionsAreText() {
    let swift = SwiftText(Array("a = /b\"{\\//; c = d / e / f; g(#/h { /#)\n`i {`".utf8))
    #expect(words(swift.code) == "a = ; c = d / e / f; g( )")
  }

  @Test func offsetsKnowTheirLine() {
    let swift = SwiftText(Array("a\n\nab a\n".utf8))
    #expect(swift.offsets(of: "a").map { swift.line(of: $0) } == [1, 3])
  }
}
