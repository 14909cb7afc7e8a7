import Foundation

/// A file of the tree that is text: UTF-8 without a NUL byte.
struct TextFile: Sendable {
  let path: String
  let bytes: [UInt8]
  /// Without their LF; a CR stays. What follows the last LF counts as a line only if it is not empty.
  let lines: [String]
  /// Set for `*.swift`.
  let swift: SwiftText?

  /// Nil for bytes that are no text.
  init?(path: String, bytes: [UInt8]) {
    guard !bytes.contains(0), String(validating: bytes, as: UTF8.self) != nil else { return nil }
    self.path = path
    self.bytes = bytes
    var lines = bytes.split(separator: Ascii.lf, omittingEmptySubsequences: false)
    if lines.last?.isEmpty == true { lines.removeLast() }
    self.lines = lines.map { String(decoding: $0, as: UTF8.self) }
    swift = path.hasSuffix(".swift") ? SwiftText(bytes) : nil
  }

  func finding(_ line: Int, _ advice: String) -> Finding { Finding(path: path, line: line, advice: advice) }

  /// A finding on the line that holds the byte at `offset`. Swift files only.
  func finding(at offset: Int, _ advice: String) -> Finding { finding(swift?.line(of: offset) ?? 1, advice) }
}

/// What a rule looks at: paths relative to the root, their sizes, and the texts among them.
struct Tree: Sendable {
  private(set) var sizes: [String: Int] = [:]
  private(set) var texts: [TextFile] = []
  private(set) var folders: Set<String> = []

  /// Sorted.
  var paths: [String] { sizes.keys.sorted() }

  subscript(path: String) -> TextFile? { texts.first { $0.path == path } }

  func holds(_ path: String) -> Bool { sizes[path] != nil || folders.contains(path) }

  /// `bytes` is nil for what is not read: links, and files far beyond the size limit.
  mutating func add(_ path: String, size: Int, bytes: [UInt8]?) {
    sizes[path] = size
    if let bytes, let text = TextFile(path: path, bytes: bytes) { texts.append(text) }
    var folder = path[...]
    while let slash = folder.lastIndex(of: "/") {
      folder = folder[..<slash]
      folders.insert(String(folder))
    }
  }
}

extension Tree {
  /// The repository that this file stands in, without what git ignores.
  static let repository: Result<Tree, any Error> = Result {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    return try Tree(root: root)
  }

  /// Reads the files below `root`: those that git lists, or without git those that `.gitignore` leaves.
  init(root: URL) throws {
    for path in try Self.listedByGit(root) ?? Self.walked(root) {
      let url = root.appending(path: path)
      // A file deleted but not yet committed is still listed.
      guard let facts = try? FileManager.default.attributesOfItem(atPath: url.path) else { continue }
      let size = facts[.size] as? Int ?? 0
      let isRead = facts[.type] as? FileAttributeType == .typeRegular && size <= 2 * largestFileBytes
      add(path, size: size, bytes: isRead ? [UInt8](try Data(contentsOf: url)) : nil)
    }
  }

  /// Nil where git is missing or the folder is no checkout.
  private static func listedByGit(_ root: URL) throws -> [String]? {
    let git = Process()
    git.executableURL = URL(filePath: "/usr/bin/env")
    git.currentDirectoryURL = root
    // The checkout may belong to another user (a container's volume); a hook's GIT_DIR must not lead elsewhere.
    git.arguments = ["git", "-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    git.environment = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("GIT_") }
    let output = Pipe()
    git.standardOutput = output
    git.standardError = FileHandle.nullDevice
    try git.run()
    let listing = try output.fileHandleForReading.readToEnd() ?? Data()
    git.waitUntilExit()
    guard git.terminationStatus == 0 else { return nil }
    return Set(listing.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }).sorted()
  }

  /// For a release archive: understands the plain names, folders and `*.suffix` of a `.gitignore`.
  static func walked(_ root: URL) throws -> [String] {
    let ignored = try String(contentsOf: root.appending(path: ".gitignore"), encoding: .utf8)
      .split(separator: "\n").map { $0.hasSuffix("/") ? $0.dropLast() : $0 }
    var paths: [String] = []
    let walk = FileManager.default.enumerator(atPath: root.path)
    while let path = walk?.nextObject() as? String {
      let name = path.split(separator: "/").last ?? ""
      let isIgnored = ignored.contains { $0.hasPrefix("*") ? name.hasSuffix($0.dropFirst()) : name == $0 }
      if isIgnored || name == ".git" {
        walk?.skipDescendants()
      } else if walk?.fileAttributes?[.type] as? FileAttributeType != .typeDirectory {
        paths.append(path)
      }
    }
    return paths.sorted()
  }
}
