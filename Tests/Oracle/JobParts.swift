// The parts of a job that depart from a plain file.

/// How the lines of a file are written, beyond delimiter and quote.
package struct OracleDialect: Sendable {
  /// The character that makes the next one ordinary.
  package var escape: UInt8?
  package var hasQuotedNewlines = false
  package var padsShortRows = false
  package var cutsLongRows = false
  /// What a line that is a comment begins with.
  package var comment: String?
  /// What a line that is a footer begins with.
  package var footers: [String] = []
  /// Lines before the header.
  package var skip = 0
  /// Whether a header further down is no data.
  package var skipsRepeatedHeader = false
  /// Whether lines end with CR instead of LF.
  package var endsAtReturn = false
  package var isCP949 = false

  package init() {}

  /// The byte that ends a line.
  var lineEnd: UInt8 { endsAtReturn ? 13 : 10 }
}

/// How numbers are written, and what means none.
package struct OracleNumbers: Sendable {
  package var decimalMark = UInt8(ascii: ".")
  package var thousandsMark: UInt8?
  package var nullTexts: [String] = []
  /// As a job file writes them.
  package var sentinels: [String] = []

  package init() {}
}

/// Which records are read: those whose field is one of the texts, or none of them.
package struct OracleFilter: Sendable {
  package var column: String
  package var texts: [String]
  package var isNot: Bool
}
