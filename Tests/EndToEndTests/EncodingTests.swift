import Foundation
import Support
import Testing

/// One file in several encodings and containers: the same tables?
@Suite struct EncodingTests {
  private static let text = """
    설비,측정시각,온도(℃),상태
    똠방압연기-1,2026-05-01 오전 12:05,21.5,정상
    똠방압연기-1,2026-05-01 오후 12:30,22.25,정상
    압연기-2,2026-05-01 오후 3:07,-3,통신장애
    압연기-2,2026-05-01 오후 3:08,결측,정상

    """

  private static func job(_ encoding: String, _ path: String) -> String {
    """
    job: mill
    company: acme
    plant: pohang
    zone: Asia/Seoul
    interval: day
    start: 2020-01-01
    encoding: \(encoding)
    source: {root: data, path: \(path)}
    time: {column: 측정시각, format: yyyy-MM-dd a h:mm}
    sensor: {column: 설비}
    value: {column: "온도(℃)"}
    quality: {scheme: map, column: 상태, map: {정상: good, 통신장애: bad}}
    numbers: {null: [결측]}
    where: [{column: 설비, is_not: [시험기]}]
    """
  }

  static let forms: [(name: String, declared: String, encoding: String)] = [
    ("utf-8", "utf-8", "UTF-8"), ("cp949", "cp949", "CP949"), ("euc-kr as cp949", "euc-kr", "CP949"),
    ("utf-16 with a mark", "utf-16", "UTF-16"), ("utf-16le", "utf-16le", "UTF-16LE"),
    ("utf-16be", "utf-16be", "UTF-16BE"), ("auto, utf-8", "auto", "UTF-8"), ("auto, cp949", "auto", "CP949"),
    ("auto, utf-16", "auto", "UTF-16"),
  ]

  private func load(_ declared: String, _ bytes: [UInt8], _ name: String) throws -> (hash: String, stderr: String) {
    let site = try TestSite()
    try site.write("jobs/mill.yaml", Self.job(declared, name))
    try site.write("data/\(name)", bytes)
    let result = try site.sluice("run", "mill")
    #expect(result.status == 0, "\(result.stderr)")
    #expect(try site.query("SELECT sum(n), sum(n_bad), sum(n_null) FROM mart.sensor_hour") == "2|1|1")
    return (try site.contentHash(), result.stderr)
  }

  @Test func everyEncodingGivesTheSameTables() throws {
    let wanted = try load("utf-8", Array(Self.text.utf8), "a.csv").hash
    for form in Self.forms {
      let loaded = try load(form.declared, encoded(Self.text, as: form.encoding), "a.csv")
      #expect(loaded.hash == wanted, "\(form.name)")
      // Whoever lets the program look is told what it saw, unless there is no doubt.
      #expect(loaded.stderr.contains("read as cp949") == (form.name == "auto, cp949"), "\(loaded.stderr)")
    }
    let marked = [0xEF, 0xBB, 0xBF] + Array(Self.text.utf8)
    #expect(try load("utf-8", marked, "a.csv").hash == wanted)
  }

  @Test func everyContainerGivesTheSameTables() throws {
    let wanted = try load("utf-8", Array(Self.text.utf8), "a.csv").hash
    let folder = try TemporaryFolder()
    let path = folder.path + "/a.csv"
    try Data(Self.text.utf8).write(to: URL(fileURLWithPath: path))
    let gzip = try run("/bin/gzip", ["-k", path], environment: ["PATH": "/usr/bin:/bin"])
    #expect(gzip.status == 0)
    let packed = Array(try Data(contentsOf: URL(fileURLWithPath: path + ".gz")))
    // By its bytes, whatever its name; and several members are one text.
    for name in ["a.csv.gz", "a.csv"] { #expect(try load("utf-8", packed, name).hash == wanted) }
    #expect(try load("utf-8", Array(Self.text.utf8), "a.csv.gz").hash == wanted)
  }

  @Test func whatWasRefusedIsShownInItsOwnEncoding() throws {
    let site = try TestSite()
    try site.write("jobs/mill.yaml", Self.job("cp949", "a.csv") + "\nrefusals: {max_rows: 9}")
    let text = Self.text.replacing("22.25", with: "스물")
    try site.write("data/a.csv", encoded(text, as: "CP949"))
    #expect(try site.sluice("run", "mill").status == 0)
    let shown = try site.sluice("refusals", "mill").stdout
    #expect(
      shown.contains("not_a_number in 온도(℃): 똠방압연기-1,2026-05-01 오후 12:30,스물,정상"), "\(shown)")
    // The range is that of the bytes as they are stored.
    let start = try encoded(String(text.prefix(upTo: text.range(of: "똠방압연기-1,2026-05-01 오후")!.lowerBound)), as: "CP949")
    #expect(shown.contains("a.csv:3: bytes \(start.count)+"), "\(shown)")
  }
}
