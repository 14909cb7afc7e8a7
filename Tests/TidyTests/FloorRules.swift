/// A room of the house: a folder in `Sources`, and what its files may import. Imports go down only.
struct Room: Sendable {
  let name: String
  let floor: Int
  /// Rooms of ours, all on lower floors, and packages of others.
  let imports: Set<String>
  let system: Set<String>
}

/// The house (docs/architecture.md). A new folder in `Sources` gets its row here first.
let rooms: [Room] = [
  Room(name: "CLibPQ", floor: 0, imports: [], system: []),
  Room(name: "CXXHash", floor: 0, imports: [], system: []),
  Room(name: "CZlib", floor: 0, imports: [], system: []),
  Room(name: "CZstd", floor: 0, imports: [], system: []),
  Room(name: "Rows", floor: 1, imports: [], system: ["Glibc"]),
  Room(name: "Scanning", floor: 2, imports: ["Rows"], system: ["Glibc"]),
  Room(name: "Postgres", floor: 2, imports: ["CLibPQ"], system: ["Glibc", "Synchronization"]),
  Room(name: "Aggregation", floor: 3, imports: ["Rows"], system: []),
  Room(name: "Records", floor: 3, imports: ["Rows"], system: []),
  Room(
    name: "Extraction", floor: 3, imports: ["Rows", "CXXHash", "CZlib", "CZstd"],
    system: ["Foundation", "Glibc", "Synchronization"]),
  Room(name: "EmbeddedServer", floor: 3, imports: [], system: ["Foundation", "Glibc", "Synchronization"]),
  Room(
    name: "Loading", floor: 4, imports: ["Rows", "Aggregation", "Postgres"],
    system: ["Foundation", "Glibc", "Synchronization"]),
  Room(
    name: "Pipeline", floor: 5,
    imports: ["Rows", "Scanning", "Aggregation", "Extraction", "Loading", "Postgres", "Yams"],
    system: ["Dispatch", "Foundation", "Glibc", "Synchronization"]),
  Room(
    name: "sluice", floor: 6,
    imports: ["Pipeline", "Loading", "Postgres", "EmbeddedServer", "Rows", "ArgumentParser", "Logging"],
    system: ["Foundation", "Glibc", "Synchronization"]),
]

private let roomsByName = Dictionary(uniqueKeysWithValues: rooms.map { ($0.name, $0) })

let floorRules: [Rule] = [
  Rule("Every folder in Sources is a room of the house") { tree in
    var seen: Set<String> = []
    return tree.paths.compactMap { path in
      guard path.hasPrefix("Sources/") else { return nil }
      let parts = path.split(separator: "/").map(String.init)
      if parts.count == 2 {
        return Finding(path: path, line: 1, advice: "stands in no room: move it into a folder of Sources")
      }
      guard roomsByName[parts[1]] == nil, seen.insert(parts[1]).inserted else { return nil }
      return Finding(
        path: path, line: 1, advice: "Sources/\(parts[1]) is no room of the house: give it a row in FloorRules.swift")
    }
  },
  Rule("Imports go down only", below: ["Sources/"]) { file, swift in
    guard let room = roomsByName[file.room] else { return [] }
    return importedModules(swift).compactMap { module, offset in
      if room.floor == 0 { return file.finding(at: offset, "\(room.name) is a module map: move the Swift out") }
      if room.imports.contains(module) || room.system.contains(module) { return nil }
      let lawful = (room.imports.sorted() + room.system.sorted()).joined(separator: ", ")
      return file.finding(
        at: offset,
        "\(room.name) may not import \(module), only: \(lawful.isEmpty ? "nothing" : lawful). "
          + "Move the code to the room that may, or change the table in FloorRules.swift with a decision record")
    }
  },
  Rule("No room re-exports another", below: ["Sources/"]) { file, swift in
    swift.offsets(of: "@_exported").map { file.finding(at: $0, "import it where it is used instead of re-exporting") }
  },
  Rule("The manifest declares the same floors", below: ["Package.swift"]) { file, swift in
    declaredTargets(swift).flatMap { target -> [Finding] in
      guard let room = roomsByName[target.name] else {
        return [file.finding(at: target.offset, "\(target.name) has no row in FloorRules.swift")]
      }
      return target.dependencies.filter { !room.imports.contains($0.name) }.map {
        file.finding(at: $0.offset, "\(room.name) may not depend on \($0.name): see the table in FloorRules.swift")
      }
    }
  },
]

