import Oracle

/// Writes the bytes that a line of a case stands for: its text in an encoding, by iconv, and the bytes of its escapes.
///
/// Escapes: `\n` `\r` `\t` `\\` are characters, `\xHH` is a raw byte, `\u{HEX}` a character, `\{TEXT*N}` is TEXT
/// N times.
struct ByteWriter {
  let encoding: String
  private(set) var bytes: [UInt8] = []

  init(encoding: String) { self.encoding = encoding }

  struct Problem: Error, CustomStringConvertible {
    var description: String
  }

  mutating func write(_ text: String) throws {
    var rest = Substring(text)
    while !rest.isEmpty {
      let plain = rest.prefix { $0 != "\\" }
      bytes += try encode(String(plain))
      rest = rest.dropFirst(plain.count)
      guard rest.first == "\\" else { continue }
      rest = rest.dropFirst()
      try writeEscape(&rest)
    }
  }

  private mutating func writeEscape(_ rest: inout Substring) throws {
    guard let kind = rest.popFirst() else { throw Problem(description: "a backslash at the end") }
    switch kind {
    case "n": bytes += try encode("\n")
    case "r": bytes += try encode("\r")
    case "t": bytes += try encode("\t")
    case "\\": bytes += try encode("\\")
    case "x":
      guard let byte = UInt8(rest.prefix(2), radix: 16) else {
        throw Problem(description: "no byte: \(rest.prefix(2))")
      }
      bytes.append(byte)
      rest = rest.dropFirst(2)
    case "u":
      let hex = try braced(&rest)
      guard let scalar = UInt32(hex, radix: 16).flatMap(Unicode.Scalar.init) else {
        throw Problem(description: "no character: \(hex)")
      }
      bytes += try encode(String(Character(scalar)))
    case "{":
      rest = "{" + rest
      let inner = try braced(&rest)
      guard let star = inner.lastIndex(of: "*"), let count = Int(inner[inner.index(after: star)...]) else {
        throw Problem(description: "no repetition: \(inner)")
      }
      var once = ByteWriter(encoding: encoding)
      try once.write(String(inner[..<star]))
      for _ in 0..<count { bytes += once.bytes }
    default: throw Problem(description: "no escape: \\\(kind)")
    }
  }

  private func braced(_ rest: inout Substring) throws -> Substring {
    guard rest.first == "{", let end = rest.firstIndex(of: "}") else {
      throw Problem(description: "no braces: \(rest)")
    }
    let inner = rest[rest.index(after: rest.startIndex)..<end]
    rest = rest[rest.index(after: end)...]
    return inner
  }

  /// - Complexity: O(length)
  private func encode(_ text: String) throws -> [UInt8] {
    if encoding == "utf-8" || text.isEmpty { return Array(text.utf8) }
    guard let bytes = transcoded(Array(text.utf8), from: "UTF-8", to: encoding) else {
      throw Problem(description: "\(encoding) has no \(text)")
    }
    return bytes
  }
}
