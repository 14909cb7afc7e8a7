import Aggregation
import Extraction
import Loading
import Oracle
import Rows

@testable import Pipeline

extension OracleSite {
  /// What the core lists beside the windows: stretches of state and flagged runs, in the oracle's words.
  ///
  /// A preview does not print them, so its steps are taken here one by one.
  func intervals(_ sizes: WorkSizes) throws -> (stretches: [OracleStateInterval], runs: [OracleFlagInterval]) {
    let candidates = try job.list().files.map { Plan.Candidate(file: $0, objectID: nil) }
    let directory = SensorDirectory(job: job, owners: [:])
    let reading = Reading(job: job, directory: directory, sizes: sizes, now: asked.now, observer: RunObserver())
    let asked = asked
    let outcome = reading.scan(Array(candidates.indices), of: candidates) { asked.covers($0) }
    let inputs = InputSet(
      candidates: candidates, read: outcome.scans.mapValues(ReadObject.init), ledger: LedgerSnapshot())
    let accepted = Set(inputs.inputs.compactMap(\.rank))
    let fold = IntervalFold(
      recipe: job.recipe, reach: job.reach, stores: outcome.stores, sensors: directory.sensors, workers: sizes.workers,
      isAccepted: { accepted.contains(Int($0 >> 32)) })
    var stretches: [OracleStateInterval] = []
    var runs: [OracleFlagInterval] = []
    for interval in inputs.byInterval().values.map(\.interval).filter(asked.covers) {
      let (pieces, _) = fold.run(interval) {
        [IntervalFold.Folded]()
      } emit: { piece, folded in
        piece.append(folded)
      }
      for folded in pieces.joined() {
        stretches += folded.stretches.map { OracleStateInterval($0, folded.sensor.code, interval) }
        runs += folded.flagRuns.map { OracleFlagInterval($0, folded.sensor.code, interval) }
      }
    }
    return (stretches, runs)
  }
}

extension OracleStateInterval {
  fileprivate init(_ stretch: StateStretch, _ sensor: String, _ interval: Interval) {
    let end: End =
      switch stretch.closedBy {
      case .change: .change
      case .bad: .bad
      case .gap: .gap
      case .interval: .interval
      }
    self.init(
      sensor: sensor, interval: interval.from.microseconds, from: stretch.from, to: stretch.to, code: stretch.code,
      closedBy: end)
  }
}

extension OracleFlagInterval {
  fileprivate init(_ run: FlagRun, _ sensor: String, _ interval: Interval) {
    let flag: OracleFlag =
      switch run.flag {
      case .range: .range
      case .rate: .rate
      case .stuck: .stuck
      case .spike: .spike
      case .drift: .drift
      case .gap: .gap
      }
    self.init(
      sensor: sensor, interval: interval.from.microseconds, flag: flag, from: run.from, to: run.to,
      readings: run.readings)
  }
}
