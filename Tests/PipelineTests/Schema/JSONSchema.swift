import Foundation

/// The part of JSON Schema draft 7 that `docs/job.schema.json` is written in.
struct JSONSchema {
  let root: JSONTree

  /// A keyword that nobody here looks at would be a rule that is not tested.
  struct UnknownKeyword: Error, Equatable {
    let keyword: String
  }

  private static let annotations: Set<String> = [
    "$schema", "$comment", "title", "description", "default", "examples",
  ]
  private static let keywords: Set<String> = [
    "$ref", "type", "enum", "const", "pattern", "minLength", "maxLength", "minimum", "maximum", "items", "minItems",
    "maxItems", "uniqueItems", "properties", "required", "additionalProperties", "minProperties", "maxProperties",
    "allOf", "anyOf", "not", "if", "then", "else", "definitions",
  ]

  init(_ root: JSONTree) throws(UnknownKeyword) {
    self.root = root
    try Self.check(root)
  }

  private static func check(_ schema: JSONTree) throws(UnknownKeyword) {
    for member in schema.members where !annotations.contains(member.key) {
      guard keywords.contains(member.key) else { throw UnknownKeyword(keyword: member.key) }
      switch member.key {
      case "properties", "definitions": for inner in member.value.members { try check(inner.value) }
      case "allOf", "anyOf": for inner in member.value.elements { try check(inner) }
      case "items", "additionalProperties", "not", "if", "then", "else": try check(member.value)
      default: break
      }
    }
  }

  /// What is wrong with a value: paths and keywords; empty if it is valid.
  func problems(of value: JSONTree) -> [String] { problems(value, root, "") }

  func resolved(_ schema: JSONTree) -> JSONTree {
    guard let name = schema["$ref"]?.asText?.split(separator: "/").last else { return schema }
    return root["definitions"]?[String(name)] ?? .flag(false)
  }

  private func isValid(_ value: JSONTree, _ schema: JSONTree) -> Bool { problems(value, schema, "").isEmpty }

  private func problems(_ value: JSONTree, _ schema: JSONTree, _ path: String) -> [String] {
    if case .flag(let allows) = schema { return allows ? [] : ["\(path): not allowed"] }
    // Beside a reference nothing else counts.
    if schema["$ref"] != nil { return problems(value, resolved(schema), path) }
    return schema.members.flatMap { member -> [String] in
      let rule = member.value
      switch member.key {
      case "properties", "required", "additionalProperties", "minProperties", "maxProperties":
        return objectProblems(value, member.key, rule, schema, path)
      case "items", "minItems", "maxItems", "uniqueItems": return listProblems(value, member.key, rule, path)
      case "allOf": return rule.elements.flatMap { problems(value, $0, path) }
      case "anyOf": return rule.elements.contains { isValid(value, $0) } ? [] : ["\(path): anyOf"]
      case "not": return isValid(value, rule) ? ["\(path): not"] : []
      case "if":
        let branch = schema[isValid(value, rule) ? "then" : "else"] ?? .flag(true)
        return problems(value, branch, path)
      default: return holds(value, member.key, rule) ? [] : ["\(path): \(member.key)"]
      }
    }
  }

  private func holds(_ value: JSONTree, _ keyword: String, _ rule: JSONTree) -> Bool {
    switch keyword {
    case "type":
      let types = rule.asText.map { [$0] } ?? rule.elements.compactMap(\.asText)
      return types.contains { isOfType(value, $0) }
    case "enum": return rule.elements.contains(value)
    case "const": return rule == value
    default: break
    }
    switch (value, keyword) {
    case (.text(let text), "pattern"):
      return text.range(of: rule.asText ?? "(", options: .regularExpression) != nil
    case (.text(let text), "minLength"): return Double(text.unicodeScalars.count) >= rule.asNumber ?? .nan
    case (.text(let text), "maxLength"): return Double(text.unicodeScalars.count) <= rule.asNumber ?? .nan
    case (.number(let number, _), "minimum"): return number >= rule.asNumber ?? .nan
    case (.number(let number, _), "maximum"): return number <= rule.asNumber ?? .nan
    default: return true
    }
  }

  private func isOfType(_ value: JSONTree, _ type: String) -> Bool {
    switch (value, type) {
    case (.null, "null"), (.flag, "boolean"), (.number, "number"), (.text, "string"), (.list, "array"),
      (.object, "object"):
      true
    case (.number(let number, _), "integer"): number == number.rounded() && number.isFinite
    default: false
    }
  }

  private func objectProblems(
    _ value: JSONTree, _ keyword: String, _ rule: JSONTree, _ schema: JSONTree, _ path: String
  ) -> [String] {
    guard case .object(let members) = value else { return [] }
    switch keyword {
    case "properties":
      return members.flatMap { member in
        rule[member.key].map { problems(member.value, $0, "\(path)/\(member.key)") } ?? []
      }
    case "additionalProperties":
      return members.filter { schema["properties"]?[$0.key] == nil }.flatMap { member in
        problems(member.value, rule, "\(path)/\(member.key)")
      }
    case "required":
      return rule.elements.compactMap(\.asText).filter { value[$0] == nil }.map { "\(path)/\($0): required" }
    case "minProperties": return Double(members.count) >= rule.asNumber ?? .nan ? [] : ["\(path): minProperties"]
    default: return Double(members.count) <= rule.asNumber ?? .nan ? [] : ["\(path): maxProperties"]
    }
  }

  private func listProblems(_ value: JSONTree, _ keyword: String, _ rule: JSONTree, _ path: String) -> [String] {
    guard case .list(let list) = value else { return [] }
    switch keyword {
    case "items": return list.enumerated().flatMap { problems($1, rule, "\(path)/\($0)") }
    case "minItems": return Double(list.count) >= rule.asNumber ?? .nan ? [] : ["\(path): minItems"]
    case "maxItems": return Double(list.count) <= rule.asNumber ?? .nan ? [] : ["\(path): maxItems"]
    default:
      let isUnique = list.indices.allSatisfy { !list[..<$0].contains(list[$0]) }
      return isUnique || rule == .flag(false) ? [] : ["\(path): uniqueItems"]
    }
  }
}
