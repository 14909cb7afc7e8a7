import Foundation
import Oracle
import Testing

/// The oracle's statistics against the worked numbers of `Tests/Fixtures/vectors/statistics.json`.
@Suite struct OracleVectorTests {
  struct Vectors: Decodable {
    struct TimeWeighted: Decodable {
      struct WithoutNext: Decodable {
        var integral: Double
        var coveredS: Double
        var mean: Double
      }

      var samples: [[Double]]
      var next: [Double]
      var before: [Double]
      var step: Double
      var linear: Double
      var linearWithoutNext: WithoutNext
      var halvesStep: [Double]
      var halvesLinear: [Double]
    }

    struct Counter: Decodable {
      var samples: [[Double]]
      var increase: Double
      var resets: Int
      var meterOf16Bits: [Double]
      var rolledOver: Double
      var asReset: Double
    }

    struct Hampel: Decodable {
      var series: [Double]
      var outlierIndexFrom0: Int
    }

    struct Bins: Decodable {
      var bitsOf1: Int
      var bitsOf60: Int
      var valueOf60: Double
      var errorBound: Double
    }

    struct Energy: Decodable {
      var powerKw: [Double]
      var everyS: Double
      var kwhLinear: Double
      var kwhStep: Double
    }

    var timeWeighted: TimeWeighted
    var counter: Counter
    var energy: Energy
    var hampel: Hampel
    var logBins: Bins
  }

  private let vectors: Vectors

  init() throws {
    let path = URL(fileURLWithPath: #filePath).appending(path: "../../Fixtures/vectors/statistics.json").standardized
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    vectors = try decoder.decode(Vectors.self, from: Data(contentsOf: path))
  }

  private func timeWeighted(_ readings: [[Double]], linear: Bool) -> WorkedSensor {
    var sensor = WorkedSensor(readings.map { (seconds: $0[0], value: $0[1]) }, interval: .hour)
    sensor.traits.statistics = [.time_weighted]
    sensor.traits.interpolation = linear ? .linear : .step
    return sensor
  }

  private func mean(_ statistics: OracleStatistics) throws -> Double {
    try #require(statistics.integral) / (Double(try #require(statistics.covered)) / 1_000_000)
  }

  private func isNear(_ a: Double, _ b: Double) -> Bool { abs(a - b) <= 1e-12 * abs(b) }

  @Test func timeWeightedMeans() throws {
    let worked = vectors.timeWeighted
    #expect(isNear(try mean(timeWeighted(worked.samples, linear: false).statistics(.minute)), worked.step))
    let withNext = try timeWeighted(worked.samples + [worked.next], linear: true).statistics(.minute)
    #expect(isNear(try mean(withNext), worked.linear))
    let alone = try timeWeighted(worked.samples, linear: true).statistics(.minute)
    #expect(alone.integral == worked.linearWithoutNext.integral)
    #expect(alone.covered.map { Double($0) / 1_000_000 } == worked.linearWithoutNext.coveredS)
    #expect(isNear(try mean(alone), worked.linearWithoutNext.mean))
  }

  /// Thirty times as slow, so that the halves of the minute are quarters of an hour; the first reading is of the
  /// interval before.
  @Test func timeWeightedMeansOfHalvesWithCarriedReadings() throws {
    let worked = vectors.timeWeighted
    let samples = ([worked.before] + worked.samples + [worked.next]).map { [$0[0] * 30, $0[1]] }
    for (linear, halves) in [(false, worked.halvesStep), (true, worked.halvesLinear)] {
      let sensor = timeWeighted(samples, linear: linear)
      for (start, expected) in zip([0, 900], halves) {
        #expect(isNear(try mean(sensor.statistics(.quarter_hour, start)), expected), "linear: \(linear), \(start) s")
      }
    }
  }

  @Test func counters() throws {
    var sensor = WorkedSensor(vectors.counter.samples.map { (seconds: $0[0], value: $0[1]) })
    sensor.traits.sensorClass = .counter
    let hour = try sensor.statistics(.hour)
    #expect(hour.increase == vectors.counter.increase)
    #expect(hour.nReset == vectors.counter.resets)

    sensor = WorkedSensor(vectors.counter.meterOf16Bits.enumerated().map { (seconds: Double($0) * 60, value: $1) })
    sensor.traits.sensorClass = .counter
    #expect(try sensor.statistics(.hour).increase == vectors.counter.asReset)
    sensor.traits.modulus = 65_536
    let rolled = try sensor.statistics(.hour)
    #expect(rolled.increase == vectors.counter.rolledOver)
    #expect(rolled.nReset == 0)
    // 236 in a minute is more than 3.9 in a second, so the meter cannot have rolled over.
    sensor.traits.rateMax = 3.9
    let reset = try sensor.statistics(.hour)
    #expect(reset.increase == vectors.counter.asReset)
    #expect(reset.nReset == 1)
  }

  @Test func energyIsTheIntegralOfPower() throws {
    let samples = vectors.energy.powerKw.enumerated().map { [Double($0) * vectors.energy.everyS, $1] }
    for (linear, expected) in [(true, vectors.energy.kwhLinear), (false, vectors.energy.kwhStep)] {
      let sensor = timeWeighted(samples, linear: linear)
      let quarters = try [0, 900, 1800].map { try #require(sensor.statistics(.quarter_hour, $0).integral) }
      #expect(isNear(quarters.reduce(0, +) / 3600, expected))
    }
  }

  @Test func spikesByTheHampelTest() throws {
    var sensor = WorkedSensor(vectors.hampel.series.enumerated().map { (seconds: Double($0) * 10, value: $1) })
    sensor.traits.spike = OracleTraits.Spike(readings: vectors.hampel.series.count, threshold: 3)
    #expect(
      sensor.runs == ["spike \(vectors.hampel.outlierIndexFrom0 * 10)-\(vectors.hampel.outlierIndexFrom0 * 10) 1"])
    // Its score is 99.8.
    sensor.traits.spike?.threshold = 99.7
    #expect(sensor.runs.count == 1)
    sensor.traits.spike?.threshold = 99.9
    #expect(sensor.runs == [])
  }

  @Test func binsOfTheBits() throws {
    func histogram(_ value: Double) throws -> OracleStatistics {
      // The neighbours keep the representative from being cut to the least or the greatest value.
      var sensor = WorkedSensor([(0, value * 0.999), (1, value), (2, value * 1.001)])
      sensor.traits.statistics = [.percentiles]
      return try sensor.statistics(.hour)
    }
    // Ours are one higher than the bits, for zero has a bin of its own.
    #expect(try histogram(1).histogram.map(\.bin).contains(vectors.logBins.bitsOf1 + 1))
    let found = try histogram(60)
    #expect(found.histogram.map(\.bin).contains(vectors.logBins.bitsOf60 + 1))
    var wide = WorkedSensor([(0, 1), (1, 60), (2, 1000)])
    wide.traits.statistics = [.percentiles]
    #expect(try wide.statistics(.hour).p50 == vectors.logBins.valueOf60)
    // No value is further from its representative than the bound, positive or negative.
    let bound = vectors.logBins.errorBound
    for step in 0..<2000 {
      let value = Double(step % 2 == 0 ? 1 : -1) * (1 + Double(step) / 2000) * 37
      wide = WorkedSensor([(0, -1e300), (1, value), (2, 1e300)])
      wide.traits.statistics = [.percentiles]
      wide.job.levels = [.hour]
      let p50 = try #require(try wide.statistics(.hour).p50)
      if abs(p50 - value) > bound * abs(value) { Issue.record("\(value) is represented by \(p50)") }
    }
  }
}
