/// Flags mark readings and never delete any: each rule is a pass over the series, which sets the bit of its flag.
extension SeriesFold {
  func markFlags(_ plan: SensorPlan) {
    marks.removeAll(keepingCapacity: true)
    marks.append(contentsOf: repeatElement(0, count: series.count))
    if plan.limitLow != nil || plan.limitHigh != nil { markRange(plan) }
    if plan.hasRateFlag, let most = plan.rateMax { markRate(most, plan.hold) }
    if let duration = plan.stuckAfter { markStuck(duration, plan) }
    if let spike = plan.spike { markSpikes(spike, plan.epsilon) }
    if let share = plan.driftMax { markDrift(share, plan) }
    if let silence = plan.gapAfter { markGaps(silence) }
    for flag in Flag.allCases { listRuns(of: flag, plan) }
  }

  func countFlags(_ span: Range<Int>, _ new: inout ChosenState) {
    for flag in Flag.allCases {
      var count: Int64 = 0
      for place in span where marks[place] & Self.bit(flag) != 0 { count += 1 }
      new.flags[flag] = count
    }
  }

  private static func bit(_ flag: Flag) -> UInt8 {
    switch flag {
    case .range: 1
    case .rate: 2
    case .stuck: 4
    case .spike: 8
    case .drift: 16
    case .gap: 32
    }
  }

  // MARK: Rules

  private func markRange(_ plan: SensorPlan) {
    let (low, high) = (plan.limitLow ?? -.infinity, plan.limitHigh ?? .infinity)
    for place in usable where series.values[Int(place)] < low || series.values[Int(place)] > high {
      marks[Int(place)] |= Self.bit(.range)
    }
  }

  private func markRate(_ most: Double, _ hold: Int64) {
    for index in usable.indices.dropFirst() {
      let (earlier, later) = (Int(usable[index - 1]), Int(usable[index]))
      let distance = series.times[later] - series.times[earlier]
      guard distance > 0, distance <= hold else { continue }
      let change = abs(series.values[later] - series.values[earlier])
      if change > most * (Double(distance) / 1e6) { marks[later] |= Self.bit(.rate) }
    }
  }

  private func markStuck(_ duration: Int64, _ plan: SensorPlan) {
    let epsilon = plan.epsilon
    var runStart = Int64.min
    for index in usable.indices {
      let place = Int(usable[index])
      var goesOn = false
      if index > 0 {
        let before = Int(usable[index - 1])
        goesOn =
          series.times[place] - series.times[before] <= plan.hold
          && abs(series.values[place] - series.values[before]) <= epsilon
      }
      if !goesOn { runStart = series.times[place] }
      if series.times[place] - runStart >= duration { marks[place] |= Self.bit(.stuck) }
    }
  }

  /// Hampel's identifier: a reading far from the median of its neighbours, in units of their median deviation.
  private func markSpikes(_ spike: SensorPlan.Spike, _ epsilon: Double) {
    guard usable.count > 2 * spike.side else { return }
    for index in spike.side..<(usable.count - spike.side) {
      let value = series.values[Int(usable[index])]
      scratch.removeAll(keepingCapacity: true)
      for place in usable[(index - spike.side)...(index + spike.side)] { scratch.append(series.values[Int(place)]) }
      scratch.sort()
      let median = scratch[spike.side]
      for place in scratch.indices { scratch[place] = abs(scratch[place] - median) }
      scratch.sort()
      let deviation = max(scratch[spike.side], epsilon)
      // 1.4826 makes the median deviation of a normal distribution its standard deviation.
      if abs(value - median) > spike.threshold * 1.4826 * deviation { marks[Int(usable[index])] |= Self.bit(.spike) }
    }
  }

  private func markDrift(_ share: Double, _ plan: SensorPlan) {
    let silence = plan.gapAfter ?? 3 * plan.period
    for place in 1..<max(series.count, 1) {
      let distance = series.times[place] - series.times[place - 1]
      guard distance > 0, distance <= silence else { continue }
      let deviation = Double((distance - plan.period).magnitude)
      if deviation > share * Double(plan.period) { marks[place] |= Self.bit(.drift) }
    }
  }

  private func markGaps(_ silence: Int64) {
    for place in 0..<series.count where place == 0 || series.times[place] - series.times[place - 1] > silence {
      marks[place] |= Self.bit(.gap)
    }
  }

  // MARK: Runs

  /// The maximal runs of the interval's readings that have a flag; a gap is a run for each reading that ends one.
  private func listRuns(of flag: Flag, _ plan: SensorPlan) {
    let reach = max(plan.hold, plan.gapAfter ?? 0)
    var isOpen = false
    for place in series.core {
      guard marks[place] & Self.bit(flag) != 0 else {
        isOpen = false
        continue
      }
      let time = series.times[place]
      if flag == .gap {
        let before = place > 0 ? series.times[place - 1] : .min
        flagRuns.append(FlagRun(flag: .gap, from: max(before, time - reach), to: time, readings: 1))
      } else if isOpen {
        flagRuns[flagRuns.count - 1].to = time
        flagRuns[flagRuns.count - 1].readings += 1
      } else {
        flagRuns.append(FlagRun(flag: flag, from: time, to: time, readings: 1))
        isOpen = true
      }
    }
  }
}
