import Rows
import Yams

/// A job or site file that cannot be used: every problem with its place, not only the first.
package struct DeclarationError: Error, Sendable, CustomStringConvertible {
  /// `file:line:column: what is wrong, and what was expected`.
  package let problems: [String]

  package var description: String { problems.joined(separator: "\n") }
}

/// Collects the problems of one file while it is decoded.
final class Problems {
  let file: String
  private(set) var list: [(line: Int, column: Int, text: String)] = []

  init(file: String) {
    self.file = file
  }

  func add(_ node: Node?, _ text: String) {
    list.append((node?.mark?.line ?? 1, node?.mark?.column ?? 1, text))
  }

  func add(line: Int, column: Int, _ text: String) {
    list.append((line, column, text))
  }

  var isEmpty: Bool { list.isEmpty }

  var error: DeclarationError {
    let sorted = list.sorted { ($0.line, $0.column) < ($1.line, $1.column) }
    return DeclarationError(problems: sorted.map { "\(file):\($0.line):\($0.column): \($0.text)" })
  }
}

/// Limits of a declaration, so that no file can make the program run out of memory or stack.
enum DeclarationLimits {
  static let bytesMax = 1_048_576
  static let depthMax = 32
}

/// Text to a checked tree: one document, no aliases, no tags, no duplicate keys, a mapping at the top.
func parseDeclaration(_ text: String, _ problems: Problems) -> MappingReader? {
  let parser: Yams.Parser
  let root: Node?
  do {
    // The encoding is said because Yams would else ask the environment for it.
    parser = try Yams.Parser(yaml: withoutMark(text), encoding: .utf8)
    root = try parser.singleRoot()
  } catch let error as YamlError {
    addParseProblem(error, problems)
    return nil
  } catch {
    problems.add(line: 1, column: 1, "cannot be read as YAML: \(error)")
    return nil
  }
  guard let root, case .mapping = root else {
    problems.add(root, "expected keys and values, such as `job: NAME`")
    return nil
  }
  // Nodes hold their anchors weakly: they are gone with the parser.
  withExtendedLifetime(parser) { checkShape(root, depth: 1, problems) }
  return problems.isEmpty ? MappingReader(root, path: "", problems) : nil
}

/// Text without the byte order mark that some editors put before it.
private func withoutMark(_ text: String) -> String {
  text.unicodeScalars.first == "\u{FEFF}" ? String(text.unicodeScalars.dropFirst()) : text
}

private func addParseProblem(_ error: YamlError, _ problems: Problems) {
  switch error {
  case .duplicatedKeysInMapping(let keys, let context):
    problems.add(
      line: context.mark.line, column: context.mark.column,
      "the key \(keys.map { "\"\($0)\"" }.joined(separator: ", ")) stands twice; expected once")
  case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
    .composer(_, let problem, let mark, _):
    problems.add(line: mark.line, column: mark.column, "not valid YAML: \(problem)")
  case .reader(let problem, let offset, _, let yaml):
    // The offset is one of scalars, as lines and columns of the other problems are.
    let before = String(yaml.unicodeScalars.prefix(offset ?? 0))
    let lines = before.split(omittingEmptySubsequences: false) { $0.isNewline }
    problems.add(
      line: lines.count, column: (lines.last?.unicodeScalars.count ?? 0) + 1, "not valid YAML: \(problem)")
  default:
    problems.add(line: 1, column: 1, "not valid YAML: \(error)")
  }
}

/// An alias is a copy that the reader of a file does not see, and a way to blow it up; an explicit tag changes types.
private func checkShape(_ node: Node, depth: Int, _ problems: Problems) {
  if node.anchor != nil {
    problems.add(node, "anchors and aliases (&, *) are not taken; write the value where it is used")
    return
  }
  if depth > DeclarationLimits.depthMax {
    problems.add(node, "nested deeper than \(DeclarationLimits.depthMax) levels")
    return
  }
  if hasTag(node) {
    problems.add(node, "tags (!) are not taken; write the value alone")
    return
  }
  switch node {
  case .mapping(let mapping):
    for (key, value) in mapping {
      checkKey(key, problems)
      if key.string == "<<" { problems.add(key, "merge keys (<<) are not taken; write the keys out") }
      checkShape(value, depth: depth + 1, problems)
    }
  case .sequence(let sequence):
    for element in sequence { checkShape(element, depth: depth + 1, problems) }
  case .scalar, .alias: break
  }
}

