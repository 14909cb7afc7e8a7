// Files with all the dirt that docs/semantics.md names, made from a seed; about 70 % of the records are good.

/// Dirty files for one job.
package struct DirtyFiles: Sendable {
  package let files: [OracleFile]

  /// - Parameters:
  ///   - files: how many files; each overlaps the next in time.
  ///   - records: how many lines each file has behind its header.
  ///   - overlong: whether the first file holds a record above 1 MiB, and one of exactly 1 MiB.
  package init(seed: UInt64, job: OracleJob, files: Int, records: Int, overlong: Bool = false) {
    var writer = DirtyWriter(seed: seed, job: job, records: records)
    self.files = (0..<files).map { writer.file($0, records: records, overlong: overlong && $0 == 0) }
  }
}

/// What a column of a file is for.
enum Role: Equatable {
  case time
  case sensor
  case value
  case quality
  case note
  /// What a filter looks at.
  case machine
  /// What a wide file's sensors are composed of.
  case line
  /// One of the columns of a wide file.
  case wide(Int)
}

/// What is wrong, or at least odd, with a record.
enum Dirt: CaseIterable {
  case blank, spaces, missingField, extraField
  case unclosedQuote, quotedLineBreak, textAfterQuote, bothQuoteFaults, spaceBeforeQuote, carriageReturn
  case nul, nulAndMissingField
  case timeMissing, timeUnreadable, timeImpossible, timeSkipped, timeTwice, timeImplausible, timeEdge
  case outside, outOfOrder, sameInstant, sameInstantAgain, sameInstantOnceMore
  case sensorMissing, sensorTooLong, sensorNotUTF8
  case valueMissing, valueGarbage, valueExtreme, valueTooFine
  case qualityUnknown, qualityOdd
  case remark, repeatedHeader, valueNull, escapedQuote, machineOdd
}

/// Writes the files of one seed, and remembers what it has written.
struct DirtyWriter {
  let job: OracleJob
  let zone: Zone
  let sensors: [String]
  var random: SplitMix
  /// Where the first file begins; close before a change of the zone's offset if there is one.
  let start: Int64
  /// The usual distance between two records.
  let step: Int
  /// The instant of the next good record.
  var clock: Int64 = 0
  /// Readings written so far, to write others on their instants.
  var seen: [(sensor: Int, instant: Int64)] = []
  var roles: [Role] = []
  var fileSensor = 0
  var headerLine: [UInt8] = []
  /// By the position of the sensor.
  var scripts: [Int: SensorScript] = [:]
  /// Whose the next good record is, where the clock was set for a sensor.
  var nextSensor: Int?

  init(seed: UInt64, job: OracleJob, records: Int) {
    self.job = job
    zone = Zone(job.zone)
    sensors = Oracle.sensors(of: job)
    random = SplitMix(seed: seed)
    let origin = job.from ?? job.now - 2 * 86_400_000_000
    let changes = offsetChanges(zone, from: origin, to: job.now)
    let lead = Int64(random.between(10, 60)) * 60_000_000
    var step = 2_000_000
    if job.declaresStatistics {
      // Some files begin before the instants asked for, and some at once after them.
      let edge = changes.first.map { Int64($0.second) * 1_000_000 } ?? origin
      start = edge - job.step * Int64(random.between(0, 2 * records))
    } else {
      start = changes.first.map { Int64($0.second) * 1_000_000 - lead } ?? origin + lead
    }
    if case .wide = job.layout { step = 8_000_000 }
    if case .narrow(nil, _, _) = job.layout { step *= 3 }
    if case .pattern(let pattern, _) = job.time, !pattern.contains("ss") { step *= 8 }
    self.step = job.declaresStatistics ? Int(job.step) : step
  }

