extension BrokenDeclaration {
  /// Where files are, how they are packed and encoded.
  package static let places: [BrokenDeclaration] = [
    .init(
      "source:\n  root: data\n  path: press/{line}-{yyyy}.csv\n", "", "1:1",
      "source is missing; expected keys and values"),
    .init(
      "root: data", "root: data\n  path_margin: 1001", "10:16",
      "source.path_margin: expected a whole number from 0 to 1000"),
    .init(
      "path: press/{line}-{yyyy}.csv", "path: press/{line}.csv\n  path_margin: 2", "11:16",
      "source.path_margin: has no meaning without a date in source.path, {yyyy} at least"),
    .init("path: press/{line}-{yyyy}.csv", "path: \"{line}/{line}.csv\"", "10:9", "the path captures {line} twice"),
    .init(
      "path: press/{line}-{yyyy}.csv", "path: \"{Line}.csv\"", "10:9",
      "{Line} is no field name: small letters, digits and _"),
    .init("path: press/{line}-{yyyy}.csv", "path: \"[ab].csv\"", "10:9", "the path has a \"[\"; known are * ? {field}"),
    .init(adding: "container: gzip", "26:12", "container: expected keys and values, found \"gzip\""),
    .init(
      adding: "container: {trailing: pad}", "26:23",
      "container.trailing: expected one of zeros, ignore, refuse, found \"pad\""),
    .init(
      adding: "container: {max_ratio: 0}", "26:24",
      "container.max_ratio: expected a whole number from 1 to 1000000, found \"0\""),
    .init(
      adding: "container: {max_bytes: 64GB}", "26:24",
      "container.max_bytes: expected a size such as 512MiB or 64GiB, found \"64GB\""),
    .init(adding: "container: {max_bytes: 9999999999999GiB}", "26:24", "container.max_bytes: expected a size"),
    .init(
      adding: "container: {kind: gzip}", "26:13",
      "unknown key container.kind; known here: max_bytes, max_ratio, trailing"),
    .init(
      adding: "encoding: utf-9", "26:11",
      "utf-16, utf-16le, utf-16be, cp949, cp850, windows-1252, latin-1, found \"utf-9\""),
    .init(adding: "encoding:", "26:10", "encoding: expected a text, found nothing"),
  ]

  /// How a file is made of lines, and which of them are no data.
  package static let lines: [BrokenDeclaration] = [
    .init(adding: "lines: {end: crlf}", "26:14", "lines.end: expected one of lf, cr, found \"crlf\""),
    .init(adding: "lines: {skip: -1}", "26:15", "lines.skip: expected a whole number from 0 to 1000000, found \"-1\""),
    .init(adding: "lines: {comment: ''}", "26:18", "lines.comment: expected a text, found nothing"),
    .init(adding: "lines: {footer: {a: b}}", "26:17", "lines.footer: expected a list, found keys and values"),
    .init(adding: "lines: {footer: [a, [b]]}", "26:21", "lines.footer: expected a text, found a list"),
    .init(adding: "lines: {footer: [합계, '']}", "26:17", "lines.footer: every line begins with an empty text"),
    .init(adding: "lines: {header: 2}", "26:9", "unknown key lines.header; known here: comment, end, footer, skip"),
    .init(adding: "header: {rows: 21}", "26:16", "header.rows: expected a whole number from 0 to 20, found \"21\""),
    .init(adding: "header: {find: 1}", "26:16", "header.find: expected true or false, found \"1\""),
    .init(
      adding: "header: {repeats: ignore}", "26:19", "header.repeats: expected one of refuse, skip, found \"ignore\""),
    .init(adding: "header: {columns: {a: b}}", "26:19", "header.columns: expected a list, found keys and values"),
    .init(
      adding: "header: {rows: 0, find: true}", "26:9",
      "header: with rows: 0 there is none that could be found or repeated"),
    .init(
      adding: "header: {rows: 0, repeats: skip}", "26:9",
      "header: with rows: 0 there is none that could be found or repeated"),
    .init(
      adding: "header: {find: true, columns: [a, b]}", "26:9",
      "header.find: looks for the file's own names, which columns replaces"),
    .init(
      adding: "header: {row: 2}", "26:10",
      "unknown key header.row; did you mean rows?; known here: columns, find, join, repeats, rows"),
  ]

