import Testing

@testable import Scanning

/// The reader and the naive one agree on records that nobody thought of.
struct LineProtocolRandomTests {
  private static let names = [
    "press", "L03", "P07", "k", "f", "온도", #"a\ b"#, #"\,"#, #"\="#, #"c:\d"#, #"e\\"#, #"\\\ x"#, "\"q\"", "x#y", "ü",
  ]
  private static let values = [
    "1", "-0", "83.4", ".5", "5.", "-1.5e-3", "1E+5", "1e308", "-9e99", "00012i", "-7i", "9u", "9223372036854775807i",
    "-9223372036854775808i", "18446744073709551615u", "t", "F", "true", "False", "TRUE",
    String(repeating: "7", count: 308), "0." + String(repeating: "1", count: 400), "\"\"", "\"on\"", "\"a b,c=d\"",
    "\"\\\"\\\\\"", "\"\\n한국\"", "\"\\\\\\\"\"", "\"\t\u{1}\"",
  ]
  private static let oddValues = [
    "1e309", "1e400", "9223372036854775808i", "18446744073709551616u", "-3u", "1.5i", "tru", "NaN", "0x1p3",
    String(repeating: "7", count: 309),
  ]
  private static let times = ["", " ", " 0", " 1777615331250000000", "  -5  ", " 9223372036854775807"]
  private static let oddTimes = [" 9223372036854775808", " 1 2", " x"]
  private static let bytes: [UInt8] =
    Array(", =\"#iuetf.-+019a".utf8) + [0x5C, 0x5C, 0x00, 0x09, 0x0A, 0x0D, 0x7F, 0x80, 0xC3, 0xED, 0xFF]

  private static func record(_ random: inout Seeded) -> [UInt8] {
    let pick = { (texts: [String], random: inout Seeded) in texts[Int.random(in: texts.indices, using: &random)] }
    var record = pick(names, &random)
    for _ in 0..<Int.random(in: 0...4, using: &random) {
      record += ",\(pick(names, &random))\(pick(names, &random))=\(pick(names, &random))"
    }
    record += " "
    for field in 0..<Int.random(in: 1...4, using: &random) {
      record += "\(field == 0 ? "" : ",")\(pick(names, &random))=\(pick(random.isOdd ? oddValues : values, &random))"
    }
    return Array((record + pick(random.isOdd ? oddTimes : times, &random)).utf8)
  }

  private static func mutate(_ record: inout [UInt8], _ random: inout Seeded) {
    let place = Int.random(in: 0...record.count, using: &random)
    let byte = bytes[Int.random(in: bytes.indices, using: &random)]
    switch Int.random(in: 0..<4, using: &random) {
    case 0: record.insert(byte, at: place)
    case 1 where place < record.count: record[place] = byte
    case 2 where place < record.count: record.remove(at: place)
    default: record.swapAt(max(0, place - 1), min(place, record.count - 1))
    }
  }

  @Test(arguments: 1...4)
  func agreesWithTheNaiveOne(seed: Int) {
    var random = Seeded(state: UInt64(seed))
    var reader = PointReader()
    var faults: [LineProtocolReader.Fault: Int] = [:]
    var taken = 0
    var wrong: [String] = []
    for number in 0..<8000 {
      var record = Self.record(&random)
      for _ in 0..<(number % 4) where !record.isEmpty { Self.mutate(&record, &random) }
      let verdict = reader.read(record)
      if verdict != NaiveLineProtocol.read(record) { wrong.append(String(decoding: record, as: UTF8.self)) }
      switch verdict {
      case .point: taken += 1
      case .refused(let problem): faults[problem.fault, default: 0] += 1
      }
    }
    #expect(wrong.isEmpty, "\(wrong.count): \(wrong.prefix(5))")
    #expect(taken > 1500)
    for fault in LineProtocolReader.Fault.allCases { #expect(faults[fault, default: 0] > 10, "\(fault)") }
  }

  /// Every record of a small alphabet behind the beginnings of each part.
  @Test(arguments: ["", "m", "m,", "m,k=", "m,k=v", "m f", "m f=", "m f=\"", "m f=1", "m f=1 "])
  func everyEndOfASmallAlphabet(start: String) {
    let alphabet = Array(#"a, ="\1-ie"#.utf8)
    var reader = PointReader()
    var wrong: [String] = []
    for length in 0...3 {
      let count = (0..<length).reduce(1) { total, _ in total * alphabet.count }
      for number in 0..<count {
        var rest = number
        var record = Array(start.utf8)
        for _ in 0..<length {
          record.append(alphabet[rest % alphabet.count])
          rest /= alphabet.count
        }
        if reader.read(record) != NaiveLineProtocol.read(record) {
          wrong.append(String(decoding: record, as: UTF8.self))
        }
      }
    }
    #expect(wrong.isEmpty, "\(wrong.count): \(wrong.prefix(5))")
  }

  /// What would go on behind a record that ends too early is no part of it.
  @Test(arguments: [
    #"press\ 1,line=L03,설비=P\,07,\ \==\\ t=83.4e-01,p=-12i,v=3u,ok=True,상태="정\"상\\" -1777615331250000000  "#,
    "m,a=1,b=2,c=3 f=\"a\nb\r\nc\",g=000000000000000000000000000001i,h=123.4567E+12 18446744073709551617 x",
  ])
  func everyTruncation(_ line: String) {
    let record = Array(line.utf8)
    var reader = PointReader()
    for count in 0...record.count {
      let verdict = reader.read(Array(record[..<count]), behind: Array(record[count...]))
      #expect(verdict == NaiveLineProtocol.read(Array(record[..<count])), "\(count) bytes")
    }
  }
}

extension Seeded {
  /// One time in sixteen.
  fileprivate var isOdd: Bool { mutating get { next() & 15 == 0 } }
}
