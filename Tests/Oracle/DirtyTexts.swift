// The texts of fields, good and bad: times, values, quality codes, notes.

extension DirtyWriter {
  /// A readable text of an instant, unless the zone has its local time twice.
  mutating func timeText(_ instant: Int64) -> String {
    let stamp = instant + (job.stampIsEnd ? job.periodMicroseconds : 0)
    let microsecond = Int(((stamp % 1_000_000) + 1_000_000) % 1_000_000)
    let second = Int((stamp - Int64(microsecond)) / 1_000_000)
    var offset = zone.offset(at: second)
    if case .rfc3339 = job.time {
      offset = random.pick([0, 0, offset - offset % 60, random.between(-56, 56) * 900])
    }
    var written = civil(second + offset)
    if job.midnightSameDay && (second + offset) % 86_400 == 0 && microsecond == 0 {
      written = civil(second + offset - 86_400)
    }
    written.microsecond = microsecond
    return text(written, offset: offset)
  }

  /// A date and a time of day under the format of the job.
  mutating func text(_ written: Written, offset: Int) -> String {
    switch job.time {
    case .pattern(let pattern, _):
      return text(written, pattern: pattern)
    case .epoch: preconditionFailure("dirty files have no epochs")
    case .rfc3339:
      var text = text(written, pattern: "yyyy-MM-dd") + random.pick(["T", "T", "t", " "])
      text += self.text(written, pattern: "HH:mm:ss")
      let fraction = padded(written.microsecond, 6) + random.digits(3)
      if written.microsecond != 0 {
        text += "." + fraction.prefix(random.between(6, 9))
      } else if random.chance(30) {
        text += "." + fraction.prefix(6).prefix(random.between(1, 6))
      }
      if offset == 0 && random.chance(80) { return text + random.pick(["Z", "Z", "z"]) }
      let minutes = abs(offset) / 60
      return text + (offset < 0 ? "-" : "+") + padded(minutes / 60) + ":" + padded(minutes % 60)
    }
  }

  private mutating func text(_ written: Written, pattern: String) -> String {
    let parts: [(String, Int, Int)] = [
      ("yyyy", written.year, 4), ("MM", written.month, 2), ("dd", written.day, 2), ("HH", written.hour, 2),
      ("mm", written.minute, 2), ("ss", written.second, 2), ("M", written.month, 1), ("d", written.day, 1),
      ("H", written.hour, 1), ("SSSSSS", written.microsecond, 6), ("SSS", written.microsecond / 1000, 3),
    ]
    var result = ""
    var rest = Substring(pattern)
    while let character = rest.first {
      if let (letters, number, width) = parts.first(where: { rest.hasPrefix($0.0) }) {
        result += padded(number, width == 1 && random.chance(20) ? 2 : width)
        rest = rest.dropFirst(letters.count)
      } else {
        result.append(character)
        if character == " " && random.chance(5) { result += "  " }
        rest = rest.dropFirst()
      }
    }
    return result
  }

