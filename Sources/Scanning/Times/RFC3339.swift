package import Rows

/// RFC 3339. Digits of the fraction beyond the sixth are cut off. 24:00 is read, for a recipe that allows it.
enum RFC3339 {
  static func read(_ start: UnsafePointer<UInt8>, count: Int) -> TimeReading {
    guard count >= 20,
      let year = two(start, 0).flatMap({ high in two(start, 2).map { high * 100 + $0 } }),
      let month = two(start, 5), let day = two(start, 8), let hour = two(start, 11),
      let minute = two(start, 14), let second = two(start, 17),
      start[4] == UInt8(ascii: "-"), start[7] == UInt8(ascii: "-"),
      start[10] | 0x20 == UInt8(ascii: "t") || start[10] == UInt8(ascii: " "),
      start[13] == UInt8(ascii: ":"), start[16] == UInt8(ascii: ":")
    else { return .unreadable }
    guard let tail = readTail(start + 19, count: count - 19) else { return .unreadable }
    let isHour24 = hour == 24 && minute == 0 && second == 0 && tail.fraction == 0
    guard hour < 24 || isHour24, minute < 60, second < 60, tail.isPossible, let days = civilDays(year, month, day)
    else { return .impossible }
    let seconds = Int64(days) * 86_400 + Int64(hour * 3600 + minute * 60 + second)
    return .instant(
      seconds * 1_000_000 + tail.microseconds, local: seconds * 1_000_000 + tail.fraction, isHour24: isHour24)
  }

  /// A fraction and an offset: the microseconds to add to the local second in order to get the instant.
  static func readTail(
    _ start: UnsafePointer<UInt8>, count: Int
  ) -> (microseconds: Int64, fraction: Int64, isPossible: Bool)? {
    var index = 0
    var micros: Int64 = 0
    if index < count, start[index] == UInt8(ascii: ".") {
      index += 1
      var digits = 0
      while index < count {
        let digit = start[index] &- UInt8(ascii: "0")
        guard digit < 10 else { break }
        if digits < 6 { micros = micros * 10 + Int64(digit) }
        digits += 1
        index += 1
      }
      guard digits >= 1, digits <= 9 else { return nil }
      while digits < 6 {
        micros *= 10
        digits += 1
      }
    }
    guard index < count else { return nil }
    if start[index] | 0x20 == UInt8(ascii: "z") { return index + 1 == count ? (micros, micros, true) : nil }
    guard index + 6 == count, start[index] == UInt8(ascii: "+") || start[index] == UInt8(ascii: "-"),
      let hours = two(start, index + 1), start[index + 3] == UInt8(ascii: ":"), let minutes = two(start, index + 4)
    else { return nil }
    let offset = Int64(hours * 3600 + minutes * 60) * 1_000_000
    let isEast = start[index] == UInt8(ascii: "+")
    return (isEast ? micros - offset : micros + offset, micros, hours < 24 && minutes < 60)
  }

  private static func two(_ start: UnsafePointer<UInt8>, _ index: Int) -> Int? {
    let tens = start[index] &- UInt8(ascii: "0")
    let ones = start[index + 1] &- UInt8(ascii: "0")
    return tens < 10 && ones < 10 ? Int(tens) * 10 + Int(ones) : nil
  }
}

extension Instant {
  /// Reads RFC 3339 text, in which no hour is 24; nil if it is none.
  package init?(rfc3339 text: String) {
    let reading = Array(text.utf8).withUnsafeBufferPointer { bytes in
      bytes.baseAddress.map { RFC3339.read($0, count: bytes.count) } ?? .unreadable
    }
    guard case .instant(let microseconds, _, isHour24: false) = reading else { return nil }
    self.init(microseconds: microseconds)
  }
}
