import Glibc
import Rows

/// The bytes of one input: the first ones choose, the rest is what is read.
struct FuzzInput {
  private(set) var rest: ArraySlice<UInt8>

  init(_ bytes: UnsafeBufferPointer<UInt8>) {
    rest = Array(bytes)[...]
  }

  /// 0 to `count` − 1, 256 at the most, by the next byte; 0 at the end.
  mutating func choice(_ count: Int) -> Int {
    rest.popFirst().map { Int($0) % count } ?? 0
  }

  mutating func pick<Element>(_ elements: [Element]) -> Element {
    elements[choice(elements.count)]
  }

  /// The rest, up to the line ends in it.
  var lines: [[UInt8]] {
    rest.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map { Array($0) }
  }
}

/// Ends the program with a sentence; libFuzzer then keeps the input.
func disagree(_ sentence: String) -> Never {
  complain("they disagree: \(sentence)")
  abort()
}

/// A line on standard error.
func complain(_ sentence: String) {
  let line = Array("fuzz: \(sentence)\n".utf8)
  _ = write(STDERR_FILENO, line, line.count)
}

/// Holds an answer of the fast reader against that of the naive one.
func agree<Answer: Equatable>(_ fast: Answer, _ naive: Answer, _ what: @autoclosure () -> String) {
  if fast != naive { disagree("\(what()): fast \(fast), naive \(naive)") }
}

/// Bytes with no more behind them than a page's slack, whose content goes on as the bytes might: what is loaded beyond
/// ends the program, and what is used of the slack shows.
struct SlackedBytes: ~Copyable {
  let base: UnsafeMutablePointer<UInt8>
  let count: Int

  init(_ bytes: [UInt8], goesOnWith text: String) {
    count = bytes.count
    base = .allocate(capacity: bytes.count + Page.slack)
    base.initialize(from: bytes, count: bytes.count)
    let slack = Array(text.utf8)
    for index in 0..<Page.slack { (base + count + index).initialize(to: slack[index % slack.count]) }
  }

  deinit {
    base.deallocate()
  }
}
