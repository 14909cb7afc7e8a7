/// Why a text is no path into JSON: what is wrong, and at which character, counted from 1.
package struct JSONPathError: Error, Sendable, Equatable, CustomStringConvertible {
  package let description: String
}

/// Where in a record a value stands, as a job file writes it: `temp`, `data.temp`, `values[0].v`, `[3]`, `"a.b".c`.
///
/// A key of any characters stands in quotes, in which a doubled quote is one quote character; without quotes it has at
/// least one character and none of `.`, `[`, `]` and `"`. Blanks are characters like others. Indexes count from 0.
package struct JSONPath: Sendable, Equatable {
  enum Step: Sendable, Equatable {
    /// UTF-8, compared byte by byte: letters that merely look the same are different keys.
    case key([UInt8])
    case index(Int)
  }

  package let text: String
  /// At least one, and no more than records have levels.
  let steps: [Step]

  package init(_ text: String) throws(JSONPathError) {
    var parser = JSONPathParser(text)
    self.text = text
    steps = try parser.steps()
  }

  /// Paths are equal if they lead to the same place, however they are spelled.
  package static func == (left: Self, right: Self) -> Bool {
    left.steps == right.steps
  }
}

/// Reads a path from left to right, byte by byte: all marks of the grammar are ASCII.
private struct JSONPathParser {
  private let bytes: [UInt8]
  private var position = 0

  init(_ text: String) {
    bytes = Array(text.utf8)
  }

  private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  mutating func steps() throws(JSONPathError) -> [JSONPath.Step] {
    guard !bytes.isEmpty else { throw JSONPathError(description: "the path is empty") }
    var steps: [JSONPath.Step] = []
    while let byte = next {
      switch byte {
      case UInt8(ascii: "["): steps.append(try index())
      case _ where steps.isEmpty: steps.append(try key())
      case UInt8(ascii: "."):
        position += 1
        steps.append(try key())
      default: throw fault("needs a dot or an index", at: position)
      }
    }
    guard steps.count <= JSONRecordReader.depthMax else {
      throw JSONPathError(
        description:
          "the path has \(steps.count) steps, and records are nested \(JSONRecordReader.depthMax) deep at most")
    }
    return steps
  }

  private mutating func key() throws(JSONPathError) -> JSONPath.Step {
    if next == UInt8(ascii: "\"") { return try quotedKey() }
    let start = position
    while let byte = next, byte != UInt8(ascii: "."), byte != UInt8(ascii: "[") {
      guard byte != UInt8(ascii: "]"), byte != UInt8(ascii: "\"") else {
        throw fault("has a \(Unicode.Scalar(byte)) in a key that does not stand in quotes", at: position)
      }
      position += 1
    }
    guard position > start else { throw fault("lacks a key", at: start) }
    return .key(Array(bytes[start..<position]))
  }

  private mutating func quotedKey() throws(JSONPathError) -> JSONPath.Step {
    let start = position
    var key: [UInt8] = []
    position += 1
    while let byte = next {
      position += 1
      if byte == UInt8(ascii: "\"") {
        guard next == UInt8(ascii: "\"") else { return .key(key) }
        position += 1
      }
      key.append(byte)
    }
    throw fault("has a quote that is not closed", at: start)
  }

  private mutating func index() throws(JSONPathError) -> JSONPath.Step {
    let bracket = position
    position += 1
    let start = position
    var index = 0
    while let byte = next, byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") {
      let tenfold = index.multipliedReportingOverflow(by: 10)
      let sum = tenfold.partialValue.addingReportingOverflow(Int(byte - UInt8(ascii: "0")))
      guard !tenfold.overflow, !sum.overflow else { throw fault("has an index beyond all lists", at: start) }
      index = sum.partialValue
      position += 1
    }
    guard next != nil else { throw fault("has a bracket that is not closed", at: bracket) }
    guard position > start, next == UInt8(ascii: "]") else {
      throw fault("needs digits and a closing bracket", at: position)
    }
    guard position == start + 1 || bytes[start] != UInt8(ascii: "0") else {
      throw fault("has an index with a leading zero", at: start)
    }
    position += 1
    return .index(index)
  }

  private func fault(_ what: String, at offset: Int) -> JSONPathError {
    let characters = String(decoding: bytes[..<offset], as: UTF8.self).unicodeScalars.count
    return JSONPathError(description: "the path \(what) at character \(characters + 1)")
  }
}
