import Glibc
import Logging
import Pipeline
import Rows

/// Results go to standard output, everything else to standard error.
enum Terminal {
  /// How messages on standard error are written.
  enum Format: String, CaseIterable, Sendable {
    case text, logfmt, json
  }

  static let isErrorTTY = isatty(STDERR_FILENO) == 1
  static let isOutputTTY = isatty(STDOUT_FILENO) == 1

  /// Writes to standard output; a full or closed output ends the command.
  static func write(_ bytes: [UInt8]) {
    var done = 0
    while done < bytes.count {
      let count = bytes.withUnsafeBytes { Glibc.write(STDOUT_FILENO, $0.baseAddress! + done, bytes.count - done) }
      if count < 0 {
        if errno == EINTR { continue }
        complain("standard output: \(String(cString: strerror(errno)))")
        exit(Pipeline.ExitCode.input.rawValue)
      }
      done += count
    }
  }

  static func say(_ line: String) { write(Array((line + "\n").utf8)) }

  /// One message of a failure, before logging is set up or after it is of use.
  static func complain(_ text: String) {
    clearProgress()
    for line in text.split(separator: "\n") { writeError("sluice: \(line)\n") }
  }

  static func writeError(_ text: String) {
    _ = Array(text.utf8).withUnsafeBytes { Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
  }

  static func clearProgress() {
    if isErrorTTY { writeError("\r\u{1B}[K") }
  }

  static func logger(_ format: Format) -> Logger {
    Logger(label: "sluice", factory: { _ in ErrorLog(format: format) })
  }
}

/// Log lines on standard error: text for people, logfmt and JSON (RFC 3339 times) for collectors.
struct ErrorLog: LogHandler {
  let format: Terminal.Format
  var metadata: Logger.Metadata = [:]
  var logLevel = Logger.Level.info

  init(format: Terminal.Format) {
    self.format = format
  }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    var fields = metadata
    if let own = event.metadata { fields.merge(own) { $1 } }
    let pairs = fields.sorted { $0.key < $1.key }.map { ($0.key, "\($0.value)") }
    let line: String
    switch format {
    case .text:
      let suffix = pairs.isEmpty ? "" : " (" + pairs.map { "\($0.0) \($0.1)" }.joined(separator: ", ") + ")"
      line = "sluice: \(event.message)\(suffix)"
    case .logfmt:
      line = (head(event, "msg") + pairs).map { "\($0.0)=\(JSON.string($0.1))" }.joined(separator: " ")
    case .json:
      line = JSON.object((head(event, "message") + pairs).map { ($0.0, JSON.string($0.1)) })
    }
    Terminal.clearProgress()
    Terminal.writeError(line.replacing("\n", with: " ") + "\n")
  }

  private func head(_ event: LogEvent, _ message: String) -> [(String, String)] {
    [("time", Clock.instant().description), ("level", event.level.rawValue), (message, "\(event.message)")]
  }
}

/// The little JSON that results need.
enum JSON {
  static func string(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case "\n": quoted += "\\n"
      case "\r": quoted += "\\r"
      case "\t": quoted += "\\t"
      case _ where scalar.value < 0x20:
        let digits = String(scalar.value, radix: 16)
        quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }

  static func object(_ pairs: [(String, String)]) -> String {
    "{" + pairs.map { "\(string($0.0)):\($0.1)" }.joined(separator: ",") + "}"
  }

  static func array(_ elements: [String]) -> String { "[" + elements.joined(separator: ",") + "]" }
}
