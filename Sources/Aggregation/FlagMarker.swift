/// Sets the flags of one series' readings, a pass a rule, over plain pointers.
struct FlagMarker {
  let times: UnsafeMutablePointer<Int64>
  let values: UnsafeMutablePointer<Double>
  let count: Int
  /// Places of the usable readings.
  let usable: [Int32]
  /// By place, a bit each flag.
  let marks: UnsafeMutablePointer<UInt8>
  /// All flags that any reading has.
  private(set) var found: UInt8 = 0

  init(
    times: UnsafeMutablePointer<Int64>, values: UnsafeMutablePointer<Double>, count: Int, usable: [Int32],
    marks: UnsafeMutablePointer<UInt8>
  ) {
    self.times = times
    self.values = values
    self.count = count
    self.usable = usable
    self.marks = marks
  }

  mutating func mark(_ plan: SensorPlan) {
    if plan.limitLow != nil || plan.limitHigh != nil { markRange(plan) }
    if plan.hasRateFlag, let most = plan.rateMax { markRate(most, plan.hold) }
    if let duration = plan.stuckAfter { markStuck(duration, plan) }
    if let spike = plan.spike { markSpikes(spike, plan.epsilon) }
    if let share = plan.driftMax { markDrift(share, plan) }
    if let silence = plan.gapAfter { markGaps(silence) }
  }

  @inline(__always)
  private mutating func set(_ flag: Flag, _ place: Int) {
    marks[place] |= flag.bit
    found |= flag.bit
  }

  private mutating func markRange(_ plan: SensorPlan) {
    let (low, high) = (plan.limitLow ?? -.infinity, plan.limitHigh ?? .infinity)
    for place in usable where values[Int(place)] < low || values[Int(place)] > high { set(.range, Int(place)) }
  }

  private mutating func markRate(_ most: Double, _ hold: Int64) {
    for index in 1..<max(usable.count, 1) {
      let (earlier, later) = (Int(usable[index - 1]), Int(usable[index]))
      let distance = times[later] - times[earlier]
      guard distance > 0, distance <= hold else { continue }
      if abs(values[later] - values[earlier]) > most * (Double(distance) / 1e6) { set(.rate, later) }
    }
  }

  private mutating func markStuck(_ duration: Int64, _ plan: SensorPlan) {
    let (epsilon, hold) = (plan.epsilon, plan.hold)
    guard let first = usable.first else { return }
    var (before, runStart) = (Int(first), times[Int(first)])
    for index in 1..<max(usable.count, 1) {
      let place = Int(usable[index])
      if times[place] - times[before] > hold || abs(values[place] - values[before]) > epsilon {
        runStart = times[place]
      }
      if times[place] - runStart >= duration { set(.stuck, place) }
      before = place
    }
  }

  /// Hampel's identifier: a reading far from the median of its neighbours, in units of their median deviation.
  private mutating func markSpikes(_ spike: SensorPlan.Spike, _ epsilon: Double) {
    let side = spike.side
    guard usable.count > 2 * side else { return }
    let line = UnsafeMutablePointer<Double>.allocate(capacity: usable.count)
    defer { line.deallocate() }
    for index in usable.indices { line[index] = values[Int(usable[index])] }
    var window = SlidingMedian(line, side: side)
    // 1.4826 makes the median deviation of a normal distribution its standard deviation.
    let scale = spike.threshold * 1.4826
    for index in side..<(usable.count - side) {
      if index > side { window.replace(line[index - side - 1], by: line[index + side]) }
      let distance = abs(line[index] - window.median)
      // Most are as near as the resolution lets them be, whatever the deviation.
      guard distance > scale * epsilon else { continue }
      if distance > scale * max(window.deviation, epsilon) { set(.spike, Int(usable[index])) }
    }
  }

  private mutating func markDrift(_ share: Double, _ plan: SensorPlan) {
    let silence = plan.gapAfter ?? 3 * plan.period
    let most = share * Double(plan.period)
    for place in 1..<max(count, 1) {
      let distance = times[place] - times[place - 1]
      guard distance > 0, distance <= silence else { continue }
      if Double((distance - plan.period).magnitude) > most { set(.drift, place) }
    }
  }

  private mutating func markGaps(_ silence: Int64) {
    for place in 0..<count where place == 0 || times[place] - times[place - 1] > silence { set(.gap, place) }
  }
}

extension Flag {
  /// Its bit in a reading's marks.
  var bit: UInt8 {
    switch self {
    case .range: 1
    case .rate: 2
    case .stuck: 4
    case .spike: 8
    case .drift: 16
    case .gap: 32
    }
  }
}