extension TextFile {
  /// The folder below `Sources` that holds the file, or nothing.
  var room: String {
    let parts = path.split(separator: "/")
    return parts.count > 2 && parts[0] == "Sources" ? String(parts[1]) : ""
  }
}

/// The modules of a file's import lines: `import A`, `package import A`, `import struct A.B`, `import A; import B`.
private func importedModules(_ swift: SwiftText) -> [(module: String, offset: Int)] {
  let kinds: Set<Substring> = ["struct", "class", "enum", "protocol", "func", "var", "let", "typealias"]
  return swift.offsets(of: "import").compactMap { offset in
    let rest = swift.code[(offset + "import".utf8.count)...].prefix { $0 != Ascii.lf && $0 != UInt8(ascii: ";") }
    var words = String(decoding: rest, as: UTF8.self).split(separator: " ")
    if let first = words.first, kinds.contains(first) { words.removeFirst() }
    return words.first.map { (String($0.prefix { $0 != "." }), offset) }
  }
}

private struct DeclaredTarget {
  let name: String
  let offset: Int
  var dependencies: [(name: String, offset: Int)] = []
}

/// The targets below `Sources` that a manifest spells out with `room(…)`, `.target(…)` or `.executableTarget(…)`.
private func declaredTargets(_ swift: SwiftText) -> [DeclaredTarget] {
  let openings = ["room(", ".target(", ".executableTarget(", ".systemLibrary("]
  return openings.flatMap { opening in
    swift.offsets(of: opening).compactMap { offset -> DeclaredTarget? in
      let arguments = bracketed(swift.code, from: offset + opening.utf8.count - 1)
      let literals = swift.literals.filter { arguments.contains($0.start) }
      let labels = literals.map { swift.label(before: $0.start) }
      let liesElsewhere = zip(literals, labels).contains { $1 == "path" && !$0.text.hasPrefix("Sources/") }
      guard let name = literals.first, !liesElsewhere else { return nil }
      var target = DeclaredTarget(name: name.text, offset: offset)
      if opening == ".systemLibrary(" { return target }
      let list = swift.code[arguments].firstIndex(of: UInt8(ascii: "[")).map { bracketed(swift.code, from: $0) }
      target.dependencies = zip(literals, labels).filter { list?.contains($0.start) == true && $1 != "package" }
        .map { ($0.0.text, $0.0.start) }
      return target
    }
  }
}

/// From the bracket at `start` to behind the one that closes it.
private func bracketed(_ code: [UInt8], from start: Int) -> Range<Int> {
  var depth = 0
  for index in start..<code.count {
    if "([{".utf8.contains(code[index]) { depth += 1 }
    if ")]}".utf8.contains(code[index]) { depth -= 1 }
    if depth == 0 { return start..<(index + 1) }
  }
  return start..<code.count
}

extension SwiftText {
  /// The argument label right before `offset`, or nothing.
  fileprivate func label(before offset: Int) -> String {
    var end = offset
    while end > 0, Ascii.isBlank(code[end - 1]) { end -= 1 }
    guard end > 0, code[end - 1] == UInt8(ascii: ":") else { return "" }
    end -= 1
    var start = end
    while start > 0, Ascii.isWord(code[start - 1]) { start -= 1 }
    return String(decoding: code[start..<end], as: UTF8.self)
  }
}
