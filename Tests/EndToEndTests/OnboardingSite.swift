import Foundation
import Support
import Testing

/// A site that `sluice init` has made, without a database: files are put into it, drafted, and previewed.
struct OnboardingSite {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    let made = try run(
      TestSite.binary, ["init", "site"], environment: Self.environment, currentDirectory: folder.path)
    try #require(made.status == 0, "\(made.stderr)")
  }

  static let environment = ["PATH": "/usr/bin:/bin", "TZ": "Asia/Seoul"]

  func path(_ relative: String) -> String { folder.path + "/site/" + relative }

  func write(_ relative: String, _ bytes: [UInt8]) throws {
    let file = URL(fileURLWithPath: path(relative))
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: file)
  }

  func text(_ relative: String) throws -> String { try String(contentsOfFile: path(relative), encoding: .utf8) }

  /// Runs a command in the site's folder.
  func sluice(_ arguments: String...) throws -> ProcessResult {
    try run(TestSite.binary, arguments, environment: Self.environment, currentDirectory: path(""))
  }

  /// What a preview of a job says of its file.
  func preview(_ job: String) throws -> PreviewReport {
    let result = try sluice("preview", job, "--verbose")
    #expect(result.status == 0, "\(result.stderr)")
    return PreviewReport(result.stderr)
  }
}

/// The counts in the report of a preview, line by line.
struct PreviewReport {
  /// Read, parsed, refused, filtered, blank, header.
  let records: [Int]
  /// Loaded, null, refused, duplicate, dropped, outside.
  let readings: [Int]

  init(_ text: String) {
    func numbers(_ label: String) -> [Int] {
      let line = text.split(separator: "\n").first { $0.hasPrefix("  \(label) ") } ?? ""
      return line.replacing(",", with: "").split { !$0.isNumber }.compactMap { Int($0) }
    }
    records = numbers("records")
    readings = numbers("readings")
  }

  /// Nothing is refused, dropped or left outside.
  func loadsAll(records wanted: Int) -> Bool {
    records.count == 6 && readings.count == 6 && records[1] == wanted && records[2] == 0 && records[3] == 0
      && readings[0] > 0 && readings[2] == 0 && readings[4] == 0 && readings[5] == 0
  }
}
