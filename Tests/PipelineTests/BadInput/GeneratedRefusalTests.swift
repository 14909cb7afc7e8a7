import Foundation
import Rows
import Testing

@testable import Oracle
@testable import Pipeline

/// Ten thousand refusals of made files: the byte range of each, cut from its file, is the refused record.
@Suite struct GeneratedRefusalTests {
  @Test func refusalsOfDelimitedFilesAreWhereTheySay() throws {
    var found = 0
    var seed: UInt64 = 1000
    while found < 6000 {
      seed += 1
      var job = oracleJobs(seed: seed)
      if !job.stampIsEnd { job.midnightSameDay = false }
      // Line ends in quotes make records that are no lines; here a record is a line.
      if job.dialect.hasQuotedNewlines || job.dialect.endsAtReturn || job.dialect.skip > 0 { continue }
      let dirty = DirtyFiles(seed: seed, job: job, files: 2, records: 500).files
      let site = try OracleSite(job, dirty, interval: "day")
      let refused = try Self.refused(site)
      found += refused.count
      for (index, file) in site.files.enumerated() {
        let own = refused.filter { $0.path == file.path }.map(\.refusal)
        let (cuts, strange) = Self.cut(own, from: file.bytes)
        #expect(strange == [], "seed \(seed)")
        // A file of the header, these records and some good ones refuses the same for the same reasons.
        var again = dirty[index]
        again.bytes = Self.file(of: cuts, with: Self.goodLines(of: file.bytes, but: own))
        let alone = try Self.refused(try OracleSite(job, [again], interval: "day"))
        let isSame = alone.map { Self.verdict($0.refusal) } == own.map(Self.verdict)
        #expect(isSame, "seed \(seed): \(Self.firstDifference(alone.map(\.refusal), own))")
      }
    }
  }

  @Test(arguments: MutatedFormat.allCases) func refusalsOfOtherFormatsAreWhereTheySay(format: MutatedFormat) throws {
    var found = 0
    var random = SplitMix(seed: 77)
    while found < 1000 {
      let good = (0..<400).map { Array(format.line($0).utf8) }
      let lines = good.map { random.chance(60) ? $0 : random.mutated($0) }
      let file = Array((format.header + lines).map { $0 + [10] }.joined())
      let own = try Self.refused(format, file)
      #expect(own.count > 40, "too few to say anything")
      found += own.count
      let (cuts, strange) = Self.cut(own, from: file)
      #expect(strange == [])
      let again = Array((format.header + cuts + good.prefix(1)).map { $0 + [13, 10] }.joined())
      let alone = try Self.refused(format, again)
      let isSame = alone.map(Self.verdict) == own.map(Self.verdict)
      #expect(isSame, "\(Self.firstDifference(alone, own))")
    }
  }

  /// The check can fail: offsets that leave out the byte order mark are noticed.
  @Test func wrongOffsetsAreNoticed() throws {
    let job = OracleJob()
    let files = DirtyFiles(seed: 5, job: job, files: 12, records: 60).files
    let site = try OracleSite(job, files, interval: "day")
    let refused = try Self.refused(site, fault: .refusalOffsetIgnoresMark)
    let strange = site.files.map { file in
      (
        hasMark: file.bytes[0] == 0xEF,
        Self.cut(refused.filter { $0.path == file.path }.map(\.refusal), from: file.bytes)
      )
    }
    #expect(strange.contains { $0.hasMark })
    #expect(strange.allSatisfy { !$0.hasMark || !$0.1.strange.isEmpty })
  }

  // MARK: What was refused

  private static func refused(_ site: OracleSite, fault: PlantedFault? = nil) throws -> [Preview.Refused] {
    var sizes = WorkSizes()
    (sizes.page, sizes.item) = (4096, 30_000)
    var preview = Preview(job: site.job, sizes: sizes, asked: site.asked, object: nil, observer: RunObserver())
    preview.fault = fault
    let (report, refused) = try preview.run { _ in }
    #expect(report.failures.isEmpty, "\(report.failures)")
    return refused
  }

  private static func refused(_ format: MutatedFormat, _ bytes: [UInt8]) throws -> [Refusal] {
    var one = try #require(try BadInputReader.read(format.job, topic: "made").first)
    one.lines = [BadInputCase.Line(verdict: .unread, bytes: bytes, lineEnd: 0)]
    let (report, refused) = try BadInputSite(one).preview(WorkSizes())
    #expect(report.failures.isEmpty, "\(report.failures)")
    return refused.map(\.refusal)
  }

  private struct Verdict: Equatable {
    var reason: RefusalReason
    var field: String
    var length: Int
    var raw: [UInt8]
  }

  private static func verdict(_ refusal: Refusal) -> Verdict {
    Verdict(
      reason: refusal.reason, field: refusal.field, length: refusal.position.length, raw: refusal.raw)
  }

  private static func firstDifference(_ alone: [Refusal], _ own: [Refusal]) -> String {
    let pairs = zip(alone.map(verdict), own.map(verdict))
    guard let (one, other) = pairs.first(where: { $0 != $1 }) else { return "\(alone.count) and \(own.count)" }
    let raw = String(decoding: other.raw, as: UTF8.self).debugDescription
    return "alone \(one.reason) \(one.field), in its file \(other.reason) \(other.field): \(raw)"
  }