  /// How records are written.
  package static let formats: [BrokenDeclaration] = [
    .init(adding: "format: xml", "26:9", "format: expected one of csv, tsv, fixed, jsonl, influx, found \"xml\""),
    .init(adding: "fixed: {columns: [{name: a, from: 1, to: 2}]}", "26:8", "fixed: has no meaning with format: csv"),
    .init(adding: "influx: {precision: s}", "26:9", "influx: has no meaning with format: csv"),
    .init("csv: {delimiter: \";\"}", "format: tsv\nfixed: {}", "12:8", "fixed: has no meaning with format: tsv"),
    .init(adding: "csv: {}", to: objects, "11:6", "csv: has no meaning with format: jsonl"),
    .init(adding: "header: {rows: 1}", to: objects, "11:9", "header: has no meaning with format: jsonl"),
    .init(adding: "fixed: {}", to: objects, "11:8", "fixed: has no meaning with format: jsonl"),
    .init(adding: "csv: {}", to: points, "9:6", "csv: has no meaning with format: influx"),
    .init(adding: "header: {rows: 1}", to: points, "9:9", "header: has no meaning with format: influx"),
    .init(adding: "csv: {}", to: fixed, "16:6", "csv: has no meaning with format: fixed"),
    .init(adding: "header: {rows: 1}", to: fixed, "16:9", "header: has no meaning with format: fixed"),
    .init(adding: "influx: {}", to: fixed, "16:9", "influx: has no meaning with format: fixed"),
    .init(
      in: points, "format: influx", "format: influxdb\ninflux: {precision: s}", "7:9",
      "format: expected one of csv, tsv, fixed, jsonl, influx, found \"influxdb\""),
    .init(
      "delimiter: \";\"", "delimiter: ab", "11:18", "one ASCII character, or tab, found \"ab\""),
    .init(
      "delimiter: \";\"", "delimiter: ·", "11:18", "csv.delimiter: expected one ASCII character, or tab, found \"·\""),
    .init("delimiter: \";\"", "quote: off", "11:14", "csv.quote: expected one ASCII character, or none, found \"off\""),
    .init(
      "delimiter: \";\"", "escape: backslash", "11:15",
      "csv.escape: expected one ASCII character, or none, found \"backslash\""),
    .init("delimiter: \";\"", "escape: ','", "11:6", "csv.escape: the same character as delimiter or quote"),
    .init("delimiter: \";\"", "escape: '\"'", "11:6", "csv.escape: the same character as delimiter or quote"),
    .init(
      "delimiter: \";\"", "quoted_newlines: 1", "11:24", "csv.quoted_newlines: expected true or false, found \"1\""),
    .init("delimiter: \";\"", "quote: none, quoted_newlines: true", "11:6", "csv.quoted_newlines: needs a quote"),
    .init(
      "csv: {delimiter: \";\"}", "format: tsv\ncsv: {quoted_newlines: true}", "12:6",
      "csv.quoted_newlines: needs a quote"),
    .init("delimiter: \";\"", "short_rows: cut", "11:19", "csv.short_rows: expected one of refuse, pad, found \"cut\""),
    .init("delimiter: \";\"", "long_rows: pad", "11:18", "csv.long_rows: expected one of refuse, cut, found \"pad\""),
    .init(
      "delimiter: \";\"", "separator: x", "11:7",
      "unknown key csv.separator; known here: delimiter, escape, long_rows, quote, quoted_newlines, short_rows"),
    .init(
      adding: "influx: {precision: m}", to: points, "9:21",
      "influx.precision: expected one of ns, us, ms, s, found \"m\""),
    .init(
      adding: "influx: {fields: {a: b}}", to: points, "9:18", "influx.fields: expected a list, found keys and values"),
    .init(
      adding: "influx: {fields: []}", to: points, "9:18",
      "influx.fields: expected at least one field; all are taken where it is left out"),
    .init(adding: "influx: {tags: [a]}", to: points, "9:10", "unknown key influx.tags; known here: fields, precision"),
  ]

