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
    case blankRecordUncounted
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

  /// Mistakes in single readers, which the fuzzer switches on to prove that it would find them.
  package enum ReaderFault: String, Sendable, CaseIterable {
    case mantissaTakenBeyondExact
    case byteReadBeyondSlack
    case escapedKeyOverlooked
    case repeatedTagOverlooked
    case overlongSequenceTaken
    case surrogateLostBetweenPieces
    case memberLengthUnchecked
    case checksumFaultAtLength
    case unknownKeyTaken
    case loadedCellOpenAgain

    /// Set by the fuzzer before it reads anything, by its only thread; nil in every test.
    package nonisolated(unsafe) static var planted: ReaderFault?
  }
#endif
