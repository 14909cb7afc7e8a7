import Foundation
import Testing

@testable import Rows
@testable import Scanning

/// Does UTF-16 become the right bytes however it is cut, and can it be restored?
struct UTF16TranscoderTests {
  typealias Order = UTF16Transcoder.ByteOrder

  /// The bytes of some units as stored.
  private static func stored(_ units: [UInt16], _ order: Order) -> [UInt8] {
    units.flatMap { unit in
      let (high, low) = (UInt8(unit >> 8), UInt8(unit & 0xFF))
      return order == .big ? [high, low] : [low, high]
    }
  }

  /// WTF-8 of some units, written from its definition.
  private static func generalised(_ units: [UInt16]) -> [UInt8] {
    var bytes: [UInt8] = []
    var index = 0
    while index < units.count {
      var code = UInt32(units[index])
      index += 1
      if (0xD800...0xDBFF).contains(code), index < units.count, (0xDC00...0xDFFF).contains(units[index]) {
        code = 0x1_0000 + (code - 0xD800) * 0x400 + UInt32(units[index]) - 0xDC00
        index += 1
      }
      switch code {
      case 0..<0x80: bytes += [UInt8(code)]
      case 0x80..<0x800: bytes += [UInt8(0xC0 + code / 64), UInt8(0x80 + code % 64)]
      case 0x800..<0x1_0000:
        bytes += [UInt8(0xE0 + code / 4096), UInt8(0x80 + code / 64 % 64), UInt8(0x80 + code % 64)]
      default:
        bytes += [UInt8(0xF0 + code / 262_144), UInt8(0x80 + code / 4096 % 64)]
        bytes += [UInt8(0x80 + code / 64 % 64), UInt8(0x80 + code % 64)]
      }
    }
    return bytes
  }

  /// Feeds pieces through a small room; nil if the transcoder ever stands still or writes beyond its room.
  private static func transcode(
    _ pieces: [ArraySlice<UInt8>], _ order: Order, room: Int
  ) -> (text: [UInt8], half: UInt8?)? {
    var transcoder = UTF16Transcoder(order: order)
    var text: [UInt8] = []
    var output = [UInt8](repeating: 0xFF, count: room + 8)
    for var piece in pieces {
      while !piece.isEmpty {
        let (used, written) = output.withUnsafeMutableBufferPointer { output in
          piece.withUnsafeBufferPointer {
            transcoder.transcode($0, into: UnsafeMutableBufferPointer(rebasing: output[..<room]))
          }
        }
        guard used + written > 0, output[room...].allSatisfy({ $0 == 0xFF }) else { return nil }
        piece = piece.dropFirst(used)
        text += output[..<written]
      }
    }
    let ending = output.withUnsafeMutableBufferPointer { transcoder.finish(into: $0) }
    text += output[..<ending.written]
    return (text, ending.half)
  }

  private static func restored(_ text: [UInt8], _ order: Order) -> (bytes: [UInt8], fault: Int?) {
    var bytes: [UInt8] = []
    let fault = text.withUnsafeBufferPointer { UTF16Transcoder.restore($0, order: order, appendingTo: &bytes) }
    return (bytes, fault)
  }

  private static func storedLength(_ text: some Collection<UInt8>) -> Int {
    Array(text).withUnsafeBufferPointer { UTF16Transcoder.storedLength(of: $0) }
  }

  /// All texts of up to three of these units, cut in all ways, with and without half a unit behind them.
  @Test(arguments: Order.allCases)
  func everySplit(_ order: Order) {
    let alphabet: [UInt16] = [0x0041, 0x07FF, 0xAC00, 0xD800, 0xDBFF, 0xDC00, 0xDFFF]
    var texts: [[UInt16]] = [[]]
    for length in 1...3 {
      texts += texts.filter { $0.count == length - 1 }.flatMap { text in alphabet.map { text + [$0] } }
    }
    #expect(texts.count == 400)
    for units in texts {
      let expected = Self.generalised(units)
      for half in [nil, 0xD8] as [UInt8?] {
        let bytes = Self.stored(units, order) + (half.map { [$0] } ?? [])
        for cuts in 0..<(1 << max(0, bytes.count - 1)) {
          var pieces: [ArraySlice<UInt8>] = []
          var start = 0
          for end in 1..<max(bytes.count, 1) where cuts >> (end - 1) & 1 == 1 {
            pieces.append(bytes[start..<end])
            start = end
          }
          pieces.append(bytes[start...])
          let result = Self.transcode(pieces, order, room: cuts & 1 == 0 ? 4 : 7)
          guard result?.text == expected, result?.half == half else {
            Issue.record("\(units), cuts \(cuts): \(String(describing: result))")
            continue
          }
        }
      }
    }
  }

