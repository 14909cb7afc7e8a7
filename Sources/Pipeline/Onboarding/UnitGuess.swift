import Foundation

/// The unit that a column's name gives: `온도(℃)`, `pressure [bar]`, `Usage_kWh`.
enum UnitGuess {
  /// Units that are known behind `_` or a blank, where anything could stand.
  private static let suffixes: Set<String> = [
    "kWh", "MWh", "Wh", "kW", "MW", "kVA", "kVar", "kVarh", "kVAr", "kVArh", "Hz", "kHz", "rpm", "RPM", "bar", "mbar",
    "kPa", "MPa", "hPa", "Pa", "mA", "kV", "mV", "degC", "degF", "mm", "cm", "km", "kg", "ton", "ppm", "ppb", "lux",
    "ms", "kgf", "Nm", "m3", "tCO2", "psi", "°C", "℃", "°F", "%", "dB", "Nm3", "LPM", "lpm",
  ]
  private static let energies: Set<String> = [
    "kWh", "MWh", "Wh", "kVarh", "kVArh", "m3", "㎥", "Nm3", "tCO2", "ton", "EA", "ea", "개", "pcs", "B", "requests",
  ]

  static func unit(of name: String) -> Guess<String>? {
    for (open, close) in [("(", ")"), ("[", "]"), ("（", "）")] where name.hasSuffix(close) {
      guard let start = name.range(of: open, options: .backwards) else { continue }
      let inner = name[start.upperBound...].dropLast().trimmed
      if !inner.isEmpty, inner.count <= 12, !inner.allSatisfy(\.isNumber), start.lowerBound > name.startIndex {
        return .sure(inner, "the column's name says so")
      }
    }
    let parts = name.split { $0 == "_" || $0 == " " || $0 == "." }
    guard parts.count >= 2, let last = parts.last.map(String.init), suffixes.contains(last) else { return nil }
    return .sure(last, "the column's name ends with it")
  }

  /// Whether values in a unit are rather quantities of a period than levels.
  static func isAmount(_ unit: String) -> Bool { energies.contains(unit) }
}

extension Substring {
  fileprivate var trimmed: String {
    let start = drop { $0 == " " }
    return String(start.reversed().drop { $0 == " " }.reversed())
  }
}
