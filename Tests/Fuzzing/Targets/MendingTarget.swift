@testable import Loading
@testable import Pipeline
@testable import Rows
@testable import Scanning

/// Refused records as lines of an export: dropped in as they are, they say what they said, and what was loaded of them
/// is not loaded again.
final class MendingTarget: FuzzTarget {
  static let name = "mending"

  private static let now = Instant(year: 2026, month: 6, day: 1)
  private let jobs: [ObjectJob]

  init() {
    do {
      jobs = try ObjectJob.all().map { job in
        // A record comes here as it is scanned, and UTF-16 is UTF-8 by then.
        var job = job
        if !(job.spec.encoding?.isTransparent ?? true) { job.spec.encoding = .utf8 }
        return job
      }
    } catch {
      disagree("the target cannot begin: \(error)")
    }
  }

  func run(_ input: FuzzInput) {
    var input = input
    let job = input.pick(jobs)
    let head = Array(job.head.utf8)
    let record = Array(input.rest)
    guard let original = InspectedObject(head + record, job.spec) else { return }
    let before = original.scan(.whole, now: Self.now)
    // One record that is refused, or has cells that are.
    let own = before.tally.records - original.header.records
    guard own == 1, let refusal = before.tally.refusals.first, refusal.position.length == record.count else { return }
    let refused = RefusedRecord(refusals: before.tally.refusals.map { Self.exported($0) })
    let isWhole = before.tally.refusedRecords == 1 || !job.hasManyCells
    agree(refused.cells(of: job.spec), isWhole ? nil : before.tally.refusals.map(\.field), "the cells of \(refused)")
    // Which of two cells with one name was refused, nobody can say.
    if Set(before.tally.refusals.map(\.field)).count < before.tally.refusals.count { return }
    let (export, line) = Self.export(record, refused, original, head)
    guard let mended = InspectedObject(export, job.spec) else {
      disagree("the export is not read: \(String(decoding: export, as: UTF8.self))")
    }
    let after = mended.scan(.whole, now: Self.now)
    after.checkBalance(of: mended)
    func what() -> String {
      "\(String(decoding: record, as: UTF8.self)) \(record) as \(String(decoding: export, as: UTF8.self))"
    }
    agree(after.tally.refusals.map(Self.verdict), before.tally.refusals.map(Self.verdict), what())
    // What was refused as a whole had no cells; of the others nothing is to be loaded again.
    agree(after.cells.map(\.description), [], what())
    // Unmended and exported once more, it is what it was.
    guard let place = after.tally.refusals.first?.position else { return }
    let again = Array(export[place.offset..<(place.offset + place.length)])
    agree(Self.export(again, refused, mended, head).line, line, "twice, \(what())")
  }

  /// A file with the line of one record, and that line.
  private static func export(
    _ record: [UInt8], _ refused: RefusedRecord, _ object: InspectedObject, _ head: [UInt8]
  ) -> (file: [UInt8], line: [UInt8]) {
    var mendable = MendableRecord(recipe: object.job.scanRecipe(now: now), map: object.map)
    let line = mendable.line(record, reason: refused.reason, cells: refused.cells(of: object.job))
    var lines = head.split(separator: UInt8(ascii: "\n")).map { Array($0) }
    if let dialect = object.job.format.dialect, !object.map.isExport {
      let rows = object.job.header.rows
      lines.replaceSubrange((lines.count - rows)..., with: MendableRecord.header(lines.suffix(rows), dialect: dialect))
      if rows == 0 { lines.append(Array(Header.reasonColumn.utf8)) }
    }
    let end = object.job.lines.end.byte
    return ((lines + [line]).flatMap { $0 + [end] }, line)
  }

  private static func exported(_ refusal: Refusal) -> ExportedRefusal {
    ExportedRefusal(
      objectID: 1, path: "object", byteOffset: Int64(refusal.position.offset),
      byteLength: Int64(refusal.position.length), field: refusal.field, reason: refusal.reason.rawValue,
      raw: refusal.raw)
  }

  private static func verdict(_ refusal: Refusal) -> String {
    "\(refusal.reason.rawValue) in \(refusal.field) at \(refusal.instant?.description ?? "?")"
  }

  static func seeds() throws -> [[UInt8]] {
    let jobs = MendingTarget().jobs
    let more = [
      "1777615331250;L1;x;0;2", "1777615331250;\"L;1\";1;0;x", "1777615331250;L1;1,25;7;y",
      "1777615331250;L1;\"1\"\"\";0;2",
      "{\"t\":1,\"m\":\"M\",\"a\":\"x\",\"qa\":192,\"b\":{\"c\":2}}",
      "{\"t\":1,\"m\":\"M\",\"a\":1,\"qa\":300,\"b\":{\"c\":\"\\u0032\"}}",
      "cpu,host=a i=1.001,f=2,s=\"x\" 1777615331", "cpu,host=a i=1i,s\\ t=\"x\",f=2 1777615331", "x,\"a\"\"b\",1",
      "2026-05-01T06:02:11Z,\"a\nb\",\"x\\\"y\"",
    ]
    return jobs.indices.flatMap { number in
      (jobs[number].data.split(separator: "\n").map(String.init) + more).map { [UInt8(number)] + Array($0.utf8) }
    }
  }
}

extension ObjectJob {
  /// Whether a record has more cells than one.
  var hasManyCells: Bool {
    if spec.badCellRefusesRow { return false }
    if case .narrow = spec.layout { return false }
    return true
  }
}
