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
  /// In the order of `CoarserLevel`: days stand before months, which are made from them.
  package var coarser: [CoarserLevel] = []
  /// Of a job that has shifts.
  package var shifts: ShiftRegister?
  package var start: Instant
  /// Microseconds after an interval's end until it is due.
  package var grace: Int64
  package var source: SourceSpec
  /// How many intervals a reading may lie before or after the date in its object's path.
  package var pathMargin: Int
  package var expansion: ExpansionPolicy
  /// Nil: looked for in each object, with a warning.
  package var encoding: TextEncoding?
  package var format: RecordFormat
  package var lines: LineRules
  package var header: HeaderRules
  package var points: Points
  package var time: TimeColumn
  package var layout: Layout
  package var quality: QualityColumn
  package var numbers: NumberFormat
  package var badCellRefusesRow: Bool
  package var filters: [RowFilter]
  package var schema: SchemaPolicy
  package var duplicates: DuplicateRule
  package var sensorRules: [SensorRule]
  /// Of a sensor that no rule names.
  package var inferredTraits: SensorTraits
  package var unknownSensor: UnknownSensor
  package var budget: RefusalBudget

  /// Of line protocol.
  package struct Points: Sendable, Equatable {
    package enum Precision: String, Sendable, CaseIterable {
      // swift-format-ignore: AlwaysUseLowerCamelCase
      case ns, us, ms, s

      package var nanoseconds: Int64 {
        switch self {
        case .ns: 1
        case .us: 1000
        case .ms: 1_000_000
        case .s: 1_000_000_000
        }
      }
    }

    package var precision = Precision.ns
    /// Take only these; nil: all.
    package var fields: [String]?
  }

  package struct TimeColumn: Sendable, Equatable {
    /// One, or a date and a time; none where the file has no such column.
    package var columns: [String]
    /// Every record stands at the start of the date in its object's path.
    package var isFromPath: Bool
    package var format: TimeFormat
    package var formatText: String
    package var stampIsEnd: Bool
    package var midnightIsSameDay: Bool
    /// Microseconds; 0: none declared.
    package var period: Int64
    package var plausibleFrom: Instant
    package var hour24 = Hour24.refuse
    package var nonexistent = NonexistentTime.refuse
    package var ambiguous = AmbiguousTime.refuse
  }

  package enum Layout: Sendable, Equatable {
    /// One reading a record.
    case narrow(sensor: SensorSource, value: String)
    /// One sensor a column, or a composed one a record and column.
    case wide([ValueColumn], template: String?)
    /// Line protocol: one reading a field of a point.
    case points(template: String)
  }

  package enum SensorSource: Sendable, Equatable {
    case column(String)
    /// Over fields captured from the path: `{folder}/{name}`.
    case path(String)
    /// Over columns and captured fields: `{line}-{tag}`.
    case template(String)
    case code(String)
  }

  package struct ValueColumn: Sendable, Equatable {
    package var column: String
    package var sensor: String
    /// The column with this one's quality.
    package var quality: String?
    package var traits: SensorTraits
  }

  package struct QualityColumn: Sendable, Equatable {
    package var reading: QualityReading
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
  package func dueAt(_ interval: Interval) -> Instant { interval.to.advanced(byMicroseconds: dueDelay) }

  /// Microseconds after an interval's end until it is due: what it looks ahead to must have come.
  package var dueDelay: Int64 { grace + reach.lookahead }

  /// How far any sensor looks around an interval.
  package var reach: EdgeReach {
    EdgeReach(
      calendar: calendar, lookback: plans.map(\.lookback).max() ?? 0, lookahead: plans.map(\.lookahead).max() ?? 0)
  }

  /// What is computed, for every way in which the job declares a sensor.
  var plans: [SensorPlan] {
    var plans = sensorRules.map(\.traits.plan)
    if case .wide(let columns, _) = layout {
      plans += columns.map(\.traits.plan)
    } else if unknownSensor == .register {
      plans.append(inferredTraits.plan)
    }
    return plans
  }

  /// Whether any sensor has statistics beside the plain seven.
  package var hasChosenStatistics: Bool { plans.contains { !$0.isPlain } }

  package var recipe: SeriesRecipe {
    SeriesRecipe(
      duplicates: duplicates, levels: levels, zone: zone, treatUncertainAsBad: quality.treatUncertainAsBad)
  }

  /// - Parameter encoding: of the object, where it had to be looked for.
  package func scanRecipe(now: Instant, encoding found: TextEncoding? = nil) -> ScanRecipe {
    let plausible = Interval(
      from: time.plausibleFrom, to: now.advanced(byMicroseconds: Civil.microsecondsPerDay))
    var recipe = ScanRecipe(
      format: format, encoding: found ?? encoding ?? .utf8, lines: lines,
      time: TimeRecipe(
        format: time.format, zone: zone, stampIsEnd: time.stampIsEnd, midnightIsSameDay: time.midnightIsSameDay,
        period: time.period, plausible: plausible, hour24: time.hour24,
        nonexistent: time.nonexistent, ambiguous: time.ambiguous),
      quality: quality.reading)
    recipe.numbers = numbers
    recipe.filters = filters
    recipe.conversions = conversions
    recipe.badCellRefusesRow = badCellRefusesRow
    recipe.pointFields = points.fields
    recipe.pointUnitNanoseconds = points.precision.nanoseconds
    return recipe
  }

  /// The first bytes of a refused record as a person can read them, as far as they are text.
  package func readable(_ raw: [UInt8]) -> String {
    raw.withUnsafeBufferPointer { bytes in
      var text: [UInt8] = []
      let found = encoding ?? EncodingGuess(sample: bytes, isWhole: false).encoding
      // The last character may be cut.
      if let fault = found.decode(bytes, appendingTo: &text), fault + 4 < bytes.count {
        return String(decoding: bytes, as: UTF8.self)
      }
      return String(decoding: text, as: UTF8.self)
    }
  }

  /// All conversions that the job declares, each once; sensors know theirs by its place.
  package var conversions: [Conversion] {
    var all: [Conversion] = []
    if case .wide(let columns, _) = layout { all += columns.compactMap(\.traits.conversion) }
    all += sensorRules.compactMap(\.traits.conversion)
    return all.reduce(into: []) { list, conversion in
      if !list.contains(conversion) { list.append(conversion) }
    }
  }

  /// The declared traits of a sensor, and whether a rule names it; nil where the job refuses sensors that none names.
  package func traits(of code: String) -> (traits: SensorTraits, isInferred: Bool)? {
    if case .wide(let columns, let template) = layout,
      let column = columns.first(where: { $0.pattern(in: template)?.matches(code) ?? ($0.sensor == code) })
    {
      return (column.traits, false)
    }
    if let rule = sensorRules.first(where: { $0.match.matches(code) }) { return (rule.traits, false) }
    return unknownSensor == .register ? (inferredTraits, true) : nil
  }
}

