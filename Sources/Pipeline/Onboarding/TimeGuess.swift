import Rows
import Scanning

/// A way in which one column, or two, read as times.
struct TimeReadingGuess {
  /// One, or a date and a time of day.
  var columns: [Int]
  /// As `time.format` says it.
  var format: Guess<String>
  /// Of two-digit years, where it is not the usual one.
  var pivot: Int?
  /// By row; `SampleColumn.noTime` where there is none.
  var stamps: [Int64]
  var areInstants: Bool
  var hours24: Int
  /// Rows that are not empty and no time.
  var unread: Int
  /// Times of day are told, so that it is more than a date.
  var hasClock: Bool
}

/// Which column has the time, and in which form.
struct TimeGuess {
  /// Epochs before it are rather other numbers: 1990.
  private static let epochFrom: Int64 = 631_152_000_000_000
  /// How many texts are looked at for their shapes.
  private static let shapesTried = 300

  private let now: Instant

  init(now: Instant) {
    self.now = now
  }

  /// The best reading of a table's columns; the others that are times too, in order.
  func find(_ columns: [SampleColumn], titles: [String]) -> (best: TimeReadingGuess, others: [Int])? {
    var found: [TimeReadingGuess] = []
    for index in columns.indices {
      if let reading = read(columns[index], title: titles[index]) {
        var reading = reading
        reading.columns = [index]
        found.append(reading)
      }
    }
    for date in found where !date.hasClock {
      if let both = joined(date, columns, titles) { found.append(both) }
    }
    let ranked = found.enumerated().max { left, right in
      let (a, b) = (rank(left.element, titles), rank(right.element, titles))
      return a == b ? left.offset > right.offset : a < b
    }
    guard let best = ranked?.element else { return nil }
    let others = Set(found.flatMap(\.columns)).subtracting(best.columns).sorted()
    return (best, others)
  }

  private func rank(_ reading: TimeReadingGuess, _ titles: [String]) -> Int {
    let stamps = reading.stamps.filter { $0 != SampleColumn.noTime }
    var points = 0
    if reading.hasClock { points += 4 }
    if reading.columns.contains(where: { ColumnWords.isTime(titles[$0]) }) { points += 2 }
    if Self.descents(stamps) * 10 <= stamps.count { points += 1 }
    return points
  }

  /// Reads one column in the form that fits it best; nil if it has no times.
  func read(_ column: SampleColumn, title: String) -> TimeReadingGuess? {
    let filled = column.count - column.emptyCount
    guard filled > 0, filled * 10 >= column.count * 9 else { return nil }
    // Most columns are no times, which their first rows tell.
    if column.count > Self.shapesTried * 2, read(column.rows(0..<Self.shapesTried), title: title) == nil {
      return nil
    }
    let instants = column.times(as: .rfc3339)
    if instants.read * 10 >= filled * 9 {
      return reading(
        instants, filled, Guess(value: "rfc3339", isSure: true, reason: "date, time and offset from UTC"), nil,
        hasClock: true)
    }
    if let epoch = epoch(column, filled, title: title) { return epoch }
    return pattern(column, with: nil, filled, title: title)
  }

  private func reading(
    _ times: SampleColumn.Times, _ filled: Int, _ format: Guess<String>, _ pivot: Int?, hasClock: Bool
  ) -> TimeReadingGuess {
    var format = format
    if times.read < filled {
      format.isSure = false
      format.reason += "; \(filled - times.read) of \(filled) texts do not read so"
    }
    return TimeReadingGuess(
      columns: [], format: format, pivot: pivot, stamps: times.stamps, areInstants: times.areInstants,
      hours24: times.hours24, unread: filled - times.read, hasClock: hasClock)
  }

  private func epoch(_ column: SampleColumn, _ filled: Int, title: String) -> TimeReadingGuess? {
    for unit in EpochUnit.allCases {
      let times = column.times(as: .epoch(unit))
      let plausible = times.stamps.count { $0 >= Self.epochFrom && $0 <= latest }
      guard plausible * 100 >= filled * 99 else { continue }
      let stamps = times.stamps.filter { $0 != SampleColumn.noTime }
      let ascends = Self.descents(stamps) * 20 <= stamps.count
      guard ascends || ColumnWords.isTime(title) else { continue }
      return reading(
        times, filled,
        Guess(
          value: "epoch_\(unit.rawValue)", isSure: ascends && ColumnWords.isTime(title),
          reason: "as that they are from \(Self.day(stamps.min() ?? 0)) to \(Self.day(stamps.max() ?? 0))"),
        nil, hasClock: true)
    }
    return nil
  }

  /// Stamps later than that are refused.
  private var latest: Int64 { now.microseconds + Civil.microsecondsPerDay }

  // MARK: Patterns

