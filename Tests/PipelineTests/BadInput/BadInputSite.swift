import Extraction
import Foundation
import Rows
import Support

@testable import Pipeline

/// A case laid out on disk, and how what the core says of it differs from what is written.
struct BadInputSite {
  private let one: BadInputCase
  private let folder: TemporaryFolder
  private let job: JobSpec
  private static let now = Instant(year: 2026, month: 6, day: 1)

  init(_ one: BadInputCase) throws {
    self.one = one
    folder = try TemporaryFolder()
    let url = URL(fileURLWithPath: folder.path + "/" + one.path)
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(one.bytes).write(to: url)
    job = try JobFile.decode(
      one.yaml, path: "case.yaml", roots: [Root(name: "data", path: folder.path)],
      loadZone: { try? readWholeFile("/usr/share/zoneinfo/" + $0, bytesMax: 1 << 20) })
  }

  /// Where core and case differ; empty: nowhere.
  func differences(_ sizes: WorkSizes, isGeneralOnly: Bool = false) throws -> [String] {
    var text: [UInt8] = []
    let (report, refused) = try preview(sizes, isGeneralOnly: isGeneralOnly) { text += $0 }
    return countDifferences(report) + fateDifferences(report) + refusalDifferences(refused)
      + windowDifferences(String(decoding: text, as: UTF8.self))
  }

  func preview(
    _ sizes: WorkSizes, isGeneralOnly: Bool = false, write: ([UInt8]) -> Void = { _ in }
  ) throws -> (report: RunReport, refused: [Preview.Refused]) {
    let asked = AskedRange(range: .always, job: job, now: Self.now)
    var preview = Preview(job: job, sizes: sizes, asked: asked, object: nil, observer: RunObserver())
    preview.isGeneralOnly = isGeneralOnly
    return try preview.run(write: write)
  }

  private func countDifferences(_ report: RunReport) -> [String] {
    var expected = RunReport()
    for line in one.lines {
      switch line.verdict {
      case .unread: continue
      case .preamble: expected.preamble += 1
      case .blank: expected.blank += 1
      case .filtered: expected.filtered += 1
      case .refused: expected.refusedRecords += 1
      case .parsed(let cells):
        expected.parsed += 1
        expected.cells += cells.count
        for cell in cells {
          switch cell {
          case .refused: expected.refusedCells += 1
          case .taken where one.failure != nil: expected.outside += 1
          case .taken(nil, _, _, _): expected.nulls += 1
          case .taken: expected.loaded += 1
          }
        }
      }
      expected.records += 1
    }
    let pairs: [(String, KeyPath<RunReport, Int>)] = [
      ("records", \.records), ("parsed", \.parsed), ("refused", \.refusedRecords), ("filtered", \.filtered),
      ("blank", \.blank), ("preamble", \.preamble), ("cells", \.cells), ("refused cells", \.refusedCells),
      ("loaded", \.loaded), ("null", \.nulls), ("outside", \.outside),
    ]
    return pairs.compactMap { name, count in
      let (core, written) = (report[keyPath: count], expected[keyPath: count])
      return core == written ? nil : "\(name): core \(core), case \(written)"
    } + (report.isBalanced ? [] : ["the balance is open"])
  }

  private func fateDifferences(_ report: RunReport) -> [String] {
    var found: [String] = []
    let failures = report.failures.map { "\($0.kind): \($0.description)" }
    if let expected = one.failure {
      let fits =
        failures.count == 1 && failures[0].hasPrefix(expected.kind + ": ")
        && failures[0].contains(expected.phrase)
      if !fits { found.append("failures: core \(failures), case \(expected)") }
    } else if !failures.isEmpty {
      found.append("failures: core \(failures), case none")
    }
    let noted = report.notes.count == one.notes.count && zip(report.notes, one.notes).allSatisfy { $0.contains($1) }
    if !noted { found.append("notes: core \(report.notes), case \(one.notes)") }
    return found
  }

  // MARK: Refusals

  private struct Place: Hashable {
    var position: Position
    var reason: String
    var field: String
  }

