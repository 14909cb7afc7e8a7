import Extraction
import Foundation

@testable import Pipeline
@testable import Rows
@testable import Scanning

/// Job files: none ends the program, every mistake stands in the file, and what the decoder takes the published schema
/// takes too.
final class JobFileTarget: FuzzTarget {
  static let name = "job-files"

  private let schema: JSONSchema
  private let zones: [String: [UInt8]]

  init() {
    do {
      let text = try String(contentsOfFile: "docs/job.schema.json", encoding: .utf8)
      schema = try JSONSchema(JSONTree(yaml: text))
      zones = try ["UTC", "Asia/Seoul"].reduce(into: [:]) { zones, name in
        zones[name] = try readWholeFile("/usr/share/zoneinfo/" + name, bytesMax: 1 << 20)
      }
    } catch {
      disagree("the target cannot begin: \(error)")
    }
  }

  func run(_ input: FuzzInput) {
    guard let text = String(validating: input.rest, as: UTF8.self) else { return }
    let job: JobSpec
    do throws(DeclarationError) {
      job = try JobFile.decode(
        text, path: Self.path(text), roots: ["data", "samples"].map { Root(name: $0, path: "/nowhere") },
        loadZone: { zones[$0] })
    } catch {
      return checkPlaces(error.problems, text)
    }
    checkSchema(text)
    agree(job.definitionText, job.definitionText, "the definition is not the same twice")
    scan(job, text)
  }

  /// A job's file has its name.
  private static func path(_ text: String) -> String {
    let line = text.split(whereSeparator: \.isNewline).first { $0.hasPrefix("job: ") }
    let name = line.map { $0.dropFirst(5).filter { $0.isLetter || $0.isNumber || $0 == "_" } } ?? ""
    return (name.isEmpty ? "press" : name) + ".yaml"
  }

  private func checkPlaces(_ problems: [String], _ text: String) {
    if problems.isEmpty { disagree("refused without a reason: \(text)") }
    // As YAML counts lines: CR, LF, CR LF, and three of Unicode.
    let lines = text.unicodeScalars.count { ["\n", "\r", "\u{85}", "\u{2028}", "\u{2029}"].contains($0) } + 1
    for problem in problems {
      let parts = problem.split(separator: ":", maxSplits: 3)
      guard parts.count == 4, let line = Int(parts[1]), let column = Int(parts[2]), line >= 1, column >= 1,
        line <= lines + 1, !parts[3].contains(where: \.isNewline)
      else { disagree("the place of \"\(problem)\" is none of \(text)") }
    }
  }

  private func checkSchema(_ text: String) {
    let problems: [String]
    do {
      problems = schema.problems(of: try JSONTree(yaml: text))
    } catch {
      disagree("taken, and no YAML: \(error): \(text)")
    }
    if !problems.isEmpty { disagree("the decoder takes what the schema does not: \(problems): \(text)") }
  }

  /// A few records under the job's own names: whatever it says, the balance closes.
  private func scan(_ job: JobSpec, _ text: String) {
    let mark = job.format.dialect.map { String(UnicodeScalar($0.delimiter)) } ?? " "
    var lines = Array(repeating: "preamble", count: min(job.header.skip, 9))
    for _ in 0..<max(job.header.rows, 1) { lines.append(job.columns.joined(separator: mark)) }
    lines += ["2026-05-01T06:02:11Z", "1", "", "1,5", "x", "오전"].map { value in
      Array(repeating: value, count: job.columns.count).joined(separator: mark)
    }
    lines += [#"{"time":1,"sensor":"a","value":2}"#, "cpu,host=a usage=1 1777615331"]
    let bytes = Array(lines.joined(separator: String(UnicodeScalar(job.lines.end.byte))).utf8)
    guard let object = InspectedObject(bytes, job) else { return }
    let now = Instant(year: 2026, month: 6, day: 1)
    let whole = object.scan(.whole, now: now)
    whole.checkBalance(of: object)
    agree(object.scan(Feeding(first: 7, then: 3, columns: 2), now: now), whole, "small pages under \(text)")
  }

  static func seeds() throws -> [[UInt8]] {
    var texts = BrokenDeclaration.goodJobs + GoodJobs.all
    texts += BrokenDeclaration.jobs.map(\.text)
    for name in try FileManager.default.contentsOfDirectory(atPath: "jobs").sorted() where name.hasSuffix(".yaml") {
      texts.append(try String(contentsOfFile: "jobs/" + name, encoding: .utf8))
    }
    return texts.filter { $0.utf8.count < 4096 }.map { Array($0.utf8) }
  }
}
