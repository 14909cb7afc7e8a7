import Foundation
import Loading
import Postgres
import Support
import Testing

/// Is a register of limits loaded as a whole, once, and never changed?
struct ControlRegisterTests {
  private static let header = """
    company,plant,characteristic,revision,valid_from,sensor,level,statistic,chart,subgroup_size,centre,lcl,ucl,\
    spread_centre,spread_lcl,spread_ucl,sigma_within,n_subgroup,target,lsl,usl,source
    """
  private static let first = """
    acme,pohang,P1,1,2026-05-01T00:00:00+09:00,P1,minute,mean,xbar_r,5,100.1,98.2,102,2.3,0,4.9,1,25,,95,105,study 7
    """
  private static let second = """
    acme,pohang,P1,2,2026-06-01T00:00:00Z,P1,minute,mean,xbar_s,60,100,99,101,2.3,1.5,3.1,2.31,,99.5,,,drawing 12
    """
  private static let loose = """
    acme,pohang,moisture,1,2026-01-01T00:00:00Z,,,,i_mr,1,4.2,3.9,4.5,0.11,0,0.37,0.1,12,,,5,laboratory
    """
  /// Good by itself; the bad lines are made of it.
  private static let third = """
    acme,pohang,P2,1,2026-05-01T00:00:00Z,P2,minute,mean,xbar_r,5,100.1,98,102,2.3,0,4.9,1,25,,95,105,study 8
    """

  private static func copy(_ lines: [String]) -> String {
    "COPY etl.control_limit_file FROM STDIN (FORMAT csv, HEADER match);\n" + lines.joined(separator: "\n") + "\n\\.\n"
  }

  private func load(_ windows: StoredWindows, _ lines: [String], header: String = header) throws {
    _ = try windows.scratch.psql(Self.copy([header] + lines))
  }

  private func refusal(_ windows: StoredWindows, _ lines: [String], header: String = header) -> String {
    do {
      try load(windows, lines, header: header)
      return "taken"
    } catch { return "\(error)" }
  }

  private func held(_ windows: StoredWindows) throws -> [String] {
    try windows.session.column(
      "SELECT characteristic || ' ' || revision || ' ' || lcl FROM core.control_limit ORDER BY characteristic, revision"
    )
  }

