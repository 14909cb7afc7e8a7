import Testing

@testable import Scanning

/// Is our code page 949 that of the C library, code by code?
struct CP949Tests {
  @Test func tableIsRectangular() {
    #expect(KSX1001.rows.count == 94)
    for (index, row) in KSX1001.rows.enumerated() {
      #expect(row.unicodeScalars.count == KSX1001.rowLength, "row \(index + 1)")
    }
  }

  @Test func singleBytes() throws {
    let iconv = try Iconv(from: "CP949", to: "UTF-8")
    for byte in UInt8.min...UInt8.max {
      #expect(decode([byte], .cp949) == iconv.convert([byte]), "\(byte)")
      #expect(decode([byte], .cp949).fault == (byte < 0x80 ? nil : 0))
    }
  }

  /// All 65,536: pairs of characters, characters of two bytes, and what is neither.
  @Test func pairs() throws {
    let iconv = try Iconv(from: "CP949", to: "UTF-8")
    var characters = 0
    var differing: [[UInt8]] = []
    for first in UInt8.min...UInt8.max {
      for second in UInt8.min...UInt8.max {
        let ours = decode([first, second], .cp949)
        var theirs = iconv.convert([first, second])
        // This code it refuses like the others that are none, but only after it has stepped over it.
        if [first, second] == [0xA2, 0xE8], theirs.fault == 2 { theirs.fault = 0 }
        if ours != theirs { differing.append([first, second]) }
        if first >= 0x80, ours.fault == nil { characters += 1 }
        if first >= 0x80 { #expect(CP949.hasCharacter(first, second) == (ours.fault == nil)) }
      }
    }
    #expect(differing == [])
    #expect(characters == 17_048)
  }

  static let phrases = [
    "똠방각하", "펲시", "뷁", "햏", "믜", "쓩", "경상북도 포항시", "점검및교정", "장비점검", "자료이상", "통신장애",
    "온도(℃),압력(㎏/㎠),유량(㎥/h)", "2026-05-01 06:02:11,정상,83.4", "ㄱㄴㄷㆍㅏ", "大韓民國", "樂園의 快樂", "①②③ ★ ※ ± °",
    "αβγ Ⅳ ½ жук", "힣힢힡힠갂갃", "\"인용,문\";탭\t|끝\r\n",
  ]

  /// A text is read as it was written.
  @Test(arguments: phrases)
  func phrase(_ phrase: String) throws {
    let encoded = try Iconv(from: "UTF-8", to: "CP949").convert(Array(phrase.utf8))
    #expect(encoded.fault == nil)
    #expect(decode(encoded.output, .cp949) == (Array(phrase.utf8), nil))
    #expect(encoded.output.withUnsafeBufferPointer { TextEncoding.cp949.text($0) } == phrase)
  }

  /// Every syllable there is, in one text.
  @Test func allSyllables() throws {
    let syllables = String(String.UnicodeScalarView((0xAC00...0xD7A3).compactMap { Unicode.Scalar($0 as UInt32) }))
    let encoded = try Iconv(from: "UTF-8", to: "CP949").convert(Array(syllables.utf8))
    #expect(encoded.fault == nil)
    #expect(encoded.output.count == 2 * 11_172)
    #expect(decode(encoded.output, .cp949) == (Array(syllables.utf8), nil))
  }

  /// Runs of ASCII of all lengths around a character, since they are copied eight bytes at a time.
  @Test func runs() {
    for before in 0...20 {
      for after in 0...20 {
        let (head, tail) = ([UInt8](repeating: 0x41, count: before), [UInt8](repeating: 0x7A, count: after))
        let text = decode(head + [0xB0, 0xA1] + tail, .cp949)
        #expect(text == (head + Array("가".utf8) + tail, nil))
        let faulty = decode(head + [0xB0, 0xA1, 0xFF] + tail, .cp949)
        #expect(faulty == (head + Array("가".utf8), before + 2))
        let cut = decode(head + [0xB0, 0xA1] + tail + [0xB0], .cp949)
        #expect(cut == (head + Array("가".utf8) + tail, before + 2 + after))
      }
    }
  }

  /// The delimiters of records and fields are never the second byte of a character.
  @Test func isTransparent() {
    for trail in UInt8.min...0x7F where (0x81...0xFE).contains(where: { CP949.hasCharacter($0, trail) }) {
      #expect(Unicode.Scalar(trail).properties.isAlphabetic, "\(trail)")
    }
  }
}
