import Foundation
import Testing

/// The repository against its own rules. A failure says where, and what to do.
@Suite struct RepositoryTests {
  @Test(arguments: Rule.all)
  func keeps(_ rule: Rule) throws {
    for finding in rule.findings(in: try Tree.repository.get()) {
      Issue.record(Comment(rawValue: finding.description))
    }
  }

  /// A listing that came back empty would break no rule.
  @Test func isReadWhole() throws {
    let tree = try Tree.repository.get()
    #expect(tree["Package.swift"]?.swift != nil)
    #expect(tree["Tests/TidyTests/RepositoryTests.swift"]?.swift != nil)
    for room in rooms where tree.folders.contains("Sources/\(room.name)") && room.floor > 0 {
      #expect(tree.texts.contains { $0.room == room.name && $0.swift != nil }, "no Swift was read in \(room.name)")
    }
  }

  /// A release archive has no `.git`: it is walked, and what the walk leaves out is what `.gitignore` names.
  @Test func isReadWithoutGit() throws {
    let root = FileManager.default.temporaryDirectory.appending(path: "tidy-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: root) }
    for path in ["Sources/Rows/Page.swift", ".build/debug/Page.swift", "Sources/a.xcodeproj/b", "Package.resolved"] {
      let file = root.appending(path: path)
      try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data("let a = 1\n".utf8).write(to: file)
    }
    try Data(".build/\nPackage.resolved\n*.xcodeproj\n".utf8).write(to: root.appending(path: ".gitignore"))
    let tree = try Tree(root: root)
    #expect(tree.paths == [".gitignore", "Sources/Rows/Page.swift"])
    #expect(tree["Sources/Rows/Page.swift"]?.lines == ["let a = 1"])
  }
}
