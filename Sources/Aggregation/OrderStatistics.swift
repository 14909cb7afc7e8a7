/// Values of given ranks, without sorting the rest (Hoare's selection).
enum OrderStatistics {
  /// Rearranges `values[from..<count]` so that the value of a rank stands at its place, smaller ones before it.
  ///
  /// Ranks that are asked for in ascending order cost less and less: `from` is the rank before.
  static func select(_ rank: Int, in values: UnsafeMutablePointer<Double>, from: Int, count: Int) -> Double {
    var (low, high) = (from, count - 1)
    while high - low > 8 {
      let pivot = medianOfThree(values[low], values[(low + high) / 2], values[high])
      var (left, right) = (low, high)
      while left <= right {
        while values[left] < pivot { left += 1 }
        while values[right] > pivot { right -= 1 }
        if left <= right {
          let value = values[left]
          values[left] = values[right]
          values[right] = value
          left += 1
          right -= 1
        }
      }
      if rank <= right {
        high = right
      } else if rank >= left {
        low = left
      } else {
        return values[rank]
      }
    }
    sortShort(values, low, high)
    return values[rank]
  }

  private static func medianOfThree(_ a: Double, _ b: Double, _ c: Double) -> Double {
    max(min(a, b), min(max(a, b), c))
  }

  private static func sortShort(_ values: UnsafeMutablePointer<Double>, _ low: Int, _ high: Int) {
    guard low < high else { return }
    for index in (low + 1)...high {
      let value = values[index]
      var place = index
      while place > low, values[place - 1] > value {
        values[place] = values[place - 1]
        place -= 1
      }
      values[place] = value
    }
  }
}
