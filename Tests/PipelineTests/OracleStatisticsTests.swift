import Oracle
import Testing

/// The oracle by itself: each rule of docs/statistics.md on numbers worked by hand.
@Suite struct OracleStatisticsTests {
  private func sensor(
    _ readings: [(seconds: Double, value: Double)], hold: Int64 = 60, interval: OracleJob.IntervalKind = .hour,
    _ declare: (inout OracleTraits) -> Void = { $0.statistics = [.time_weighted] }
  ) -> WorkedSensor {
    var sensor = WorkedSensor(readings, interval: interval)
    sensor.traits.longestHold = hold * 1_000_000
    declare(&sensor.traits)
    return sensor
  }

  /// Good, uncertain, bad, gap and covered of a window, in seconds.
  private func seconds(_ statistics: OracleStatistics) -> [Double] {
    let times: [Int64?] = [
      statistics.good, statistics.uncertain, statistics.bad, statistics.gap, statistics.covered,
    ]
    return times.map { Double($0 ?? -1) / 1_000_000 }
  }

  // MARK: time in quality

  @Test func aHoldRunsOutOrEndsWithABadReading() throws {
    var sensor = sensor([(0, 10), (200, 5)])
    sensor.add(20, 99, quality: 0)
    sensor.add(50, 7, quality: 64)
    // Good for 20 s at 10, bad for 30, uncertain for 60 at 7, then nothing until 200, then good for 60 at 5.
    let quarter = try sensor.statistics(.quarter_hour)
    #expect(seconds(quarter) == [80, 60, 30, 730, 80])
    #expect(quarter.integral == 500)
    sensor.job.treatUncertainAsBad = false
    let usable = try sensor.statistics(.quarter_hour)
    #expect(seconds(usable) == [80, 60, 30, 730, 140])
    #expect(usable.integral == 920)
  }

  @Test func aWindowThatIsOnlyHeldIntoHasARow() throws {
    let sensor = sensor([(50, 3), (240, 4)], hold: 100)
    #expect(sensor.rows(.minute).keys.sorted() == [0, 60, 120, 240, 300])
    let held = try #require(sensor.rows(.minute)[120])
    #expect(held.n == 0 && held.mean == nil)
    #expect(held.statistics?.integral == 90)
    #expect(try seconds(sensor.statistics(.minute, 120)) == [30, 0, 0, 30, 30])
    // Without time in quality only a window with a reading or a null cell has one.
    var plain = self.sensor([(50, 3)], hold: 100) { $0.gapAfter = 60_000_000 }
    plain.addNull(130)
    #expect(plain.rows(.minute).keys.sorted() == [0, 120])
    #expect(try plain.statistics(.minute, 120).good == nil)
  }

  @Test func exactlyAtTheHoldTheNextReadingGoverns() throws {
    let sensor = sensor([(0, 1), (60, 2)])
    #expect(try seconds(sensor.statistics(.quarter_hour)) == [120, 0, 0, 780, 120])
    let linear = self.sensor([(0, 1), (60, 2), (120.000001, 9)]) {
      $0.statistics = [.time_weighted]
      $0.interpolation = .linear
    }
    // The first two are a segment, the last two are a microsecond too far apart.
    let quarter = try linear.statistics(.quarter_hour)
    #expect(quarter.covered == 60_000_000)
    #expect(quarter.integral == 90)
  }

  @Test func ofSeveralOnOneInstantTheLastGoverns() throws {
    var sensor = sensor([(0, 1), (0, 5), (10, 2)], hold: 20)
    #expect(try sensor.statistics(.minute).integral == 90)
    sensor.job.duplicates = .first
    #expect(try sensor.statistics(.minute).integral == 50)
  }

