@testable import Rows
@testable import Scanning

/// Bytes to texts: the verdict, the place of the first byte that is no text, and the text; UTF-16 in pieces as well.
final class EncodingTarget: FuzzTarget {
  static let name = "encodings"

  private let converters: [TextEncoding: Converter]

  /// A class, so that a dictionary can hold it.
  private final class Converter {
    let iconv: Iconv

    init(_ name: String) throws(Iconv.Unknown) { iconv = try Iconv(from: name, to: "UTF-8") }
  }

  init() {
    do throws(Iconv.Unknown) {
      converters = [
        .cp949: try Converter("CP949"), .cp850: try Converter("CP850"), .windows1252: try Converter("CP1252"),
        .latin1: try Converter("ISO-8859-1"),
      ]
    } catch {
      disagree("the target cannot begin: \(error)")
    }
  }

  func run(_ input: FuzzInput) {
    var input = input
    let encoding = input.pick(TextEncoding.allCases)
    let piece = input.choice(17) + 1
    let room = input.choice(40) + UTF16Transcoder.roomMin
    let bytes = Array(input.rest)
    let fast = decodeTightly(bytes, encoding)
    switch encoding {
    case .utf8: compare(fast, Self.utf8(bytes), bytes, encoding)
    case .utf16LittleEndian: compareUTF16(fast, bytes, isBig: false, piece, room)
    case .utf16BigEndian: compareUTF16(fast, bytes, isBig: true, piece, room)
    case .utf16: compareMarked(fast, bytes)
    case .cp949, .cp850, .windows1252, .latin1:
      guard let converter = converters[encoding] else { return }
      var naive = converter.iconv.convert(bytes)
      // The C library refuses this code like the others that are none, but only after it has stepped over it.
      if let fault = naive.fault, fault >= 2, fast.fault == fault - 2, bytes[(fault - 2)..<fault] == [0xA2, 0xE8] {
        naive.fault = fault - 2
      }
      compare(fast, naive, bytes, encoding)
    }
    guess(bytes)
  }

