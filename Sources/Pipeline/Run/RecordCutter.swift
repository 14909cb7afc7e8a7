import Extraction
import Rows
import Scanning

/// Cuts records out of an object by their byte ranges in its decompressed bytes, which are asked for in order.
struct RecordCutter: ~Copyable {
  private let job: JobSpec
  private let file: ListedFile
  private let task: ScanTask
  private var stream: ObjectStream?
  private var page = Page(capacity: 1 << 16)
  private var isAtEnd = false

  init(job: JobSpec, file: ListedFile, task: ScanTask) {
    self.job = job
    self.file = file
    self.task = task
  }

  /// The longest record that is cut out: UTF-16 stores up to two bytes for each that is scanned.
  private static let lengthMax = Dialect.recordBytesMax * 2

  /// A record as it is stored and as it is scanned; nil if the object is shorter, the record too long to be one that
  /// was scanned, or it lies before one that was asked for.
  mutating func record(
    at offset: Int, length: Int
  ) throws(ObjectProblem) -> (stored: [UInt8], text: [UInt8])? {
    let (end, overflows) = offset.addingReportingOverflow(length)
    guard length >= 0, length <= Self.lengthMax, !overflows else { return nil }
    guard try fill(to: end), offset >= page.offset else { return nil }
    let start = page.base + (offset - page.offset)
    let stored = Array(UnsafeBufferPointer(start: start, count: length))
    return (stored, text(stored))
  }

  /// The lines before the data, in scanned form, with the column of reasons where there is a header.
  mutating func head() throws(ObjectProblem) -> [[UInt8]] {
    guard let dialect = job.format.dialect else { return try firstLines(task.preamble) }
    var lines = try firstLines(task.preamble)
    // An export has the column already.
    if task.map.isExport { return lines }
    let rows = min(job.header.rows, lines.count)
    if rows == 0 {
      // A line that says what the file is, for files without names.
      return lines + [Array(Header.reasonColumn.utf8)]
    }
    lines.replaceSubrange(
      (lines.count - rows)..., with: MendableRecord.header(Array(lines.suffix(rows)), dialect: dialect))
    return lines
  }

  private mutating func firstLines(_ count: Int) throws(ObjectProblem) -> [[UInt8]] {
    guard count > 0 else { return [] }
    var source = try ObjectText.open(file, of: job)
    var text = Page(capacity: 1 << 16)
    var lines: [[UInt8]] = []
    var start = 0
    while lines.count < count {
      let bytes = UnsafeBufferPointer(start: UnsafePointer(text.base), count: text.count)
      if let end = bytes[start...].firstIndex(of: job.lines.end.byte) {
        let hasReturn = job.lines.end == .lf && end > start && bytes[end - 1] == UInt8(ascii: "\r")
        lines.append(Array(bytes[start..<(hasReturn ? end - 1 : end)]))
        start = end + 1
      } else if try source.read(into: &text, upTo: 1 << 16) == 0 {
        lines.append(Array(bytes[start...]))
        break
      }
    }
    return lines
  }

  /// Lines as a file in the object's encoding, its mark included.
  func stored(_ lines: [[UInt8]]) -> [UInt8] {
    let text = lines.flatMap { $0 + [job.lines.end.byte] }
    var bytes: [UInt8] = task.markLength > 0 ? task.encoding.byteOrderMark : []
    guard let order = text.withUnsafeBufferPointer({ task.encoding.byteOrder(at: $0) }) else { return bytes + text }
    _ = text.withUnsafeBufferPointer { UTF16Transcoder.restore($0, order: order, appendingTo: &bytes) }
    return bytes
  }

  private func text(_ stored: [UInt8]) -> [UInt8] {
    guard let order = stored.withUnsafeBufferPointer({ task.encoding.byteOrder(at: $0) }) else { return stored }
    var transcoder = UTF16Transcoder(order: order)
    return [UInt8](unsafeUninitializedCapacity: stored.count * 2 + 8) { room, count in
      stored.withUnsafeBufferPointer { count = transcoder.transcode($0, into: room).written }
      count += transcoder.finish(into: UnsafeMutableBufferPointer(rebasing: room[count...])).written
    }
  }

  /// Reads on until the page holds the bytes before `end`; what lies before the last record asked for is dropped.
  private mutating func fill(to end: Int) throws(ObjectProblem) -> Bool {
    do throws(ExtractionError) {
      if stream == nil {
        let reader = try ObjectReader.open(file, in: job.source.root)
        stream = try ObjectStream.open(reader, job.expansion)
      }
      while page.offset + page.count < end, !isAtEnd {
        let surplus = page.count - Dialect.recordBytesMax * 4
        if surplus > 0 { page.drop(first: surplus) }
        isAtEnd = try stream?.read(into: &page, upTo: 1 << 16) ?? 0 == 0
      }
    } catch {
      throw ObjectProblem(error, path: file.path)
    }
    return page.offset + page.count >= end
  }
}
