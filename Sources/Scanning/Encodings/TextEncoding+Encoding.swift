extension TextEncoding {
  /// The bytes that spell a text in what is scanned (UTF-16 is UTF-8 by then); nil if the encoding lacks a character.
  ///
  /// For the few texts that a job declares: it searches the decoder's codes, so there is one table of each encoding.
  package func encode(_ text: String) -> [UInt8]? {
    if self == .utf8 || !isTransparent || text.utf8.allSatisfy({ $0 < 0x80 }) { return Array(text.utf8) }
    var bytes: [UInt8] = []
    for scalar in text.unicodeScalars {
      guard let code = code(of: scalar) else { return nil }
      bytes += code
    }
    return bytes
  }

  private func code(of scalar: Unicode.Scalar) -> [UInt8]? {
    if scalar.isASCII { return [UInt8(scalar.value)] }
    if self == .cp949 { return CP949.code(of: scalar) }
    for byte in UInt8(0x80)...0xFF where spells([byte], scalar) { return [byte] }
    return nil
  }

  private func spells(_ bytes: [UInt8], _ scalar: Unicode.Scalar) -> Bool {
    bytes.withUnsafeBufferPointer { text($0) }.map { $0.unicodeScalars.elementsEqual([scalar]) } ?? false
  }
}
