/// The unit of a time that is a number: how much of it has passed since 1970-01-01T00:00:00Z, leap seconds not counted.
package enum EpochUnit: String, Sendable, CaseIterable {
  case seconds = "s"
  case milliseconds = "ms"
  case microseconds = "us"
  case nanoseconds = "ns"

  /// The first microsecond of the year 0, and the last of 9999: no other format can write what lies beyond.
  static let earliest: Int64 = -62_167_219_200_000_000
  static let latest: Int64 = 253_402_300_799_999_999

  /// How many digits lie between the unit and the microsecond.
  private var places: Int {
    switch self {
    case .seconds: 6
    case .milliseconds: 3
    case .microseconds: 0
    case .nanoseconds: -3
    }
  }

  /// Reads a whole field: an optional minus, digits, an optional fraction. What is finer than a microsecond is cut off,
  /// toward the past.
  /// - Complexity: O(n) in the field's bytes.
  func read(_ start: UnsafePointer<UInt8>, count: Int) -> TimeReading {
    let isNegative = count > 0 && start.pointee == UInt8(ascii: "-")
    let first = isNegative ? 1 : 0
    let point = Self.endOfDigits(start, first, count)
    guard point > first else { return .unreadable }
    if point < count {
      guard start[point] == UInt8(ascii: "."), point + 1 < count, Self.endOfDigits(start, point + 1, count) == count
      else { return .unreadable }
    }
    let wanted = max(0, point - first + places)
    var taken = 0
    var value: Int64 = 0
    var isCut = false
    for index in first..<count where index != point {
      let digit = Int64(start[index] &- UInt8(ascii: "0"))
      if taken < wanted {
        value = value * 10 + digit
        // Ten times the limit still fits, so that nothing overflows before it is noticed.
        guard value <= Self.latest else { return .impossible }
        taken += 1
      } else if digit != 0 {
        isCut = true
      }
    }
    while taken < wanted {
      value *= 10
      guard value <= Self.latest else { return .impossible }
      taken += 1
    }
    let instant = isNegative ? -value - (isCut ? 1 : 0) : value
    return instant >= Self.earliest ? .epoch(instant) : .impossible
  }

  private static func endOfDigits(_ start: UnsafePointer<UInt8>, _ from: Int, _ count: Int) -> Int {
    var index = from
    while index < count, start[index] &- UInt8(ascii: "0") < 10 { index += 1 }
    return index
  }
}
