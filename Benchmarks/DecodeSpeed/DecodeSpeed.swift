import Extraction
import Foundation
import Rows
import Scanning
import Synchronization

/// How fast one core turns bytes into columns: every form in turn, several rounds, so that all meet the same machine.
@main struct DecodeSpeed {
  private static let pageBytes = 256 << 10
  private static let rounds = 7

  static func main() throws {
    let bytes = (CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 64) << 20
    var contenders = Samples.all(bytes: bytes).map { sample in
      Contender(name: sample.name, bytes: sample.bytes.count) { scan(sample) }
    }
    let narrow = Samples.narrow(bytes)
    let gzip = try Packed(narrow)
    contenders.append(
      Contender(name: "the narrow CSV as gzip -6, inflated and scanned", bytes: narrow.bytes.count) {
        gzip.scan(narrow)
      })
    contenders.append(
      Contender(name: "the narrow CSV as gzip -6, inflated only", bytes: narrow.bytes.count) { gzip.inflate() })
    let korean = KoreanText(bytes: bytes / 4)
    contenders.append(
      Contender(name: "CP949 to UTF-8, text wholly in Korean", bytes: korean.stored.count) { korean.decode() })
    for round in 0..<rounds {
      for index in contenders.indices { contenders[index].measure(isWarmUp: round == 0) }
    }
    report(contenders, bytes)
  }

  private static func report(_ contenders: [Contender], _ bytes: Int) {
    print(
      "one core, \(bytes >> 20) MiB each, medians of \(rounds - 1) rounds in turn; MB/s of the stored text")
    let base = contenders[0].rate
    for contender in contenders {
      let rate = String(format: "%7.0f MB/s", contender.rate / 1e6)
      let cells = contender.cells > 0 ? String(format: "%7.1f M cells/s", contender.cellRate / 1e6) : ""
      let name = contender.name.padding(toLength: 48, withPad: " ", startingAt: 0)
      print("\(name) \(rate)  \(String(format: "%5.2f", contender.rate / base)) × narrow CSV  \(cells)")
    }
  }

  /// Scans a sample page by page, as a worker does, and throws the columns away.
  static func scan(_ sample: Sample) -> Int {
    var text = SampleText(sample)
    var scanner = makeScanner(sample)
    return feed(&scanner) { page in text.read(into: &page, upTo: pageBytes) }
  }

  static func makeScanner(_ sample: Sample) -> ReadingScanner {
    let indices = Mutex<[[UInt8]: Int32]>([:])
    var scanner = ReadingScanner(recipe: sample.recipe, refusalsMax: 1) { code in
      let index = indices.withLock { indices in
        let known = indices[Array(code)] ?? Int32(indices.count)
        indices[Array(code)] = known
        return known
      }
      return .accepted(index: index, decimals: 1)
    }
    scanner.begin(map: sample.map, offset: 0, preamble: sample.preamble, pathSpan: .always)
    return scanner
  }

  /// - Parameter read: appends to a page; 0 at the end.
  /// - Returns: the number of cells.
  static func feed(_ scanner: inout ReadingScanner, _ read: (inout Page) -> Int) -> Int {
    var page = Page(capacity: pageBytes * 2)
    var columns = ReadingColumns(cellsMax: 16_384, recordsMax: 16_384)
    var cells = 0
    var isLast = false
    while true {
      if !isLast { isLast = read(&page) == 0 }
      while true {
        let step = scanner.scan(page, end: .max, isLast: isLast, into: &columns)
        cells += columns.cellCount
        page.drop(first: step.consumed)
        if step.done {
          precondition(scanner.tally.refusedRecords + scanner.tally.refusedCells == 0, "the samples are clean")
          return cells
        }
        if step.consumed == 0 { break }
      }
    }
  }
}

/// One thing that is measured.
struct Contender {
  let name: String
  let bytes: Int
  private let work: () -> Int
  private(set) var cells = 0
  private var seconds: [Double] = []

  init(name: String, bytes: Int, work: @escaping () -> Int) {
    self.name = name
    self.bytes = bytes
    self.work = work
  }

  mutating func measure(isWarmUp: Bool) {
    let began = ContinuousClock.now
    cells = work()
    let (whole, parts) = (ContinuousClock.now - began).components
    if !isWarmUp { seconds.append(Double(whole) + Double(parts) * 1e-18) }
  }

  private var median: Double { seconds.sorted()[seconds.count / 2] }
  /// Bytes a second.
  var rate: Double { Double(bytes) / median }
  var cellRate: Double { Double(cells) / median }
}
