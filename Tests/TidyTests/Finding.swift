/// One place where the repository breaks one of its own rules, and what to do about it.
struct Finding: Hashable, Comparable, CustomStringConvertible {
  let path: String
  /// Counted from 1; what concerns a whole file stands on its line 1.
  let line: Int
  let advice: String

  var description: String { "\(path):\(line): \(advice)" }

  static func < (left: Self, right: Self) -> Bool {
    (left.path, left.line, left.advice) < (right.path, right.line, right.advice)
  }
}

/// A rule of the house: a pure function from a tree of texts to the places that break it.
///
/// The same function reads the repository (`RepositoryTests`) and planted offenders (`PlantedTests`), because a check
/// that cannot fail is a defect.
struct Rule: Sendable, CustomStringConvertible {
  let name: String
  private let read: @Sendable (Tree) -> [Finding]

  /// A rule about the tree as a whole: names, numbers, what exists.
  init(_ name: String, read: @escaping @Sendable (Tree) -> [Finding]) {
    self.name = name
    self.read = read
  }

  /// A rule about single texts below one of the folders, odd data apart.
  init(_ name: String, below folders: [String] = [""], eachText find: @escaping @Sendable (TextFile) -> [Finding]) {
    self.init(name) { tree in
      tree.texts.filter { file in !file.isData && folders.contains(where: file.path.hasPrefix) }.flatMap(find)
    }
  }

  /// A rule about single Swift files below one of the folders.
  init(
    _ name: String, below folders: [String], eachSwift find: @escaping @Sendable (TextFile, SwiftText) -> [Finding]
  ) {
    self.init(name) { tree in
      tree.texts.flatMap { file -> [Finding] in
        guard let swift = file.swift, folders.contains(where: file.path.hasPrefix) else { return [] }
        return find(file, swift)
      }
    }
  }

  var description: String { name }

  /// What breaks the rule, in order of path and line, one finding a line.
  func findings(in tree: Tree) -> [Finding] {
    var seen: Set<String> = []
    return read(tree).sorted().filter { seen.insert("\($0.path):\($0.line)").inserted }
  }

  static let all: [Rule] = floorRules + lengthRules + habitRules + layoutRules + pageRules
}
