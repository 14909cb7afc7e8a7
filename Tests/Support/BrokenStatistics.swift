extension BrokenDeclaration {
  /// What is to be computed of a sensor.
  package static let statistics: [BrokenDeclaration] = [
    .init(adding: "statistics: percentiles", "26:13", "statistics: expected a list, found"),
    .init(
      adding: "statistics: [mode]", "26:14",
      "statistics: expected one of time_weighted, percentiles, vector, found"),
    .init(adding: "statistics: [vector, vector]", "26:22", "statistics: vector stands twice"),
    .init(
      adding: "longest_hold: forever", "26:15",
      "longest_hold: expected a duration such as 30s, 15m, 1h or 2d, found \"forever\""),
    .init(amount: "class: counter, statistics: [percentiles]", "21:47", "a counter has no percentiles"),
    .init(amount: "class: state, statistics: [time_weighted, vector]", "21:45", "a state has no vector"),
    .init(
      amount: "class: amount, period: 15m, longest_hold: 1h", "21:61",
      "sensors[1].longest_hold: an amount covers its period and is not held"),
    .init(
      amount: "class: state, interpolation: linear", "21:48",
      "sensors[1].interpolation: only a gauge is joined linearly, this is state"),
    .init(
      amount: "interpolation: linear", "21:34",
      "sensors[1].interpolation: has no effect without statistics: [time_weighted]"),
    .init(amount: "interpolation: cubic", "21:34", "sensors[1].interpolation: expected one of step, linear"),
    .init(amount: "modulus: 65536", "21:28", "sensors[1].modulus: only a counter has one; this is gauge"),
    .init(amount: "class: state, jitter: 2", "21:41", "sensors[1].jitter: only a counter has one; this is state"),
    .init(
      amount: "class: counter, modulus: -5", "21:44", "sensors[1].modulus: expected a number above 0, found \"-5\""),
    .init(amount: "limits: {}", "21:27", "sensors[1].limits: expected low, high or both"),
    .init(amount: "limits: {low: 5, high: 5}", "21:27", "sensors[1].limits: low must be below high"),
    .init(amount: "limits: {low: cold}", "21:33", "sensors[1].limits.low: expected a number, found \"cold\""),
    .init(amount: "limits: {low: 5, lowest: 5}", "21:36", "unknown key sensors[1].limits.lowest"),
    .init(amount: "rate_max: 0", "21:29", "sensors[1].rate_max: expected a number above 0, per second, found \"0\""),
    .init(amount: "stuck_after: 10", "21:32", "sensors[1].stuck_after: expected a duration"),
    .init(amount: "gap_after: 0s", "21:30", "sensors[1].gap_after: expected a duration"),
    .init(
      amount: "drift_max: 10", "21:30", "sensors[1].drift_max: needs the sensor's period (or time.period)"),
    .init(amount: "spike: {readings: 6}", "21:37", "sensors[1].spike.readings: expected an odd number, found 6"),
    .init(
      amount: "spike: {readings: 1}", "21:37", "sensors[1].spike.readings: expected a whole number from 3 to 101"),
    .init(amount: "spike: {threshold: 0}", "21:38", "sensors[1].spike.threshold: expected a number above 0"),
    .init(amount: "spike: 7", "21:26", "sensors[1].spike: expected keys and values"),
  ]

  private init(amount replacement: String, _ place: String, _ message: String) {
    self.init("class: amount, period: 15m", replacement, place, message)
  }
}
