import ArgumentParser
import EmbeddedServer
import Glibc
import Pipeline

/// The door of the house: commands are thin, they read their arguments and call the rooms below.
@main
struct Sluice: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sluice",
    abstract: "Batch ETL of a data dam: sensor files to checked PostgreSQL tables.",
    discussion: """
      A site file names the data roots, the jobs and the database; a job is one YAML file. Intervals are loaded once,
      all or nothing, and again when what they were made from has changed.

      Exit codes: 0 done, 1 failed, 64 usage, 65 data, 69 database unavailable, 70 bug, 74 input or output,
      75 already running, 77 permission, 78 job or site file, 130 and 143 stopped by a signal.
      """,
    version: Version.program,
    subcommands: [
      InitCommand.self,
      ValidateCommand.self, PlanCommand.self, RunCommand.self, PreviewCommand.self, StatusCommand.self,
      RefusalsCommand.self, DatabaseCommand.self, VersionCommand.self,
    ])

  static func main() {
    // A reader that has gone (`sluice preview | head`) ends the command quietly, as it does other tools.
    signal(SIGPIPE, SIG_DFL)
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch {
      end(error)
    }
  }

  /// The one place where errors become exit codes.
  private static func end(_ error: any Error) -> Never {
    let code: Pipeline.ExitCode
    switch error {
    case let failure as Failure:
      Terminal.complain(failure.description)
      code = Pipeline.ExitCode(failure.kind)
    case let ended as EndWith:
      code = ended.code
    case let error as EmbeddedServerError:
      Terminal.complain(error.description)
      code = .unavailable
    default:
      exit(withError: error)
    }
    Glibc.exit(code.rawValue)
  }
}

/// Ends the command with a code after everything has been said.
struct EndWith: Error {
  let code: Pipeline.ExitCode
}
