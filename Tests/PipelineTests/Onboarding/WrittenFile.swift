import Foundation

/// Writes a file of a test; false if it cannot be.
func writeFile(_ path: String, _ bytes: [UInt8]) -> Bool {
  FileManager.default.createFile(atPath: path, contents: Data(bytes))
}
