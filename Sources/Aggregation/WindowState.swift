import Rows

/// What is kept of one sensor's readings in one window: plain columns that can be merged with the next window's.
package struct WindowState: Sendable, Equatable {
  /// Microseconds of UTC, half-open.
  package var start: Int64
  package var end: Int64
  /// Usable readings; all that follows `nDuplicate` is over these, and means nothing where there are none.
  package var n: Int64 = 0
  package var nBad: Int64 = 0
  package var nNull: Int64 = 0
  package var nDuplicate: Int64 = 0
  package var min = Double.infinity
  package var max = -Double.infinity
  package var first = 0.0
  package var firstAt: Int64 = 0
  package var last = 0.0
  package var lastAt: Int64 = 0
  /// Exact, in units of the declared resolution; only where one is declared.
  package var sumScaled: Int128 = 0
  /// In order; only where no resolution is declared.
  package var sumFloat = 0.0
  package var mean = 0.0
  /// Σ (x − mean)².
  package var m2 = 0.0

  package init(start: Int64, end: Int64) {
    self.start = start
    self.end = end
  }

  /// Takes the state of a later window of the same sensor into this one.
  ///
  /// The fold is one for every level: counts, extremes and exact sums are exact, `sumFloat` is added in order, and
  /// `m2` follows Chan, Golub and LeVeque.
  mutating func merge(_ later: WindowState, decimals: Int8, forgetSpread: Bool = false) {
    nBad += later.nBad
    nNull += later.nNull
    nDuplicate += later.nDuplicate
    guard later.n > 0 else { return }
    guard n > 0 else {
      let counts = (nBad, nNull, nDuplicate)
      let span = (start, end)
      self = later
      (nBad, nNull, nDuplicate) = counts
      (start, end) = span
      return
    }
    min = Swift.min(min, later.min)
    max = Swift.max(max, later.max)
    last = later.last
    lastAt = later.lastAt
    sumScaled += later.sumScaled
    sumFloat += later.sumFloat
    let spread = later.mean - mean
    let total = Double(n + later.n)
    m2 += later.m2
    if !forgetSpread { m2 += spread * spread * (Double(n) * Double(later.n) / total) }
    n += later.n
    mean = meanOfSums(decimals: decimals)
  }

  func meanOfSums(decimals: Int8) -> Double {
    decimals >= 0
      ? Double(sumScaled) / Self.powers[Int(decimals)] / Double(n)
      : sumFloat / Double(n)
  }

  /// Ten to the number of decimals of a declared resolution.
  static let powers: [Double] = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9]
}
