import Testing

@testable import Scanning

/// Are the tables of the single-byte encodings those of the C library?
struct SingleByteTests {
  struct Case: CustomTestStringConvertible, Sendable {
    var encoding: TextEncoding
    var name: String
    var unassigned: [UInt8] = []

    var testDescription: String { name }
  }

  static let cases = [
    Case(encoding: .cp850, name: "CP850"),
    Case(encoding: .windows1252, name: "CP1252", unassigned: [0x81, 0x8D, 0x8F, 0x90, 0x9D]),
    Case(encoding: .latin1, name: "ISO-8859-1"),
  ]

  @Test(arguments: cases)
  func allBytes(_ it: Case) throws {
    let iconv = try Iconv(from: it.name, to: "UTF-8")
    var unassigned: [UInt8] = []
    for byte in UInt8.min...UInt8.max {
      #expect(decode([byte], it.encoding) == iconv.convert([byte]), "\(byte)")
      if decode([byte], it.encoding).fault != nil { unassigned.append(byte) }
    }
    #expect(unassigned == it.unassigned)
    let assigned = (UInt8.min...UInt8.max).filter { !it.unassigned.contains($0) }
    #expect(decode(assigned, it.encoding) == iconv.convert(assigned), "all of them in one text")
  }

  @Test func faultEndsTheText() {
    #expect(decode(Array("abc".utf8) + [0x80, 0x81, 0x41], .windows1252) == (Array("abc€".utf8), 4))
    #expect(decode(Array("0123456789".utf8) + [0x9D], .windows1252) == (Array("0123456789".utf8), 10))
  }
}
