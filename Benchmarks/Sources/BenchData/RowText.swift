/// The bytes of a sensor's rows that never change, ready to be copied whole.
///
/// Every part is stored as a wide word of which the next part overwrites the surplus: no copy has a variable length.
struct RowText {
  private let code: SIMD32<UInt8>
  private let codeBytes: Int
  /// `250Z,`
  private let millis: SIMD8<UInt8>
  private let hundredths: Bool

  init(code: String, walk: Walk) {
    self.code = wide("\(code),")
    codeBytes = code.utf8.count + 1
    millis = wide("\(padded(walk.phaseMs, 3))Z,")
    hundredths = walk.decimals == 2
  }

  /// Returns how many bytes the row has; up to 32 more are scribbled on.
  @inline(__always)
  func write(_ reading: Reading, _ stamp: SIMD32<UInt8>, to row: UnsafeMutableRawPointer) -> Int {
    var end = row
    end.storeBytes(of: code, as: SIMD32<UInt8>.self)
    end += codeBytes
    end.storeBytes(of: stamp, as: SIMD32<UInt8>.self)
    end += stampBytes
    end.storeBytes(of: millis, as: SIMD8<UInt8>.self)
    end += 5
    end = writeValue(reading.ticks, to: end)
    let (quality, qualityBytes) = qualityTexts[Int(reading.quality)]
    end.storeBytes(of: quality, as: SIMD8<UInt8>.self)
    return end + qualityBytes - row
  }

  @inline(__always)
  private func writeValue(_ ticks: Int32, to start: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer {
    var end = start
    if ticks < 0 { put(UInt8(ascii: "-"), &end) }
    let (whole, part) = ticks.magnitude.quotientAndRemainder(dividingBy: hundredths ? 100 : 10)
    if whole >= 1_000 { put(digit(whole / 1_000), &end) }
    if whole >= 100 { put(digit(whole / 100 % 10), &end) }
    if whole >= 10 { put(digit(whole / 10 % 10), &end) }
    put(digit(whole % 10), &end)
    put(UInt8(ascii: "."), &end)
    if hundredths { put(digit(part / 10), &end) }
    put(digit(part % 10), &end)
    return end
  }
}

/// `,192` and the line end, for each of `Reading.qualities`.
private let qualityTexts: [(SIMD8<UInt8>, Int)] = Reading.qualities.map { (wide(",\($0)\n"), "\($0)".utf8.count + 2) }

/// `2026-05-01T06:02:11.`
private let stampBytes = 20

/// Midnight of 2026-05-01, UTC.
private let firstSecond = 1_777_593_600

/// The stamp of a second of the file, up to the point before the milliseconds.
func stampText(second: Int) -> SIMD32<UInt8> {
  let instant = firstSecond + second
  let (day, time) = instant.quotientAndRemainder(dividingBy: 86_400)
  // Civil date from days, counted in years that begin in March and eras of 400 years.
  let (era, dayOfEra) = (day + 719_468).quotientAndRemainder(dividingBy: 146_097)
  let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
  let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
  let shifted = (5 * dayOfYear + 2) / 153
  let month = shifted < 10 ? shifted + 3 : shifted - 9
  let year = era * 400 + yearOfEra + (month <= 2 ? 1 : 0)

  var text = stampTemplate
  place(year / 100, at: 0, &text)
  place(year % 100, at: 2, &text)
  place(month, at: 5, &text)
  place(dayOfYear - (153 * shifted + 2) / 5 + 1, at: 8, &text)
  place(time / 3_600, at: 11, &text)
  place(time / 60 % 60, at: 14, &text)
  place(time % 60, at: 17, &text)
  return text
}

private let stampTemplate: SIMD32<UInt8> = wide("0000-00-00T00:00:00.")

/// Two digits.
@inline(__always)
private func place(_ number: Int, at index: Int, _ text: inout SIMD32<UInt8>) {
  text[index] = digit(UInt32(number / 10))
  text[index + 1] = digit(UInt32(number % 10))
}

@inline(__always)
private func digit(_ number: UInt32) -> UInt8 { UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: number) }

@inline(__always)
private func put(_ byte: UInt8, _ end: inout UnsafeMutableRawPointer) {
  end.storeBytes(of: byte, as: UInt8.self)
  end += 1
}

/// The text's bytes, then zeros.
private func wide<Word: SIMD>(_ text: String) -> Word where Word.Scalar == UInt8 {
  var word = Word()
  precondition(text.utf8.count <= Word.scalarCount, "\(text) is wider than its word")
  for (index, byte) in text.utf8.enumerated() { word[index] = byte }
  return word
}
