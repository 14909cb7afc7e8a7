import Foundation
import Support
import Testing

/// Files that cannot be what their job says: the run names them, ends with 65 and changes nothing of what is published.
@Suite struct BadInputTests {
  struct BadFile: Sendable, CustomTestStringConvertible {
    var name: String
    var bytes: [UInt8]
    /// What the message says after the file's path.
    var message: String

    init(_ name: String, _ text: String, _ message: String) {
      self.init(name, Array(text.utf8), message)
    }

    init(_ name: String, _ bytes: [UInt8], _ message: String) {
      self.name = name
      self.bytes = bytes
      self.message = message
    }

    var testDescription: String { name }
  }

  static let header = "sensor,time,value,quality\n"
  static let row = "T1,2026-05-01T06:30:00Z,1,192\n"

  static let files: [BadFile] = [
    BadFile(
      "two columns of one name", "sensor,time,value,value,quality\nT1,2026-05-01T06:30:00Z,1,2,192\n",
      "line 1: columns 3 and 4 have the same name \"value\""),
    BadFile(
      "a column is missing", "sensor,time,quality\nT1,2026-05-01T06:30:00Z,192\n",
      "line 1: there is no column \"value\"; the file has: \"sensor\", \"time\", \"quality\""),
    BadFile("another delimiter", header.replacing(",", with: ";") + row, "line 1: there is no column \"time\""),
    BadFile("other letters", header.uppercased() + row, "line 1: there is no column \"time\""),
    BadFile("no byte", "", "the file has no header line"),
    BadFile("a mark alone", [0xEF, 0xBB, 0xBF], "the file has no header line"),
    BadFile("blank lines", "\n\n\n", "the file has no header line"),
    BadFile(
      "gzip", [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3],
      "gzip member 1: the file ends inside the compressed data (byte 10 of the file)"),
    BadFile("UTF-16", [0xFF, 0xFE, 0x73, 0, 0x65, 0, 0x0A, 0], "it begins with the byte order mark of utf-16le"),
    BadFile("UHC", [0xBC, 0xBE, 0xBC, 0xAD, 0x2C] + Array(header.utf8), "line 1: the header is not utf-8"),
    BadFile("an open quote", "\"sensor,time,value,quality\n" + row, "line 1: the header cannot be read"),
    BadFile("no line end in sight", String(repeating: "x", count: 1 << 21), "line 1: no line ends within"),
    BadFile("only bad records", header + "T1,yesterday,1,192\n", "(time_unreadable 1, first at line 2)"),
    BadFile("only an impossible date", header + "T1,2026-02-31T06:30:00Z,1,192\n", "(time_impossible 1, first at"),
  ]

  @Test(arguments: files) func isNamedAndChangesNothing(_ bad: BadFile) throws {
    let site = try TestSite.loaded()
    let before = (try site.contentHash(), try site.coreState(), try site.ledger())
    try site.write("data/press/bad.csv", bad.bytes)
    for command in ["run", "preview"] {
      let result = try site.sluice(command, "press")
      #expect(result.status == 65)
      #expect(result.stderr.hasPrefix("sluice: \(site.path("data/press/bad.csv")): "), "\(result.stderr.prefix(300))")
      #expect(result.stderr.contains(bad.message), "\(result.stderr.prefix(300))")
      #expect(result.stderr.split(separator: "\n").count == 1)
    }
    #expect(try site.contentHash() == before.0)
    #expect(try site.coreState() == before.1)
    #expect(try site.ledger() == before.2)
    try site.remove("data/press/bad.csv")
    #expect(try site.sluice("run", "press").status == 0)
  }

  /// Half of the file's records are good, and the good file next to it is new: it is loaded, and the bad one is not.
  @Test func theGoodFileNextToItIsLoaded() throws {
    let site = try TestSite.loaded()
    try site.write("data/press/bad.csv", "time\n2026-05-01T09:00:00Z\n")
    try site.write("data/press/new.csv", TestSite.rows("T1", hour: 9, [1, 2]))
    #expect(try site.sluice("run", "press").status == 65)
    #expect(try site.hours().contains("05-01 09|T1|2|3"))
  }

