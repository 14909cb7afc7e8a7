/// The rules of Western Electric and Nelson, read off their words one point at a time: slow, and nothing like the SQL.
struct NaiveRules {
  /// Values that are points, with their places in the series, counted from 1.
  private let points: [(place: Int, value: Double)]
  private let centre: Double
  private let sigma: Double

  init(series: [Double?], centre: Double, sigma: Double) {
    points = series.enumerated().compactMap { index, value in
      value.flatMap { $0.isNaN ? nil : (index + 1, $0) }
    }
    self.centre = centre
    self.sigma = sigma
  }

  /// `rule place direction`, in no order.
  var signals: Set<String> {
    var signals: Set<String> = []
    for last in points.indices {
      for (rule, direction) in fired(at: last) { signals.insert("\(rule) \(points[last].place) \(direction)") }
    }
    return signals
  }

  private func fired(at last: Int) -> [(String, String)] {
    var fired: [(String, String)] = []
    for (side, direction) in [(1.0, "above"), (-1.0, "below")] {
      if isBeyond(last, 3, side) { fired += [("WE1", direction), ("N1", direction)] }
      if isBeyond(last, 2, side), tail(last, 3).filter({ isBeyond($0, 2, side) }).count >= 2 {
        fired += [("WE2", direction), ("N5", direction)]
      }
      if isBeyond(last, 1, side), tail(last, 5).filter({ isBeyond($0, 1, side) }).count >= 4 {
        fired += [("WE3", direction), ("N6", direction)]
      }
      if isWhole(last, 8), tail(last, 8).allSatisfy({ isBeyond($0, 0, side) }) { fired.append(("WE4", direction)) }
      if isWhole(last, 9), tail(last, 9).allSatisfy({ isBeyond($0, 0, side) }) { fired.append(("N2", direction)) }
    }
    if isWhole(last, 6) {
      let values = tail(last, 6).map { points[$0].value }
      if zip(values, values.dropFirst()).allSatisfy({ $0 < $1 }) { fired.append(("N3", "rising")) }
      if zip(values, values.dropFirst()).allSatisfy({ $0 > $1 }) { fired.append(("N3", "falling")) }
    }
    if isWhole(last, 14) {
      let values = tail(last, 14).map { points[$0].value }
      let up = zip(values, values.dropFirst()).map { $0 < $1 ? 1 : $0 > $1 ? -1 : 0 }
      if zip(up, up.dropFirst()).allSatisfy({ $0 * $1 == -1 }) { fired.append(("N4", "none")) }
    }
    if isWhole(last, 15), tail(last, 15).allSatisfy({ !isBeyond($0, 1, 1) && !isBeyond($0, 1, -1) }) {
      fired.append(("N7", "none"))
    }
    if isWhole(last, 8), tail(last, 8).allSatisfy({ isBeyond($0, 1, 1) || isBeyond($0, 1, -1) }),
      tail(last, 8).contains(where: { isBeyond($0, 1, 1) }), tail(last, 8).contains(where: { isBeyond($0, 1, -1) })
    {
      fired.append(("N8", "none"))
    }
    return fired
  }

  /// Strictly further than so many sigma from the centre, on one side.
  private func isBeyond(_ index: Int, _ sigmas: Double, _ side: Double) -> Bool {
    let line = centre + side * sigmas * sigma
    return side > 0 ? points[index].value > line : points[index].value < line
  }

  private func isWhole(_ last: Int, _ count: Int) -> Bool { last + 1 >= count }

  /// The last so many points up to `last`, or as many as there are.
  private func tail(_ last: Int, _ count: Int) -> ClosedRange<Int> { max(0, last - count + 1)...last }
}

/// A series that visits what the rules look for, with many values exactly on the lines, ties, and holes.
struct EventfulSeries {
  private var random: Seeded
  private let centre: Double
  private let sigma: Double

  init(seed: UInt64, centre: Double, sigma: Double) {
    random = Seeded(seed: seed)
    self.centre = centre
    self.sigma = sigma
  }

  mutating func values(_ count: Int) -> [Double?] {
    var values: [Double?] = []
    while values.count < count {
      let length = Int.random(in: 3...18, using: &random)
      switch Int.random(in: 0..<9, using: &random) {
      case 0: values += stretch(length) { $0.line(-2...2) }
      case 1: values += stretch(length) { $0.line(-7...7) }
      case 2: values += stretch(length) { $0.line(0...5) }
      case 3: values += stretch(length) { $0.line(-5...0) }
      case 4: values += stretch(length) { $0.line(2...6) }
      case 5: values += ramp(length, step: 0.125)
      case 6: values += ramp(length, step: -0.125)
      case 7: values += zigzag(length)
      default: values += [nil, .nan, nil].prefix(Int.random(in: 1...3, using: &random))
      }
    }
    return Array(values.prefix(count))
  }

  private mutating func stretch(_ length: Int, _ value: (inout Self) -> Double) -> [Double?] {
    (0..<length).map { _ in value(&self) }
  }

  /// A multiple of half a sigma: every second lies on a line of the chart.
  private mutating func line(_ halves: ClosedRange<Int>) -> Double {
    centre + Double(Int.random(in: halves, using: &random)) / 2 * sigma
  }

  private mutating func ramp(_ length: Int, step: Double) -> [Double?] {
    let start = line(-2...2)
    // A tie here and there: it must break the run.
    let tie = Int.random(in: 1...20, using: &random)
    return (0..<length).map { start + Double($0 >= tie ? $0 - 1 : $0) * step * sigma }
  }

  private mutating func zigzag(_ length: Int) -> [Double?] {
    let wide = Bool.random(using: &random) ? 0 : 3
    return (0..<length).map { $0.isMultiple(of: 2) ? line(wide...(wide + 1)) : line((-wide - 2)...(-wide - 1)) }
  }
}
