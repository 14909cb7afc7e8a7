import Extraction
import Rows
import Scanning

/// Where a draft's job finds its file.
struct SourceGuess {
  let root: Root
  /// Of the site; else it has to be added to the site file.
  let isKnown: Bool
  /// The file's own path below the root, as a pattern.
  let path: String
  /// The same with the date in it as fields, and the date; nil if it has none.
  let dated: (path: String, captured: [String: String])?
  let folder: String
  let name: String

  /// - Parameter file: absolute, symbolic links resolved.
  init(file: String, roots: [(root: Root, place: String)], job: String) {
    let parts = file.split(separator: "/").map(String.init)
    name = parts.last ?? ""
    folder = "/" + parts.dropLast().joined(separator: "/")
    let inside = roots.filter { file.hasPrefix($0.place == "/" ? "/" : $0.place + "/") }
    if let nearest = inside.max(by: { $0.place.utf8.count < $1.place.utf8.count }) {
      (root, isKnown) = (nearest.root, true)
      let below = file.dropFirst(nearest.place == "/" ? 1 : nearest.place.count + 1)
      path = Sample.patternText(String(below))
      dated = Self.dated(String(below))
    } else {
      let isFree = !roots.contains { $0.root.name == "data" }
      (root, isKnown) = (Root(name: isFree ? "data" : "data_\(job)", path: folder), false)
      path = Sample.patternText(name)
      dated = Self.dated(name)
    }
  }

  /// The path with the first date in it, `2026-05-01`, `20260501`, `2026/05/01`, `202605` or `2026`, as fields.
  static func dated(_ path: String) -> (path: String, captured: [String: String])? {
    let letters = Array(path)
    for start in letters.indices where start == 0 || !letters[start - 1].isNumber {
      guard let year = number(letters, start, 4), 1990...2099 ~= year.value else { continue }
      var pattern = "{yyyy}"
      var captured = ["yyyy": year.text]
      var cursor = start + 4
      for (field, range) in [("MM", 1...12), ("dd", 1...31)] {
        let mark = cursor < letters.count && "-_./".contains(letters[cursor]) ? String(letters[cursor]) : ""
        guard let part = number(letters, cursor + mark.count, 2), range ~= part.value else { break }
        pattern += mark + "{\(field)}"
        captured[field] = part.text
        cursor += mark.count + 2
      }
      guard cursor == letters.count || !letters[cursor].isNumber else { continue }
      let file = ListedFile(
        path: "", captured: captured, stamp: FileStamp(device: 0, inode: 0, size: 0, modified: 0, changed: 0))
      guard (try? file.dateSpan()) != nil else { continue }
      let before = Sample.patternText(String(letters[..<start]))
      return (before + pattern + Sample.patternText(String(letters[cursor...])), captured)
    }
    return nil
  }

  private static func number(_ letters: [Character], _ start: Int, _ count: Int) -> (value: Int, text: String)? {
    guard start + count <= letters.count else { return nil }
    let text = String(letters[start..<start + count])
    guard text.utf8.allSatisfy({ $0 >= 48 && $0 <= 57 }) else { return nil }
    return Int(text).map { ($0, text) }
  }
}
