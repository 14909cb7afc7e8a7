import Aggregation
import Extraction
import Loading
package import Rows
import Scanning

extension JobSpec {
  /// Of everything in the job that decides what is made of the same input: not of comments, budgets or who reads it.
  package var definitionFingerprint: ContentID {
    ContentHash.hash(definitionText)
  }

  /// The normalised definition, a line for each decision; texts carry their length, so that no two definitions read
  /// alike.
  var definitionText: String {
    var lines = ["definition v1", "transform \(Self.transformVersion)"]
    func add(_ name: String, _ value: String) { lines.append("\(name) \(value.utf8.count):\(value)") }
    add("company", company)
    add("plant", plant)
    add("zone", zone.name)
    add("zone data", zoneContent.description)
    add("interval", intervalKind.rawValue)
    add("levels", levels.map(\.rawValue).joined(separator: ","))
    add("start", start.description)
    add("path", source.pattern.text)
    add("path margin", String(pathMargin))
    add("delimiter", String(dialect.delimiter))
    add("quote", dialect.quote.map { String($0) } ?? "none")
    add("time column", time.column)
    add("time format", time.formatText)
    add("stamp", "\(time.stampIsEnd) \(time.midnightIsSameDay) \(time.period)")
    add("plausible from", time.plausibleFrom.description)
    add("quality", "\(quality.scheme.rawValue) \(quality.treatUncertainAsBad)")
    add("quality column", quality.column ?? "")
    add("duplicates", duplicates.rawValue)
    add("unknown sensor", unknownSensor.rawValue)
    switch layout {
    case .narrow(.column(let sensor), let value):
      add("sensor column", sensor)
      add("value column", value)
    case .narrow(.path(let template), let value):
      add("sensor path", template)
      add("value column", value)
    case .wide(let columns):
      for column in columns {
        add("column", column.column)
        add("its sensor", column.sensor)
        add("its traits", column.traits.text)
      }
    }
    for rule in sensorRules {
      add("sensors", rule.match.text)
      add("their traits", rule.traits.text)
    }
    return lines.joined(separator: "\n")
  }
}

extension SensorTraits {
  fileprivate var text: String {
    "\(sensorClass.rawValue) \(decimals) \(period ?? 0) \(unit ?? "")"
  }
}
