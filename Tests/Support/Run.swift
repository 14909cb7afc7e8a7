import EmbeddedServer
import Glibc

/// How a program ended, and what it said.
package struct ProcessResult: Sendable {
  /// The exit status; nil when a signal ended the program.
  package let status: Int32?
  /// The signal that ended the program; nil when it ended by itself.
  package let signal: Int32?
  package let stdout: String
  package let stderr: String
}

/// Runs a program to its end and reads both its outputs as they come, so that neither can fill up and block it.
///
/// - Parameters:
///   - executable: a path, or a name that is looked up along PATH.
///   - environment: the whole environment; nil passes on the test's own.
///   - input: what the program reads; nil gives it /dev/null.
package func run(
  _ executable: String, _ arguments: [String], environment: [String: String]? = nil,
  currentDirectory: String? = nil, input: String? = nil
) throws -> ProcessResult {
  let stdin = try input.map(fileOf) ?? Descriptor.null()
  defer { close(stdin) }
  let stdout = try Descriptor.pipe()
  defer { close(stdout.reading) }
  let stderr: (reading: Int32, writing: Int32)
  do {
    stderr = try Descriptor.pipe()
  } catch {
    close(stdout.writing)
    throw error
  }
  defer { close(stderr.reading) }
  let child: Int32
  do {
    defer {
      close(stdout.writing)
      close(stderr.writing)
    }
    child = try spawn(
      located(executable), arguments, environment: environment ?? currentEnvironment(),
      directory: currentDirectory ?? ".",
      streams: ChildStreams(input: stdin, output: stdout.writing, error: stderr.writing))
  }
  let (output, errors) = readBoth(stdout.reading, stderr.reading)
  switch try waitFor(child) {
  case .exited(let status): return ProcessResult(status: status, signal: nil, stdout: output, stderr: errors)
  case .killed(let signal): return ProcessResult(status: nil, signal: signal, stdout: output, stderr: errors)
  }
}

/// A failed call of the operating system.
package struct SystemFailure: Error, CustomStringConvertible {
  package let description: String

  /// Takes `errno` as it is now.
  init(_ what: String) {
    description = "\(what): \(String(cString: strerror(errno)))"
  }
}

/// An open file without a name that holds `text`; unlike a pipe, it needs nobody to write while the program reads.
private func fileOf(_ text: String) throws -> Int32 {
  var name = Array("/tmp/sluice-test-input-XXXXXX".utf8CString)
  let file = mkstemp(&name)
  if file < 0 { throw SystemFailure("mkstemp in /tmp") }
  unlink(&name)
  var rest = Array(text.utf8)[...]
  while !rest.isEmpty {
    let count = rest.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
    if count < 0 && errno != EINTR {
      let failure = SystemFailure("write the input of a program")
      close(file)
      throw failure
    }
    rest = rest.dropFirst(max(count, 0))
  }
  lseek(file, 0, SEEK_SET)
  return file
}

private func located(_ executable: String) -> String {
  if executable.contains("/") { return executable }
  let path = getenv("PATH").map { String(cString: $0) } ?? "/usr/local/bin:/usr/bin:/bin"
  let candidates = path.split(separator: ":").map { "\($0)/\(executable)" }
  return candidates.first { access($0, X_OK) == 0 } ?? executable
}

private func readBoth(_ first: Int32, _ second: Int32) -> (String, String) {
  var bytes: [[UInt8]] = [[], []]
  var ends = [first, second].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
  var page = [UInt8](repeating: 0, count: 65536)
  while ends.contains(where: { $0.fd >= 0 }) {
    if poll(&ends, 2, -1) < 0 { continue }  // interrupted by a signal: ask again
    for index in ends.indices where ends[index].revents != 0 {
      let count = read(ends[index].fd, &page, page.count)
      if count > 0 {
        bytes[index].append(contentsOf: page[..<count])
      } else if count == 0 || errno != EINTR {
        ends[index].fd = -1  // poll passes over negative descriptors
        ends[index].revents = 0
      }
    }
  }
  return (String(decoding: bytes[0], as: UTF8.self), String(decoding: bytes[1], as: UTF8.self))
}
