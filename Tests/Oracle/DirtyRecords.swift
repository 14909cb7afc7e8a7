// Records with one thing wrong each.

extension DirtyWriter {
  /// A line with this dirt, or a good one where the job leaves no room for it.
  mutating func dirtyRecord(_ dirt: Dirt) -> [UInt8] {
    switch dirt {
    case .blank: return []
    case .remark: return remark()
    case .repeatedHeader: return headerLine
    case .spaces:
      return random.pick([[32], [32, 32, 32]])
    case .missingField, .extraField, .unclosedQuote, .quotedLineBreak, .textAfterQuote, .bothQuoteFaults,
      .spaceBeforeQuote, .carriageReturn, .nul, .nulAndMissingField, .escapedQuote:
      return brokenLine(dirt)
    case .timeMissing, .timeUnreadable, .timeImpossible, .timeSkipped, .timeTwice, .timeImplausible, .timeEdge,
      .outside, .outOfOrder, .sameInstant, .sameInstantAgain, .sameInstantOnceMore:
      return badTime(dirt)
    case .sensorMissing, .sensorTooLong, .sensorNotUTF8:
      return badSensor(dirt)
    case .valueMissing:
      return with {
        $0.isValue
      } text: { _, _ in
        ""
      }
    case .valueGarbage:
      return with {
        $0.isValue
      } text: { writer, _ in
        writer.random.chance(50) ? writer.garbageText() : writer.localised(writer.garbageText())
      }
    case .valueExtreme:
      return with {
        $0.isValue
      } text: { writer, sensor in
        writer.localised(writer.extremeText(sensor))
      }
    case .valueTooFine:
      return with {
        $0.isValue
      } text: { writer, sensor in
        writer.localised(writer.tooFineText(sensor))
      }
    case .valueNull:
      return with {
        $0.isValue
      } text: { writer, _ in
        writer.random.pick([
          "-", "N/A", "통신장애", " - ", "n/a", "-999", "-999.0", "-9.99e2", "65534", "+65534", "99.9", "99,9",
        ])
      }
    case .machineOdd:
      return with {
        $0 == .machine
      } text: { writer, _ in
        writer.random.pick(["P2", "", "p1", " P1 ", "P1,", "프레스 "])
      }
    case .qualityUnknown:
      let codes = ["", "256", "1000", "99999999999999999999", "good", "-1", "192.0", "1e2", "0xC0", "NaN"]
      return with {
        $0 == .quality
      } text: { writer, _ in
        writer.random.pick(codes)
      }
    case .qualityOdd:
      return with {
        $0 == .quality
      } text: { writer, _ in
        String(writer.random.between(100, 200))
      }
    }
  }

  /// A line that is a comment or a footer where the job knows such lines.
  private mutating func remark() -> [UInt8] {
    // With line ends in quotes the core lets such a quote run on.
    let quoted = job.dialect.hasQuotedNewlines ? [] : ["Total;\"5", "#\""]
    let texts = ["# made by hand", "//", "주석", "합계,1,2", "Totals"] + quoted
    return job.encoded(Array(random.pick(texts).utf8)) + random.pick([[], [0], [0xFF]])
  }

  /// A good record but for one field of those that match; `text` is given the sensor of the value.
  private mutating func with(_ matches: (Role) -> Bool, text: (inout DirtyWriter, Int) -> String) -> [UInt8] {
    let sensor = random.below(sensors.count)
    var fields = goodRecord(sensor: isWide ? 0 : sensor)
    let positions = roles.indices.filter { matches(roles[$0]) }
    if !positions.isEmpty {
      let position = random.pick(positions)
      var valueSensor = hasSensorColumn ? sensor : fileSensor
      if case .wide(let column) = roles[position] { valueSensor = column }
      fields[position] = Array(text(&self, valueSensor).utf8)
    }
    return line(fields)
  }

