import Foundation
import Support
import Testing

/// Do the examples of docs/statistics-sql.md print what the page says, on the data that are shipped?
@Suite struct StatisticsPageTests {
  /// What stands in a fence of the page.
  private struct Fence {
    let language: String
    let lines: [String]

    var text: String { lines.joined(separator: "\n") }
  }

  private static let page = TestSite.repository.appendingPathComponent("docs/statistics-sql.md")
  private static let register = TestSite.repository.appendingPathComponent("jobs/registers/control_limit.csv")

  private static func fences() throws -> [Fence] {
    var fences: [Fence] = []
    var open: (language: String, lines: [String])?
    for line in try String(contentsOf: page, encoding: .utf8).split(separator: "\n", omittingEmptySubsequences: false) {
      if let fence = open, line == "```" {
        fences.append(Fence(language: fence.language, lines: fence.lines))
        open = nil
      } else if open != nil {
        open?.lines.append(String(line))
      } else if line.hasPrefix("```") {
        open = (String(line.dropFirst(3)), [])
      }
    }
    return fences
  }

  /// As psql prints it, without the blanks that it pads its columns with.
  private static func trimmed(_ text: Substring) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.replacing(/[ ]+$/, with: "") }.joined(separator: "\n").trimmingCharacters(in: .newlines)
  }

  private static func loaded() throws -> TestSite {
    let site = try TestSite.shipped()
    for job in ["kamp_press", "steel_energy", "nab_servers"] {
      let result = try site.sluice("run", job)
      try #require(result.status == 0, "\(result.stderr)")
    }
    return site
  }

  @Test func theExamplesPrintWhatThePageSays() throws {
    let site = try Self.loaded()
    let fences = try Self.fences()
    let load = "\\copy etl.control_limit_file FROM 'jobs/registers/control_limit.csv' (FORMAT csv, HEADER match)"
    // The server's user may not be able to read this checkout, so the file travels in the statement.
    let register = try String(contentsOf: Self.register, encoding: .utf8)
    let inPlace = load.replacing("\\copy", with: "COPY")
      .replacing("'jobs/registers/control_limit.csv'", with: "STDIN") + ";\n\(register)\\.\n"
    var script = "\\pset format aligned\n\\pset tuples_only off\n"
    var expected: [String] = []
    for (index, fence) in fences.enumerated() where fence.language != "text" {
      script += "\\echo @@\(expected.count)\n" + (fence.text == load ? inPlace : fence.text) + "\n"
      let next = index + 1 < fences.count ? fences[index + 1] : nil
      expected.append(next?.language == "text" ? next?.text ?? "" : "")
    }
    #expect(fences.contains { $0.text == load } && expected.count { !$0.isEmpty } >= 15)
    let parts = try site.query(script).split(separator: /@@[0-9]+\n?/)
    try #require(parts.count <= expected.count)
    var printed = parts.map(Self.trimmed)[...]
    for wanted in expected where !wanted.isEmpty {
      // A statement that prints nothing leaves nothing between the marks.
      printed = printed.drop { $0.isEmpty }
      #expect(printed.popFirst() == wanted)
    }
  }

  /// The shipped register is what its own `source` says: computed from those spans of the shipped data.
  @Test func theShippedLimitsAreThoseOfTheShippedData() throws {
    let site = try Self.loaded()
    let lines = try site.query(
      """
      SET timezone = 'UTC';
      COPY (
        SELECT * FROM mart.estimate_control_limit('kamp', 'press_line', 'Press-01/pressure_1', 'hour', 'i_mr',
          '2020-05-05 00:00+09', '2020-05-30 00:00+09', characteristic_code => 'pressure by day',
          from_instant => '2020-05-01 00:00+09', charted => 'mean')
        UNION ALL
        SELECT * FROM mart.estimate_control_limit('daewoo_steel', 'gwangyang', 'Lagging_Current_Power_Factor', 'hour',
          'xbar_r', '2018-01-01 00:00+09', '2018-02-01 00:00+09', characteristic_code => 'power factor')
      ) TO STDOUT (FORMAT csv, HEADER)
      """)
    #expect(try lines + "\n" == String(contentsOf: Self.register, encoding: .utf8))
  }
}
