import Foundation
import Support
import Testing

/// Refused records are exported, mended and dropped in again: are the tables those of a file that was right from the
/// start? Duplicates are kept, so that a cell that is loaded twice would show.
@Suite struct MendingTests {
  struct Case: CustomTestStringConvertible, Sendable {
    var name: String
    /// Lines of the job beside those that all have.
    var job: String
    var file: String
    var good: String
    /// What stands wrong in the file instead: good text to bad text.
    var damage: [(good: String, bad: String)]
    /// Records that are exported.
    var records: Int
    var encoding = "UTF-8"

    var testDescription: String { name }
  }

  static let cases: [Case] = [
    Case(
      name: "narrow CSV",
      job: """
        time: {column: time, format: rfc3339}
        sensor: {column: tag}
        value: {column: value}
        """,
      file: "a.csv",
      good: "tag,time,value\nT1,2026-05-01T06:00:00Z,1\nT1,2026-05-01T06:00:01Z,2\n\"T,2\",2026-05-01T06:00:02Z,3\n",
      damage: [("01Z,2\n", "01Z,two\n"), ("2026-05-01T06:00:02Z", "yesterday")], records: 2),
    Case(
      name: "wide CSV with a composed sensor, one cell and one record",
      job: """
        time: {column: t, format: "yyyy-MM-dd HH:mm"}
        csv: {delimiter: ";"}
        layout: wide
        sensor: {template: "{m}/{column}"}
        values: [{column: a}, {column: b}, {column: c}]
        """,
      file: "w.csv",
      good: "t;m;a;b;c\n2026-05-01 06:00;M1;1;22;3\n2026-05-01 06:01;M1;4;;6\n2026-05-01 06:02;M2;7;8;9\n",
      damage: [("22", "xx"), ("06:02", "25:02")], records: 2),
    Case(
      name: "a composed sensor whose column is empty",
      job: """
        time: {column: t, format: "yyyy-MM-dd HH:mm"}
        layout: wide
        sensor: {template: "{m}/{column}"}
        values: [{column: a}, {column: b}]
        """,
      file: "s.csv", good: "t,m,a,b\n2026-05-01 06:00,M1,1,2\n2026-05-01 06:01,M2,3,4\n",
      damage: [("06:01,M2,", "06:01,,")], records: 1),
    Case(
      name: "columns that are missing, and short rows",
      job: """
        time: {column: t, format: "yyyy-MM-dd HH:mm"}
        csv: {short_rows: pad}
        schema: {missing_columns: "null"}
        layout: wide
        values: [{column: a}, {column: gone}, {column: b}, {column: c}]
        """,
      file: "m.csv", good: "t,a,b,c\n2026-05-01 06:00,1,2\n2026-05-01 06:01,3,4,5\n2026-05-01 06:02,6\n",
      damage: [("06:00,1", "06:00,one"), ("06:02", "06:62")], records: 2),
    Case(
      name: "quoted fields in CP949",
      job: """
        encoding: cp949
        time: {column: 시각, format: "yyyy-MM-dd HH:mm"}
        layout: wide
        values: [{column: 온도}, {column: 압력}]
        """,
      file: "k.csv",
      good: "비고,시각,온도,압력\n\"정상, 양호\",2026-05-01 06:00,1,22\n이상,2026-05-01 06:01,3,4\n",
      damage: [("22", "둘둘")], records: 1,
      encoding: "CP949"),
    Case(
      name: "UTF-16 with a mark",
      job: """
        encoding: utf-16
        time: {column: 시각, format: rfc3339}
        sensor: {column: 센서}
        value: {column: 값}
        """,
      file: "u.csv", good: "센서,시각,값\n온도1,2026-05-01T06:00:00Z,1\n온도2,2026-05-01T06:00:01Z,2\n",
      damage: [("01Z,2", "01Z,둘")], records: 1, encoding: "UTF-16"),
    Case(
      name: "no header",
      job: """
        header: {rows: 0}
        time: {column: "#2", format: rfc3339}
        sensor: {column: "#1"}
        value: {column: "#3"}
        """,
      file: "h.csv", good: "T1,2026-05-01T06:00:00Z,1\nT1,2026-05-01T06:00:01Z,2\n", damage: [("01Z,2", "01Z,two")],
      records: 1),
    Case(
      name: "a header of two lines",
      job: """
        header: {rows: 2}
        lines: {skip: 1}
        time: {column: 시각, format: rfc3339}
        layout: wide
        values: [{column: 1호 온도}, {column: 1호 압력}]
        """,
      file: "m.csv", good: "현황표\n,1호,\n시각,온도,압력\n2026-05-01T06:00:00Z,1,2\n2026-05-01T06:00:01Z,33,4\n",
      damage: [("33", "three")], records: 1),
    Case(
      name: "fixed width",
      job: """
        format: fixed
        fixed:
          columns: [{name: t, from: 1, to: 20}, {name: s, from: 21, to: 24}, {name: v, from: 25, to: 30}]
        time: {column: t, format: rfc3339}
        sensor: {column: s}
        value: {column: v}
        """,
      file: "f.txt", good: "2026-05-01T06:00:00ZT1       1\n2026-05-01T06:00:01ZT1       2\n",
      damage: [("01ZT1       2", "01ZT1     two")], records: 1),
    Case(
      name: "fixed width, one cell of two",
      job: """
        format: fixed
        fixed:
          columns: [{name: t, from: 1, to: 20}, {name: a, from: 21, to: 24}, {name: b, from: 25, to: 28}]
        time: {column: t, format: rfc3339}
        layout: wide
        values: [{column: a}, {column: b}]
        """,
      file: "f.txt", good: "2026-05-01T06:00:00Z   1   2\n2026-05-01T06:00:01Z   3   4\n",
      damage: [("01Z   3", "01Z   x")], records: 1),
    Case(
      name: "JSON Lines with paths that lead nowhere",
      job: """
        format: jsonl
        time: {column: t, format: rfc3339}
        layout: wide
        sensor: {template: "{m}/{column}"}
        values: [{column: a}, {column: b.c}, {column: d}, {column: "e[1]"}]
        """,
      file: "n.jsonl",
      good: """
        {"t":"2026-05-01T06:00:00Z","m":"M\\u0031","a":1,"d":"\\u0033"}
        {"t":"2026-05-01T06:00:01Z","m":"M1","b":{"x":1},"e":[1,2]}

        """,
      damage: [("\"a\":1", "\"a\":\"one\""), ("00:01Z", "00:61Z")], records: 2),
    Case(
      name: "JSON Lines, one cell of three",
      job: """
        format: jsonl
        time: {column: t, format: rfc3339}
        layout: wide
        values: [{column: a}, {column: b.c}, {column: d}]
        """,
      file: "j.jsonl",
      good: """
        {"t":"2026-05-01T06:00:00Z","a":1,"b":{"c":2},"d":"3"}
        {"t":"2026-05-01T06:00:01Z","a":4,"b":{"c":5},"d":null}

        """,
      damage: [("{\"c\":2}", "{\"c\":\"two\"}")], records: 1),
    Case(
      name: "line protocol, one field of three",
      job: """
        format: influx
        sensor: {template: "{tag.m}/{field}"}
        """,
      file: "p.lp", good: "press,m=M1 a=1,b=2i,c=3 1777615331000000000\npress,m=M1 a=4,b=5i,c=6 1777615332000000000\n",
      damage: [("b=2i", "b=\"two\"")], records: 1),
    Case(
      name: "line protocol with escapes",
      job: """
        format: influx
        sensor: {template: "{tag.m}/{field}"}
        """,
      file: "e.lp", good: "press,m=M\\ 1 a\\ a=1,b\\==2i,c=3 1777615331000000000\n",
      damage: [("b\\==2i", "b\\==\"two\"")], records: 1),
  ]

