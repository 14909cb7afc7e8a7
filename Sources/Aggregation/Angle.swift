/// The sine and cosine of an angle in degrees, the same bits on every platform.
///
/// Degrees are brought into ±45° without any rounding before they become radians; there a polynomial of Taylor's series
/// is exact to about one unit in the last place.
struct Angle {
  let sine: Double
  let cosine: Double

  init(degrees: Double) {
    // Exact: below 2^31 a whole number of quarter turns is a float64, and what is left of the angle is one by the lemma
    // of Sterbenz.
    let isNear = degrees.magnitude < 2_147_483_648
    let turns = isNear ? (degrees / 90).rounded() : 0
    let rest = isNear ? degrees - 90 * turns : degrees.remainder(dividingBy: 360)
    let radians = rest * (Double.pi / 180)
    guard isNear else {
      let reduced = Angle(degrees: rest)
      (sine, cosine) = (reduced.sine, reduced.cosine)
      return
    }
    let (sine, cosine) = (Self.sine(radians), Self.cosine(radians))
    switch Int(turns) & 3 {
    case 0: (self.sine, self.cosine) = (sine, cosine)
    case 1: (self.sine, self.cosine) = (cosine, -sine)
    case 2: (self.sine, self.cosine) = (-sine, -cosine)
    default: (self.sine, self.cosine) = (-cosine, sine)
    }
  }

  /// For |x| ≤ π ÷ 4: x − x³ ÷ 3! + … + x¹⁷ ÷ 17!.
  private static func sine(_ x: Double) -> Double {
    let square = x * x
    var sum = 1.0 / 355_687_428_096_000
    sum = sum * square - 1.0 / 1_307_674_368_000
    sum = sum * square + 1.0 / 6_227_020_800
    sum = sum * square - 1.0 / 39_916_800
    sum = sum * square + 1.0 / 362_880
    sum = sum * square - 1.0 / 5040
    sum = sum * square + 1.0 / 120
    sum = sum * square - 1.0 / 6
    return x + x * (sum * square)
  }

  /// For |x| ≤ π ÷ 4: 1 − x² ÷ 2! + … + x¹⁶ ÷ 16!.
  private static func cosine(_ x: Double) -> Double {
    let square = x * x
    var sum = 1.0 / 20_922_789_888_000
    sum = sum * square - 1.0 / 87_178_291_200
    sum = sum * square + 1.0 / 479_001_600
    sum = sum * square - 1.0 / 3_628_800
    sum = sum * square + 1.0 / 40_320
    sum = sum * square - 1.0 / 720
    sum = sum * square + 1.0 / 24
    sum = sum * square - 1.0 / 2
    return 1 + sum * square
  }
}
