import ArgumentParser
import Pipeline
import Rows

struct ValidateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "validate",
    abstract: "Check the site file and job files; needs no database.",
    discussion: """
      Examples:
        sluice validate
        sluice validate press_line
      """)

  @Argument(help: "The jobs (default: all of the site).")
  var jobs: [String] = []

  @OptionGroup var site: SiteOptions

  func run() throws {
    let site = try self.site.site()
    let names = jobs.isEmpty ? try site.jobNames() : jobs
    var failures: [Failure] = []
    for name in names {
      do throws(Failure) {
        let job = try site.job(name)
        _ = try job.list()
      } catch {
        Terminal.complain(error.description)
        failures.append(error)
      }
    }
    guard failures.isEmpty else { throw EndWith(code: Pipeline.ExitCode(Set(failures.map(\.kind)))) }
    if Terminal.isOutputTTY { Terminal.say("\(count(names.count, "job")) of \(site.spec.file): no problem found") }
  }
}

struct PlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "Show what a run would do, and why.",
    discussion: """
      Examples:
        sluice plan press_line
        sluice plan press_line --from 2026-05-01 --to 2026-05-02 --json

      Files that have not been read yet are named; which intervals they feed is known when they have been.
      """)

  @Argument(help: "The job.")
  var job: String

  @OptionGroup var site: SiteOptions
  @OptionGroup var range: RangeOptions

  @Flag(help: "Print JSON.")
  var json = false

  func run() throws {
    let site = try self.site.site()
    try Self.show(try site.job(job), site: site, range: range, json: json)
  }

  static func show(_ job: JobSpec, site: Site, range: RangeOptions, json: Bool) throws {
    let plan = try PlanQuestion(job: job, asked: range.asked(job)).plan(try site.session())
    let unread = plan.unreadFiles
    if json {
      Terminal.say(
        JSON.object([
          ("job", JSON.string(job.name)), ("objects", String(plan.candidates.count)),
          (
            "read",
            JSON.array(
              unread.map {
                JSON.object([("path", JSON.string($0.path)), ("bytes", String($0.bytes))])
              })
          ),
          (
            "intervals",
            JSON.array(
              plan.work.map {
                JSON.object([
                  ("from", JSON.string($0.interval.from.description)), ("to", JSON.string($0.interval.to.description)),
                  ("reason", JSON.string($0.reason.rawValue)),
                ])
              })
          ),
          (
            "coarser",
            JSON.array(
              plan.coarser.map {
                JSON.object([
                  ("level", JSON.string($0.level.rawValue)), ("from", JSON.string($0.interval.from.description)),
                  ("to", JSON.string($0.interval.to.description)),
                ])
              })
          ), ("recount", String(plan.unsettled.count)), ("outdated", String(plan.outdated.count)),
        ]))
      return
    }
    Terminal.say(
      "\(job.name): \(count(plan.candidates.count, "object")), \(grouped(unread.count)) to be read "
        + "(\(grouped(plan.unreadBytes)) bytes), \(count(plan.work.count, "interval")) to be made from known objects"
        + (plan.coarser.isEmpty ? "" : ", \(grouped(plan.coarser.count)) of coarser levels")
        + (plan.unsettled.isEmpty ? "" : ", \(grouped(plan.unsettled.count)) known to be counted again")
        + (plan.outdated.isEmpty ? "" : ", \(grouped(plan.outdated.count)) outdated by the job's definition"))
    for file in unread { Terminal.say("  read      \(file.path)  \(grouped(file.bytes)) bytes") }
    for work in plan.work { Terminal.say("  \(padded(work.reason.rawValue, 9)) \(work.interval)") }
    for work in plan.coarser { Terminal.say("  \(padded(work.level.rawValue, 9)) \(work.interval)") }
    for skipped in plan.skipped { Terminal.say("  skipped   \(skipped)") }
  }
}

func padded(_ text: String, _ width: Int) -> String {
  text + String(repeating: " ", count: max(0, width - text.count))
}
