/// PostgreSQL's numeric in binary form: groups of four decimal digits, the first one not zero, and where the point is.
///
///     1234567.8900 → ndigits 3, weight 1, sign 0, dscale 4, groups 123 4567 8900
///
/// Groups are cut at the decimal point, so a fraction is padded to whole groups. Groups of zeros at either end are left
/// out, as the server does: its values have one form each.
extension BinaryCopyRows {
  /// The most decimals of a numeric; its fraction then fills three groups.
  package static let maximumDecimals = 9

  private static let powersOfTen: [10 of UInt64] = [
    1, 10, 100, 1000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000,
  ]

  /// Appends the numeric `scaled / 10^decimals`, exactly, to be shown with so many decimals.
  ///
  /// - Parameter decimals: 0 to 9.
  package mutating func append(numeric scaled: Int128, decimals: Int) {
    precondition(decimals >= 0 && decimals <= Self.maximumDecimals, "a numeric of \(decimals) decimals")
    var groups = DecimalGroups()
    let (whole, fraction) = scaled.magnitude.quotientAndRemainder(dividingBy: UInt128(Self.powersOfTen[decimals]))
    let fractionGroups = (decimals + 3) / 4
    if decimals > 0 {
      // At most 999,999,999 × 1,000: padded to whole groups.
      groups.prepend(UInt64(fraction) * Self.powersOfTen[4 * fractionGroups - decimals], groups: fractionGroups)
    }
    groups.prepend(whole)
    let digits = groups.withoutZeros
    let weight = digits.isEmpty ? 0 : groups.end - digits.lowerBound - fractionGroups - 1
    beginField(reserving: 8 + 2 * digits.count)
    store(Int32(8 + 2 * digits.count))
    store(Int16(digits.count))
    store(Int16(weight))
    store(scaled < 0 ? 0x4000 : 0 as UInt16)
    store(Int16(decimals))
    for index in digits { store(groups[index]) }
  }
}

/// Up to thirteen groups of four digits, filled from the last one.
private struct DecimalGroups {
  /// 39 digits before the point are ten groups, nine behind it three.
  private var groups: [13 of Int16] = .init(repeating: 0)
  private var start = 13

  var end: Int { 13 }

  subscript(index: Int) -> Int16 { groups[index] }

  /// The groups without zeros at either end; empty for zero.
  var withoutZeros: Range<Int> {
    var range = start..<end
    while let first = range.first, groups[first] == 0 { range = first + 1..<end }
    while let last = range.last, groups[last] == 0 { range = range.lowerBound..<last }
    return range
  }

  /// Puts exactly so many groups in front.
  mutating func prepend(_ value: UInt64, groups count: Int) {
    var rest = value
    for _ in 0..<count {
      start -= 1
      groups[start] = Int16(rest % 10_000)
      rest /= 10_000
    }
  }

  /// Puts as many groups in front as the number has.
  mutating func prepend(_ value: UInt128) {
    var rest = value
    // Division of 128 bits is slow: sixteen digits at a time, then four.
    while rest > UInt128(UInt64.max) {
      let (quotient, remainder) = rest.quotientAndRemainder(dividingBy: 10_000_000_000_000_000)
      prepend(UInt64(remainder), groups: 4)
      rest = quotient
    }
    var low = UInt64(rest)
    while low > 0 {
      prepend(low % 10_000, groups: 1)
      low /= 10_000
    }
  }
}
