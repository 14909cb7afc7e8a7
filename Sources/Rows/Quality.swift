/// What a source's quality codes mean.
package enum QualityScheme: String, Sendable, CaseIterable {
  /// The source has none: every reading is good.
  case none
  /// OPC DA (Classic): 0 is bad. In OPC UA 0 is good, which is why a scheme must be declared.
  case opcDA = "opc_da"
  /// A 32-bit status of OPC UA, of which the severity is kept.
  case opcUA = "opc_ua"
  /// The flag texts of AirKorea's stations (통신장애, 점검및교정, 장비점검, 자료이상).
  case airkorea
  /// The quality control flags of the weather service: blank and 0 normal, 1 error, 9 missing.
  case kma
  /// Texts that the job gives a meaning.
  case map
}

/// Why a cell has no value. The list is closed: the codes are stored, counted and documented.
package enum NullReason: String, Sendable, CaseIterable {
  case empty
  case nullText = "null_text"
  case sentinel
  case columnMissing = "column_missing"
  case qualityMissing = "quality_missing"
}

/// Quality codes in OPC DA form, `QQSSSSLL`, whatever the source's scheme.
package enum Quality {
  package static let good: UInt8 = 192
  package static let uncertain: UInt8 = 64
  package static let bad: UInt8 = 0

  /// 2 good, 1 uncertain, 0 bad. 128 to 191 is not assigned and therefore bad.
  package static func rank(_ code: UInt8) -> UInt8 {
    code >= 192 ? 2 : (code >= 64 && code < 128 ? 1 : 0)
  }

  /// A table of 256: whether a reading of that code counts into statistics.
  package static func usable(treatUncertainAsBad: Bool) -> [Bool] {
    (0...255).map { rank(UInt8($0)) >= (treatUncertainAsBad ? 2 : 1) }
  }
}
