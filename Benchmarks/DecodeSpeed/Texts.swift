import Extraction
import Foundation
import Rows
import Scanning

/// A sample's bytes as a worker meets them: copied to pages, UTF-16 transcoded on the way.
struct SampleText {
  private let bytes: [UInt8]
  private var offset = 0
  private var transcoder: UTF16Transcoder?

  init(_ sample: Sample) {
    bytes = sample.bytes
    let order = bytes.withUnsafeBufferPointer { sample.recipe.encoding.byteOrder(at: $0) }
    transcoder = order.map { UTF16Transcoder(order: $0) }
  }

  mutating func read(into page: inout Page, upTo wanted: Int) -> Int {
    let (start, total) = (offset, bytes.count)
    var used = 0
    let added = bytes.withUnsafeBufferPointer { all in
      page.append(upTo: wanted) { room in
        let piece = UnsafeBufferPointer(rebasing: all[start..<min(start + wanted, total)])
        guard transcoder != nil else {
          room.copyMemory(from: UnsafeRawBufferPointer(piece))
          used = piece.count
          return piece.count
        }
        guard let step = transcoder?.transcode(piece, into: room.bindMemory(to: UInt8.self)) else { return 0 }
        used = step.used
        return step.written
      }
    }
    offset += used
    return added
  }
}

/// A sample packed by gzip(1) at its usual level, in a file of its own.
final class Packed {
  private let folder: String
  private let listed: ListedFile

  init(_ sample: Sample) throws {
    folder = NSTemporaryDirectory() + "sluice-bench-\(ProcessInfo.processInfo.processIdentifier)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try Data(sample.bytes).write(to: URL(fileURLWithPath: folder + "/narrow.csv"))
    let gzip = Process()
    gzip.executableURL = URL(fileURLWithPath: "/bin/gzip")
    gzip.arguments = ["-6", folder + "/narrow.csv"]
    try gzip.run()
    gzip.waitUntilExit()
    let source = SourceSpec(root: Root(name: "bench", path: folder), pattern: try PathPattern("*.gz"))
    listed = try FileListing(source).files[0]
  }

  deinit {
    try? FileManager.default.removeItem(atPath: folder)
  }

  private func open() -> ObjectStream {
    do {
      let reader = try ObjectReader.open(listed, in: Root(name: "bench", path: folder))
      return try ObjectStream.open(reader, ExpansionPolicy())
    } catch {
      fatalError("\(error)")
    }
  }

  func scan(_ sample: Sample) -> Int {
    var stream = open()
    var scanner = DecodeSpeed.makeScanner(sample)
    return DecodeSpeed.feed(&scanner) { page in (try? stream.read(into: &page, upTo: 256 << 10)) ?? 0 }
  }

  func inflate() -> Int {
    var stream = open()
    var page = Page(capacity: 256 << 10)
    while let count = try? stream.read(into: &page, upTo: 256 << 10), count > 0 { page.restart(at: 0) }
    return 0
  }
}

/// Korean words in CP949 without any ASCII but the blanks between them: the decoder's worst case.
struct KoreanText {
  let stored: [UInt8]
  private let room: UnsafeMutableBufferPointer<UInt8>

  init(bytes: Int) {
    let line = TextEncoding.cp949.encode("압연기 온도가 정상 범위를 벗어나 작업자가 설비를 점검하고 다시 가동하였다 ") ?? []
    var stored: [UInt8] = []
    while stored.count < bytes { stored += line }
    self.stored = stored
    room = .allocate(capacity: TextEncoding.cp949.capacity(for: stored.count))
  }

  func decode() -> Int {
    let decoded = stored.withUnsafeBufferPointer { TextEncoding.cp949.decode($0, into: room) }
    precondition(decoded.fault == nil)
    return 0
  }
}