  /// One whole file.
  mutating func file(_ number: Int, records: Int, overlong: Bool) -> OracleFile {
    clock = start + Int64(number * records * step / 2)
    fileSensor = random.below(sensors.count)
    chooseColumns()
    var bytes: [UInt8] = random.chance(25) && !job.dialect.isCP949 ? [0xEF, 0xBB, 0xBF] : []
    let ends = job.dialect.endsAtReturn ? ["\r"] : random.pick([["\n"], ["\r\n"], ["\n", "\r\n"]])
    headerLine = line(roles.map { Array(name($0).utf8) }, plain: random.chance(60))
    var lines = (0..<job.dialect.skip).map { Array("Plant report, page \($0)".utf8) } + [headerLine]
    for _ in 0..<records {
      lines.append(random.chance(70) ? line(goodRecord()) : dirtyRecord(random.pick(Dirt.allCases)))
    }
    if overlong {
      for length in [1_048_576, 1_048_577, 1_500_000] { lines.insert(stretched(to: length), at: lines.count / 2 + 1) }
    }
    for (position, line) in lines.enumerated() {
      bytes += line
      if position < lines.count - 1 || random.chance(70) {
        bytes += Array(random.pick(ends).utf8)
      } else if random.chance(20) {
        bytes.append(13)
      }
    }
    var hasOwnSensor = false
    if case .narrow(nil, _, _) = job.layout { hasOwnSensor = true }
    return OracleFile(
      path: random.pick(["in/b", "in/B", "in/a b", "in/측정", "in/"]) + "\(number * 7 % 11)-\(number).csv",
      revision: random.pick(["", "", "r2", "r10", "R1"]), sensor: hasOwnSensor ? sensors[fileSensor] : nil,
      bytes: bytes)
  }

  private mutating func chooseColumns() {
    roles = [.time]
    var mayMove = true
    switch job.layout {
    case .narrow(let sensor, _, let quality):
      if sensor != nil { roles.append(.sensor) }
      roles.append(.value)
      if quality != nil { roles.append(.quality) }
    case .wide(let columns):
      roles += columns.indices.map { .wide($0) }
      // Two columns of one sensor stay in the order of the job.
      mayMove = Set(columns.map(\.sensor)).count == columns.count
    }
    if random.chance(60) { roles.append(.note) }
    if job.filter != nil { roles.append(.machine) }
    if job.lineColumn != nil { roles.append(.line) }
    if mayMove && random.chance(50) { roles = random.shuffled(roles) }
  }

  private func name(_ role: Role) -> String {
    switch (role, job.layout) {
    case (.time, _): job.timeColumn
    case (.sensor, .narrow(let sensor, _, _)): sensor ?? ""
    case (.value, .narrow(_, let value, _)): value
    case (.quality, .narrow(_, _, let quality)): quality ?? ""
    case (.wide(let position), .wide(let columns)): columns[position].column
    case (.machine, _): job.filter?.column ?? ""
    case (.line, _): job.lineColumn ?? ""
    default: "note"
    }
  }

  /// The fields of a record with nothing wrong, on the next instant of the clock or on a given one.
  mutating func goodRecord(at given: Int64? = nil, sensor givenSensor: Int? = nil) -> [[UInt8]] {
    if job.declaresStatistics {
      advanceForStatistics()
    } else {
      if random.below(150) == 0 { clock += Int64(random.between(3, 40)) * 60_000_000 }
      clock += Int64(random.between(step / 20, 2 * step))
      if random.chance(50) { clock -= clock % 1_000_000 }
    }
    // The hours that the zone has twice refuse every record, so most of the time they are left out.
    while given == nil && isAmbiguous(clock) && random.chance(90) { clock += 600_000_000 }
    let instant = given ?? clock
    let sensor = givenSensor ?? (isWide ? 0 : nextSensor ?? random.below(sensors.count))
    seen.append((sensor, instant))
    return roles.map { role in
      switch role {
      case .time: Array(timeText(instant).utf8)
      case .sensor: Array(sensors[sensor].utf8)
      case .value: Array(localised(valueText(hasSensorColumn ? sensor : fileSensor)).utf8)
      case .quality: Array(qualityText().utf8)
      case .note: noteText()
      case .wide(let position): random.chance(6) ? [] : Array(localised(valueText(position)).utf8)
      case .machine: Array(random.pick(["P1", "P1", "P1", "프레스"]).utf8)
      case .line: Array(random.pick(["L1", "라인 2", "x"]).utf8)
      }
    }
  }