extension JobSpec.ValueColumn {
  /// The codes that a template composes for this column; nil where there is no template.
  fileprivate func pattern(in template: String?) -> TextPattern? {
    template.map { template in
      TextPattern(fillTemplate(template) { $0 == "column" ? sensor : "*" })
    }
  }
}

/// What a change of the columns means.
package struct SchemaPolicy: Sendable, Equatable {
  package enum Answer: String, Sendable, CaseIterable {
    case ignore, note, refuse
  }
  package enum Missing: String, Sendable, CaseIterable {
    case refuse
    case null
  }

  /// The columns that a file should have; empty: none are declared.
  package var columns: [String] = []
  package var new = Answer.note
  package var moved = Answer.note
  package var missing = Missing.refuse

  package init() {}
}

/// What is declared of a sensor.
package struct SensorTraits: Sendable, Equatable {
  package var sensorClass = SensorRegistration.Class.gauge
  package var unit: String?
  /// −1: no resolution declared.
  package var decimals: Int8 = -1
  /// Microseconds: what one reading of an amount covers, else the declared distance of readings.
  package var period: Int64?
  package var conversion: Conversion?
  /// What is computed beside the plain seven.
  package var plan = SensorPlan()

  package init() {}
}

/// Traits for all sensors whose code matches; the first rule that matches counts.
package struct SensorRule: Sendable, Equatable {
  package var match: TextPattern
  package var traits: SensorTraits
}

/// How much of an object may be refused before all of it is: judged at the end of its scan.
package struct RefusalBudget: Sendable, Equatable {
  package struct Limit: Sendable, Equatable {
    package var rowsMax: Int
    package var percentMax: Double

    package init(rowsMax: Int, percentMax: Double) {
      self.rowsMax = rowsMax
      self.percentMax = percentMax
    }

    /// Whether a count exceeds both limits.
    func isExceeded(_ refused: Int, of records: Int) -> Bool {
      refused > rowsMax && Double(refused) * 100 > percentMax * Double(records)
    }
  }

  package var all = Limit(rowsMax: 100, percentMax: 1)
  package var reasons: [RefusalReason: Limit] = [:]

  package init() {}

  package enum Excess: Equatable {
    case all
    case reason(RefusalReason)
  }

  /// Refused records and cells together are over the budget when they exceed both limits, and so are those of one
  /// reason; an object of which every record was refused always is.
  package func excess(_ reasons: [RefusalReason: Int], refused: Int, parsed: Int, records: Int) -> Excess? {
    if refused == 0 { return nil }
    if parsed == 0 || all.isExceeded(refused, of: records) { return .all }
    for (reason, limit) in self.reasons.sorted(by: { $0.key.rawValue < $1.key.rawValue })
    where limit.isExceeded(reasons[reason] ?? 0, of: records) {
      return .reason(reason)
    }
    return nil
  }
}
