import Extraction
import Rows
import Scanning

/// All that is known of a sample, as the text of a job file.
struct JobDraft {
  enum Content {
    case table(SampleTable, LayoutGuess)
    case points(SamplePoints, precision: Guess<JobSpec.Points.Precision>)
  }

  var name: String
  var company: Guess<String>
  var plant: Guess<String>
  var zone: Guess<String>
  var fileName: String
  var encoding: Guess<TextEncoding>
  var isCompressed: Bool
  var records: RecordGuess
  var content: Content
  /// Nil where the file has no time.
  var time: TimeReadingGuess?
  var stamps: StampGuess?
  var otherTimes: [Int]
  var source: SourceGuess
  /// Stands for the file's own date where it has none.
  var today: (year: Int, month: Int, day: Int)
  var zoneOffsets: ZoneOffsets
  /// Later lines of the file need finer values than those that were looked at.
  var withholdsResolution = false

  /// Where the file has to be for a job that takes the time from its path; nil where it may stay.
  var placedPath: String? {
    guard time == nil, source.dated == nil, case .table = content else { return nil }
    return "\(Self.date(today))/\(source.name)"
  }

  /// What the path captures of the file as it is, or would be.
  var captured: [String: String] {
    guard time == nil, case .table = content else { return [:] }
    if let dated = source.dated { return dated.captured }
    let parts = Self.date(today).split(separator: "-").map(String.init)
    return ["yyyy": parts[0], "MM": parts[1], "dd": parts[2]]
  }

  /// The first day that the date in the file's own path covers, where that is its time.
  private var capturedDate: (year: Int, month: Int, day: Int)? {
    guard time == nil, source.dated != nil, let year = captured["yyyy"].flatMap({ Int($0) }) else { return nil }
    return (year, captured["MM"].flatMap { Int($0) } ?? 1, captured["dd"].flatMap { Int($0) } ?? 1)
  }

  static func date(_ date: (year: Int, month: Int, day: Int)) -> String {
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }
    let year = String(date.year)
    return String(repeating: "0", count: max(0, 4 - year.count)) + "\(year)-\(two(date.month))-\(two(date.day))"
  }

  func write() -> DraftWriter {
    var writer = DraftWriter()
    writer.comment(
      "A draft that `sluice init` made from \(clipped(fileName)). \"sure\" is what the file shows, \"unsure\" what it")
    writer.comment("leaves open: look at each of these lines, correct it, and take its remark away.")
    writeHead(&writer)
    writer.blank()
    writeSource(&writer)
    writer.blank()
    writeForm(&writer)
    writeTime(&writer)
    writer.blank()
    switch content {
    case .table(let table, let layout): writeLayout(&writer, table, layout)
    case .points(let points, _): writePoints(&writer, points)
    }
    return writer
  }

  private func writeHead(_ writer: inout DraftWriter) {
    writer.plain("job", DraftWriter.scalar(name))
    writer.plain("about", DraftWriter.scalar("Draft from \(clipped(fileName))"))
    writer.line("company", DraftWriter.scalar(company.value), company)
    writer.line("plant", DraftWriter.scalar(plant.value), plant)
    writer.line("zone", DraftWriter.scalar(zone.value), zone)
    let span = stamps?.span ?? 0
    let (hour, day) = (3600 * Civil.microsecondsPerSecond, Civil.microsecondsPerDay)
    let interval = stamps == nil ? "day" : (span >= 60 * day ? "month" : (span <= 6 * hour ? "hour" : "day"))
    let covered = span >= 2 * day ? "\(span / day) days" : "\(max(1, span / hour)) hours"
    writer.line(
      "interval", interval, isSure: false,
      stamps == nil ? "the path has a day" : "most of the file covers \(covered); it is the unit of commit")
    let first = stamps.map { localDate($0.first) } ?? capturedDate ?? today
    let start = interval == "month" ? (first.year, first.month, 1) : first
    writer.line(
      "start", Self.date(start), isSure: false,
      stamps != nil
        ? "the first stamp of this file"
        : (capturedDate == nil ? "the day of the file's own state" : "the date in the file's path")
          + "; set it to the first that there is")
    if let period = stamps?.period?.value, stamps?.period?.isSure == true,
      period >= 15 * 60 * Civil.microsecondsPerSecond
    {
      let isHourly = period >= 3600 * Civil.microsecondsPerSecond
      writer.line(
        "levels", isHourly ? "[hour]" : "[quarter_hour, hour]", isSure: false,
        "stamps are \(StampGuess.durationText(period)) apart, so finer windows would hold one reading each")
    }
  }

  func localDate(_ instant: Int64) -> (year: Int, month: Int, day: Int) {
    let local = instant + zoneOffsets.offset(at: instant)
    return Civil.date(days: Int(Civil.floorDivide(local, by: Civil.microsecondsPerDay)))
  }

  private func writeSource(_ writer: inout DraftWriter) {
    if !source.isKnown {
      writer.comment("The site file needs this root: \(source.root.name): \(DraftWriter.scalar(source.root.path))")
    }
    writer.begin("source")
    writer.line(
      "root", DraftWriter.scalar(source.root.name), isSure: source.isKnown,
      source.isKnown ? "the file lies below it" : "the site has no root with the file; this one has to be added")
    if time == nil, case .table = content {
      let path = source.dated?.path ?? "{yyyy}-{MM}-{dd}/\(Sample.patternText(source.name))"
      writer.line(
        "path", DraftWriter.scalar(path), isSure: source.dated != nil,
        source.dated != nil
          ? "the date in the file's own path is the only time there is"
          : "the file has no time, so its path has to tell one: put it at such a path, as \(placedPath ?? "")")
    } else {
      writer.line("path", DraftWriter.scalar(source.path), isSure: true, "this file alone")
      let suffix = source.name.split(separator: ".").dropFirst().joined(separator: ".")
      if let dated = source.dated {
        writer.proposal("path", DraftWriter.scalar(dated.path), "all files like it; the date limits what each may hold")
      } else if !suffix.isEmpty {
        let folder = source.path.split(separator: "/").dropLast().map { "\($0)/" }.joined()
        writer.proposal(
          "path", DraftWriter.scalar("\(folder)*.\(Sample.patternText(suffix))"),
          "all files of its folder, if they are alike")
      }
    }
    writer.end()
    if isCompressed { writer.comment("The file is compressed; that is seen in each file and needs no word here.") }
  }
}