  /// Whether the text of this instant could mean another one as well.
  private func isAmbiguous(_ instant: Int64) -> Bool {
    guard case .pattern = job.time else { return false }
    let stamp = Int((instant + (job.stampIsEnd ? job.periodMicroseconds : 0)) / 1_000_000)
    return zone.seconds(showing: stamp + zone.offset(at: stamp)).count > 1
  }

  var isWide: Bool { roles.contains { if case .wide = $0 { true } else { false } } }

  var hasSensorColumn: Bool { roles.contains(.sensor) }

  /// Fields to a line: quoted where they must be and now and then where they need not, sometimes with spaces around.
  mutating func line(_ fields: [[UInt8]], plain: Bool = false) -> [UInt8] {
    var line: [UInt8] = []
    for (position, field) in fields.enumerated() {
      if position > 0 { line.append(job.delimiter) }
      line += written(field, plain: plain)
    }
    return line
  }

  private mutating func written(_ field: [UInt8], plain: Bool) -> [UInt8] {
    var spaces: [[UInt8]] = [[32], [32, 32], []]
    if job.delimiter != 9 { spaces.append([9, 32]) }
    let field = job.encoded(field)
    let padded = !plain && random.chance(5) ? random.pick(spaces) + field + random.pick(spaces) : field
    guard let quote = job.quote else { return escaped(padded.filter { $0 != job.delimiter }, quote: nil, plain) }
    if job.dialect.escape != nil && random.chance(30) && !padded.contains(job.dialect.lineEnd) {
      return escaped(padded, quote: nil, plain)
    }
    let mustQuote =
      padded.contains(job.delimiter) || padded.first == quote || padded.contains(job.dialect.lineEnd)
    guard mustQuote || (!plain && random.chance(8)) else { return escaped(padded, quote: nil, plain) }
    return [quote] + escaped(padded, quote: quote, plain) + [quote]
  }

  /// A text with escapes where it needs them and now and then where it need not; its quotes doubled or escaped.
  /// - Parameter quote: the quote around the text; nil: none.
  private mutating func escaped(_ text: [UInt8], quote: UInt8?, _ plain: Bool) -> [UInt8] {
    guard let escape = job.dialect.escape else { return text.flatMap { $0 == quote ? [$0, $0] : [$0] } }
    let all: [UInt8?] = quote == nil ? [escape, job.delimiter] : [escape]
    return text.enumerated().flatMap { position, byte -> [UInt8] in
      if byte == quote { return random.chance(50) ? [byte, byte] : [escape, byte] }
      if quote == nil && position == 0 && byte == job.quote { return [escape, byte] }
      let isSpace = byte == 32 || byte == 9
      let needless = !plain && !isSpace && byte > 32 && byte < 127 && random.below(60) == 0
      return all.contains(byte) || needless ? [escape, byte] : [byte]
    }
  }

  /// A good record of exactly so many bytes, filled up with spaces.
  private mutating func stretched(to length: Int) -> [UInt8] {
    let fields = goodRecord().enumerated().map { roles[$0.offset] == .note ? [] : $0.element }
    var record = line(fields, plain: true)
    let spaces = [UInt8](repeating: 32, count: length - record.count)
    record.insert(contentsOf: spaces, at: record.last == job.quote ? 0 : record.count)
    return record
  }
}

/// A change of a zone's offset: the first second of the new one, and both offsets.
struct OffsetChange {
  var second: Int
  var before: Int
  var after: Int
}

/// The changes between two instants, found by looking at each minute of the hours that have one.
func offsetChanges(_ zone: Zone, from: Int64, to: Int64) -> [OffsetChange] {
  var changes: [OffsetChange] = []
  for hour in stride(from: Int(from / 1_000_000), to: Int(to / 1_000_000), by: 3600)
  where zone.offset(at: hour) != zone.offset(at: hour + 3600) {
    var second = hour + 1
    while zone.offset(at: second) == zone.offset(at: hour) { second += 1 }
    changes.append(OffsetChange(second: second, before: zone.offset(at: hour), after: zone.offset(at: second)))
  }
  return changes
}
