/// A pattern over short texts such as sensor codes: `*` stands for any characters, `?` for one.
package struct TextPattern: Sendable, Equatable {
  package let text: String

  package init(_ text: String) {
    self.text = text
  }

  /// Goes back to the last `*` only, so that no pattern is slow.
  /// - Complexity: O(pattern × text).
  package func matches(_ text: String) -> Bool {
    let pattern = Array(self.text)
    let characters = Array(text)
    var (place, index) = (0, 0)
    var star: (place: Int, index: Int)?
    while index < characters.count {
      if place < pattern.count, pattern[place] == "*" {
        star = (place, index)
        place += 1
      } else if place < pattern.count, pattern[place] == "?" || pattern[place] == characters[index] {
        place += 1
        index += 1
      } else if let last = star {
        star = (last.place, last.index + 1)
        place = last.place + 1
        index = last.index + 1
      } else {
        return false
      }
    }
    return pattern[place...].allSatisfy { $0 == "*" }
  }
}
