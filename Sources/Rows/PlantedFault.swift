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
  }
#endif
