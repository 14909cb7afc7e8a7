import Foundation
import Testing

@testable import Scanning

/// What is a file taken for whose encoding nobody has said?
struct EncodingGuessTests {
  typealias Certainty = EncodingGuess.Certainty

  struct Case: CustomTestStringConvertible, Sendable {
    var name: String
    var bytes: [UInt8]
    var isWhole = true
    var encoding: TextEncoding
    var certainty: Certainty
    /// A part of the sentence that is for people.
    var reason: String

    var testDescription: String { name }
  }

  private static func utf16(_ text: String, isBig: Bool = false) -> [UInt8] {
    text.utf16.flatMap { unit in
      isBig ? [UInt8(unit >> 8), UInt8(unit & 0xFF)] : [UInt8(unit & 0xFF), UInt8(unit >> 8)]
    }
  }

  private static let korean = "측정시각,설비,온도(℃),상태\r\n2026-05-01 06:02,프레스7,83.4,정상\r\n"
  private static let ascii = Array("time,sensor,value\n2026-05-01,P03,1.5\n".utf8)
  /// 온도,압력 in CP949.
  private static let cp949: [UInt8] = [0xBF, 0xC2, 0xB5, 0xB5, 0x2C, 0xBE, 0xD0, 0xB7, 0xC2]

  static let cases = [
    Case(name: "nothing", bytes: [], encoding: .utf8, certainty: .certain, reason: "ASCII"),
    Case(name: "ASCII", bytes: ascii, encoding: .utf8, certainty: .certain, reason: "all of it is ASCII"),
    Case(
      name: "UTF-8 mark", bytes: [0xEF, 0xBB, 0xBF] + ascii, encoding: .utf8, certainty: .certain,
      reason: "byte order mark of utf-8"),
    Case(
      name: "UTF-8 mark before CP949", bytes: [0xEF, 0xBB, 0xBF] + cp949, encoding: .utf8, certainty: .unsure,
      reason: "not all of it"),
    Case(
      name: "UTF-8 mark and a NUL", bytes: [0xEF, 0xBB, 0xBF, 0] + ascii, encoding: .utf8, certainty: .unsure,
      reason: "bytes 0"),
    Case(
      name: "UTF-16LE mark", bytes: [0xFF, 0xFE] + utf16(korean), encoding: .utf16LittleEndian, certainty: .certain,
      reason: "byte order mark of utf-16le"),
    Case(
      name: "UTF-16BE mark", bytes: [0xFE, 0xFF] + utf16("가나다", isBig: true), encoding: .utf16BigEndian,
      certainty: .certain, reason: "byte order mark of utf-16be"),
    Case(
      name: "UTF-32LE mark", bytes: [0xFF, 0xFE, 0, 0, 0x41, 0, 0, 0], encoding: .utf16LittleEndian,
      certainty: .unsure, reason: "UTF-32"),
    Case(
      name: "UTF-16LE", bytes: utf16(korean), encoding: .utf16LittleEndian, certainty: .probable,
      reason: "bytes at odd offsets are 0"),
    Case(
      name: "UTF-16BE", bytes: utf16(korean, isBig: true), encoding: .utf16BigEndian, certainty: .probable,
      reason: "bytes at even offsets are 0"),
    Case(
      name: "UTF-16LE, cut in a unit", bytes: utf16(korean).dropLast(), isWhole: false, encoding: .utf16LittleEndian,
      certainty: .probable, reason: "odd offsets"),
    Case(
      name: "Korean in UTF-8", bytes: Array(korean.utf8), encoding: .utf8, certainty: .certain,
      reason: "16 of its characters beyond ASCII"),
    // It is CP949 as well, which is the trap.
    Case(
      name: "Korean in UTF-8 that CP949 takes", bytes: Array("경상북도".utf8), encoding: .utf8, certainty: .certain,
      reason: "all of it is UTF-8"),
    Case(
      name: "one sign in UTF-8 that CP949 takes", bytes: Array("temp °C,1\n".utf8), encoding: .utf8,
      certainty: .probable, reason: "CP949 by accident"),
    Case(
      name: "one sign in UTF-8 that CP949 does not take", bytes: Array("가,1\n".utf8), encoding: .utf8,
      certainty: .certain, reason: "1 of its"),
    Case(
      name: "UTF-8, cut by the sample's end", bytes: Array("온도,압력,가".utf8).dropLast(), isWhole: false,
      encoding: .utf8, certainty: .certain, reason: "all of it is UTF-8"),
    Case(
      name: "ASCII and a lead byte, cut by the sample's end", bytes: ascii + [0xC3], isWhole: false, encoding: .utf8,
      certainty: .probable, reason: "1 of its characters"),
    Case(
      name: "UTF-8, cut by the object's end", bytes: Array("온도,압력,가".utf8).dropLast(), encoding: .windows1252,
      certainty: .unsure, reason: "neither UTF-8 nor CP949"),
    Case(name: "CP949", bytes: cp949, encoding: .cp949, certainty: .probable, reason: "4 of its 4"),
    Case(
      name: "CP949, cut by the sample's end", bytes: cp949 + [0xB0], isWhole: false, encoding: .cp949,
      certainty: .probable, reason: "4 of its 4"),
    Case(
      name: "CP949, cut by the object's end", bytes: cp949 + [0xB0], encoding: .windows1252, certainty: .unsure,
      reason: "neither"),
    Case(
      name: "0xFF is no lead byte", bytes: cp949 + [0xFF], isWhole: false, encoding: .windows1252,
      certainty: .unsure, reason: "neither"),
    Case(
      name: "rare CP949", bytes: [0xB0, 0xA1, 0x8C, 0x63, 0x94, 0xEE], encoding: .cp949, certainty: .unsure,
      reason: "only 1 of its 3"),
    Case(
      name: "degrees in Latin-1", bytes: Array("temp [".utf8) + [0xB0] + Array("C]\n".utf8), encoding: .windows1252,
      certainty: .unsure, reason: "0 of its 1"),
    Case(
      name: "Latin-1", bytes: Array("M".utf8) + [0xFC] + Array("ller, caf".utf8) + [0xE9, 0x2C],
      encoding: .windows1252, certainty: .unsure, reason: "neither"),
    Case(
      name: "ASCII with a NUL", bytes: ascii + [0] + ascii, encoding: .utf8, certainty: .unsure, reason: "bytes 0"),
    Case(name: "one NUL", bytes: [0], encoding: .utf8, certainty: .unsure, reason: "bytes 0"),
    Case(
      name: "only NULs", bytes: [UInt8](repeating: 0, count: 64), encoding: .utf8, certainty: .unsure,
      reason: "bytes 0"),
    Case(
      name: "CP949 with a NUL", bytes: cp949 + [0], encoding: .cp949, certainty: .unsure, reason: "4 of its 4"),
  ]

  @Test(arguments: cases)
  func guesses(_ it: Case) {
    let guess = it.bytes.withUnsafeBufferPointer { EncodingGuess(sample: $0, isWhole: it.isWhole) }
    #expect(guess.encoding == it.encoding)
    #expect(guess.certainty == it.certainty)
    #expect(guess.reason.contains(it.reason), "\(guess.reason)")
  }

  /// A sample may end anywhere; only its first byte may be too little to go by.
  @Test(arguments: [("CP949", TextEncoding.cp949), ("UTF-8", .utf8)])
  func everyCut(_ name: String, _ encoding: TextEncoding) throws {
    let bytes = try Iconv(from: "UTF-8", to: name).convert(Array(Self.korean.utf8)).output
    let first = bytes[..<1].withUnsafeBufferPointer { EncodingGuess(sample: $0, isWhole: false) }
    #expect(first.certainty != .certain)
    for count in 2...bytes.count {
      let guess = bytes[..<count].withUnsafeBufferPointer { EncodingGuess(sample: $0, isWhole: false) }
      #expect(guess.encoding == encoding, "\(count) bytes: \(guess.reason)")
    }
  }
}