  /// A reading before the interval is carried in; one behind it is looked ahead to.
  @Test func edgesOfAnInterval() throws {
    var sensor = sensor([(-30, 6), (3590, 6), (3610, 8)])
    #expect(try sensor.statistics(.hour).integral == 240)
    sensor.traits.interpolation = .linear
    let hour = try sensor.statistics(.hour)
    #expect(hour.covered == 10_000_000)
    #expect(hour.integral == 65)
    #expect(try sensor.statistics(.hour, 3600).integral == 75)
    // Nothing feeds the interval before the first reading's, nor one that is only held into.
    let late = self.sensor([(3590, 6)])
    #expect(late.rows(.hour).keys.sorted() == [0])
    // Beyond the instants asked for a reading loads nothing, but it is seen.
    sensor.traits.interpolation = .step
    sensor.job.from = WorkedSensor.start
    #expect(sensor.rows(.hour).keys.sorted() == [0, 3600])
    #expect(try sensor.statistics(.hour).integral == 240)
  }

  @Test func anAmountGovernsItsPeriod() throws {
    let sensor = sensor([(0, 4), (900, 5), (1200, 6)], hold: 60) {
      $0.sensorClass = .amount
      $0.period = 900_000_000
      $0.statistics = [.time_weighted]
    }
    let hour = try sensor.statistics(.hour)
    #expect(seconds(hour) == [2100, 0, 0, 1500, 2100])
    #expect(hour.integral == nil)
  }

  @Test func theHoldIsThatOfTheSensorElseTheJobElseOfThePeriod() throws {
    var sensor = WorkedSensor([(0, 1)])
    sensor.traits.statistics = [.time_weighted]
    for (own, job, period, expected) in [
      (40, 50, 10, 40), (nil, 50, 10, 50), (nil, nil, 10, 30), (nil, nil, nil, 3600),
    ] as [(Int64?, Int64?, Int64?, Int64)] {
      sensor.traits.longestHold = own.map { $0 * 1_000_000 }
      sensor.job.longestHold = job.map { $0 * 1_000_000 }
      sensor.traits.period = period.map { $0 * 1_000_000 }
      #expect(try sensor.statistics(.hour).good == expected * 1_000_000)
    }
    sensor.job.periodMicroseconds = 20_000_000
    #expect(try sensor.statistics(.hour).good == 60_000_000)
  }

  // MARK: counters

  @Test func anIncreaseIsSpreadOverTheTimeBetween() throws {
    // Of 30 in 90 s the first minute has 30 s, 10; the next has all of the other 60 s.
    var sensor = sensor([(30, 100), (120, 130)], hold: 90) { $0.sensorClass = .counter }
    #expect(try sensor.statistics(.minute).increase == 10)
    #expect(try sensor.statistics(.minute, 60).increase == 20)
    #expect(try sensor.statistics(.minute, 120).increase == 0)
    // A bad reading between is passed over; further apart than the hold nobody knows.
    sensor.add(100, 7, quality: 0)
    #expect(try sensor.statistics(.hour).increase == 30)
    sensor.traits.longestHold = 89_999_999
    #expect(try sensor.statistics(.hour).increase == 0)
  }

  @Test func jitterRolloverAndResets() throws {
    let sensor = sensor([(0, 90), (10, 88), (20, 5), (20, 7), (30, 6.5)]) {
      $0.sensorClass = .counter
      $0.jitter = 2
      $0.modulus = 100
    }
    // 90 to 88 is jitter; 88 to 5 rolls over: 17; 5 to 7 on one instant: 2; 7 to 6.5 is jitter.
    #expect(try sensor.statistics(.minute).increase == 19)
    #expect(try sensor.statistics(.minute).nReset == 0)
    var tight = sensor
    tight.traits.rateMax = 1.6
    #expect(try tight.statistics(.minute).increase == 7)
    #expect(try tight.statistics(.minute).nReset == 1)
    tight.traits.rateMax = 1.7
    #expect(try tight.statistics(.minute).increase == 19)
  }

  /// The reset belongs to the window of the later reading, the increase to the time between.
  @Test func aResetOverTheEdgeOfAnInterval() throws {
    let sensor = sensor([(3590, 50), (3610, 8)]) { $0.sensorClass = .counter }
    #expect(try sensor.statistics(.hour).increase == 4)
    #expect(try sensor.statistics(.hour).nReset == 0)
    #expect(try sensor.statistics(.hour, 3600).increase == 4)
    #expect(try sensor.statistics(.hour, 3600).nReset == 1)
  }

  // MARK: states

