/// What a sensor measures, and how its values wander. Values are counted in ticks of the last decimal.
struct Kind {
  let tag: String
  let decimals: Int
  let low: Int32
  let high: Int32
  let stepMax: Int32

  static let all = [
    Kind(tag: "TEMP", decimals: 1, low: 180, high: 2_400, stepMax: 4),
    Kind(tag: "BAR", decimals: 2, low: 80, high: 1_600, stepMax: 6),
    Kind(tag: "AMP", decimals: 1, low: 0, high: 4_000, stepMax: 15),
    Kind(tag: "VIB", decimals: 2, low: 5, high: 1_200, stepMax: 9),
    Kind(tag: "RPM", decimals: 1, low: 3_000, high: 36_000, stepMax: 80),
    Kind(tag: "KW", decimals: 2, low: 50, high: 9_900, stepMax: 40),
    Kind(tag: "COLD", decimals: 1, low: -350, high: 60, stepMax: 2),
  ]
}

/// A value in ticks, and which of `qualities` it has.
struct Reading {
  let ticks: Int32
  let quality: UInt8

  /// OPC DA: good, then those that 5 of 1,000 readings have: uncertain, bad, no communication, local override.
  static let qualities = [192, 64, 0, 24, 216]
}

/// A sensor's values, second by second: a random walk that turns back at the ends of its range.
struct Walk {
  private static let odd: UInt64 = (5 << 24) / 1_000

  private var random: SplitMix64
  private let changed: UInt64
  private var ticks: Int32
  private let low: Int32
  private let high: Int32
  private let stepMax: UInt64
  let decimals: Int
  /// Where in its second the sensor speaks.
  let phaseMs: Int

  /// - Parameter changedPercent: of 100 readings, how many are told one tick higher. The walk is the same.
  init(sensor: Int, seed: UInt64, changedPercent: Int) {
    random = SplitMix64(seed: seed, stream: UInt64(sensor))
    changed = UInt64(changedPercent)
    let kind = Kind.all[sensor % Kind.all.count]
    low = kind.low
    high = kind.high
    stepMax = UInt64(kind.stepMax)
    decimals = kind.decimals
    phaseMs = Int(random.next() % 1_000)
    ticks = low + Int32(random.next() % UInt64(high - low + 1))
  }

  @inline(__always)
  mutating func next() -> Reading {
    let bits = random.next()
    // 16 bits for the step, 24 for whether the quality is odd, 2 for which, 22 for whether the reading is changed.
    ticks &+= Int32(truncatingIfNeeded: ((bits & 0xFFFF) &* (2 &* stepMax &+ 1)) &>> 16) &- Int32(stepMax)
    if ticks < low { ticks = 2 &* low &- ticks }
    if ticks > high { ticks = 2 &* high &- ticks }
    let isOdd = (bits &>> 16) & 0xFF_FFFF < Self.odd
    let told = (bits &>> 42) % 100 < changed ? ticks &+ 1 : ticks
    return Reading(ticks: told, quality: isOdd ? UInt8(1 &+ (bits &>> 40) & 3) : 0)
  }
}

/// `P03-PRESS07-TEMP0407`: plant, machine, what it measures and the number that no other sensor has.
func sensorCode(_ sensor: Int) -> String {
  let machines = ["PRESS", "MILL", "CNC", "WELD", "OVEN"]
  let machine = sensor / 8
  let plant = 1 + machine / 25 % 99
  let tag = Kind.all[sensor % Kind.all.count].tag
  return "P\(padded(plant, 2))-\(machines[machine % 5])\(padded(1 + machine % 25, 2))-\(tag)\(padded(sensor + 1, 4))"
}

/// With leading zeros up to `width` digits.
func padded(_ number: Int, _ width: Int) -> String {
  let digits = String(number)
  return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
}
