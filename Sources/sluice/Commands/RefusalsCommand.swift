import ArgumentParser
import Foundation
import Loading
import Logging
import Pipeline

struct RefusalsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "refusals",
    abstract: "Show the records and cells of a job that were refused, with their place and reason.",
    discussion: """
      Examples:
        sluice refusals press_line
        sluice refusals press_line --limit 10 --json
        sluice refusals press_line --export mend

      The place is path:line and byte offset+length of the record in its (decompressed) object.

      --export writes the refused records to files, an object each, with their reasons in a column sluice_reason in
      front (behind the last column of fixed width, in a comment of line protocol). Mend the records, leave the reasons
      and the cells marked (loaded), or filled with = in fixed width, as they are, and drop the file in beside the
      object it came from: the next run loads it. What is refused of it can be exported again. Objects that were not
      taken at all are mended themselves.
      """)

  @Argument(help: "The job.")
  var job: String

  @OptionGroup var site: SiteOptions

  @Option(help: "How many at the most.")
  var limit = 1000

  @Flag(help: "Print JSON, an object a line.")
  var json = false

  @Option(help: ArgumentHelp("Write the refused records to files in this folder, to be mended.", valueName: "folder"))
  var export: String?

  func validate() throws {
    guard limit > 0 else { throw ValidationError("--limit: expected at least 1") }
  }

  func run() throws {
    let site = try self.site.site()
    // What was refused can be shown while the job's file is being edited, and then in UTF-8.
    let isKnown = try site.jobNames().contains(self.job)
    let job = isKnown && export == nil ? try? site.job(self.job) : try site.job(self.job)
    if let export, let job { return try write(job, to: export, site) }
    let lines: [RefusalLine]
    let session = try site.session()
    do throws(LoadError) {
      lines = try session.refusals(of: self.job, limit: limit)
    } catch {
      throw Failure(error)
    }
    for line in lines {
      let raw = job?.readable(line.raw) ?? String(decoding: line.raw, as: UTF8.self)
      if json {
        Terminal.say(
          JSON.object([
            ("path", JSON.string(line.path)), ("record", String(line.recordNumber)),
            ("byte_offset", String(line.byteOffset)), ("byte_length", String(line.byteLength)),
            ("field", JSON.string(line.field)), ("reason", JSON.string(line.reason)), ("raw", JSON.string(raw)),
            ("published", line.isPublished ? "true" : "false"),
          ]))
      } else {
        let field = line.field.isEmpty ? "" : " in \(line.field)"
        let evidence = line.isPublished ? "" : " (evidence of a failed interval)"
        Terminal.say(
          "\(line.path):\(line.recordNumber): bytes \(line.byteOffset)+\(line.byteLength): "
            + "\(line.reason)\(field)\(evidence): \(visible(raw))")
      }
    }
  }

  private func write(_ job: JobSpec, to folder: String, _ site: Site) throws {
    let refusals: [ExportedRefusal]
    let session = try site.session()
    do throws(LoadError) {
      refusals = try session.exportedRefusals(of: job.name)
    } catch {
      throw Failure(error)
    }
    let path = URL(fileURLWithPath: folder).standardizedFileURL.path
    for outcome in try RefusalExport(job: job, folder: path).write(refusals) {
      if let file = outcome.file { Terminal.say("\(file): \(count(outcome.records, "record")) of \(outcome.path)") }
      for note in outcome.notes { self.site.logger.warning("\(note)") }
    }
  }

  /// Control characters of a file must not reach a terminal.
  private func visible(_ text: String) -> String {
    String(String.UnicodeScalarView(text.unicodeScalars.map { $0.value < 32 || $0.value == 127 ? "\u{FFFD}" : $0 }))
  }
}
