import ArgumentParser
import Foundation
import Glibc
import Pipeline
import Rows

struct InitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init",
    abstract: "Make a site's folder, or draft a job from a sample of the data; needs no database.",
    discussion: """
      Examples:
        sluice init plant
        sluice init --from data/press.csv --company acme --plant pohang
        sluice init --from data/press.csv --output -

      A draft says of each line whether the file shows it ("sure") or leaves it open ("unsure"), and is tried on the
      whole file. Nothing that exists is ever overwritten.
      """)

  @Argument(help: ArgumentHelp("Make a site in this folder.", valueName: "folder"))
  var folder: String?

  @Option(help: ArgumentHelp("Draft a job from this file.", valueName: "file"))
  var from: String?

  @Option(
    help: ArgumentHelp(
      "The job file to write (else in the site's jobs folder); - is standard output.", valueName: "file"))
  var output: String?

  @Option(help: "The job's name (default: that of --output, else the file's).")
  var name: String?

  @Option(help: "Code of the company.")
  var company: String?

  @Option(help: "Code of its plant.")
  var plant: String?

  @Option(help: "IANA zone of the file's local times (default: this machine's, else Asia/Seoul).")
  var zone: String?

  @Flag(help: "Only print what would be written.")
  var dryRun = false

  @OptionGroup var site: SiteOptions

  @Option(help: ArgumentHelp("Take this RFC 3339 time for now.", visibility: .hidden))
  var now: String?

  func validate() throws {
    guard (folder == nil) != (from == nil) else {
      throw ValidationError("expected a folder for a new site, or --from FILE for a new job")
    }
    let isOfJob = output != nil || name != nil || company != nil || plant != nil || zone != nil
    if folder != nil, isOfJob || site.config != nil {
      throw ValidationError("--output, --name, --company, --plant, --zone and --config belong to --from")
    }
    for (option, word) in [("--name", name), ("--company", company), ("--plant", plant)] {
      if let word, !Self.isWord(word) {
        throw ValidationError("\(option): expected small letters, digits, _ and - (60 at most), found \"\(word)\"")
      }
    }
  }

  private static func isWord(_ text: String) -> Bool {
    let isMade = text.utf8.allSatisfy { 97...122 ~= $0 || 48...57 ~= $0 || $0 == 95 || $0 == 45 }
    return isMade && 1...60 ~= text.utf8.count
  }

  func run() throws {
    if let folder { return try makeSite(folder) }
    if let from { try draftJob(from) }
  }
}

// MARK: A site

extension InitCommand {
  private func makeSite(_ folder: String) throws {
    let files = SiteDraft.files.map { (path: folder + "/" + $0.path, text: $0.text) }
    let existing = files.map(\.path).filter(NewFile.stands)
    guard existing.isEmpty else {
      throw Failure(.input, "nothing was written, because this exists already: \(existing.joined(separator: ", "))")
    }
    for file in files {
      if !dryRun { try NewFile.write(file.text, to: file.path) }
      Terminal.say("\(dryRun ? "would make" : "made") \(file.path)")
      if dryRun { Terminal.write(Array(file.text.utf8)) }
    }
    Terminal.say(
      """

      Next:
        cd \(Self.quoted(folder))
        sluice init --from data/FILE --company COMPANY --plant PLANT   # with a data file in data/
        sluice db start && sluice run --all                            # once the job is as it should be
      """)
  }
}

// MARK: A job

extension InitCommand {
  private func draftJob(_ file: String) throws {
    let known = try knownSite()
    var choices = Onboarding.Choices()
    choices.name = try jobName()
    (choices.company, choices.plant, choices.zone) = (company, plant, zone)
    choices.systemZone = Self.systemZone()
    let job = try Onboarding(
      file: URL(fileURLWithPath: file).standardizedFileURL.path, site: known?.spec, choices: choices,
      now: try instant()
    ).draft()
    let path = output ?? (known.map { "\($0.spec.jobs)/\(job.name).yaml" } ?? "\(job.name).yaml")
    if path == "-" || dryRun {
      Terminal.write(Array(job.text.utf8))
    } else {
      guard !NewFile.stands(path) else {
        throw Failure(.input, "nothing was written, because this exists already: \(path)")
      }
      try NewFile.write(job.text, to: path)
    }
    tell(job, path: path, isKnown: known != nil)
    guard job.check.isClean else { throw EndWith(code: .data) }
  }

