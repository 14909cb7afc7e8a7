import ArgumentParser
import Pipeline
import Postgres

struct VersionCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "version", abstract: "Show the version of the program and of what it is made with.")

  func run() throws {
    Terminal.say("sluice \(Version.program)")
    Terminal.say("transform \(JobSpec.transformVersion)")
    Terminal.say("libpq \(libraryVersion / 10_000).\(libraryVersion % 10_000)")
    for library in readingLibraries() { Terminal.say("\(library.name) \(library.version)") }
  }
}
