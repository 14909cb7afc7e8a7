import Glibc

@testable import Rows
@testable import Scanning

/// What a slot got, with its bytes.
struct JSONValue: Equatable, Sendable, CustomStringConvertible {
  var kind: JSONRecordReader.Kind
  var bytes: [UInt8] = []

  static let absent = JSONValue(kind: .absent)

  var description: String { "\(kind) \(String(decoding: bytes, as: UTF8.self))" }
}

enum JSONOutcome: Equatable, Sendable {
  case values([JSONValue])
  case problem(JSONRecordReader.Problem)
}

/// Memory that ends where a page's slack does: one byte more that is loaded ends the tests.
///
/// What the slack holds would go on with the record if it were taken for content.
struct GuardedBytes: ~Copyable {
  static let capacity = 1 << 21
  private let base: UnsafeMutableRawPointer
  private let pageSize = Int(sysconf(Int32(_SC_PAGESIZE)))

  init() {
    let memory = mmap(nil, Self.capacity + pageSize, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    guard let memory, memory != MAP_FAILED, mprotect(memory + Self.capacity, pageSize, PROT_NONE) == 0 else {
      preconditionFailure("the system gave no guarded memory")
    }
    base = memory
  }

  deinit {
    munmap(base, Self.capacity + pageSize)
  }

  static let slacks: [[UInt8]] = ["0123456789", "\"", "\\", "]}", " \n", "e", "l", "\u{0}", "\u{AC00}"].map { text in
    (0..<Page.slack).map { Array(text.utf8)[$0 % text.utf8.count] }
  }

  func place(_ record: [UInt8], slack: [UInt8]) -> UnsafePointer<UInt8> {
    let bytes = record + slack
    let start = base + (Self.capacity - bytes.count)
    start.copyMemory(from: bytes, byteCount: bytes.count)
    return UnsafePointer(start.assumingMemoryBound(to: UInt8.self))
  }
}

extension JSONRecordReader {
  mutating func outcome(_ record: [UInt8], in memory: borrowing GuardedBytes, slack: [UInt8]) -> JSONOutcome {
    if let problem = read(memory.place(record, slack: slack), count: record.count) { return .problem(problem) }
    return .values(
      (0..<count).map { slot in
        JSONValue(
          kind: kinds[slot], bytes: Array(UnsafeBufferPointer(start: starts[slot], count: lengths[slot])))
      })
  }
}

/// Reads one record, before each of the slacks; they must not matter.
func readJSON(_ record: [UInt8], _ paths: [String] = []) throws -> JSONOutcome {
  var reader = JSONRecordReader(try paths.map { text in try JSONPath(text) })
  let memory = GuardedBytes()
  var outcomes: [JSONOutcome] = []
  for slack in GuardedBytes.slacks {
    let outcome = reader.outcome(record, in: memory, slack: slack)
    if !outcomes.contains(outcome) { outcomes.append(outcome) }
  }
  guard let outcome = outcomes.first, outcomes.count == 1 else { throw SlackMatters(outcomes: outcomes) }
  return outcome
}

struct SlackMatters: Error {
  var outcomes: [JSONOutcome]
}
