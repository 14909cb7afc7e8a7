import Rows

/// The chosen statistics of a sensor, beside the plain seven.
extension SeriesFold {
  func foldChosen(_ plan: SensorPlan, _ interval: Interval) {
    findUsable()
    if plan.hasFlags { markFlags(plan) }
    var timeline =
      plan.hasTime
      ? Timeline(plan: plan, end: interval.to.microseconds, usable: recipe.usable) : nil
    foldFinest(plan, interval, timeline: &timeline)
    if plan.kind == .counter { spreadIncreases(plan, interval) }
    if plan.kind == .state { stretches = timeline?.finish() ?? [] }
  }

  private func findUsable() {
    let (count, qualities) = (series.count, series.qualities)
    var found = usable
    usable = []
    found.removeAll(keepingCapacity: true)
    found.reserveCapacity(count)
    for place in 0..<count where isUsable(qualities[place]) { found.append(Int32(place)) }
    usable = found
  }

  /// Adds what is chosen of one window of the finest level, whose readings are those at `span`.
  func choose(_ plan: SensorPlan, _ state: WindowState, _ span: Range<Int>, _ timeline: inout Timeline?) {
    var new = ChosenState()
    timeline?.walk(state, span, series, into: &new)
    if plan.kind == .state { new.transitions = transitions(in: span, plan) }
    if plan.hasPercentiles, state.n > 0 { summarise(state, span, plan, &new) }
    if plan.hasVector { addVector(span, &new) }
    if plan.hasFlags { countFlags(span, &new) }
    chosen[0].append(new)
  }

  private func transitions(in span: Range<Int>, _ plan: SensorPlan) -> Int64 {
    var count: Int64 = 0
    for place in span where place > 0 && isUsable(series.qualities[place]) {
      if isUsable(series.qualities[place - 1]), series.times[place] - series.times[place - 1] <= plan.hold,
        series.values[place] != series.values[place - 1]
      {
        count += 1
      }
    }
    return count
  }

  /// Percentiles of a minute are its values' own; of longer windows they are the histogram's, so that they are the
  /// same whichever finer levels a job has.
  private func summarise(_ state: WindowState, _ span: Range<Int>, _ plan: SensorPlan, _ new: inout ChosenState) {
    let isMinute = recipe.levels[0] == .minute
    if isMinute {
      new.percentiles = exactPercentiles(span, n: Int(state.n))
      if recipe.levels.count == 1 { return }
    }
    scratchBins.removeAll(keepingCapacity: true)
    for place in span where isUsable(series.qualities[place]) {
      scratchBins.append(HistogramBin.bin(of: series.values[place], decimals: plan.decimals))
    }
    new.histogram = HistogramBin.histogram(of: &scratchBins)
    if !isMinute {
      new.percentiles = ChosenState.Percentiles(
        new.histogram, n: state.n, min: state.min, max: state.max, decimals: plan.decimals)
    }
  }

  private func exactPercentiles(_ span: Range<Int>, n: Int) -> ChosenState.Percentiles {
    if scratch.count < n { scratch = [Double](repeating: 0, count: 2 * n) }
    let (values, qualities) = (series.values, series.qualities)
    var scratch = self.scratch
    self.scratch = []
    defer { self.scratch = scratch }
    return scratch.withUnsafeMutableBufferPointer { buffer in
      var count = 0
      for place in span where isUsable(qualities[place]) {
        buffer[count] = values[place]
        count += 1
      }
      // The buffer holds at least one value.
      return ChosenState.Percentiles(of: buffer.baseAddress.unsafelyUnwrapped, count: count)
    }
  }

  private func addVector(_ span: Range<Int>, _ new: inout ChosenState) {
    let (values, qualities) = (series.values, series.qualities)
    var (sines, cosines) = (0.0, 0.0)
    for place in span where isUsable(qualities[place]) {
      let angle = Angle(degrees: values[place])
      sines += angle.sine
      cosines += angle.cosine
    }
    (new.sumSin, new.sumCos) = (sines, cosines)
  }

  // MARK: Counters

  /// Spreads each increase over the windows between its two readings. All of them have a row: a reading governs them.
  private func spreadIncreases(_ plan: SensorPlan, _ interval: Interval) {
    var window = 0
    for index in usable.indices.dropFirst() {
      let (earlier, later) = (Int(usable[index - 1]), Int(usable[index]))
      let (from, to) = (series.times[earlier], series.times[later])
      guard to - from <= plan.hold, to >= interval.from.microseconds, from < interval.to.microseconds else { continue }
      let step = increase(from: series.values[earlier], to: series.values[later], after: to - from, plan)
      while window < states[0].count, states[0][window].end <= from { window += 1 }
      var place = window
      while place < states[0].count, states[0][place].start <= to {
        let (start, end) = (states[0][place].start, states[0][place].end)
        if to == from {
          if start <= to, to < end { chosen[0][place].increase += step.increase }
        } else if min(end, to) > max(start, from) {
          let share = Double(min(end, to) - max(start, from)) / Double(to - from)
          chosen[0][place].increase += step.increase * share
        }
        if step.isReset, start <= to, to < end { chosen[0][place].resets += 1 }
        place += 1
      }
    }
  }

  private func increase(
    from earlier: Double, to later: Double, after microseconds: Int64, _ plan: SensorPlan
  ) -> (increase: Double, isReset: Bool) {
    let difference = later - earlier
    if difference >= 0 { return (difference, false) }
    if -difference <= plan.jitter { return (0, false) }
    if plan.modulus > 0 {
      let rolled = difference + plan.modulus
      let most = plan.rateMax.map { $0 * (Double(microseconds) / 1e6) } ?? .infinity
      if rolled >= 0, rolled <= most { return (rolled, false) }
    }
    return (later, true)
  }
}
