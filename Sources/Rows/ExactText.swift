/// A text that is compared byte by byte. Swift's own `==` takes canonically equivalent texts for the same (é written as
/// one scalar or as two); file systems and PostgreSQL do not, and neither may codes and paths.
package struct ExactText: Hashable, Sendable {
  package let text: String

  package init(_ text: String) {
    self.text = text
  }

  package static func == (left: ExactText, right: ExactText) -> Bool {
    left.text.utf8.elementsEqual(right.text.utf8)
  }

  package func hash(into hasher: inout Hasher) {
    for byte in text.utf8 { hasher.combine(byte) }
    hasher.combine(UInt8(0xFF))
  }
}
