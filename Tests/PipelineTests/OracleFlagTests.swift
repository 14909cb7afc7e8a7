import Oracle
import Testing

/// The oracle by itself: the flags of docs/statistics.md on numbers worked by hand.
@Suite struct OracleFlagTests {
  private func sensor(
    _ readings: [(seconds: Double, value: Double)], hold: Int64 = 60, interval: OracleJob.IntervalKind = .hour,
    _ declare: (inout OracleTraits) -> Void
  ) -> WorkedSensor {
    var sensor = WorkedSensor(readings, interval: interval)
    sensor.traits.longestHold = hold * 1_000_000
    declare(&sensor.traits)
    return sensor
  }

  @Test func rangeCountsUsableReadingsBeyondALimit() throws {
    var sensor = sensor([(0, 4), (1, 5), (2, 9), (3, 9.5), (4, 10), (5, 3)]) { $0.limits = (low: 5, high: 9) }
    sensor.add(3.5, 99, quality: 0)
    #expect(try sensor.statistics(.minute).flags == [.range: 4])
    // The bad reading between two flagged ones parts their run.
    #expect(sensor.runs == ["range 0-0 1", "range 3-3 1", "range 4-5 2"])
    sensor.traits.limits = (low: nil, high: 9)
    #expect(try sensor.statistics(.minute).flags == [.range: 2])
  }

  @Test func rateIsOfTheLastUsableReading() throws {
    var sensor = sensor([(0, 0), (10, 20), (15, 31), (15, 99), (100, 0)]) { $0.rateMax = 2 }
    // 20 in 10 s is not more; 11 in 5 s is; 99 stands on the same instant; 0 is too far from it.
    #expect(sensor.runs == ["rate 15-15 1"])
    sensor.add(12, 1000, quality: 0)
    #expect(sensor.runs == ["rate 15-15 1"])
    sensor.traits.sensorClass = .counter
    #expect(try sensor.statistics(.hour).flags == [:])
  }

  @Test func stuckLooksBackBeyondTheIntervalAndOverBadReadings() throws {
    var sensor = sensor([(-3, 7), (10, 7), (60, 7), (110, 7), (120, 7.1), (170, 7.1)]) { $0.stuckAfter = 63_000_000 }
    sensor.add(30, 1, quality: 0)
    #expect(sensor.runs == ["stuck 60-110 2"])
    // A resolution of 1 would take 7 and 7.1 for the same, but such values are not of it: half of 0.1 does not.
    sensor.job.decimals["s"] = 1
    #expect(sensor.runs == ["stuck 60-110 2"])
    // A pause longer than the hold begins a new run.
    sensor.traits.longestHold = 40_000_000
    #expect(sensor.runs == [])
  }

  @Test func aSpikeNeedsItsNeighboursWithinTheEdges() throws {
    let values: [Double] = [1, 1, 9, 1, 1, 2, 1]
    var sensor = sensor(values.enumerated().map { (seconds: Double($0) * 10, value: $1) }) {
      $0.spike = OracleTraits.Spike(readings: 5, threshold: 3)
    }
    // 9 of [1, 1, 9, 1, 1] and no other: the median's deviation is 0, so what differs at all is a spike.
    #expect(sensor.runs == ["spike 20-20 1"])
    sensor.traits.spike?.readings = 3
    #expect(sensor.runs == ["spike 20-20 1", "spike 50-50 1"])
    sensor.job.decimals["s"] = 0
    // Half a resolution is 0.5: 1 is not more than 3 × 1.4826 × 0.5, 8 is.
    #expect(sensor.runs == ["spike 20-20 1"])
    // On the interval's edge the neighbours are those of lookback and lookahead alone.
    let edge = self.sensor([(-59, 1), (0, 9), (1, 1), (3500, 1), (3599, 9), (3659, 1)]) {
      $0.spike = OracleTraits.Spike(readings: 3, threshold: 3)
    }
    #expect(edge.runs == ["spike 0-0 1", "spike 3599-3599 1"])
    let far = self.sensor([(-61, 1), (0, 9), (1, 1), (3500, 1), (3599, 9), (3660, 1)]) {
      $0.spike = OracleTraits.Spike(readings: 3, threshold: 3)
    }
    #expect(far.runs == [])
  }

  @Test func driftIsOfThePeriodAndNoGap() {
    var sensor = sensor([(0, 1), (60, 1), (126, 1), (193, 1), (246, 1), (426, 1), (607, 1)], hold: 200) {
      $0.period = 60_000_000
      $0.driftMax = 10
    }
    // 66 s is 10 %, not more; 67 and 53 are; 180 is three periods, no gap; 181 is one.
    #expect(sensor.runs == ["drift 193-426 3"])
    sensor.traits.gapAfter = 179_000_000
    #expect(sensor.runs == ["drift 193-246 2", "gap -200-0 1", "gap 246-426 1", "gap 426-607 1"])
    // However short the hold, an interval looks back as far as a drift can be told.
    let edge = self.sensor([(-170, 1), (0, 1)], hold: 10) {
      $0.period = 60_000_000
      $0.driftMax = 10
    }
    #expect(edge.runs == ["drift 0-0 1"])
  }

  @Test func aGapIsToldByTheReadingThatEndsIt() throws {
    var sensor = sensor([(0, 1), (0, 2), (30, 1), (61, 1), (200, 1), (3700, 1)]) { $0.gapAfter = 30_000_000 }
    sensor.add(210, 1, quality: 0)
    #expect(try sensor.statistics(.hour).flags == [.gap: 3])
    #expect(sensor.runs == ["gap -60-0 1", "gap 30-61 1", "gap 140-200 1", "gap 3640-3700 1"])
    // The lookback is long enough for both, whichever is longer.
    sensor.traits.gapAfter = 100_000_000
    #expect(sensor.runs == ["gap -100-0 1", "gap 100-200 1", "gap 3600-3700 1"])
  }
}
