import Aggregation
import Rows

/// Window rows as CSV, for `Preview`.
struct PreviewText {
  /// Whether the job has statistics beside the plain seven, and rows therefore further columns.
  let hasChosen: Bool

  var header: String {
    let plain =
      "level,sensor,window_start,window_end,n,n_bad,n_null,n_duplicate,min,max,first,first_at,last,last_at,sum,mean,m2"
    let chosen =
      ",good_us,uncertain_us,bad_us,gap_us,covered_us,integral,increase,n_reset,states,n_transition,p50,p95,p99,"
      + "histogram,sum_sin,sum_cos,n_range,n_rate,n_stuck,n_spike,n_drift,n_gap"
    return plain + (hasChosen ? chosen : "") + "\n"
  }

  /// Appends what a sensor comes to at one level.
  func append(_ folded: IntervalFold.Folded, level place: Int, _ level: Level, to text: inout [UInt8]) {
    let chosen = folded.chosen[place]
    for (index, state) in folded.states[place].enumerated() {
      append(state, level, folded.sensor, to: &text)
      if hasChosen {
        append(chosen.isEmpty ? nil : chosen[index], state, folded.sensor.plan, level, to: &text)
      }
      text.append(UInt8(ascii: "\n"))
    }
  }

  private func append(
    _ state: WindowState, _ level: Level, _ sensor: SensorDirectory.Sensor, to text: inout [UInt8]
  ) {
    func add(_ field: String) {
      text.append(contentsOf: field.utf8)
      text.append(UInt8(ascii: ","))
    }
    func add(_ instant: Int64) {
      Instant(microseconds: instant).append(to: &text)
      text.append(UInt8(ascii: ","))
    }
    add(level.rawValue)
    add(quotedForCSV(sensor.code))
    add(state.start)
    add(state.end)
    for count in [state.n, state.nBad, state.nNull, state.nDuplicate] { add(String(count)) }
    guard state.n > 0 else {
      text.append(contentsOf: repeatElement(UInt8(ascii: ","), count: 8))
      return
    }
    add(state.min.description)
    add(state.max.description)
    add(state.first.description)
    add(state.firstAt)
    add(state.last.description)
    add(state.lastAt)
    add(sensor.decimals < 0 ? state.sumFloat.description : decimalText(state.sumScaled, decimals: Int(sensor.decimals)))
    add(state.mean.description)
    text.append(contentsOf: state.m2.description.utf8)
  }

  private func append(
    _ chosen: ChosenState?, _ state: WindowState, _ plan: SensorPlan, _ level: Level, to text: inout [UInt8]
  ) {
    func add(_ field: (some CustomStringConvertible)?) {
      text.append(UInt8(ascii: ","))
      if let field { text.append(contentsOf: field.description.utf8) }
    }
    let time = plan.hasTime ? chosen : nil
    for field in [time?.good, time?.uncertain, time?.bad, time?.gap, time?.covered] { add(field) }
    add(time.flatMap { $0.covered > 0 && plan.kind != .amount ? $0.integral : nil })
    let counter = plan.kind == .counter ? chosen : nil
    add(counter?.increase)
    add(counter?.resets)
    let states = plan.kind == .state ? chosen : nil
    add(states?.durations.map { "\($0.code)=\($0.microseconds)" }.joined(separator: ";"))
    add(states?.transitions)
    let percentiles = plan.hasPercentiles ? chosen?.percentiles : nil
    for field in [percentiles?.p50, percentiles?.p95, percentiles?.p99] { add(field) }
    let hasHistogram = plan.hasPercentiles && level > .minute && state.n > 0
    add(hasHistogram ? chosen?.histogram.map { "\($0.bin)=\($0.count)" }.joined(separator: ";") : nil)
    let vector = plan.hasVector && state.n > 0 ? chosen : nil
    add(vector?.sumSin)
    add(vector?.sumCos)
    for flag in Flag.allCases { add(plan.declares(flag) ? chosen?.flags[flag] : nil) }
  }
}

/// A field as RFC 4180 wants it.
func quotedForCSV(_ text: String) -> String {
  guard text.utf8.contains(where: { $0 == 44 || $0 == 34 || $0 == 10 || $0 == 13 }) else { return text }
  return "\"" + text.replacing("\"", with: "\"\"") + "\""
}

/// A scaled integer as a plain decimal with exactly so many decimals.
func decimalText(_ scaled: Int128, decimals: Int) -> String {
  guard decimals > 0 else { return String(scaled) }
  var digits = String(scaled.magnitude)
  if digits.count <= decimals { digits = String(repeating: "0", count: decimals + 1 - digits.count) + digits }
  return (scaled < 0 ? "-" : "") + digits.dropLast(decimals) + "." + digits.suffix(decimals)
}
