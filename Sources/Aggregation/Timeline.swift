import Rows

/// Who governs which instant: a sensor's readings as a line in time, walked window by window.
///
/// Each instant is governed by the last kept reading at or before it, as far as the longest hold reaches;
/// `docs/statistics.md` says what follows from that. The line keeps the stretch of state that is open.
struct Timeline {
  private let plan: SensorPlan
  /// Stretches do not go beyond the interval.
  private let end: Int64
  private let usable: [Bool]
  private var open: StateStretch?
  private(set) var closed: [StateStretch] = []

  init(plan: SensorPlan, end: Int64, usable: [Bool]) {
    self.plan = plan
    self.end = end
    self.usable = usable
  }

  /// Whether an instant is governed; `before` is the place of the first reading that is not before it.
  func isGoverned(at instant: Int64, before place: Int, _ series: borrowing Series) -> Bool {
    place > 0 && instant - series.times[place - 1] < plan.hold
  }

  /// Accounts for a window: its readings are those at `span`.
  mutating func walk(
    _ state: WindowState, _ span: Range<Int>, _ series: borrowing Series, into chosen: inout ChosenState
  ) {
    var position = state.start
    // From the reading before the window to its last; the one before may be none.
    for place in (span.lowerBound - 1)..<span.upperBound {
      let until = place + 1 < span.upperBound ? series.times[place + 1] : state.end
      govern(position..<until, place, series, into: &chosen)
      position = until
    }
  }

  private mutating func govern(
    _ piece: Range<Int64>, _ place: Int, _ series: borrowing Series, into chosen: inout ChosenState
  ) {
    guard !piece.isEmpty else { return }
    guard place >= 0 else {
      chosen.gap += piece.upperBound - piece.lowerBound
      return
    }
    let held = min(piece.upperBound, max(piece.lowerBound, series.times[place] + plan.hold))
    let microseconds = held - piece.lowerBound
    chosen.gap += piece.upperBound - held
    let quality = series.qualities[place]
    switch Quality.rank(quality) {
    case 2: chosen.good += microseconds
    case 1: chosen.uncertain += microseconds
    default: chosen.bad += microseconds
    }
    let isUsable = usable[Int(quality)]
    if isUsable { cover(piece.lowerBound..<held, place, series, into: &chosen) }
    guard plan.kind == .state else { return }
    if microseconds > 0 {
      isUsable ? stretch(piece.lowerBound..<held, series.values[place]) : close(at: piece.lowerBound, .bad)
    }
    if held < piece.upperBound { close(at: held, .gap) }
  }

  private func cover(
    _ piece: Range<Int64>, _ place: Int, _ series: borrowing Series, into chosen: inout ChosenState
  ) {
    guard !piece.isEmpty else { return }
    let (time, value) = (series.times[place], series.values[place])
    let microseconds = piece.upperBound - piece.lowerBound
    guard plan.isLinear else {
      chosen.covered += microseconds
      if plan.kind != .amount { chosen.integral += value * (Double(microseconds) / 1e6) }
      if plan.kind == .state { chosen.add(microseconds, in: value) }
      return
    }
    let next = place + 1
    guard next < series.count, usable[Int(series.qualities[next])], series.times[next] - time <= plan.hold else {
      return
    }
    let slope = (series.values[next] - value) / Double(series.times[next] - time)
    let start = value + slope * Double(piece.lowerBound - time)
    // At its end a segment has the next reading's value exactly.
    let stop =
      piece.upperBound == series.times[next]
      ? series.values[next] : value + slope * Double(piece.upperBound - time)
    chosen.covered += microseconds
    chosen.integral += (start + stop) / 2 * (Double(microseconds) / 1e6)
  }

  // MARK: Stretches of state

  private mutating func stretch(_ piece: Range<Int64>, _ code: Double) {
    if open?.code == code, open?.to == piece.lowerBound {
      open?.to = piece.upperBound
    } else {
      close(at: piece.lowerBound, .change)
      open = StateStretch(from: piece.lowerBound, to: piece.upperBound, code: code, closedBy: .interval)
    }
    if piece.upperBound == end { close(at: end, .interval) }
  }

  private mutating func close(at instant: Int64, _ reason: StateStretch.End) {
    guard var stretch = open else { return }
    // What ended it began where it ended; between two windows that both have a row nothing lies.
    stretch.closedBy = stretch.to == instant ? reason : .gap
    closed.append(stretch)
    open = nil
  }

  /// The stretches of the whole interval.
  mutating func finish() -> [StateStretch] {
    close(at: end, .gap)
    return closed
  }
}
