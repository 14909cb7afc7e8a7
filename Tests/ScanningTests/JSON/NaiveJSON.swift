@testable import Scanning

/// The obvious reader of JSON, written from the grammar: recursive descent to a tree, then a walk for each path.
struct NaiveJSON {
  struct Value {
    var range: Range<Int>
    var content: Content
  }

  indirect enum Content {
    case null
    case boolean
    case number
    /// Nil is a text with half of a surrogate pair.
    case string([UInt8]?)
    case array([Value])
    case object([Member])
  }

  struct Member {
    var offset: Int
    var key: [UInt8]?
    var value: Value
  }

  private let bytes: [UInt8]
  private var position = 0

  private init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  static func outcome(_ record: [UInt8], _ paths: [JSONPath]) -> JSONOutcome {
    var reader = NaiveJSON(record)
    let top: Value
    do throws(JSONRecordReader.Problem) {
      top = try reader.value(depth: 0)
      reader.skipBlanks()
      if reader.position < record.count { throw reader.fault }
    } catch {
      return .problem(error)
    }
    var twice: [(offset: Int, slot: Int)] = []
    let found = paths.enumerated().map { slot, path in
      Self.find(path, top) { offset in twice.append((offset, slot)) }
    }
    if let first = twice.min(by: <) { return .problem(.duplicateKey(slot: first.slot)) }
    var lone: [(offset: Int, slot: Int)] = []
    for (slot, value) in found.enumerated() {
      if let value, case .string(nil) = value.content { lone.append((value.range.lowerBound, slot)) }
    }
    if let first = lone.min(by: <) { return .problem(.loneSurrogate(slot: first.slot)) }
    return .values(found.map { value in value.map { $0.read(record) } ?? .absent })
  }

  private static func find(_ path: JSONPath, _ top: Value, noteTwice: (Int) -> Void) -> Value? {
    var value = top
    for step in path.steps {
      switch (step, value.content) {
      case (.index(let index), .array(let elements)) where elements.indices.contains(index): value = elements[index]
      case (.key(let key), .object(let members)):
        let same = members.filter { $0.key == key }
        guard let first = same.first else { return nil }
        if same.count > 1 { noteTwice(same[1].offset) }
        value = first.value
      default: return nil
      }
    }
    return value
  }

  // MARK: - The grammar

  private var next: UInt8? { position < bytes.count ? bytes[position] : nil }
  private var fault: JSONRecordReader.Problem { .invalid(offset: position) }

  private mutating func skipBlanks() {
    while let next, [0x20, 0x09, 0x0A, 0x0D].contains(next) { position += 1 }
  }

  private mutating func expect(_ text: String) throws(JSONRecordReader.Problem) {
    for byte in text.utf8 {
      guard next == byte else { throw fault }
      position += 1
    }
  }

  private mutating func value(depth: Int) throws(JSONRecordReader.Problem) -> Value {
    skipBlanks()
    let start = position
    let content: Content
    switch next.map({ Character(Unicode.Scalar($0)) }) {
    case "n":
      try expect("null")
      content = .null
    case "t":
      try expect("true")
      content = .boolean
    case "f":
      try expect("false")
      content = .boolean
    case "\"": content = .string(try string())
    case "[": content = .array(try elements(depth: depth + 1))
    case "{": content = .object(try members(depth: depth + 1))
    default:
      try number()
      content = .number
    }
    return Value(range: start..<position, content: content)
  }

  private mutating func elements(depth: Int) throws(JSONRecordReader.Problem) -> [Value] {
    if depth > 128 { throw .tooDeep }
    var elements: [Value] = []
    try expect("[")
    skipBlanks()
    if next == UInt8(ascii: "]") {
      position += 1
      return []
    }
    while true {
      elements.append(try value(depth: depth))
      skipBlanks()
      if next == UInt8(ascii: ",") {
        position += 1
      } else {
        try expect("]")
        return elements
      }
    }
  }

