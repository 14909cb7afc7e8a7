import Extraction

@testable import Oracle
@testable import Pipeline
@testable import Rows
@testable import Scanning

/// Delimited files under 256 random jobs, against the oracle: cells with their values and places, refusals with theirs,
/// and the counts of the balance; fed in pages of any size.
final class CSVTarget: FuzzTarget {
  static let name = "csv"

  /// A job with what stands before the data of its files: the input is the data alone, since without its columns no
  /// file is read.
  private struct Context {
    var oracle: OracleJob
    var spec: JobSpec
    var zone: Zone
    /// Of a file without data.
    var file: OracleFile
    var header: Header
  }

  private var contexts: [Int: Context] = [:]

  init() {}

  func run(_ input: FuzzInput) {
    var input = input
    let seed = input.choice(256)
    let feeding = Feeding(&input)
    let context = context(seed)
    var file = context.file
    file.bytes += input.rest
    let captured = ["sensor": file.sensor ?? "", "revision": file.revision]
    guard let object = InspectedObject(file.bytes, context.spec, captured: captured, header: context.header) else {
      disagree("the header of job \(seed) is not read")
    }
    let now = Instant(microseconds: context.oracle.now)
    let fault = scannerFault
    let whole = object.scan(.whole, now: now, fault: fault)
    whole.checkBalance(of: object)
    let naive = FileReading(context.oracle, context.zone, file)
    func what() -> String { "job \(seed), \(String(decoding: file.bytes, as: UTF8.self)) \(file.bytes)" }
    agree(Self.refusals(whole), Self.refusals(naive), what())
    agree(Self.cells(whole), Self.cells(naive), what())
    agree(Self.counts(whole.tally), Self.counts(naive.counts), what())
    agree(object.scan(feeding, now: now, fault: fault), whole, "\(feeding), \(what())")
  }

  private func context(_ seed: Int) -> Context {
    if let known = contexts[seed] { return known }
    var oracle = oracleJobs(seed: UInt64(seed))
    // A job file that moves midnight without stamps at the end is refused.
    if !oracle.stampIsEnd { oracle.midnightSameDay = false }
    // What lies outside of a range is no concern of the scanner's.
    (oracle.from, oracle.to) = (nil, nil)
    // To know a zone's nights of a change takes long, and a header has no time.
    var timeless = oracle
    timeless.zone = "UTC"
    var file = DirtyFiles(seed: UInt64(seed), job: timeless, files: 1, records: 0).files[0]
    let ends: [UInt8] = [10, 13]
    while let last = file.bytes.last, ends.contains(last) { file.bytes.removeLast() }
    file.bytes.append(oracle.dialect.lineEnd)
    do {
      let spec = try JobFile.decode(
        oracle.jobFile(interval: "day"), path: "oracle.yaml", roots: [Root(name: "data", path: "/nowhere")],
        loadZone: { try? readWholeFile("/usr/share/zoneinfo/" + $0, bytesMax: 1 << 20) })
      guard let object = InspectedObject(file.bytes, spec, captured: ["sensor": "-", "revision": ""]) else {
        disagree("the header of job \(seed) is not read")
      }
      let context = Context(
        oracle: oracle, spec: spec, zone: Zone(oracle.zone), file: file, header: object.header)
      contexts[seed] = context
      return context
    } catch {
      disagree("job \(seed) is not taken: \(error)")
    }
  }

  // MARK: What is compared

  private static func refusals(_ scan: ScannedObject) -> [OracleRefusal] {
    scan.tally.refusals.map { refusal in
      OracleRefusal(
        path: "", record: refusal.position.recordNumber + 1, offset: refusal.position.offset,
        length: refusal.position.length, reason: refusal.reason.rawValue,
        field: refusal.reason.refusesCell ? refusal.field : "")
    }
  }

  private static func refusals(_ reading: FileReading) -> [OracleRefusal] {
    reading.refusals.map { refusal in
      var refusal = refusal
      refusal.path = ""
      return refusal
    }
  }

  private static func cells(_ scan: ScannedObject) -> [String] {
    scan.cells.map { cell in
      let value = cell.value.map { "\($0) q\(cell.quality)" } ?? "null"
      return "#\(cell.record) \(cell.sensor) \(Instant(microseconds: cell.time)) \(value)"
    }
  }

  private static func cells(_ reading: FileReading) -> [String] {
    reading.cells.map { cell in
      let value = cell.value.map { "\($0.number) q\(cell.quality)" } ?? "null"
      return "#\(cell.record) \(cell.sensor) \(Instant(microseconds: cell.instant)) \(value)"
    }
  }

  private static func counts(_ tally: ScanTally) -> [Int] {
    [
      tally.records, tally.parsed, tally.refusedRecords, tally.filtered, tally.blank, tally.preamble, tally.cells,
      tally.nulls.total, tally.refusedCells,
    ]
  }

  private static func counts(_ counts: OracleCounts) -> [Int] {
    [
      counts.records, counts.parsed, counts.refused, counts.filtered, counts.blank, counts.preamble, counts.cells,
      counts.null, counts.cellsRefused,
    ]
  }

  static func seeds() -> [[UInt8]] {
    let target = CSVTarget()
    return (0..<256).map { seed in
      let job = target.context(seed).oracle
      let head = target.context(seed).file.bytes.count
      let file = DirtyFiles(seed: UInt64(seed), job: job, files: 1, records: 8).files[0]
      return [UInt8(seed), UInt8(seed &* 7 & 255), UInt8(seed % 64), UInt8(seed % 32)] + file.bytes.dropFirst(head)
    }
  }
}
