package import Rows

/// How quality texts are read.
package struct QualityReading: Sendable, Equatable {
  package var scheme: QualityScheme
  /// Of `scheme: map`: text to meaning.
  package var texts: [String: QualityMeaning]
  /// Of `scheme: map`: what other texts mean; nil: they are refused.
  package var otherwise: QualityMeaning?

  package init(scheme: QualityScheme = .none, texts: [String: QualityMeaning] = [:], otherwise: QualityMeaning? = nil) {
    self.scheme = scheme
    self.texts = texts
    self.otherwise = otherwise
  }
}

/// What a quality text says of its reading.
package enum QualityMeaning: Sendable, Equatable, Hashable {
  /// In OPC DA form.
  case code(UInt8)
  /// There is no reading.
  case missing
}

/// A test of one column; records that fail are filtered.
package struct RowFilter: Sendable, Equatable {
  package enum Test: Sendable, Equatable {
    case isOneOf([String])
    case isNoneOf([String])
    case matches(TextPattern)
  }

  package var column: String
  package var test: Test

  package init(column: String, test: Test) {
    self.column = column
    self.test = test
  }

  package func passes(_ text: String) -> Bool {
    switch test {
    case .isOneOf(let texts): texts.contains { ExactText($0) == ExactText(text) }
    case .isNoneOf(let texts): !texts.contains { ExactText($0) == ExactText(text) }
    case .matches(let pattern): pattern.matches(text)
    }
  }
}

/// A value is read as *number × scale + offset*.
package struct Conversion: Sendable, Equatable, Hashable {
  package var scale: Double
  package var offset: Double

  package init(scale: Double, offset: Double) {
    self.scale = scale
    self.offset = offset
  }
}

/// What the scanner of one job needs to know, the same for each of its objects.
package struct ScanRecipe: Sendable {
  package var format: RecordFormat
  package var encoding: TextEncoding
  package var lines: LineRules
  package var time: TimeRecipe
  package var quality: QualityReading
  package var numbers = NumberFormat()
  package var filters: [RowFilter] = []
  package var conversions: [Conversion] = []
  /// One bad cell refuses its record.
  package var badCellRefusesRow = false
  /// Of line protocol: take only these fields; nil: all.
  package var pointFields: [String]?
  /// Of line protocol: microseconds times thousand of one unit of its timestamps, that is nanoseconds.
  package var pointUnitNanoseconds: Int64 = 1
  #if PLANTED_FAULTS
    package var fault: PlantedFault?
    /// Records are read the general way only, so that tests can hold the plain way against it.
    package var isGeneralOnly = false
  #endif

  package init(
    format: RecordFormat = .delimited(Dialect()), encoding: TextEncoding = .utf8, lines: LineRules = LineRules(),
    time: TimeRecipe, quality: QualityReading = QualityReading()
  ) {
    self.format = format
    self.encoding = encoding
    self.lines = lines
    self.time = time
    self.quality = quality
  }
}
