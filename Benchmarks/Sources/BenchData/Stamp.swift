import Glibc

/// What stands in `PATH.stamp`: which file PATH is. A number of sensors or a seed asked anew makes another file.
struct Stamp: Equatable {
  let recipe: Recipe
  let bytes: Int
  let hash: UInt64

  /// Raised when the same recipe begins to give other bytes.
  private static let version = 2

  static func path(besides path: String) -> String { path + ".stamp" }

  /// Three lines for people and machines.
  var summary: String {
    let digits = String(hash, radix: 16)
    return """
      rows \(recipe.readings)
      bytes \(bytes)
      xxh64 \(String(repeating: "0", count: 16 - digits.utf8.count))\(digits)

      """
  }

  private var text: String { "\(Self.heading(recipe))\(summary)" }

  private static func heading(_ recipe: Recipe) -> String {
    "bench-data \(version)\nsensors \(recipe.sensors)\nseed \(recipe.seed)\norder \(recipe.order.rawValue)\n"
      + "changed \(recipe.changedPercent)\n"
  }

  init(recipe: Recipe, bytes: Int, hash: UInt64) {
    self.recipe = recipe
    self.bytes = bytes
    self.hash = hash
  }

  /// The stamp of the file at `path`; nil unless both are there, the recipe is this one, and the size is as recorded.
  init?(ofFileAt path: String, _ recipe: Recipe) {
    guard let text = readSmallFile(Self.path(besides: path)) else { return nil }
    let words = text.split(separator: "\n").map { $0.split(separator: " ") }
    guard words.allSatisfy({ $0.count == 2 }) else { return nil }
    let values = Dictionary(words.map { ($0[0], $0[1]) }) { first, _ in first }
    guard let bytes = values["bytes"].flatMap({ Int($0) }),
      let hash = values["xxh64"].flatMap({ UInt64($0, radix: 16) })
    else { return nil }
    self.init(recipe: recipe, bytes: bytes, hash: hash)
    guard self.text == text, sizeOfFile(path) == bytes else { return nil }
  }

  /// Writes it beside the file, whole or not at all.
  func save(besides path: String) throws(BenchError) {
    let target = Self.path(besides: path)
    let partial = target + ".partial"
    var output = try OutputFile(path: partial)
    do throws(BenchError) {
      try output.append(Array(text.utf8))
      _ = try output.finish()
      try move(partial, to: target)
    } catch {
      unlink(partial)
      throw error
    }
  }
}
