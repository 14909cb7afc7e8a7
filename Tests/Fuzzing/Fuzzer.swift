import CLibFuzzer
import Glibc
import Rows

/// What the fuzzer can be pointed at: bytes to two readings of them, a fast one and a naive one, which have to agree.
protocol FuzzTarget: AnyObject, SendableMetatype {
  /// As it is named on the command line, and the folder of its corpus.
  static var name: String { get }
  /// Inputs to begin with, where there is no corpus yet.
  static func seeds() throws -> [[UInt8]]

  init()
  /// Reads one input; a disagreement ends the program.
  func run(_ input: FuzzInput)
}

private let targets: [any FuzzTarget.Type] = [
  CSVTarget.self, EncodingTarget.self, GzipTarget.self, JobFileTarget.self, JSONTarget.self, MendingTarget.self,
  NumberTarget.self, ObjectTarget.self, PointTarget.self, TimeTarget.self,
]

/// Set by `main` before the first input is read; the fuzzer has one thread.
nonisolated(unsafe) private var target: (any FuzzTarget)?

/// Set by `main` before the first input is read: a mistake in the scanner or the clock, which take theirs by hand.
nonisolated(unsafe) private(set) var scannerFault: PlantedFault?

/// What libFuzzer calls with each input.
@_cdecl("LLVMFuzzerTestOneInput")
func testOneInput(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
  target?.run(FuzzInput(UnsafeBufferPointer(start: bytes, count: count)))
  return 0
}

/// `fuzz --target=NAME [--fault=NAME] [--seeds=FOLDER] …`: libFuzzer leaves arguments with two hyphens alone, and
/// hands them to the processes that it starts.
@main
struct Fuzzer {
  static func main() throws {
    guard let name = argument("target"), let type = targets.first(where: { $0.name == name }) else {
      fail("--target=NAME is one of: \(targets.map { $0.name }.joined(separator: " "))")
    }
    if let folder = argument("seeds") { return try write(type.seeds(), folder) }
    if let fault = argument("fault") { plant(fault) }
    target = type.init()
    var count = CommandLine.argc
    var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv
    exit(LLVMFuzzerRunDriver(&count, &arguments, testOneInput))
  }

  private static func argument(_ name: String) -> String? {
    CommandLine.arguments.first { $0.hasPrefix("--\(name)=") }.map { String($0.dropFirst(name.utf8.count + 3)) }
  }

  private static func plant(_ name: String) {
    scannerFault = PlantedFault(rawValue: name)
    ReaderFault.planted = ReaderFault(rawValue: name)
    guard scannerFault == nil, ReaderFault.planted == nil else { return }
    let names = PlantedFault.allCases.map(\.rawValue) + ReaderFault.allCases.map(\.rawValue)
    fail("--fault=NAME is one of: \(names.joined(separator: " "))")
  }

  private static func write(_ seeds: [[UInt8]], _ folder: String) throws {
    for (index, seed) in seeds.enumerated() {
      guard let file = fopen("\(folder)/seed-\(index)", "wb") else { fail("\(folder) cannot be written to") }
      fwrite(seed, 1, seed.count, file)
      fclose(file)
    }
  }

  private static func fail(_ text: String) -> Never {
    complain(text)
    exit(64)
  }
}
