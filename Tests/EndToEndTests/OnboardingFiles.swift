import Foundation
import Testing

/// A file as a plant may send it, and what a draft has to make of it.
struct OnboardingFile: Sendable, CustomTestStringConvertible {
  var name: String
  var bytes: [UInt8]
  var records: Int
  /// Readings, and cells without a value.
  var loaded: Int
  var nulls = 0
  /// Lines that the draft has.
  var lines: [String]
  /// The command to be made of it when the file has no time: it is put here first.
  var isPlaced = false

  var testDescription: String { name }

  /// Hours of January 2024.
  private static func hours(_ count: Int, _ row: (_ day: String, _ hour: Int, _ index: Int) -> String) -> String {
    (0..<count).map { row(two($0 / 24 + 1), $0 % 24, $0) }.joined()
  }

  private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

  private init(
    _ name: String, _ text: String, records: Int, loaded: Int, nulls: Int = 0, _ lines: [String],
    isPlaced: Bool = false, bytes: [UInt8]? = nil
  ) {
    (self.name, self.bytes, self.records) = (name, bytes ?? Array(text.utf8), records)
    (self.loaded, self.nulls, self.lines, self.isPlaced) = (loaded, nulls, lines, isPlaced)
  }

  static let all: [OnboardingFile] = [
    OnboardingFile(
      "headerless.csv", hours(100) { "2024-01-\($0) \(two($1)):00:00,\($2 % 7).5,\($2 % 3)\n" }, records: 100,
      loaded: 200,
      ["  rows: 0  # sure:", "  column: \"#1\"  # sure:", "  - column: \"#2\"\n    sensor: c2  # unsure:"]),
    OnboardingFile(
      "semicolon.csv",
      "Zeit;Temp (°C);Druck [bar]\r\n" + hours(400) { "\($0).01.2024 \(two($1)):00;\($2 % 7),25;1.013,\($2 % 9)\r\n" },
      records: 400, loaded: 800,
      [
        "  delimiter: \";\"  # sure:", "  format: \"dd.MM.yyyy HH:mm\"  # sure:", "  decimal: \",\"  # sure:",
        "  thousands: \".\"  # sure:", "    unit: \"°C\"  # sure:", "    unit: bar  # sure:",
      ]),
    OnboardingFile(
      "korean.csv", "", records: 100, loaded: 200,
      [
        "encoding: cp949  # sure:", "  column: 일시  # sure:", "  - column: \"온도(℃)\"\n    quality: 상태\n    unit: \"℃\"",
        "  scheme: map  # unsure:", "  map: {이상: bad, 정상: good}  # unsure:",
      ],
      bytes: korean(
        hours(100) { "2024-01-\($0) \(two($1)):00,\($2 % 7).5,\($2 % 3),\($2 % 9 == 4 ? "이상" : "정상")\r\n" })),
    OnboardingFile(
      "wide.csv",
      "time,line,a_kWh,b\n"
        + hours(200) { "2024-01-\($0)T\(two($1)):00:00Z,L\($2 % 2),\($2 % 7).25,\($2 % 5 == 0 ? "N/A" : "3")\n" },
      records: 200, loaded: 360, nulls: 40,
      [
        "layout: wide  # unsure:", "  template: \"{line}/{column}\"  # unsure:", "    class: amount  # unsure:",
        "    unit: kWh  # sure:", "    resolution: 0.01  # unsure:", "  null: [N/A]  # sure:",
        "  format: rfc3339  # sure:",
      ]),
    OnboardingFile(
      "narrow.tsv",
      "tag\ttime\tvalue\tquality\n"
        + hours(200) { "P\($2 % 2)\t2024-01-\($0) \(two($1)):00\t\($2 % 7).25\t\($2 % 9 == 4 ? 0 : 192)\n" },
      records: 200, loaded: 200,
      [
        "  delimiter: tab  # sure:", "layout: narrow  # sure:", "  column: tag  # sure:", "  column: value  # sure:",
        "  scheme: opc_da  # sure:", "  column: quality  # sure:",
      ]),
    OnboardingFile(
      "lines.jsonl",
      (0..<100).map {
        "{\"ts\":\(1_704_067_200_000 + $0 * 1000),\"d\":{\"temp\":\($0 % 7).5,\"ok\":true},\"n\":null}\n"
      }.joined(),
      records: 100, loaded: 100,
      ["format: jsonl  # sure:", "  column: ts  # sure:", "  format: epoch_ms  # sure:", "  - column: d.temp"]),
    OnboardingFile(
      "points.lp",
      "# made by hand\n"
        + (0..<100).map { "cpu,host=h\($0 % 2) v=\($0 % 7).5,n=2i,s=\"x\" \(1_704_067_200 + $0)000\n" }.joined(),
      records: 100, loaded: 200,
      [
        "format: influx  # sure:", "  precision: ms  # sure:", "  fields: [v, \"n\"]  # sure:",
        "  template: \"{measurement}/{tag.host}/{field}\"  # sure:",
      ]),
    OnboardingFile(
      "logger.txt",
      "Logger 7\nSerial,12\n\nDate,Time,Flow,Temp\n,,m3,°C\n"
        + hours(400) { "\($0)/01/24,\(two($1)):00:00,\($2),\($2 % 7 == 0 ? "-" : "4")\n" } + "Total,,79800,\n",
      records: 400, loaded: 742, nulls: 58,
      [
        "  skip: 3  # unsure:", "  footer: [Total]  # unsure:", "  rows: 2  # unsure:",
        "  column: [Date, Time]  # sure:",
        "  - column: \"Flow m3\"", "  null: [\"-\"]  # sure:",
      ]),
    OnboardingFile(
      "air.csv",
      "측정일시,so2\n" + (1...3).flatMap { day in (1...24).map { "2024010\(day)\(two($0)),0.00\($0 % 9)\n" } }.joined(),
      records: 72, loaded: 72,
      [
        "  format: yyyyMMddHH  # sure:", "  hour_24: next_day  # sure:", "  stamp: end  # unsure:",
        "  period: 1h  # sure:",
      ]),
    OnboardingFile(
      "fixed.txt", hours(60) { "2024-01-\($0) \(two($1)):00  \(two($2))  1\($2 % 7).5\n" }, records: 60, loaded: 120,
      ["format: fixed  # unsure:", "  short_lines: pad"]),
    press, garments,
  ]

