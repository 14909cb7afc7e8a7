#if PLANTED_FAULTS
  /// Mistakes that the tests can switch on in the core, one at a time, to prove that the comparison with the naive
  /// oracle would notice them. Compiled into debug builds only.
  package enum PlantedFault: String, Sendable, CaseIterable {
    case windowTakesItsEnd
    case recordLostAtCut
    case duplicateRuleReversed
    case uncertainCountsAsGood
    case nullCountsAsZero
    case refusalOffsetIgnoresMark
    case readingsOfOneInstantReversed
    case midnightStaysOnItsDay
    case mergeForgetsSpreadOfMeans
    case lastLineNeedsLineEnd
    case offsetOfPeriodBefore
    case negativeSumRoundedUp
    case plainSensorIsTheOneBefore
    case plainDecimalsIgnored
    case plainNullCountsAsZero

    /// Whether it lies in the scanner's plain way; the others would not show there.
    package var isOfPlainWay: Bool {
      switch self {
      case .plainSensorIsTheOneBefore, .plainDecimalsIgnored, .plainNullCountsAsZero: true
      default: false
      }
    }
  }
#endif
