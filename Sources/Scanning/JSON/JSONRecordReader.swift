import Rows

/// Reads one record of JSON Lines: judges the whole of it by RFC 8259 and finds the values that the paths ask for.
///
/// Slot `i` belongs to path `i`. The bounds of strings point between their quotes in the record, or into a scratch
/// buffer where an escape had to be undone; those of all else at the raw text in the record. They hold until the next
/// record, and count only for a record without a problem.
struct JSONRecordReader: ~Copyable {
  /// How deep objects and arrays may be nested.
  static let depthMax = 128

  enum Kind: UInt8, Sendable {
    case absent
    case null
    case string
    case number
    case boolean
    /// An object or an array.
    case structure
  }

  /// Why a record is to be refused. The list is closed; the first two end the reading where they are met, the others
  /// are those of a record that is valid but for them, and a key that stands twice goes before a surrogate.
  enum Problem: Error, Sendable, Equatable {
    /// No JSON text goes on as the byte at this offset does; the record's length if its end comes too early.
    case invalid(offset: Int)
    case tooDeep
    /// A key of this slot's path stands twice in one object: which one counts would be a guess.
    case duplicateKey(slot: Int)
    /// The string for this slot has half of a surrogate pair, so it is no text.
    case loneSurrogate(slot: Int)

    var code: String {
      switch self {
      case .invalid: "json_invalid"
      case .tooDeep: "json_too_deep"
      case .duplicateKey: "json_duplicate_key"
      case .loneSurrogate: "json_lone_surrogate"
      }
    }
  }

  /// An object or array on the way from the record's start to the cursor.
  private struct Level {
    var isObject: Bool
    /// Where it is in the trie.
    var node: Int
    /// In an array: of the next element, and the first element from there on that a path asks for.
    var index = 0
    var element: Int
    var start: UnsafePointer<UInt8>
  }

  let count: Int
  let starts: UnsafeMutablePointer<UnsafePointer<UInt8>>
  let lengths: UnsafeMutablePointer<Int>
  let kinds: UnsafeMutablePointer<Kind>
  /// Of a string with escapes: where it stands in the record, between its quotes.
  let escaped: UnsafeMutablePointer<UnsafeBufferPointer<UInt8>>
  private let trie: JSONPathTrie
  private let levels: UnsafeMutablePointer<Level>
  private var scratch: UnsafeMutablePointer<UInt8>
  private var scratchCapacity = 4096
  /// Where the next string may be written.
  private var free: UnsafeMutablePointer<UInt8>
  private var recordNumber: UInt64 = 0
  private var duplicateSlot: Int?
  private var surrogateSlot: Int?

  init(_ paths: [JSONPath]) {
    count = paths.count
    trie = JSONPathTrie(paths)
    // One slot more takes the values that no path asks for.
    starts = .allocate(capacity: count + 1)
    lengths = .allocate(capacity: count + 1)
    kinds = .allocate(capacity: count + 1)
    escaped = .allocate(capacity: count + 1)
    levels = .allocate(capacity: Self.depthMax)
    scratch = .allocate(capacity: scratchCapacity)
    free = scratch
    starts.initialize(repeating: UnsafePointer(scratch), count: count + 1)
    lengths.initialize(repeating: 0, count: count + 1)
    kinds.initialize(repeating: .absent, count: count + 1)
    escaped.initialize(repeating: UnsafeBufferPointer(start: nil, count: 0), count: count + 1)
  }

  deinit {
    starts.deallocate()
    lengths.deallocate()
    kinds.deallocate()
    escaped.deallocate()
    levels.deallocate()
    scratch.deallocate()
  }

  /// Reads a record whose bytes lie in a `Page`. A slot whose path leads nowhere is absent and empty.
  /// - Complexity: O(length + slots).
  mutating func read(_ record: UnsafePointer<UInt8>, count length: Int) -> Problem? {
    begin(record, length)
    var cursor = record
    switch walk(&cursor, record + length) {
    case .whole: break
    case .fault: return .invalid(offset: cursor - record)
    case .tooDeep: return .tooDeep
    }
    if let duplicateSlot { return .duplicateKey(slot: duplicateSlot) }
    if let surrogateSlot { return .loneSurrogate(slot: surrogateSlot) }
    for copy in trie.copies {
      starts[copy.slot] = starts[copy.of]
      lengths[copy.slot] = lengths[copy.of]
      kinds[copy.slot] = kinds[copy.of]
      escaped[copy.slot] = escaped[copy.of]
    }
    return nil
  }

  @inline(__always)
  private mutating func begin(_ record: UnsafePointer<UInt8>, _ length: Int) {
    for slot in 0..<count {
      starts[slot] = record
      lengths[slot] = 0
      kinds[slot] = .absent
    }
    // Unescaped strings are shorter than escaped ones, so one buffer of the record's length holds them all; a key in it
    // is compared in whole words.
    if length > scratchCapacity - 16 {
      scratch.deallocate()
      scratchCapacity = length + 16
      scratch = .allocate(capacity: scratchCapacity)
    }
    free = scratch
    recordNumber &+= 1
    duplicateSlot = nil
    surrogateSlot = nil
  }

  private enum Ending {
    case whole
    case fault
    case tooDeep
  }

