import Extraction

@testable import Oracle
@testable import Rows
@testable import Scanning

/// Texts to instants, through one reader with its memory: the verdict and the instant, under each format and policy.
final class TimeTarget: FuzzTarget {
  static let name = "times"

  private static let slacks = ["0", ":00", "Z", "9 PM", "\u{0}"]
  private static let zones = ["UTC", "Asia/Seoul", "Europe/Berlin", "Australia/Lord_Howe"]
  private static let formats: [(text: String, pivot: Int)] = [
    ("rfc3339", 70), ("epoch_s", 70), ("epoch_ms", 70), ("epoch_us", 70), ("epoch_ns", 70),
    ("yyyy-MM-dd HH:mm:ss", 70), ("d/M/yyyy H:mm", 70), ("yyyyMMddHHmmssSSSSSSSSS", 70), ("M/d/yy h:mm:ss a", 21),
    ("a h:m:s, MMMM dd yyyy", 70), ("yyyy년 M월 d일 a hh시 m분", 70), ("dMMMyy", 0), ("'yy. MM.", 100), ("yyyy", 70),
    ("yyyy-MM-ddTHH:mm:ss.SSS", 70), ("H d.M.yyyy", 70),
  ]

  private let formats: [TimeFormat]
  private let zones: [(fast: ZoneOffsets, naive: Zone)]

  init() {
    do {
      formats = try Self.formats.map { format throws(TimePatternError) in
        try TimeFormat(format.text, pivot: format.pivot)
      }
      zones = try Self.zones.map { name in
        let bytes = try readWholeFile("/usr/share/zoneinfo/" + name, bytesMax: 1 << 20)
        return (try ZoneOffsets(name: name, tzif: bytes), Zone(name))
      }
    } catch {
      disagree("the target cannot begin: \(error)")
    }
  }

  func run(_ input: FuzzInput) {
    var input = input
    let format = input.choice(formats.count)
    let zone = input.pick(zones)
    let policies = input.choice(256)
    let slack = input.pick(Self.slacks)
    var recipe = TimeRecipe(format: formats[format], zone: zone.fast)
    var job = OracleJob()
    job.time = Self.time(Self.formats[format])
    (job.plausibleFrom, job.now) = (Self.plausible.from.microseconds, Self.plausible.to.microseconds)
    job.now -= Civil.microsecondsPerDay
    recipe.plausible = Self.plausible
    Self.decide(policies, &recipe, &job)
    var clock = ClockReader(recipe: recipe)
    clock.fault = scannerFault
    for text in input.lines {
      let bytes = SlackedBytes(text, goesOnWith: slack)
      let fast: String
      switch clock.read(bytes.base, count: text.count) {
      case .success(let read): fast = Instant(microseconds: read).description
      case .failure(let problem): fast = problem.reason.rawValue
      }
      let naive: String
      switch instant(text, job, zone.naive) {
      case .fine(let read): naive = Instant(microseconds: read).description
      case .refused(let reason): naive = reason
      }
      agree(fast, naive, "\"\(String(decoding: text, as: UTF8.self))\" as \(job.time) in \(zone.fast.name)")
    }
  }

  /// In the years in which all sources of zones are of one mind.
  private static let plausible = Interval(
    from: Instant(year: 1970, month: 1, day: 1), to: Instant(year: 2037, month: 1, day: 1))

  private static func time(_ format: (text: String, pivot: Int)) -> OracleJob.Time {
    switch format.text {
    case "rfc3339": .rfc3339
    case "epoch_s": .epoch(places: 6)
    case "epoch_ms": .epoch(places: 3)
    case "epoch_us": .epoch(places: 0)
    case "epoch_ns": .epoch(places: -3)
    default: .pattern(format.text, pivot: format.pivot)
    }
  }

  private static func decide(_ policies: Int, _ recipe: inout TimeRecipe, _ job: inout OracleJob) {
    job.hour24IsNextDay = policies & 1 != 0
    recipe.hour24 = job.hour24IsNextDay ? .nextDay : .refuse
    job.nonexistent = policies & 2 != 0 ? .shiftForward : .refuse
    recipe.nonexistent = policies & 2 != 0 ? .shiftForward : .refuse
    switch policies >> 2 & 3 {
    case 1: (job.ambiguous, recipe.ambiguous) = (.earlier, .earlier)
    case 2: (job.ambiguous, recipe.ambiguous) = (.later, .later)
    default: (job.ambiguous, recipe.ambiguous) = (.refuse, .refuse)
    }
    job.stampIsEnd = policies & 16 != 0
    job.midnightSameDay = job.stampIsEnd && policies & 32 != 0
    job.periodMicroseconds = policies & 64 != 0 ? 900_000_000 : 3_600_000_000
    (recipe.stampIsEnd, recipe.midnightIsSameDay) = (job.stampIsEnd, job.midnightSameDay)
    recipe.period = job.periodMicroseconds
  }

  static func seeds() -> [[UInt8]] {
    let texts: [[String]] = [
      [
        "2026-05-01T06:02:11.250Z", "2026-05-01T06:02:12Z", "2026-05-01t24:00:00+09:00", "2026-02-31 00:00:00z",
        "2026-05-01T00:00:00+09:00", "2026-05-01T23:59:60Z", "1970-01-01T00:00:00.123456789Z",
      ],
      ["0", "-1.5", "1777615331.25", "253402300800", "1e5"], ["1777615331250"], ["1777615331250000.9"],
      ["1777615331250000001", "-1"],
      ["2026-05-01 06:02:11", "2026-03-29 02:30:00", "2023-10-29 02:30:00", "2026-05-01 24:00:00", ""],
      ["1/5/2026 6:02", "31/12/2026 24:00", "01/05/2026 00:00"], ["20260501060211123456789"],
      ["5/1/26 12:00:00 AM", "12/31/99 1:02:03 p.m.", "5/1/26 13:00:00 오후"], ["오전 1:2:3, september 09 2026"],
      ["2026년 5월 1일 오후 12시 5분"], ["1May26", "31DEC99"], ["'20. 12."], ["2026", "0000"],
      ["2026-05-01T06:02:11.025"], ["24 1.5.2026", "0 6.4.2025"],
    ]
    return texts.indices.flatMap { format in
      (0..<4).flatMap { zone in
        [0, 1, 0x16, 0x32, 0x7B, 0xFF].map { policies in
          [UInt8(format), UInt8(zone), policies, UInt8(format % 5)]
            + Array(texts[format].joined(separator: "\n").utf8)
        }
      }
    }
  }
}
