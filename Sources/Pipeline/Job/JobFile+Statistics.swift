import Aggregation
import Loading
import Yams

/// Statistics that a job or a sensor chooses by name; counters, states and flags come with what declares them.
package enum ChosenStatistic: String, Sendable, CaseIterable {
  case timeWeighted = "time_weighted"
  case percentiles
  case vector
}

/// What is computed of a sensor beside the plain seven.
extension JobDecoder {
  /// What the job says of all sensors that say nothing themselves.
  mutating func decodeStatistics() {
    jobHold = top.convert("longest_hold", expecting: Expected.duration, or: 0, parseDuration)
    jobStatistics = decodeList(top) ?? []
  }

  /// - Returns: nil where there is no list.
  private func decodeList(_ map: MappingReader) -> [ChosenStatistic]? {
    guard let nodes = map.sequence("statistics") else { return nil }
    let names = ChosenStatistic.allCases.map(\.rawValue).joined(separator: ", ")
    var found: [ChosenStatistic] = []
    for node in nodes {
      guard let statistic = node.string.flatMap(ChosenStatistic.init(rawValue:)) else {
        problems.add(node, "\(map.name("statistics")): expected one of \(names), found \(kind(node))")
        continue
      }
      if found.contains(statistic) {
        problems.add(node, "\(map.name("statistics")): \(statistic.rawValue) stands twice")
      }
      found.append(statistic)
    }
    return found
  }

  /// Of a sensor that no rule names.
  var inferredTraits: SensorTraits {
    var traits = SensorTraits()
    traits.plan.period = timePeriod
    traits.plan.hold = hold(own: 0, period: 0)
    choose(jobStatistics, &traits.plan)
    return traits
  }

  /// The keys of a sensor's traits that decide what is computed.
  func decodePlan(_ map: MappingReader, _ traits: SensorTraits) -> SensorPlan {
    var plan = SensorPlan()
    plan.decimals = traits.decimals
    plan.kind = traits.sensorClass.kind
    plan.period = traits.period ?? timePeriod
    let own = map.convert("longest_hold", expecting: Expected.duration, or: 0, parseDuration)
    plan.hold = plan.kind == .amount ? traits.period ?? 1 : hold(own: own, period: traits.period ?? 0)
    if own > 0, plan.kind == .amount {
      problems.add(map.node("longest_hold"), "\(map.name("longest_hold")): an amount covers its period and is not held")
    }
    decodeChoice(map, &plan)
    decodeCounter(map, &plan)
    decodeFlags(map, &plan)
    return plan
  }

  /// `longest_hold` of the sensor, of the job, three periods, an hour: the first that is declared.
  private func hold(own: Int64, period: Int64) -> Int64 {
    if own > 0 { return own }
    if jobHold > 0 { return jobHold }
    let period = period > 0 ? period : timePeriod
    return period > 0 ? 3 * period : 3_600_000_000
  }

  /// A statistic that a class does not have is a mistake where the sensor asks for it, and left out where the job does.
  private func choose(_ statistics: [ChosenStatistic], _ plan: inout SensorPlan) {
    plan.hasTime = statistics.contains(.timeWeighted) || plan.kind == .counter || plan.kind == .state
    plan.hasPercentiles = statistics.contains(.percentiles) && (plan.kind == .gauge || plan.kind == .amount)
    plan.hasVector = statistics.contains(.vector) && plan.kind == .gauge
  }

  private func decodeChoice(_ map: MappingReader, _ plan: inout SensorPlan) {
    let own = decodeList(map)
    choose(own ?? jobStatistics, &plan)
    if let own {
      for statistic in own {
        let isTaken =
          switch statistic {
          case .timeWeighted: true
          case .percentiles: plan.hasPercentiles
          case .vector: plan.hasVector
          }
        guard !isTaken else { continue }
        problems.add(
          map.node("statistics"), "\(map.name("statistics")): a \(plan.kind) has no \(statistic.rawValue)")
      }
    }
    enum Interpolation: String, CaseIterable { case step, linear }
    plan.isLinear = map.choice("interpolation", or: Interpolation.step) == .linear
    guard plan.isLinear else { return }
    if plan.kind != .gauge {
      problems.add(
        map.node("interpolation"), "\(map.name("interpolation")): only a gauge is joined linearly, this is \(plan.kind)"
      )
    } else if !plan.hasTime {
      problems.add(
        map.node("interpolation"), "\(map.name("interpolation")): has no effect without statistics: [time_weighted]")
    }
  }

