import Testing

@testable import Rows
@testable import Scanning

/// Does a reader that remembers say the same as one that has read nothing yet?
struct ClockMemoryTests {
  /// Seoul's changes, on the other side of Greenwich: local times run behind, not ahead.
  private static let west = ZoneOffsets(
    name: "west", starts: ClockReaderTests.seoul.starts,
    offsets: [-10, -9, -10, -9, -10].map { $0 * ClockReaderTests.hour })

  static let recipes: [TimeRecipe] = {
    var recipes: [TimeRecipe] = []
    let formats = ["rfc3339", "epoch_ms", "yyyy-MM-dd HH:mm:ss", "d/M/yy h:mm a"].compactMap { try? TimeFormat($0) }
    for format in formats {
      for midnight in [false, true] {
        for zone in [ClockReaderTests.seoul, west] {
          recipes.append(TimeRecipe(format: format, zone: zone, midnightIsSameDay: midnight))
          recipes.append(
            TimeRecipe(
              format: format, zone: zone, stampIsEnd: true, midnightIsSameDay: midnight, period: 3_600_000_000,
              hour24: .nextDay, nonexistent: .shiftForward, ambiguous: midnight ? .earlier : .later))
        }
      }
    }
    return recipes
  }()

  private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

  /// A stamp near the one before, as all formats write it; now and then a wrong one, or 24:00.
  private static func text(_ micros: Int64, _ recipe: TimeRecipe, _ random: inout Seeded) -> String {
    let local = micros + recipe.zone.offset(at: micros)
    let days = Civil.floorDivide(local, by: Civil.microsecondsPerDay)
    let date = Civil.date(days: Int(days))
    let inDay = Int((local - days * Civil.microsecondsPerDay) / 1_000_000)
    var (hour, minute, second) = (inDay / 3600, inDay / 60 % 60, inDay % 60)
    switch Int.random(in: 0..<24, using: &random) {
    case 0: (hour, minute, second) = (24, 0, 0)
    case 1: (hour, minute) = (24, 0)
    case 2: (hour, minute, second) = (0, 0, 0)
    case 3: second = 60
    default: break
    }
    let day = "\(date.year)-\(two(date.month))-\(two(date.day))"
    let time = "\(two(hour)):\(two(minute)):\(two(second))"
    let half = ((hour + 11) % 12 + 1, hour < 12 ? "AM" : "PM")
    var text =
      switch recipe.format {
      case .rfc3339:
        "\(day)T\(time)" + (["+09:00", "Z", ".5+09:00", "-03:30", ".25Z"].randomElement(using: &random) ?? "")
      case .epoch: "\(micros / 1000)"
      case .pattern(let pattern) where pattern.text.contains("a"):
        "\(date.day)/\(date.month)/\(two(date.year % 100)) \(half.0):\(two(minute)) \(half.1)"
      case .pattern: "\(day) \(time)"
      }
    if Int.random(in: 0..<12, using: &random) == 0 {
      var characters = Array(text)
      characters[Int.random(in: 0..<characters.count, using: &random)] =
        "0123456789 :-TZx".randomElement(using: &random) ?? "x"
      text = String(characters)
    }
    return text
  }

  @Test(arguments: recipes.indices)
  func aUsedReaderSaysWhatAFreshOneSays(_ index: Int) {
    let recipe = Self.recipes[index]
    var random = Seeded(state: UInt64(index) + 1)
    var used = ClockReader(recipe: recipe)
    var instant = Instant(year: 1987, month: 5, day: 1).microseconds
    var good = 0
    for _ in 0..<20_000 {
      switch Int.random(in: 0..<40, using: &random) {
      case 0: instant = (ClockReaderTests.seoul.starts.dropFirst().randomElement(using: &random) ?? 0) - 3_600_000_000
      case 1: instant += Int64.random(in: -200...200, using: &random) * Civil.microsecondsPerDay
      case 2...5: instant += Int64.random(in: -3...3, using: &random) * 1_800_000_000
      default: instant += Int64.random(in: 0...20, using: &random) * 1_000_000
      }
      let text = Self.text(instant, recipe, &random)
      var fresh = ClockReader(recipe: recipe)
      let answer = ClockReaderTests.read(text, &used)
      if !answer.hasPrefix("time_") { good += 1 }
      guard answer == ClockReaderTests.read(text, &fresh) else {
        Issue.record("\(text): \(answer)")
        return
      }
    }
    #expect(good > 10_000)
  }

  /// Before the first stamp the reader knows no minute of its own, neither of zeros nor of the epoch.
  @Test func theFirstStampMeetsNoMemory() {
    let recipe = TimeRecipe(format: .rfc3339, zone: .utc)
    for (text, expected) in [
      (String(repeating: "\u{0}", count: 16) + ":07Z", "time_unreadable"),
      ("1970-01-01T00:00:07Z", "1970-01-01T00:00:07Z"), ("1970-01-01T00:00:60Z", "time_impossible"),
      ("1970-01-01T00:00:07+09:00", "1969-12-31T15:00:07Z"), ("1970-01-01T00:00:07", "time_unreadable"),
    ] {
      var clock = ClockReader(recipe: recipe)
      #expect(ClockReaderTests.read(text, &clock) == expected)
    }
  }
}
