import Glibc
import Testing

@testable import Rows
@testable import Scanning

/// What a time's text says, before the zone.
enum TimeOutcome: Equatable, Sendable {
  /// The instant, or the local time, written as if it were UTC.
  case reads(String)
  /// The text says 24:00, and this is the midnight that it means.
  case hour24(String)
  case unreadable
  case impossible

  static func of(_ text: String, _ format: TimeFormat) -> TimeOutcome { of(Array(text.utf8), format) }

  static func of(_ bytes: [UInt8], _ format: TimeFormat) -> TimeOutcome {
    let reading = withBytesAtTheEdge(bytes) { base in
      switch format {
      case .rfc3339: RFC3339.read(base, count: bytes.count)
      case .epoch(let unit): unit.read(base, count: bytes.count)
      case .pattern(let pattern): pattern.read(base, count: bytes.count)
      }
    }
    switch reading {
    case .local(let micros, let isHour24), .instant(let micros, _, let isHour24):
      let text = Instant(microseconds: micros).description
      return isHour24 ? .hour24(text) : .reads(text)
    case .epoch(let micros): return .reads(Instant(microseconds: micros).description)
    case .impossible: return .impossible
    case .unreadable: return .unreadable
    }
  }
}

/// Lends bytes right before memory that may not be read, so that a reader that goes too far ends the test.
private func withBytesAtTheEdge<Answer>(_ bytes: [UInt8], _ body: (UnsafePointer<UInt8>) -> Answer) -> Answer {
  let page = 4096
  let size = (bytes.count / page + 1) * page
  guard let memory = mmap(nil, size + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
    memory != MAP_FAILED, mprotect(memory + size, page, PROT_NONE) == 0
  else { preconditionFailure("no memory to lend") }
  defer { munmap(memory, size + page) }
  let start = memory + (size - bytes.count)
  start.copyMemory(from: bytes, byteCount: bytes.count)
  return body(UnsafePointer(start.assumingMemoryBound(to: UInt8.self)))
}

/// A text and what it says under a pattern.
struct PatternCase: CustomTestStringConvertible, Sendable {
  var pattern: String, text: String, outcome: TimeOutcome

  init(_ pattern: String, _ text: String, _ outcome: TimeOutcome) {
    (self.pattern, self.text, self.outcome) = (pattern, text, outcome)
  }

  var testDescription: String { "\(text) as \(pattern)" }
}
