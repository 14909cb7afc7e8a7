@testable import Scanning

/// The contract once more, slow and obvious: a record is characters, of which some are escaped.
struct NaiveLineProtocol {
  private struct Refusal: Error {
    var problem: LineProtocolReader.Problem
  }

  private let record: [UInt8]
  private var place = 0
  private var keyOffsets: [Int] = []

  static func read(_ record: [UInt8]) -> PointVerdict {
    var reader = NaiveLineProtocol(record: record)
    do {
      return .point(try reader.point())
    } catch {
      return .refused(error.problem)
    }
  }

  private init(record: [UInt8]) {
    self.record = record
  }

  private var next: Unicode.Scalar? { place < record.count ? Unicode.Scalar(record[place]) : nil }

  private func refusal(_ fault: LineProtocolReader.Fault, at offset: Int? = nil) -> Refusal {
    Refusal(problem: LineProtocolReader.Problem(fault: fault, offset: offset ?? place))
  }

  private mutating func point() throws(Refusal) -> Point {
    skipSpaces()
    if next == "#" { throw refusal(.measurement) }
    let measurement = try text(.measurement, until: ", ", escaped: ", ", controls: false)
    if next == nil { throw refusal(.fieldKey) }
    guard next == "," || next == " " else { throw refusal(.measurement) }
    var tags: [Point.Tag] = []
    while next == "," {
      place += 1
      let offset = place
      let key = try text(.tagKey, until: ",= ", escaped: ",= ", controls: false)
      guard next == "=" else { throw refusal(.tagKey) }
      place += 1
      let value = try text(.tagValue, until: ",= \r\n", escaped: ",= ", controls: true)
      if next == nil { throw refusal(.fieldKey) }
      tags.append(Point.Tag(key: key, value: value))
      keyOffsets.append(offset)
    }
    guard next == " " else { throw refusal(.tagValue) }
    for later in tags.indices where tags[..<later].contains(where: { $0.key.bytes == tags[later].key.bytes }) {
      throw refusal(.duplicateTagKey, at: keyOffsets[later])
    }
    skipSpaces()
    var fields = [try field()]
    while next == "," {
      place += 1
      fields.append(try field())
    }
    skipSpaces()
    return Point(measurement: measurement, tags: tags, fields: fields, timestamp: try timestamp())
  }

  private mutating func skipSpaces() {
    while next == " " { place += 1 }
  }

  private mutating func text(
    _ part: LineProtocolReader.Fault, until stops: String, escaped: String, controls: Bool, mayBeEmpty: Bool = false
  ) throws(Refusal) -> PointText {
    let start = place
    var bytes: [UInt8] = []
    while let character = next {
      let follower = place + 1 < record.count ? Unicode.Scalar(record[place + 1]) : nil
      if character == "\\", let follower, escaped.unicodeScalars.contains(follower) {
        place += 1
      } else if stops.unicodeScalars.contains(character) {
        break
      } else if !controls, record[place] < 32 || record[place] == 127 {
        break
      }
      bytes.append(record[place])
      place += 1
    }
    if String(validating: bytes, as: UTF8.self) == nil || (bytes.isEmpty && !mayBeEmpty) {
      throw refusal(part, at: start)
    }
    return PointText(bytes: bytes, place: place - start == bytes.count ? start : nil)
  }

  private mutating func field() throws(Refusal) -> Point.Field {
    let key = try text(.fieldKey, until: ",= ", escaped: ",= ", controls: false)
    guard next == "=" else { throw refusal(.fieldKey) }
    place += 1
    let start = place
    if next == "\"" {
      place += 1
      let value = try text(.fieldValue, until: "\"", escaped: "\"\\", controls: true, mayBeEmpty: true)
      guard next == "\"" else { throw refusal(.openString, at: start) }
      place += 1
      guard next == nil || next == "," || next == " " else { throw refusal(.fieldValue) }
      return Point.Field(key: key, value: value, kind: .string)
    }
    while let character = next, character != ",", character != " " { place += 1 }
    let bytes = Array(record[start..<place])
    let (kind, length) = try scalar(bytes, at: start)
    return Point.Field(key: key, value: PointText(bytes: Array(bytes.prefix(length)), place: start), kind: kind)
  }

  private func scalar(_ bytes: [UInt8], at start: Int) throws(Refusal) -> (LineProtocolReader.Kind, Int) {
    let text = String(decoding: bytes, as: UTF8.self)
    if ["t", "T", "true", "True", "TRUE"].contains(text) { return (.boolean(true), bytes.count) }
    if ["f", "F", "false", "False", "FALSE"].contains(text) { return (.boolean(false), bytes.count) }
    let unsigned = text.hasPrefix("-") ? String(text.dropFirst()) : text
    if text.hasSuffix("i"), Self.areDigits(unsigned.dropLast()) {
      guard Int64(text.dropLast()) != nil else { throw refusal(.numberOutOfRange, at: start) }
      return (.integer, bytes.count - 1)
    }
    if text.hasSuffix("u"), Self.areDigits(text.dropLast()) {
      guard UInt64(text.dropLast()) != nil else { throw refusal(.numberOutOfRange, at: start) }
      return (.unsigned, bytes.count - 1)
    }
    let halves = unsigned.split(omittingEmptySubsequences: false) { $0 == "e" || $0 == "E" }
    let mantissa = halves[0].split(separator: ".", omittingEmptySubsequences: false)
    var exponent = halves.count == 2 ? halves[1] : "0"
    if exponent.hasPrefix("+") || exponent.hasPrefix("-") { exponent = exponent.dropFirst() }
    guard halves.count <= 2, mantissa.count <= 2, Self.areDigits(Substring(mantissa.joined())),
      Self.areDigits(exponent)
    else { throw refusal(.fieldValue, at: start) }
    let isFinite = Double(text).map(\.isFinite) ?? false
    if !isFinite { throw refusal(.numberOutOfRange, at: start) }
    return (.float, bytes.count)
  }

  private static func areDigits(_ text: Substring) -> Bool {
    !text.isEmpty && text.unicodeScalars.allSatisfy { "0"..."9" ~= $0 }
  }

  private mutating func timestamp() throws(Refusal) -> Int64? {
    let start = place
    while next != nil, next != " " { place += 1 }
    if place == start { return nil }
    let text = String(decoding: record[start..<place], as: UTF8.self)
    guard !text.hasPrefix("+"), let number = Int64(text) else { throw refusal(.timestamp, at: start) }
    skipSpaces()
    if next != nil { throw refusal(.trailingText) }
    return number
  }
}
