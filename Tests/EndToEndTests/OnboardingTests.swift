import Foundation
import Support
import Testing

/// From nothing to a job that loads all of a file, with the commands alone.
@Suite struct OnboardingTests {
  @Test func aNewSiteWorksAtOnce() throws {
    let site = try OnboardingSite()
    #expect(try site.sluice("validate").status == 0)
    for file in ["jobs/sluice.yaml", "data/.gitignore", ".gitignore"] {
      #expect(FileManager.default.fileExists(atPath: site.path(file)))
    }
  }

  @Test func nothingIsOverwritten() throws {
    let site = try OnboardingSite()
    try site.write("jobs/sluice.yaml", Array("mine".utf8))
    try FileManager.default.removeItem(atPath: site.path(".gitignore"))
    let again = try site.sluice("init", ".")
    #expect(again.status == 74)
    #expect(again.stderr.contains("./jobs/sluice.yaml, ./data/.gitignore"))
    #expect(try site.text("jobs/sluice.yaml") == "mine")
    #expect(!FileManager.default.fileExists(atPath: site.path(".gitignore")))
  }

  @Test func aDryRunOnlyPrints() throws {
    let folder = try TemporaryFolder()
    let result = try run(
      TestSite.binary, ["init", "site", "--dry-run"], environment: OnboardingSite.environment,
      currentDirectory: folder.path)
    #expect(result.status == 0)
    #expect(result.stdout.contains("would make site/jobs/sluice.yaml") && result.stdout.contains("database: embedded"))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
  }

  @Test(arguments: [
    [], ["site", "--from", "x.csv"], ["site", "--name", "x"], ["--from", "x.csv", "--name", "X Y"],
    ["--from", "x.csv", "--company", ""], ["--from", "x.csv", "--output", "x.txt"],
    ["--from", "x.csv", "--output", "x.yaml", "--name", "y"], ["--from", "x.csv", "--now", "soon"],
  ])
  func wrongUseIs64(_ arguments: [String]) throws {
    let result = try run(TestSite.binary, ["init"] + arguments, environment: OnboardingSite.environment)
    #expect(result.status == 64, "\(result.stderr)")
    #expect(result.stdout.isEmpty)
  }

  @Test(
    arguments: [
      ("none.csv", nil), ("empty.csv", ""), ("words.csv", "a,b\nx,y\nz,w\n"), ("binary.csv", "a\0b\0c\n\0\0\0,"),
      ("header.csv", "time,v\n"),
    ] as [(String, String?)])
  func aFileWithNothingToLoadIs74(_ name: String, _ text: String?) throws {
    let site = try OnboardingSite()
    if let text { try site.write("data/\(name)", Array(text.utf8)) }
    let result = try site.sluice("init", "--from", "data/\(name)")
    #expect(result.status == 74, "\(result.stderr)")
    #expect(result.stderr.hasPrefix("sluice: "))
    #expect(try FileManager.default.contentsOfDirectory(atPath: site.path("jobs")) == ["sluice.yaml"])
  }

