// Readings for the statistics: instants that stand exactly on edges, values that stick, leap, wrap and change state.

/// What the writer remembers of one sensor.
struct SensorScript {
  /// The instant of its last good reading.
  var last: Int64?
  /// Its last value in units of the script's decimals.
  var units = 500
  /// How many readings more stay at this value.
  var stuck = 0
}

extension DirtyWriter {
  /// Moves the clock to the instant of the next good record, and chooses whose it is.
  mutating func advanceForStatistics() {
    let sensor = random.below(sensors.count)
    nextSensor = isWide || !hasSensorColumn ? nil : sensor
    let script = isWide ? 0 : hasSensorColumn ? sensor : fileSensor
    let traits = job.traits[sensors[script]] ?? OracleTraits()
    let distances = job.distances(traits).filter { $0 <= 40 * job.step || random.chance(8) }
    if let last = scripts[script]?.last, !distances.isEmpty, random.chance(30) {
      let target = last + random.pick(distances) + Int64(random.pick([0, 0, 0, -1, 1])) * edgeUnit
      if target > clock || random.chance(20) { clock = target }
    } else if random.chance(12) {
      let edge = nextEdge(random.pick([60, 900, 3600, 3600, 86_400])) + Int64(random.pick([0, 0, -1])) * edgeUnit
      if edge > clock && edge - clock < 50 * job.step { clock = edge }
    } else {
      clock += Int64(random.between(Int(job.step / 20), Int(2 * job.step)))
      if random.below(60) == 0 { clock += Int64(random.between(3, 40)) * job.step }
    }
    // What is later than now would soon be refused as a whole; so the file goes over its time again.
    if clock > job.now { clock = start + Int64(random.between(0, Int(job.step))) }
    if random.chance(50) { clock -= floorRemainder(clock, job.unit) }
    scripts[script, default: SensorScript()].last = clock - floorRemainder(clock, edgeUnit)
  }

  /// The least distance that the stamps of the job can show.
  private var edgeUnit: Int64 {
    if case .rfc3339 = job.time { return 1 }
    return job.unit
  }

  /// The next instant at which the local clock shows a multiple of so many seconds.
  private func nextEdge(_ length: Int) -> Int64 {
    let second = Int((clock - floorRemainder(clock, 1_000_000)) / 1_000_000)
    let local = second + zone.offset(at: second)
    return Int64(local - Int(floorRemainder(Int64(local), Int64(length))) + length - zone.offset(at: second))
      * 1_000_000
  }

  /// A value as its sensor's class makes it, with at most two decimals.
  mutating func scriptedText(_ sensor: Int) -> String {
    var script = scripts[sensor] ?? SensorScript()
    let decimals = min(2, job.decimals[sensors[sensor]] ?? 1)
    let one = [1, 10, 100][decimals]
    let traits = job.traits[sensors[sensor]] ?? OracleTraits()
    switch traits.sensorClass {
    case .state:
      if random.chance(40) { script.units = random.pick([0, 1, 1, 2, 3, 7, -1]) * one }
    case .counter:
      let modulus = Int(traits.modulus ?? 0) * one
      script.units += random.chance(30) ? 0 : random.between(0, 30 * one)
      if random.chance(6) { script.units = random.between(0, 3 * one) }
      if random.chance(8) { script.units = max(0, script.units - random.between(1, 3 * one)) }
      if modulus > 0 && random.chance(6) { script.units = modulus - random.between(1, 5 * one) }
      if modulus > 0 && script.units >= modulus { script.units %= modulus }
    case .gauge, .amount:
      if script.stuck > 0 {
        script.stuck -= 1
      } else {
        script.units += random.between(-3 * one, 3 * one) + random.pick([0, 0, 0, 1])
        if random.chance(10) { script.stuck = random.between(2, 12) }
      }
      // A spike comes back to where it was.
      if random.chance(6) {
        scripts[sensor] = script
        return plainDecimal(
          Int128(script.units + random.pick([-1, 1]) * random.between(5 * one, 60 * one)), decimals: decimals)
      }
    }
    scripts[sensor] = script
    return plainDecimal(Int128(script.units), decimals: decimals)
  }
}