  private func declaration(_ it: Case) -> String {
    """
    job: line
    company: acme
    plant: pohang
    zone: UTC
    interval: hour
    start: 2020-01-01
    source: {root: data, path: "line/{name}.*"}
    duplicates: keep_all
    refusals: {max_rows: 100, max_percent: 100}
    \(it.job)
    """.replacing("{name}.*", with: it.file.replacing(".", with: "*."))
  }

  @Test(arguments: cases) func mended(_ it: Case) throws {
    let right = try TestSite()
    try right.write("jobs/line.yaml", declaration(it))
    try right.write("data/line/\(it.file)", encoded(it.good, as: it.encoding))
    let clean = try right.sluice("run", "line")
    #expect(clean.status == 0, "\(clean.stderr)")

    let site = try TestSite()
    try site.write("jobs/line.yaml", declaration(it))
    let bad = it.damage.reduce(it.good) { $0.replacing($1.good, with: $1.bad) }
    try site.write("data/line/\(it.file)", encoded(bad, as: it.encoding))
    let first = try site.sluice("run", "line")
    #expect(first.status == 0, "\(first.stderr)")
    #expect(try site.contentHash() != right.contentHash())
    let exported = try site.sluice("refusals", "line", "--export", site.path("mend"))
    #expect(exported.status == 0 && exported.stderr.isEmpty, "\(exported.stderr)")
    let name = try #require(exported.stdout.split(separator: ":").first.map(String.init))
    #expect(exported.stdout.contains(": \(it.records) record"), "\(exported.stdout)")

    let text = try decoded(name, from: it.encoding)
    let mended = it.damage.reduce(text) { $0.replacing($1.bad, with: $1.good) }
    #expect(mended != text)
    try site.write("data/line/" + (name as NSString).lastPathComponent, encoded(mended, as: it.encoding))
    let again = try site.sluice("run", "line", "--json")
    #expect(again.status == 0, "\(again.stderr)")
    #expect(
      again.stdout.contains("\"refused_records\":0,") || again.stdout.contains("\"objects_parsed\":2,"),
      "\(again.stdout)")
    #expect(try site.contentHash() == right.contentHash(), "\(text)")
  }

  /// Of what is dropped in, something may still be wrong: it comes back the same way, with one reason.
  @Test(
    arguments: [
      (
        "w.csv", "time: {column: t, format: \"yyyy-MM-dd HH:mm\"}\nlayout: wide\nvalues: [{column: a}, {column: b}]",
        "t,a,b\n2026-05-01 06:00,1,2\n2026-05-01 06:01,3,4\n2026-05-01 06:02,5,6\n",
        [("06:01,3", "06:01,x"), ("06:02,5", "06:02,x")]
      ),
      (
        "j.jsonl",
        "format: jsonl\ntime: {column: t, format: epoch_s}\nlayout: wide\nvalues: [{column: a}, {column: b}]",
        "{\"t\":1777615331,\"a\":1}\n{\"t\":1777615332,\"a\":2}\n{\"t\":1777615333,\"a\":3,\"b\":4}\n",
        [("\"a\":2", "\"a\":\"x\""), ("\"a\":3", "\"a\":\"y\"")]
      ),
      (
        "f.txt",
        "format: fixed\nfixed: {columns: [{name: t, from: 1, to: 10}, {name: a, from: 11, to: 15}, "
          + "{name: b, from: 16, to: 18}]}\n"
          + "time: {column: t, format: epoch_s}\nlayout: wide\nvalues: [{column: a}, {column: b}]",
        "1777615331    1  2\n1777615332    3  4\n1777615333    5  6\n",
        [("32    3", "32    x"), ("33    5", "33    x")]
      ),
    ] as [(String, String, String, [(good: String, bad: String)])])
  func mendedInTwoSteps(_ file: String, _ job: String, _ good: String, _ values: [(good: String, bad: String)]) throws {
    let it = Case(name: file, job: job, file: file, good: good, damage: [], records: 2)
    let right = try TestSite()
    try right.write("jobs/line.yaml", declaration(it))
    try right.write("data/line/\(file)", good)
    #expect(try right.sluice("run", "line").status == 0)

    let site = try TestSite()
    try site.write("jobs/line.yaml", declaration(it))
    var text = values.reduce(good) { $0.replacing($1.good, with: $1.bad) }
    try site.write("data/line/\(file)", text)
    #expect(try site.sluice("run", "line").status == 0)
    for (step, value) in values.enumerated() {
      let exported = try site.sluice("refusals", "line", "--export", site.path("mend-\(step)"))
      #expect(exported.status == 0 && exported.stderr.isEmpty, "\(exported.stderr)")
      let line = try #require(exported.stdout.split(separator: "\n").last)
      let name = try #require(line.split(separator: ":").first.map(String.init))
      text = try decoded(name, from: "UTF-8")
      #expect(text.ranges(of: "not_a_number").count == 2 - step, "\(text)")
      text = text.replacing(value.bad, with: value.good)
      try site.write("data/line/" + (name as NSString).lastPathComponent, text)
      #expect(try site.sluice("run", "line").status == 0)
    }
    #expect(text.ranges(of: "sluice_reason").count <= 1, "\(text)")
    #expect(try site.contentHash() == right.contentHash(), "\(text)")
  }

  @Test func exportedTwiceIsRefused() throws {
    let it = Self.cases[0]
    let site = try TestSite()
    try site.write("jobs/line.yaml", declaration(it))
    try site.write("data/line/a.csv", it.good.replacing("01Z,2", with: "01Z,two"))
    #expect(try site.sluice("run", "line").status == 0)
    #expect(try site.sluice("refusals", "line", "--export", site.path("mend")).status == 0)
    let second = try site.sluice("refusals", "line", "--export", site.path("mend"))
    #expect(
      second.status == 74 && second.stderr.contains("it exists already; move it away first"),
      "\(second.status) \(second.stderr)")
    // An object that holds other bytes now has nothing to export.
    try site.remove("mend/line/a.mend-1.csv")
    try site.write("data/line/a.csv", it.good.replacing("01Z,2", with: "05Z,2"))
    let other = try site.sluice("refusals", "line", "--export", site.path("mend"))
    #expect(other.status == 74, "\(other.stderr)")
    #expect(other.stderr.contains("the file holds other bytes now"), "\(other.stderr)")
  }
}
