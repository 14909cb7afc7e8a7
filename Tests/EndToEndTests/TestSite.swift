import Foundation
import Support
import Testing

/// A site in a temporary folder over a database of its own on the tests' cluster: files and jobs are written by the
/// test, commands run as the built binary, as an operator would run it.
struct TestSite {
  let folder: TemporaryFolder
  let cluster: PrivateCluster
  let database: String
  /// What the commands see of the environment; a test may point it elsewhere.
  var environment: [String: String]

  /// - Parameter isMigrated: whether the database is brought to the program's state.
  init(isMigrated: Bool = true) throws {
    cluster = try TestServer.shared()
    database = try cluster.makeDatabase(named: "site")
    folder = try TemporaryFolder()
    environment = ["PATH": "/usr/bin:/bin"]
    for (key, value) in cluster.connectionParameters(database: database) {
      let name = ["host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "dbname": "PGDATABASE"][key]
      if let name { environment[name] = value }
    }
    try write("jobs/sluice.yaml", "jobs: .\nroots:\n  data: ../data\nstate: ../state\ndatabase: environment\n")
    try FileManager.default.createDirectory(atPath: path("data"), withIntermediateDirectories: true)
    if isMigrated {
      let result = try sluice("db", "migrate")
      try #require(result.status == 0, "\(result.stderr)")
    }
  }

  func path(_ relative: String) -> String { folder.path + "/" + relative }

  /// Writes a file below the site's folder.
  func write(_ relative: String, _ text: String) throws { try write(relative, Array(text.utf8)) }

  func write(_ relative: String, _ bytes: [UInt8]) throws {
    let file = URL(fileURLWithPath: path(relative))
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: file)
  }

  /// Runs a command of the program on this site; its options follow `--config`.
  func sluice(_ arguments: String...) throws -> ProcessResult { try sluice(arguments) }

  func sluice(_ arguments: [String]) throws -> ProcessResult {
    let verbs = arguments.first == "db" ? 2 : 1
    let words = arguments.prefix(verbs) + ["--config", path("jobs/sluice.yaml")] + arguments.dropFirst(verbs)
    return try run(Self.binary, Array(words), environment: environment)
  }

  /// Runs SQL on the site's database.
  func query(_ sql: String) throws -> String { try cluster.psql(database, sql) }

  func contentHash() throws -> String { try query("SELECT etl.content_hash()") }

  /// The program that was built with these tests.
  static let binary: String = {
    let tests = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    return URL(fileURLWithPath: tests).deletingLastPathComponent().appendingPathComponent("sluice").path
  }()

  /// A narrow job over `data/*.csv` with columns sensor, time, value, quality; lines of `more` are appended.
  static func narrowJob(_ name: String, interval: String = "hour", more: String = "") -> String {
    """
    job: \(name)
    company: acme
    plant: pohang
    zone: Asia/Seoul
    interval: \(interval)
    start: 2020-01-01
    source:
      root: data
      path: "\(name)/*.csv"
    time: {column: time, format: rfc3339}
    sensor: {column: sensor}
    value: {column: value}
    quality: {scheme: opc_da, column: quality}
    \(more)
    """
  }
}