  /// The draft has what the file shows, validates, and a preview of it loads every row.
  @Test(arguments: OnboardingFile.all) func aDraftLoadsEveryRow(_ file: OnboardingFile) throws {
    let site = try OnboardingSite()
    try site.write("data/\(file.name)", file.bytes)
    let made = try site.sluice("init", "--from", "data/\(file.name)", "--name", "draft", "--company", "acme")
    #expect(made.status == 0, "\(made.stdout)\(made.stderr)")
    let draft = try site.text("jobs/draft.yaml")
    for line in file.lines { #expect(draft.contains("\(line)"), "\(line) is missing in:\n\(draft)") }
    #expect(draft.contains("company: acme  # sure: as said\n"))
    #expect(draft.contains("zone: Asia/Seoul  # unsure: this machine's zone\n"))
    #expect(made.stdout.contains("tried: \(file.records) of \(file.records) records load, "))
    if file.isPlaced { try place(made.stdout, file, site) }
    #expect(try site.sluice("validate").status == 0)
    let report = try site.preview("draft")
    #expect(report.loadsAll(records: file.records), "\(report)")
    #expect(report.readings.prefix(2) == [file.loaded, file.nulls])
  }

  /// What is packed is looked at unpacked, and needs no word in the draft.
  @Test func aPackedFileIsDraftedLikeAPlainOne() throws {
    let site = try OnboardingSite()
    let rows = (10..<60).map { "2024-01-01 00:\($0),\($0)\n" }.joined()
    try site.write("data/a.csv", Array(("time,v\n" + rows).utf8))
    #expect(try run("/bin/gzip", [site.path("data/a.csv")], environment: OnboardingSite.environment).status == 0)
    let made = try site.sluice("init", "--from", "data/a.csv.gz")
    #expect(made.status == 0, "\(made.stdout)\(made.stderr)")
    #expect(try site.text("jobs/a.yaml").contains("# The file is compressed; that is seen in each file"))
    #expect(try site.preview("a").loadsAll(records: 50))
  }

  /// Puts the file where the command says that it has to be.
  private func place(_ said: String, _ file: OnboardingFile, _ site: OnboardingSite) throws {
    let line = try #require(said.split(separator: "\n").first { $0.contains("put the file where its path tells") })
    let place = try #require(line.split(separator: " ").last.map(String.init))
    #expect(place.hasPrefix(site.path("data/")))
    try site.write("data/" + place.dropFirst(site.path("data/").count), file.bytes)
  }

  private static let samples = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../../jobs/samples").standardizedFileURL

  private static func csvFiles() throws -> [String] {
    let found = FileManager.default.enumerator(atPath: samples.path)?.compactMap { $0 as? String } ?? []
    return found.filter { $0.hasSuffix(".csv") }.sorted()
  }

  /// Every shipped sample, each drafted for itself.
  @Test func everyShippedSampleLoadsWhole() throws {
    let site = try OnboardingSite()
    let files = try Self.csvFiles()
    #expect(files.count >= 37)
    for (index, file) in files.enumerated() {
      let bytes = Array(try Data(contentsOf: Self.samples.appendingPathComponent(file)))
      try site.write("data/\(file)", bytes)
      let made = try site.sluice("init", "--from", "data/\(file)", "--name", "draft\(index)")
      #expect(made.status == 0, "\(file): \(made.stdout)\(made.stderr)")
      let lines = bytes.split(separator: 10).count - 1
      let report = try site.preview("draft\(index)")
      #expect(report.loadsAll(records: lines), "\(file): \(report)")
    }
    #expect(try site.sluice("validate").status == 0)
  }

  /// What the steel plant's file is known to mean (jobs/steel_energy.yaml).
  @Test func theSteelPlantsDraftSaysWhatItsJobSays() throws {
    let site = try OnboardingSite()
    let file = "steel-energy-gwangyang/Steel_industry_data.csv"
    let name = try #require(try Self.csvFiles().first { $0.hasPrefix("steel-energy-gwangyang/") })
    try site.write("data/\(file)", Array(try Data(contentsOf: Self.samples.appendingPathComponent(name))))
    let made = try site.sluice("init", "--from", "data/\(file)", "--output", "-")
    for line in [
      "job: steel_industry_data\n", "interval: month  # unsure:", "start: 2018-01-01  # unsure:",
      "levels: [quarter_hour, hour]  # unsure:", "  format: \"d/M/yyyy H:mm\"  # sure:", "  stamp: end  # sure:",
      "  midnight_stamp: same_day  # sure:", "  period: 15m  # sure:",
      "  - column: Usage_kWh\n    class: amount  # unsure:", "# Not read: NSM: the second of the day",
    ] {
      #expect(made.stdout.contains(line), "\(line) is missing in:\n\(made.stdout)")
    }
    #expect(made.stderr.contains("unsure, please look:") && made.stderr.contains("tried: 35040 of 35040 records load"))
    #expect(try FileManager.default.contentsOfDirectory(atPath: site.path("jobs")) == ["sluice.yaml"])
  }

  /// A file outside of the site's roots needs one, and what exists is left as it is.
  @Test func aRootThatIsMissingIsSaidAndAJobIsNotOverwritten() throws {
    let site = try OnboardingSite()
    try site.write("elsewhere/a.csv", Array("time,v\n2024-01-01 00:00,1\n2024-01-01 00:01,2\n".utf8))
    let made = try site.sluice("init", "--from", "elsewhere/a.csv")
    #expect(made.status == 0, "\(made.stderr)")
    #expect(made.stdout.contains("add to roots in the site file:  data_a: "))
    #expect(try site.sluice("validate").status == 78)
    let line = "  data_a: \(site.path("elsewhere"))\n"
    try site.write(
      "jobs/sluice.yaml", Array(try site.text("jobs/sluice.yaml").replacing("roots:\n", with: "roots:\n" + line).utf8))
    #expect(try site.sluice("validate").status == 0)
    #expect(try site.preview("a").loadsAll(records: 2))
    let draft = try site.text("jobs/a.yaml")
    let again = try site.sluice("init", "--from", "elsewhere/a.csv")
    #expect(again.status == 74)
    #expect(again.stderr.contains("jobs/a.yaml"))
    #expect(try site.text("jobs/a.yaml") == draft)
  }

  /// A draft under which lines are refused is written, and said to be so.
  @Test func whatIsRefusedIsToldAnd65() throws {
    let site = try OnboardingSite()
    let rows = (10..<60).map { "2024-01-01 00:\($0),\($0)\n" }.joined()
    try site.write("data/a.csv", Array(("time,v\n" + rows + "2024-02-31 00:00,1\n").utf8))
    let made = try site.sluice("init", "--from", "data/a.csv")
    #expect(made.status == 65)
    #expect(made.stdout.contains("refused: 1 records, 0 cells (time_impossible 1)"))
    #expect(try site.text("jobs/a.yaml").contains("# Tried on a.csv: 50 of 51 records load"))
  }
}
