import Rows

@testable import Extraction

extension Folder {
  func stream(_ name: String, _ policy: ExpansionPolicy = ExpansionPolicy()) throws(ExtractionError) -> ObjectStream {
    guard let listed = try? list(name).files.first else { throw .changed(path: name) }
    return try ObjectStream.open(ObjectReader.open(listed, in: root), policy)
  }

  /// Writes bytes to a file and reads them as an object, in pieces.
  func ending(
    of bytes: [UInt8], _ policy: ExpansionPolicy = ExpansionPolicy(), piece: Int = 4096, name: String = "a"
  ) throws -> Ending {
    try write("root/" + name, bytes)
    return ending(of: name, policy, piece: piece)
  }

  func ending(of name: String, _ policy: ExpansionPolicy = ExpansionPolicy(), piece: Int = 4096) -> Ending {
    do throws(ExtractionError) {
      var stream = try self.stream(name, policy)
      var page = Page(capacity: piece)
      var content: [UInt8] = []
      while try stream.read(into: &page, upTo: piece) > 0 {
        content += UnsafeBufferPointer(start: page.base, count: page.count)
        page.restart(at: content.count)
      }
      return .read(content, note: stream.note)
    } catch {
      return Ending(error)
    }
  }
}
