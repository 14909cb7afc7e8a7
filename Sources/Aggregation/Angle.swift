/// The sine and cosine of an angle in degrees, the same bits on every platform.
///
/// Degrees are brought into ±45° without any rounding before they become radians; there a polynomial of Taylor's series
/// is exact to about one unit in the last place.
struct Angle {
  let sine: Double
  let cosine: Double

  init(degrees: Double) {
    // Exact: what is left of whole quarter turns.
    let rest = degrees.remainder(dividingBy: 90)
    let quarters = ((degrees - rest) / 90).truncatingRemainder(dividingBy: 4)
    let radians = rest * (Double.pi / 180)
    let (sine, cosine) = (Self.sine(radians), Self.cosine(radians))
    switch Int(quarters < 0 ? quarters + 4 : quarters) {
    case 0: (self.sine, self.cosine) = (sine, cosine)
    case 1: (self.sine, self.cosine) = (cosine, -sine)
    case 2: (self.sine, self.cosine) = (-sine, -cosine)
    default: (self.sine, self.cosine) = (-cosine, sine)
    }
  }

  /// For |x| ≤ π ÷ 4.
  private static func sine(_ x: Double) -> Double {
    let square = x * x
    var sum = 0.0
    // 1 ÷ 17!, 1 ÷ 15!, … with alternating signs.
    for factorial in [
      355_687_428_096_000, -1_307_674_368_000, 6_227_020_800, -39_916_800, 362_880, -5040, 120, -6,
    ] as [Double] {
      sum = (sum + 1 / factorial) * square
    }
    return x + x * sum
  }

  /// For |x| ≤ π ÷ 4.
  private static func cosine(_ x: Double) -> Double {
    let square = x * x
    var sum = 0.0
    for factorial in [
      20_922_789_888_000, -87_178_291_200, 479_001_600, -3_628_800, 40_320, -720, 24, -2,
    ] as [Double] {
      sum = (sum + 1 / factorial) * square
    }
    return 1 + sum
  }
}
