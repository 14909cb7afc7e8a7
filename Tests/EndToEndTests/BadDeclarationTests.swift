import Foundation
import Support
import Testing

/// Job and site files that are wrong: refused with file, line, column and what was expected, before anything is
/// touched. None of these needs a database.
@Suite struct BadDeclarationTests {
  @Test(arguments: BrokenDeclaration.form) func formIsRefused(_ broken: BrokenDeclaration) throws {
    try expectRefused(broken)
  }

  @Test(arguments: BrokenDeclaration.keys) func keysAreRefused(_ broken: BrokenDeclaration) throws {
    try expectRefused(broken)
  }

  @Test(arguments: BrokenDeclaration.values) func valuesAreRefused(_ broken: BrokenDeclaration) throws {
    try expectRefused(broken)
  }

  @Test(arguments: BrokenDeclaration.levels) func levelsAreRefused(_ broken: BrokenDeclaration) throws {
    try expectRefused(broken)
  }

  @Test(arguments: BrokenDeclaration.contradictions)
  func contradictionsAreRefused(_ broken: BrokenDeclaration) throws {
    try expectRefused(broken)
  }

  @Test(arguments: BrokenDeclaration.places) func placesAreRefused(_ broken: BrokenDeclaration) throws {
    try expectRefused(broken)
  }

  @Test(arguments: BrokenDeclaration.lines) func linesAreRefused(_ broken: BrokenDeclaration) throws {
    try expectRefused(broken)
  }

  @Test(arguments: BrokenDeclaration.formats) func formatsAreRefused(_ broken: BrokenDeclaration) throws {
    try expectRefused(broken)
  }

  @Test(arguments: BrokenDeclaration.fixedWidth) func fixedWidthIsRefused(_ broken: BrokenDeclaration) throws {
    try expectRefused(broken)
  }

  @Test(arguments: BrokenDeclaration.schemas) func schemasAreRefused(_ broken: BrokenDeclaration) throws {
    try expectRefused(broken)
  }

  @Test(arguments: BrokenDeclaration.times) func timesAreRefused(_ broken: BrokenDeclaration) throws {
    try expectRefused(broken)
  }

  @Test(arguments: BrokenDeclaration.statistics)
  func statisticsAreRefused(_ broken: BrokenDeclaration) throws {
    try expectRefused(broken)
  }

  @Test(arguments: BrokenDeclaration.sensors) func sensorsAreRefused(_ broken: BrokenDeclaration) throws {
    try expectRefused(broken)
  }

  @Test(arguments: BrokenDeclaration.qualities) func qualitiesAreRefused(_ broken: BrokenDeclaration) throws {
    try expectRefused(broken)
  }

  @Test(arguments: BrokenDeclaration.refusals) func refusalsAreRefused(_ broken: BrokenDeclaration) throws {
    try expectRefused(broken)
  }

  @Test(arguments: BrokenDeclaration.sites) func sitesAreRefused(_ broken: BrokenDeclaration) throws {
    try expectRefused(broken)
  }

  /// The files that the broken ones are made from are good: else any message would do.
  @Test(arguments: BrokenDeclaration.goodJobs) func theGoodOnesAreTaken(_ job: String) throws {
    let folder = try declarations(job: Array(job.utf8))
    let result = try validate(folder)
    #expect(result.status == 0)
    #expect(result.stdout + result.stderr == "")
  }

  @Test func editorsMayLeaveAMarkAndCarriageReturns() throws {
    let folder = try declarations(job: Array(("\u{FEFF}" + BrokenDeclaration.job.replacing("\n", with: "\r\n")).utf8))
    let result = try validate(folder)
    #expect(result.status == 0, "\(result.stderr)")
  }

  @Test func bytesThatAreNoTextAreRefusedWithTheirLine() throws {
    let folder = try declarations(job: Array("job: press\nabout: ".utf8) + [0xB1, 0xE2, 0x0A])
    let result = try validate(folder)
    #expect(result.status == 78)
    #expect(result.stderr == "sluice: \(folder.path)/jobs/press.yaml:2:1: expected UTF-8 text; this line is none\n")
  }

