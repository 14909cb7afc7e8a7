import Extraction
import Foundation
import Support
import Testing

@testable import Pipeline

/// `docs/job.schema.json` says what the decoder does: never more strictly, and of every key.
@Suite struct SchemaTests {
  let schema: JSONSchema
  let slots: [JobSlots.Slot]
  let jobs: [JSONTree]

  /// Read once for all tests.
  private static let shared = Result {
    let schema = try JSONSchema(JSONTree(yaml: text("docs/job.schema.json")))
    return (schema, try (BrokenDeclaration.goodJobs + GoodJobs.all).map(JSONTree.init(yaml:)))
  }
  private static let seoul = try? readWholeFile("/usr/share/zoneinfo/Asia/Seoul", bytesMax: 1 << 20)

  init() throws {
    (schema, jobs) = try Self.shared.get()
    slots = JobSlots(schema: schema).all
  }

  // MARK: What is good

  @Test func theShippedJobsAreValidAndNameTheSchema() throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: Self.repository + "/jobs")
      .filter { $0.hasSuffix(".yaml") && $0 != "sluice.yaml" }
    #expect(names.count >= 4)
    for name in names {
      let text = try Self.text("jobs/" + name)
      #expect(text.hasPrefix("# yaml-language-server: $schema=../docs/job.schema.json\n"), "\(name)")
      #expect(try schema.problems(of: JSONTree(yaml: text)) == [], "\(name)")
      #expect(decoderProblems(text, path: name, root: "samples") == [], "\(name)")
    }
  }

  @Test func theGoodJobsAreTakenByBoth() {
    for job in jobs {
      #expect(schema.problems(of: job) == [], "\(job.written)")
      #expect(decoderProblems(job) == [], "\(job.written)")
    }
  }

  /// For each key at least one value, and each value of each enumeration: one of the good jobs takes it.
  @Test func everyValueThatTheSchemaNamesIsTaken() {
    var count = 0
    for slot in slots where !slot.isSection && !slot.isListOfSections {
      let values = JobSlots.values(of: slot)
      #expect(!values.isEmpty, "\(slot.name) has neither an enumeration nor an example")
      for value in values {
        let made = jobs.compactMap { $0.setting(slot.path[...], to: value) }
        let taken = made.filter { decoderProblems($0).isEmpty }
        #expect(!taken.isEmpty, "\(slot.name): \(value.written): \(made.first.map { decoderProblems($0) } ?? [])")
        for job in taken { #expect(schema.problems(of: job) == [], "\(slot.name): \(value.written)") }
        count += 1
      }
    }
    #expect(count > 300)
  }

  // MARK: The keys

  /// The decoder's own list, out of its message about a key that it does not know.
  @Test func everyMappingHasTheKeysThatTheDecoderKnows() throws {
    for slot in slots where slot.isSection {
      let declared = Set((slot.schema["properties"]?.members ?? []).map(\.key))
      var lists: Set<Set<String>> = []
      for job in jobs {
        let broken = job.setting((slot.path + [.key("no_such_key")])[...], to: .object([]))
        for problem in try decoderProblems(#require(broken)) where problem.contains("no_such_key") {
          guard let known = problem.firstRange(of: #/; known (here:|are) /#) else { continue }
          lists.insert(Set(problem[known.upperBound...].split(separator: ", ").map(String.init)))
        }
      }
      #expect(lists == [declared], "\(slot.name)")
    }
  }

  // MARK: What is broken

  /// - Returns: the good jobs in which a slot has a value that both take.
  private func jobs(with slot: JobSlots.Slot) -> [JSONTree] {
    let candidates = slot.path.isEmpty ? [] : jobs.filter { $0.has(slot.path[...]) }
    if !candidates.isEmpty { return candidates }
    let made = JobSlots.values(of: slot).flatMap { value in
      jobs.compactMap { $0.setting(slot.path[...], to: value) }
    }
    return made.first { decoderProblems($0).isEmpty }.map { [$0] } ?? []
  }

  private func expectBothRefuse(_ job: JSONTree?, _ slot: JobSlots.Slot, _ what: String) throws {
    let job = try #require(job)
    #expect(!schema.problems(of: job).isEmpty, "the schema takes \(slot.name): \(what)")
    #expect(!decoderProblems(job).isEmpty, "the decoder takes \(slot.name): \(what)")
  }

  @Test func valuesOfAnotherTypeAreRefused() throws {
    let mapping = JSONTree.object([JSONTree.Member(key: "a", value: .text("b"))])
    for slot in slots where !slot.path.isEmpty {
      let isMapping = slot.isSection || slot.isMapping
      let wrong: [JSONTree] = isMapping ? [.text("x"), .list([])] : [mapping, .list([.list([.text("x")])])]
      let good = jobs(with: slot)
      #expect(!good.isEmpty || slot.isSection || slot.isListOfSections, "\(slot.name) stands in no good job")
      for job in good {
        for value in wrong { try expectBothRefuse(job.setting(slot.path[...], to: value), slot, value.written) }
      }
    }
  }

  @Test func valuesThatNoEnumerationHasAreRefused() throws {
    var count = 0
    for slot in slots where slot.schema["enum"] != nil || slot.schema["anyOf"] != nil {
      for job in jobs(with: slot) {
        let broken = job.setting(slot.path[...], to: .text("no such word"))
        try expectBothRefuse(broken, slot, "no such word")
        // The decoder's own list, out of its message.
        let declared = JobSlots.values(of: slot).map { $0.asText ?? $0.written }
        for problem in try decoderProblems(#require(broken)) {
          guard let list = problem.firstMatch(of: #/expected (auto or )?one of (.+), found/#)?.2 else { continue }
          count += 1
          let words = list.split(separator: ", ").map { word in
            String(word.first == "\"" ? word.dropFirst().dropLast() : word)
          }
          #expect(Set(words).isSubset(of: declared), "\(slot.name)")
        }
      }
    }
    #expect(count >= 30)
  }

  @Test func numbersBeyondTheirRangeAreRefused() throws {
    var count = 0
    for slot in slots {
      let bounds = [slot.schema["minimum"]?.asNumber.map { $0 - 1 }, slot.schema["maximum"]?.asNumber.map { $0 + 1 }]
      // One character is a text, whatever an editor takes it for.
      for bound in bounds.compactMap({ $0.map { Int($0) } }) where slot.path.first != .key("csv") || bound != -1 {
        for job in jobs(with: slot) {
          let value = JSONTree.number(Double(bound), written: String(bound))
          try expectBothRefuse(job.setting(slot.path[...], to: value), slot, value.written)
          count += 1
        }
      }
    }
    #expect(count > 100)
  }

  @Test func missingAndUnknownKeysAreRefused() throws {
    for slot in slots where slot.isSection {
      for job in jobs where slot.path.isEmpty || job.has(slot.path[...]) {
        try expectBothRefuse(job.setting((slot.path + [.key("no_such_key")])[...], to: .text("x")), slot, "no_such_key")
        for key in slot.schema["required"]?.elements.compactMap(\.asText) ?? [] {
          try expectBothRefuse(job.setting((slot.path + [.key(key)])[...], to: nil), slot, "no \(key)")
        }
      }
    }
  }

  @Test func keysThatTheDecoderMissesAreRequired() throws {
    var missed: Set<String> = []
    for slot in slots where !slot.path.isEmpty && !slot.path.contains(.key("reasons")) {
      for job in jobs where job.has(slot.path[...]) {
        let broken = try #require(job.setting(slot.path[...], to: nil))
        if decoderProblems(broken).contains(where: { $0.contains("\(slot.name) is missing; expected") }) {
          missed.insert(slot.name)
          #expect(!schema.problems(of: broken).isEmpty, "the schema does not miss \(slot.name)")
        }
      }
    }
    #expect(missed.isSuperset(of: ["job", "source.root", "time.format", "value.column", "fixed.columns[1].from"]))
  }

  /// Whatever the schema refuses, the decoder refuses too; and the schema sees most of what is wrong.
  @Test func brokenDeclarationsAreNotRefusedBySchemaAlone() {
    var (seen, parsed) = (0, 0)
    for broken in BrokenDeclaration.jobs {
      guard let tree = try? JSONTree(yaml: broken.text) else { continue }
      parsed += 1
      if schema.problems(of: tree).isEmpty { continue }
      seen += 1
      #expect(!decoderProblems(broken.text, path: "press.yaml", root: "data").isEmpty, "\(broken)")
    }
    #expect(parsed > 250)
    #expect(seen * 100 >= parsed * 75, "\(seen) of \(parsed)")
  }

  /// The spellings that the decoder takes for encodings are many; an editor must not call one wrong.
  @Test(arguments: [
    "UTF8", "utf_8", "US-ASCII", "ascii", "UTF-16LE", "utf16be", "CP949", "ms949", "MS-CP949", "UHC", "windows-949",
    "x-windows-949", "EUC-KR", "euckr", "x-euc-kr", "KSC5601", "ks_c_5601-1987", "KSX1001", "ibm850", "CP-850",
    "CP1252",
    "x-windows-1252", "ANSI", "latin1", "ISO-8859-1", "iso8859_1", "L1", "l 1",
  ])
  func encodingsHaveManyNames(_ name: String) throws {
    let job = try #require(jobs[0].setting([.key("encoding")], to: .text(name)))
    #expect(decoderProblems(job) == [])
    #expect(schema.problems(of: job) == [])
  }

  // MARK: The decoder

  private func decoderProblems(_ job: JSONTree) -> [String] {
    decoderProblems(job.written, path: "\(job["job"].map { $0.asText ?? $0.written } ?? "press").yaml", root: "data")
  }

  private func decoderProblems(_ text: String, path: String, root: String) -> [String] {
    do throws(DeclarationError) {
      _ = try JobFile.decode(
        text, path: path, roots: [Root(name: root, path: "/nowhere")],
        loadZone: { zone in
          zone == "Asia/Seoul" ? Self.seoul : try? readWholeFile("/usr/share/zoneinfo/" + zone, bytesMax: 1 << 20)
        },
        loadRegister: { path throws(Failure) in
          if let text = BrokenDeclaration.registers[path] { return text }
          throw Failure(.declaration, "there is no \(path)")
        })
      return []
    } catch {
      return error.problems
    }
  }

  private static let repository = #filePath.components(separatedBy: "/Tests/")[0]

  private static func text(_ path: String) throws -> String {
    try String(contentsOfFile: repository + "/" + path, encoding: .utf8)
  }
}
