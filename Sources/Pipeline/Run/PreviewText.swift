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
  func append(_ folded: IntervalFold.Folded, level place: Int, _ level: Level, to text: inout RowText) {
    let chosen = folded.chosen[place]
    let code = quotedForCSV(folded.sensor.code)
    text.append { rows in
      for (index, state) in folded.states[place].enumerated() {
        rows.add(level.rawValue)
        rows.add(code)
        add(state, decimals: Int(folded.sensor.decimals), to: &rows)
        if hasChosen { add(chosen.isEmpty ? nil : chosen[index], state, folded.sensor.plan, level, to: &rows) }
        rows.endRow()
      }
    }
  }

  private func add(_ state: WindowState, decimals: Int, to rows: inout RowText.Rows) {
    rows.add(instant: state.start)
    rows.add(instant: state.end)
    rows.add(state.n)
    rows.add(state.nBad)
    rows.add(state.nNull)
    rows.add(state.nDuplicate)
    guard state.n > 0 else {
      for _ in 0..<9 { rows.addEmpty() }
      return
    }
    rows.add(read: state.min)
    rows.add(read: state.max)
    rows.add(read: state.first)
    rows.add(instant: state.firstAt)
    rows.add(read: state.last)
    rows.add(instant: state.lastAt)
    if decimals < 0 {
      rows.add(state.sumFloat.description)
    } else {
      rows.add(scaled: state.sumScaled, decimals: decimals)
    }
    rows.add(state.mean.description)
    rows.add(state.m2.description)
  }

  private func add(
    _ chosen: ChosenState?, _ state: WindowState, _ plan: SensorPlan, _ level: Level, to rows: inout RowText.Rows
  ) {
    func add(_ field: (some CustomStringConvertible)?) {
      if let field { rows.add(field.description) } else { rows.addEmpty() }
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