  /// Aliases of aliases grow ninefold with every line; they must be refused before anybody walks them.
  @Test func aliasesThatBlowUpAreRefusedAtOnce() throws {
    var job = BrokenDeclaration.job + "a0: &a0 [x, x]\n"
    for level in 1...40 {
      let copies = Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ", ")
      job += "a\(level): &a\(level) [\(copies)]\n"
    }
    let folder = try declarations(job: Array(job.utf8))
    let result = try validate(folder)
    #expect(result.status == 78)
    #expect(result.stderr.contains("press.yaml:26:5: anchors and aliases"))
  }

  @Test func everyProblemIsNamedAtOnceInOrderOfPlace() throws {
    let broken = BrokenDeclaration.job.replacing("zone: Asia/Seoul", with: "zone: Nowhere")
      .replacing("start: 2026-05-01", with: "start: soon").replacing("max_rows: 3", with: "rows: 3")
    let folder = try declarations(job: Array(broken.utf8))
    let lines = try validate(folder).stderr.split(separator: "\n")
    let places = lines.compactMap { $0.split(separator: ":").dropFirst(2).first.map(String.init) }
    #expect(places == ["4", "6", "25"])
  }

  @Test func unknownJobsAndMissingSiteFilesAreNamed() throws {
    let folder = try declarations(job: Array(BrokenDeclaration.job.utf8))
    let unknown = try validate(folder, "pres")
    #expect(unknown.status == 78)
    #expect(unknown.stderr == "sluice: there is no job pres in \(folder.path)/jobs; it has: press\n")
    let outside = try validate(folder, "../jobs/press")
    #expect(outside.status == 78)
    let missing = try run(TestSite.binary, ["validate", "--config", folder.path + "/none.yaml"], environment: [:])
    #expect(missing.status == 78)
    #expect(missing.stderr.contains(folder.path + "/none.yaml"))
    let unsaid = try run(TestSite.binary, ["validate"], environment: [:], currentDirectory: folder.path)
    #expect(unsaid.status == 0)
    let nowhere = try run(TestSite.binary, ["validate"], environment: [:], currentDirectory: folder.path + "/data")
    #expect(nowhere.status == 78 || FileManager.default.fileExists(atPath: "/etc/sluice/sluice.yaml"))
  }

  // MARK: - A site without a database

  private func expectRefused(_ broken: BrokenDeclaration) throws {
    let folder =
      broken.isSite
      ? try declarations(job: Array(BrokenDeclaration.job.utf8), site: broken.text)
      : try declarations(job: Array(broken.text.utf8))
    let result = try validate(folder)
    let file = broken.isSite ? "sluice" : "press"
    let line = "sluice: \(folder.path)/jobs/\(file).yaml:\(broken.place): "
    #expect(result.status == 78)
    #expect(result.stdout.isEmpty)
    // One line: a problem must not drag others behind it.
    #expect(result.stderr.split(separator: "\n").count == 1, "\(result.stderr)")
    #expect(result.stderr.hasPrefix(line) && result.stderr.contains(broken.message), "\(result.stderr.prefix(400))")
  }

  private func declarations(job: [UInt8], site: String = BrokenDeclaration.site) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    for name in ["jobs", "data", "jobs/registers"] {
      try FileManager.default.createDirectory(atPath: folder.path + "/" + name, withIntermediateDirectories: false)
    }
    try Data(site.utf8).write(to: URL(fileURLWithPath: folder.path + "/jobs/sluice.yaml"))
    for (path, text) in BrokenDeclaration.registers {
      try Data(text.utf8).write(to: URL(fileURLWithPath: folder.path + "/jobs/" + path))
    }
    try Data(job).write(to: URL(fileURLWithPath: folder.path + "/jobs/press.yaml"))
    return folder
  }

  private func validate(_ folder: TemporaryFolder, _ job: String...) throws -> ProcessResult {
    try run(TestSite.binary, ["validate", "--config", folder.path + "/jobs/sluice.yaml"] + job, environment: [:])
  }
}