  private func padded(_ number: Int, _ width: Int = 2) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }

  /// A time field that makes its record refused, most often.
  mutating func badTimeText(_ dirt: Dirt) -> String {
    switch dirt {
    case .timeMissing:
      return random.pick(["", " ", "   "])
    case .timeImpossible:
      var written = civil(Int(clock / 1_000_000))
      switch random.below(9) {
      case 0: (written.month, written.day) = (2, random.pick([30, 31]))
      case 1: (written.year, written.month, written.day) = (random.pick([1900, 2023, 2100]), 2, 29)
      case 2: written.month = random.pick([0, 13, 99])
      case 3: written.day = random.pick([0, 32, 99])
      case 4: (written.month, written.day) = (random.pick([4, 6, 9, 11]), 31)
      case 5: (written.hour, written.minute, written.second) = (24, 0, 0)
      case 6: written.hour = random.between(24, 99)
      case 7: written.minute = random.between(60, 99)
      default: written.second = random.pick([60, 61, 99])
      }
      return text(written, offset: 0)
    case .timeSkipped, .timeTwice:
      return localText(skipped: dirt == .timeSkipped) ?? timeText(clock)
    default:
      return unreadableText()
    }
  }

  /// A local time that the zone skips or has twice, at times on the very limit.
  private mutating func localText(skipped: Bool) -> String? {
    let changes = offsetChanges(zone, from: job.now - 400 * 86_400_000_000, to: job.now)
    let fitting = changes.filter { ($0.after > $0.before) == skipped }
    guard !fitting.isEmpty else { return nil }
    let change = random.pick(fitting)
    let low = change.second + min(change.before, change.after)
    let high = change.second + max(change.before, change.after)
    let local = random.pick([low, low - 1, high, high - 1, random.between(low, high), random.between(low, high)])
    return text(civil(local), offset: zone.offset(at: change.second) / 60 * 60)
  }

  private mutating func unreadableText() -> String {
    let good = timeText(clock)
    if random.chance(40) {
      return random.pick([
        "yesterday", "2024-05-14", "2024-05-14T10:00", "2024-05-14T10:00:00", "2024-05-14T10:00:00+9:00",
        "20240514T100000Z",
        "2024-05-14T10:00:00+0900", "2024-05-14  10:00:00Z", "2024-05-14T10:00:00.Z", "2024-05-14T10:00:00,5Z",
        "2024-05-14T10:00:00.1234567890Z", "2024-5-14 10:00:00", "24-05-14 10:00:00", "2024/05/14 10:00:00",
        "2024-05-14 10:00:00 ", "-024-05-14 10:00:00", "14/5/24 10:00", "14/5/2024 10:0", "014/5/2024 10:00",
        "14/5/2024", "14/5/2024 010:00", "5/2024 10:00", "1715680800", "٢٠٢٤-05-14 10:00:00", "1\u{301}4/5/2024 10:00",
      ])
    }
    var characters = Array(good)
    let position = random.below(characters.count)
    switch random.below(3) {
    case 0: characters.remove(at: position)
    case 1: characters.insert(random.pick(["x", " ", ":", "0", "5", "é"]), at: position)
    default: characters[position] = random.pick(["x", " ", ":", "/", "-", "T", "+"])
    }
    return String(characters)
  }

  /// A value that loads, under the resolution of its sensor if it has one.
  mutating func valueText(_ sensor: Int) -> String {
    if job.declaresStatistics && random.chance(92) { return scriptedText(sensor) }
    let sign = random.pick(["", "", "", "", "+", "-"])
    guard let decimals = job.decimals[sensors[sensor]] else {
      switch random.below(6) {
      case 0: return sign + String(random.between(0, 400))
      case 1: return sign + String(random.between(0, 99)) + "." + random.digits(random.between(1, 18))
      case 2: return sign + random.digits(random.between(1, 4)) + random.pick(["e-1", "E-2", "e-03", "e0", "e+1"])
      case 3: return sign + "." + random.digits(random.between(1, 20))
      case 4: return sign + random.digits(2) + "."
      default: return sign + random.digits(2) + "." + random.digits(random.between(1, 3))
      }
    }
    let units = Int128(random.between(0, random.pick([99, 9_999, 9_999_999])))
    switch random.below(6) {
    case 0: return sign + String(units) + random.pick(["e-", "E-", "e-0"]) + String(decimals)
    case 1 where decimals > 0: return sign + plainDecimal(units, decimals: decimals) + random.pick(["0", "000", "0e0"])
    case 2 where decimals == 0: return sign + String(units) + random.pick([".", ".0", ".000"])
    default: return sign + plainDecimal(units, decimals: decimals)
    }
  }

  /// A number under the job's marks: now and then with marks between its thousands, rightly most often.
  mutating func localised(_ text: String) -> String {
    var characters = text.map { $0 == "." ? Character(Unicode.Scalar(job.numbers.decimalMark)) : $0 }
    guard let mark = job.numbers.thousandsMark, random.chance(50) else { return String(characters) }
    let start = characters.first == "-" || characters.first == "+" ? 1 : 0
    let digits = characters[start...].prefix { $0.isASCII && $0.isNumber }.count
    if digits > 0 && random.chance(10) {
      characters.insert(Character(Unicode.Scalar(mark)), at: start + random.between(0, digits))
    } else {
      for place in stride(from: start + digits - 3, to: start, by: -3) {
        characters.insert(Character(Unicode.Scalar(mark)), at: place)
      }
    }
    return String(characters)
  }

  mutating func garbageText() -> String {
    random.pick([
      "NaN", "nan", "Inf", "-inf", "Infinity", "+INF", "0x10", "1_000", "--5", "+-1", "1e", "1e+", "e5", ".", "+", "-",
      ".e1",
      "1.2.3", "1 2", "1,5", "٣", "12abc", "NULL", "null", "-", "1e5.0", "1d5", "∞", "true", "1e 5", "5%", "−5", "1..",
      "- 5",
      "\"5\"", "5\"",
    ])
  }

  /// Numbers at the limits of their type; what is large is positive, so that no sum loses all its digits.
  mutating func extremeText(_ sensor: Int) -> String {
    let limit = random.pick(["999999999999999", "1000000000000000", "1000000000000001", "999999999999998.5"])
    let decimals = job.decimals[sensors[sensor]] ?? 0
    // Times its seconds the very largest is infinite.
    let largest = job.declaresStatistics ? "1e90" : "179769313486231570000" + String(repeating: "0", count: 300)
    return random.pick([
      "1e400", "-1e309", "1.8e308", "-1.8E+308", "1e99999999999999999999", "-1e99999999999999999999", "1e2147483648",
      "1e-400", "1e-99999999999999999999", "0e99999999999999999999", "4.9e-324", "2.4703282292062328e-324",
      "-0", "-0.0", "-.0e5", "+0", "-0e-400", "00000000000000000000000000000000001.5", "0.000000000000000000000000001",
      random.digits(20), "0." + random.digits(20), random.digits(19) + ".5",
      random.digits(10) + "." + random.digits(10),
      "1." + random.digits(12) + "e100", largest,
      limit + "e-\(decimals)", "-" + limit + "e-\(decimals)", limit,
    ])
  }

  /// A value with decimals beyond the resolution of its sensor, or with zeros there.
  mutating func tooFineText(_ sensor: Int) -> String {
    let decimals = job.decimals[sensors[sensor]] ?? 2
    let fine = random.digits(2) + "." + String(repeating: "4", count: decimals)
    return random.pick([
      fine + "1", fine + "0001", fine + "0", fine + "00000000000000000000", fine + "e-1", "1e-\(decimals + 1)",
      "10e-\(decimals + 1)", "1e-400", fine + "0000000000000000000000000000001",
    ])
  }

  mutating func qualityText() -> String {
    random.chance(job.declaresStatistics ? 88 : 70)
      ? "192"
      : random.pick(["193", "216", "255", "0", "24", "63", "64", "68", "127", "128", "191"])
  }

  /// What nobody reads: any bytes but those that end a record.
  mutating func noteText() -> [UInt8] {
    let texts = ["", "ok", "5\" pipe", "say \"hi\"", "\"", "a,b;c", "점검 중", "NaN", "x'y"]
    if job.dialect.hasQuotedNewlines && random.chance(15) {
      return Array(random.pick(["a\nb", "\r\n", "\n\n# no comment", "a\rb", "\n,;\t,"]).utf8)
    }
    return random.chance(5) ? [0xFF, 0x41] : Array(random.pick(texts).utf8)
  }
}

/// The date and the time of day of a local second, counted day by day and year by year.
func civil(_ local: Int) -> Written {
  var second = ((local % 86_400) + 86_400) % 86_400
  var days = (local - second) / 86_400
  var written = Written()
  written.year = 1970
  while days < 0 {
    written.year -= 1
    days += daysIn(year: written.year, month: 2) + 337
  }
  while days >= daysIn(year: written.year, month: 2) + 337 {
    days -= daysIn(year: written.year, month: 2) + 337
    written.year += 1
  }
  written.month = 1
  while days >= daysIn(year: written.year, month: written.month) {
    days -= daysIn(year: written.year, month: written.month)
    written.month += 1
  }
  written.day = days + 1
  written.hour = second / 3600
  second %= 3600
  written.minute = second / 60
  written.second = second % 60
  return written
}