  /// A record whose line cannot be cut into its fields, or only just.
  private mutating func brokenLine(_ dirt: Dirt) -> [UInt8] {
    var fields = goodRecord().map(job.encoded)
    let quote = job.quote ?? UInt8(ascii: "\"")
    let position = random.below(fields.count)
    var pieces = fields.map { line([$0]) }
    switch dirt {
    case .missingField:
      fields.remove(at: position)
      return line(fields)
    case .extraField:
      fields.insert(random.pick([[], Array("5".utf8)]), at: position)
      return line(fields)
    case .unclosedQuote:
      pieces[position] = [quote] + fields[position].filter { $0 != quote } + random.pick([[], [quote, quote]])
    case .quotedLineBreak:
      pieces[position] = [quote] + fields[position].filter { $0 != quote } + random.pick([[10], [13, 10]]) + [quote]
    case .textAfterQuote, .bothQuoteFaults:
      let text = fields[position].filter { $0 != quote }
      pieces[position] = [quote] + text + [quote] + random.pick([[32], [120], [120, quote], [32, quote, 120, quote]])
      if dirt == .bothQuoteFaults { pieces[random.below(pieces.count)] = [quote, 120] }
    case .spaceBeforeQuote:
      pieces[position] = [32, quote] + fields[position].filter { $0 != job.delimiter && $0 != quote } + [quote]
    case .carriageReturn:
      pieces[position] += [13]
    case .escapedQuote:
      let escape = job.dialect.escape ?? UInt8(ascii: "\\")
      pieces[position] = [quote] + fields[position].filter { $0 != quote } + [escape, quote]
      pieces[position] += random.pick([[], [quote], [120]])
    case .nul:
      pieces[position].insert(0, at: random.between(0, pieces[position].count))
    default:
      pieces[position].insert(0, at: 0)
      pieces.remove(at: (position + 1) % pieces.count)
      if pieces.isEmpty { pieces = [[0]] }
    }
    return Array(pieces.joined(separator: [job.delimiter]))
  }

  /// A record with an odd time field.
  private mutating func badTime(_ dirt: Dirt) -> [UInt8] {
    let moment: Int64
    switch dirt {
    case .outside:
      moment = clock + Int64(random.pick([-3, -1, 1, 2])) * 86_400_000_000
    case .outOfOrder:
      moment = clock - Int64(random.between(1, 3_600)) * 1_000_000
    case .timeEdge:
      moment = edge()
    case .timeImplausible:
      let days = Int64(random.between(1, 30_000)) * 86_400_000_000
      moment =
        random.chance(50) ? max(job.plausibleFrom - days, -62_000_000_000_000_000) : job.now + days + 86_400_000_000
    case .sameInstant, .sameInstantAgain, .sameInstantOnceMore:
      guard !seen.isEmpty else { return line(goodRecord()) }
      let earlier = seen[max(0, seen.count - 1 - random.below(random.pick([3, 30, 3000])))]
      return line(goodRecord(at: earlier.instant, sensor: earlier.sensor))
    default:
      return with {
        $0 == .time
      } text: { writer, _ in
        writer.badTimeText(dirt)
      }
    }
    return line(goodRecord(at: moment))
  }

  /// An instant on a limit of the job, or one step of its time format beside it.
  private mutating func edge() -> Int64 {
    var limits = [job.plausibleFrom, job.now + 86_400_000_000]
    if let from = job.from { limits.append(from) }
    if let to = job.to { limits.append(to) }
    var unit: Int64 = 1
    if case .pattern(let pattern, _) = job.time { unit = pattern.contains("ss") ? 1_000_000 : 60_000_000 }
    return random.pick(limits) + Int64(random.between(-1, 1)) * unit
  }

  /// A record with an odd sensor field.
  private mutating func badSensor(_ dirt: Dirt) -> [UInt8] {
    var fields = goodRecord()
    guard let position = roles.firstIndex(of: .sensor) ?? roles.firstIndex(of: .line) else { return line(fields) }
    switch dirt {
    case .sensorMissing:
      fields[position] = random.pick([[], [32], [32, 32]])
    case .sensorTooLong:
      let text = String(repeating: random.pick(["L", "온"]), count: random.pick([127, 129, 130, 500]))
      fields[position] = Array(text.utf8) + random.pick([[], [0xFF]])
    default:
      let wrong: [[UInt8]] = [
        [0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xE2, 0x82], [0xF4, 0x90, 0x80, 0x80], [0x80], [0xF0, 0x9F, 0x98],
      ]
      fields[position] = random.pick([[], Array("TI".utf8)]) + random.pick(wrong) + random.pick([[], Array("9".utf8)])
    }
    return line(fields)
  }
}

extension Role {
  /// Whether the column holds values.
  var isValue: Bool {
    if case .wide = self { return true }
    return self == .value
  }
}
