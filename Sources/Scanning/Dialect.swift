/// How a delimited text file is written.
package struct Dialect: Sendable, Equatable {
  /// The longest record that is read; longer ones are refused and skipped.
  package static let recordBytesMax = 1_048_576
  /// The longest field of a record.
  package static let fieldBytesMax = 65_536
  /// The most columns that a header may name.
  package static let columnsMax = 16_384
  /// The longest sensor code.
  package static let sensorBytesMax = 128

  /// What becomes of a record with another number of fields than the header.
  package enum ShortRows: String, Sendable, CaseIterable {
    case refuse
    /// Missing fields at the end are empty.
    case pad
  }
  package enum LongRows: String, Sendable, CaseIterable {
    case refuse
    /// Fields beyond the header's are ignored.
    case cut
  }

  package var delimiter: UInt8
  /// `nil`: quotes are ordinary characters.
  package var quote: UInt8?
  /// The character that makes the next one ordinary.
  package var escape: UInt8?
  /// Whether a quoted field may hold line ends; then a file cannot be cut anywhere.
  package var hasQuotedNewlines: Bool
  package var shortRows: ShortRows
  package var longRows: LongRows

  package init(
    delimiter: UInt8 = UInt8(ascii: ","), quote: UInt8? = UInt8(ascii: "\""), escape: UInt8? = nil,
    hasQuotedNewlines: Bool = false, shortRows: ShortRows = .refuse, longRows: LongRows = .refuse
  ) {
    self.delimiter = delimiter
    self.quote = quote
    self.escape = escape
    self.hasQuotedNewlines = hasQuotedNewlines
    self.shortRows = shortRows
    self.longRows = longRows
  }
}

/// A field of a fixed-width record: bytes `[start, end)`.
package struct FixedColumn: Sendable, Equatable {
  package var name: String
  package var start: Int
  package var end: Int

  package init(name: String, start: Int, end: Int) {
    self.name = name
    self.start = start
    self.end = end
  }
}

/// What a record looks like.
package enum RecordFormat: Sendable, Equatable {
  case delimited(Dialect)
  /// `pads`: columns that begin beyond a line's end are empty.
  case fixed([FixedColumn], pads: Bool)
  /// The columns are paths, in the order of the field map.
  case jsonLines
  case lineProtocol

  package var dialect: Dialect? {
    if case .delimited(let dialect) = self { dialect } else { nil }
  }
}

/// How a file is made of lines, whatever stands in them.
package struct LineRules: Sendable, Equatable {
  package enum End: String, Sendable, CaseIterable {
    /// LF; a CR before it belongs to the line end.
    case lf
    case cr

    package var byte: UInt8 { self == .lf ? UInt8(ascii: "\n") : UInt8(ascii: "\r") }
  }

  package var end: End
  /// Lines that begin with this text are comments.
  package var comment: String?
  /// Lines that begin with one of these texts are footers.
  package var footers: [String]

  package init(end: End = .lf, comment: String? = nil, footers: [String] = []) {
    self.end = end
    self.comment = comment
    self.footers = footers
  }
}

extension FixedColumn {
  /// The place alone, which is all that the hot loop wants.
  struct Span {
    var start: Int
    var end: Int
  }
}
