import Extraction
import Rows
import Scanning
import Support
import Testing

@testable import Pipeline

@Suite struct SourceGuessTests {
  private static let roots = [
    (root: Root(name: "data", path: "/srv/data"), place: "/srv/data"),
    (root: Root(name: "press", path: "/srv/data/press"), place: "/mnt/press"),
  ]

  @Test(arguments: [
    ("/srv/data/a/b.csv", "data", true, "a/b.csv"), ("/mnt/press/b.csv", "press", true, "b.csv"),
    ("/tmp/x/b[1].csv", "data_j", false, "b?1?.csv"), ("/srv/database/b.csv", "data_j", false, "b.csv"),
  ])
  func theRootIsTheOneThatHoldsTheFile(_ file: String, _ root: String, _ isKnown: Bool, _ path: String) {
    let guess = SourceGuess(file: file, roots: Self.roots, job: "j")
    #expect(guess.root.name == root)
    #expect(guess.isKnown == isKnown)
    #expect(guess.path == path)
  }

  @Test(
    arguments: [
      ("press/2024/05/01.csv", "press/{yyyy}/{MM}/{dd}.csv"), ("log_20240501.csv", "log_{yyyy}{MM}{dd}.csv"),
      ("2024-05/x.csv", "{yyyy}-{MM}/x.csv"), ("energy2024.csv", "energy{yyyy}.csv"), ("1234.csv", nil),
      ("20241301.csv", nil), ("2024-02-31.csv", nil), ("12024.csv", nil), ("x.csv", nil),
      ("a{b}_2024-05-01.csv", "a?b?_{yyyy}-{MM}-{dd}.csv"),
    ] as [(String, String?)])
  func datesInPathsAreSeen(_ path: String, _ pattern: String?) {
    #expect(SourceGuess.dated(path)?.path == pattern)
  }

  @Test(arguments: [
    ("press.csv", "press"), ("/a/Press Line 7.csv.gz", "press_line_7"), ("온도.csv", "job"), ("a--b_.csv", "a--b"),
  ])
  func jobsAreNamedAfterTheirFiles(_ path: String, _ name: String) {
    #expect(Onboarding.jobName(of: path) == name)
  }
}

@Suite struct DraftWriterTests {
  /// What is written is read as the same text, whatever stands in it.
  @Test(arguments: [
    "plain", "with blank", "#hash", "a: b", "\"quoted\"", "back\\slash", "null", "true", "-", "", "온도(℃)", "{x}",
    "tab\tand\nline",
    "\u{85}\u{2028}\u{FEFF}\u{7F}\u{1}", "1", "- x", "'", "y", "@", "%", "a#b", "*",
  ])
  func scalarsAreReadAsTheyWere(_ text: String) throws {
    let problems = Problems(file: "x")
    let map = try #require(
      parseDeclaration("a: \(DraftWriter.scalar(text))\nb: \(DraftWriter.list([text]))\n", problems))
    if !text.isEmpty { #expect(map.text("a")?.text == text) }
    #expect(map.texts("b") == [text])
    #expect(problems.isEmpty)
  }

  @Test func linesHaveTheirVerdictAndTheTableHasThemToo() {
    var writer = DraftWriter()
    writer.begin("time")
    writer.line("format", "rfc3339", isSure: true, "as it\nis")
    writer.proposal("period", "15m", "perhaps")
    writer.end()
    #expect(writer.text == "time:\n  format: rfc3339  # sure: as it is\n  # period: 15m  # unsure: perhaps\n")
    #expect(writer.findings.map(\.key) == ["time.format", "time.period"])
    #expect(writer.findings.map(\.isSure) == [true, false])
  }
}

/// From a file to a draft that has been tried on it.
@Suite struct OnboardingTests {
  private func draft(
    _ name: String, _ text: String, zone: String = "Asia/Seoul"
  ) throws -> DraftedJob {
    let folder = try TemporaryFolder()
    let path = folder.path + "/" + name
    try #require(writeFile(path, Array(text.utf8)))
    var choices = Onboarding.Choices()
    choices.zone = zone
    return try Onboarding(file: path, site: nil, choices: choices, now: TimeGuessTests.now).draft()
  }

