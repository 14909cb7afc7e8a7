/// What an interval carries in and looks ahead to, as bytes: another text means that the interval must be made anew.
extension SeriesFold {
  /// Appends what of the readings around the interval the sensor folded last depends on: nothing if there are none.
  package func appendEdges(_ plan: SensorPlan, to text: inout [UInt8]) {
    guard plan.hasEdges, series.core.count < series.count else { return }
    let start = text.count
    func add(_ bits: UInt64) {
      for shift in stride(from: 0, to: 64, by: 8) { text.append(UInt8(truncatingIfNeeded: bits >> UInt64(shift))) }
    }
    func add(_ places: [Int], _ mark: Character) {
      for place in places {
        text.append(mark.asciiValue ?? 0)
        add(UInt64(bitPattern: series.times[place]))
        add(series.values[place].bitPattern)
        text.append(series.qualities[place])
      }
    }
    add(carriedIn(plan), "<")
    if let since = unchangedSince(plan) {
      text.append(UInt8(ascii: "="))
      add(UInt64(bitPattern: since))
    }
    add(lookedAhead(plan), ">")
    // No text at all where the readings around are there and none of them matters.
    if text.count == start { text.append(UInt8(ascii: "-")) }
  }

  /// The last kept reading before the interval, and the last usable ones.
  private func carriedIn(_ plan: SensorPlan) -> [Int] {
    let first = series.core.lowerBound
    guard first > 0 else { return [] }
    let before = usable.prefix { Int($0) < first }
    let places = before.suffix(max(1, plan.spike?.side ?? 1)).map { Int($0) }
    return places.contains(first - 1) ? places : places + [first - 1]
  }

  private func lookedAhead(_ plan: SensorPlan) -> [Int] {
    let end = series.core.upperBound
    guard plan.lookahead > 0, end < series.count else { return [] }
    let behind = usable.drop { Int($0) < end }
    let places = behind.prefix(max(1, plan.spike?.side ?? 1)).map { Int($0) }
    return places.contains(end) ? places : [end] + places
  }

  /// When the run of equal readings that reaches the interval began, as far as the lookback shows it.
  private func unchangedSince(_ plan: SensorPlan) -> Int64? {
    guard plan.stuckAfter != nil else { return nil }
    let before = usable.prefix { Int($0) < series.core.lowerBound }
    guard var first = before.last.map({ Int($0) }) else { return nil }
    for place in before.dropLast().reversed() {
      let earlier = Int(place)
      guard series.times[first] - series.times[earlier] <= plan.hold,
        abs(series.values[first] - series.values[earlier]) <= plan.epsilon
      else { break }
      first = earlier
    }
    return series.times[first]
  }
}