/// A key's tag has been resolved by the search for duplicates; what is no plain word is noted when keys are read.
private func checkKey(_ key: Node, _ problems: Problems) {
  if key.anchor != nil {
    problems.add(key, "anchors and aliases (&, *) are not taken; write the key where it is used")
  }
}

/// `Node.tag` would resolve the tag by the value; the stored one is empty until somebody does, and that of a string for
/// quoted scalars.
private func hasTag(_ node: Node) -> Bool {
  switch node {
  case .scalar(let scalar):
    !scalar.tag.rawValue.isEmpty && (scalar.style == .plain || scalar.tag.rawValue != Tag.Name.str.rawValue)
  case .mapping(let mapping): !mapping.tag.rawValue.isEmpty
  case .sequence(let sequence): !sequence.tag.rawValue.isEmpty
  case .alias: false
  }
}

/// Reads the keys of one mapping, each at most once; `finish` then names those that nobody asked for.
final class MappingReader {
  private let node: Node
  private let path: String
  let problems: Problems
  private var values: [String: Node] = [:]
  private var keys: [(name: String, node: Node)] = []
  private var asked: [String] = []

  init(_ node: Node, path: String, _ problems: Problems) {
    self.node = node
    self.path = path
    self.problems = problems
    guard case .mapping(let mapping) = node else { return }
    for (key, value) in mapping {
      guard let name = key.string else {
        problems.add(key, "expected a plain word as key")
        continue
      }
      // YAML holds 1 and "1" for two keys; for us both are the text.
      if values[name] != nil { problems.add(key, "the key \"\(clipped(name))\" stands twice; expected once") }
      keys.append((name, key))
      values[name] = value
    }
  }

  var place: Node { node }

  func name(_ key: String) -> String { path.isEmpty ? key : path + "." + key }

  func node(_ key: String) -> Node? {
    asked.append(key)
    return values[key]
  }

  /// A scalar's text; nil if the key is absent or the value is none (which is noted).
  func text(_ key: String, expecting: String = "a text") -> (text: String, node: Node)? {
    guard let node = node(key) else { return nil }
    guard let scalar = node.scalar else {
      problems.add(node, "\(name(key)): expected \(expecting), found \(kind(node))")
      return nil
    }
    guard !scalar.string.isEmpty else {
      problems.add(node, "\(name(key)): expected \(expecting), found nothing")
      return nil
    }
    guard !scalar.string.utf8.contains(0) else {
      problems.add(node, "\(name(key)): expected \(expecting), found a text with a NUL character")
      return nil
    }
    return (scalar.string, node)
  }

  func required(_ key: String, expecting: String = "a text") -> (text: String, node: Node)? {
    if values[key] == nil {
      asked.append(key)
      problems.add(node, "\(name(key)) is missing; expected \(expecting)")
      return nil
    }
    return text(key, expecting: expecting)
  }

  /// Converts a scalar; the conversion returns nil for what it does not take.
  func convert<Value>(
    _ key: String, expecting: String, or fallback: Value, _ conversion: (String) -> Value?
  ) -> Value {
    guard let found = text(key, expecting: expecting) else { return fallback }
    if let value = conversion(found.text) { return value }
    problems.add(found.node, "\(name(key)): expected \(expecting), found \"\(clipped(found.text))\"")
    return fallback
  }

  func bool(_ key: String, or fallback: Bool) -> Bool {
    convert(key, expecting: "true or false", or: fallback) { text in
      text == "true" ? true : (text == "false" ? false : nil)
    }
  }

  func integer(_ key: String, _ range: ClosedRange<Int>, or fallback: Int) -> Int {
    convert(key, expecting: "a whole number from \(range.lowerBound) to \(range.upperBound)", or: fallback) { text in
      Int(text).flatMap { range.contains($0) ? $0 : nil }
    }
  }