  private mutating func members(depth: Int) throws(JSONRecordReader.Problem) -> [Member] {
    if depth > 128 { throw .tooDeep }
    var members: [Member] = []
    try expect("{")
    skipBlanks()
    if next == UInt8(ascii: "}") {
      position += 1
      return []
    }
    while true {
      skipBlanks()
      let offset = position
      let key = try string()
      skipBlanks()
      try expect(":")
      members.append(Member(offset: offset, key: key, value: try value(depth: depth)))
      skipBlanks()
      if next == UInt8(ascii: ",") {
        position += 1
      } else {
        try expect("}")
        return members
      }
    }
  }

  private mutating func number() throws(JSONRecordReader.Problem) {
    func isDigit(_ byte: UInt8?) -> Bool { byte.map { $0 >= 0x30 && $0 <= 0x39 } ?? false }
    func isSign(_ byte: UInt8?) -> Bool { byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+") }
    if next == UInt8(ascii: "-") { position += 1 }
    guard isDigit(next) else { throw fault }
    if next == UInt8(ascii: "0") { position += 1 } else { while isDigit(next) { position += 1 } }
    if next == UInt8(ascii: ".") {
      position += 1
      guard isDigit(next) else { throw fault }
      while isDigit(next) { position += 1 }
    }
    if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
      position += 1
      if isSign(next) { position += 1 }
      guard isDigit(next) else { throw fault }
      while isDigit(next) { position += 1 }
    }
  }
}

extension NaiveJSON {
  /// The text by way of UTF-16, in which the escapes are written.
  private mutating func string() throws(JSONRecordReader.Problem) -> [UInt8]? {
    try expect("\"")
    var units: [UInt16] = []
    while next != UInt8(ascii: "\"") {
      guard let byte = next, byte >= 0x20 else { throw fault }
      if byte == UInt8(ascii: "\\") {
        position += 1
        units.append(try escape())
      } else {
        units += try character()
      }
    }
    position += 1
    let text = String(decoding: units, as: UTF16.self)
    return Array(text.utf16) == units ? Array(text.utf8) : nil
  }

  private mutating func escape() throws(JSONRecordReader.Problem) -> UInt16 {
    let letters: [Character: UInt16] = [
      "\"": 0x22, "\\": 0x5C, "/": 0x2F, "b": 8, "f": 12, "n": 10, "r": 13, "t": 9, "u": 0,
    ]
    guard let byte = next, let meant = letters[Character(Unicode.Scalar(byte))] else { throw fault }
    position += 1
    guard byte == UInt8(ascii: "u") else { return meant }
    var unit: UInt16 = 0
    for _ in 0..<4 {
      guard let byte = next, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { throw fault }
      unit = unit * 16 + UInt16(digit)
      position += 1
    }
    return unit
  }

  private mutating func character() throws(JSONRecordReader.Problem) -> [UInt16] {
    for count in 1...4 where position + count <= bytes.count {
      if let text = String(validating: bytes[position..<(position + count)], as: UTF8.self) {
        position += count
        return Array(text.utf16)
      }
    }
    var count = 0
    while position + count < bytes.count, Self.beginnings.contains(Array(bytes[position...(position + count)])) {
      count += 1
    }
    position += count
    throw fault
  }

  /// With which bytes characters of more than one byte begin: all but their last.
  private static let beginnings: Set<[UInt8]> = {
    var beginnings: Set<[UInt8]> = []
    for code in stride(from: UInt32(0x80), to: 0x11_0000, by: 64) {
      guard let scalar = Unicode.Scalar(code) else { continue }
      let bytes = Array(String(Character(scalar)).utf8)
      for count in 1..<bytes.count { beginnings.insert(Array(bytes.prefix(count))) }
    }
    return beginnings
  }()
}

extension NaiveJSON.Value {
  fileprivate func read(_ record: [UInt8]) -> JSONValue {
    switch content {
    case .null: JSONValue(kind: .null, bytes: Array(record[range]))
    case .boolean: JSONValue(kind: .boolean, bytes: Array(record[range]))
    case .number: JSONValue(kind: .number, bytes: Array(record[range]))
    case .string(let text): JSONValue(kind: .string, bytes: text ?? [])
    case .array, .object: JSONValue(kind: .structure, bytes: Array(record[range]))
    }
  }
}
