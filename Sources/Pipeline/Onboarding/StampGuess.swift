import Rows
import Scanning

/// What the stamps of a sample say of their periods and of the span of time that the file covers.
struct StampGuess {
  /// Local, µs; `end` only tells that a stamp ends its period.
  private(set) var period: Guess<Int64>?
  private(set) var isEnd: Guess<Bool>?
  private(set) var midnightIsSameDay = false
  /// Stamps that the zone's clocks skip, and that they show twice.
  private(set) var nonexistent = 0
  private(set) var ambiguous = 0
  /// Instants, as a job would read them, of the first and the last stamp.
  private(set) var first = Int64.max
  private(set) var last = Int64.min
  /// Between the stamps at 5 % and 95 %: what most of the file covers.
  private(set) var span: Int64 = 0
  private(set) var mostFrom: Int64 = 0
  private(set) var different = 0

  /// - Parameter stamps: in order of the file, `SampleColumn.noTime` where there is none.
  init(_ reading: TimeReadingGuess, zone: ZoneOffsets) {
    let stamps = reading.stamps.filter { $0 != SampleColumn.noTime }
    let locals = reading.areInstants ? stamps.map { $0 + zone.offset(at: $0) } : stamps
    let sorted = Array(Set(locals)).sorted()
    different = sorted.count
    period = Self.period(sorted)
    findEnd(locals, sorted, reading)
    if !reading.areInstants { resolve(sorted, zone) }
    let day = Civil.microsecondsPerDay
    let moved = midnightIsSameDay ? locals.map { $0 % day == 0 ? $0 + day : $0 } : locals
    let instants = (reading.areInstants ? stamps : moved.map { Self.instant($0, zone) }).sorted()
    guard let low = instants.first, let high = instants.last else { return }
    let shift = isEnd?.value == true ? period?.value ?? 0 : 0
    let (start, overflows) = low.subtractingReportingOverflow(shift)
    first = overflows ? low : start
    last = high
    mostFrom = instants[instants.count / 20]
    span = instants[instants.count - 1 - instants.count / 20] - mostFrom
  }

  private static func instant(_ local: Int64, _ zone: ZoneOffsets) -> Int64 {
    switch zone.resolve(local: local) {
    case .unique(let instant), .ambiguous(let instant, _), .nonexistent(let instant): instant
    }
  }

  /// The commonest distance of neighbours; nil where there are too few, or it is no whole second.
  private static func period(_ sorted: [Int64]) -> Guess<Int64>? {
    let distances = zip(sorted, sorted.dropFirst()).map { $1 - $0 }
    let tally = distances.reduce(into: [Int64: Int]()) { $0[$1, default: 0] += 1 }
    guard let best = tally.max(by: { ($0.value, -$0.key) < ($1.value, -$1.key) }), distances.count >= 2,
      best.key % Civil.microsecondsPerSecond == 0, best.value * 2 >= distances.count
    else { return nil }
    let share = best.value * 100 / distances.count
    let text = share == 100 ? "all neighbours" : "\(share) % of neighbours"
    return Guess(value: best.key, isSure: share >= 90, reason: "\(text) are that far apart")
  }

  /// In the order of the file, 00:00 that follows the last stamp of its own date ends that day.
  private mutating func findEnd(_ locals: [Int64], _ sorted: [Int64], _ reading: TimeReadingGuess) {
    guard let period = period?.value, period < Civil.microsecondsPerDay else { return }
    let day = Civil.microsecondsPerDay
    func isMidnight(_ stamp: Int64) -> Bool { stamp % day == 0 }
    var ends = 0
    var begins = 0
    for (before, stamp) in zip(locals, locals.dropFirst()) where isMidnight(stamp) {
      if before == stamp + day - period { ends += 1 }
      if before < stamp { begins += 1 }
    }
    if ends > 0, begins == 0 {
      midnightIsSameDay = true
      isEnd = Guess(
        value: true, isSure: ends >= 2,
        reason: "00:00 follows the last stamp of its own date, \(ends) times, so stamps end their periods")
      return
    }
    let hasPlainMidnight = locals.contains(where: isMidnight) && reading.hours24 == 0
    if reading.hours24 > 0, !hasPlainMidnight {
      isEnd = .unsure(true, "a day is written up to 24:00, so stamps seem to end their periods")
    } else if let first = sorted.first, let last = sorted.last, isMidnight(last), (first - period) % day == 0 {
      isEnd = .unsure(false, "the first stamp is one period after midnight and the last is midnight: perhaps end")
    }
  }

  private mutating func resolve(_ sorted: [Int64], _ zone: ZoneOffsets) {
    for local in sorted {
      switch zone.resolve(local: local) {
      case .unique: continue
      case .ambiguous: ambiguous += 1
      case .nonexistent: nonexistent += 1
      }
    }
  }

  /// `15m`, `1h`, as a job file says it.
  static func durationText(_ microseconds: Int64) -> String {
    let seconds = microseconds / Civil.microsecondsPerSecond
    for (unit, letter) in [(86_400, "d"), (3600, "h"), (60, "m")] as [(Int64, String)] where seconds % unit == 0 {
      return "\(seconds / unit)\(letter)"
    }
    return "\(seconds)s"
  }
}
