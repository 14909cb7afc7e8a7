import Testing

@testable import Scanning

/// Do the fast and the obvious reader agree, on verdicts, offsets, slots and values?
@Suite struct JSONAgreementTests {
  @Test(arguments: 0..<16)
  func agree(part: Int) throws {
    let memory = GuardedBytes()
    var random = RandomJSON(seed: UInt64(part))
    var codes: [String: Int] = [:]
    var kinds: [JSONRecordReader.Kind: Int] = [:]
    for _ in 0..<40 {
      let paths = try random.pathTexts().map { text in try JSONPath(text) }
      // One reader for many records, as in a file.
      var reader = JSONRecordReader(paths)
      for _ in 0..<50 {
        let record = random.record()
        let outcome = reader.outcome(record, in: memory, slack: random.slack())
        try #require(
          outcome == NaiveJSON.outcome(record, paths),
          "\(String(decoding: record, as: UTF8.self)) by \(paths.map(\.text))")
        switch outcome {
        case .problem(let problem): codes[problem.code, default: 0] += 1
        case .values(let values):
          codes["valid", default: 0] += 1
          for value in values { kinds[value.kind, default: 0] += 1 }
        }
      }
    }
    // A generator that made nothing but faults would prove nothing.
    #expect(codes["valid", default: 0] > 800)
    #expect(codes["json_invalid", default: 0] > 400)
    #expect(codes["json_duplicate_key", default: 0] > 0)
    #expect(kinds.values.filter { $0 > 10 }.count == 6)
  }

  /// Half surrogate pairs are rare in single parts.
  @Test func theGeneratorMakesEveryProblem() throws {
    var codes: Set<String> = []
    var random = RandomJSON(seed: 1)
    let paths = try RandomJSON.paths.map { text in try JSONPath(text) }
    for _ in 0..<4_000 {
      if case .problem(let problem) = NaiveJSON.outcome(random.record(), paths) { codes.insert(problem.code) }
    }
    #expect(codes == ["json_invalid", "json_duplicate_key", "json_lone_surrogate"])
  }
}
