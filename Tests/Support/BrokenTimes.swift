extension BrokenDeclaration {
  /// When a record is.
  package static let times: [BrokenDeclaration] = [
    .init(
      "format: rfc3339", "format: rfc3339\n  from: name", "15:9",
      "time.from: expected one of column, path, found \"name\""),
    .init(
      "format: rfc3339", "format: rfc3339\n  plausible_from: [2020]", "15:19",
      "time.plausible_from: expected a date (2026-05-01, in the job's zone) or an RFC 3339 time, found a list"),
    .init(
      "format: rfc3339", "format: rfc3339\n  plausible_from: 2020", "15:19",
      "time.plausible_from: expected a date (2026-05-01, in the job's zone) or an RFC 3339 time, found \"2020\""),
    .init(
      "format: rfc3339", "format: rfc3339\n  period: 15min", "15:11",
      "time.period: expected a duration such as 30s, 15m, 1h or 2d, found \"15min\""),
    .init(
      "format: rfc3339", "format: rfc3339\n  stamp: end\n  period: 15min", "16:11",
      "time.period: expected a duration such as 30s, 15m, 1h or 2d, found \"15min\""),
    .init(
      "format: rfc3339", "format: rfc3339\n  period: 0m", "15:11",
      "time.period: expected a duration such as 30s, 15m, 1h or 2d, found \"0m\""),
    .init(
      "format: rfc3339", "format: rfc3339\n  midnight_stamp: previous", "15:19",
      "time.midnight_stamp: expected one of same_day, next_day, found \"previous\""),
    .init(
      "format: rfc3339", "format: rfc3339\n  pivot: 101", "15:10",
      "time.pivot: expected a whole number from 0 to 100, found \"101\""),
    .init(
      "format: rfc3339", "format: rfc3339\n  hour_24: same_day", "15:12",
      "time.hour_24: expected one of refuse, next_day, found \"same_day\""),
    .init(
      "format: rfc3339", "format: rfc3339\n  nonexistent: skip", "15:16",
      "time.nonexistent: expected one of refuse, shift_forward, found \"skip\""),
    .init(
      "format: rfc3339", "format: rfc3339\n  ambiguous: first", "15:14",
      "time.ambiguous: expected one of refuse, earlier, later, found \"first\""),
    .init(
      "format: rfc3339", "format: rfc3339\n  pivot: 70", "15:10",
      "time.pivot: has no effect, for the format has years of four digits"),
    .init(
      "format: rfc3339", "format: yyyy-MM-dd HH:mm\n  pivot: 30", "15:10",
      "time.pivot: has no effect, for the format has no two-digit year, yy"),
    .init(
      "format: rfc3339", "format: rfc3339\n  nonexistent: refuse", "15:16",
      "time.nonexistent: has no effect, for the format says its offset from UTC"),
    .init(
      "format: rfc3339", "format: rfc3339\n  ambiguous: later", "15:14",
      "time.ambiguous: has no effect, for the format says its offset from UTC"),
    .init(
      "format: rfc3339", "format: epoch_ms\n  hour_24: next_day", "15:12",
      "time.hour_24: has no effect, for the format shows no calendar and no clock"),
    .init(
      "format: rfc3339", "format: epoch_s\n  stamp: end\n  period: 15m\n  midnight_stamp: same_day", "17:19",
      "time.midnight_stamp: has no effect, for the format shows no calendar and no clock"),
    .init("  format: rfc3339\n", "", "13:3", "time.format is missing; expected rfc3339, epoch_s or a pattern"),
    .init("format: rfc3339", "format: epoch", "14:11", "has \"e\""),
    .init("format: rfc3339", "format: HH:mm", "14:11", "must have a year: yyyy or yy"),
    .init(
      "column: time", "column: [time]", "13:11", "time.column: expected one column, or a list of two: a date and a time"
    ),
    .init(
      "column: time", "column: [a, b, c]", "13:11",
      "time.column: expected one column, or a list of two: a date and a time"),
    .init(
      "column: time", "column: [a, '']", "13:11",
      "time.column: expected one column, or a list of two: a date and a time"),
    .init(
      "column: time", "column: []", "13:11", "time.column: expected one column, or a list of two: a date and a time"),
    .init("column: time", "column: [a, [b]]", "13:15", "time.column: expected a text, found a list"),
    .init(
      "column: time", "column: {a: b}", "13:11",
      "time.column: expected the name of the time column, or a list of two, found keys and values"),
    .init(
      "  column: time\n  format: rfc3339\n", "  from: path\n  column: a\n", "14:11",
      "time.column: has no meaning with from: path"),
    .init(
      "  column: time\n  format: rfc3339\n", "  from: path\n  format: rfc3339\n", "14:11",
      "time.format: has no meaning with from: path"),
    .init(
      "  column: time\n  format: rfc3339\n", "  from: path\n  pivot: 70\n", "14:10",
      "time.pivot: has no meaning with from: path"),
    .init(
      "  column: time\n  format: rfc3339\n", "  from: path\n  hour_24: refuse\n", "14:12",
      "time.hour_24: has no meaning with from: path"),
    .init(
      "  column: time\n  format: rfc3339\n", "  from: path\n  nonexistent: refuse\n", "14:16",
      "time.nonexistent: has no meaning with from: path"),
    .init(
      "  column: time\n  format: rfc3339\n", "  from: path\n  ambiguous: refuse\n", "14:14",
      "time.ambiguous: has no meaning with from: path"),
    .init(
      "  column: time\n  format: rfc3339\n", "  from: path\n  midnight_stamp: next_day\n", "14:19",
      "time.midnight_stamp: has no meaning with from: path"),
    .init(adding: "time: {column: a}", to: points, "9:16", "time.column: has no meaning in line protocol"),
    .init(adding: "time: {format: rfc3339}", to: points, "9:16", "time.format: has no meaning in line protocol"),
    .init(adding: "time: {pivot: 70}", to: points, "9:15", "time.pivot: has no meaning in line protocol"),
    .init(adding: "time: {hour_24: refuse}", to: points, "9:17", "time.hour_24: has no meaning in line protocol"),
    .init(
      adding: "time: {nonexistent: refuse}", to: points, "9:21", "time.nonexistent: has no meaning in line protocol"),
    .init(adding: "time: {ambiguous: refuse}", to: points, "9:19", "time.ambiguous: has no meaning in line protocol"),
    .init(
      adding: "time: {midnight_stamp: next_day}", to: points, "9:24",
      "time.midnight_stamp: has no meaning in line protocol"),
    .init(
      wide: "{column: time, format: rfc3339}", "{from: path}", "7:14",
      "time.from: path needs a date in source.path, {yyyy} at least"),
    .init(
      adding: "time: {from: path}", to: points, "9:14", "time.from: path needs a date in source.path, {yyyy} at least"),
    .init(adding: "time: {stamp: end}", to: points, "9:7", "time.period is missing; with stamp: end"),
    .init(adding: "time: {zone: UTC}", to: points, "9:8", "unknown key time.zone"),
    .init(adding: "time: now", to: points, "9:7", "time: expected keys and values, found \"now\""),
    .init(adding: "grace: soon", "26:8", "grace: expected a duration such as 30s"),
  ]
}