  @Test func badRecordsAndCellsAreRefusedAlone() throws {
    let site = try TestSite.loaded()
    try site.write(
      "data/press/rows.csv",
      Self.header + """
        T1,2026-02-31T08:00:00Z,1,192
        T1,2026-05-01T24:00:00Z,1,192
        T1,2026-05-01T08:00:00Z,twelve,192
        T1,2026-05-01T08:00:01Z,NaN,192
        T1,2026-05-01T08:00:02Z,1e999,192
        T1,2026-05-01T08:00:03Z,5,good
        T1,2026-05-01T08:00:04Z,5
        "T1,2026-05-01T08:00:05Z,5,192
        T1,2026-05-01T08:00:06Z,7,192
        ,2026-05-01T08:00:07Z,5,192
        T1,2099-05-01T08:00:08Z,5,192

        """)
    let result = try site.sluice("run", "press")
    #expect(result.status == 0, "\(result.stderr)")
    #expect(try site.hours().contains("05-01 08|T1|1|7"))
    let lines = try site.sluice("refusals", "press", "--json").stdout.split(separator: "\n").map { try parsedJSON($0) }
    let found = lines.map { "\($0["record"] ?? "") \($0["reason"] ?? "") \($0["field"] ?? "")" }.sorted()
    #expect(
      found == [
        "11 sensor_missing sensor", "12 time_implausible time", "2 time_impossible time", "3 time_impossible time",
        "4 not_a_number value", "5 not_a_number value", "6 number_out_of_range value", "7 quality_unknown quality",
        "8 too_few_fields ", "9 unclosed_quote ",
      ])
  }

  @Test func aHeaderAloneIsAnEmptyFile() throws {
    let site = try TestSite.loaded()
    let before = try site.contentHash()
    try site.write("data/press/empty.csv", Self.header)
    try site.write("data/press/short.csv", String(Self.header.dropLast()))
    let result = try site.sluice("run", "press", "--json")
    #expect(result.status == 0)
    #expect(try site.contentHash() == before)
    #expect(try parsedJSON(result.stdout)["objects_parsed"] as? Int == 2)
  }

  @Test func aMissingRootIsNamedByEveryCommand() throws {
    let site = try TestSite.loaded()
    let before = try site.coreState()
    try site.move("data", "gone")
    for command in ["validate", "plan", "run", "preview"] {
      let result = try site.sluice(command, "press")
      #expect(result.status == 74)
      #expect(result.stdout.isEmpty)
      #expect(result.stderr.hasPrefix("sluice: root data: the folder \(site.path("data")) does not exist"))
      #expect(result.stderr.split(separator: "\n").count == 1)
    }
    #expect(try site.coreState() == before)
    #expect(try site.sluice("status").stdout.contains("root data: the folder"))
  }

  /// Root reads everything, so a command started by root gives that power up first.
  private func withoutPower(_ site: TestSite, _ arguments: String...) throws -> ProcessResult {
    let words = [arguments[0], "--config", site.path("jobs/sluice.yaml")] + arguments.dropFirst()
    if geteuid() != 0 { return try run(TestSite.binary, words, environment: site.environment) }
    let drop = "-dac_override,-dac_read_search"
    return try run(
      "setpriv", ["--bounding-set", drop, "--inh-caps", drop, TestSite.binary] + words, environment: site.environment)
  }

  @Test(arguments: ["data/press", "data/press/secret.csv", "data"])
  func whatMayNotBeReadIsNamed(_ path: String) throws {
    let site = try TestSite.loaded()
    try site.write("data/press/secret.csv", Self.header + Self.row)
    let before = try site.coreState()
    #expect(chmod(site.path(path), 0) == 0)
    defer { chmod(site.path(path), 0o755) }
    // Without that power root cannot reach the server's socket either.
    for command in geteuid() == 0 ? ["preview"] : ["run", "preview"] {
      let result = try withoutPower(site, command, "press")
      #expect(result.status == 77)
      #expect(result.stderr.contains("\(site.path(path)): "), "\(result.stderr)")
      #expect(result.stderr.contains("Permission denied"))
      #expect(result.stderr.split(separator: "\n").count == 1)
    }
    #expect(try site.coreState() == before)
  }

  /// A pipe would be waited for, and a link may lead anywhere: neither is opened, both are told.
  @Test func pipesAndLinksAreNotFollowed() throws {
    let site = try TestSite.loaded()
    let before = try site.contentHash()
    #expect(mkfifo(site.path("data/press/pipe.csv"), 0o644) == 0)
    #expect(symlink("/etc/passwd", site.path("data/press/link.csv")) == 0)
    let result = try site.sluice("run", "press")
    #expect(result.status == 0)
    #expect(result.stderr.contains("link.csv: a symbolic link, not followed"))
    #expect(result.stderr.contains("pipe.csv: not a regular file, not read"))
    #expect(try site.contentHash() == before)
  }

  @Test(arguments: ["a b.csv", "-rf.csv", "it's.csv", "say \"hi\".csv", "한글.csv", "$(id);.csv", "a\nb.csv", "%s.csv"])
  func oddNamesAreNames(_ name: String) throws {
    let site = try TestSite.loaded()
    try site.write("data/press/\(name)", TestSite.rows("T1", hour: 9, [1, 2]) + "T1,never,1,192\n")
    let result = try site.sluice("run", "press")
    #expect(result.status == 0, "\(result.stderr)")
    #expect(try site.hours().contains("05-01 09|T1|2|3"))
    let refusals = try site.sluice("refusals", "press", "--json").stdout.split(separator: "\n")
    #expect(refusals.count == 1)
    #expect(try parsedJSON(refusals[0])["path"] as? String == "press/\(name)")
    let preview = try site.sluice("preview", "press", "--object", "press/\(name)")
    #expect(preview.status == 0)
    #expect(preview.stdout.split(separator: "\n").count == 4)
  }
}
