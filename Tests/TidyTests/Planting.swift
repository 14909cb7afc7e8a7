/// A small tree for one rule, in which some lines break it.
///
/// A line that ends with the mark ◀ must be found, every other line must not. The mark is cut off, and one space before
/// it, so what is planted is what would stand in the repository.
struct Planting: Sendable, CustomStringConvertible {
  let rule: String
  let files: [(path: String, text: String)]
  let endsWithLineEnd: Bool

  init(_ rule: String, _ path: String, _ text: String, endsWithLineEnd: Bool = true) {
    self.init(rule, [(path, text)], endsWithLineEnd: endsWithLineEnd)
  }

  /// For rules about names: the first line stands for the file.
  init(_ rule: String, _ files: [(path: String, text: String)], endsWithLineEnd: Bool = true) {
    self.rule = rule
    self.files = files
    self.endsWithLineEnd = endsWithLineEnd
  }

  var description: String { "\(rule): \(files.map(\.path).joined(separator: ", "))" }

  /// Each as `path:line`.
  var offenders: Set<String> {
    Set(
      files.flatMap { path, text in
        text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
          .filter { $1.hasSuffix("◀") }.map { "\(path):\($0.offset + 1)" }
      })
  }

  var tree: Tree {
    var tree = Tree()
    for (path, text) in files {
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line -> Substring in
        guard line.hasSuffix("◀") else { return line }
        let kept = line.dropLast()
        return kept.hasSuffix(" ") ? kept.dropLast() : kept
      }
      let bytes = Array((lines.joined(separator: "\n") + (endsWithLineEnd ? "\n" : "")).utf8)
      tree.add(path, size: bytes.count, bytes: bytes)
    }
    return tree
  }

  static let all: [Planting] = floorPlantings + lengthPlantings + habitPlantings + layoutPlantings + pagePlantings
}