  /// With no more room than the decoder asks for, so that a byte written beyond it ends the program.
  private func decodeTightly(_ bytes: [UInt8], _ encoding: TextEncoding) -> (output: [UInt8], fault: Int?) {
    let room = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: encoding.capacity(for: bytes.count))
    let stored = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: bytes.count)
    defer {
      room.deallocate()
      stored.deallocate()
    }
    _ = stored.initialize(from: bytes)
    room.initialize(repeating: 0)
    let decoded = encoding.decode(UnsafeBufferPointer(stored), into: room)
    return (Array(room[..<decoded.written]), decoded.fault)
  }

  private func compare(
    _ fast: (output: [UInt8], fault: Int?), _ naive: (output: [UInt8], fault: Int?), _ bytes: [UInt8],
    _ encoding: TextEncoding
  ) {
    agree(fast.fault, naive.fault, "the first byte of \(bytes) that is no \(encoding.rawValue)")
    agree(fast.output, naive.output, "\(bytes) as \(encoding.rawValue)")
  }

  private static func utf8(_ bytes: [UInt8]) -> (output: [UInt8], fault: Int?) {
    var parser = UTF8.ForwardParser()
    var iterator = bytes.makeIterator()
    var count = 0
    while true {
      switch parser.parseScalar(from: &iterator) {
      case .valid(let scalar): count += scalar.count
      case .emptyInput: return (bytes, nil)
      case .error: return (Array(bytes[..<count]), count)
      }
    }
  }

  // MARK: UTF-16

  private static func units(_ bytes: [UInt8], isBig: Bool) -> [UInt16] {
    stride(from: 0, to: bytes.count - 1, by: 2).map { place in
      let (first, second) = (UInt16(bytes[place]), UInt16(bytes[place + 1]))
      return isBig ? first << 8 | second : second << 8 | first
    }
  }

  /// Strict: up to the first surrogate that stands alone, or half a unit.
  private static func utf16(_ bytes: [UInt8], isBig: Bool) -> (output: [UInt8], fault: Int?) {
    var parser = UTF16.ForwardParser()
    var iterator = units(bytes, isBig: isBig).makeIterator()
    var (text, count) = ([UInt8](), 0)
    while true {
      switch parser.parseScalar(from: &iterator) {
      case .valid(let scalar):
        text += Array(String(Character(UTF16.decode(scalar))).utf8)
        count += scalar.count
      case .emptyInput: return (text, bytes.count % 2 == 0 ? nil : bytes.count - 1)
      case .error: return (text, count * 2)
      }
    }
  }

  private func compareMarked(_ fast: (output: [UInt8], fault: Int?), _ bytes: [UInt8]) {
    let isMarked = bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF])
    let naive = Self.utf16(Array(bytes.dropFirst(isMarked ? 2 : 0)), isBig: bytes.starts(with: [0xFE, 0xFF]))
    compare(fast, (naive.output, naive.fault.map { $0 + (isMarked ? 2 : 0) }), bytes, .utf16)
  }

  private func compareUTF16(
    _ fast: (output: [UInt8], fault: Int?), _ bytes: [UInt8], isBig: Bool, _ piece: Int, _ room: Int
  ) {
    compare(fast, Self.utf16(bytes, isBig: isBig), bytes, isBig ? .utf16BigEndian : .utf16LittleEndian)
    let order: UTF16Transcoder.ByteOrder = isBig ? .big : .little
    let ending = Self.transcode(bytes, order, piece: piece, room: room)
    agree(ending.text, Self.generalised(Self.units(bytes, isBig: isBig)), "\(bytes) in pieces of \(piece)")
    agree(ending.half, bytes.count % 2 == 0 ? nil : bytes.last, "what is left of \(bytes)")
    let whole = Array(bytes.prefix(bytes.count / 2 * 2))
    var restored: [UInt8] = []
    let fault = ending.text.withUnsafeBufferPointer {
      UTF16Transcoder.restore($0, order: order, appendingTo: &restored)
    }
    agree(restored, whole, "\(bytes) and back")
    agree(fault, nil, "what cannot be restored of \(bytes)")
    agree(
      ending.text.withUnsafeBufferPointer { UTF16Transcoder.storedLength(of: $0) }, whole.count,
      "the stored length of \(bytes)")
  }

  private static func transcode(
    _ bytes: [UInt8], _ order: UTF16Transcoder.ByteOrder, piece: Int, room: Int
  ) -> (text: [UInt8], half: UInt8?) {
    var transcoder = UTF16Transcoder(order: order)
    let output = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: room)
    defer { output.deallocate() }
    output.initialize(repeating: 0)
    var (text, rest) = ([UInt8](), bytes[...])
    while !rest.isEmpty {
      let (used, written) = Array(rest.prefix(piece)).withUnsafeBufferPointer {
        transcoder.transcode($0, into: output)
      }
      if used + written == 0 { disagree("the transcoder stands still at \(rest) with room for \(room)") }
      rest = rest.dropFirst(used)
      text += output[..<written]
    }
    let ending = transcoder.finish(into: output)
    return (text + output[..<ending.written], ending.half)
  }

  /// WTF-8 of some units, from its definition.
  private static func generalised(_ units: [UInt16]) -> [UInt8] {
    var text: [UInt8] = []
    var rest = units[...]
    while let unit = rest.popFirst() {
      if UTF16.isLeadSurrogate(unit), let next = rest.first, UTF16.isTrailSurrogate(next) {
        rest = rest.dropFirst()
        text += Array(String(decoding: [unit, next], as: UTF16.self).utf8)
      } else if unit & 0xF800 == 0xD800 {
        text += [0xED, UInt8(0x80 | unit >> 6 & 0x3F), UInt8(0x80 | unit & 0x3F)]
      } else {
        text += Array(String(decoding: [unit], as: UTF16.self).utf8)
      }
    }
    return text
  }

  // MARK: What an encoding is taken for

  private func guess(_ bytes: [UInt8]) {
    for isWhole in [true, false] {
      let guess = bytes.withUnsafeBufferPointer { EncodingGuess(sample: $0, isWhole: isWhole) }
      guard guess.certainty == .certain, guess.encoding == .utf8, isWhole else { continue }
      agree(Self.utf8(bytes).fault, nil, "\(bytes), which is certainly UTF-8")
    }
  }

  static func seeds() -> [[UInt8]] {
    let texts = [
      "P03-PRESS07-TEMP02,2026-05-01T06:02:11Z,83.4\r\n", "경상북도 포항시,온도(℃),통신장애\n", "大韓民國 똠방각하 햏",
      "Größe µm °C £ ¥ ½", "\u{1F600}\u{10FFFF}\u{FFFF}\u{7FF}\u{800}", "\u{FEFF}a,b", "힣갂갃 ①②③",
    ]
    var seeds: [[UInt8]] = []
    for (number, encoding) in TextEncoding.allCases.enumerated() {
      for text in texts {
        var bytes: [UInt8] = encoding.isTransparent ? encoding.encode(text) ?? Array(text.utf8) : []
        if !encoding.isTransparent {
          let isBig = encoding == .utf16BigEndian
          bytes = Array(text.utf16).flatMap { unit in
            isBig ? [UInt8(unit >> 8), UInt8(unit & 255)] : [UInt8(unit & 255), UInt8(unit >> 8)]
          }
          if encoding == .utf16 { bytes = [0xFF, 0xFE] + bytes }
        }
        seeds += [0, 3, 11].map { [UInt8(number), $0, $0] + bytes }
        seeds.append([UInt8(number), 6, 1] + bytes.reversed())
      }
    }
    return seeds
  }
}
