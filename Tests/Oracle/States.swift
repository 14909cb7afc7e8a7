// States: stretches of time in one state, and the changes between them.

/// A maximal stretch of time in one state, cut at the edges of the job's interval: a row of `core.state_interval`.
package struct OracleStateInterval: Hashable, Sendable {
  /// Why a stretch ends; the names are those of the column `closed_by`.
  package enum End: String, Sendable, CaseIterable {
    case change, bad, gap, interval
  }

  package var sensor: String
  /// The start of the job's interval, in microseconds of UTC as all instants here.
  package var interval: Int64
  package var from: Int64
  package var to: Int64
  package var code: Double
  package var closedBy: End

  package init(sensor: String, interval: Int64, from: Int64, to: Int64, code: Double, closedBy: End) {
    self.sensor = sensor
    self.interval = interval
    self.from = from
    self.to = to
    self.code = code
    self.closedBy = closedBy
  }
}

/// The stretches of every sensor of the class `state`, in order of sensor (bytewise) and time.
package func stateIntervals(_ job: OracleJob, _ files: [OracleFile]) -> [OracleStateInterval] {
  views(job, files).filter(\.chosen.isState).flatMap(stateIntervals)
}

/// The stretches of one interval.
func stateIntervals(_ view: View) -> [OracleStateInterval] {
  var found: [OracleStateInterval] = []
  var open: OracleStateInterval?
  for hold in holds(view) {
    let isUsable = view.isUsable(at: hold.position)
    let code = view.number(hold.position)
    if let stretch = open, stretch.to == hold.from, isUsable, stretch.code == code {
      open?.to = hold.to
      continue
    }
    if var stretch = open {
      stretch.closedBy = stretch.to < hold.from ? .gap : isUsable ? .change : .bad
      found.append(stretch)
      open = nil
    }
    if isUsable {
      open = OracleStateInterval(
        sensor: view.sensor, interval: view.interval.from, from: hold.from, to: hold.to, code: code, closedBy: .gap)
    }
  }
  if var stretch = open {
    // What is beyond the interval's end belongs to the next one, so that the two rows can be joined.
    if stretch.to == view.interval.to { stretch.closedBy = .interval }
    found.append(stretch)
  }
  return found
}

/// The positions of the interval's readings that enter another state.
func transitions(_ view: View) -> Set<Int> {
  Set(
    view.own.filter { position in
      position > 0 && view.isUsable(at: position) && view.isUsable(at: position - 1)
        && view.instant(position) - view.instant(position - 1) <= view.chosen.hold
        && view.number(position) != view.number(position - 1)
    })
}
