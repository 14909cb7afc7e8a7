// Percentiles and the histograms that they are read from.

/// Of `count` values, the rank of a percentile, counted from 0.
func rank(percent: Int, of count: Int) -> Int {
  percent * (count - 1) / 100
}

/// The bin of a reading's value.
func bin(_ value: Value) -> Int {
  if let units = value.units { return Int(max(-2_147_483_647, min(2_147_483_647, units))) }
  return bin(value.number)
}

/// The bin of a float64, from its bits.
func bin(_ number: Double) -> Int {
  if number == 0 { return 0 }
  if number < 0 { return -bin(-number) }
  return Int(number.bitPattern >> 46) + 1
}

/// The value that stands for all in a bin.
func representative(_ bin: Int, decimals: Int?) -> Double {
  if let decimals { return Double(plainDecimal(Int128(bin), decimals: decimals)) ?? .nan }
  if bin == 0 { return 0 }
  if bin < 0 { return -representative(-bin, decimals: nil) }
  // The bounds are so many 64ths of a power of two; that power comes last, so that nothing overflows.
  let exponent = max(1, (bin - 1) / 64)
  let low = Double((bin - 1) % 64 + (bin - 1 >= 64 ? 64 : 0)) / 64
  let high = low + 1.0 / 64
  return Double(sign: .plus, exponent: exponent - 1023, significand: 2 * low * high / (low + high))
}

/// The counts of the bins that hold a value, by bin.
func histogram(_ values: [Value]) -> [Int: Int] {
  var counts: [Int: Int] = [:]
  for value in values { counts[bin(value), default: 0] += 1 }
  return counts
}

/// A percentile of at least one value: the value itself for a minute, else the one that the histogram gives.
func percentile(_ percent: Int, _ values: [Value], _ level: OracleJob.Level, decimals: Int?) -> Double {
  let numbers = values.map(\.number).sorted()
  let rank = rank(percent: percent, of: numbers.count)
  if level == .minute { return numbers[rank] }
  var cumulative = 0
  for (bin, count) in histogram(values).sorted(by: { $0.key < $1.key }) {
    cumulative += count
    if cumulative > rank {
      return min(max(representative(bin, decimals: decimals), numbers[0]), numbers[numbers.count - 1])
    }
  }
  preconditionFailure("no bin holds rank \(rank)")
}