  /// One of an enumeration's raw values.
  func choice<Choice: RawRepresentable & CaseIterable>(
    _ key: String, or fallback: Choice
  ) -> Choice where Choice.RawValue == String {
    let names = Choice.allCases.map(\.rawValue)
    return convert(key, expecting: "one of " + names.joined(separator: ", "), or: fallback, Choice.init(rawValue:))
  }

  func mapping(_ key: String) -> MappingReader? {
    guard let node = node(key) else { return nil }
    guard case .mapping = node else {
      problems.add(node, "\(name(key)): expected keys and values, found \(kind(node))")
      return nil
    }
    return MappingReader(node, path: name(key), problems)
  }

  func requiredMapping(_ key: String) -> MappingReader? {
    if values[key] == nil {
      asked.append(key)
      problems.add(node, "\(name(key)) is missing; expected keys and values")
      return nil
    }
    return mapping(key)
  }

  func sequence(_ key: String) -> [Node]? {
    guard let node = node(key) else { return nil }
    guard case .sequence(let sequence) = node else {
      problems.add(node, "\(name(key)): expected a list, found \(kind(node))")
      return nil
    }
    return Array(sequence)
  }

  /// A list of texts; one text alone is a list of one.
  func texts(_ key: String) -> [String]? {
    guard let node = values[key] else {
      asked.append(key)
      return nil
    }
    if node.scalar != nil { return text(key).map { [$0.text] } }
    return sequence(key)?.compactMap { element in
      guard let scalar = element.scalar, !scalar.string.utf8.contains(0) else {
        problems.add(element, "\(name(key)): expected a text, found \(kind(element))")
        return nil
      }
      return scalar.string
    }
  }

  func mappings(_ key: String) -> [MappingReader] {
    (sequence(key) ?? []).enumerated().compactMap { index, element in
      let path = "\(name(key))[\(index + 1)]"
      guard case .mapping = element else {
        problems.add(element, "\(path): expected keys and values, found \(kind(element))")
        return nil
      }
      return MappingReader(element, path: path, problems)
    }
  }

  func has(_ key: String) -> Bool { node(key) != nil }

  /// All keys, for mappings whose keys are names (roots).
  var names: [(name: String, node: Node)] { keys }

  /// Notes the keys that nobody asked for, with the nearest that is known.
  func finish() {
    #if PLANTED_FAULTS
      if ReaderFault.planted == .unknownKeyTaken { return }
    #endif
    for key in keys where !asked.contains(key.name) {
      let known = Set(asked).sorted()
      let near = known.map { (distance(key.name, $0), $0) }.min { $0.0 < $1.0 }
      let hint = near.map { $0.0 <= max(2, key.name.count / 3) ? "; did you mean \($0.1)?" : "" } ?? ""
      problems.add(
        key.node, "unknown key \(name(key.name))\(hint); known here: \(known.joined(separator: ", "))")
    }
  }
}

/// What a node is, for "expected …, found …".
func kind(_ node: Node) -> String {
  switch node {
  case .scalar(let scalar): scalar.string.isEmpty ? "nothing" : "\"\(clipped(scalar.string))\""
  case .mapping: "keys and values"
  case .sequence: "a list"
  case .alias: "an alias"
  }
}

/// Values in messages are cut to a length that a terminal shows, on one line.
func clipped(_ text: String) -> String {
  let visible = text.unicodeScalars.prefix(61)
    .map { $0.value < 32 || $0.value == 127 ? $0.escaped(asASCII: false) : String($0) }.joined()
  return visible.count > 60 ? visible.prefix(60) + "…" : visible
}

/// Levenshtein's distance, for "did you mean".
func distance(_ left: String, _ right: String) -> Int {
  let (first, second) = (Array(left), Array(right))
  var row = Array(0...second.count)
  for (index, character) in first.enumerated() {
    var diagonal = row[0]
    row[0] = index + 1
    for (column, other) in second.enumerated() {
      let substitution = diagonal + (character == other ? 0 : 1)
      diagonal = row[column + 1]
      row[column + 1] = min(substitution, diagonal + 1, row[column] + 1)
    }
  }
  return row[second.count]
}
