import Testing

@testable import Rows
@testable import Scanning

/// Is every instant that a naive writer writes under a pattern read back?
struct TimeRoundTripTests {
  /// A moment as its parts, counted up from 1970 without the calendar under test.
  struct Moment {
    var year = 1970, month = 1, day = 1, hour = 0, minute = 0, second = 0, nanosecond = 0

    init(second total: Int, nanosecond: Int) {
      var days = total / 86_400
      func length(_ year: Int) -> Int {
        (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 366 : 365
      }
      while days >= length(year) {
        days -= length(year)
        year += 1
      }
      let months = [31, length(year) - 337, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
      while days >= months[month - 1] {
        days -= months[month - 1]
        month += 1
      }
      day = days + 1
      (hour, minute, second) = (total / 3600 % 24, total / 60 % 60, total % 60)
      self.nanosecond = nanosecond
    }
  }

  struct Shape: CustomTestStringConvertible, Sendable {
    var pattern: String
    /// The seconds that the pattern can tell apart.
    var step: Int
    /// The digits of its fraction.
    var digits = 0

    var testDescription: String { pattern }
  }

  static let shapes: [Shape] = [
    Shape(pattern: "yyyy-MM-dd HH:mm:ss", step: 1), Shape(pattern: "yyyyMMddHHmmss", step: 1),
    Shape(pattern: "yyyy-MM-ddTHH:mm:ss.SSS", step: 1, digits: 3),
    Shape(pattern: "yyyyMMddHHmmssSSSSSSSSS", step: 1, digits: 9), Shape(pattern: "d/M/yyyy H:mm", step: 60),
    Shape(pattern: "M/d/yy h:mm:ss a", step: 1), Shape(pattern: "MMM d yyyy h:mma", step: 60),
    Shape(pattern: "a h:m:s, MMMM dd yyyy", step: 1), Shape(pattern: "yyyy년 M월 d일 a hh시 m분", step: 60),
    Shape(pattern: "yyyyMMddHH", step: 3600), Shape(pattern: "dMMMyy", step: 86_400),
    Shape(pattern: "HH:mm:ss.SSSSSS d.M.'yy", step: 1, digits: 6),
  ]

  private static func padded(_ number: Int, _ width: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, width - text.count)) + text
  }

  /// One or two digits where the pattern leaves it open.
  private static func short(_ number: Int, _ random: inout Seeded) -> String {
    padded(number, Bool.random(using: &random) ? 1 : 2)
  }

  private static func anyCase(_ text: String, _ random: inout Seeded) -> String {
    [text, text.uppercased(), text.lowercased()].randomElement(using: &random) ?? text
  }

  private static func write(_ moment: Moment, _ pattern: String, _ random: inout Seeded) -> String {
    let months = [
      "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
      "December",
    ]
    let half = moment.hour < 12 ? 0 : 1
    let hour = [12, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11][moment.hour % 12]
    var text = ""
    var rest = Substring(pattern)
    while let letter = rest.first {
      let run = rest.prefix { $0 == letter }
      let count = letter.isASCII && letter.isLetter && letter != "T" ? run.count : 1
      switch String(run.prefix(count)) {
      case "yyyy": text += padded(moment.year, 4)
      case "yy": text += padded(moment.year % 100, 2)
      case "M": text += short(moment.month, &random)
      case "MM": text += padded(moment.month, 2)
      case "MMM": text += anyCase(String(months[moment.month - 1].prefix(3)), &random)
      case "MMMM": text += anyCase(months[moment.month - 1], &random)
      case "d": text += short(moment.day, &random)
      case "dd": text += padded(moment.day, 2)
      case "H": text += short(moment.hour, &random)
      case "HH": text += padded(moment.hour, 2)
      case "h": text += short(hour, &random)
      case "hh": text += padded(hour, 2)
      case "a":
        text +=
          [["AM", "PM"], ["am", "pm"], ["a.m.", "p.m."], ["오전", "오후"]].randomElement(using: &random)?[half] ?? ""
      case "m": text += short(moment.minute, &random)
      case "mm": text += padded(moment.minute, 2)
      case "s": text += short(moment.second, &random)
      case "ss": text += padded(moment.second, 2)
      case " ": text += String(repeating: " ", count: Int.random(in: 1...3, using: &random))
      default: text += letter == "S" ? String(padded(moment.nanosecond, 9).prefix(count)) : String(letter)
      }
      rest = rest.dropFirst(count)
    }
    return text
  }

  @Test(arguments: shapes)
  func readsWhatItWrote(_ shape: Shape) throws {
    let zone = try ZoneFileTests.zone("Europe/Berlin")
    let recipe = TimeRecipe(format: try TimeFormat(shape.pattern), zone: zone)
    var random = Seeded(state: 5)
    var clock = ClockReader(recipe: recipe)
    var read = 0
    for _ in 0..<3_000 {
      // To the end of 2069, so that two digits of the year suffice; at times a night of a change.
      var second = Int.random(in: 0..<3_155_760_000, using: &random)
      if Int.random(in: 0..<4, using: &random) == 0 {
        let change = zone.starts.filter { $0 > 0 && $0 < 3_100_000_000_000_000 }.randomElement(using: &random) ?? 0
        second = Int(change / 1_000_000) + Int.random(in: -7_200...14_400, using: &random)
      }
      second -= second % shape.step
      let nanosecond = Int.random(in: 0..<1_000_000_000, using: &random)
      let text = Self.write(Moment(second: second, nanosecond: nanosecond), shape.pattern, &random)
      var unit = 1
      for _ in 0..<(9 - shape.digits) { unit *= 10 }
      let micros = Int64(second) * 1_000_000 + Int64((nanosecond - nanosecond % unit) / 1000)
      let expected: String
      switch zone.resolve(local: micros) {
      case .unique(let instant):
        expected = Instant(microseconds: instant).description
        read += 1
      case .nonexistent: expected = "time_nonexistent"
      case .ambiguous: expected = "time_ambiguous"
      }
      let answer = ClockReaderTests.read(text, &clock)
      guard answer == expected else {
        Issue.record("\(text): \(answer), not \(expected)")
        return
      }
    }
    #expect(read > 2_000)
  }
}
