/// Gives every byte of a Swift source its kind.
///
/// Understands line and nested block comments, strings (plain, raw, multi-line) with code interpolated to any depth,
/// names in backticks, and regular expressions. A bare `/` opens a regular expression where an operand is due, no space
/// follows, and the line has a second one: the compiler's own rule, nearly.
struct SwiftReader {
  enum Kind: UInt8 { case code, comment, text, name }

  private enum Frame {
    /// `parens` counts those opened since the interpolation began.
    case code(parens: Int)
    case string(literal: Int, pounds: Int, isMultiline: Bool)
  }

  private(set) var kinds: [Kind]
  private(set) var literals: [Literal] = []
  private let bytes: [UInt8]
  private var at = 0
  private var frames: [Frame] = [.code(parens: 0)]

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    kinds = Array(repeating: .code, count: bytes.count)
  }

  mutating func run() {
    while at < bytes.count, let frame = frames.last {
      switch frame {
      case .code(let parens): readCode(parens)
      case .string(let literal, let pounds, let isMultiline): readString(literal, pounds, isMultiline)
      }
    }
  }

  private func byte(_ ahead: Int = 0) -> UInt8 { at + ahead < bytes.count ? bytes[at + ahead] : 0 }

  private mutating func take(_ count: Int, as kind: Kind) {
    let end = min(at + count, bytes.count)
    for index in at..<end { kinds[index] = kind }
    at = end
  }

  /// How many bytes from here to the end of the line.
  private var restOfLine: Int { (bytes[at...].firstIndex(of: Ascii.lf) ?? bytes.count) - at }

  private mutating func readCode(_ parens: Int) {
    switch byte() {
    case Ascii.slash where byte(1) == Ascii.slash: take(restOfLine, as: .comment)
    case Ascii.slash where byte(1) == Ascii.star: readBlockComment()
    case Ascii.slash: take(regexLength(pounds: 0) ?? 1, as: regexLength(pounds: 0) == nil ? .code : .text)
    case Ascii.quote: openString(pounds: 0)
    case Ascii.pound: readPounds()
    case Ascii.backtick:
      let rest = bytes[(at + 1)..<(at + restOfLine)]
      take(rest.firstIndex(of: Ascii.backtick).map { $0 - at + 1 } ?? 1, as: .name)
    case Ascii.open:
      frames[frames.count - 1] = .code(parens: parens + 1)
      take(1, as: .code)
    case Ascii.close where parens == 0 && frames.count > 1:
      frames.removeLast()
      take(1, as: .text)
    case Ascii.close:
      frames[frames.count - 1] = .code(parens: parens - 1)
      take(1, as: .code)
    default: take(1, as: .code)
    }
  }

  private mutating func readBlockComment() {
    var depth = 0
    repeat {
      if byte() == Ascii.slash && byte(1) == Ascii.star {
        depth += 1
        take(2, as: .comment)
      } else if byte() == Ascii.star && byte(1) == Ascii.slash {
        depth -= 1
        take(2, as: .comment)
      } else {
        take(1, as: .comment)
      }
    } while depth > 0 && at < bytes.count
  }

  private mutating func readPounds() {
    var pounds = 0
    while byte(pounds) == Ascii.pound { pounds += 1 }
    if byte(pounds) == Ascii.quote {
      openString(pounds: pounds)
    } else if byte(pounds) == Ascii.slash, let length = regexLength(pounds: pounds) {
      take(length, as: .text)
    } else {
      take(pounds, as: .code)
    }
  }

  /// The length of the regular expression that opens here, or nil where none does.
  private func regexLength(pounds: Int) -> Int? {
    let isBare = pounds == 0
    if isBare, !isOperandDue || Ascii.isBlank(byte(1)) || byte(1) == Ascii.close { return nil }
    var index = pounds + 1
    while at + index < bytes.count, !isBare || byte(index) != Ascii.lf {
      if byte(index) == Ascii.backslash {
        index += 2
      } else if byte(index) == Ascii.slash, (1..<(pounds + 1)).allSatisfy({ byte(index + $0) == Ascii.pound }) {
        return index + 1 + pounds
      } else {
        index += 1
      }
    }
    return nil
  }

  /// Whether what stands before on this line leaves room for an operand.
  private var isOperandDue: Bool {
    var index = at - 1
    while index >= 0, bytes[index] == Ascii.space { index -= 1 }
    guard index >= 0, bytes[index] != Ascii.lf else { return true }
    if "(,=:[{;!&|?".utf8.contains(bytes[index]) { return true }
    let word = bytes[...index].suffix(while: Ascii.isWord)
    return ["return", "case", "in", "try", "where"].contains(String(decoding: word, as: UTF8.self))
  }

  private mutating func openString(pounds: Int) {
    let isMultiline = byte(pounds + 1) == Ascii.quote && byte(pounds + 2) == Ascii.quote
    literals.append(Literal(start: at, end: bytes.count))
    frames.append(.string(literal: literals.count - 1, pounds: pounds, isMultiline: isMultiline))
    take(pounds + (isMultiline ? 3 : 1), as: .text)
  }

  private mutating func readString(_ literal: Int, _ pounds: Int, _ isMultiline: Bool) {
    let quotes = isMultiline ? 3 : 1
    let closes =
      (0..<quotes).allSatisfy { byte($0) == Ascii.quote }
      && (0..<pounds).allSatisfy { byte(quotes + $0) == Ascii.pound }
    let escapes = byte() == Ascii.backslash && (0..<pounds).allSatisfy { byte(1 + $0) == Ascii.pound }
    if closes || (byte() == Ascii.lf && !isMultiline) {
      take(closes ? quotes + pounds : 1, as: .text)
      literals[literal].end = at
      frames.removeLast()
    } else if escapes && byte(1 + pounds) == Ascii.open {
      literals[literal].interpolates = true
      frames.append(.code(parens: 0))
      take(2 + pounds, as: .text)
    } else {
      let length = escapes ? min(2 + pounds, bytes.count - at) : 1
      literals[literal].bytes += bytes[at..<(at + length)]
      take(length, as: .text)
    }
  }
}

extension Collection where SubSequence == Self, Self: BidirectionalCollection {
  /// The longest end of the collection whose elements all satisfy `holds`.
  fileprivate func suffix(while holds: (Element) -> Bool) -> Self {
    var start = endIndex
    while start > startIndex, holds(self[index(before: start)]) { formIndex(before: &start) }
    return self[start...]
  }
}
