import Foundation
import Yams

/// What an editor sees in a declaration: the tree of JSON that YAML 1.2 makes of it, by its core schema.
indirect enum JSONTree: Sendable {
  case null
  case flag(Bool)
  case number(Double, written: String)
  case text(String)
  case list([JSONTree])
  case object([Member])

  struct Member: Sendable, Equatable {
    var key: String
    var value: JSONTree
  }

  /// Reads YAML, and so JSON too.
  init(yaml: String) throws {
    // The encoding is said because Yams would else ask the environment for it.
    let root = try Yams.Parser(yaml: yaml, encoding: .utf8).singleRoot()
    self = try root.map(Self.init) ?? .null
  }

  struct NotOfJSON: Error {
    let what: String
  }

  private init(_ node: Node) throws {
    switch node {
    case .scalar(let scalar): self = scalar.style == .plain ? Self(plain: scalar.string) : .text(scalar.string)
    case .sequence(let sequence): self = .list(try sequence.map(Self.init))
    case .mapping(let mapping):
      self = .object(
        try mapping.map { key, value in
          guard let name = key.string else { throw NotOfJSON(what: "a key that is no text") }
          return Member(key: name, value: try Self(value))
        })
    case .alias: throw NotOfJSON(what: "an alias")
    }
  }

  private init(plain text: String) {
    switch text {
    case "", "~", "null", "Null", "NULL": self = .null
    case "true", "True", "TRUE": self = .flag(true)
    case "false", "False", "FALSE": self = .flag(false)
    default:
      let decimal = /[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?/
      if text.wholeMatch(of: decimal) != nil, let number = Double(text) {
        self = .number(number, written: text)
      } else if let match = text.wholeMatch(of: /0x([0-9a-fA-F]+)/), let number = Int(match.1, radix: 16) {
        self = .number(Double(number), written: text)
      } else if text.wholeMatch(of: /[-+]?\.(inf|Inf|INF)/) != nil {
        self = .number(text.hasPrefix("-") ? -.infinity : .infinity, written: text)
      } else {
        self = .text(text)
      }
    }
  }

  /// As JSON on one line, which is YAML as well; numbers as they were written.
  var written: String {
    switch self {
    case .null: "null"
    case .flag(let flag): String(flag)
    case .number(_, let written): written
    case .text(let text): Self.quoted(text)
    case .list(let list): "[" + list.map(\.written).joined(separator: ", ") + "]"
    case .object(let members):
      "{" + members.map { Self.quoted($0.key) + ": " + $0.value.written }.joined(separator: ", ") + "}"
    }
  }

  private static func quoted(_ text: String) -> String {
    let escaped = text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
    return "\"" + escaped.replacing("\t", with: "\\t") + "\""
  }

  subscript(key: String) -> JSONTree? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.key == key }?.value
  }

  var members: [Member] {
    if case .object(let members) = self { members } else { [] }
  }

  var elements: [JSONTree] {
    if case .list(let list) = self { list } else { [] }
  }

  var asText: String? {
    if case .text(let text) = self { text } else { nil }
  }

  var asNumber: Double? {
    if case .number(let number, _) = self { number } else { nil }
  }
}

/// Equal as JSON is: 1.0 is 1, and the order of keys says nothing.
extension JSONTree: Equatable {
  static func == (left: Self, right: Self) -> Bool {
    switch (left, right) {
    case (.null, .null): true
    case (.flag(let left), .flag(let right)): left == right
    case (.number(let left, _), .number(let right, _)): left == right
    case (.text(let left), .text(let right)): left == right
    case (.list(let left), .list(let right)): left == right
    case (.object(let left), .object(let right)):
      left.count == right.count && left.allSatisfy { member in right.contains(member) }
    default: false
    }
  }
}