  private static func korean(_ rows: String) -> [UInt8] {
    let words: [(String, [UInt8])] = [
      ("정상", [0xC1, 0xA4, 0xBB, 0xF3]), ("이상", [0xC0, 0xCC, 0xBB, 0xF3]), ("일시", [0xC0, 0xCF, 0xBD, 0xC3]),
      ("온도", [0xBF, 0xC2, 0xB5, 0xB5]), ("습도", [0xBD, 0xC0, 0xB5, 0xB5]), ("상태", [0xBB, 0xF3, 0xC5, 0xC2]),
      ("℃", [0xA1, 0xC9]),
    ]
    var bytes = Array("일시,온도(℃),습도(%),상태\r\n\(rows)".utf8)
    for (word, code) in words { bytes.replace(Array(word.utf8), with: code) }
    return bytes
  }

  /// Like the press file: US dates with two-digit years, hundreds of rows on one stamp, no line end at the end.
  private static let press = OnboardingFile(
    "press.csv",
    "id,machine_name,item_no,working_time,press_time,pressure_1,pressure_2,pressure_3\r\n"
      + (0..<600).map { row in
        "\(row % 60 + 1),Press-01,ED5260,5/\(row / 60 + 6)/20 0:00,55\(row % 3),27\(row % 7),"
          + "26\(row % 5),543.\(row % 10)"
      }.joined(separator: "\r\n"),
    records: 600, loaded: 2400,
    [
      "  format: \"M/d/yy H:mm\"  # sure:", "  template: \"{machine_name}/{column}\"  # unsure:",
      "duplicates: keep_all  # unsure:",
      "# Not read: id: numbers of the rows.", "# Not read: item_no: text, always \"ED5260\".",
      "  - column: pressure_3\n    resolution: 0.1",
    ])

  /// Like the garments file: no time at all, empty cells, a text with a blank behind it.
  private static let garments = OnboardingFile(
    "garments.csv",
    "quarter,department,targeted_productivity,smv,wip,no_of_workers,actual_productivity\r\n"
      + (0..<300).map { row in
        "Quarter\(row % 5 + 1),\(row % 2 == 0 ? "sweing" : "finishing "),0.\(row % 9),3.94,"
          + "\(row % 2 == 0 ? "1108" : ""),\(row % 60),0.\(940_725_424 + row)\r\n"
      }.joined(),
    records: 300, loaded: 1350, nulls: 150,
    [
      "  path: \"{yyyy}-{MM}-{dd}/garments.csv\"  # unsure:", "  from: path  # sure:",
      "    # resolution: 0.000000001  # unsure: the tail of a float", "duplicates: keep_all  # unsure:",
    ], isPlaced: true)
}
