package import Rows
import Scanning

/// `30s`, `15m`, `1h`, `2d` to microseconds; nil for what is none, zero or negative.
func parseDuration(_ text: String) -> Int64? {
  let units: [Character: Int64] = ["s": 1, "m": 60, "h": 3600, "d": 86_400]
  guard let unit = text.last.flatMap({ units[$0] }), let count = Int64(text.dropLast()), count >= 1,
    count <= 100_000_000, text.utf8.allSatisfy({ $0 != 43 })
  else { return nil }
  return count * unit * Civil.microsecondsPerSecond
}

/// `1`, `0.1`, … to the number of decimals.
func parseResolution(_ text: String) -> Int8? {
  if text == "1" { return 0 }
  for decimals in 1...9 where text == "0." + String(repeating: "0", count: decimals - 1) + "1" {
    return Int8(decimals)
  }
  return nil
}

/// `512MiB`, `64GiB` to bytes; nil for what is none.
func parseByteCount(_ text: String) -> Int? {
  let units = ["KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30]
  guard let unit = units[String(text.suffix(3))], let count = Int(text.dropLast(3)), count >= 1,
    text.utf8.first != UInt8(ascii: "+")
  else { return nil }
  let (bytes, overflows) = count.multipliedReportingOverflow(by: unit)
  return overflows ? nil : bytes
}

/// A finite decimal number; nil for hexadecimal ones too.
func parseNumber(_ text: String) -> Double? {
  guard text.utf8.allSatisfy({ $0 >= 48 && $0 <= 57 || [43, 45, 46, 69, 101].contains($0) }) else { return nil }
  return Double(text).flatMap { $0.isFinite ? $0 : nil }
}

/// A number as a file writes it, with the file's own marks; nil for what is none there.
func parseNumber(_ text: String, as format: NumberFormat) -> Double? {
  func mark(_ byte: UInt8) -> Character { Character(UnicodeScalar(byte)) }
  // Marks between thousands and of decimals stand before the exponent.
  let exponent = text.firstIndex { $0 == "e" || $0 == "E" } ?? text.endIndex
  var parts = text[..<exponent].split(
    separator: mark(format.decimalMark), maxSplits: 1, omittingEmptySubsequences: false)
  if let thousands = format.thousandsMark, parts[0].contains(mark(thousands)) {
    let signs: Set<Character> = ["+", "-"]
    let groups = parts[0].drop { signs.contains($0) }
      .split(separator: mark(thousands), omittingEmptySubsequences: false)
    guard 1...3 ~= groups[0].count, groups.dropFirst().allSatisfy({ $0.count == 3 }) else { return nil }
    parts[0].removeAll { $0 == mark(thousands) }
  }
  guard parts.allSatisfy({ !$0.contains(".") }) else { return nil }
  return parseNumber(parts.joined(separator: ".") + text[exponent...])
}

/// What a quality text is declared to mean.
func parseMeaning(_ text: String) -> QualityMeaning? {
  switch text {
  case "good": .code(Quality.good)
  case "uncertain": .code(Quality.uncertain)
  case "bad": .code(Quality.bad)
  case "missing": .missing
  default: UInt8(text).map { .code($0) }
  }
}

/// `2026-05-01` to days since 1970-01-01; nil for what is no date.
func parseDate(_ text: String) -> Int? {
  let parts = text.split(separator: "-", omittingEmptySubsequences: false)
  guard parts.count == 3, parts[0].count == 4, parts[1].count == 2, parts[2].count == 2,
    parts.allSatisfy({ $0.utf8.allSatisfy { $0 >= 48 && $0 <= 57 } }), let year = Int(parts[0]),
    let month = Int(parts[1]), let day = Int(parts[2]), year >= 1, 1...12 ~= month,
    1...Civil.daysIn(month: month, of: year) ~= day
  else { return nil }
  return Civil.days(year: year, month: month, day: day)
}

/// `08:00` to minutes of the day; nil for what is none.
func parseClock(_ text: String) -> Int? {
  let parts = text.split(separator: ":", omittingEmptySubsequences: false)
  guard parts.count == 2, parts.allSatisfy({ $0.count == 2 && $0.utf8.allSatisfy { $0 >= 48 && $0 <= 57 } }),
    let hour = Int(parts[0]), let minute = Int(parts[1]), hour < 24, minute < 60
  else { return nil }
  return hour * 60 + minute
}

/// A local date (its first instant) or an RFC 3339 time.
package func parseInstant(_ text: String, zone: ZoneOffsets) -> Instant? {
  if text.utf8.count == 10 {
    return parseDate(text).map { Instant(microseconds: zone.startOfDay(days: $0)) }
  }
  return Instant(rfc3339: text)
}
