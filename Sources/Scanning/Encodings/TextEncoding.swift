/// How an object's bytes spell its texts, named as a job file names it.
package enum TextEncoding: String, Sendable, CaseIterable {
  case utf8 = "utf-8"
  /// The byte order mark decides; little-endian where there is none.
  case utf16 = "utf-16"
  case utf16LittleEndian = "utf-16le"
  case utf16BigEndian = "utf-16be"
  /// Windows code page 949, also called UHC: EUC-KR and the 8,822 syllables that EUC-KR lacks.
  case cp949
  /// The DOS code page of western Europe.
  case cp850
  case windows1252 = "windows-1252"
  /// ISO 8859-1: each byte is the scalar of its number.
  case latin1 = "latin-1"

  /// The encoding that a label means, in the spellings of mail, browsers, iconv, Java and Windows; nil if it is none of
  /// ours. Capitals, hyphens, underscores and blanks make no difference.
  ///
  /// Files said to be EUC-KR are nearly always CP949, which reads true EUC-KR as well, so both mean CP949.
  package init?(label: String) {
    let ignored = Array("-_ ".utf8)
    let letters = label.utf8.filter { !ignored.contains($0) }
      .map { byte in (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte }
    switch String(decoding: letters, as: UTF8.self) {
    case "utf8", "ascii", "usascii": self = .utf8
    case "utf16": self = .utf16
    case "utf16le": self = .utf16LittleEndian
    case "utf16be": self = .utf16BigEndian
    case "cp949", "ms949", "mscp949", "uhc", "windows949", "xwindows949", "euckr", "xeuckr", "ksc5601", "ksc56011987",
      "ksx1001":
      self = .cp949
    case "cp850", "ibm850": self = .cp850
    case "windows1252", "xwindows1252", "cp1252", "ansi": self = .windows1252
    case "latin1", "iso88591", "l1": self = .latin1
    default: return nil
    }
  }

  /// Whether each ASCII character is one byte of its own, and delimiters, quotes and line ends are therefore found in
  /// the bytes as stored. In CP949 the second byte of a character may be an ASCII letter, but nothing else of ASCII.
  package var isTransparent: Bool {
    switch self {
    case .utf8, .cp949, .cp850, .windows1252, .latin1: true
    case .utf16, .utf16LittleEndian, .utf16BigEndian: false
    }
  }

  /// The encoding of the bytes that are scanned: UTF-16 is transcoded before.
  package var whenScanned: TextEncoding { isTransparent ? self : .utf8 }

  /// The mark that may stand at an object's start; empty where the encoding has none, or more than one.
  package var byteOrderMark: [UInt8] {
    switch self {
    case .utf8: [0xEF, 0xBB, 0xBF]
    case .utf16LittleEndian: [0xFF, 0xFE]
    case .utf16BigEndian: [0xFE, 0xFF]
    case .utf16, .cp949, .cp850, .windows1252, .latin1: []
    }
  }

  /// The encoding whose mark stands at an object's start, whatever the object is declared to be; nil without a mark.
  package init?(markedBy start: UnsafeBufferPointer<UInt8>) {
    let marked: [TextEncoding] = [.utf8, .utf16LittleEndian, .utf16BigEndian]
    guard let encoding = marked.first(where: { start.starts(with: $0.byteOrderMark) }) else { return nil }
    self = encoding
  }

  /// Bytes of the mark at an object's start: 0 without one, nil where it is that of another encoding.
  package func markLength(at start: UnsafeBufferPointer<UInt8>) -> Int? {
    guard let marked = TextEncoding(markedBy: start) else { return 0 }
    return marked == self || (self == .utf16 && !marked.isTransparent) ? marked.byteOrderMark.count : nil
  }

  /// The byte order of an object that starts with these bytes; nil where it is not UTF-16.
  package func byteOrder(at start: UnsafeBufferPointer<UInt8>) -> UTF16Transcoder.ByteOrder? {
    switch self {
    case .utf16: TextEncoding(markedBy: start) == .utf16BigEndian ? .big : .little
    case .utf16LittleEndian: .little
    case .utf16BigEndian: .big
    case .utf8, .cp949, .cp850, .windows1252, .latin1: nil
    }
  }
}