  @Test func statesAndTheirStretches() throws {
    var sensor = sensor([(0, 1), (20, 1), (30, 2), (100, 2), (300, 1), (3590, 3), (3620, 3)]) {
      $0.sensorClass = .state
    }
    sensor.add(110, 1, quality: 0)
    // The hold of 60 s ran out at 90, so what stands at 100 is a stretch of its own, which the bad reading ends.
    let hour = try sensor.statistics(.hour)
    #expect(
      hour.states == [
        OracleStatistics.StateTime(code: 1, microseconds: 90_000_000),
        OracleStatistics.StateTime(code: 2, microseconds: 70_000_000),
        OracleStatistics.StateTime(code: 3, microseconds: 10_000_000),
      ])
    #expect(hour.covered == 170_000_000)
    #expect(hour.nTransition == 1)
    #expect(
      sensor.stretches == [
        "0-30 1.0 change", "30-90 2.0 gap", "100-110 2.0 bad", "300-360 1.0 gap", "3590-3600 3.0 interval",
        "3600-3680 3.0 gap",
      ])
  }

  @Test func atTheHoldAStretchGoesOnOrChanges() {
    let sensor = sensor([(0, 1), (60, 1), (120, 2)]) { $0.sensorClass = .state }
    #expect(sensor.stretches == ["0-120 1.0 change", "120-180 2.0 gap"])
    // The hold runs out on the interval's very edge: nobody knows what is behind it.
    let edge = self.sensor([(3540, 1)]) { $0.sensorClass = .state }
    #expect(edge.stretches == ["3540-3600 1.0 interval"])
  }

  // MARK: percentiles and directions

  @Test func percentilesOfAMinuteAreValuesAndOfAQuarterComeFromBins() throws {
    var sensor = sensor((0..<21).map { (seconds: Double($0), value: Double($0)) }) { $0.statistics = [.percentiles] }
    // Ranks ⌊0.5 × 20⌋, ⌊0.95 × 20⌋, ⌊0.99 × 20⌋ of 0 to 20.
    let minute = try sensor.statistics(.minute)
    #expect([minute.p50, minute.p95, minute.p99] == [10, 19, 19])
    #expect(minute.histogram == [])
    // 10 lies in [10, 10.125): 2 × 10 × 10.125 ÷ 20.125.
    #expect(try sensor.statistics(.quarter_hour).p50 == 202.5 / 20.125)
    sensor.job.decimals["s"] = 1
    let exact = try sensor.statistics(.quarter_hour)
    #expect(exact.p50 == 10 && exact.p95 == 19)
    #expect(exact.histogram.last == OracleStatistics.BinCount(bin: 200, count: 1))
    // One bin of two values: not less than the least, not more than the greatest.
    let near = self.sensor([(0, 10.12), (1, 10.121)]) { $0.statistics = [.percentiles] }
    #expect(try near.statistics(.hour).p50 == 10.12)
  }

  @Test func binsAtTheLimits() throws {
    let sensor = sensor([(0, -2), (1, 0), (2, 1.5e308), (3, .leastNonzeroMagnitude), (4, -1e15)]) {
      $0.statistics = [.percentiles]
    }
    let two = Int((2.0).bitPattern >> 46) + 1
    let large = Int((1.5e308).bitPattern >> 46) + 1
    let far = Int((1e15).bitPattern >> 46) + 1
    #expect(try sensor.statistics(.hour).histogram.map(\.bin) == [-far, -two, 0, 1, large])
    var exact = self.sensor([(0, 3e9), (1, -3e9), (2, -0.0)]) { $0.statistics = [.percentiles] }
    exact.job.decimals["s"] = 0
    let hour = try exact.statistics(.hour)
    #expect(hour.histogram.map(\.bin) == [-2_147_483_647, 0, 2_147_483_647])
    #expect(hour.p99 == 0)
  }

  @Test func directions() throws {
    let sensor = sensor([(0, 350), (1, 10), (2, 36_000_000_090)]) { $0.statistics = [.vector] }
    let minute = try sensor.statistics(.minute)
    #expect(abs(try #require(minute.sumSin) - 1) < 1e-15)
    #expect(abs(try #require(minute.sumCos) - 1.969615506024416) < 1e-15)
  }
}