  @Test func aDraftIsTriedOnItsFile() throws {
    let job = try draft("a.csv", "time,a,b\n2024-01-01 00:00,1,-\n2024-01-01 00:01,2.5,3\n")
    #expect(job.check.isClean)
    #expect((job.check.records, job.check.parsed, job.check.cells, job.check.nullCells) == (3, 2, 4, 1))
    #expect(
      job.text.hasSuffix(
        "# Tried on a.csv: 2 of 2 records load, with 3 readings and 1 cells without a value; nothing is refused.\n"))
    #expect(job.rootLine?.hasPrefix("data: /tmp/") == true || job.rootLine?.hasPrefix("data: \"/tmp/") == true)
    #expect(job.placedPath == nil)
  }

  /// A line that does not fit is told, in the draft and by the check.
  @Test func whatDoesNotLoadIsTold() throws {
    let rows = (10..<60).map { "2024-01-01 00:\($0),\($0)\n" }.joined()
    let job = try draft("a.csv", "time,a\n" + rows + "2024-02-31 00:00,1\n")
    #expect(!job.check.isClean)
    #expect((job.check.parsed, job.check.refusedRecords) == (50, 1))
    #expect(job.check.sentence.contains("(time_impossible 1)"))
    #expect(job.findings.contains { $0.key == "time.format" && !$0.isSure })
  }

  @Test func aFileWithoutTimeHasToBePutAtAPathWithADate() throws {
    let job = try draft("a.csv", "kind,a\nx,1\ny,2.5\n")
    #expect(job.check.isClean)
    #expect(job.text.contains("  path: \"{yyyy}-{MM}-{dd}/a.csv\"  # unsure:"))
    #expect(job.text.contains("time:\n  from: path  # sure: no column has times\n"))
    #expect(job.placedPath?.hasSuffix("/a.csv") == true)
  }

  /// Where the file's own path has a date, that is the time of its records.
  @Test func aDateInThePathIsTheTimeOfAFileWithoutOne() throws {
    let job = try draft("a_2023-04.csv", "kind,a\nx,1\ny,2.5\n")
    #expect(job.check.isClean)
    #expect(job.text.contains("start: 2023-04-01  # unsure: the date in the file's path"))
    #expect(job.text.contains("  path: \"a_{yyyy}-{MM}.csv\"  # sure:"))
    #expect(job.placedPath == nil)
  }

  /// Of the month that is not over yet, a preview shows nothing unless it is asked to.
  @Test(arguments: [("2026-04-29", "2026-04-29"), ("2026-03-29", nil)] as [(String, String?)])
  func aRecentFileIsPreviewedFromItsStart(_ day: String, _ from: String?) throws {
    #expect(try draft("a.csv", "time,a\n\(day) 00:00,1\n\(day) 00:01,2\n").openFrom == from)
  }

  @Test func stampsThatTheZoneSkipsAreShiftedAndTold() throws {
    let text =
      "time,a\n" + (0..<60).map { "2024-03-31 0\($0 / 12):\($0 % 12 < 2 ? "0" : "")\($0 % 12 * 5),1\n" }.joined()
    let job = try draft("a.csv", text, zone: "Europe/Berlin")
    #expect(job.check.isClean)
    #expect(job.text.contains("  nonexistent: shift_forward  # unsure: 12 stamps do not exist"))
  }

  @Test(arguments: ["", "time,a\n", "a,b\nx,y\nz,w\n", "cpu say=\"x\" 1\n"])
  func aFileWithNothingToLoadIsRefused(_ text: String) {
    #expect(throws: Failure.self) { try draft("a.csv", text) }
  }

  @Test func aZoneThatIsNoneIsRefused() {
    #expect(throws: Failure.self) { try draft("a.csv", "time,a\n2024-01-01,1\n", zone: "Asia/Soul") }
  }
}
