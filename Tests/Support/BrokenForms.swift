extension BrokenDeclaration {
  /// What YAML can do and a declaration does not take.
  package static let form: [BrokenDeclaration] = [
    .init("company: acme", "company: acme\ncompany: other", "2:1", "the key \"company\" stands twice"),
    .init("root: data", "root: data\n  root: data", "9:3", "the key \"root\" stands twice"),
    .init("company: acme", "company: &c acme", "2:10", "anchors and aliases"),
    .init("plant: pohang", "plant: *c", "3:8", "found undefined alias"),
    .init("sensor: {column: sensor}", "sensor: &s {column: sensor}", "15:9", "anchors and aliases"),
    .init("job: press", "? &j job\n: press", "1:3", "anchors and aliases"),
    .init("value: {column: value}", "value: {<<: {column: value}}", "16:9", "merge keys (<<) are not taken"),
    .init("company: acme", "company: !!str acme", "2:10", "tags (!) are not taken"),
    .init("company: acme", "company: !secret acme", "2:10", "tags (!) are not taken"),
    .init("value: {column: value}", "value: !!map {column: value}", "16:8", "tags (!) are not taken"),
    .init("levels: [minute, hour]", "levels: !!seq [minute, hour]", "7:9", "tags (!) are not taken"),
    .init("company: acme", "company: \"acme\\0\"", "2:10", "NUL character"),
    .init("company: acme", "company: acme\n? [a, b]\n: c", "3:3", "expected a plain word as key"),
    .init("company: acme", "\tcompany: acme", "2:1", "found a tab character"),
    .init("  root: data", "\troot: data", "9:1", "not valid YAML"),
    .init("company: acme", "company: 'acme' x", "2:17", "not valid YAML"),
    .init("company: acme", "company: 제철 \u{1}", "2:13", "control characters are not allowed"),
    .init("company: acme", "company: acme\rabout: 제철\u{1}", "3:10", "control characters are not allowed"),
    .init(job: "", "1:1", "expected keys and values"),
    .init(job: "# nothing but a comment\n", "1:1", "expected keys and values"),
    .init(job: "- job: press\n", "1:1", "expected keys and values"),
    .init(job: "press\n", "1:1", "expected keys and values"),
    .init(job: job + "---\njob: other\n", "26:1", "another document"),
    .init(job: "job: press\n\nabout: \u{1}\n", "3:8", "control characters are not allowed"),
    .init(job: job + "# " + String(repeating: "x", count: 1 << 20), "1:1", "expected at most 1048576 bytes"),
    .init(job: job + "about: " + nested(40), "26:39", "nested deeper than 32 levels"),
    .init(job: job + "about: " + nested(100_000), "26:9", "nesting level"),
  ]

  private static func nested(_ depth: Int) -> String {
    String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
  }

  /// Keys that are unknown, missing, or have a value of another type.
  package static let keys: [BrokenDeclaration] = [
    .init("interval: day", "intervall: day", "5:1", "unknown key intervall; did you mean interval?; known"),
    .init("root: data", "root: data\n  margin: 3", "10:3", "unknown key source.margin; known here: path, path_margin"),
    .init("column: time", "column: time\n  plausible_form: 2020-01-01", "14:3", "did you mean plausible_from?"),
    .init("start: 2026-05-01\n", "", "1:1", "start is missing; expected a date"),
    .init("time:\n  column: time\n  format: rfc3339\n", "", "1:1", "time is missing; expected keys and values"),
    .init("  root: data\n", "", "9:3", "source.root is missing; expected a root"),
    .init("  column: time\n", "", "13:3", "time.column is missing"),
    .init("value: {column: value}\n", "", "1:1", "value is missing"),
    .init("sensor: {column: sensor}\n", "", "1:1", "sensor is missing"),
    .init("match: \"A*\", ", "", "21:5", "sensors[1].match is missing"),
    .init("job: press", "job: [press]", "1:6", "expected the name of the job, found a list"),
    .init("job: press", "job: {a: b}", "1:6", "expected the name of the job, found keys and values"),
    .init("job: press", "job:", "1:5", "expected the name of the job, found nothing"),
    .init("job: press", "job: ''", "1:6", "expected the name of the job, found nothing"),
    .init("company: acme", "company: acme\nabout: []", "3:8", "about: expected a text, found a list"),
    .init("levels: [minute, hour]", "levels: minute", "7:9", "levels: expected a list, found \"minute\""),
    .init("levels: [minute, hour]", "levels: [minute, [hour]]", "7:18", "levels: expected minute, quarter_hour"),
    .init("csv: {delimiter: \";\"}", "csv: ;", "11:6", "csv: expected keys and values, found \";\""),
    .init("time:\n  column: time\n  format: rfc3339\n", "time: time\n", "12:7", "time: expected keys and values"),
    .init("sensor: {column: sensor}", "sensor: sensor", "15:9", "sensor: expected keys and values"),
    .init("max_rows: 3", "max_rows: many", "25:13", "a whole number from 0 to 1000000000, found \"many\""),
    .init("max_rows: 3", "max_rows: 3\n  max_percent: 1%", "26:16", "a number from 0 to 100, found \"1%\""),
    .init("column: quality", "column: quality\n  treat_uncertain_as_bad: yes", "20:27", "expected true or false"),
    .init("company: acme", "company: acme\ngrace: -1h", "3:8", "grace: expected a duration such as 30s, 15m"),
  ]

  /// Values that are of the right type, and still none that the key takes.
  package static let values: [BrokenDeclaration] = [
    .init("job: press", "job: other", "1:6", "job other belongs in other.yaml"),
    .init("company: acme", "company: ACME", "2:10", "expected small letters, digits, _ and -"),
    .init("zone: Asia/Seoul", "zone: Asia/Soul", "4:7", "there is no zone \"Asia/Soul\"; expected an IANA name"),
    .init("zone: Asia/Seoul", "zone: ../../../etc/passwd", "4:7", "there is no zone"),
    .init("zone: Asia/Seoul", "zone: localtime", "4:7", "there is no zone \"localtime\""),
    .init("zone: Asia/Seoul", "zone: right/Asia/Seoul", "4:7", "there is no zone"),
    .init("interval: day", "interval: week", "5:11", "expected one of hour, day, month, found \"week\""),
    .init("start: 2026-05-01", "start: 2026-02-30", "6:8", "or an RFC 3339 time, found \"2026-02-30\""),
    .init("levels: [minute, hour]", "levels: [minute, minute]", "7:18", "minute stands twice"),
    .init("levels: [minute, hour]", "levels: []", "7:9", "expected at least one of minute"),
    .init("root: data", "root: dat", "9:9", "the site file declares no root \"dat\"; it has: data"),
    .init("path: press/{line}-{yyyy}.csv", "path: ../x.csv", "10:9", "it must stay below its root"),
    .init("path: press/{line}-{yyyy}.csv", "path: a/../../x.csv", "10:9", "it must stay below its root"),
    .init("path: press/{line}-{yyyy}.csv", "path: /etc/passwd", "10:9", "must be relative to its root"),
    .init("path: press/{line}-{yyyy}.csv", "path: a/{line.csv", "10:9", "a { without }"),
    .init("path: press/{line}-{yyyy}.csv", "path: \"{a}{b}.csv\"", "10:9", "two captures touch at {b}"),
    .init("path: press/{line}-{yyyy}.csv", "path: \"{MM}.csv\"", "10:9", "needs {yyyy} first"),
    .init("delimiter: \";\"", "delimiter: \"\\n\"", "11:18", "one ASCII character, or tab, found \"\\n\""),
    .init("delimiter: \";\"", "delimiter: \"\\\"\"", "11:6", "delimiter and quote are the same character"),
    .init("format: rfc3339", "format: yyyy-MM-dd HH:mm:ss Z", "14:11", "has \"Z\", but a pattern reads local"),
    .init("format: rfc3339", "format: YYYY-MM-dd", "14:11", "has \"YYYY\"; known are yyyy yy M MM"),
    .init("format: rfc3339", "format: rfc3339\n  stamp: middle", "15:10", "expected one of start, end"),
    .init("class: amount, period: 15m", "class: meter", "21:26", "expected one of gauge, amount, counter, state"),
    .init("resolution: 0.01", "resolution: 0.02", "23:17", "a power of ten from 1 down to 0.000000001"),
  ]

  /// Keys that contradict each other.
  package static let contradictions: [BrokenDeclaration] = [
    .init("format: rfc3339", "format: rfc3339\n  stamp: end", "13:3", "time.period is missing; with stamp: end"),
    .init("format: rfc3339", "format: rfc3339\n  midnight_stamp: same_day", "13:3", "so it needs stamp: end"),
    .init("class: amount, period: 15m", "class: amount", "21:5", "sensors[1].period is missing; an amount"),
    .init(
      "{column: sensor}", "{column: sensor, path: \"{line}\"}", "15:9", "expected one of column, path, template, code"),
    .init("{column: sensor}", "{}", "15:9", "expected one of column, path, template, code"),
    .init("{column: sensor}", "{path: \"{machine}\"}", "15:16", "source.path captures no {machine}"),
    .init("{column: sensor}", "{path: fixed}", "15:16", "at least one captured field"),
    .init("{column: value}", "{column: value}\nvalues: [{column: a}]", "17:9", "belongs to layout: wide"),
    .init("  column: quality\n", "", "18:3", "quality.column is missing"),
    .init("  scheme: opc_da\n", "", "18:11", "with scheme: none expected no column"),
    .init(wide: "S2", "S1", "11:14", "the sensor \"S1\" stands twice"),
    .init(wide: "column: b", "column: a", "11:14", "the column \"a\" stands twice"),
    .init(wide: "sensor: S2", "class: amount", "11:5", "values[2].period is missing"),
    .init(wide: "sensor: S2", "sensor: \(String(repeating: "s", count: 129))", "11:14", "at most 128 bytes"),
    .init(wide: "{column: a, sensor: S1}", "a", "10:5", "values[1]: expected keys and values, found \"a\""),
    .init(
      wide: "layout: wide", "layout: wide\nquality: {scheme: opc_da, column: q}", "9:35",
      "each of the values names its own"),
    .init(wide: "layout: wide", "layout: wide\nsensors: [{match: a}]", "9:10", "sensors belongs to layout: narrow"),
  ]

  package static let sites: [BrokenDeclaration] = [
    .init(site: "jobs: .", "job: .", "1:1", "unknown key job; did you mean jobs?"),
    .init(site: "roots:\n  data: ../data\n", "", "1:1", "roots is missing"),
    .init(site: "roots:\n  data: ../data\n", "roots: {}\n", "2:8", "at least one name and folder"),
    .init(site: "data: ../data", "data: [a]", "3:9", "roots.data: expected a folder, found a list"),
    .init(site: "data: ../data", "data: ../data\n  data: x", "3:3", "stands twice"),
    .init(site: "environment", "postgres://u:secret@h/d", "5:11", "passwords do not belong here"),
    .init(site: "environment", "service=", "5:11", "expected embedded, service=NAME or environment"),
    .init(site: "state: ../state", "password: x\nstate: ../state", "4:1", "unknown key password"),
    .init(site: "state: ../state", "state: []", "4:8", "state: expected a text, found a list"),
  ]
}
