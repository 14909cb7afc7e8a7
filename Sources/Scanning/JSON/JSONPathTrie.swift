/// Paths compiled for the hot loop: a tree in flat arrays, in which a key is found by one look into a hash table.
///
/// Node 0 is *nowhere*: it has no children, and its value goes to a slot behind the last that nobody reads, so that the
/// loop stores every value without asking whether a path wants it. Node 1 is the record itself.
struct JSONPathTrie: ~Copyable {
  struct Node {
    /// The key's first eight bytes (fewer: zeros behind them), its last eight (fewer: 0), and its length.
    var word: UInt64 = 0
    var tail: UInt64 = 0
    var length = 0
    /// Where the key stands in `keys`.
    var key = 0
    /// The table of keys below: where it starts, and by how much a hash is shifted; 0 where there is none.
    var table = 0
    var shift: UInt64 = 0
    /// For an element of an array: its index.
    var index = 0
    /// The elements below, in order of their indexes.
    var firstElement = 0
    var endElement = 0
    /// Where its value goes.
    var slot = 0
    /// The first of all paths that lead here or through here.
    var leastSlot = 0
    /// The record in which the key was met last.
    var seen: UInt64 = 0
  }

  static let nowhere = 0
  static let root = 1

  let nodes: UnsafeMutablePointer<Node>
  /// Numbers of nodes, `nowhere` where a place is free; at least half of each table is.
  private let table: UnsafeMutablePointer<Int>
  private let keys: UnsafeMutablePointer<UInt8>
  /// Slots that share a path with an earlier one, and the earlier one.
  let copies: [(slot: Int, of: Int)]

  /// - Complexity: O(paths × children of a node).
  init(_ paths: [JSONPath]) {
    let draft = JSONPathDraft(paths)
    nodes = .allocate(capacity: draft.nodes.count)
    nodes.initialize(from: draft.nodes, count: draft.nodes.count)
    table = .allocate(capacity: max(1, draft.table.count))
    table.initialize(from: draft.table, count: draft.table.count)
    keys = .allocate(capacity: max(1, draft.keys.count))
    keys.initialize(from: draft.keys, count: draft.keys.count)
    copies = draft.copies
  }

  deinit {
    nodes.deallocate()
    table.deallocate()
    keys.deallocate()
  }

  /// The child of `node` with this key, or `nowhere`. Eight bytes at `key` must be readable, whatever its length.
  @inline(__always)
  func child(of node: Int, _ key: UnsafePointer<UInt8>, _ length: Int) -> Int {
    let shift = nodes[node].shift
    if shift == 0 { return Self.nowhere }
    let word = Self.word(key, length)
    let tail = Self.tail(key, length)
    let mask = (1 &<< (64 &- shift)) &- 1
    var place = Self.hash(word, tail, length) &>> shift
    let entries = table + nodes[node].table
    while true {
      let child = entries[Int(truncatingIfNeeded: place)]
      if child == Self.nowhere { return child }
      if nodes[child].word == word, nodes[child].tail == tail, nodes[child].length == length,
        length <= 16 || isEqual(keys + nodes[child].key, key, length)
      {
        return child
      }
      place = (place &+ 1) & mask
    }
  }

  private func isEqual(_ left: UnsafePointer<UInt8>, _ right: UnsafePointer<UInt8>, _ length: Int) -> Bool {
    for position in 8..<(length - 8) where left[position] != right[position] { return false }
    return true
  }

  @inline(__always)
  fileprivate static func word(_ key: UnsafePointer<UInt8>, _ length: Int) -> UInt64 {
    let word = UnsafeRawPointer(key).loadUnaligned(as: UInt64.self)
    return length < 8 ? word & ((1 &<< UInt64(truncatingIfNeeded: length &* 8)) &- 1) : word
  }

  @inline(__always)
  fileprivate static func tail(_ key: UnsafePointer<UInt8>, _ length: Int) -> UInt64 {
    length < 8 ? 0 : UnsafeRawPointer(key + (length &- 8)).loadUnaligned(as: UInt64.self)
  }

