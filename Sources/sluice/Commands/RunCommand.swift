import ArgumentParser
import Foundation
import Glibc
import Logging
import Pipeline
import Rows

struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Load what is due, stale or failed of a job, or of all.",
    discussion: """
      Examples:
        sluice run press_line
        sluice run --all --verbose
        sluice run press_line --from 2026-05-01 --to 2026-06-01

      With --from or --to the intervals of that range are loaded, due or not. What is published already and unchanged is
      not loaded again. On success nothing is printed unless standard output is a terminal, or with --verbose or --json.
      """)

  @Argument(help: "The job.")
  var job: String?

  @Flag(help: "Run every job of the site, one after the other.")
  var all = false

  @OptionGroup var site: SiteOptions
  @OptionGroup var range: RangeOptions
  @OptionGroup var work: WorkOptions

  @Flag(help: "Let an interval lose more than half of its readings.")
  var allowShrink = false

  @Option(help: ArgumentHelp("Seconds to wait for another run of the job.", valueName: "seconds"))
  var wait = 60

  @Flag(help: "Show what would be done, and do nothing.")
  var dryRun = false

  @Flag(name: .shortAndLong, help: "Print the report of a success also where no terminal reads it.")
  var verbose = false

  @Flag(help: "Print the report as JSON, an object a job.")
  var json = false

  func validate() throws {
    guard (job != nil) != all else { throw ValidationError("expected a job or --all") }
    guard (0...86_400).contains(wait) else { throw ValidationError("--wait: expected 0 to 86400 seconds") }
  }

  func run() throws {
    let site = try self.site.site()
    var kinds: Set<FailureKind> = []
    var jobs: [JobSpec] = []
    for name in try job.map({ [$0] }) ?? site.jobNames() {
      // One plant's broken file must not keep the others' data from being loaded.
      do throws(Failure) { jobs.append(try site.job(name)) } catch {
        Terminal.complain(error.description)
        kinds.insert(error.kind)
      }
    }
    for job in jobs {
      if dryRun {
        try PlanCommand.show(job, site: site, range: range, json: json)
        continue
      }
      do {
        let report = try run(job, site)
        kinds.formUnion(report.failures.map(\.kind))
        show(report, logger: self.site)
      } catch let failure as Failure {
        Terminal.complain(failure.description)
        kinds.insert(failure.kind)
      }
      if kinds.contains(.database) { break }
    }
    guard kinds.isEmpty else { throw EndWith(code: Pipeline.ExitCode(kinds)) }
  }

  private func run(_ job: JobSpec, _ site: Site) throws -> RunReport {
    var request = RunRequest(
      asked: try range.asked(job), program: Version.program, host: ProcessInfo.processInfo.hostName, process: getpid())
    request.sizes = work.sizes
    request.allowShrink = allowShrink
    request.lockWait = Double(wait)
    let run = JobRun(
      job: job, request: request, session: try site.session(), observer: Progress(job: job.name).observer)
    return try run.run()
  }

  private func show(_ report: RunReport, logger site: SiteOptions) {
    let logger = site.logger
    for note in report.notes { logger.warning("\(note)", metadata: ["job": "\(report.job)"]) }
    for failure in report.failures { logger.error("\(failure)", metadata: ["job": "\(report.job)"]) }
    Terminal.clearProgress()
    if json {
      Terminal.say(report.json)
    } else if verbose || Terminal.isOutputTTY {
      Terminal.say(report.text)
    }
  }
}
