import Rows

/// One worker's reader of a time column: field to instant, with the moves that the job declares.
///
/// Files are mostly in order, so the minute of the last RFC 3339 stamp and the zone period of the last local time are
/// remembered; both memories are only short cuts to the same answer.
struct ClockReader {
  struct Problem: Error {
    var reason: RefusalReason
    var instant: Int64?
  }

  private let recipe: TimeRecipe
  private var minuteText: (UInt64, UInt64) = (0, 0)
  private var minuteStart: Int64 = 0
  private var period = 0
  /// Local times in `[safeFrom, safeTo)` are unique and have the offset of `period`.
  private var safeFrom: Int64 = .max
  private var safeTo: Int64 = .min
  #if PLANTED_FAULTS
    var fault: PlantedFault?
  #endif

  init(recipe: TimeRecipe) {
    self.recipe = recipe
  }

  mutating func read(_ start: UnsafePointer<UInt8>, count: Int) -> Result<Int64, Problem> {
    if count == 0 { return .failure(Problem(reason: .timeMissing)) }
    var instant: Int64
    switch recipe.format {
    case .rfc3339:
      switch readStamp(start, count: count) {
      case .instant(let read, let local): instant = read + movedMidnight(local) - local
      case .impossible: return .failure(Problem(reason: .timeImpossible))
      default: return .failure(Problem(reason: .timeUnreadable))
      }
    case .pattern(let pattern):
      switch pattern.read(start, count: count) {
      case .local(let local):
        switch resolve(movedMidnight(local)) {
        case .unique(let unique): instant = unique
        case .nonexistent: return .failure(Problem(reason: .timeNonexistent))
        case .ambiguous: return .failure(Problem(reason: .timeAmbiguous))
        }
      case .impossible: return .failure(Problem(reason: .timeImpossible))
      default: return .failure(Problem(reason: .timeUnreadable))
      }
    }
    if recipe.stampIsEnd { instant -= recipe.period }
    if instant < recipe.plausible.from.microseconds || instant > recipe.plausible.to.microseconds {
      return .failure(Problem(reason: .timeImplausible, instant: instant))
    }
    return .success(instant)
  }

  /// RFC 3339, where the first sixteen bytes (to the minute) are often those of the stamp before.
  @inline(__always)
  private mutating func readStamp(_ start: UnsafePointer<UInt8>, count: Int) -> TimeReading {
    guard count >= 20 else { return .unreadable }
    let raw = UnsafeRawPointer(start)
    let text = (raw.loadUnaligned(as: UInt64.self), (raw + 8).loadUnaligned(as: UInt64.self))
    if text == minuteText, start[16] == UInt8(ascii: ":") {
      let tens = start[17] &- UInt8(ascii: "0")
      let ones = start[18] &- UInt8(ascii: "0")
      if tens < 6, ones < 10, let tail = RFC3339.readTail(start + 19, count: count - 19), tail.isPossible {
        let second = Int64(tens * 10 + ones) * 1_000_000
        return .instant(minuteStart + second + tail.microseconds, local: minuteStart + second + tail.fraction)
      }
    }
    let reading = RFC3339.read(start, count: count)
    if case .instant(let instant, _) = reading, let tail = RFC3339.readTail(start + 19, count: count - 19) {
      let seconds = Int64(start[17] - 48) * 10 + Int64(start[18] - 48)
      minuteText = text
      minuteStart = instant - tail.microseconds - seconds * 1_000_000
    }
    return reading
  }

  private func movedMidnight(_ local: Int64) -> Int64 {
    #if PLANTED_FAULTS
      if fault == .midnightStaysOnItsDay { return local }
    #endif
    guard recipe.midnightIsSameDay, local % Civil.microsecondsPerDay == 0 else { return local }
    return local + Civil.microsecondsPerDay
  }

  /// Local time to instant; a day and a half away from the zone's changes the offset of the period is the answer.
  private mutating func resolve(_ local: Int64) -> ZoneOffsets.Resolution {
    #if PLANTED_FAULTS
      if fault == .offsetOfPeriodBefore {
        let period = recipe.zone.period(at: local)
        return .unique(local - recipe.zone.offsets[max(0, period - 1)])
      }
    #endif
    if local >= safeFrom, local < safeTo { return .unique(local - recipe.zone.offsets[period]) }
    let answer = recipe.zone.resolve(local: local)
    if case .unique(let instant) = answer {
      let reach = Civil.microsecondsPerDay + Civil.microsecondsPerDay / 2
      period = recipe.zone.period(at: instant)
      let start = recipe.zone.starts[period]
      let end = recipe.zone.end(ofPeriod: period)
      safeFrom = start == .min ? .min : start + reach
      safeTo = end == .max ? .max : end - reach
    }
    return answer
  }
}
