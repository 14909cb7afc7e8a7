// Counters: how much a meter has counted between two readings.

/// What a counter has counted between two consecutive usable readings.
struct Increase {
  var from: Int64
  var to: Int64
  var amount: Double
  var isReset: Bool
  /// The largest number that the amount was made from, for the tolerance of comparisons.
  var scale: Double
}

/// The increases between all usable readings that the interval sees, in order.
func increases(_ view: View) -> [Increase] {
  let traits = view.chosen.traits
  return view.usablePairs.compactMap { earlier, later in
    let (from, to) = (view.instant(earlier), view.instant(later))
    guard to - from <= view.chosen.hold else { return nil }
    let difference = view.number(later) - view.number(earlier)
    let scale = max(abs(view.number(later)), abs(view.number(earlier)), traits.modulus ?? 0)
    var increase = Increase(from: from, to: to, amount: difference, isReset: false, scale: scale)
    if difference >= 0 { return increase }
    if -difference <= traits.jitter ?? 0 {
      increase.amount = 0
      return increase
    }
    if let modulus = traits.modulus {
      let rolled = difference + modulus
      let most = traits.rateMax.map { $0 * (Double(to - from) / 1_000_000) } ?? .infinity
      if rolled >= 0 && rolled <= most {
        increase.amount = rolled
        return increase
      }
    }
    increase.amount = view.number(later)
    increase.isReset = true
    return increase
  }
}
