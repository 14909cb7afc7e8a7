/// A bin of a histogram and how many values lie in it.
///
/// With a declared resolution a bin is a multiple of it, so that nothing is lost; without, it is cut from the bits of
/// the float64: its exponent and the six highest bits of its fraction, which bounds the relative error of a bin's
/// representative by 0.776 %. Both are integers that every platform computes alike, and merge by addition.
package struct HistogramBin: Sendable, Equatable {
  package var bin: Int32
  package var count: Int64

  package init(bin: Int32, count: Int64) {
    self.bin = bin
    self.count = count
  }

  /// Bits of a float64 below those that make the bin.
  private static let fractionShift: UInt64 = 46

  static func bin(of value: Double, decimals: Int8) -> Int32 {
    if decimals >= 0 {
      let units = (value * WindowState.powers[Int(decimals)]).rounded()
      return Int32(min(max(units, -2_147_483_647), 2_147_483_647))
    }
    if value == 0 { return 0 }
    let magnitude = Int32(truncatingIfNeeded: value.magnitude.bitPattern >> fractionShift) + 1
    return value < 0 ? -magnitude : magnitude
  }

  /// The value that stands for a bin.
  static func representative(of bin: Int32, decimals: Int8) -> Double {
    if decimals >= 0 { return Double(bin) / WindowState.powers[Int(decimals)] }
    if bin == 0 { return 0 }
    // 2LU ÷ (L + U) of the bounds, which are so many 64ths of a power of two; it comes last, so that nothing overflows
    // and only the division rounds.
    let edge = Int(bin.magnitude) - 1
    let low = Double((edge & 63) + (edge >= 64 ? 64 : 0)) / 64
    let high = low + 1.0 / 64
    let middle = Double(sign: .plus, exponent: max(1, edge >> 6) - 1023, significand: 2 * low * high / (low + high))
    return bin < 0 ? -middle : middle
  }

  /// The bins of some values; `bins` is scratch and is sorted here.
  static func histogram(of bins: inout [Int32]) -> [HistogramBin] {
    bins.sort()
    var histogram: [HistogramBin] = []
    for bin in bins {
      if let last = histogram.last, last.bin == bin {
        histogram[histogram.count - 1].count += 1
      } else {
        histogram.append(HistogramBin(bin: bin, count: 1))
      }
    }
    return histogram
  }

  package static func merged(_ left: [HistogramBin], _ right: [HistogramBin]) -> [HistogramBin] {
    if left.isEmpty { return right }
    if right.isEmpty { return left }
    var merged: [HistogramBin] = []
    merged.reserveCapacity(left.count + right.count)
    var (first, second) = (0, 0)
    while first < left.count || second < right.count {
      if second == right.count || (first < left.count && left[first].bin < right[second].bin) {
        merged.append(left[first])
        first += 1
      } else if first == left.count || right[second].bin < left[first].bin {
        merged.append(right[second])
        second += 1
      } else {
        merged.append(HistogramBin(bin: left[first].bin, count: left[first].count + right[second].count))
        first += 1
        second += 1
      }
    }
    return merged
  }

  /// The value at rank ⌊percent × (n − 1) ÷ 100⌋, as far as the bins tell it.
  static func percentile(_ percent: Int64, of histogram: [HistogramBin], n: Int64, decimals: Int8) -> Double {
    let rank = percent * (n - 1) / 100
    var below: Int64 = 0
    for entry in histogram {
      below += entry.count
      if below > rank { return representative(of: entry.bin, decimals: decimals) }
    }
    return .nan
  }
}

extension ChosenState.Percentiles {
  /// From values in any order, which are rearranged; there is at least one.
  init(of values: UnsafeMutablePointer<Double>, count: Int) {
    let (middle, high, highest) = (50 * (count - 1) / 100, 95 * (count - 1) / 100, 99 * (count - 1) / 100)
    p50 = OrderStatistics.select(middle, in: values, from: 0, count: count)
    p95 = OrderStatistics.select(high, in: values, from: middle, count: count)
    p99 = OrderStatistics.select(highest, in: values, from: high, count: count)
  }

  /// From a histogram, no further out than the extremes.
  init(_ histogram: [HistogramBin], n: Int64, min low: Double, max high: Double, decimals: Int8) {
    func read(_ percent: Int64) -> Double {
      let value = HistogramBin.percentile(percent, of: histogram, n: n, decimals: decimals)
      return Swift.min(Swift.max(value, low), high)
    }
    p50 = read(50)
    p95 = read(95)
    p99 = read(99)
  }
}
