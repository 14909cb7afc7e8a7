/// How numbers are written, and which texts and numbers mean that there is none.
package struct NumberFormat: Sendable, Equatable {
  package var decimalMark: UInt8
  package var thousandsMark: UInt8?
  /// Texts without a value, beside the empty one.
  package var nullTexts: [String]
  /// Numbers, as they stand in the file, without a value.
  package var sentinels: [Double]

  package init(
    decimalMark: UInt8 = UInt8(ascii: "."), thousandsMark: UInt8? = nil, nullTexts: [String] = [],
    sentinels: [Double] = []
  ) {
    self.decimalMark = decimalMark
    self.thousandsMark = thousandsMark
    self.nullTexts = nullTexts
    self.sentinels = sentinels
  }

  /// Whether numbers are in the plain form that is read without being rewritten.
  var isPlain: Bool { decimalMark == UInt8(ascii: ".") && thousandsMark == nil }
}

extension NumberParser {
  /// The longest text of a declared form that can be a number; longer ones are none.
  static let rewrittenBytesMax = 512

  /// Reads a number in a declared form: rewritten to the plain one, then read as that.
  /// - Complexity: O(count).
  static func parse(_ start: UnsafePointer<UInt8>, count: Int, format: NumberFormat) -> Outcome {
    guard count <= rewrittenBytesMax else { return .notANumber }
    return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: rewrittenBytesMax + 8) { plain in
      guard let length = rewrite(start, count, format, plain.baseAddress!) else { return .notANumber }
      return parse(plain.baseAddress!, count: length)
    }
  }

  /// - Returns: the length of the plain text, or nil where the marks stand where they may not.
  private static func rewrite(
    _ start: UnsafePointer<UInt8>, _ count: Int, _ format: NumberFormat, _ plain: UnsafeMutablePointer<UInt8>
  ) -> Int? {
    var length = 0
    // Digits since the sign or the last mark between thousands; −1 once the whole part is over.
    var group = 0
    var hasMark = false
    for index in 0..<count {
      let byte = start[index]
      let isDigit = byte &- UInt8(ascii: "0") < 10
      if group >= 0, let mark = format.thousandsMark, byte == mark {
        guard group >= 1, hasMark ? group == 3 : group <= 3 else { return nil }
        hasMark = true
        group = 0
        continue
      }
      if byte == format.decimalMark {
        guard group >= 0, !hasMark || group == 3 else { return nil }
        group = -1
        plain[length] = UInt8(ascii: ".")
      } else {
        // The plain form's own point is no mark here.
        guard byte != UInt8(ascii: ".") else { return nil }
        if isDigit {
          if group >= 0 { group += 1 }
        } else if index > 0 {
          guard group < 0 || !hasMark || group == 3 else { return nil }
          group = -1
        }
        plain[length] = byte
      }
      length += 1
    }
    guard group < 0 || !hasMark || group == 3 else { return nil }
    return length
  }
}