  /// Every unit alone, and every surrogate beside others.
  @Test(arguments: Order.allCases)
  func everyUnit(_ order: Order) {
    let singles = (UInt16.min...UInt16.max).map { [$0] }
    let neighbours: [UInt16] = [0xD800, 0xDBFF, 0xDC00, 0xDE00, 0xDFFF]
    let pairs = (UInt16(0xD800)...0xDFFF).flatMap { surrogate in
      neighbours.flatMap { [[surrogate, $0], [$0, surrogate]] }
    }
    for units in singles + pairs {
      let stored = Self.stored(units, order)
      let result = Self.transcode([stored[...]], order, room: 16)
      guard let text = result?.text, text == Self.generalised(units), result?.half == nil,
        Self.storedLength(text) == stored.count, Self.restored(text, order) == (stored, nil)
      else {
        Issue.record("\(units): \(String(describing: result))")
        continue
      }
    }
  }

  /// Long texts in long pieces, so that the short cuts are taken and left everywhere.
  @Test(arguments: Order.allCases)
  func randomUnits(_ order: Order) throws {
    var seeded = Seeded(state: 16)
    for round in 0..<300 {
      let units = (0..<Int.random(in: 0...200, using: &seeded)).map { _ -> UInt16 in
        switch Int.random(in: 0..<(round % 3 == 0 ? 40 : 12), using: &seeded) {
        case 0: .random(in: 0xD800...0xDBFF, using: &seeded)
        case 1: .random(in: 0xDC00...0xDFFF, using: &seeded)
        case 2: .random(in: .min ... .max, using: &seeded)
        case 3: .random(in: 0xAC00...0xD7A3, using: &seeded)
        default: .random(in: 0x20...0x7E, using: &seeded)
        }
      }
      let stored = Self.stored(units, order)
      var pieces: [ArraySlice<UInt8>] = []
      var rest = stored[...]
      while !rest.isEmpty {
        let length = Int.random(in: 1...70, using: &seeded)
        pieces.append(rest.prefix(length))
        rest = rest.dropFirst(length)
      }
      let room = Int.random(in: 4...90, using: &seeded)
      let text = try #require(Self.transcode(pieces, order, room: room)?.text)
      #expect(text == Self.generalised(units))
      #expect(Self.restored(text, order) == (stored, nil))
      let cut = Int.random(in: 0...text.count, using: &seeded)
      #expect(Self.storedLength(text[..<cut]) + Self.storedLength(text[cut...]) == stored.count)
    }
  }

  @Test(arguments: [
    "", "sensor,value\r\nP03,83.4\r\n", "측정시각,온도(℃)\r\n", "똠방각하 😀 𝄞 Ω é", "\u{FEFF}mark", "\u{10FFFF}\u{FFFF}\u{0}",
  ])
  func agreesWithFoundation(_ text: String) throws {
    for (order, encoding) in [(Order.little, String.Encoding.utf16LittleEndian), (.big, .utf16BigEndian)] {
      let stored = [UInt8](try #require(text.data(using: encoding)))
      let decoded = try #require(String(data: Data(stored), encoding: encoding))
      let ours = try #require(Self.transcode([stored[...]], order, room: 64))
      #expect(ours.text == Array(decoded.utf8))
      #expect(ours.half == nil)
      #expect(Self.storedLength(ours.text) == stored.count)
    }
  }

  /// With too little room nothing is used and nothing lost.
  @Test(arguments: 0...3)
  func standsStillWithoutRoom(_ room: Int) {
    var transcoder = UTF16Transcoder(order: .little)
    var output = [UInt8](repeating: 0, count: 16)
    let moves = ([0x41, 0x00] as [UInt8]).withUnsafeBufferPointer { piece in
      output.withUnsafeMutableBufferPointer { output in
        let none = transcoder.transcode(piece, into: UnsafeMutableBufferPointer(rebasing: output[..<room]))
        return [none, transcoder.transcode(piece, into: output)]
      }
    }
    #expect(moves.map(\.used) == [0, 2])
    #expect(moves.map(\.written) == [0, 1])
  }

  @Test(
    arguments: [
      ([0x41, 0xEA, 0xB0], [0x41, 0x00], 1), ([0x41, 0xFF, 0x41], [0x41, 0x00], 1), ([0xF4, 0x90, 0x80, 0x80], [], 0),
      ([0xED, 0xA0, 0x80], [0x00, 0xD8], nil), ([0xED, 0xBF, 0xBF, 0x80], [0xFF, 0xDF], 3), ([0xC0, 0x80], [], 0),
      ([0xF0, 0x9F, 0x98, 0x80], [0x3D, 0xD8, 0x00, 0xDE], nil), ([], [], nil),
    ] as [([UInt8], [UInt8], Int?)])
  func restoresWhatIsWhole(_ text: [UInt8], _ stored: [UInt8], _ fault: Int?) {
    #expect(Self.restored(text, .little) == (stored, fault))
  }
}