  /// Columns of fixed width.
  package static let fixedWidth: [BrokenDeclaration] = [
    .init(
      in: fixed,
      "fixed:\n" + columnList,
      "", "1:1", "fixed is missing; expected keys and values"),
    .init(
      in: fixed,
      columnList,
      "  short_lines: pad\n", "9:3", "fixed.columns: expected a list with at least one column"),
    .init(
      in: fixed,
      columnList,
      "  columns: []\n", "9:12", "fixed.columns: expected a list with at least one column"),
    .init(
      in: fixed,
      columnList,
      "  columns: {time: 1}\n", "9:12", "fixed.columns: expected a list, found keys and values"),
    .init(
      in: fixed, "{name: time, from: 1, to: 20}", "time", "10:7",
      "fixed.columns[1]: expected keys and values, found \"time\""),
    .init(in: fixed, "name: time, ", "", "10:7", "fixed.columns[1].name is missing; expected the name of a column"),
    .init(
      in: fixed, "from: 21, ", "", "11:7",
      "fixed.columns[2].from is missing; expected a byte of the line, counted from 1"),
    .init(
      in: fixed, ", to: 28", "", "11:7", "fixed.columns[2].to is missing; expected a byte of the line, counted from 1"),
    .init(
      in: fixed, "from: 1,", "from: 0,", "10:26",
      "fixed.columns[1].from: expected a whole number from 1 to 1048576, found \"0\""),
    .init(
      in: fixed, "to: 40", "to: 1048577", "12:35",
      "fixed.columns[3].to: expected a whole number from 1 to 1048576, found \"1048577\""),
    .init(in: fixed, "to: 40", "to: 28", "12:7", "fixed.columns[3].to: the column ends at 28, before it begins at 29"),
    .init(
      in: fixed, "name: value, from: 29, to: 40", "name: value, from: 29, to: 40, trim: true", "12:39",
      "unknown key fixed.columns[3].trim; did you mean from?; known here: from, name, to"),
    .init(
      in: fixed, "name: value, from: 29, to: 40}",
      "name: value, from: 29, to: 40}\n    - {name: time, from: 41, to: 42}", "13:14",
      "fixed.columns: the name \"time\" stands twice"),
    .init(
      in: fixed, "  columns:", "  short_lines: cut\n  columns:", "9:16",
      "fixed.short_lines: expected one of refuse, pad, found \"cut\""),
    .init(
      in: fixed, "  columns:", "  widths: [1]\n  columns:", "9:3",
      "unknown key fixed.widths; known here: columns, short_lines"),
    .init(
      in: fixed, "value: {column: value}", "value: {column: val}", "15:17",
      "fixed.columns: there is no column \"val\", which is used here"),
    .init(
      in: fixed, "sensor: {column: sensor}", "sensor: {template: \"{line}/{sensor}\"}", "14:20",
      "fixed.columns: there is no column \"line\", which is used here"),
    .init(
      adding: "where: [{column: time, is: x}, {column: state, is: run}]", to: fixed, "16:41",
      "fixed.columns: there is no column \"state\", which is used here"),
  ]

