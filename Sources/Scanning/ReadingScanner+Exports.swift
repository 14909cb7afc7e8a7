import Glibc
import Rows

/// Cells of an export of refusals that were loaded from the original: here they are none.
extension ReadingScanner {
  @inline(never)
  mutating func dropCell() -> RefusalReason? {
    tally.cells -= 1
    return nil
  }

  /// Whether a text that is no number stands for a cell that was loaded; in a file of a plant's own it is just a text.
  @inline(never)
  func isLoaded(_ text: UnsafePointer<UInt8>, _ count: Int, _ record: Record) -> Bool {
    switch form.kind {
    case .delimited: return fields.isExport && Self.isMark(text, count)
    case .jsonLines:
      guard Self.isMark(text, count) else { return false }
      return Self.holds(UnsafeRawBufferPointer(start: record.bytes, count: record.length), Self.reasonKey)
    case .fixed:
      guard (0..<count).allSatisfy({ text[$0] == MendableRecord.loadedFiller }) else { return false }
      let line = UnsafeBufferPointer(start: UnsafePointer(record.bytes), count: record.length)
      return MendableRecord.fixedReason(line, width: form.width) != nil
    case .lineProtocol: return false
    }
  }

  /// Whether a record has a reason that says so of all the cells which it does not hold.
  @inline(never)
  func isRestLoaded(_ record: Record) -> Bool {
    let reason: UnsafeRawBufferPointer
    switch form.kind {
    case .delimited: reason = UnsafeRawBufferPointer(start: splitter.starts[0], count: splitter.lengths[0])
    case .jsonLines:
      // An export writes the reason in front, so that nobody has to look for it.
      var place = 0
      for mark in [UInt8(ascii: "{"), nil] {
        while place < record.length, record.bytes[place] == UInt8(ascii: " ") || record.bytes[place] == 9 { place += 1 }
        if let mark {
          guard place < record.length, record.bytes[place] == mark else { return false }
          place += 1
        }
      }
      guard Self.begins(record, at: place, with: Self.reasonKey) else { return false }
      reason = UnsafeRawBufferPointer(start: record.bytes + place, count: record.length - place)
    case .fixed, .lineProtocol: return false
    }
    return Self.holds(reason, MendableRecord.restIsLoaded)
  }

  private static let reasonKey = Array("\"\(Header.reasonColumn)\"".utf8)

  /// Whether some bytes stand anywhere in others.
  private static func holds(_ bytes: UnsafeRawBufferPointer, _ wanted: [UInt8]) -> Bool {
    bytes.count >= wanted.count
      && (0...(bytes.count - wanted.count)).contains { memcmp(bytes.baseAddress! + $0, wanted, wanted.count) == 0 }
  }

  private static func isMark(_ text: UnsafePointer<UInt8>, _ count: Int) -> Bool {
    let mark = MendableRecord.loadedMark
    return count == mark.count && memcmp(text, mark, count) == 0
  }

  private static func begins(_ record: Record, at place: Int, with bytes: [UInt8]) -> Bool {
    record.length - place >= bytes.count && memcmp(record.bytes + place, bytes, bytes.count) == 0
  }
}
