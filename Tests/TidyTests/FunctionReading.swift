/// The functions of a Swift source, found by counting brackets.
///
/// A function here is whatever runs as one body: `func`, `init`, `deinit`, `subscript`, and a `var` with braces on its
/// own line. It is as long as the way from that word to its closing brace; a nested one counts in both.
struct FunctionReading {
  struct Function {
    let name: String
    let firstLine: Int
    let lastLine: Int

    var lineCount: Int { lastLine - firstLine + 1 }
  }

  /// A declaration whose body has not begun.
  private struct Announced {
    let name: String
    let line: Int
    /// How many brackets were open: a default value's closure stands deeper and is not the body.
    let depth: Int
    let isVariable: Bool
  }

  private(set) var functions: [Function] = []
  private(set) var isBalanced = true
  private let code: [UInt8]
  private var open: [(bracket: UInt8, function: Announced?)] = []
  private var announced: Announced?
  private var line = 1

  init(_ swift: SwiftText) {
    code = swift.code
    var index = 0
    while index < code.count {
      let end = code[index...].firstIndex { !Ascii.isWord($0) } ?? code.count
      if end > index {
        announce(index..<end)
        index = end
      } else {
        read(code[index])
        index += 1
      }
    }
    isBalanced = isBalanced && open.isEmpty
  }

  private mutating func announce(_ range: Range<Int>) {
    let word = String(decoding: code[range], as: UTF8.self)
    guard ["func", "init", "deinit", "subscript", "var"].contains(word) else { return }
    let before = code[..<range.lowerBound].last { !Ascii.isBlank($0) }
    // `.init(…)` is a call.
    if before == UInt8(ascii: ".") { return }
    let stops = Array("(<{:=".utf8)
    let head = code[range.upperBound...].prefix { !stops.contains($0) && $0 != Ascii.lf }
    let name = String(decoding: head, as: UTF8.self).split(separator: " ").first.map { "\(word) \($0)" }
    announced = Announced(name: name ?? word, line: line, depth: open.count, isVariable: word == "var")
  }

  private mutating func read(_ byte: UInt8) {
    switch byte {
    case Ascii.lf:
      if let waiting = announced, waiting.isVariable, waiting.depth == open.count { announced = nil }
      line += 1
    case UInt8(ascii: "("), UInt8(ascii: "["):
      open.append((byte, nil))
    case UInt8(ascii: "{"):
      let isBody = announced?.depth == open.count
      open.append((byte, isBody ? announced : nil))
      if isBody { announced = nil }
    case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"):
      close(byte)
    default: break
    }
  }

  private mutating func close(_ byte: UInt8) {
    let partners = [UInt8(ascii: ")"): "(", UInt8(ascii: "]"): "[", UInt8(ascii: "}"): "{"]
    guard let last = open.popLast(), partners[byte]?.utf8.first == last.bracket else {
      isBalanced = false
      return
    }
    if let begun = last.function {
      functions.append(Function(name: begun.name, firstLine: begun.line, lastLine: line))
    }
    // A protocol's last requirement has no body.
    if let waiting = announced, waiting.depth > open.count { announced = nil }
  }
}
