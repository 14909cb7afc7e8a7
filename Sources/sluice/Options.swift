import ArgumentParser
import EmbeddedServer
import Foundation
import Glibc
import Loading
import Logging
import Pipeline
import Postgres
import Rows

/// Options of every command that works for a site.
struct SiteOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The site file (else jobs/sluice.yaml, then /etc/sluice/sluice.yaml).", valueName: "file"))
  var config: String?

  @Option(help: "How messages on standard error are written: text, logfmt or json.")
  var logFormat = Terminal.Format.text

  var logger: Logger { Terminal.logger(logFormat) }

  func site() throws -> Site {
    if let config { return try Site(file: absolute(config)) }
    for path in ["jobs/sluice.yaml", "/etc/sluice/sluice.yaml"] where access(path, F_OK) == 0 {
      return try Site(file: absolute(path))
    }
    throw Failure(
      .declaration, "no site file: neither jobs/sluice.yaml here nor /etc/sluice/sluice.yaml exists; say --config FILE")
  }

  private func absolute(_ path: String) -> String {
    URL(fileURLWithPath: path).standardizedFileURL.path
  }
}

extension Terminal.Format: ExpressibleByArgument {}

extension Site {
  var embeddedServer: EmbeddedServer { EmbeddedServer(stateDirectory: spec.state) }

  /// Opens a session with the declared database.
  func session() throws -> Session {
    let parameters = try connectionParameters()
    do throws(PostgresError) { return try Session(parameters) } catch { throw Failure(.database, error.description) }
  }

  private func connectionParameters() throws -> ConnectionParameters {
    let name = ("application_name", "sluice")
    switch try declaredDatabase() {
    case .embedded:
      guard case .running = embeddedServer.status() else {
        throw Failure(.database, "the embedded database of \(spec.file) is not running: sluice db start")
      }
      return ConnectionParameters(embeddedServer.connectionParameters.map { ($0.key, $0.value) } + [name])
    case .service(let service): return ConnectionParameters([("service", service), name])
    case .environment: return ConnectionParameters([name])
    }
  }

  /// The database that the site file declares: without a declaration no command may reach for one.
  func declaredDatabase() throws -> DatabaseChoice {
    guard let database = spec.database else {
      throw Failure(
        .declaration, "\(spec.file): database is missing; expected embedded, service=NAME or environment")
    }
    if database == .environment {
      let name = ProcessInfo.processInfo.environment["PGDATABASE"] ?? ""
      if name.contains("=") || name.contains("://") {
        // Not shown: it may hold a password.
        throw Failure(.declaration, "PGDATABASE holds a connection string; expected a database's name")
      }
      // An empty variable names nothing: libpq would take its default for it, which is another database.
      let names = Set(ProcessInfo.processInfo.environment.filter { !$0.value.isEmpty }.keys)
      let isNamed =
        names.contains("PGSERVICE")
        || (names.contains("PGDATABASE") && (names.contains("PGHOST") || names.contains("PGHOSTADDR")))
      guard isNamed else {
        throw Failure(
          .declaration,
          "\(spec.file): database: environment needs PGSERVICE, or PGHOST and PGDATABASE; this environment has neither")
      }
    }
    return database
  }
}

/// Which part of time a command is about.
struct RangeOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Start: a date in the job's zone or an RFC 3339 time.", valueName: "time"))
  var from: String?

  @Option(help: ArgumentHelp("End, not included.", valueName: "time"))
  var to: String?

  @Option(help: ArgumentHelp("Take this RFC 3339 time for now.", visibility: .hidden))
  var now: String?

  func asked(_ job: JobSpec) throws -> AskedRange {
    let start = try instant(from, "--from", job)
    let end = try instant(to, "--to", job)
    if let start, let end, end <= start { throw ValidationError("--to must be later than --from") }
    var range: Interval?
    if start != nil || end != nil {
      let always = Interval.always
      range = Interval(from: start ?? always.from, to: end ?? always.to)
    }
    return AskedRange(range: range, job: job, now: try instant(now, "--now", job) ?? Clock.instant())
  }

  private func instant(_ text: String?, _ option: String, _ job: JobSpec) throws -> Instant? {
    guard let text else { return nil }
    guard let instant = parseInstant(text, zone: job.zone) else {
      throw ValidationError("\(option): expected a date such as 2026-05-01 or an RFC 3339 time, found \"\(text)\"")
    }
    return instant
  }
}

/// How much of the machine a command may use.
struct WorkOptions: ParsableArguments {
  @Option(help: "Workers (default: one a core).")
  var workers: Int?

  @Option(help: ArgumentHelp("Memory for readings, such as 512MiB or 2GiB.", valueName: "size"))
  var memory: String?

  func validate() throws {
    if let workers, !(1...256).contains(workers) { throw ValidationError("--workers: expected 1 to 256") }
    if let memory, Self.bytes(memory) == nil {
      throw ValidationError("--memory: expected a size such as 512MiB or 2GiB, found \"\(memory)\"")
    }
  }

  var sizes: WorkSizes {
    var sizes = WorkSizes()
    sizes.workers = workers ?? min(256, max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))))
    if let bytes = memory.flatMap(Self.bytes) { sizes.memory = bytes }
    return sizes
  }

  private static func bytes(_ text: String) -> Int? {
    for (unit, shift) in [("KiB", 10), ("MiB", 20), ("GiB", 30)] where text.hasSuffix(unit) {
      guard let count = Int(text.dropLast(3)), count >= 1, count <= 1 << 20 else { return nil }
      return count << shift
    }
    return nil
  }
}
