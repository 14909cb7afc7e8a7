// Seeded random jobs for the dirty files.

/// The codes that narrow jobs know; the awkward ones need a quote, or none.
let sensorPool = [
  "TI-101", "FIC 202/PV", "온도_3", "P.04", "x\"y", "kWh,5", "a;b", String(repeating: "L", count: 128),
]

/// The sensors that a file of this job can name.
func sensors(of job: OracleJob) -> [String] {
  switch job.layout {
  case .wide(let columns):
    return columns.map(\.sensor)
  case .narrow:
    let writable = sensorPool.filter { job.quote != nil || !$0.utf8.contains(job.delimiter) }
    return Array(writable.prefix(5) + writable.suffix(1))
  }
}

/// A random job: layout, time format, zone, stamps, duplicates, quality, resolutions, delimiter and quote.
package func oracleJobs(seed: UInt64) -> OracleJob {
  var random = SplitMix(seed: seed)
  var job = OracleJob()
  job.delimiter = random.pick([UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t")])
  job.quote = random.chance(80) ? UInt8(ascii: "\"") : nil
  job.timeColumn = random.pick(["time", "측정시각", "Time stamp"])
  job.layout = randomLayout(&random)
  for sensor in sensors(of: job) where random.chance(50) { job.decimals[sensor] = random.pick([0, 1, 2, 2, 3, 6]) }

  job.time = random.pick([.rfc3339, .pattern("yyyy-MM-dd HH:mm:ss"), .pattern("d/M/yyyy H:mm")])
  job.midnightSameDay = random.chance(30)
  job.stampIsEnd = random.chance(40)
  if job.stampIsEnd || random.chance(20) {
    job.periodMicroseconds = Int64(random.pick([1, 60, 300, 900, 3600])) * 1_000_000
  }
  job.treatUncertainAsBad = random.chance(60)
  job.duplicates = random.pick(OracleJob.Duplicates.allCases)
  job.levels = random.pick([
    [.minute, .quarter_hour, .hour], [.minute, .quarter_hour, .hour], [.quarter_hour, .hour], [.minute, .hour], [.hour],
    [.minute],
  ])

  let day: [Int]
  (job.zone, day) = random.pick([
    ("UTC", [2024, 2, 29]), ("Asia/Seoul", [2024, 5, 14]), ("Asia/Seoul", [1987, 5, 10]),
    ("Asia/Seoul", [1987, 10, 11]), ("Asia/Seoul", [1988, 5, 8]), ("Europe/Berlin", [2023, 10, 29]),
    ("Europe/Berlin", [2024, 3, 31]), ("Australia/Lord_Howe", [2024, 4, 7]), ("Australia/Lord_Howe", [2024, 10, 6]),
  ])
  let zone = Zone(job.zone)
  let midnight = daysSince1970(year: day[0], month: day[1], day: day[2]) * 86_400
  let start = zone.seconds(showing: midnight)[0]
  if random.chance(60) {
    job.from = Int64(start) * 1_000_000
    job.to = Int64(zone.seconds(showing: midnight + random.between(1, 2) * 86_400)[0]) * 1_000_000
  }
  job.plausibleFrom = Int64(start - random.pick([30, 400, 2500]) * 86_400) * 1_000_000
  job.now = Int64(start + 2 * 86_400) * 1_000_000
  // A source of its own, so that the jobs of old seeds stay what they were but for this.
  var departing = SplitMix(seed: seed &* 31 &+ 7)
  if departing.chance(65) { job.depart(&departing) }
  return job
}

extension OracleJob {
  /// Departs from a plain file in some ways.
  fileprivate mutating func depart(_ random: inout SplitMix) {
    if random.chance(30) { dialect.escape = UInt8(ascii: "\\") }
    dialect.hasQuotedNewlines = quote != nil && random.chance(30)
    dialect.padsShortRows = random.chance(25)
    dialect.cutsLongRows = random.chance(25)
    if random.chance(35) { dialect.comment = random.pick(["#", "//", "주석"]) }
    if random.chance(35) { dialect.footers = ["합계", "Total"] }
    dialect.skip = random.chance(25) ? random.between(1, 3) : 0
    dialect.skipsRepeatedHeader = random.chance(40)
    dialect.endsAtReturn = random.chance(15)
    dialect.isCP949 = random.chance(25)
    if random.chance(30) { numbers.decimalMark = UInt8(ascii: ",") }
    let marks = [",", ".", "'", " "].compactMap { Unicode.Scalar($0).map { UInt8(ascii: $0) } }
    if random.chance(30) { numbers.thousandsMark = random.pick(marks.filter { $0 != numbers.decimalMark }) }
    if random.chance(40) { numbers.nullTexts = ["-", "N/A", "통신장애"] }
    if random.chance(40) { numbers.sentinels = ["-999", "65534", "99.9"] }
    badCellRefusesRow = random.chance(25)
    if random.chance(35) {
      let isNot = random.chance(40)
      filter = OracleFilter(column: "설비", texts: isNot ? ["P2", ""] : ["P1", "프레스"], isNot: isNot)
    }
    if case .wide = layout, random.chance(50) { lineColumn = random.pick(["line", "라인"]) }
  }
}

private func randomLayout(_ random: inout SplitMix) -> OracleJob.Layout {
  if random.chance(35) {
    var columns = [("T1", "TI-101"), ("T 2", "FIC 202/PV"), ("온도", "온도_3"), ("P", "P.04")].map {
      (column: $0.0, sensor: $0.1)
    }
    columns = Array(columns.prefix(random.between(1, 4)))
    return .wide(columns)
  }
  return .narrow(
    sensorColumn: random.chance(80) ? random.pick(["sensor", "태그"]) : nil, valueColumn: random.pick(["value", "값"]),
    qualityColumn: random.chance(60) ? "quality" : nil)
}
