/// The last few values in order of size: the median of a window that moves on by one, and the median deviation from it,
/// without sorting anew.
///
/// A new value takes the place of the oldest and moves up or down to where it belongs, so a step costs as many moves as
/// the value has changed ranks: next to none in a series that changes slowly.
struct SlidingMedian: ~Copyable {
  private let sorted: UnsafeMutablePointer<Double>
  private let side: Int

  /// - Parameters:
  ///   - values: the first window, `2 × side + 1` of them.
  init(_ values: UnsafePointer<Double>, side: Int) {
    self.side = side
    sorted = .allocate(capacity: 2 * side + 1)
    sorted.initialize(from: values, count: 2 * side + 1)
    var first = UnsafeMutableBufferPointer(start: sorted, count: 2 * side + 1)
    first.sort()
  }

  deinit {
    sorted.deallocate()
  }

  var median: Double { sorted[side] }

  /// The median of the absolute differences from the median: from the middle outwards, the nearer neighbour first.
  var deviation: Double {
    var (low, high) = (side, side)
    let middle = sorted[side]
    var farthest = 0.0
    for _ in 0..<side {
      let below = low > 0 ? middle - sorted[low - 1] : .infinity
      let above = high < 2 * side ? sorted[high + 1] - middle : .infinity
      if below < above {
        low -= 1
        farthest = below
      } else {
        high += 1
        farthest = above
      }
    }
    return farthest
  }

  /// Replaces a value of the window by a new one.
  mutating func replace(_ old: Double, by new: Double) {
    var place = 0
    while sorted[place] != old { place += 1 }
    while place < 2 * side, sorted[place + 1] < new {
      sorted[place] = sorted[place + 1]
      place += 1
    }
    while place > 0, sorted[place - 1] > new {
      sorted[place] = sorted[place - 1]
      place -= 1
    }
    sorted[place] = new
  }
}
