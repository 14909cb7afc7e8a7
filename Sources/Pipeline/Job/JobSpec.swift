package import Aggregation
package import Extraction
package import Loading
package import Rows
package import Scanning

/// A job as its file declares it, typed and checked. A value: everything a run does is a function of it, the listing,
/// the ledger and the injected now.
package struct JobSpec: Sendable {
  /// Raised by hand whenever the transform changes what it makes of the same input.
  package static let transformVersion = 1

  package var name: String
  package var about: String
  package var company: String
  package var plant: String
  package var zone: ZoneOffsets
  /// Of the zone file's bytes: other zone data are another definition.
  package var zoneContent: ContentID
  package var intervalKind: IntervalKind
  package var levels: [Level]
  package var start: Instant
  /// Microseconds after an interval's end until it is due.
  package var grace: Int64
  package var source: SourceSpec
  /// How many intervals a reading may lie before or after the date in its object's path.
  package var pathMargin: Int
  package var dialect: Dialect
  package var time: TimeColumn
  package var layout: Layout
  package var quality: QualityColumn
  package var duplicates: DuplicateRule
  package var sensorRules: [SensorRule]
  package var unknownSensor: UnknownSensor
  package var budget: RefusalBudget

  package struct TimeColumn: Sendable, Equatable {
    package var column: String
    package var format: TimeFormat
    package var formatText: String
    package var stampIsEnd: Bool
    package var midnightIsSameDay: Bool
    /// Microseconds; 0: none declared.
    package var period: Int64
    package var plausibleFrom: Instant
  }

  package enum Layout: Sendable, Equatable {
    /// One reading a record.
    case narrow(sensor: SensorSource, value: String)
    /// One sensor a column.
    case wide([ValueColumn])
  }

  package enum SensorSource: Sendable, Equatable {
    case column(String)
    /// A template over fields captured from the path: `{folder}/{name}`.
    case path(String)
  }

  package struct ValueColumn: Sendable, Equatable {
    package var column: String
    package var sensor: String
    package var traits: SensorTraits
  }

  package struct QualityColumn: Sendable, Equatable {
    package var scheme: QualityScheme
    package var column: String?
    package var treatUncertainAsBad: Bool
  }

  package enum UnknownSensor: String, Sendable, CaseIterable {
    /// Takes it as a gauge and marks it as inferred.
    case register
    case refuse
  }

  package var calendar: IntervalCalendar { IntervalCalendar(kind: intervalKind, zone: zone) }

  /// The instant from which an interval is due.
  package func dueAt(_ interval: Interval) -> Instant { interval.to.advanced(byMicroseconds: grace) }

  package var recipe: SeriesRecipe {
    SeriesRecipe(
      duplicates: duplicates, levels: levels, zone: zone, treatUncertainAsBad: quality.treatUncertainAsBad)
  }

  package func scanRecipe(now: Instant) -> ScanRecipe {
    let plausible = Interval(
      from: time.plausibleFrom, to: now.advanced(byMicroseconds: Civil.microsecondsPerDay))
    return ScanRecipe(
      dialect: dialect,
      time: TimeRecipe(
        format: time.format, zone: zone, stampIsEnd: time.stampIsEnd, midnightIsSameDay: time.midnightIsSameDay,
        period: time.period, plausible: plausible),
      quality: quality.scheme)
  }

  /// The declared traits of a sensor, and whether a rule names it; nil where the job refuses sensors that none names.
  package func traits(of code: String) -> (traits: SensorTraits, isInferred: Bool)? {
    if case .wide(let columns) = layout, let column = columns.first(where: { $0.sensor == code }) {
      return (column.traits, false)
    }
    if let rule = sensorRules.first(where: { $0.match.matches(code) }) { return (rule.traits, false) }
    return unknownSensor == .register ? (SensorTraits(), true) : nil
  }
}

/// What is declared of a sensor.
package struct SensorTraits: Sendable, Equatable {
  package var sensorClass = SensorRegistration.Class.gauge
  package var unit: String?
  /// −1: no resolution declared.
  package var decimals: Int8 = -1
  /// Microseconds; an amount has one.
  package var period: Int64?

  package init() {}
}

/// Traits for all sensors whose code matches; the first rule that matches counts.
package struct SensorRule: Sendable, Equatable {
  package var match: CodePattern
  package var traits: SensorTraits
}

/// A pattern over sensor codes: `*` stands for any characters, `?` for one.
package struct CodePattern: Sendable, Equatable {
  package let text: String

  package init(_ text: String) {
    self.text = text
  }

  package func matches(_ code: String) -> Bool {
    Self.matches(Array(text)[...], Array(code)[...])
  }

  private static func matches(_ pattern: ArraySlice<Character>, _ text: ArraySlice<Character>) -> Bool {
    guard let first = pattern.first else { return text.isEmpty }
    switch first {
    case "*":
      let rest = pattern.dropFirst()
      return (text.startIndex...text.endIndex).contains { matches(rest, text[$0...]) }
    case "?": return !text.isEmpty && matches(pattern.dropFirst(), text.dropFirst())
    default: return text.first == first && matches(pattern.dropFirst(), text.dropFirst())
    }
  }
}

/// How much of an object may be refused before all of it is: judged at the end of its scan.
package struct RefusalBudget: Sendable, Equatable {
  package var rowsMax = 100
  package var percentMax = 1.0

  package init() {}

  /// Refused records and cells together are over the budget when they exceed both limits; an object of which every
  /// record was refused always is.
  package func isExceeded(refused: Int, parsed: Int, records: Int) -> Bool {
    if refused == 0 { return false }
    if parsed == 0 { return true }
    return refused > rowsMax && Double(refused) * 100 > percentMax * Double(records)
  }
}
