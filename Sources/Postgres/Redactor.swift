import CLibPQ

/// Takes secrets out of the words of others.
struct Redactor {
  static let mask = "***"

  /// A shorter secret is not masked: the gaps would spell it. A text in which it occurs is withheld.
  static let shortestMasked = 4

  private let secrets: [[UInt8]]

  init(_ secrets: [String]) {
    // Longest first: one may be part of another.
    self.secrets = Set(secrets.filter { !$0.isEmpty }).map { Array($0.utf8) }.sorted { $0.count > $1.count }
  }

  /// The given secrets, and those that libpq itself found: environment, service file, password file.
  init(_ parameters: ConnectionParameters, of handle: OpaquePointer) {
    var secrets = parameters.secrets
    secrets += Self.secretOptions(of: PQconninfo(handle))
    if let password = PQpass(handle) { secrets.append(String(cString: password)) }
    self.init(secrets)
  }

  /// The text without secrets, and without the name and password of any URL in it.
  func callAsFunction(_ text: String) -> String {
    var bytes = Array(text.utf8)
    for secret in secrets {
      guard let found = Self.position(of: secret, in: bytes, from: 0) else { continue }
      if secret.count < Self.shortestMasked { return "(message withheld: it contains a secret)" }
      bytes = Self.masked(secret, in: bytes, from: found)
    }
    return String(decoding: Self.withoutUserInfo(bytes), as: UTF8.self)
  }

  /// libpq marks what must be hidden when options are shown.
  private static func secretOptions(of options: UnsafeMutablePointer<PQconninfoOption>?) -> [String] {
    guard let options else { return [] }
    defer { PQconninfoFree(options) }
    var secrets: [String] = []
    var option = options
    while option.pointee.keyword != nil {
      let isSecret = option.pointee.dispchar.map { $0.pointee == CChar(UInt8(ascii: "*")) } ?? false
      if isSecret, let value = option.pointee.val { secrets.append(String(cString: value)) }
      option += 1
    }
    return secrets
  }

  private static func masked(_ secret: [UInt8], in text: [UInt8], from first: Int) -> [UInt8] {
    var result: [UInt8] = []
    var start = 0
    var next: Int? = first
    while let found = next {
      result += text[start..<found]
      result += Array(mask.utf8)
      start = found + secret.count
      next = position(of: secret, in: text, from: start)
    }
    return result + text[start...]
  }

  private static func position(of part: [UInt8], in text: [UInt8], from start: Int) -> Int? {
    guard text.count >= start + part.count else { return nil }
    return (start...text.count - part.count).first { text[$0..<$0 + part.count].elementsEqual(part) }
  }

  /// `scheme://name:password@host` becomes `scheme://***@host`; a password may itself contain an `@`.
  private static func withoutUserInfo(_ text: [UInt8]) -> [UInt8] {
    let scheme = Array("://".utf8)
    let ends = Array(" \t\n\"'".utf8)
    var result = text
    var start = 0
    while let found = position(of: scheme, in: result, from: start) {
      start = found + scheme.count
      let word = result[start...].prefix { !ends.contains($0) }
      if let at = word.lastIndex(of: UInt8(ascii: "@")) { result.replaceSubrange(start..<at, with: Array(mask.utf8)) }
    }
    return result
  }
}
