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

  /// What psql prints for the SQL of some fences, fence by fence; `first` goes before, for the session's settings.
  private static func printed(_ site: TestSite, _ fences: [Fence], after first: Fence) throws -> [String] {
    var script = "\\pset format aligned\n\\pset tuples_only off\n" + first.text + "\n"
    for fence in fences { script += "\\echo @@\n" + fence.text + "\n" }
    let parts = try site.query(script).split(separator: "@@", omittingEmptySubsequences: false)
    return parts.dropFirst().map(trimmed)
  }

  @Test func theExamplesPrintWhatThePageSays() throws {
    let site = try Self.loaded()
    let fences = try Self.fences()
    let settings = try #require(fences.first)
    let command = try #require(fences.firstIndex { $0.language == "sh" })
    let isStatement = { (fence: Fence) in fence.language == "sql" }
    var printed = try Self.printed(site, fences[..<command].filter(isStatement), after: settings)

    // The register's command as the page has it, on this site.
    let words = fences[command].text
    let copy = "\\copy etl.control_limit_file FROM pstdin (FORMAT csv, HEADER match)"
    #expect(
      words.contains(
        "sluice db psql --config jobs/sluice.yaml -- \\\n  -c '\(copy)' < jobs/registers/control_limit.csv"))
    let load = try run(
      TestSite.binary, ["db", "psql", "--config", site.path("jobs/sluice.yaml"), "--", "-X", "-c", copy],
      environment: site.environment, input: String(contentsOf: Self.register, encoding: .utf8))
    #expect(load.status == 0 && load.stdout == "COPY 2\n", "\(load.stdout)\(load.stderr)")

    printed += try Self.printed(site, fences[(command + 1)...].filter(isStatement), after: settings)
    var wanted: [String] = []
    for (fence, next) in zip(fences, fences.dropFirst() + [settings]) where isStatement(fence) {
      wanted.append(next.language == "text" ? next.text : "")
    }
    #expect(printed == wanted)
    #expect(wanted.count { !$0.isEmpty } >= 15)
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
