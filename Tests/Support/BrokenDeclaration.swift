/// A job or site file that is refused: what is changed in a good one, and the one line that must say so.
package struct BrokenDeclaration: Sendable, CustomStringConvertible {
  package private(set) var isSite = false
  package let text: String
  /// `line:column` of the problem.
  package let place: String
  package let message: String

  package init(job text: String, _ place: String, _ message: String) {
    self.text = text
    self.place = place
    self.message = message
  }

  /// A job file with one text in it replaced by another.
  init(in good: String = Self.job, _ old: String, _ new: String, _ place: String, _ message: String) {
    precondition(good.contains(old), "\(old) is not in the good declaration")
    self.init(job: good.replacing(old, with: new, maxReplacements: 1), place, message)
  }

  /// A job file with lines behind its last one.
  init(adding lines: String, to good: String = Self.job, _ place: String, _ message: String) {
    self.init(job: good + lines + "\n", place, message)
  }

  /// A site file with one text in it replaced by another.
  init(site old: String, _ new: String, _ place: String, _ message: String) {
    self.init(in: Self.site, old, new, place, message)
    isSite = true
  }

  /// A wide job with one text in it replaced by another.
  init(wide old: String, _ new: String, _ place: String, _ message: String) {
    self.init(in: Self.wide, old, new, place, message)
  }

  package var description: String { "\(place) \(message)" }

  /// All the broken job files.
  package static var jobs: [BrokenDeclaration] {
    form + keys + values + levels + contradictions + places + lines + formats + fixedWidth + schemas + times + sensors
      + statistics
      + qualities + refusals
  }

  package static let job = """
    job: press
    company: acme
    plant: pohang
    zone: Asia/Seoul
    interval: day
    start: 2026-05-01
    levels: [minute, hour]
    source:
      root: data
      path: press/{line}-{yyyy}.csv
    csv: {delimiter: ";"}
    time:
      column: time
      format: rfc3339
    sensor: {column: sensor}
    value: {column: value}
    quality:
      scheme: opc_da
      column: quality
    sensors:
      - {match: "A*", class: amount, period: 15m}
      - match: "B*"
        resolution: 0.01
    refusals:
      max_rows: 3

    """

  package static let wide = """
    job: press
    company: acme
    plant: pohang
    zone: Asia/Seoul
    start: 2026-05-01
    source: {root: data, path: press/*.csv}
    time: {column: time, format: rfc3339}
    layout: wide
    values:
      - {column: a, sensor: S1}
      - {column: b, sensor: S2}

    """

  package static let site = """
    jobs: .
    roots:
      data: ../data
    state: ../state
    database: environment

    """

  /// Line protocol.
  package static let points = """
    job: press
    company: acme
    plant: pohang
    zone: Asia/Seoul
    start: 2026-05-01
    source: {root: data, path: "{line}/*.lp"}
    format: influx
    sensor: {template: "{line}/{tag.host}/{field}"}

    """

  /// JSON Lines.
  package static let objects = """
    job: press
    company: acme
    plant: pohang
    zone: Asia/Seoul
    start: 2026-05-01
    source: {root: data, path: press/*.jsonl}
    format: jsonl
    time: {column: data.at, format: rfc3339}
    sensor: {column: data.id}
    value: {column: "values[0].v"}

    """

  /// Columns of fixed width.
  package static let fixed = """
    job: press
    company: acme
    plant: pohang
    zone: Asia/Seoul
    start: 2026-05-01
    source: {root: data, path: press/*.txt}
    format: fixed
    fixed:
      columns:
        - {name: time, from: 1, to: 20}
        - {name: sensor, from: 21, to: 28}
        - {name: value, from: 29, to: 40}
    time: {column: time, format: rfc3339}
    sensor: {column: sensor}
    value: {column: value}

    """

  /// The jobs that the broken ones are made from.
  package static let goodJobs = [job, wide, points, objects, fixed]
}
