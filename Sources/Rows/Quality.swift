/// What a source's quality codes mean.
package enum QualityScheme: String, Sendable, CaseIterable {
  /// The source has none: every reading is good.
  case none
  /// OPC DA (Classic): 0 is bad. In OPC UA 0 is good, which is why a scheme must be declared.
  case opcDA = "opc_da"
}

/// Quality codes in OPC DA form, `QQSSSSLL`, whatever the source's scheme.
package enum Quality {
  package static let good: UInt8 = 192

  /// 2 good, 1 uncertain, 0 bad. 128 to 191 is not assigned and therefore bad.
  package static func rank(_ code: UInt8) -> UInt8 {
    code >= 192 ? 2 : (code >= 64 && code < 128 ? 1 : 0)
  }

  /// A table of 256: whether a reading of that code counts into statistics.
  package static func usable(treatUncertainAsBad: Bool) -> [Bool] {
    (0...255).map { rank(UInt8($0)) >= (treatUncertainAsBad ? 2 : 1) }
  }
}