  /// Without a site a draft can still be made.
  private func knownSite() throws -> Site? {
    let places = ["jobs/sluice.yaml", "/etc/sluice/sluice.yaml"]
    return site.config != nil || places.contains(where: NewFile.stands) ? try site.site() : nil
  }

  /// The name that is given, or that of the output; a job's file has its name.
  private func jobName() throws -> String? {
    guard let output, output != "-" else { return name }
    let file = URL(fileURLWithPath: output).lastPathComponent
    guard file.hasSuffix(".yaml") else { throw ValidationError("--output: expected a file NAME.yaml, or -") }
    let stem = String(file.dropLast(".yaml".count))
    guard name ?? stem == stem, Self.isWord(stem) else {
      throw ValidationError(
        "--output: the file of job \(name ?? "NAME") is \(name ?? "NAME").yaml (small letters, digits, _ and -)")
    }
    return stem
  }

  private func instant() throws -> Instant {
    guard let now else { return Clock.instant() }
    guard let instant = parseInstant(now, zone: .utc) else {
      throw ValidationError("--now: expected an RFC 3339 time, found \"\(now)\"")
    }
    return instant
  }

  /// The zone of `TZ`, else that to which the system's link leads.
  private static func systemZone() -> String? {
    if let zone = ProcessInfo.processInfo.environment["TZ"], !zone.isEmpty {
      return zone.hasPrefix(":") ? String(zone.dropFirst()) : zone
    }
    guard let target = try? FileManager.default.destinationOfSymbolicLink(atPath: "/etc/localtime") else { return nil }
    return target.range(of: "zoneinfo/").map { String(target[$0.upperBound...]) }
  }

  /// The table goes where the job file does not.
  private func tell(_ job: DraftedJob, path: String, isKnown: Bool) {
    let say: (String) -> Void = path == "-" || dryRun ? { Terminal.writeError($0 + "\n") } : { Terminal.say($0) }
    let keys = job.findings.map(\.key.count).max() ?? 0
    for isSure in [true, false] {
      say(isSure ? "sure:" : "unsure, please look:")
      for finding in job.findings where finding.isSure == isSure {
        let pad = String(repeating: " ", count: keys - finding.key.count)
        say("  \(finding.key)\(pad)  \(finding.value)  (\(finding.reason))")
      }
    }
    say("tried: \(job.check.sentence)")
    if path != "-", !dryRun { say("made \(path)") }
    say("\nNext:")
    if let line = job.rootLine { say("  add to roots in the site file:  \(line)") }
    if let place = job.placedPath { say("  put the file where its path tells its date:  \(place)") }
    let config = site.config.map { " --config \(Self.quoted($0))" } ?? ""
    if !isKnown { say("  sluice init FOLDER   # a site for the job") }
    let from = job.openFrom.map { " --from \($0)" } ?? ""
    say("  sluice preview \(job.name)\(from)\(config)")
  }

  private static func quoted(_ path: String) -> String {
    let isPlain = path.utf8.allSatisfy { byte in
      let lower = byte | 0x20
      return 97...122 ~= lower || 48...57 ~= byte || "/._-+".utf8.contains(byte)
    }
    return isPlain ? path : "'" + path.replacing("'", with: "'\\''") + "'"
  }
}

/// A file that was not there before.
enum NewFile {
  /// Whether something stands at a path, be it a link that leads nowhere.
  static func stands(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0
  }

  /// Writes a file that must not exist, and the folders on its way.
  static func write(_ text: String, to path: String) throws {
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    } catch {
      throw Failure(.input, "\(folder.path): the folder cannot be made")
    }
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw failure(path) }
    defer { close(descriptor) }
    let bytes = Array(text.utf8)
    var done = 0
    while done < bytes.count {
      let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress! + done, bytes.count - done) }
      guard count >= 0 || errno == EINTR else { throw failure(path) }
      done += max(0, count)
    }
  }

  private static func failure(_ path: String) -> Failure {
    Failure(errno == EACCES || errno == EPERM ? .permission : .input, "\(path): \(String(cString: strerror(errno)))")
  }
}