  /// The grammar as a loop: each round reads one member of an object or one element of an array, the record itself
  /// being the only one of a level that has no brackets.
  private mutating func walk(_ cursor: inout UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>) -> Ending {
    var depth = 0
    var level = Level(isObject: false, node: JSONPathTrie.nowhere, element: JSONPathTrie.nowhere, start: cursor)
    var node = JSONPathTrie.root
    while true {
      if level.isObject {
        guard key(&cursor, end, level.node, &node) else { return .fault }
      }
      let byte = JSONLexer.token(&cursor, end)
      if byte | 0x20 == UInt8(ascii: "{") {
        guard depth < Self.depthMax else { return .tooDeep }
        levels[depth] = level
        depth += 1
        level = Level(
          isObject: byte == UInt8(ascii: "{"), node: node, element: trie.nodes[node].firstElement, start: cursor)
        cursor += 1
        if JSONLexer.token(&cursor, end) != byte &+ 2 {
          if byte == UInt8(ascii: "[") { node = element(&level) }
          continue
        }
      } else {
        guard scalar(&cursor, end, byte, node) else { return .fault }
      }
      while true {
        let byte = JSONLexer.token(&cursor, end)
        if depth == 0 { return cursor == end ? .whole : .fault }
        if byte == UInt8(ascii: ",") {
          cursor += 1
          if !level.isObject { node = element(&level) }
          break
        }
        guard byte == (level.isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) else { return .fault }
        cursor += 1
        store(level.node, level.start, cursor - level.start, .structure)
        depth -= 1
        level = levels[depth]
      }
    }
  }

  /// A key and its colon; `node` becomes where its value stands in the trie.
  @inline(__always)
  private mutating func key(
    _ cursor: inout UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>, _ object: Int, _ node: inout Int
  ) -> Bool {
    guard JSONLexer.token(&cursor, end) == UInt8(ascii: "\"") else { return false }
    cursor += 1
    let start = cursor
    var hasEscape = false
    guard JSONLexer.string(&cursor, end, &hasEscape) else { return false }
    node = hasEscape ? escapedChild(of: object, start, cursor - start) : trie.child(of: object, start, cursor - start)
    if node != JSONPathTrie.nowhere {
      if trie.nodes[node].seen == recordNumber {
        if duplicateSlot == nil { duplicateSlot = trie.nodes[node].leastSlot }
        node = JSONPathTrie.nowhere
      } else {
        trie.nodes[node].seen = recordNumber
      }
    }
    cursor += 1
    guard JSONLexer.token(&cursor, end) == UInt8(ascii: ":") else { return false }
    cursor += 1
    return true
  }

  /// A key with half a surrogate pair is no path's.
  @inline(never)
  private func escapedChild(of object: Int, _ key: UnsafePointer<UInt8>, _ length: Int) -> Int {
    #if PLANTED_FAULTS
      if ReaderFault.planted == .escapedKeyOverlooked { return JSONPathTrie.nowhere }
    #endif
    guard let length = JSONLexer.unescape(key, length, into: free) else { return JSONPathTrie.nowhere }
    return trie.child(of: object, free, length)
  }

  /// The node of the array's next element.
  @inline(__always)
  private func element(_ level: inout Level) -> Int {
    let index = level.index
    level.index += 1
    guard level.element < trie.nodes[level.node].endElement, trie.nodes[level.element].index == index else {
      return JSONPathTrie.nowhere
    }
    level.element += 1
    return level.element - 1
  }

  @inline(__always)
  private mutating func scalar(
    _ cursor: inout UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>, _ byte: UInt8, _ node: Int
  ) -> Bool {
    let start = cursor
    switch byte {
    case UInt8(ascii: "\""):
      cursor += 1
      var hasEscape = false
      guard JSONLexer.string(&cursor, end, &hasEscape) else { return false }
      if hasEscape {
        storeEscaped(node, start + 1, cursor - start - 1)
      } else {
        store(node, start + 1, cursor - start - 1, .string)
      }
      cursor += 1
      return true
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
      guard JSONLexer.number(&cursor, end) else { return false }
      store(node, start, cursor - start, .number)
    case UInt8(ascii: "t"):
      guard JSONLexer.literal(&cursor, end, 0x6575_7274, count: 4) else { return false }
      store(node, start, 4, .boolean)
    case UInt8(ascii: "f"):
      guard JSONLexer.literal(&cursor, end, 0x6573_6C61, count: 5) else { return false }
      store(node, start, 5, .boolean)
    case UInt8(ascii: "n"):
      guard JSONLexer.literal(&cursor, end, 0x6C6C_756E, count: 4) else { return false }
      store(node, start, 4, .null)
    default: return false
    }
    return true
  }

  @inline(__always)
  private func store(_ node: Int, _ start: UnsafePointer<UInt8>, _ length: Int, _ kind: Kind) {
    let slot = trie.nodes[node].slot
    starts[slot] = start
    lengths[slot] = length
    kinds[slot] = kind
  }

  @inline(never)
  private mutating func storeEscaped(_ node: Int, _ string: UnsafePointer<UInt8>, _ length: Int) {
    let slot = trie.nodes[node].slot
    if slot == count { return }
    guard let written = JSONLexer.unescape(string, length, into: free) else {
      if surrogateSlot == nil { surrogateSlot = slot }
      return
    }
    store(node, UnsafePointer(free), written, .string)
    escaped[slot] = UnsafeBufferPointer(start: string, count: length)
    free += written
  }
}
