import Foundation
import Rows
import Testing

@testable import Pipeline

/// Every kind of bad input that docs/semantics.md names: its verdict, its counts, and the byte range of each refusal.
@Suite struct BadInputFixtureTests {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appending(path: "../../Fixtures/bad-input").standardizedFileURL

  /// The cases of all topics, in order of topic.
  static let cases: Result<[BadInputCase], any Error> = Result {
    let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
    return try files.filter { $0.pathExtension == "txt" }.sorted { $0.path < $1.path }.flatMap { file in
      try BadInputReader.read(
        String(contentsOf: file, encoding: .utf8), topic: file.deletingPathExtension().lastPathComponent)
    }
  }

  @Test(arguments: try cases.get()) func isJudgedAsWritten(_ one: BadInputCase) throws {
    try Self.compare(one)
  }

  /// With pages of the usual size, and where the file is small with tiny ones too.
  private static func compare(_ one: BadInputCase) throws {
    let site = try BadInputSite(one)
    let whole = try site.differences(WorkSizes())
    #expect(whole.isEmpty, "\(whole.joined(separator: "\n"))")
    let general = try site.differences(WorkSizes(), isGeneralOnly: true)
    #expect(general.isEmpty, "the general way: \(general.joined(separator: "\n"))")
    guard one.bytes.count < 4096 else { return }
    var sizes = WorkSizes()
    // The first work item holds the header.
    (sizes.workers, sizes.page, sizes.item, sizes.cells) = (3, 7, one.preambleLength + 19, 7)
    let cut = try site.differences(sizes)
    #expect(cut.isEmpty, "in small pages: \(cut.joined(separator: "\n"))")
  }

  @Test func thereAreManyAndEachHasANameAndASentence() throws {
    let cases = try Self.cases.get()
    #expect(cases.count >= 130)
    #expect(Set(cases.map(\.testDescription)).count == cases.count, "two cases of one name")
    #expect(cases.filter { $0.about.isEmpty }.map(\.testDescription) == [])
  }

  /// That a sensor belongs to another job is known to a database only.
  @Test func everyReasonHasACase() throws {
    let seen = Set(try Self.cases.get().flatMap { $0.lines.flatMap { $0.verdict.refusals.map(\.reason) } })
    #expect(Set(RefusalReason.allCases).subtracting(seen) == [.sensorOwnedBy])
  }

  /// The comparison can fail: a case whose verdicts are shifted by one record is noticed.
  @Test func aWrongVerdictIsNoticed() throws {
    var one = try #require(try Self.cases.get().first { $0.name == "garbage" })
    let last = one.lines.count - 1
    (one.lines[1].verdict, one.lines[last].verdict) = (one.lines[last].verdict, one.lines[1].verdict)
    #expect(try BadInputSite(one).differences(WorkSizes()) != [])
  }
}
