import Testing

@testable import Scanning

/// Names, marks, and what the decoders promise of their memory.
struct TextEncodingTests {
  @Test(
    arguments: [
      ("utf-8", .utf8), ("UTF8", .utf8), ("us-ascii", .utf8), ("utf-16", .utf16), ("UTF-16LE", .utf16LittleEndian),
      ("utf_16be", .utf16BigEndian), ("cp949", .cp949), ("EUC-KR", .cp949), ("euckr", .cp949),
      ("ks_c_5601-1987", .cp949), ("KS_C_5601-1987", .cp949), ("ms949", .cp949), ("UHC", .cp949),
      ("x-windows-949", .cp949), ("cp850", .cp850), ("IBM850", .cp850), ("windows-1252", .windows1252),
      ("CP1252", .windows1252), ("ANSI", .windows1252), ("latin-1", .latin1), ("latin1", .latin1),
      ("ISO-8859-1", .latin1), ("iso 8859-1", .latin1), ("iso-8859-15", nil), ("johab", nil), ("auto", nil), ("", nil),
      ("utf-32", nil), ("EUC-\u{212A}R", nil), ("shift_jis", nil),
    ] as [(String, TextEncoding?)])
  func labels(_ label: String, _ expected: TextEncoding?) {
    #expect(TextEncoding(label: label) == expected)
  }

  @Test(arguments: TextEncoding.allCases)
  func ownNames(_ encoding: TextEncoding) {
    #expect(TextEncoding(label: encoding.rawValue) == encoding)
    #expect(TextEncoding(rawValue: encoding.rawValue) == encoding)
    #expect(encoding.isTransparent == !encoding.rawValue.hasPrefix("utf-16"))
    #expect(encoding.whenScanned == (encoding.isTransparent ? encoding : .utf8))
    #expect(decode([], encoding) == ([], nil))
  }

  struct Mark: CustomTestStringConvertible, Sendable {
    var bytes: [UInt8]
    var marked: TextEncoding?
    /// What each encoding takes for its mark; the others do not read the object.
    var lengths: [TextEncoding: Int]

    var testDescription: String { "\(bytes)" }
  }

  static let marks = [
    Mark(bytes: [0xEF, 0xBB, 0xBF], marked: .utf8, lengths: [.utf8: 3]),
    Mark(bytes: [0xEF, 0xBB, 0xBF, 0x41], marked: .utf8, lengths: [.utf8: 3]),
    Mark(bytes: [0xFF, 0xFE, 0x41, 0], marked: .utf16LittleEndian, lengths: [.utf16LittleEndian: 2, .utf16: 2]),
    Mark(bytes: [0xFE, 0xFF, 0, 0x41], marked: .utf16BigEndian, lengths: [.utf16BigEndian: 2, .utf16: 2]),
    Mark(bytes: [0xEF, 0xBB], marked: nil, lengths: withoutMark),
    Mark(bytes: [0xFF], marked: nil, lengths: withoutMark),
    Mark(bytes: [], marked: nil, lengths: withoutMark),
    Mark(bytes: Array("a,b".utf8), marked: nil, lengths: withoutMark),
  ]
  private static let withoutMark = Dictionary(uniqueKeysWithValues: TextEncoding.allCases.map { ($0, 0) })

  @Test(arguments: marks)
  func markAtTheStart(_ it: Mark) {
    it.bytes.withUnsafeBufferPointer { bytes in
      #expect(TextEncoding(markedBy: bytes) == it.marked)
      for encoding in TextEncoding.allCases {
        #expect(encoding.markLength(at: bytes) == it.lengths[encoding], "\(encoding)")
      }
      #expect(TextEncoding.utf16.byteOrder(at: bytes) == (it.marked == .utf16BigEndian ? .big : .little))
      #expect(TextEncoding.utf16BigEndian.byteOrder(at: bytes) == .big)
      #expect(TextEncoding.utf16LittleEndian.byteOrder(at: bytes) == .little)
      #expect(TextEncoding.utf8.byteOrder(at: bytes) == nil)
    }
  }

