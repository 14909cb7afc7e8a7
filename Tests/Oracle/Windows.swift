// Cells to windows: where windows begin and end, and what they hold.

/// The length of a level's windows where the zone keeps its offset.
func seconds(of level: OracleJob.Level) -> Int {
  switch level {
  case .minute: 60
  case .quarter_hour: 900
  case .hour: 3600
  }
}

/// Finds the window of an instant at one level.
struct WindowFinder {
  let zone: Zone
  let level: OracleJob.Level
  /// What was found, by the start and the offset that the window would have if the zone never changed.
  private var known: [[Int]: (start: Int64, end: Int64)] = [:]

  init(zone: Zone, level: OracleJob.Level) {
    self.zone = zone
    self.level = level
  }

  mutating func window(holding instant: Int64) -> (start: Int64, end: Int64) {
    let second = Int((instant - floorRemainder(instant, 1_000_000)) / 1_000_000)
    let length = seconds(of: level)
    let offset = zone.offset(at: second)
    let local = second + offset
    // A day is a whole number of windows, so the time of day need not be looked at by itself.
    var start = local - Int(floorRemainder(Int64(local), Int64(length))) - offset
    var end = start + length
    let name = [start, offset]
    if let window = known[name] { return window }
    if zone.offset(at: start) != offset {
      start = second
      while zone.offset(at: start - 1) == offset { start -= 1 }
    }
    if zone.offset(at: end - 1) != offset {
      end = second + 1
      while zone.offset(at: end) == offset { end += 1 }
    }
    let window = (start: Int64(start) * 1_000_000, end: Int64(end) * 1_000_000)
    known[name] = window
    return window
  }
}

/// What is left of a down to the next multiple of b, for negative numbers too.
func floorRemainder(_ a: Int64, _ b: Int64) -> Int64 {
  ((a % b) + b) % b
}

/// What falls into one window, before it is counted.
struct Basket {
  var end: Int64
  /// In the total order.
  var kept: [Cell] = []
  var nulls = 0
  var duplicates = 0
}

/// The statistics of a basket; `sum` is the float sum where no resolution is declared.
func window(_ basket: Basket, _ job: OracleJob, decimals: Int?, floatSum: (Basket, [Cell]) -> Double) -> OracleWindow {
  let usable = basket.kept.filter { isUsable($0.quality, job) }
  var window = OracleWindow(end: basket.end)
  window.n = usable.count
  window.nBad = basket.kept.count - usable.count
  window.nNull = basket.nulls
  window.nDuplicate = basket.duplicates
  guard let first = usable.first, let last = usable.last else { return window }
  let numbers = usable.compactMap { $0.value?.number }
  window.min = numbers.min()
  window.max = numbers.max()
  window.first = first.value?.number
  window.firstAt = first.instant
  window.last = last.value?.number
  window.lastAt = last.instant
  var mean: Double
  if let decimals {
    let units = usable.reduce(Int128(0)) { $0 + Int128($1.value?.units ?? 0) }
    let sum = plainDecimal(units, decimals: decimals)
    window.sumExact = sum
    mean = (Double(sum) ?? .nan) / Double(usable.count)
  } else {
    let sum = floatSum(basket, usable)
    window.sumFloat = sum
    mean = sum / Double(usable.count)
  }
  window.mean = mean
  window.m2 = numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
  return window
}

/// Good is 0, uncertain is 1, bad is 2.
func grade(_ quality: Int) -> Int {
  if quality >= 192 { return 0 }
  return (64...127).contains(quality) ? 1 : 2
}

func isUsable(_ quality: Int, _ job: OracleJob) -> Bool {
  grade(quality) == 0 || (grade(quality) == 1 && !job.treatUncertainAsBad)
}
