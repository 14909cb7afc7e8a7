import Synchronization
import Testing

@testable import Rows
@testable import Scanning

/// Is a code always given the verdict that was found for it?
struct SensorTableTests {
  @Test func everyCodeIsAskedForOnce() {
    let asked = Mutex<[String: Int]>([:])
    var table = SensorTable { code in
      let text = String(decoding: code, as: UTF8.self)
      return asked.withLock { asked in
        asked[text, default: 0] += 1
        return text.hasSuffix("x") ? .refused(.sensorUnknown) : .accepted(index: Int32(asked.count), decimals: 2)
      }
    }
    // Past several growths; lengths on both sides of each word, codes that share all but one byte.
    var verdicts: [String: SensorVerdict] = [:]
    let codes =
      (0..<3000).map { "s\($0)" } + (1...40).map { String(repeating: "a", count: $0) }
      + (0..<40).map { place in String((0..<40).map { $0 == place ? "x" : "b" }) }
    for round in 0..<3 {
      for code in round == 1 ? codes.reversed() : codes {
        // What stands behind a code must not matter.
        let page = makePage(Array(code.utf8) + Array("\(round)\(round)\(round)".utf8))
        let verdict = table.verdict(page.base, count: code.utf8.count)
        if let known = verdicts[code] { #expect(verdict == known, "\(code)") }
        verdicts[code] = verdict
      }
    }
    #expect(verdicts.count == codes.count)
    #expect(asked.withLock { $0.values.allSatisfy { $0 == 1 } })
  }
}
