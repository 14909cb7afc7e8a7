import Testing

@testable import Aggregation
@testable import Rows

/// The contract computed the plain way: each level straight from the readings.
enum DirectWindows {
  /// What the rule keeps of readings in the declared order; the instants of surplus ones; what was dropped, by item.
  static func settle(
    _ ordered: [Reading], _ rule: DuplicateRule
  ) -> (kept: [Reading], surplus: [Int64], dropped: [Int64: Int]) {
    var groups: [Int64: [Reading]] = [:]
    for reading in ordered where reading.value != nil { groups[reading.time, default: []].append(reading) }
    var (kept, surplus, dropped) = ([Reading](), [Int64](), [Int64: Int]())
    for time in groups.keys.sorted() {
      let group = groups[time] ?? []
      surplus += [Int64](repeating: time, count: group.count - 1)
      var place = group.count - 1
      switch rule {
      case .keepAll:
        kept += group
        continue
      case .first: place = 0
      case .last: break
      case .bestQuality:
        let classOf = { (code: UInt8) in code >= 192 ? 0 : 64...127 ~= code ? 1 : 2 }
        let best = group.map { classOf($0.quality) }.min()
        place = group.lastIndex { classOf($0.quality) == best } ?? place
      }
      kept.append(group[place])
      for (index, reading) in group.enumerated() where index != place { dropped[reading.item, default: 0] += 1 }
    }
    return (kept, surplus, dropped)
  }

  static func windows(_ ordered: [Reading], _ recipe: SeriesRecipe, _ grid: WindowGrid, decimals: Int8) -> [WindowState]
  {
    let (kept, surplus, _) = settle(ordered, recipe.duplicates)
    let nulls = ordered.filter { $0.value == nil }.map(\.time)
    let starts = Set((kept.map(\.time) + nulls).map { grid.window(containing: $0).start }).sorted()
    return starts.map { start in
      let end = grid.window(containing: start).end
      var state = WindowState(start: start, end: end)
      let inside = kept.filter { start <= $0.time && $0.time < end }
      let usable = inside.filter { recipe.usable[Int($0.quality)] }
      state.nNull = Int64(nulls.count { start <= $0 && $0 < end })
      state.nDuplicate = Int64(surplus.count { start <= $0 && $0 < end })
      state.nBad = Int64(inside.count - usable.count)
      state.n = Int64(usable.count)
      let values = usable.compactMap(\.value)
      guard let first = usable.first, let last = usable.last else { return state }
      (state.first, state.firstAt) = (first.value ?? .nan, first.time)
      (state.last, state.lastAt) = (last.value ?? .nan, last.time)
      state.min = values.min() ?? .nan
      state.max = values.max() ?? .nan
      if decimals >= 0 {
        let power = (0..<decimals).reduce(1.0) { power, _ in power * 10 }
        state.sumScaled = values.reduce(0) { $0 + Int128(($1 * power).rounded()) }
        state.mean = Double(state.sumScaled) / power / Double(values.count)
      } else {
        state.sumFloat = values.reduce(0, +)
        state.mean = state.sumFloat / Double(values.count)
      }
      state.m2 = values.reduce(0) { $0 + ($1 - state.mean) * ($1 - state.mean) }
      return state
    }
  }

  /// Equal in all that is counted or chosen; sums of floats within 10^-12 of what they are sums of.
  static func agree(_ left: WindowState, _ right: WindowState) -> Bool {
    func near(_ one: Double, _ other: Double, _ scale: Double) -> Bool {
      abs(one - other) <= 1e-12 * max(scale, 1e-300)
    }
    let size = max(abs(left.min), abs(left.max))
    guard left.start == right.start, left.end == right.end, left.n == right.n, left.nBad == right.nBad,
      left.nNull == right.nNull, left.nDuplicate == right.nDuplicate
    else { return false }
    guard left.n > 0 else { return true }
    return left.min == right.min && left.max == right.max && left.first == right.first && left.last == right.last
      && left.firstAt == right.firstAt && left.lastAt == right.lastAt && left.sumScaled == right.sumScaled
      && near(left.sumFloat, right.sumFloat, size * Double(left.n)) && near(left.mean, right.mean, size)
      && near(left.m2, right.m2, max(left.m2, right.m2) + size * size * Double(left.n) * 1e-3)
  }
}
