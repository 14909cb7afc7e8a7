extension BrokenDeclaration {
  /// Which sensors there are, and what is declared of them.
  package static let sensors: [BrokenDeclaration] = [
    .init(adding: "layout: long", "26:9", "layout: expected one of narrow, wide, found \"long\""),
    .init(wide: "layout: wide", "layout: width", "8:9", "layout: expected one of narrow, wide, found \"width\""),
    .init(
      wide: "layout: wide", "layout: wide\nvalue: {column: a}", "9:8",
      "value belongs to layout: narrow; a wide file has values, one a column"),
    .init(
      adding: "layout: narrow", to: points, "9:9",
      "layout: has no meaning in line protocol, where every field of a point is a reading"),
    .init(adding: "value: {column: a}", to: points, "9:8", "value: has no meaning in line protocol"),
    .init(adding: "values: [{column: a}]", to: points, "9:9", "values: has no meaning in line protocol"),
    .init(
      in: points, "sensor: {template: \"{line}/{tag.host}/{field}\"}\n", "", "1:1",
      "sensor is missing; expected keys and values"),
    .init(
      "value: {column: value}", "value: {col: value, column: value}", "16:9",
      "unknown key value.col; known here: column"),
    .init(
      "value: {column: value}", "value: {}", "16:8", "value.column is missing; expected the name of the value column"),
    .init(
      "{column: sensor}", "{code: \(String(repeating: "s", count: 129))}", "15:16",
      "sensor.code: a sensor's code has at most 128 bytes"),
    .init("{column: sensor}", "{template: x}", "15:20", "sensor.template: expected fields such as {name} in it"),
    .init("{column: sensor}", "{template: \"{}\"}", "15:20", "sensor.template: expected fields such as {name} in it"),
    .init(
      "{column: sensor}", "{name: x, column: sensor}", "15:10",
      "unknown key sensor.name; known here: code, column, path, template"),
    .init(
      wide: "layout: wide", "layout: wide\nsensor: {column: a}", "9:18",
      "sensor.column: expected template, such as \"{machine}/{column}\""),
    .init(
      wide: "layout: wide", "layout: wide\nsensor: {path: \"{line}\"}", "9:16",
      "sensor.path: expected template, such as \"{machine}/{column}\""),
    .init(
      wide: "layout: wide", "layout: wide\nsensor: {code: a}", "9:16",
      "sensor.code: expected template, such as \"{machine}/{column}\""),
    .init(
      in: points, "template: \"{line}/{tag.host}/{field}\"", "column: a", "8:18",
      "sensor.column: expected template, such as \"{machine}/{field}\""),
    .init(
      wide: "layout: wide", "layout: wide\nsensor: {template: \"{machine}\"}", "9:20",
      "sensor.template: expected {column} in it, or all the cells of a record were one sensor"),
    .init(
      wide: "layout: wide", "layout: wide\nsensor: {template: x}", "9:20", "sensor.template: expected {column} in it"),
    .init(
      wide: "layout: wide", "layout: wide\nsensor: {template: \"{}/{column}\"}", "9:20",
      "sensor.template: expected fields such as {name} in it"),
    .init(
      in: points, "/{field}", "", "8:20",
      "sensor.template: expected {field} in it, or all the cells of a record were one sensor"),
    .init(
      in: points, "{tag.host}", "{host}", "8:20",
      "sensor.template: a point has no {host}; it has {measurement}, {field}, {tag.NAME}"),
    .init(
      wide: "values:\n  - {column: a, sensor: S1}\n  - {column: b, sensor: S2}\n", "", "1:1",
      "values: expected a list with at least one column"),
    .init(
      wide: "values:\n  - {column: a, sensor: S1}\n  - {column: b, sensor: S2}\n", "values: []\n", "9:9",
      "values: expected a list with at least one column"),
    .init(
      wide: "values:\n  - {column: a, sensor: S1}\n  - {column: b, sensor: S2}\n", "values: {a: S1}\n", "9:9",
      "values: expected a list, found keys and values"),
    .init(wide: "column: b, ", "", "11:5", "values[2].column is missing; expected the name of a column"),
    .init(
      wide: "sensor: S2", "code: S2", "11:17",
      "unknown key values[2].code; known here: class, column, drift_max, gap_after, interpolation, jitter, limits,"),
    .init(
      "match: \"A*\"", "match: \"A*\", sensor: x", "21:19",
      "unknown key sensors[1].sensor; known here: class, drift_max, gap_after, interpolation, jitter, limits,"),
    .init(
      adding: "unknown_sensor: ignore", "26:17", "unknown_sensor: expected one of register, refuse, found \"ignore\""),
    .init(
      adding: "unknown_sensor: refuse", to: objects, "11:17",
      "unknown_sensor: refuse would refuse every reading, for no rule names a sensor; add one to sensors, such as"),
    .init(
      adding: "unknown_sensor: refuse", to: points, "9:17", "unknown_sensor: refuse would refuse every reading"),
    .init(
      adding: "sensors: []\nunknown_sensor: refuse", to: objects, "12:17",
      "unknown_sensor: refuse would refuse every reading"),
    .init(
      adding: "unknown_sensor: refuse", to: job.replacing("sensor: {column: sensor}", with: "sensor: {code: S1}"),
      "26:17", "unknown_sensor: refuse would refuse every reading: no rule names S1; add one to sensors"),
    // A rule that cannot be read is the one mistake.
    .init(
      adding: "sensors: [{match: [x]}]\nunknown_sensor: refuse", to: objects, "11:19",
      "sensors[1].match: expected a sensor's code, * and ? allowed, found a list"),
    .init(
      adding: "duplicates: sum", "26:13",
      "duplicates: expected one of keep_all, first, last, best_quality, found \"sum\""),
    .init(adding: "bad_cell: refuse", "26:11", "bad_cell: expected one of refuse_cell, refuse_row, found \"refuse\""),
    .init(
      "resolution: 0.01", "scale: 0", "23:12",
      "sensors[2].scale: expected a number such as 0.1 or -273.15, not 0, found \"0\""),
    .init(
      "resolution: 0.01", "scale: 1/10", "23:12",
      "sensors[2].scale: expected a number such as 0.1 or -273.15, not 0, found \"1/10\""),
    .init(
      "resolution: 0.01", "offset: nan", "23:13",
      "sensors[2].offset: expected a number such as 0.1 or -273.15, found \"nan\""),
    .init(
      "resolution: 0.01", "offset: 1e999", "23:13",
      "sensors[2].offset: expected a number such as 0.1 or -273.15, found \"1e999\""),
    .init(
      "class: amount", "class: amout", "21:26",
      "sensors[1].class: expected one of gauge, amount, counter, state, found \"amout\""),
    .init(
      "period: 15m", "period: 1w", "21:42",
      "sensors[1].period: expected a duration such as 30s, 15m, 1h or 2d, found \"1w\""),
    .init(
      in: objects, "column: data.at", "column: data..at", "8:16",
      "the column \"data..at\" is no path: the path lacks a key at character 6"),
    .init(
      in: objects, "values[0].v", "values[00].v", "10:17",
      "the column \"values[00].v\" is no path: the path has an index with a leading zero at character 8"),
    .init(
      in: objects, "sensor: {column: data.id}", "sensor: {template: \"{data.id}-{a]}\"}", "9:20",
      "the column \"a]\" is no path"),
    .init(
      adding: "quality: {scheme: opc_ua, column: \"q[\"}", to: objects, "11:35",
      "the column \"q[\" is no path: the path has a bracket that is not closed at character 2"),
    .init(
      adding: "where: [{column: x, is: a}, {column: .x, is: a}]", to: objects, "11:38", "the column \".x\" is no path"),
  ]

  /// How far a value is to be trusted.
  package static let qualities: [BrokenDeclaration] = [
    .init(
      "  scheme: opc_da\n  column: quality\n", "  scheme: opc\n", "18:11",
      "quality.scheme: expected one of none, opc_da, opc_ua, airkorea, kma, map, found \"opc\""),
    .init(
      "scheme: opc_da", "scheme: opc", "18:11",
      "quality.scheme: expected one of none, opc_da, opc_ua, airkorea, kma, map, found \"opc\""),
    .init(
      "scheme: opc_da", "scheme: maps\n  map: {ok: good}\n  otherwise: bad", "18:11",
      "quality.scheme: expected one of none, opc_da, opc_ua, airkorea, kma, map, found \"maps\""),
    .init("scheme: opc_da", "scheme: none", "19:11", "quality.column: with scheme: none expected no column"),
    .init("scheme: opc_da", "scheme: map", "18:3", "quality.map is missing; expected keys and values"),
    .init(
      "scheme: opc_da", "scheme: map\n  map: good", "19:8", "quality.map: expected keys and values, found \"good\""),
    .init(
      "scheme: opc_da", "scheme: map\n  map: {ok: fine}", "19:13",
      "quality.map.ok: expected good, uncertain, bad, missing or a code from 0 to 255, found \"fine\""),
    .init(
      "scheme: opc_da", "scheme: map\n  map: {ok: 256}", "19:13",
      "quality.map.ok: expected good, uncertain, bad, missing or a code from 0 to 255, found \"256\""),
    .init(
      "scheme: opc_da", "scheme: map\n  map: {1: good, \"1\": bad}", "19:18",
      "the key \"1\" stands twice; expected once"),
    .init(
      "scheme: opc_da", "scheme: map\n  map: {ok: good}\n  otherwise: drop", "20:14",
      "quality.otherwise: expected good, uncertain, bad, missing or a code from 0 to 255, or refuse, found \"drop\""),
    .init("scheme: opc_da", "scheme: kma\n  map: {ok: good}", "19:8", "quality.map: belongs to scheme: map"),
    .init("scheme: opc_da", "scheme: kma\n  otherwise: refuse", "19:14", "quality.otherwise: belongs to scheme: map"),
    .init(
      "scheme: opc_da", "scheme: kma\n  codes: {}", "19:3",
      "unknown key quality.codes; known here: column, map, otherwise, scheme, treat_uncertain_as_bad"),
    .init("  column: quality\n", "", "18:3", "quality.column is missing; scheme: opc_da reads its codes from a column"),
    .init(wide: "sensor: S2", "quality: q", "10:3", "quality.scheme is missing; values name quality columns"),
    .init(
      wide: "layout: wide\nvalues:\n  - {column: a, sensor: S1}",
      "quality: {}\nlayout: wide\nvalues:\n  - {column: a, quality: q}", "8:10",
      "quality.scheme: values name quality columns, so one is needed"),
    .init(adding: "quality: {scheme: opc_da}", to: wide, "12:10", "quality: none of the values names a quality column"),
    .init(
      adding: "quality: {scheme: opc_da, column: q}", to: points, "9:10", "quality: points of line protocol have none"),
  ]

  /// How much may be refused.
  package static let refusals: [BrokenDeclaration] = [
    .init(
      "max_rows: 3", "max_rows: 1000000001", "25:13",
      "refusals.max_rows: expected a whole number from 0 to 1000000000, found \"1000000001\""),
    .init(
      "max_rows: 3", "max_rows: 3\n  max_percent: 100.1", "26:16",
      "refusals.max_percent: expected a number from 0 to 100, found \"100.1\""),
    .init(
      "max_rows: 3", "max_rows: 3\n  max_percent: 0x1p3", "26:16",
      "refusals.max_percent: expected a number from 0 to 100, found \"0x1p3\""),
    .init(
      "max_rows: 3", "max_rows: 3\n  max_share: 1", "26:3",
      "unknown key refusals.max_share; known here: max_percent, max_rows, reasons"),
    .init(
      "max_rows: 3", "max_rows: 3\n  reasons: [not_a_number]", "26:12",
      "refusals.reasons: expected keys and values, found a list"),
    .init(
      "max_rows: 3", "max_rows: 3\n  reasons: {not_a_number: 3}", "26:27",
      "refusals.reasons.not_a_number: expected keys and values, found \"3\""),
    .init(
      "max_rows: 3", "max_rows: 3\n  reasons: {not_number: {max_rows: 0}}", "26:13",
      "refusals.reasons: there is no reason \"not_number\"; known are record_too_long, nul_byte,"),
    .init(
      "max_rows: 3", "max_rows: 3\n  reasons: {not_a_number: {}}", "26:13",
      "refusals.reasons.not_a_number: expected max_rows, max_percent or both"),
    .init(
      "max_rows: 3", "max_rows: 3\n  reasons: {not_a_number: {max_rows: few}}", "26:38",
      "refusals.reasons.not_a_number.max_rows: expected a whole number from 0 to 1000000000, found \"few\""),
    .init(
      "max_rows: 3", "max_rows: 3\n  reasons: {not_a_number: {max_percent: -1}}", "26:41",
      "refusals.reasons.not_a_number.max_percent: expected a number from 0 to 100, found \"-1\""),
    .init(
      "max_rows: 3", "max_rows: 3\n  reasons: {not_a_number: {max_rows: 0, max: 1}}", "26:41",
      "unknown key refusals.reasons.not_a_number.max; known here: max_percent, max_rows"),
  ]
}
