import ArgumentParser
import Loading
import Pipeline
import Postgres
import Rows

struct StatusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Show the site's jobs: last run, what is published, what waits or has failed.",
    discussion: """
      Examples:
        sluice status
        sluice status --json
        sluice status --content-hash
      """)

  @OptionGroup var site: SiteOptions

  @Flag(help: "Print JSON.")
  var json = false

  @Flag(help: "Also hash the contents of all window tables: equal hashes mean equal data.")
  var contentHash = false

  private struct Line {
    var job: String
    var status: JobStatus
    var plan: Plan?
    var problem: String?
  }

  func run() throws {
    let site = try self.site.site()
    let session = try site.session()
    let pending: [String]
    do throws(LoadError) { pending = try Migrations.pending(session) } catch { throw Failure(error) }
    guard pending.isEmpty else {
      throw Failure(.declaration, "the database lacks \(pending.joined(separator: ", ")): run `sluice db migrate`")
    }
    var lines: [Line] = []
    for name in try site.jobNames() { lines.append(line(name, site, session)) }
    do throws(LoadError) {
      let hash = contentHash ? try session.contentHash(of: nil) : nil
      show(lines, hash, "\(session.connection.database) at \(session.connection.server)")
    } catch {
      throw Failure(error)
    }
  }

  private func line(_ name: String, _ site: Site, _ session: Session) -> Line {
    var line = Line(job: name, status: JobStatus())
    do {
      line.status = try session.status(of: name) ?? JobStatus()
      let job = try site.job(name)
      if line.status.lastRun != nil {
        let asked = AskedRange(range: nil, job: job, now: Clock.instant())
        line.plan = try PlanQuestion(job: job, asked: asked).plan(session)
      }
    } catch {
      line.problem = "\(error)"
    }
    return line
  }

  private func show(_ lines: [Line], _ hash: String?, _ database: String) {
    if json {
      let jobs = lines.map { line in
        JSON.object([
          ("job", JSON.string(line.job)), ("last_run", instant(line.status.lastRun).map(JSON.string) ?? "null"),
          ("last_run_state", line.status.lastRunState.map(JSON.string) ?? "null"),
          ("intervals_done", String(line.status.intervalsDone)),
          ("intervals_failed", String(line.status.intervalsFailed)),
          ("intervals_waiting", line.plan.map { String($0.work.count) } ?? "null"),
          ("coarser_waiting", line.plan.map { String($0.coarser.count) } ?? "null"),
          ("intervals_outdated", line.plan.map { String($0.outdated.count) } ?? "null"),
          ("objects_unread", line.plan.map { String($0.unread.count) } ?? "null"),
          ("readings", String(line.status.readings)), ("refusals", String(line.status.refusals)),
          ("published_to", instant(line.status.publishedTo).map(JSON.string) ?? "null"),
          ("problem", line.problem.map(JSON.string) ?? "null"),
        ])
      }
      Terminal.say(
        JSON.object(
          [("database", JSON.string(database)), ("jobs", JSON.array(jobs))]
            + (hash.map { [("content_hash", JSON.string($0))] } ?? [])))
      return
    }
    Terminal.say("database \(database)")
    for line in lines {
      let status = line.status
      let last = instant(status.lastRun).map { "last run \($0) \(status.lastRunState ?? "")" } ?? "never run"
      var text = "\(line.job): \(last); \(count(status.intervalsDone, "interval")) done"
      if status.intervalsFailed > 0 { text += ", \(grouped(status.intervalsFailed)) failed" }
      if let plan = line.plan {
        if !plan.work.isEmpty { text += ", \(grouped(plan.work.count)) waiting" }
        if !plan.coarser.isEmpty { text += ", \(grouped(plan.coarser.count)) coarser waiting" }
        if !plan.outdated.isEmpty { text += ", \(grouped(plan.outdated.count)) outdated" }
        if !plan.unread.isEmpty { text += ", \(count(plan.unread.count, "object")) unread" }
      }
      text += "; \(count(status.readings, "reading")), \(count(status.refusals, "refusal"))"
      if let end = instant(status.publishedTo) { text += "; published to \(end)" }
      Terminal.say(text)
      if let problem = line.problem { Terminal.say("  \(problem)") }
    }
    if let hash { Terminal.say("content hash \(hash)") }
  }

  private func instant(_ microseconds: Int64?) -> String? {
    microseconds.map { Instant(microseconds: $0).description }
  }
}