  private func pattern(
    _ column: SampleColumn, with second: SampleColumn?, _ filled: Int, title: String
  ) -> TimeReadingGuess? {
    let candidates = candidates(column, second)
    var best: [(text: String, times: SampleColumn.Times)] = []
    for text in candidates {
      guard let format = try? TimeFormat(text) else { continue }
      let times = column.times(as: format, with: second)
      guard times.read * 10 >= filled * 9 else { continue }
      if let known = best.first, times.read < known.times.read { continue }
      if let known = best.first, times.read > known.times.read { best = [] }
      best.append((text, times))
    }
    guard !best.isEmpty, isTime(best[0].text, best[0].times, title) else { return nil }
    let (chosen, isSure, reason) = choose(best)
    let pivot = pivot(chosen, column, second)
    let text = tightened(chosen, column, second, filled: best[0].times.read)
    guard let format = try? TimeFormat(text, pivot: pivot ?? 70) else { return nil }
    return reading(
      column.times(as: format, with: second), filled, Guess(value: text, isSure: isSure, reason: reason), pivot,
      hasClock: text.contains("H") || text.contains("h"))
  }

  private func candidates(_ column: SampleColumn, _ second: SampleColumn?) -> [String] {
    var found: [String] = []
    let step = max(1, column.count / Self.shapesTried)
    for index in stride(from: 0, to: column.count, by: step) where !column.isEmpty(at: index) {
      let text = column.text(at: index) + (second.map { " " + $0.text(at: index) } ?? "")
      for pattern in TimeShape.patterns(of: text) where !found.contains(pattern) && found.count < 24 {
        found.append(pattern)
      }
    }
    return found
  }

  /// Bare digits are a time only if their years are near, and six of them only if the column says so.
  private func isTime(_ text: String, _ times: SampleColumn.Times, _ title: String) -> Bool {
    guard text.allSatisfy(\.isLetter) else { return true }
    if text.utf8.count <= 6 { return ColumnWords.isTime(title) }
    let near = times.stamps.count { $0 >= Self.epochFrom && $0 <= latest }
    return near * 10 >= times.read * 9
  }

  /// Of several patterns that read as many texts: the one with near years, in which the stamps ascend.
  private func choose(
    _ best: [(text: String, times: SampleColumn.Times)]
  ) -> (text: String, isSure: Bool, reason: String) {
    guard best.count > 1 else {
      let isShort = best[0].text.contains("yy") && !best[0].text.contains("yyyy")
      let order = isShort || best[0].text.hasPrefix("d") || best[0].text.hasPrefix("M")
      return (best[0].text, true, order ? "no other order of day, month and year reads all" : "reads all")
    }
    let judged = best.map { candidate in
      let stamps = candidate.times.stamps.filter { $0 != SampleColumn.noTime }
      return (
        candidate.text, far: stamps.count { $0 < Self.epochFrom || $0 > latest }, falls: Self.descents(stamps),
        span: (stamps.max() ?? 0) / 2 - (stamps.min() ?? 0) / 2
      )
    }
    let ranked = judged.sorted { ($0.far, $0.falls, $0.span) < ($1.far, $1.falls, $1.span) }
    let others = ranked.dropFirst().map(\.0).joined(separator: ", ")
    let (first, second) = (ranked[0], ranked[1])
    var why = "nothing tells it from"
    if first.far < second.far {
      why = "its years are nearer than those of"
    } else if first.falls < second.falls {
      why = "its stamps ascend, unlike those of"
    } else if first.span < second.span / 2 {
      why = "its stamps lie closer together than those of"
    }
    return (ranked[0].0, false, "\(why) \(others)")
  }

  private func tightened(
    _ pattern: String, _ column: SampleColumn, _ second: SampleColumn?, filled: Int
  ) -> String {
    var text = pattern
    var tried: Set<String> = []
    while let next = TimeShape.tighter(text).first(where: { tried.insert($0).inserted }) {
      if let format = try? TimeFormat(next), column.times(as: format, with: second).read == filled { text = next }
    }
    return text
  }

  /// A pivot that leaves no stamp in the future, where the usual one does.
  private func pivot(_ text: String, _ column: SampleColumn, _ second: SampleColumn?) -> Int? {
    guard text.contains("yy"), !text.contains("yyyy"), let usual = try? TimeFormat(text) else { return nil }
    let times = column.times(as: usual, with: second)
    guard times.stamps.contains(where: { $0 > latest }) else { return nil }
    let year = Civil.date(days: Int(Civil.floorDivide(now.microseconds, by: Civil.microsecondsPerDay))).year
    return min(70, year % 100 + 1)
  }

  /// A date with the time of day from another column.
  private func joined(
    _ date: TimeReadingGuess, _ columns: [SampleColumn], _ titles: [String]
  ) -> TimeReadingGuess? {
    guard let first = date.columns.first, !date.areInstants else { return nil }
    for index in columns.indices where index != first {
      let text = (0..<columns[index].count).lazy.filter { !columns[index].isEmpty(at: $0) }.first
        .map { columns[index].text(at: $0) }
      guard let text, text.contains(":") || ColumnWords.isTime(titles[index]), text.contains(where: \.isNumber) else {
        continue
      }
      let filled = columns[first].count - columns[first].emptyCount
      guard var both = pattern(columns[first], with: columns[index], filled, title: titles[first]), both.hasClock else {
        continue
      }
      both.columns = [first, index]
      return both
    }
    return nil
  }

  static func descents(_ stamps: [Int64]) -> Int {
    zip(stamps, stamps.dropFirst()).count { $0 > $1 }
  }

  static func day(_ microseconds: Int64) -> String {
    String(Instant(microseconds: microseconds).description.prefix(10))
  }
}
