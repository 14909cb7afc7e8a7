/// The name of a schema, table, column or role, fit to stand in a statement.
package struct Identifier: Hashable, Sendable {
  /// The longest name which PostgreSQL keeps whole, in bytes.
  package static let maximumLength = 63

  /// The name as the catalogue has it, without quotes.
  package let name: String

  /// A name for something that we create: a lower case letter or `_`, then up to 62 of those and digits; nil otherwise.
  package init?(ours name: String) {
    guard let first = name.utf8.first, name.utf8.count <= Self.maximumLength,
      Self.isLetter(first), name.utf8.allSatisfy({ Self.isLetter($0) || Self.isDigit($0) })
    else { return nil }
    self.name = name
  }

  /// A name that exists already, somebody else's: anything but empty, longer than the server keeps, or with a NUL.
  package init?(existing name: String) {
    guard !name.isEmpty, name.utf8.count <= Self.maximumLength, !name.utf8.contains(0) else { return nil }
    self.name = name
  }

  /// The name in double quotes, with those within it doubled.
  package var quoted: String {
    var text = "\""
    for scalar in name.unicodeScalars {
      if scalar == "\"" { text.unicodeScalars.append("\"") }
      text.unicodeScalars.append(scalar)
    }
    text.unicodeScalars.append("\"")
    return text
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || byte == UInt8(ascii: "_")
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }
}
