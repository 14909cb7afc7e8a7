// What the oracle is asked: the meaning of a job, and the files to read under it.
//
// The oracle is the slow and obvious reading of docs/semantics.md and docs/statistics.md. The tests hold the fast core
// against it, so it shares no code with the core and no cleverness either: a file is bytes, then an array of records,
// then arrays of fields, then typed values.

/// The part of a job that decides what a reading means.
package struct OracleJob: Sendable {
  /// How the columns of a file become readings.
  package enum Layout: Sendable {
    /// One cell a record. Without a sensor column the sensor code is `OracleFile.sensor`.
    case narrow(sensorColumn: String?, valueColumn: String, qualityColumn: String?)
    /// One cell for each of these columns.
    case wide([(column: String, sensor: String)])
  }

  /// How the time column is written.
  package enum Time: Sendable {
    case rfc3339
    /// The letters of docs/semantics.md; two-digit years below the pivot are 20xx.
    case pattern(String, pivot: Int = 70)
    /// A number of units since 1970, of which a microsecond is so many decimals away: 6 of seconds, −3 of nanoseconds.
    case epoch(places: Int)
  }

  /// What a local time that the zone skips or has twice means; `refuse` for both is the default.
  package enum Nonexistent: Sendable, CaseIterable {
    case refuse, shiftForward
  }

  package enum Ambiguous: Sendable, CaseIterable {
    case refuse, earlier, later
  }

  /// What is kept of the readings on one instant; the names are those of a job file.
  package enum Duplicates: String, Sendable, CaseIterable {
    // swift-format-ignore: AlwaysUseLowerCamelCase
    case keep_all
    case first
    case last
    // swift-format-ignore: AlwaysUseLowerCamelCase
    case best_quality
  }

  /// The lengths of windows, finest first; the names are those of a job file.
  package enum Level: String, Sendable, CaseIterable {
    case minute
    // swift-format-ignore: AlwaysUseLowerCamelCase
    case quarter_hour
    case hour
  }

  package var layout: Layout
  package var timeColumn: String
  package var time: Time
  /// The IANA name of the zone of local times and of windows.
  package var zone: String
  package var stampIsEnd: Bool
  package var midnightSameDay: Bool
  /// Whether 24:00 is 00:00 of the next day; else it is refused.
  package var hour24IsNextDay = false
  package var nonexistent = Nonexistent.refuse
  package var ambiguous = Ambiguous.refuse
  /// The period of the time column, 0 where none is declared.
  package var periodMicroseconds: Int64
  /// The earliest instant that is plausible, in microseconds of UTC.
  package var plausibleFrom: Int64
  /// Now; one day later is still plausible.
  package var now: Int64
  package var delimiter: UInt8
  package var quote: UInt8?
  package var treatUncertainAsBad: Bool
  package var duplicates: Duplicates
  package var levels: [Level]
  /// The number of decimals of each sensor that declares a resolution.
  package var decimals: [String: Int]
  /// The further traits of each sensor that declares any.
  package var traits: [String: OracleTraits] = [:]
  /// What is computed of every sensor that has no statistics of its own.
  package var statistics: [OracleTraits.Statistic] = []
  /// How long a reading governs the time behind it, where its sensor does not say; microseconds.
  package var longestHold: Int64?
  /// How event time is cut into intervals: what an interval sees of the readings around it depends on it.
  package var interval = IntervalKind.day
  /// The usual distance of two records, for those who make files for the statistics; microseconds.
  var step: Int64 = 0
  /// The distances that such a job declares are multiples of it; microseconds.
  var unit: Int64 = 1_000_000
  package var dialect = OracleDialect()
  package var numbers = OracleNumbers()
  package var filter: OracleFilter?
  package var badCellRefusesRow = false
  /// The column that a wide file's sensors are composed of: `{line}/{column}`.
  package var lineColumn: String?
  /// The instants asked for, `[from, to)`; all else is outside.
  package var from: Int64?
  package var to: Int64?

  package init(
    layout: Layout = .narrow(sensorColumn: "sensor", valueColumn: "value", qualityColumn: nil),
    timeColumn: String = "time",
    time: Time = .rfc3339,
    zone: String = "UTC",
    stampIsEnd: Bool = false,
    midnightSameDay: Bool = false,
    periodMicroseconds: Int64 = 0,
    plausibleFrom: Int64 = 0,
    now: Int64 = 4_102_444_800_000_000,
    delimiter: UInt8 = UInt8(ascii: ","),
    quote: UInt8? = UInt8(ascii: "\""),
    treatUncertainAsBad: Bool = true,
    duplicates: Duplicates = .keep_all,
    levels: [Level] = [.minute, .quarter_hour, .hour],
    decimals: [String: Int] = [:],
    from: Int64? = nil,
    to: Int64? = nil
  ) {
    self.layout = layout
    self.timeColumn = timeColumn
    self.time = time
    self.zone = zone
    self.stampIsEnd = stampIsEnd
    self.midnightSameDay = midnightSameDay
    self.periodMicroseconds = periodMicroseconds
    self.plausibleFrom = plausibleFrom
    self.now = now
    self.delimiter = delimiter
    self.quote = quote
    self.treatUncertainAsBad = treatUncertainAsBad
    self.duplicates = duplicates
    self.levels = levels
    self.decimals = decimals
    self.from = from
    self.to = to
  }
}

/// One object: its bytes, and what its path says of it.
package struct OracleFile: Sendable {
  package var path: String
  /// The revision captured from the path, empty where none is.
  package var revision: String
  /// The sensor code of every record, where no column holds it.
  package var sensor: String?
  package var bytes: [UInt8]

  package init(path: String, revision: String = "", sensor: String? = nil, bytes: [UInt8]) {
    self.path = path
    self.revision = revision
    self.sensor = sensor
    self.bytes = bytes
  }
}
