import Foundation
import Support

/// A text in an encoding by the name that glibc's iconv has for it, mark included where the name asks for one.
func encoded(_ text: String, as name: String) throws -> [UInt8] {
  let folder = try TemporaryFolder()
  let path = folder.path + "/text"
  try Data(text.utf8).write(to: URL(fileURLWithPath: path))
  let result = try run(
    "/usr/bin/iconv", ["-f", "UTF-8", "-t", name, "-o", path + ".out", path], environment: ["PATH": "/usr/bin"])
  guard result.status == 0 else { throw CocoaError(.fileReadInapplicableStringEncoding) }
  return Array(try Data(contentsOf: URL(fileURLWithPath: path + ".out")))
}

/// The text of bytes in such an encoding.
func decoded(_ path: String, from name: String) throws -> String {
  let result = try run("/usr/bin/iconv", ["-f", name, "-t", "UTF-8", path], environment: ["PATH": "/usr/bin"])
  return result.stdout
}
