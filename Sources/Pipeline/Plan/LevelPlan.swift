import Extraction
package import Loading
package import Rows
import Scanning

/// One ledger interval of a coarser level, with the windows that begin in it.
struct LevelLayout: Sendable {
  /// The windows of the sensors whose code matches; the first that matches counts.
  struct Group: Sendable {
    var matches: [TextPattern]
    /// Ascending, without overlap.
    var windows: [CoarserWindow]
  }

  let level: CoarserLevel
  let interval: Interval
  let finer: FinerLevel
  let groups: [Group]

  /// From the start of the first window to the end of the last.
  var span: Interval {
    let starts = groups.compactMap(\.windows.first?.start)
    let ends = groups.compactMap(\.windows.last?.end)
    return Interval(
      from: Instant(microseconds: starts.min() ?? interval.from.microseconds),
      to: Instant(microseconds: ends.max() ?? interval.to.microseconds))
  }

  func windows(of code: String) -> [CoarserWindow] {
    groups.first { $0.matches.contains { $0.matches(code) } }?.windows ?? []
  }

  /// Of everything beside the finer intervals that decides what is made of them: where the windows lie, and what they
  /// are made from. How these were made is part of their own fingerprints.
  var definition: ContentID {
    var text = "level v1 \(level.rawValue) of \(finer.name)\n"
    for group in groups {
      for match in group.matches { text += "sensors \(match.text.utf8.count):\(match.text)\n" }
      for window in group.windows {
        text += "\(window.start) \(window.end)"
        if let shift = window.shift {
          text += " \(shift.workingDay) \(shift.breaks) \(shift.code.utf8.count):\(shift.code)"
        }
        text += "\n"
      }
    }
    return ContentHash.hash(text)
  }

  /// Of the intervals that it is made from, in order of time.
  static func fingerprint(_ finer: [FinerInterval]) -> ContentID {
    var text = "finer v1\n"
    for entry in finer { text += "\(entry.interval) \(entry.source) \(entry.definition)\n" }
    return ContentHash.hash(text)
  }
}

extension JobSpec {
  /// What a coarser level is made from: days from the coarsest windows of the job, months from days, shifts from
  /// the coarsest that nest in them.
  package func finer(than level: CoarserLevel) -> FinerLevel {
    switch level {
    case .day: .base(levels.last ?? .hour)
    case .month: .day
    // The coarsest whose windows nest in shifts; the decoder has seen to it that there is one.
    case .shift: .base(levels.last { shifts?.edge(within: $0) == nil } ?? .minute)
    }
  }

  /// The ledger intervals of a coarser level: the longer of the level's own span and the job's interval, so that each
  /// is made from whole intervals. Those of shifts are days, by when a shift starts.
  func ledgerCalendar(of level: CoarserLevel) -> IntervalCalendar {
    IntervalCalendar(kind: level == .month || intervalKind == .month ? .month : .day, zone: zone)
  }

  /// A ledger interval with its windows.
  func layout(of interval: Interval, _ level: CoarserLevel) -> LevelLayout {
    if level == .shift {
      let days = ledgerCalendar(of: level).localDays(of: interval)
      return LevelLayout(
        level: level, interval: interval, finer: finer(than: level),
        groups: shifts?.groups(ofDays: days, zone: zone) ?? [])
    }
    let own = IntervalCalendar(kind: level == .month ? .month : .day, zone: zone)
    var windows: [CoarserWindow] = []
    var start = interval.from
    while start < interval.to {
      let window = own.interval(containing: start.microseconds)
      windows.append(CoarserWindow(start: window.from.microseconds, end: window.to.microseconds))
      start = window.to
    }
    return LevelLayout(
      level: level, interval: interval, finer: finer(than: level),
      groups: [LevelLayout.Group(matches: [TextPattern("*")], windows: windows)])
  }

  /// The intervals of a coarser level whose published state is not that of the finer intervals, in order of time.
  ///
  /// They are cheap, being made from what is stored: so one whose windows would lie elsewhere is made anew as well, and
  /// not only shown as outdated.
  ///
  /// - Parameters:
  ///   - finer: all that are published, in order of time.
  ///   - asked: nil: all of time.
  func levelWork(
    _ level: CoarserLevel, finer: [FinerInterval], ledger: [LevelInterval], asked: Interval?
  ) -> [LevelLayout] {
    let calendar = ledgerCalendar(of: level)
    var found: [Instant: (layout: LevelLayout, members: [FinerInterval])] = [:]
    func open(_ interval: Interval) {
      if found[interval.from] == nil { found[interval.from] = (layout(of: interval, level), []) }
    }
    for entry in finer {
      // A shift that began on the day before reaches into this one; days of 25 hours make it two.
      let back = level == .shift ? 2 * Civil.microsecondsPerDay : 0
      var next = calendar.interval(containing: entry.interval.from.microseconds - back)
      while next.from < entry.interval.to {
        open(next)
        if let span = found[next.from]?.layout.span, span.overlaps(entry.interval) {
          found[next.from]?.members.append(entry)
        }
        next = calendar.interval(containing: next.to.microseconds)
      }
    }
    var rows: [Instant: LevelInterval] = [:]
    for row in ledger where row.level == level {
      rows[row.interval.from] = row
      open(calendar.interval(containing: row.interval.from.microseconds))
    }
    return found.values.filter { layout, members in
      if let asked, !layout.span.overlaps(asked) { return false }
      guard let row = rows[layout.interval.from] else { return !members.isEmpty }
      return row.state != .done || row.source != LevelLayout.fingerprint(members)
        || row.definition != layout.definition
    }.map(\.layout).sorted { $0.interval < $1.interval }
  }
}

extension Plan {
  /// A coarser interval that is to be made anew.
  package struct CoarserWork: Sendable, Equatable {
    package var level: CoarserLevel
    package var interval: Interval
  }

  /// What the published intervals alone ask for.
  static func coarserWork(_ job: JobSpec, _ ledger: LedgerSnapshot, _ asked: AskedRange) -> [CoarserWork] {
    var days: [Interval] = []
    return job.coarser.flatMap { level -> [CoarserWork] in
      let finer = level == .month ? ledger.levels.finerDays : ledger.publishedIntervals
      var work = job.levelWork(level, finer: finer, ledger: ledger.levels, asked: asked.range).map(\.interval)
      if level == .day { days = work }
      if level == .month {
        // A day that is made anew has another fingerprint then.
        let months = days.map { job.ledgerCalendar(of: .month).interval(containing: $0.from.microseconds) }
        work = Set(work + months).sorted()
      }
      return work.map { CoarserWork(level: level, interval: $0) }
    }
  }
}

extension LedgerSnapshot {
  var publishedIntervals: [FinerInterval] {
    intervals.values.compactMap { row in
      guard let source = row.source, let definition = row.definition else { return nil }
      return FinerInterval(interval: row.interval, source: source, definition: definition)
    }.sorted { $0.interval < $1.interval }
  }
}

extension [LevelInterval] {
  /// The published days, as months see them, in order of time.
  var finerDays: [FinerInterval] {
    compactMap { row in
      guard row.level == .day, let source = row.source, let definition = row.definition else { return nil }
      return FinerInterval(interval: row.interval, source: source, definition: definition)
    }.sorted { $0.interval < $1.interval }
  }
}