  @Test func aFileIsLoadedOnce() throws {
    let windows = try StoredWindows("register")
    try load(windows, [Self.first, Self.second, Self.loose])
    #expect(try held(windows) == ["P1 1 98.2", "P1 2 99", "moisture 1 3.9"])
    let before = try windows.session.column("SELECT l FROM core.control_limit AS l ORDER BY characteristic, revision")
    try load(windows, [Self.loose, Self.second, Self.first])
    #expect(
      try windows.session.column("SELECT l FROM core.control_limit AS l ORDER BY characteristic, revision") == before)
    #expect(
      try windows.session.column(
        """
        SELECT concat_ws(' ', company, plant, characteristic, sensor, unit, revision, valid_from, valid_to,
          is_preliminary,
          coalesce(n_subgroup::text, '-'), source)
        FROM mart.control_limit ORDER BY characteristic, revision
        """) == [
          "acme pohang P1 P1 kPa 1 2026-04-30 15:00:00+00 2026-06-01 00:00:00+00 f 25 study 7",
          "acme pohang P1 P1 kPa 2 2026-06-01 00:00:00+00 f - drawing 12",
          "acme pohang moisture 1 2026-01-01 00:00:00+00 t 12 laboratory",
        ])
  }

  @Test func whatIsReadIsTheFile() throws {
    let windows = try StoredWindows("file")
    try load(windows, [Self.first, Self.second, Self.loose])
    let copy = """
      SET timezone = 'UTC';
      COPY (SELECT * FROM etl.control_limit_file ORDER BY characteristic, revision) TO STDOUT (FORMAT csv, HEADER)
      """
    let text = try windows.scratch.psql(copy)
    let lines = text.split(separator: "\n").map(String.init)
    #expect(lines.first == Self.header)
    let other = try StoredWindows("other")
    try load(other, Array(lines.dropFirst()))
    #expect(try other.scratch.psql(copy) == text)
  }

  /// A bad line refuses its file: lines before it are not there either.
  @Test(arguments: [
    ("P2,1,", "P1,1,", "P1 of acme/pohang, revision 1: it is frozen with other values; add a revision"),
    ("P2,1,2026-05-01", "P1,3,2026-05-31", "P1 of acme/pohang, revision 3: a later revision must be valid later"),
    ("P2,1,2026-05-01", "P1,3,2026-06-01", "P1 of acme/pohang, revision 3: a later revision must be valid later"),
    ("pohang", "gumi", "P2 of acme/gumi, revision 1: there is no such plant; its jobs register it when they first run"),
    ("Z,P2", "Z,P9", "P2 of acme/pohang, revision 1: there is no sensor P9; its job registers it when it first runs"),
    (",102,", ",NaN,", "control_limit_order"), (",98,", ",101,", "control_limit_order"),
    (",4.9,1,", ",4.9,0,", "control_limit_order"), (",0,4.9,", ",-1,4.9,", "control_limit_order"),
    ("xbar_r,5,", "xbar_r,60,", "control_limit_subgroup"), ("xbar_r", "i_mr", "control_limit_subgroup"),
    ("mean", "last", "control_limit_windows"), ("minute", "", "control_limit_windows"),
    ("Z,P2", "Z,", "control_limit_windows"), (",95,105,", ",105,95,", "control_limit_specification"),
    (",95,105,", ",95,Infinity,", "control_limit_specification"), ("minute", "second", "control_limit_level_check"),
    ("xbar_r", "cusum", "control_limit_chart_check"), ("P2,1,", "P2,0,", "control_limit_revision_check"),
    ("study 8", "", "null value in column \"source\""), (",100.1,", ",,", "null value in column \"centre\""),
  ])
  func aBadLineRefusesItsFile(old: String, new: String, words: String) throws {
    let windows = try StoredWindows("bad")
    try load(windows, [Self.first, Self.second])
    let before = try held(windows)
    let line = Self.third.replacing(old, with: new, maxReplacements: 1)
    #expect(line != Self.third)
    let said = refusal(windows, [Self.loose, line])
    #expect(said.contains(words), "\(said)")
    #expect(said.contains("COPY control_limit_file, line 3"), "\(said)")
    #expect(try held(windows) == before)
    try load(windows, [Self.loose, Self.third])
    #expect(try held(windows).count == before.count + 2)
  }

  @Test func anotherHeaderIsRefused() throws {
    let windows = try StoredWindows("header")
    let said = refusal(windows, [Self.first], header: Self.header.replacing("lcl,ucl", with: "ucl,lcl"))
    #expect(said.contains("column name mismatch in header line field 12"), "\(said)")
  }

  @Test func whatStandsThereCannotBeChanged() throws {
    let windows = try StoredWindows("frozen")
    try load(windows, [Self.first])
    let before = try windows.session.column("SELECT l FROM core.control_limit AS l")
    #expect(
      windows.session.refusal("UPDATE core.control_limit SET ucl = ucl + 1")
        == "revision 1 of P1 is frozen: limits never change, add a revision")
    #expect(windows.session.refusal("UPDATE etl.control_limit_file SET ucl = ucl + 1") != nil)
    #expect(try windows.session.column("SELECT l FROM core.control_limit AS l") == before)
  }

  /// Two files at once, with the same lines in another order: one loads, the other finds them there.
  @Test func twoLoadersAtOnce() async throws {
    let windows = try StoredWindows("two")
    let lines = (1...60).map { Self.loose.replacing("moisture,1,", with: "moisture \($0),1,") }
    let scratch = windows.scratch
    let files = [lines, lines.reversed()].map { Self.copy([Self.header] + $0) }
    try await withThrowingTaskGroup(of: Void.self) { group in
      for file in files { group.addTask { _ = try scratch.psql(file) } }
      try await group.waitForAll()
    }
    #expect(try windows.session.value("SELECT count(*) FROM core.control_limit") == "60")
  }
}
