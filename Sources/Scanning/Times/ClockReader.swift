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
  private(set) var known: KnownMinute
  private var period = 0
  /// Local times in `[safeFrom, safeTo)` are unique and have the offset of `period`.
  private var safeFrom: Int64 = .max
  private var safeTo: Int64 = .min
  #if PLANTED_FAULTS
    var fault: PlantedFault?
  #endif

  init(recipe: TimeRecipe) {
    self.recipe = recipe
    known = KnownMinute()
  }

  mutating func read(_ start: UnsafePointer<UInt8>, count: Int) -> Result<Int64, Problem> {
    if count == 0 { return .failure(Problem(reason: .timeMissing)) }
    let reading: TimeReading
    switch recipe.format {
    case .rfc3339: reading = readStamp(start, count: count)
    case .epoch(let unit): reading = unit.read(start, count: count)
    case .pattern(let pattern): reading = pattern.read(start, count: count)
    }
    let instant: Int64
    switch reading {
    case .instant(let read, let local, let isHour24):
      if isHour24, recipe.hour24 == .refuse { return .failure(Problem(reason: .timeImpossible)) }
      instant = isHour24 ? read : read + movedMidnight(local) - local
    case .local(let local, let isHour24):
      if isHour24, recipe.hour24 == .refuse { return .failure(Problem(reason: .timeImpossible)) }
      switch settle(isHour24 ? local : movedMidnight(local)) {
      case .success(let settled): instant = settled
      case .failure(let problem): return .failure(problem)
      }
    case .epoch(let read): instant = read
    case .impossible: return .failure(Problem(reason: .timeImpossible))
    case .unreadable: return .failure(Problem(reason: .timeUnreadable))
    }
    return accept(instant)
  }

  /// The last steps of every reading: an end becomes a start, and what is not plausible is refused.
  @inline(__always)
  func accept(_ written: Int64) -> Result<Int64, Problem> {
    var instant = written
    if recipe.stampIsEnd {
      let (moved, overflows) = instant.subtractingReportingOverflow(recipe.period)
      if overflows { return .failure(Problem(reason: .timeImpossible)) }
      instant = moved
    }
    if instant < recipe.plausible.from.microseconds || instant > recipe.plausible.to.microseconds {
      return .failure(Problem(reason: .timeImplausible, instant: instant))
    }
    return .success(instant)
  }

  /// RFC 3339, where the minute is often that of the stamp before.
  @inline(__always)
  private mutating func readStamp(_ start: UnsafePointer<UInt8>, count: Int) -> TimeReading {
    guard count >= 20 else { return .unreadable }
    let text = KnownMinute.text(of: start)
    if text == known.text, start[16] == UInt8(ascii: ":") {
      let tens = start[17] &- UInt8(ascii: "0")
      let ones = start[18] &- UInt8(ascii: "0")
      if tens < 6, ones < 10, let tail = RFC3339.readTail(start + 19, count: count - 19), tail.isPossible {
        let second = Int64(tens * 10 + ones) * 1_000_000
        return .instant(
          known.start + second + tail.microseconds, local: known.start + second + tail.fraction, isHour24: false)
      }
    }
    let reading = RFC3339.read(start, count: count)
    // A minute of 24:00 is not remembered: after its first second there is no such time of day.
    if case .instant(let instant, _, isHour24: false) = reading,
      let tail = RFC3339.readTail(start + 19, count: count - 19)
    {
      let seconds = Int64(start[17] - 48) * 10 + Int64(start[18] - 48)
      known = KnownMinute(text: text, start: instant - tail.microseconds - seconds * 1_000_000)
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

  /// Local time to instant, under the declared policies where the zone's clocks skip it or show it twice.
  @inline(__always)
  private mutating func settle(_ local: Int64) -> Result<Int64, Problem> {
    switch resolve(local) {
    case .unique(let instant): return .success(instant)
    case .nonexistent(let transition):
      switch recipe.nonexistent {
      case .refuse: return .failure(Problem(reason: .timeNonexistent))
      case .shiftForward: return .success(local - recipe.zone.offset(at: transition - 1))
      }
    case .ambiguous(let earlier, let later):
      switch recipe.ambiguous {
      case .refuse: return .failure(Problem(reason: .timeAmbiguous))
      case .earlier: return .success(earlier)
      case .later: return .success(later)
      }
    }
  }

  /// What the zone says of a local time; a day and a half away from the zone's changes the offset of the period is the
  /// answer.
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
