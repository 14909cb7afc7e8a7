/// Good job files, so many that every key has one in which it has a meaning.
enum GoodJobs {
  static let all: [String] = [
    // What a stamp ends, and declared columns.
    narrow(
      time: "{column: [date, clock], format: yyyy-MM-dd HH:mm, stamp: end, midnight_stamp: same_day, period: 15m}",
      "schema: {columns: [date, clock, sensor, value], new_columns: refuse, moved_columns: refuse}"),
    // No time column, and decimals with a comma.
    narrow(
      time: "{from: path}",
      "csv: {delimiter: ';', quote: none}", "numbers: {decimal: ',', thousands: blank, sentinels: ['-999,5']}",
      "schema: {columns: [sensor, value], renamed: {Sensor: sensor}}"),
    // What only some formats of times need.
    narrow(
      time: "{column: time, format: d.M.yy H:mm, pivot: 30, hour_24: next_day, nonexistent: refuse, ambiguous: later}",
      "sensors: [{match: '*'}]", "unknown_sensor: refuse"),
    // Where the sensor comes from.
    narrow(sensor: "{path: '{line}'}", "format: tsv", "header: {rows: 2, join: /, find: false, repeats: skip}"),
    narrow(sensor: "{template: '{line}-{sensor}'}", "where: [{column: a, is: b}, {column: c, is_not: [d, e]}]"),
    narrow(sensor: "{code: S1}", "where: [{column: a, matches: 'b*'}]", "header: {find: true}"),
    // What quality means.
    narrow("quality: {scheme: map, column: q, map: {ok: good, 1: bad}, otherwise: uncertain}", "encoding: auto"),
    narrow("quality: {scheme: kma, column: q, treat_uncertain_as_bad: false}", "sensors: [{match: 'A*', scale: 10}]"),
    narrow(
      "sensors: [{match: 'A*', class: amount, unit: kWh, period: 15m}, {match: '*', resolution: 0.1, offset: -2.5}]",
      "refusals: {max_rows: 0, max_percent: 0.5, reasons: {not_a_number: {max_rows: 3}}}", "grace: 0s",
      "container: {trailing: ignore, max_ratio: 50, max_bytes: 1GiB}", "lines: {end: cr, skip: 2, comment: '#'}"),
    // One sensor a column.
    start + "time: {column: time, format: epoch_ms}\nlayout: wide\nsensor: {template: '{line}/{column}'}\n"
      + "values:\n  - {column: a, quality: qa, class: amount, period: 1h}\n  - {column: b, scale: 0.1}\n"
      + "quality: {scheme: airkorea}\n",
    start + "time: {column: time, format: rfc3339}\nlayout: wide\nvalues: [{column: a, resolution: 1}, {column: b}]\n",
    // One column of fixed width, at the end of the longest line.
    start + "format: fixed\nfixed: {columns: [{name: v, from: 1048576, to: 1048576}], short_lines: pad}\n"
      + "time: {from: path}\nsensor: {code: S1}\nvalue: {column: v}\n",
    // What is computed.
    narrow(
      "statistics: [time_weighted, percentiles, vector]", "longest_hold: 3m",
      "sensors: [{match: 'C*', class: counter, modulus: 65536, jitter: 0.5, rate_max: 2}, {match: 'S*', class: state}, "
        + "{match: 'G*', statistics: [time_weighted], interpolation: linear, period: 10s, longest_hold: 1m, "
        + "limits: {low: -5}, stuck_after: 10m, spike: {readings: 5, threshold: 4}, drift_max: 10, gap_after: 5m}]"),
    start + "time: {column: time, format: rfc3339}\nlayout: wide\nvalues: [{column: a, class: counter, modulus: 1e6}, "
      + "{column: b, statistics: [time_weighted], interpolation: linear, limits: {high: 3}, spike: {}}, "
      + "{column: c, period: 10s, drift_max: 10}]\n",
    // Coarser windows, made from finer ones.
    narrow("levels: [quarter_hour, day, hour]"),
    narrow("levels: [month, hour, day]", "interval: hour", "statistics: [percentiles]"),
    narrow("levels: [shift, minute]", "shifts: registers/shifts.yaml"),
    // Line protocol.
    start + "format: influx\nsensor: {template: '{measurement}/{tag.host}/{field}'}\n"
      + "influx: {precision: s, fields: [usage]}\nwhere: [{column: tag.host, is: a}]\n"
      + "time: {stamp: end, period: 1m, plausible_from: 2020-01-01}\nsensors: [{match: '*/usage', unit: '%'}]\n",
  ]

  private static let start = """
    job: press
    company: acme
    plant: pohang
    zone: Asia/Seoul
    start: 2026-05-01
    source: {root: data, path: "{line}/{yyyy}/*.csv"}

    """

  private static func narrow(
    time: String = "{column: time, format: rfc3339}", sensor: String = "{column: sensor}", _ more: String...
  ) -> String {
    let lines = ["time: \(time)", "sensor: \(sensor)", "value: {column: value}"] + more
    return start + lines.joined(separator: "\n") + "\n"
  }
}
