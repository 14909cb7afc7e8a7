import ArgumentParser
import EmbeddedServer
import Glibc
import Loading
import Pipeline
import Postgres

struct DatabaseCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "db",
    abstract: "The site's database: start and stop the embedded one, migrate, open psql.",
    subcommands: [Start.self, Stop.self, Status.self, Migrate.self, Psql.self])

  struct Start: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Make (the first time) and start the embedded PostgreSQL of the site.")

    @OptionGroup var site: SiteOptions

    func run() throws {
      let server = try embedded(site)
      let started = try server.start()
      if Terminal.isOutputTTY { Terminal.say("\(started ? "started" : "already running"): \(server.socketDirectory)") }
    }
  }

  struct Stop: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Stop the embedded PostgreSQL of the site.")

    @OptionGroup var site: SiteOptions

    @Flag(help: "Do not wait for open sessions: as after a power cut, recovery follows at the next start.")
    var immediate = false

    func run() throws {
      let stopped = try embedded(site).stop(immediately: immediate)
      if Terminal.isOutputTTY { Terminal.say(stopped ? "stopped" : "was not running") }
    }
  }

  struct Status: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show which database the site declares, and whether it answers.")

    @OptionGroup var site: SiteOptions

    func run() throws {
      let site = try self.site.site()
      if try site.declaredDatabase() == .embedded {
        let server = site.embeddedServer
        switch server.status() {
        case .absent: Terminal.say("embedded: not made yet: sluice db start")
        case .stopped: Terminal.say("embedded: stopped, data in \(server.dataDirectory)")
        case .running(let pid): Terminal.say("embedded: running, pid \(pid), socket in \(server.socketDirectory)")
        }
      }
      let session = try site.session()
      do throws(LoadError) {
        let pending = try Migrations.pending(session)
        Terminal.say(
          "\(session.connection.database) at \(session.connection.server): "
            + (pending.isEmpty ? "migrated" : "lacks \(pending.joined(separator: ", ")): sluice db migrate"))
      } catch {
        throw Failure(error)
      }
    }
  }

  struct Migrate: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Bring the database to this program's state; does nothing if it is there.")

    @OptionGroup var site: SiteOptions

    @Flag(name: .shortAndLong, help: "Print what was applied.")
    var verbose = false

    func run() throws {
      let session = try site.site().session()
      do throws(LoadError) {
        let applied = try Migrations.apply(session)
        if verbose || Terminal.isOutputTTY {
          for name in applied { Terminal.say("applied \(name)") }
        }
      } catch {
        throw Failure(error)
      }
    }
  }

  struct Psql: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Open psql on the site's database.",
      discussion: """
        Examples:
          sluice db psql
          sluice db psql -- -c 'SELECT count(*) FROM mart.sensor_hour'

        What stands after -- is passed on to psql.
        """)

    @OptionGroup var site: SiteOptions

    @Argument(parsing: .postTerminator, help: "Arguments of psql, after --.")
    var arguments: [String] = []

    func run() throws {
      let site = try self.site.site()
      switch try site.declaredDatabase() {
      case .embedded:
        guard case .running = site.embeddedServer.status() else {
          throw Failure(.database, "the embedded database of \(site.spec.file) is not running: sluice db start")
        }
        let command = site.embeddedServer.psqlCommand(arguments)
        replace(command.executable, command.arguments, command.environment)
      case .service(let name): replace("psql", ["service=\(name)"] + arguments, nil)
      case .environment: replace("psql", arguments, nil)
      }
      throw Failure(.input, "psql: \(String(cString: strerror(errno)))")
    }

    /// Becomes the other program; returns only if that fails.
    private func replace(_ program: String, _ arguments: [String], _ environment: [String: String]?) {
      var argv = ([program] + arguments).map { strdup($0) } + [nil]
      guard let environment else {
        execvp(program, &argv)
        return
      }
      var envp = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
      execve(program, &argv, &envp)
    }
  }

  private static func embedded(_ options: SiteOptions) throws -> EmbeddedServer {
    let site = try options.site()
    guard try site.declaredDatabase() == .embedded else {
      throw Failure(
        .declaration, "\(site.spec.file) does not declare database: embedded; its server is not ours to start or stop")
    }
    return site.embeddedServer
  }
}
