/// The files of a line of forty sensors over six hours, 15:00 to 21:00 in Seoul, with duplicates, nulls and refusals.
///
/// They come in two states: as they first arrive, and after a correction of one and a late one. The second state is
/// what a run over all of it must end at, whatever was loaded before.
struct LineFiles {
  typealias File = (path: String, text: String)

  static let job = "line"
  static let declaration = TestSite.narrowJob(
    job, more: "levels: [minute, quarter_hour, hour, day, month]\nrefusals: {max_rows: 1000, max_percent: 10}")
  private static let sensors = 40
  private static let stepSeconds = 43.0
  private static let header = "sensor,time,value,quality\n"

  private var random: Seeded

  init(seed: UInt64) {
    random = Seeded(seed: seed)
  }

  /// Hours 0 and 1; 2 and half of 3; the rest of 3, 4 and 5.
  mutating func first() -> [File] {
    [("a.csv", text(0..<2)), ("b.csv", text(2..<3.5)), ("c.csv", text(3.5..<6))].map(Self.placed)
  }

  /// Hour 2 is untouched by it.
  mutating func correction() -> [File] {
    [("c.csv", text(3.5..<6)), ("d.csv", text(0.5..<1.2, sensors: 7))].map(Self.placed)
  }

  private static func placed(_ file: File) -> File { ("data/\(job)/\(file.path)", file.text) }

  private mutating func text(_ hours: Range<Double>, sensors: Int = Self.sensors) -> String {
    var lines = Self.header
    var second = hours.lowerBound * 3600
    while second < hours.upperBound * 3600 - Self.stepSeconds {
      for sensor in 0..<sensors {
        let time = Self.time(second + Double.random(in: 0..<Self.stepSeconds, using: &random))
        let value = "\(Int.random(in: -400...900, using: &random)).\(Int.random(in: 0...99, using: &random))"
        let line = "P\(10 + sensor),\(time),\(value),192\n"
        lines += line
        switch Int.random(in: 0..<1000, using: &random) {
        case 0..<10: lines += "P\(10 + sensor),\(time),7,192\n"
        case 10..<15: lines += "P\(10 + sensor),\(time),,192\n"
        case 15..<18: lines += "P\(10 + sensor),\(time),n/a,192\n"
        case 18..<20: lines += "P\(10 + sensor),\(time),1,999\n"
        case 20..<21: lines += "P\(10 + sensor),yesterday,1,192\n"
        case 21..<22: lines += "P\(10 + sensor)\n"
        case 22..<40: lines += "P\(10 + sensor),\(time),5,0\n"
        default: break
        }
      }
      second += Self.stepSeconds
    }
    return lines
  }

  /// Milliseconds of UTC; the first hour begins at 06:00.
  private static func time(_ second: Double) -> String {
    let millis = Int(second * 1000)
    func padded(_ number: Int, _ width: Int) -> String {
      String(repeating: "0", count: max(0, width - String(number).count)) + String(number)
    }
    let clock = [6 + millis / 3_600_000, millis / 60_000 % 60, millis / 1000 % 60].map { padded($0, 2) }
    return "2026-05-01T\(clock.joined(separator: ":")).\(padded(millis % 1000, 3))Z"
  }
}
