// What the oracle answers: windows, refusals and the counts of the balance.

/// Whether the bytes of one text stand before those of another.
func bytewiseBefore(_ a: String, _ b: String) -> Bool {
  a.utf8.lexicographicallyPrecedes(b.utf8)
}

/// Whether two texts are the same bytes; `==` would also take canonically equivalent ones for the same.
func sameBytes(_ a: String, _ b: String) -> Bool {
  a.utf8.elementsEqual(b.utf8)
}

/// One window of one sensor. Sensor codes are compared byte by byte.
package struct OracleKey: Hashable, Comparable, Sendable {
  package var sensor: String
  package var level: OracleJob.Level
  /// Microseconds of UTC.
  package var start: Int64

  package init(sensor: String, level: OracleJob.Level, start: Int64) {
    self.sensor = sensor
    self.level = level
    self.start = start
  }

  package static func == (a: OracleKey, b: OracleKey) -> Bool {
    sameBytes(a.sensor, b.sensor) && a.level == b.level && a.start == b.start
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(Array(sensor.utf8))
    hasher.combine(level)
    hasher.combine(start)
  }

  package static func < (a: OracleKey, b: OracleKey) -> Bool {
    if !sameBytes(a.sensor, b.sensor) { return bytewiseBefore(a.sensor, b.sensor) }
    if a.level != b.level { return seconds(of: a.level) < seconds(of: b.level) }
    return a.start < b.start
  }
}

/// What one window holds.
package struct OracleWindow: Equatable, Sendable {
  package var end: Int64
  package var n = 0
  package var nBad = 0
  package var nNull = 0
  package var nDuplicate = 0
  package var min: Double?
  package var max: Double?
  package var first: Double?
  package var last: Double?
  package var firstAt: Int64?
  package var lastAt: Int64?
  /// The sum with exactly the declared decimals; nil where no resolution is declared.
  package var sumExact: String?
  /// The sum where no resolution is declared, folded as the contract says; nil elsewhere.
  package var sumFloat: Double?
  package var mean: Double?
  package var m2: Double?
  /// Nil where the job declares no statistic beyond these.
  package var statistics: OracleStatistics?
}

/// One refused record, or one refused cell with the place of its record.
package struct OracleRefusal: Hashable, Comparable, Sendable {
  package var path: String
  package var record: Int
  package var offset: Int
  package var length: Int
  package var reason: String
  /// The column of a refused cell, empty for a refused record.
  package var field: String

  package init(path: String, record: Int, offset: Int, length: Int, reason: String, field: String = "") {
    self.path = path
    self.record = record
    self.offset = offset
    self.length = length
    self.reason = reason
    self.field = field
  }

  package static func < (a: OracleRefusal, b: OracleRefusal) -> Bool {
    if a.path != b.path { return bytewiseBefore(a.path, b.path) }
    if a.record != b.record { return a.record < b.record }
    if a.field != b.field { return bytewiseBefore(a.field, b.field) }
    if a.offset != b.offset { return a.offset < b.offset }
    if a.length != b.length { return a.length < b.length }
    return a.reason < b.reason
  }
}

/// The balance of one file.
package struct OracleCounts: Equatable, Sendable {
  package var records = 0
  package var parsed = 0
  package var refused = 0
  package var filtered = 0
  package var blank = 0
  package var preamble = 0
  package var cells = 0
  package var loaded = 0
  package var null = 0
  package var cellsRefused = 0
  package var dropped = 0
  package var outside = 0
}

/// All that the oracle decides about some files.
package struct OracleResult: Sendable {
  package var windows: [OracleKey: OracleWindow] = [:]
  /// Whether the windows have statistics beyond the plain ones.
  package var declaresStatistics = false
  package var refusals: [OracleRefusal] = []
  /// By path.
  package var counts: [String: OracleCounts] = [:]
}