  /// Which columns there are, how numbers are written, and which records count.
  package static let schemas: [BrokenDeclaration] = [
    .init(
      adding: "schema: {new_columns: warn}", "26:23",
      "schema.new_columns: expected one of ignore, note, refuse, found \"warn\""),
    .init(
      adding: "schema: {moved_columns: warn}", "26:25",
      "schema.moved_columns: expected one of ignore, note, refuse, found \"warn\""),
    .init(
      adding: "schema: {missing_columns: empty}", "26:27",
      "schema.missing_columns: expected one of refuse, null, found \"empty\""),
    .init(adding: "schema: {columns: {a: b}}", "26:19", "schema.columns: expected a list, found keys and values"),
    .init(
      adding: "schema: {new_columns: refuse}", "26:9",
      "schema: refuse needs schema.columns, the columns that a file should have"),
    .init(
      adding: "schema: {moved_columns: refuse, columns: []}", "26:9",
      "schema: refuse needs schema.columns, the columns that a file should have"),
    .init(adding: "schema: {renamed: [a]}", "26:19", "schema.renamed: expected keys and values, found a list"),
    .init(
      adding: "schema: {renamed: {a: [b]}}", "26:23",
      "schema.renamed.a: expected the column's name in this job, found a list"),
    .init(adding: "schema: {renamed: {1: a, \"1\": b}}", "26:26", "the key \"1\" stands twice; expected once"),
    .init(adding: "schema: {lost_columns: note}", "26:10", "unknown key schema.lost_columns"),
    .init(adding: "schema: {columns: [a]}", to: objects, "11:19", "schema.columns: has no meaning with format: jsonl"),
    .init(
      adding: "schema: {new_columns: refuse}", to: objects, "11:23",
      "schema.new_columns: has no meaning with format: jsonl"),
    .init(
      adding: "schema: {moved_columns: note}", to: objects, "11:25",
      "schema.moved_columns: has no meaning with format: jsonl"),
    .init(
      adding: "schema: {missing_columns: null}", to: objects, "11:27",
      "schema.missing_columns: has no meaning with format: jsonl"),
    .init(
      adding: "schema: {renamed: {a: b}}", to: objects, "11:19", "schema.renamed: has no meaning with format: jsonl"),
    .init(
      adding: "schema: {missing_columns: null}", to: points, "9:27",
      "schema.missing_columns: has no meaning with format: influx"),
    .init(adding: "schema: {columns: [time]}", to: fixed, "16:19", "schema.columns: has no meaning with format: fixed"),
    .init(adding: "numbers: {decimal: \";\"}", "26:20", #"numbers.decimal: expected "." or ",", found ";""#),
    .init(
      adding: "numbers: {thousands: none}", "26:22",
      #"numbers.thousands: expected one of ",", ".", "'", blank, found "none""#),
    .init(
      adding: #"numbers: {decimal: ",", thousands: ","}"#, "26:10",
      "numbers: decimal and thousands are the same character"),
    .init(adding: "numbers: {thousands: \".\"}", "26:10", "numbers: decimal and thousands are the same character"),
    .init(adding: "numbers: {\"null\": {a: b}}", "26:19", "numbers.null: expected a list, found keys and values"),
    .init(adding: "numbers: {sentinels: -999}", "26:22", "numbers.sentinels: expected a list, found \"-999\""),
    .init(
      adding: "numbers: {sentinels: [-999, none]}", "26:29", "numbers.sentinels: expected a number, found \"none\""),
    .init(adding: "numbers: {sentinels: [.inf]}", "26:23", "numbers.sentinels: expected a number, found \".inf\""),
    .init(adding: "numbers: {sentinels: [0x10]}", "26:23", "numbers.sentinels: expected a number, found \"0x10\""),
    .init(adding: "numbers: {sentinels: [[1]]}", "26:23", "numbers.sentinels: expected a number, found a list"),
    .init(
      adding: "numbers: {nulls: [a]}", "26:11",
      "unknown key numbers.nulls; did you mean null?; known here: decimal, null, sentinels, thousands"),
    .init(adding: "where: {column: a, is: b}", "26:8", "where: expected a list, found keys and values"),
    .init(adding: "where: [a]", "26:9", "where[1]: expected keys and values, found \"a\""),
    .init(adding: "where: [{is: b}]", "26:9", "where[1].column is missing; expected the name of a column"),
    .init(adding: "where: [{column: a}]", "26:9", "where: expected one of is, is_not, matches"),
    .init(adding: "where: [{column: a, is: b, matches: \"c*\"}]", "26:9", "where: expected one of is, is_not, matches"),
    .init(adding: "where: [{column: a, is: {b: c}}]", "26:25", "where[1].is: expected a list, found keys and values"),
    .init(adding: "where: [{column: a, is_not: [[b]]}]", "26:30", "where[1].is_not: expected a text, found a list"),
    .init(adding: "where: [{column: a, matches: [b]}]", "26:30", "where[1].matches: expected a text, found a list"),
    .init(
      adding: "where: [{column: a, equals: b, is: c}]", "26:21",
      "unknown key where[1].equals; known here: column, is, is_not, matches"),
    .init(
      adding: "where: [{column: field, is: a}, {column: host, is: b}]", to: points, "9:42",
      "where: a point has no host; it has measurement, field, tag.NAME"),
  ]

  private static let columnList =
    "  columns:\n    - {name: time, from: 1, to: 20}\n    - {name: sensor, from: 21, to: 28}\n"
    + "    - {name: value, from: 29, to: 40}\n"
}
