/// In which order the rows stand in the file. The rows are the same in each.
enum Order: String, CaseIterable {
  /// By instant, as a gateway appends them.
  case time
  /// Sensor by sensor, as a historian exports them.
  case sensor
  /// By a seeded permutation: the worst that can come.
  case shuffled
}

/// All that decides the file's bytes.
struct Recipe: Equatable {
  var readings = 10_000_000
  var sensors = 2_000
  var seed: UInt64 = 1
  var order = Order.time
  /// Of 100 readings, how many have another value than without: a file that was corrected and sent again.
  var changedPercent = 0
}

/// What the command line asks for.
enum Invocation {
  case help
  case write(Recipe, path: String)

  static let readingsMax = 100_000_000_000
  /// A shuffled file is made of a table with 4 bytes a reading.
  static let shuffledReadingsMax = 200_000_000
  static let sensorsMax = 1_000_000

  static let usage = """
    USAGE: bench-data [--readings N] [--sensors N] [--seed N] [--order time|sensor|shuffled] [--changed N]
                      [--output PATH]

    Writes a narrow CSV of seeded sensor readings at 1 Hz (sensor,time,value,quality) and prints its rows, its bytes
    and its XXH64, as xxhsum prints it. Equal options give equal bytes; each order holds the same rows. Nothing is
    written where PATH.stamp says that PATH is this file already.

      --readings N    rows, up to 100000000000 (10000000)
      --sensors N     sensors, up to 1000000 (2000)
      --seed N        what the values follow from (1)
      --order ORDER   time: second by second; sensor: sensor by sensor; shuffled: a seeded permutation, up to
                      200000000 readings, 4 bytes of memory each (time)
      --changed N     of 100 readings, spread over all sensors, so many have another value, one tick higher (0)
      --output PATH   (.sluice/bench/readings-10m.csv, the size and the order as asked for)
      --help          this text

    EXAMPLE: bench-data --readings 50000000 --output /data/readings-50m.csv

    """

  init(arguments: [String]) throws(BenchError) {
    var recipe = Recipe()
    var path: String?
    var rest = arguments[...]
    while let argument = rest.popFirst() {
      let (option, attached) = Self.parts(of: argument)
      if option == "--help" || option == "-h" {
        self = .help
        return
      }
      guard ["--readings", "--sensors", "--seed", "--order", "--changed", "--output"].contains(option) else {
        throw .usage("unknown argument: \(argument)")
      }
      guard let value = attached ?? rest.popFirst(), !value.isEmpty else { throw .usage("\(option) needs a value") }
      switch option {
      case "--readings": recipe.readings = try Self.count(option, value, max: Self.readingsMax)
      case "--sensors": recipe.sensors = try Self.count(option, value, max: Self.sensorsMax)
      case "--seed": recipe.seed = try Self.seed(value)
      case "--order": recipe.order = try Self.order(value)
      case "--changed": recipe.changedPercent = try Self.percent(option, value)
      default: path = value
      }
    }
    if recipe.order == .shuffled && recipe.readings > Self.shuffledReadingsMax {
      throw .usage("--order shuffled takes up to \(Self.shuffledReadingsMax) readings, not \(recipe.readings)")
    }
    self = .write(recipe, path: path ?? recipe.defaultPath)
  }

  /// `--option=value` in its two parts.
  private static func parts(of argument: String) -> (option: String, value: String?) {
    guard argument.hasPrefix("--"), let equals = argument.firstIndex(of: "=") else { return (argument, nil) }
    return (String(argument[..<equals]), String(argument[argument.index(after: equals)...]))
  }

  private static func count(_ option: String, _ value: String, max: Int) throws(BenchError) -> Int {
    guard let count = Int(value), (1...max).contains(count) else {
      throw .usage("\(option) is a number from 1 to \(max), not \(value)")
    }
    return count
  }

  private static func percent(_ option: String, _ value: String) throws(BenchError) -> Int {
    guard let percent = Int(value), (0...100).contains(percent) else {
      throw .usage("\(option) is a number from 0 to 100, not \(value)")
    }
    return percent
  }

  private static func seed(_ value: String) throws(BenchError) -> UInt64 {
    guard let seed = UInt64(value) else { throw .usage("--seed is a number from 0 to \(UInt64.max), not \(value)") }
    return seed
  }

  private static func order(_ value: String) throws(BenchError) -> Order {
    guard let order = Order(rawValue: value) else {
      throw .usage("--order is \(Order.allCases.map(\.rawValue).joined(separator: ", ")), not \(value)")
    }
    return order
  }
}

extension Recipe {
  /// `.sluice/bench/readings-10m.csv`, `.sluice/bench/readings-500k-sensor.csv`.
  fileprivate var defaultPath: String {
    let size =
      if readings.isMultiple(of: 1_000_000) {
        "\(readings / 1_000_000)m"
      } else if readings.isMultiple(of: 1_000) {
        "\(readings / 1_000)k"
      } else {
        "\(readings)"
      }
    let ordered = order == .time ? "" : "-\(order.rawValue)"
    return ".sluice/bench/readings-\(size)\(ordered)\(changedPercent == 0 ? "" : "-changed").csv"
  }
}