  private func refusalDifferences(_ refused: [Preview.Refused]) -> [String] {
    var expected: [Place] = []
    var offset = one.mark
    for (index, line) in one.lines.enumerated() {
      let length = line.bytes.count - line.lineEnd - (index == 0 ? one.mark : 0)
      let place = Position(recordNumber: index + 1, offset: offset, length: length)
      for refusal in line.verdict.refusals {
        expected.append(Place(position: place, reason: refusal.reason.rawValue, field: refusal.field))
      }
      offset += length + line.lineEnd
    }
    let found = refused.map { entry in
      Place(position: entry.refusal.position, reason: entry.refusal.reason.rawValue, field: entry.refusal.field)
    }
    let content = one.bytes
    let wrongBytes = refused.filter { entry in
      let place = entry.refusal.position
      guard place.offset + place.length <= content.count else { return true }
      let record = content[place.offset..<place.offset + place.length]
      return !entry.refusal.raw.elementsEqual(record.prefix(Refusal.rawBytesMax)) || entry.path != one.path
    }
    var differences = wrongBytes.map { "record \($0.refusal.position.recordNumber): path or raw bytes are not its own" }
    let inOrder = found.sorted { ($0.position.recordNumber, $0.field) < ($1.position.recordNumber, $1.field) }
    let written = expected.sorted { ($0.position.recordNumber, $0.field) < ($1.position.recordNumber, $1.field) }
    if inOrder != written {
      differences.append("refusals:\n  core \(inOrder.filter { !written.contains($0) }.map(describe))")
      differences.append("  case \(written.filter { !inOrder.contains($0) }.map(describe))")
    }
    return differences
  }

  private func describe(_ place: Place) -> String {
    "\(place.position.recordNumber) @\(place.position.offset)+\(place.position.length) \(place.reason) \(place.field)"
  }

  // MARK: Windows

  /// One window of a minute, as the preview writes it, without sum, mean and squares.
  private struct Window: Hashable {
    var fields: [String]
  }

  private func windowDifferences(_ csv: String) -> [String] {
    var expected: Set<[String]> = []
    for ((sensor, minute), cells) in takenByWindow() {
      let usable = cells.filter { $0.value != nil && $0.isUsable }
      let readings = cells.filter { $0.value != nil }
      let numbers = usable.compactMap(\.value)
      let surplus = readings.count - Set(readings.map(\.instant)).count
      var fields = [
        sensor, Instant(microseconds: minute).description, String(usable.count),
        String(readings.count - usable.count), String(cells.count - readings.count), String(surplus),
      ]
      let ordered = usable.enumerated().sorted { ($0.1.instant, $0.0) < ($1.1.instant, $1.0) }.map(\.1)
      if let first = ordered.first, let last = ordered.last, let low = numbers.min(), let high = numbers.max() {
        fields += [
          low.description, high.description, first.value?.description ?? "",
          Instant(microseconds: first.instant).description, last.value?.description ?? "",
          Instant(microseconds: last.instant).description,
        ]
      } else {
        fields += Array(repeating: "", count: 6)
      }
      expected.insert(fields)
    }
    let found = Set(
      CoreResult.rows(csv).dropFirst().map { fields in [fields[1], fields[2]] + fields[4...13] })
    if found == expected { return [] }
    return [
      "windows:\n  core \(found.subtracting(expected).map { $0.joined(separator: ",") }.sorted())",
      "  case \(expected.subtracting(found).map { $0.joined(separator: ",") }.sorted())",
    ]
  }

  private struct Taken {
    var value: Double?
    var isUsable: Bool
    var instant: Int64
  }

  private struct WindowKey: Hashable {
    var sensor: String
    var start: Int64
  }

  private func takenByWindow() -> [((String, Int64), [Taken])] {
    var windows: [WindowKey: [Taken]] = [:]
    guard one.failure == nil else { return [] }
    for line in one.lines {
      guard case .parsed(let cells) = line.verdict else { continue }
      for case .taken(let value, let isUsable, let sensor, let instant) in cells {
        guard let at = parseInstant(instant, zone: .utc)?.microseconds else {
          preconditionFailure("no instant: \(instant)")
        }
        let start = at - ((at % 60_000_000) + 60_000_000) % 60_000_000
        let taken = Taken(value: value.flatMap(Double.init), isUsable: isUsable, instant: at)
        windows[WindowKey(sensor: sensor, start: start), default: []].append(taken)
      }
    }
    return windows.map { (($0.key.sensor, $0.key.start), $0.value) }
  }
}

extension BadInputCase {
  /// Bytes of the byte order mark, which belongs to no record.
  fileprivate var mark: Int {
    let bytes = bytes
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { return 3 }
    return bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) ? 2 : 0
  }
}

extension BadInputCase.Verdict {
  /// What is refused of it: the record itself, or single cells.
  var refusals: [BadInputCase.ExpectedRefusal] {
    switch self {
    case .refused(let refusal): [refusal]
    case .parsed(let cells):
      cells.compactMap { if case .refused(let refusal) = $0 { refusal } else { nil } }
    default: []
    }
  }
}
