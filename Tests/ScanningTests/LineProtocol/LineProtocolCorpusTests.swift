import Testing

@testable import Rows
@testable import Scanning

/// Does the reader take what InfluxDB's corpus takes, and nothing else?
struct LineProtocolCorpusTests {
  private enum Value: Equatable {
    case float(Double)
    case integer(Int64)
    case unsigned(UInt64)
    case string([UInt8])
    case boolean(Bool)
    case none
  }

  private struct Sample: Equatable {
    var name: [UInt8]
    var tags: [[[UInt8]]]
    var fields: [Field]
    var time: Int64

    struct Field: Equatable {
      var key: [UInt8]
      var value: Value
    }
  }

  private static let units: [String: Int64] = [
    "1ns": 1, "1µs": 1000, "1ms": 1_000_000, "1s": 1_000_000_000,
  ]

  private static func value(_ field: Point.Field) -> Value {
    let text = String(decoding: field.value.bytes, as: UTF8.self)
    switch field.kind {
    case .float:
      let page = makePage(field.value.bytes)
      guard case .number(let number, _) = NumberParser.parse(page.base, count: field.value.bytes.count) else {
        return .none
      }
      return .float(number)
    case .integer: return Int64(text).map(Value.integer) ?? .none
    case .unsigned: return UInt64(text).map(Value.unsigned) ?? .none
    case .string: return .string(field.value.bytes)
    case .boolean(let isTrue): return .boolean(isTrue)
    }
  }

  private static func value(_ value: LineProtocolCorpus.Value) -> Value {
    if let float = value.float { return .float(float) }
    if let int = value.int { return .integer(int) }
    if let uint = value.uint { return .unsigned(uint) }
    if let string = value.string { return .string(Array(string.utf8)) }
    if let binary = value.binary { return .string(Array(binary)) }
    return value.bool.map(Value.boolean) ?? .none
  }

  private static func expected(_ output: LineProtocolCorpus.Output) -> [Sample]? {
    output.result.map { points in
      points.map { point in
        Sample(
          name: point.name.bytes, tags: point.tags.map { [$0.key.bytes, $0.value.bytes] },
          fields: point.fields.map { Sample.Field(key: $0.key.bytes, value: value($0.value)) }, time: point.time)
      }
    }
  }

  /// The points of a text, or its first problem; a time that does not fit into nanoseconds is one.
  private static func read(
    _ input: LineProtocolCorpus.Input, quotedNewlines: Bool, _ reader: inout PointReader
  ) throws -> (points: [Sample]?, fault: LineProtocolReader.Fault?) {
    let unit = try #require(units[input.precision])
    var samples: [Sample] = []
    for record in LineProtocolCorpus.records(input.text.bytes, quotedNewlines: quotedNewlines)
    where !PointReader.isCommentOrBlank(record) {
      switch reader.read(record) {
      case .refused(let problem): return (nil, problem.fault)
      case .point(let point):
        let (time, overflows) = (point.timestamp ?? input.defaultTime / unit).multipliedReportingOverflow(by: unit)
        if overflows { return (nil, .timestamp) }
        let tags = point.tags.map { [$0.key.bytes, $0.value.bytes] }
        samples.append(
          Sample(
            name: point.measurement.bytes, tags: tags.sorted { $0[0].lexicographicallyPrecedes($1[0]) },
            fields: point.fields.map { Sample.Field(key: $0.key.bytes, value: value($0)) }, time: time))
      }
    }
    return (samples, nil)
  }

  @Test func everyCase() throws {
    var reader = PointReader()
    var wrong: [String] = []
    var taken = 0
    let cases = try LineProtocolCorpus.cases()
    for (key, it) in cases {
      let expected = Self.expected(it.output)
      #expect((expected == nil) == (it.output.error != nil))
      let found = try Self.read(it.input, quotedNewlines: true, &reader)
      if found.points != expected { wrong.append(key) }
      if expected != nil { taken += 1 }
    }
    #expect(wrong.isEmpty, "\(wrong.count): \(wrong.sorted().prefix(5))")
    #expect(cases.count == 6615)
    #expect(taken == 396)
  }

  /// Our records are cut at every LF: then a string that spans lines is open, and nothing else is otherwise.
  @Test func everyCaseCutAtEachLineFeed() throws {
    var reader = PointReader()
    let exceptions = try LineProtocolCorpus.exceptions()
    #expect(exceptions.count == 5)
    #expect(exceptions.values.allSatisfy { !$0.isEmpty })
    let cases = try LineProtocolCorpus.cases()
    for key in exceptions.keys { #expect(cases[key] != nil, "\(key) is no case of the corpus") }
    for (key, it) in cases {
      let expected = Self.expected(it.output)
      let found = try Self.read(it.input, quotedNewlines: false, &reader)
      if exceptions[key] == nil {
        #expect(found.points == expected, "\(key)")
      } else {
        #expect(expected != nil && found.fault == .openString, "\(key) is no exception")
      }
    }
  }
}
