/// Which statistics beside the plain seven a window has: what a plan has chosen, or what stands in a stored row.
package struct StatisticSet: OptionSet, Sendable, Hashable {
  package let rawValue: UInt16

  package init(rawValue: UInt16) { self.rawValue = rawValue }

  /// Microseconds by quality, and cover.
  package static let time = StatisticSet(rawValue: 1)
  package static let integral = StatisticSet(rawValue: 2)
  package static let counter = StatisticSet(rawValue: 4)
  package static let state = StatisticSet(rawValue: 8)
  package static let percentiles = StatisticSet(rawValue: 16)
  package static let vector = StatisticSet(rawValue: 32)

  package static func flag(_ flag: Flag) -> StatisticSet {
    let place: UInt16 =
      switch flag {
      case .range: 6
      case .rate: 7
      case .stuck: 8
      case .spike: 9
      case .drift: 10
      case .gap: 11
      }
    return StatisticSet(rawValue: 1 << place)
  }
}

extension SensorPlan {
  package var statistics: StatisticSet {
    guard !isPlain else { return [] }
    var set: StatisticSet = []
    if hasTime { set.formUnion(kind == .amount ? .time : [.time, .integral]) }
    if kind == .counter { set.insert(.counter) }
    if kind == .state { set.insert(.state) }
    if hasPercentiles { set.insert(.percentiles) }
    if hasVector { set.insert(.vector) }
    for flag in Flag.allCases where declares(flag) { set.insert(.flag(flag)) }
    return set
  }
}
