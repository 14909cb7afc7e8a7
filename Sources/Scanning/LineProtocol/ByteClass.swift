/// What a byte can be in a point of the line protocol, as bits of one byte. The backslash ends a text too, so that a
/// scan stops where it has to look closer.
enum ByteClass {
  static let endsMeasurement: UInt8 = 1
  /// Of a tag or a field.
  static let endsKey: UInt8 = 2
  static let endsTagValue: UInt8 = 4
  static let endsString: UInt8 = 8
  /// Of a number or a boolean.
  static let endsValue: UInt8 = 16
  static let escapedInMeasurement: UInt8 = 32
  /// And in a tag's value.
  static let escapedInKey: UInt8 = 64
  static let escapedInString: UInt8 = 128

  static func of(_ byte: UInt8) -> UInt8 {
    switch byte {
    case UInt8(ascii: ","), UInt8(ascii: " "):
      endsMeasurement | endsKey | endsTagValue | endsValue | escapedInMeasurement | escapedInKey
    case UInt8(ascii: "="): endsKey | endsTagValue | escapedInKey
    case UInt8(ascii: "\""): endsString | escapedInString
    case UInt8(ascii: "\\"): endsMeasurement | endsKey | endsTagValue | endsString | escapedInString
    case UInt8(ascii: "\r"), UInt8(ascii: "\n"): endsMeasurement | endsKey | endsTagValue
    default: isControl(byte) ? endsMeasurement | endsKey : 0
    }
  }

  static func isControl(_ byte: UInt8) -> Bool {
    byte < 0x20 || byte == 0x7F
  }
}
