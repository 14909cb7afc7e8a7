extension LineProtocolReader {
  /// A text of a point: bytes in the record, or in the reader's scratch where an escape had to be undone.
  struct Text {
    var start: UnsafePointer<UInt8>
    var count: Int
  }

  struct Tag {
    var key: Text
    var value: Text
    /// Where the key begins in the record.
    var offset: Int
  }

  enum Kind: Equatable, Sendable {
    case float
    case integer
    case unsigned
    case string
    case boolean(Bool)
  }

  struct Field {
    var key: Text
    /// As written, without the letter behind an integer and without the quotes of a string, whose escapes are undone.
    var value: Text
    var kind: Kind
  }

  /// The part of a record at which it is no point.
  enum Fault: String, Sendable, CaseIterable {
    case measurement
    case tagKey = "tag_key"
    case tagValue = "tag_value"
    case duplicateTagKey = "duplicate_tag_key"
    case fieldKey = "field_key"
    case fieldValue = "field_value"
    case numberOutOfRange = "number_out_of_range"
    case openString = "open_string"
    case timestamp
    case trailingText = "trailing_text"
  }

  struct Problem: Equatable, Sendable {
    var fault: Fault
    /// Bytes from the record's start: to the first byte that cannot stand there, to the end where something is missing,
    /// or to where a value, a string, a timestamp, a repeated key or a text that is no UTF-8 begins.
    var offset: Int
  }
}
