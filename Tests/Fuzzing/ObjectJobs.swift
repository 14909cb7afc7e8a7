import Extraction

@testable import Pipeline

/// Jobs of every format and most of what a job can say of one, each with the beginning of a file of its own.
struct ObjectJob {
  var spec: JobSpec
  /// What a file begins with; where the file has a header it is that.
  var head: String
  /// Records of such a file.
  var data: String

  private init(_ keys: String, head: String, data: String) throws {
    let text = """
      job: fuzz
      company: acme
      plant: pohang
      zone: Asia/Seoul
      start: 2020-01-01
      source: {root: data, path: "*"}
      refusals: {max_rows: 1000000, max_percent: 100}

      """
    spec = try JobFile.decode(
      text + keys, path: "fuzz.yaml", roots: [Root(name: "data", path: "/nowhere")],
      loadZone: { try? readWholeFile("/usr/share/zoneinfo/" + $0, bytesMax: 1 << 20) })
    (self.head, self.data) = (head, data)
  }

  static func all() throws -> [ObjectJob] { try delimited() + others() }

  private static let narrow =
    "time: {column: time, format: rfc3339}\nsensor: {column: sensor}\nvalue: {column: value}\n"

  private static func delimited() throws -> [ObjectJob] {
    let records = "2026-05-01T06:02:11Z,a,1\n2026-05-01T06:02:12Z,b,x\n,a,2\n\n2026-05-01T06:02:13Z,,3\n"
    return [
      try ObjectJob(narrow, head: "time,sensor,value\n", data: records),
      try ObjectJob(
        narrow + "csv: {quoted_newlines: true, escape: '\\', short_rows: pad, long_rows: cut}\n"
          + "header: {repeats: skip}\nlines: {comment: '#', footer: [Total, 합계]}\nencoding: cp949\n",
        head: "time,sensor,value\n",
        data: "2026-05-01T06:02:11Z,\"a\nb\",1\n# note \"\n2026-05-01T06:02:12Z,c\\,d,2,3\ntime,sensor,value\nTotal,1\n"
      ),
      try ObjectJob(
        "format: tsv\ntime: {column: [date, clock], format: \"yyyy.MM.dd a h:mm\"}\nsensor: {code: S}\n"
          + "value: {column: value}\nencoding: utf-16\nheader: {find: true}\nlines: {skip: 1}\nbad_cell: refuse_row\n",
        head: "report\ntitle\tof\ndate\tclock\tvalue\n",
        data: "2026.05.01\t오전 6:02\t1.5\n2026.05.01\t오후 6:02\t온도\n"),
      try ObjectJob(
        "time: {column: time, format: epoch_ms}\nlayout: wide\nsensor: {template: '{line}/{column}'}\n"
          + "values:\n  - {column: a, quality: qa, resolution: 0.1}\n  - {column: b, scale: 0.1, offset: -2}\n"
          + "quality: {scheme: opc_ua}\nnumbers: {decimal: ',', thousands: '.', null: [\"-\"], sentinels: [\"-999\"]}\n"
          + "csv: {delimiter: ';'}\nheader: {rows: 2, join: /}\nencoding: utf-16le\n"
          + "schema: {missing_columns: 'null', renamed: {x/L: line, x/time: time, y/a: a, y/qa: qa, y/b: b}}\n",
        head: "x;;y;;\ntime;L;a;qa;b\n",
        data: "1777615331250;L1;1.234,5;0x80000000;-999\n1777615331251;L1;1,25;0;-\n1777615331252;;1;0;2\n"),
      try ObjectJob(
        "time: {column: '#1', format: yyyyMMddHHmm, hour_24: next_day}\nsensor: {column: '#2'}\n"
          + "value: {column: '#3'}\nheader: {rows: 0}\nquality: {scheme: kma, column: '#4'}\nlines: {end: cr}\n"
          + "where: [{column: '#2', is_not: [x, ab]}]\nencoding: auto\nsensors: [{match: 'a*', resolution: 1}]\n"
          + "unknown_sensor: refuse\n",
        head: "", data: "202605010602,a,1,\r202605012400,ab,2,1\r202605012400,b,2,9\r202605012400,a9,2.5,9\r"),
    ]
  }

  private static func others() throws -> [ObjectJob] {
    let fixed =
      "format: fixed\nfixed:\n  columns:\n    - {name: time, from: 1, to: 12}\n    - {name: sensor, from: 13, to: 15}\n"
      + "    - {name: value, from: 16, to: 22}\n"
      + "time: {column: time, format: yyyyMMddHHmm}\nsensor: {column: sensor}\nvalue: {column: value}\n"
    return [
      try ObjectJob(fixed, head: "", data: "202605010602a     1.5\n202605010602b\n\n202605010603abc12345678\n"),
      try ObjectJob(
        fixed.replacing("fixed:\n  columns", with: "fixed:\n  short_lines: pad\n  columns") + "encoding: cp949\n"
          + "lines: {comment: '#', skip: 1}\n",
        head: "title\n", data: "202605010602a     1.5\n202605010602b\n# c\n"),
      try ObjectJob(
        "format: jsonl\ntime: {column: t, format: rfc3339}\nsensor: {column: 'tag.id'}\nvalue: {column: 'v[0]'}\n"
          + "quality: {scheme: map, column: q, map: {ok: good, 1: bad, \"\": missing}, otherwise: uncertain}\n"
          + "where: [{column: site, matches: 'P*'}]\n",
        head: "",
        data: """
          {"t":"2026-05-01T06:02:11Z","tag":{"id":"a"},"v":[1.5,2],"q":"ok","site":"P1"}
          {"t":"2026-05-01T06:02:11Z","tag":{"id":"\\u0061"},"v":["7"],"q":null,"site":"P1"}
          {"t":"2026-05-01T06:02:11Z","tag":{"id":"a"},"v":[true],"site":"P2"}
          {"t":{},"tag":{"id":"a"},"v":[null],"site":"P"}

          """),
      try ObjectJob(
        "format: jsonl\ntime: {column: t, format: epoch_s}\nlayout: wide\nsensor: {template: '{m}-{column}'}\n"
          + "values: [{column: a, quality: qa}, {column: b.c, sensor: c}]\nquality: {scheme: opc_da}\n"
          + "encoding: utf-16be\n",
        head: "",
        data: "{\"t\":1777615331.25,\"m\":\"M1\",\"a\":1,\"qa\":192,\"b\":{\"c\":\" 2 \"}}\n{\"t\":1,\"m\":\"\"}\n"),
      try ObjectJob(
        "format: influx\nsensor: {template: '{measurement}/{tag.host}/{field}'}\ninflux: {precision: s}\n"
          + "where: [{column: field, is_not: z}]\nsensors: [{match: '*/i', resolution: 0.01}]\n",
        head: "",
        data: "cpu,host=a i=1i,f=2.5,s=\"x\",z=1 1777615331\n# note\n  \ncpu i=1 1777615331\ncpu,host=a\\ b f=1e400 1\n"
      ),
      try ObjectJob(
        "format: fixed\nfixed:\n  columns:\n    - {name: t, from: 1, to: 12}\n    - {name: a, from: 13, to: 16}\n"
          + "    - {name: b, from: 17, to: 20}\n  short_lines: pad\n"
          + "time: {column: t, format: yyyyMMddHHmm}\nlayout: wide\nvalues: [{column: a}, {column: b}]\n",
        head: "", data: "202605010602 1.5   x\n202605010603   y\n202605010604   1\n"),
    ]
  }
}
