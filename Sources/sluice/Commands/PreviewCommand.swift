import ArgumentParser
import Logging
import Pipeline
import Rows

struct PreviewCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "preview",
    abstract: "Print the rows that a run would load, as CSV; needs no database.",
    discussion: """
      Examples:
        sluice preview press_line --from 2026-05-01 --to 2026-05-02
        sluice preview press_line --object press/2026/05/01/06.csv > rows.csv

      The ledger is taken as empty and sensors are named by their codes. What is refused is told on standard error.
      """)

  @Argument(help: "The job.")
  var job: String

  @Option(help: ArgumentHelp("Read this object only; its path starts at the job's root.", valueName: "path"))
  var object: String?

  @OptionGroup var site: SiteOptions
  @OptionGroup var range: RangeOptions
  @OptionGroup var work: WorkOptions

  @Flag(name: .shortAndLong, help: "Print the report of a success on standard error.")
  var verbose = false

  func run() throws {
    let job = try site.site().job(self.job)
    let preview = Preview(
      job: job, sizes: work.sizes, asked: try range.asked(job), object: object,
      observer: Progress(job: job.name).observer)
    let (report, refused) = try preview.run(write: Terminal.write)
    let logger = site.logger
    Terminal.clearProgress()
    for entry in refused.prefix(20) {
      let place = entry.refusal.position
      logger.warning(
        "\(entry.path):\(place.recordNumber): refused: \(entry.refusal.reason.rawValue)",
        metadata: ["byte": "\(place.offset)", "length": "\(place.length)"])
    }
    if refused.count > 20 { logger.warning("\(refused.count - 20) more refusals") }
    for note in report.notes { logger.warning("\(note)") }
    for failure in report.failures { logger.error("\(failure)") }
    if verbose { Terminal.writeError(report.text + "\n") }
    guard report.failures.isEmpty else { throw EndWith(code: Pipeline.ExitCode(report)) }
  }
}
