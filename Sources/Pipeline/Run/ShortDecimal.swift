/// A number that is a decimal of at most fifteen digits.
///
/// No two decimals of so few digits are the same float64, so if a number is one of them, that one, without zeros at its
/// end, is the shortest text that reads back as the number.
struct ShortDecimal {
  /// Of the magnitude, at least one place: 358 is 3580 with one.
  private(set) var digits: UInt64
  private(set) var places: Int

  static let placesMax = 9
  private static let digitsMax = 1e15
  private static let powers: [Double] = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9]
  static let integerPowers: [UInt64] = [
    1, 10, 100, 1000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000,
  ]
  /// Below it a text has an exponent.
  private static let least = 1e-4

  /// - Parameter tries: the numbers of places to try, 1 to `placesMax`.
  /// - Returns: nil where none of them does, or where the text has another form.
  init?(_ number: Double, places tries: ClosedRange<Int>) {
    let magnitude = number.magnitude
    // The comparisons are false for NaN, and zero may have a sign.
    guard magnitude >= Self.least, magnitude < Self.digitsMax else { return nil }
    for places in tries {
      let scaled = magnitude * Self.powers[places] + 0.5
      guard scaled < Self.digitsMax else { return nil }
      let digits = UInt64(scaled)
      // The product may have been rounded; the quotient of two exact numbers says whether the digits are right.
      guard Double(digits) / Self.powers[places] == magnitude else { continue }
      (self.digits, self.places) = (digits, places)
      while self.places > 1, self.digits % 10 == 0 {
        self.digits /= 10
        self.places -= 1
      }
      return
    }
    return nil
  }
}