  @Test(
    arguments: [
      (.utf16, [0xFF, 0xFE, 0x41, 0, 0, 0xAC], "A가", nil), (.utf16, [0xFE, 0xFF, 0, 0x41, 0xAC, 0], "A가", nil),
      (.utf16, [0x41, 0, 0, 0xAC], "A가", nil), (.utf16LittleEndian, [0x41, 0, 0, 0xAC], "A가", nil),
      (.utf16BigEndian, [0, 0x41, 0xAC, 0], "A가", nil), (.utf16BigEndian, [0xD8, 0x3D, 0xDE, 0], "😀", nil),
      (.utf16BigEndian, [0, 0x41, 0xD8, 0x3D], "A", 2), (.utf16BigEndian, [0, 0x41, 0xDE, 0, 0, 0x41], "A", 2),
      (.utf16BigEndian, [0xD8, 0x3D, 0xDE, 0, 0xD8, 0, 0, 0x41], "😀", 4), (.utf16BigEndian, [0, 0x41, 0], "A", 2),
      (.utf16, [0xFE, 0xFF, 0, 0x41, 0xDC, 0], "A", 4), (.utf16, [0xFE, 0xFF], "", nil), (.utf16, [0xFE], "", 0),
      (.utf16LittleEndian, [0xFF, 0xFE, 0x41, 0], "\u{FEFF}A", nil),
    ] as [(TextEncoding, [UInt8], String, Int?)])
  func strictUTF16(_ encoding: TextEncoding, _ bytes: [UInt8], _ text: String, _ fault: Int?) {
    #expect(decode(bytes, encoding) == (Array(text.utf8), fault))
    #expect(bytes.withUnsafeBufferPointer { encoding.text($0) == nil } == (fault != nil))
  }

  /// The longest texts there are fit into the room that is asked for, and nothing is written behind it.
  @Test(
    arguments: [
      (.utf8, [0x7F]), (.utf8, [0xEA, 0xB0, 0x80]), (.cp949, [0xB0, 0xA1]), (.cp949, [0x41]), (.cp850, [0xC4]),
      (.windows1252, [0x80]), (.latin1, [0xFF]), (.utf16LittleEndian, [0x00, 0xAC]), (.utf16BigEndian, [0xAC, 0x00]),
      (.utf16LittleEndian, [0x00, 0xD8]), (.utf16BigEndian, [0xD8, 0x3D, 0xDE, 0x00]), (.utf16, [0x00, 0xDC]),
    ] as [(TextEncoding, [UInt8])])
  func staysInItsRoom(_ encoding: TextEncoding, _ character: [UInt8]) {
    for repeats in 0...40 {
      for odd in 0...1 {
        let bytes = (0..<repeats).flatMap { _ in character } + [UInt8](repeating: 0x41, count: odd)
        let room = encoding.capacity(for: bytes.count)
        var output = [UInt8](repeating: 0xFF, count: room + 16)
        let decoded = output.withUnsafeMutableBufferPointer { output in
          bytes.withUnsafeBufferPointer {
            encoding.decode($0, into: UnsafeMutableBufferPointer(rebasing: output[..<room]))
          }
        }
        #expect(output[room...].allSatisfy { $0 == 0xFF })
        let again = decode(bytes, encoding)
        #expect(Array(output[..<decoded.written]) == again.output)
        #expect(decoded.fault == again.fault)
      }
    }
  }

  /// What stood in the text before stays.
  @Test func appends() {
    var text = Array("앞 ".utf8)
    let fault = ([0xB5, 0xDA, 0x80] as [UInt8]).withUnsafeBufferPointer {
      TextEncoding.cp949.decode($0, appendingTo: &text)
    }
    #expect(text == Array("앞 뒤".utf8))
    #expect(fault == 2)
  }
}
