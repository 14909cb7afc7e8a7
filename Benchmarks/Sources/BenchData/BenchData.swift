import Glibc

/// Writes the reference file that every measurement reads: the same options give the same bytes on every machine.
@main
enum BenchData {
  static func main() {
    do throws(BenchError) {
      let stamp =
        switch try Invocation(arguments: Array(CommandLine.arguments.dropFirst())) {
        case .help: nil as Stamp?
        case .write(let recipe, let path): try stampOfFile(recipe, path: path)
        }
      try say(stamp?.summary ?? Invocation.usage)
    } catch {
      complain("bench-data: \(error)\n")
      exit(error.exitCode)
    }
  }

  /// Does nothing where the file of this recipe stands already; else writes it whole or not at all.
  private static func stampOfFile(_ recipe: Recipe, path: String) throws(BenchError) -> Stamp {
    if let kept = Stamp(ofFileAt: path, recipe) { return kept }
    if isTakenByNoFile(path) { throw .usage("--output is a file, and \(path) is not one") }
    try makeFolders(above: path)
    let partial = path + ".partial"
    var output = try OutputFile(path: partial)
    let stamp: Stamp
    do throws(BenchError) {
      try writeRows(recipe, to: &output)
      let (bytes, hash) = try output.finish()
      // Until the new stamp stands, none does: a stop between the two renames costs a second writing, no more.
      unlink(Stamp.path(besides: path))
      try move(partial, to: path)
      stamp = Stamp(recipe: recipe, bytes: bytes, hash: hash)
    } catch {
      unlink(partial)
      throw error
    }
    try stamp.save(besides: path)
    return stamp
  }
}

/// Why no file was written. Exit codes as sysexits has them.
enum BenchError: Error, CustomStringConvertible {
  case usage(String)
  /// `call` failed on `path` with `code`, an errno.
  case file(call: String, path: String, code: Int32)

  var exitCode: Int32 {
    switch self {
    case .usage: EX_USAGE
    case .file: EX_IOERR
    }
  }

  var description: String {
    switch self {
    case .usage(let fault): "\(fault)\nTry bench-data --help."
    case .file(let call, let path, let code): "\(path): \(call): \(String(cString: strerror(code)))"
    }
  }
}

private func say(_ text: String) throws(BenchError) {
  try writeAll(Array(text.utf8), to: STDOUT_FILENO, path: "standard output")
}

private func complain(_ text: String) {
  try? writeAll(Array(text.utf8), to: STDERR_FILENO, path: "standard error")
}