  // MARK: Where it stands

  /// The records that the refusals name, each once, in order; each is held against its raw bytes, its number, and the
  /// line ends around it.
  /// - Returns: `strange`: those that are no whole records, or others than they say.
  private static func cut(
    _ refusals: [Refusal], from file: [UInt8]
  ) -> (records: [[UInt8]], strange: [Position]) {
    var records: [[UInt8]] = []
    var (last, number, at) = (-1, 1, 0)
    var strange: [Position] = []
    for refusal in refusals {
      let place = refusal.position
      let end = place.offset + place.length
      guard place.offset > last || place.offset == last, end <= file.count else {
        strange.append(place)
        continue
      }
      let record = Array(file[place.offset..<end])
      while at < place.offset {
        if file[at] == 10 { number += 1 }
        at += 1
      }
      let begins = place.offset == 0 || file[place.offset - 1] == 10 || place.offset == 3 && file[0] == 0xEF
      let rest = file[end...].prefix(2)
      let ends = rest.isEmpty || rest.first == 10 || rest.elementsEqual([13, 10]) || rest.elementsEqual([13])
      let isWhole = begins && ends && !record.contains(10) && number == place.recordNumber
      if !isWhole || refusal.raw != Array(record.prefix(256)) { strange.append(place) }
      if place.offset > last { records.append(record) }
      last = place.offset
    }
    return (records, strange)
  }

  /// The header of a file, and some of its records that were not refused.
  private static func goodLines(of file: [UInt8], but refused: [Refusal]) -> (header: [UInt8], records: [[UInt8]]) {
    let lines = file.split(separator: 10, omittingEmptySubsequences: false)
    let bad = Set(refused.map(\.position.recordNumber))
    let withoutReturn: (ArraySlice<UInt8>) -> [UInt8] = { Array($0.last == 13 ? $0.dropLast() : $0) }
    let good = lines.indices.dropFirst().filter { !bad.contains($0 + 1) }
    return (withoutReturn(lines[0]), good.prefix(50).map { withoutReturn(lines[$0]) })
  }

  /// Each line ends with CR LF, for some of the records end with a CR of their own.
  private static func file(
    of records: [[UInt8]], with good: (header: [UInt8], records: [[UInt8]])
  ) -> [UInt8] {
    ([good.header] + records + good.records).flatMap { $0 + [13, 10] }
  }
}

/// Formats for which the oracle has no generator: good lines, of which single bytes are changed.
enum MutatedFormat: CaseIterable {
  case jsonLines, lineProtocol, fixedWidth, wide

  var job: String {
    switch self {
    case .jsonLines: return "== made\njob | format: jsonl"
    case .lineProtocol:
      return """
        == made
        job | format: influx
        job | time: ~
        job | value: ~
        job | influx: {precision: s}
        job | sensor: {template: "{tag.m}/{field}"}
        """
    case .fixedWidth:
      let columns = [("time", 1, 20), ("sensor", 22, 25), ("value", 27, 31)].map {
        "{name: \($0.0), from: \($0.1), to: \($0.2)}"
      }.joined(separator: ", ")
      return """
        == made
        job | format: fixed
        job | fixed: {columns: [\(columns)]}
        """
    case .wide:
      return """
        == made
        job | layout: wide
        job | value: ~
        job | sensor: {template: "{line}/{column}"}
        job | values: [{column: a}, {column: b, resolution: 0.1}]
        """
    }
  }

  var header: [[UInt8]] { self == .wide ? [Array("time,line,a,b".utf8)] : [] }

  /// A good record without its line end.
  func line(_ number: Int) -> String {
    let time = "2026-05-01T\(10 + number / 60):\(10 + number % 50):00Z"
    switch self {
    case .jsonLines: return "{\"time\":\"\(time)\",\"sensor\":\"T\(number % 7)\",\"value\":\(number).5,\"x\":[1,{}]}"
    case .lineProtocol: return "press,m=a\(number % 7),n=b x=\(number).5,y=2i \(1_777_615_260 + number * 60)"
    case .fixedWidth: return "\(time) T\(number % 7)   \(number % 100).5"
    case .wide: return "\(time),L\(number % 7),\(number),\(number).5"
    }
  }
}

extension SplitMix {
  /// A record with one to three bytes changed, left out or put in; never a line end.
  fileprivate mutating func mutated(_ record: [UInt8]) -> [UInt8] {
    var record = record
    let odd: [UInt8] = [0, 34, 44, 61, 92, 32, 45, 46, 48, 57, 58, 120, 123, 125, 91, 93, 0xFF, 0xC0, 13]
    for _ in 0..<between(1, 3) where !record.isEmpty {
      let position = below(record.count)
      switch below(3) {
      case 0: record[position] = pick(odd)
      case 1: record.insert(pick(odd), at: position)
      default: record.remove(at: position)
      }
    }
    return record
  }
}