  @inline(__always)
  fileprivate static func hash(_ word: UInt64, _ tail: UInt64, _ length: Int) -> UInt64 {
    let turned = tail &<< 29 | tail &>> 35
    return (word ^ turned &+ UInt64(truncatingIfNeeded: length)) &* 0x9E37_79B9_7F4A_7C15
  }
}

/// The tree while it grows, and then its arrays.
private struct JSONPathDraft {
  private struct Branch {
    var keys: [(key: [UInt8], branch: Int)] = []
    var elements: [(index: Int, branch: Int)] = []
    var slot: Int?
    var leastSlot: Int
  }

  private var branches: [Branch] = []
  private(set) var nodes: [JSONPathTrie.Node] = []
  private(set) var table: [Int] = []
  private(set) var keys: [UInt8] = []
  private(set) var copies: [(slot: Int, of: Int)] = []

  init(_ paths: [JSONPath]) {
    branches = [Branch(leastSlot: paths.count)]
    for (slot, path) in paths.enumerated() {
      var branch = 0
      for step in path.steps { branch = child(of: branch, step, slot) }
      if let first = branches[branch].slot {
        copies.append((slot, first))
      } else {
        branches[branch].slot = slot
      }
    }
    flatten(unread: paths.count)
  }

  private mutating func child(of branch: Int, _ step: JSONPath.Step, _ slot: Int) -> Int {
    let fresh = branches.count
    switch step {
    case .key(let key):
      if let known = branches[branch].keys.first(where: { $0.key == key }) { return known.branch }
      branches[branch].keys.append((key, fresh))
    case .index(let index):
      if let known = branches[branch].elements.first(where: { $0.index == index }) { return known.branch }
      branches[branch].elements.append((index, fresh))
    }
    branches.append(Branch(leastSlot: slot))
    return fresh
  }

  /// Level by level, so that the children of a node stand together.
  private mutating func flatten(unread: Int) {
    nodes = [JSONPathTrie.Node(slot: unread, leastSlot: unread)]
    nodes.append(JSONPathTrie.Node(slot: branches[0].slot ?? unread, leastSlot: branches[0].leastSlot))
    var order = [0]
    var done = 0
    while done < order.count {
      let branch = branches[order[done]]
      let node = done + JSONPathTrie.root
      let firstKey = nodes.count
      for (key, child) in branch.keys {
        order.append(child)
        appendNode(branches[child], unread, key: key)
      }
      nodes[node].firstElement = nodes.count
      for (index, child) in branch.elements.sorted(by: { $0.index < $1.index }) {
        order.append(child)
        appendNode(branches[child], unread, index: index)
      }
      nodes[node].endElement = nodes.count
      makeTable(of: node, firstKey..<nodes[node].firstElement)
      done += 1
    }
  }

  private mutating func appendNode(_ branch: Branch, _ unread: Int, key: [UInt8] = [], index: Int = 0) {
    var node = JSONPathTrie.Node(length: key.count, key: keys.count, index: index)
    (key + [UInt8](repeating: 0, count: 8)).withUnsafeBufferPointer { bytes in
      guard let base = bytes.baseAddress else { return }
      node.word = JSONPathTrie.word(base, key.count)
      node.tail = JSONPathTrie.tail(base, key.count)
    }
    node.slot = branch.slot ?? unread
    node.leastSlot = branch.leastSlot
    nodes.append(node)
    keys += key
  }

  private mutating func makeTable(of node: Int, _ children: Range<Int>) {
    guard !children.isEmpty else { return }
    var bits = 1
    while 1 << bits < 2 * children.count { bits += 1 }
    let start = table.count
    nodes[node].table = start
    nodes[node].shift = UInt64(64 - bits)
    table += [Int](repeating: JSONPathTrie.nowhere, count: 1 << bits)
    for child in children {
      let hash = JSONPathTrie.hash(nodes[child].word, nodes[child].tail, nodes[child].length)
      var place = Int(hash >> UInt64(64 - bits))
      while table[start + place] != JSONPathTrie.nowhere { place = (place + 1) & ((1 << bits) - 1) }
      table[start + place] = child
    }
  }
}
