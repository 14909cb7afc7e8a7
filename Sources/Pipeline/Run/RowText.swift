import Rows

/// Rows of fields as CSV in UTF-8, one after the other.
///
/// Fields are written into room for a few rows, which is appended when it is full. All texts are those that
/// `description` gives; a short cut is taken only where it leads to the same.
struct RowText {
  private(set) var bytes: [UInt8] = []
  private var day = DayText()
  /// How many decimals to try first: as many as the last number had, for those of one sensor are mostly alike.
  private var places = 1

  private static let roomBytes = 8192

  /// - Parameter write: writes whole rows.
  mutating func append(_ write: (inout Rows) -> Void) {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Self.roomBytes) { room in
      var rows = Rows(bytes: bytes, room: room, day: day, places: places)
      // Given away, so that the array has one owner and is not copied.
      bytes = []
      write(&rows)
      rows.flush()
      (bytes, day, places) = (rows.bytes, rows.day, rows.places)
    }
  }

  /// Rows that are being written: field by field, and at the end of each `endRow`.
  struct Rows {
    /// The longest field that is no text, with its comma.
    private static let fieldBytesMax = 64

    fileprivate var bytes: [UInt8]
    private let room: UnsafeMutableBufferPointer<UInt8>
    private var count = 0
    private var isFirst = true
    fileprivate var day: DayText
    fileprivate var places: Int

    fileprivate init(bytes: [UInt8], room: UnsafeMutableBufferPointer<UInt8>, day: DayText, places: Int) {
      self.bytes = bytes
      self.room = room
      self.day = day
      self.places = places
    }

    fileprivate mutating func flush() {
      bytes.append(contentsOf: UnsafeBufferPointer(rebasing: room[..<count]))
      count = 0
    }

    mutating func endRow() {
      makeRoom(1)
      put(UInt8(ascii: "\n"))
      isFirst = true
    }

    mutating func addEmpty() { beginField() }

    mutating func add(_ text: String) {
      beginField()
      var text = text
      text.withUTF8 { text in
        guard text.count <= room.count else {
          flush()
          return bytes.append(contentsOf: text)
        }
        makeRoom(text.count)
        _ = UnsafeMutableBufferPointer(rebasing: room[count...]).update(fromContentsOf: text)
        count += text.count
      }
    }

    mutating func add(_ number: Int64) {
      beginField()
      if number < 0 { put(UInt8(ascii: "-")) }
      putDigits(number.magnitude)
    }

    /// RFC 3339, as `Instant.description`.
    mutating func add(instant: Int64) {
      beginField()
      let inDay = day.remember(instant)
      for index in day.text.indices { put(day.text[index]) }
      let seconds = inDay / 1_000_000
      putDigits(seconds / 3600, width: 2)
      put(UInt8(ascii: ":"))
      putDigits(seconds / 60 % 60, width: 2)
      put(UInt8(ascii: ":"))
      putDigits(seconds % 60, width: 2)
      var fraction = inDay % 1_000_000
      if fraction != 0 {
        put(UInt8(ascii: "."))
        var width = 6
        while fraction % 10 == 0 {
          fraction /= 10
          width -= 1
        }
        putDigits(fraction, width: width)
      }
      put(UInt8(ascii: "Z"))
    }

    /// The shortest decimal that reads back as the same number, as `Double.description`. For what was read from a file,
    /// which is mostly short; what was calculated is written as fast by its description.
    mutating func add(read number: Double) {
      guard let decimal = ShortDecimal(number, places: places...min(places + 2, ShortDecimal.placesMax)) else {
        // Others the next time, until the right ones are found.
        places = places % ShortDecimal.placesMax + 1
        return add(number.description)
      }
      beginField()
      places = decimal.places
      if number < 0 { put(UInt8(ascii: "-")) }
      putDecimal(decimal.digits, places: decimal.places)
    }

    /// An integer in units of a decimal place, with exactly so many decimals.
    mutating func add(scaled number: Int128, decimals: Int) {
      guard decimals > 0, decimals <= ShortDecimal.placesMax, let small = Int64(exactly: number) else {
        return add(decimalText(number, decimals: decimals))
      }
      beginField()
      if small < 0 { put(UInt8(ascii: "-")) }
      putDecimal(small.magnitude, places: decimals)
    }

    // MARK: Bytes

    /// Sees to it that a field fits that is no text.
    private mutating func beginField() {
      makeRoom(Self.fieldBytesMax)
      if !isFirst { put(UInt8(ascii: ",")) }
      isFirst = false
    }

    private mutating func makeRoom(_ wanted: Int) {
      if room.count - count < wanted { flush() }
    }

    @inline(__always)
    private mutating func put(_ byte: UInt8) {
      room[count] = byte
      count += 1
    }

    private mutating func putDecimal(_ digits: UInt64, places: Int) {
      let unit = ShortDecimal.integerPowers[places]
      putDigits(digits / unit)
      put(UInt8(ascii: "."))
      putDigits(digits % unit, width: places)
    }

    private mutating func putDigits(_ number: UInt64) {
      var width = 1
      var rest = number
      while rest >= 10 {
        rest /= 10
        width += 1
      }
      putDigits(number, width: width)
    }

    /// The last digits of a number.
    @inline(__always)
    private mutating func putDigits(_ number: UInt64, width: Int) {
      var rest = number
      var place = count + width
      while place > count {
        place -= 1
        room[place] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
        rest /= 10
      }
      count += width
    }
  }
}

/// The text of a day, up to and with the `T` behind it: all instants of a row, and mostly of the next, are of the same.
private struct DayText {
  private(set) var text: [11 of UInt8]
  private var start: Int64 = 0

  init() {
    text = Self.text(of: 0)
  }

  /// Makes the text that of an instant's day.
  /// - Returns: the microseconds that have passed since the day's start.
  mutating func remember(_ instant: Int64) -> UInt64 {
    if instant < start || instant >= start + Civil.microsecondsPerDay {
      start = Civil.floorDivide(instant, by: Civil.microsecondsPerDay) * Civil.microsecondsPerDay
      text = Self.text(of: start)
    }
    return UInt64(instant - start)
  }

  private static func text(of start: Int64) -> [11 of UInt8] {
    var bytes: [UInt8] = []
    Instant(microseconds: start).append(to: &bytes)
    return [11 of UInt8] { bytes[$0] }
  }
}
