@testable import Rows
@testable import Scanning

/// A text of a point, and where it stands in the record; nil where it had to be put together.
struct PointText: Equatable, Sendable, CustomStringConvertible {
  var bytes: [UInt8]
  var place: Int?

  var description: String { "\(String(decoding: bytes, as: UTF8.self))@\(place.map(String.init) ?? "-")" }
}

/// A point as a value: what a reader found in one record.
struct Point: Equatable, Sendable {
  struct Tag: Equatable, Sendable {
    var key: PointText
    var value: PointText
  }

  struct Field: Equatable, Sendable {
    var key: PointText
    var value: PointText
    var kind: LineProtocolReader.Kind
  }

  var measurement: PointText
  var tags: [Tag]
  var fields: [Field]
  var timestamp: Int64?
}

enum PointVerdict: Equatable, Sendable {
  case point(Point)
  case refused(LineProtocolReader.Problem)

  static func refused(_ fault: LineProtocolReader.Fault, at offset: Int) -> PointVerdict {
    .refused(LineProtocolReader.Problem(fault: fault, offset: offset))
  }
}

/// The reader under test, used for one record after another.
struct PointReader: ~Copyable {
  private var reader = LineProtocolReader()

  /// What stands behind the record must not matter: `behind` goes on as a point might.
  mutating func read(_ record: [UInt8], behind: [UInt8] = Array(#"1,",\ =3"#.utf8)) -> PointVerdict {
    let page = makePage(record + behind)
    let base = UnsafePointer(page.base)
    if let problem = reader.read(base, count: record.count) { return .refused(problem) }
    let text = { (text: LineProtocolReader.Text) in
      let isInRecord = text.start >= base && text.start + text.count <= base + record.count
      return PointText(
        bytes: Array(UnsafeBufferPointer(start: text.start, count: text.count)),
        place: isInRecord ? text.start - base : nil)
    }
    return .point(
      Point(
        measurement: text(reader.measurement),
        tags: (0..<reader.tagCount).map { tag in
          Point.Tag(key: text(reader.tags[tag].key), value: text(reader.tags[tag].value))
        },
        fields: (0..<reader.fieldCount).map { field in
          let found = reader.fields[field]
          return Point.Field(key: text(found.key), value: text(found.value), kind: found.kind)
        },
        timestamp: reader.timestamp))
  }

  static func isCommentOrBlank(_ record: [UInt8]) -> Bool {
    let page = makePage(record + Array("\u{1}#".utf8))
    return LineProtocolReader.isCommentOrBlank(page.base, count: record.count)
  }
}
