package import Extraction
import Yams

/// Which database a site loads into. A declaration is needed: an empty cron environment must never select another.
package enum DatabaseChoice: Sendable, Equatable {
  /// The private server that `sluice db start` makes.
  case embedded
  /// A service of libpq's own service file.
  case service(String)
  /// libpq's environment: PGHOST, PGDATABASE, PGSERVICE, …
  case environment
}

/// A site as its file declares it.
package struct SiteSpec: Sendable, Equatable {
  /// Absolute, as are all paths here.
  package var file: String
  package var jobs: String
  package var roots: [Root]
  package var state: String
  /// Nil where the file has no declaration: commands that need a database then refuse to run.
  package var database: DatabaseChoice?
}

package enum SiteFile {
  /// - Parameter path: absolute; relative paths in the file start at its folder.
  package static func decode(_ text: String, path: String) throws(DeclarationError) -> SiteSpec {
    let problems = Problems(file: path)
    guard let top = parseDeclaration(text, problems) else { throw problems.error }
    let folder = path.split(separator: "/").dropLast().map { "/" + $0 }.joined()
    let jobs = top.text("jobs")?.text ?? "."
    let state = top.text("state")?.text ?? ".sluice"
    var roots: [Root] = []
    if let map = top.requiredMapping("roots") {
      for (name, _) in map.names {
        guard let path = map.required(name, expecting: "a folder") else { continue }
        roots.append(Root(name: name, path: absolute(path.text, from: folder)))
      }
      if map.names.isEmpty { problems.add(map.place, "roots: expected at least one name and folder") }
    }
    let database = top.text("database").flatMap { decodeDatabase($0, problems) }
    top.finish()
    guard problems.isEmpty else { throw problems.error }
    return SiteSpec(
      file: path, jobs: absolute(jobs, from: folder), roots: roots, state: absolute(state, from: folder),
      database: database)
  }

  private static func decodeDatabase(_ found: (text: String, node: Node), _ problems: Problems) -> DatabaseChoice? {
    switch found.text {
    case "embedded": return .embedded
    case "environment": return .environment
    default:
      if found.text.hasPrefix("service="), found.text.count > "service=".count {
        return .service(String(found.text.dropFirst("service=".count)))
      }
      problems.add(
        found.node,
        "database: expected embedded, service=NAME or environment; no connection strings: passwords do not belong here")
      return nil
    }
  }

  /// Joins and resolves `.` and `..` as text.
  static func absolute(_ path: String, from folder: String) -> String {
    let whole = path.hasPrefix("/") ? path : folder + "/" + path
    var parts: [Substring] = []
    for part in whole.split(separator: "/") {
      switch part {
      case ".": continue
      case "..": _ = parts.popLast()
      default: parts.append(part)
      }
    }
    return "/" + parts.joined(separator: "/")
  }
}