  private func decodeCounter(_ map: MappingReader, _ plan: inout SensorPlan) {
    let expected = "a number above 0"
    plan.modulus = map.convert("modulus", expecting: expected, or: 0, positiveNumber)
    plan.jitter = map.convert("jitter", expecting: expected, or: 0, positiveNumber)
    for key in ["modulus", "jitter"] where plan.kind != .counter && map.has(key) {
      problems.add(map.node(key), "\(map.name(key)): only a counter has one; this is \(plan.kind)")
    }
  }

  private func decodeFlags(_ map: MappingReader, _ plan: inout SensorPlan) {
    let none: Double? = nil
    if let limits = map.mapping("limits") {
      plan.limitLow = limits.convert("low", expecting: "a number", or: none) { parseNumber($0).map { .some($0) } }
      plan.limitHigh = limits.convert("high", expecting: "a number", or: none) { parseNumber($0).map { .some($0) } }
      limits.finish()
      if !limits.has("low"), !limits.has("high") {
        problems.add(limits.place, "\(map.name("limits")): expected low, high or both")
      } else if let low = plan.limitLow, let high = plan.limitHigh, low >= high {
        problems.add(limits.place, "\(map.name("limits")): low must be below high")
      }
    }
    plan.rateMax = map.convert("rate_max", expecting: "a number above 0, per second", or: none) {
      positiveNumber($0).map { .some($0) }
    }
    let never: Int64? = nil
    plan.stuckAfter = map.convert("stuck_after", expecting: Expected.duration, or: never) {
      parseDuration($0).map { .some($0) }
    }
    plan.gapAfter = map.convert("gap_after", expecting: Expected.duration, or: never) {
      parseDuration($0).map { .some($0) }
    }
    plan.driftMax = map.convert("drift_max", expecting: "per cent of the period, above 0", or: none) {
      positiveNumber($0).map { .some($0 / 100) }
    }
    if plan.driftMax != nil, plan.period == 0 {
      problems.add(
        map.node("drift_max"), "\(map.name("drift_max")): needs the sensor's period (or time.period), such as 10s")
    }
    guard let spike = map.mapping("spike") else { return }
    let readings = spike.integer("readings", 3...101, or: 7)
    let threshold = spike.convert("threshold", expecting: "a number above 0", or: 3, positiveNumber)
    spike.finish()
    if readings % 2 == 0 {
      problems.add(spike.node("readings"), "\(map.name("spike")).readings: expected an odd number, found \(readings)")
    }
    plan.spike = SensorPlan.Spike(side: readings / 2, threshold: threshold)
  }

  private func positiveNumber(_ text: String) -> Double? {
    parseNumber(text).flatMap { $0 > 0 ? $0 : nil }
  }
}

extension SensorRegistration.Class {
  var kind: SensorPlan.Kind {
    switch self {
    case .gauge: .gauge
    case .amount: .amount
    case .counter: .counter
    case .state: .state
    }
  }
}

extension SensorPlan {
  /// Of what is chosen, for the definition of a job; empty where nothing is, so that plain jobs read as they did.
  var definition: String {
    guard !isPlain else { return "" }
    var parts = ["hold \(hold)"]
    if hasTime { parts.append(isLinear ? "linear" : "step") }
    if hasPercentiles { parts.append("percentiles") }
    if hasVector { parts.append("vector") }
    if kind == .counter { parts.append("counter \(modulus) \(jitter) \(rateMax ?? 0)") }
    if let limitLow { parts.append("low \(limitLow)") }
    if let limitHigh { parts.append("high \(limitHigh)") }
    if hasRateFlag, let rateMax { parts.append("rate \(rateMax)") }
    if let stuckAfter { parts.append("stuck \(stuckAfter)") }
    if let spike { parts.append("spike \(spike.side) \(spike.threshold)") }
    if let driftMax { parts.append("drift \(driftMax) of \(period)") }
    if let gapAfter { parts.append("gap \(gapAfter)") }
    return parts.joined(separator: ", ")
  }
}
