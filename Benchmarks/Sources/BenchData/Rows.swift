/// Writes the header and the rows of a recipe.
func writeRows(_ recipe: Recipe, to output: inout OutputFile) throws(BenchError) {
  try output.append(Array("sensor,time,value,quality\n".utf8))
  let fleet = Fleet(recipe)
  switch recipe.order {
  case .time: try fleet.writeByTime(to: &output)
  case .sensor: try fleet.writeBySensor(to: &output)
  case .shuffled: try fleet.writeShuffled(to: &output, seed: recipe.seed)
  }
}

/// All sensors of a file, in the order in which they speak within a second.
///
/// The reading number r of the file in order of time is that of `sensors[r % sensors.count]` in second
/// `r / sensors.count`. The last second may be cut short.
private struct Fleet {
  private struct Sensor {
    let number: Int
    let walk: Walk
    let text: RowText
  }

  private let readings: Int
  private let sensors: [Sensor]

  init(_ recipe: Recipe) {
    readings = recipe.readings
    sensors = (0..<recipe.sensors).map { number in
      let walk = Walk(sensor: number, seed: recipe.seed, changedPercent: recipe.changedPercent)
      return Sensor(number: number, walk: walk, text: RowText(code: sensorCode(number), walk: walk))
    }.sorted { ($0.walk.phaseMs, $0.number) < ($1.walk.phaseMs, $1.number) }
  }

  func writeByTime(to output: inout OutputFile) throws(BenchError) {
    var walks = sensors.map(\.walk)
    let texts = sensors.map(\.text)
    var left = readings
    var second = 0
    while left > 0 {
      let stamp = stampText(second: second)
      for index in 0..<min(left, walks.count) {
        let reading = walks[index].next()
        try output.withRow { texts[index].write(reading, stamp, to: $0) }
      }
      left -= walks.count
      second += 1
    }
  }

  func writeBySensor(to output: inout OutputFile) throws(BenchError) {
    for (rank, sensor) in sensors.enumerated().sorted(by: { $0.element.number < $1.element.number }) {
      var walk = sensor.walk
      for second in 0..<(readings / sensors.count + (rank < readings % sensors.count ? 1 : 0)) {
        let reading = walk.next()
        try output.withRow { sensor.text.write(reading, stampText(second: second), to: $0) }
      }
    }
  }

  func writeShuffled(to output: inout OutputFile, seed: UInt64) throws(BenchError) {
    var walks = sensors.map(\.walk)
    let texts = sensors.map(\.text)
    // A reading packed: ticks, then three bits of quality.
    let table = [Int32](unsafeUninitializedCapacity: readings) { table, count in
      for row in 0..<readings {
        let reading = walks[row % walks.count].next()
        table.initializeElement(at: row, to: reading.ticks &<< 3 | Int32(reading.quality))
      }
      count = readings
    }
    let permutation = Permutation(count: readings, seed: seed)
    for index in 0..<readings {
      let row = permutation[index]
      let (second, rank) = row.quotientAndRemainder(dividingBy: texts.count)
      let reading = Reading(ticks: table[row] &>> 3, quality: UInt8(table[row] & 7))
      try output.withRow { texts[rank].write(reading, stampText(second: second), to: $0) }
    }
  }
}
