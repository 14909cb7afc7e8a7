import Testing

/// The validator that the schema is tested with can say no, for each keyword that it knows.
@Suite struct JSONSchemaTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var schema: String
    var good: [String]
    var bad: [String]

    init(_ schema: String, good: [String], bad: [String]) {
      (self.schema, self.good, self.bad) = (schema, good, bad)
    }

    var testDescription: String { schema }
  }

  static let cases: [Case] = [
    Case("false", good: [], bad: ["1", "{}"]),
    Case("true", good: ["1", "{}"], bad: []),
    Case("{type: string}", good: ["a", "'1'", "2026-05-01", "1.2.3"], bad: ["1", "true", "~", "[]", "{}", ""]),
    Case("{type: integer}", good: ["1", "-2", "3.0", "1e2", "0x10"], bad: ["1.5", "'1'", ".inf", "true"]),
    Case("{type: number}", good: ["1", "1.5", ".5", "-1e-3"], bad: ["'1'", "1.5.", "e5", "1_000"]),
    Case("{type: [boolean, 'null']}", good: ["true", "False", "~", "null"], bad: ["yes", "'true'", "0"]),
    Case("{type: array}", good: ["[]"], bad: ["{}", "a"]),
    Case("{type: object}", good: ["{}"], bad: ["[]", "a"]),
    Case("{enum: [a, 1, null, [2]]}", good: ["a", "1.0", "~", "[2]"], bad: ["b", "'1'", "[]"]),
    Case("{const: {a: 1, b: 2}}", good: ["{b: 2, a: 1}"], bad: ["{a: 1}", "{a: 1, b: 3}"]),
    Case("{pattern: '^a+$'}", good: ["aa", "1", "[b]"], bad: ["ab", "''"]),
    Case("{pattern: b}", good: ["abc"], bad: ["ac"]),
    Case("{minLength: 2, maxLength: 3}", good: ["ab", "통신장", "1"], bad: ["a", "abcd"]),
    Case("{minimum: 1, maximum: 2}", good: ["1", "2.0", "a"], bad: ["0.9", "3"]),
    Case("{items: {type: string}}", good: ["[]", "[a, b]", "a"], bad: ["[a, 1]"]),
    Case("{minItems: 1, maxItems: 2}", good: ["[1]", "[1, 2]", "{}"], bad: ["[]", "[1, 2, 3]"]),
    Case("{uniqueItems: true}", good: ["[a, b]", "[]"], bad: ["[a, b, a]", "[1, 1.0]"]),
    Case("{properties: {a: {type: string}, b: false}}", good: ["{a: x, c: 1}", "1"], bad: ["{a: 1}", "{b: 1}"]),
    Case("{required: [a, b]}", good: ["{a: 1, b: ~}", "[]"], bad: ["{a: 1}", "{}"]),
    Case("{properties: {a: true}, additionalProperties: false}", good: ["{a: 1}", "{}"], bad: ["{b: 1}"]),
    Case("{additionalProperties: {type: string}}", good: ["{b: x}"], bad: ["{b: 1}"]),
    Case("{minProperties: 1, maxProperties: 1}", good: ["{a: 1}", "a"], bad: ["{}", "{a: 1, b: 2}"]),
    Case("{allOf: [{minimum: 1}, {maximum: 2}]}", good: ["1"], bad: ["0", "3"]),
    Case("{anyOf: [{const: 1}, {const: 2}]}", good: ["1", "2"], bad: ["3"]),
    Case("{not: {const: 1}}", good: ["2"], bad: ["1"]),
    Case("{if: {const: 1}, then: false}", good: ["2"], bad: ["1"]),
    Case("{if: {minimum: 5}, then: {maximum: 6}, else: {maximum: 1}}", good: ["5", "1"], bad: ["7", "2"]),
    Case("{$ref: '#/definitions/n', definitions: {n: {const: 1}}}", good: ["1"], bad: ["2"]),
    Case("{$ref: '#/definitions/none'}", good: [], bad: ["1"]),
    Case("{items: {properties: {a: {const: 1}}}}", good: ["[{a: 1}]"], bad: ["[{a: 1}, {a: 2}]"]),
  ]

  @Test(arguments: cases) func everyKeywordSaysYesAndNo(_ item: Case) throws {
    let schema = try JSONSchema(JSONTree(yaml: item.schema))
    for value in item.good {
      #expect(try schema.problems(of: JSONTree(yaml: value)) == [], "\(value)")
    }
    for value in item.bad {
      #expect(try schema.problems(of: JSONTree(yaml: value)) != [], "\(value)")
    }
  }

  @Test(arguments: [
    "{patern: a}", "{properties: {a: {oneOf: []}}}", "{items: {format: date}}", "{anyOf: [{contains: a}]}",
    "{if: {x: 1}}", "{not: {x: 1}}", "{definitions: {a: {x: 1}}}", "{additionalProperties: {x: 1}}",
  ])
  func aKeywordThatIsNotLookedAtIsRefused(_ schema: String) throws {
    let tree = try JSONTree(yaml: schema)
    #expect(throws: JSONSchema.UnknownKeyword.self) { try JSONSchema(tree) }
  }

  @Test func problemsNameTheirPlace() throws {
    let schema = try JSONSchema(JSONTree(yaml: "{properties: {a: {items: {type: string}}}, required: [b]}"))
    #expect(try schema.problems(of: JSONTree(yaml: "a: [x, 1]")) == ["/a/1: type", "/b: required"])
  }

  /// What is rendered for the decoder is what was read.
  @Test func treesSurviveBeingWritten() throws {
    let tree = try JSONTree(yaml: "{a: [1, 0.10, '1', ~, true, \"\\t\\\"\\\\\"], '': {통신: x}}")
    #expect(tree.written == "{\"a\": [1, 0.10, \"1\", null, true, \"\\t\\\"\\\\\"], \"\": {\"통신\": \"x\"}}")
    #expect(try JSONTree(yaml: tree.written) == tree)
  }
}
