import Extraction
import Glibc
import Loading
package import Rows
import Scanning

/// Makes a first draft of a job from a sample of the data, and tries the draft on that file.
package struct Onboarding: Sendable {
  /// What somebody has said of the job; nil: to be made up.
  package struct Choices: Sendable {
    package var name: String?
    package var company: String?
    package var plant: String?
    package var zone: String?
    /// The machine's zone, where it is known.
    package var systemZone: String?

    package init() {}
  }

  /// Site and file, symbolic links resolved.
  private let site: SiteSpec?
  private let path: String
  private let choices: Choices
  private let now: Instant

  /// - Parameter file: absolute.
  /// - Throws: if there is no such file.
  package init(file: String, site: SiteSpec?, choices: Choices, now: Instant) throws(Failure) {
    guard let path = Self.resolved(file) else {
      throw Failure(.input, "\(file): \(String(cString: strerror(errno)))")
    }
    self.path = path
    self.site = site
    self.choices = choices
    self.now = now
  }

  private static func resolved(_ path: String) -> String? {
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  /// The name that a job of the file has unless somebody says another: its stem in small letters, digits, `_` and `-`.
  package static func jobName(of path: String) -> String {
    let file = path.split(separator: "/").last ?? ""
    let stem = file.split(separator: ".").first ?? ""
    var name = ""
    for byte in stem.utf8 {
      switch byte {
      case 97...122, 48...57, 95, 45: name.unicodeScalars.append(Unicode.Scalar(byte))
      case 65...90: name.unicodeScalars.append(Unicode.Scalar(byte | 0x20))
      default: if !name.isEmpty, !name.hasSuffix("_") { name += "_" }
      }
    }
    while name.hasSuffix("_") { name.removeLast() }
    return name.isEmpty ? "job" : String(name.prefix(60))
  }

  /// Looks at the file, writes the draft, decodes it as a job and scans the file with it.
  /// - Throws: if the file cannot be read or has nothing to load.
  package func draft() throws(Failure) -> DraftedJob {
    var draft = try lookAtFile()
    var drafted = try tried(draft)
    let coarse: [RefusalReason] = [.finerThanResolution, .numberOutOfRange]
    if coarse.contains(where: { drafted.check.reasons[$0] ?? 0 > 0 }) {
      draft.withholdsResolution = true
      drafted = try tried(draft)
    }
    return drafted
  }

  // MARK: Looking

  private func lookAtFile() throws(Failure) -> JobDraft {
    let sample = try Sample(path: path)
    let records = RecordGuess(sample.text)
    let name = choices.name ?? Self.jobName(of: path)
    let zone = zone()
    let offsets = try zoneOffsets(zone.value)
    // A day that is not over would not be due yet.
    let modified = min(sample.file.stamp.modified / 1000, now.microseconds - Civil.microsecondsPerDay)
    let today = Civil.date(
      days: Int(Civil.floorDivide(modified + offsets.offset(at: modified), by: Civil.microsecondsPerDay)))
    let found = try content(sample, records)
    let stamps = found.time.map { StampGuess($0, zone: offsets) }
    return JobDraft(
      name: name, company: chosen(choices.company, "company", "--company"),
      plant: chosen(choices.plant, "plant", "--plant"), zone: zone, fileName: sample.file.path,
      encoding: sample.encoding, isCompressed: sample.isCompressed, records: records, content: found.content,
      time: found.time, stamps: stamps.flatMap { $0.first == .max ? nil : $0 }, otherTimes: found.others,
      source: SourceGuess(file: path, roots: roots, job: name), today: today, zoneOffsets: offsets)
  }

  private func chosen(_ given: String?, _ fallback: String, _ option: String) -> Guess<String> {
    given.map { .sure($0, "as said") } ?? .unsure(fallback, "nobody has said it; give \(option)")
  }

  private func zone() -> Guess<String> {
    if let zone = choices.zone { return .sure(zone, "as said") }
    if let zone = choices.systemZone, Site.zoneBytes(zone) != nil { return .unsure(zone, "this machine's zone") }
    return .unsure("Asia/Seoul", "nobody has said it; give --zone")
  }

  private func zoneOffsets(_ name: String) throws(Failure) -> ZoneOffsets {
    guard let bytes = Site.zoneBytes(name) else {
      throw Failure(
        .declaration, "there is no zone \"\(clipped(name))\"; expected an IANA name such as Asia/Seoul or UTC")
    }
    do throws(ZoneFileError) { return try ZoneOffsets(name: name, tzif: bytes) } catch {
      throw Failure(.declaration, "\(error)")
    }
  }

  private var roots: [(root: Root, place: String)] {
    (site?.roots ?? []).map { ($0, Self.resolved($0.path) ?? $0.path) }
  }

  private func content(
    _ sample: Sample, _ records: RecordGuess
  ) throws(Failure) -> (content: JobDraft.Content, time: TimeReadingGuess?, others: [Int]) {
    if case .lineProtocol = records.form.value {
      let points = sample.text.points(records.records)
      guard !points.numericFields.isEmpty else {
        throw Failure(.input, "\(path): no field of these points holds numbers, so there is nothing to load")
      }
      let (precision, time) = PointTimes.read(points, now: now)
      return (.points(points, precision: precision), time, [])
    }
    let table = try SampleTable(sample.text, records)
    let found = TimeGuess(now: now).find(table.columns, titles: table.titles)
    var delimiter: UInt8?
    if case .delimited(let dialect) = records.form.value { delimiter = dialect.delimiter }
    let layout = LayoutGuess(table, time: found?.best, otherTimes: found?.others ?? [], delimiter: delimiter)
    guard let layout else {
      let names = table.titles.prefix(12).map { "\"\(clipped($0))\"" }.joined(separator: ", ")
      throw Failure(.input, "\(path): no column holds numbers, so there is nothing to load; it has: \(names)")
    }
    return (.table(table, layout), found?.best, found?.others ?? [])
  }

  // MARK: Trying

  private func tried(_ draft: JobDraft) throws(Failure) -> DraftedJob {
    var writer = draft.write()
    let known = (site?.roots ?? []).filter { $0.name != draft.source.root.name }
    let check = DraftCheck(
      text: writer.text, name: draft.name, roots: known + [draft.source.root], file: path, root: draft.source.root,
      captured: draft.captured, now: now)
    writer.blank()
    writer.comment("Tried on \(clipped(draft.fileName)): \(check.sentence)")
    return DraftedJob(
      name: draft.name, text: writer.text, findings: writer.findings, check: check,
      rootLine: draft.source.isKnown
        ? nil : "\(draft.source.root.name): \(DraftWriter.scalar(draft.source.root.path))",
      placedPath: draft.placedPath.map { draft.source.root.path + "/" + $0 },
      openFrom: draft.stamps.flatMap { stamps in
        let month = 31 * Civil.microsecondsPerDay
        return stamps.last > now.microseconds - month ? JobDraft.date(draft.localDate(stamps.first)) : nil
      })
  }
}

/// A draft, what is sure in it, and what it makes of its file.
package struct DraftedJob: Sendable {
  package let name: String
  /// Of the job file.
  package let text: String
  package let findings: [Finding]
  package let check: DraftCheck
  /// To be added to the roots of the site file; nil: they have it.
  package let rootLine: String?
  /// Where the file has to be put before the job finds it; nil: it may stay.
  package let placedPath: String?
  /// The local date from which a preview has to be asked for, since the last interval may not be over; nil: it is.
  package let openFrom: String?
}
