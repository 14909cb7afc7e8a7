import Foundation
import Glibc

/// A fresh folder under /tmp that goes with its last reference.
///
/// It is always /tmp and no deeper: sockets must fit into it, and another user (PostgreSQL's) must reach it.
package final class TemporaryFolder: Sendable {
  package let path: String

  /// - Parameter mode: 0755 lets a server that runs as another user pass through.
  package init(mode: UInt32 = 0o700) throws {
    var name = Array("/tmp/sluice-test-XXXXXX".utf8CString)
    guard let made = mkdtemp(&name) else { throw SystemFailure("make a folder in /tmp") }
    path = String(cString: made)
    if chmod(path, mode) != 0 { throw SystemFailure("chmod \(path)") }
  }

  deinit {
    do {
      try FileManager.default.removeItem(atPath: path)
    } catch CocoaError.fileNoSuchFile {
      // The test has removed it itself.
    } catch {
      FileHandle.standardError.write(Data("cannot remove \(path): \(error)\n".utf8))
    }
  }
}

/// The environment of the test process.
func currentEnvironment() -> [String: String] {
  ProcessInfo.processInfo.environment
}
