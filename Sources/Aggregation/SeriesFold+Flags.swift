/// Flags mark readings and never delete any: each rule is a pass over the series, which sets the bit of its flag.
extension SeriesFold {
  func markFlags(_ plan: SensorPlan) {
    let count = series.count
    if marks.count < count { marks = [UInt8](repeating: 0, count: 2 * count) }
    let (times, values, all) = (series.times, series.values, usable)
    var found: UInt8 = 0
    marks.withUnsafeMutableBufferPointer { buffer in
      guard let start = buffer.baseAddress else { return }
      start.update(repeating: 0, count: count)
      var marker = FlagMarker(times: times, values: values, count: count, usable: all, marks: start)
      marker.mark(plan)
      found = marker.found
    }
    foundFlags = found
    for flag in Flag.allCases where found & flag.bit != 0 { listRuns(of: flag, plan) }
  }

  func countFlags(_ span: Range<Int>, _ new: inout ChosenState) {
    guard foundFlags != 0 else { return }
    marks.withUnsafeBufferPointer { marks in
      for place in span where marks[place] != 0 {
        for flag in Flag.allCases where marks[place] & flag.bit != 0 { new.flags[flag] += 1 }
      }
    }
  }

  // MARK: Runs

  /// The maximal runs of the interval's readings that have a flag; a gap is a run for each reading that ends one.
  private func listRuns(of flag: Flag, _ plan: SensorPlan) {
    let reach = max(plan.hold, plan.gapAfter ?? 0)
    var isOpen = false
    for place in series.core {
      guard marks[place] & flag.bit != 0 else {
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
