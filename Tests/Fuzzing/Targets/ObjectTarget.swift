@testable import Pipeline
@testable import Rows
@testable import Scanning

/// Whole objects of every format and encoding: whatever the bytes, the balance closes, refusals stand where their bytes
/// are, and pages and columns of any size make no difference.
final class ObjectTarget: FuzzTarget {
  static let name = "objects"

  private static let now = Instant(year: 2026, month: 6, day: 1)
  private let jobs: [ObjectJob]

  init() {
    do {
      jobs = try ObjectJob.all()
    } catch {
      disagree("the target cannot begin: \(error)")
    }
  }

  func run(_ input: FuzzInput) {
    var input = input
    let number = input.choice(jobs.count)
    let job = jobs[number].spec
    let feeding = Feeding(&input)
    let bytes = Array(input.rest)
    guard let object = InspectedObject(bytes, job) else { return compareHeaders(bytes, job, feeding.first) }
    compareHeaders(bytes, job, feeding.first)
    let whole = object.scan(.whole, now: Self.now, fault: scannerFault)
    whole.checkBalance(of: object)
    let parts = object.scan(feeding, now: Self.now, fault: scannerFault)
    agree(parts, whole, "job \(number), \(feeding), \(String(decoding: bytes, as: UTF8.self)) \(bytes)")
  }

  /// A header is the same however much of the object is looked at, once that is enough.
  private func compareHeaders(_ bytes: [UInt8], _ job: JobSpec, _ piece: Int) {
    guard let dialect = job.format.dialect, let encoding = job.encoding, encoding.isTransparent else { return }
    func header(_ count: Int) -> Result<Header, Header.Problem> {
      var page = Page(capacity: max(1, count))
      _ = page.append(upTo: count) { room in
        room.copyBytes(from: bytes[..<count])
        return count
      }
      do throws(Header.Problem) {
        return .success(
          try Header(
            page: page, isWhole: count == bytes.count, dialect: dialect, lines: job.lines, encoding: encoding,
            rules: job.header, wanted: job.columns))
      } catch {
        return .failure(error)
      }
    }
    let whole = header(bytes.count)
    for count in stride(from: piece, to: bytes.count, by: piece) {
      let part = header(count)
      if case .failure(.unfinished) = part { continue }
      return agree(part, whole, "the header of \(String(decoding: bytes, as: UTF8.self)) by \(count) bytes")
    }
  }

  static func seeds() throws -> [[UInt8]] {
    try ObjectJob.all().enumerated().flatMap { number, job in
      let encoding = job.spec.encoding ?? .utf8
      var bytes = encoding.encode(job.head + job.data) ?? []
      if let order = bytes.withUnsafeBufferPointer({ encoding.byteOrder(at: $0) }) {
        var stored = encoding.byteOrderMark
        _ = bytes.withUnsafeBufferPointer { UTF16Transcoder.restore($0, order: order, appendingTo: &stored) }
        bytes = stored
      }
      return [[255, 63, 31], [3, 5, 1], [40, 9, 2]].map { [UInt8(number)] + $0 + bytes }
    }
  }
}
