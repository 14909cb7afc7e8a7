import Loading
import Rows

/// Days, months and shifts, once the intervals of a run are published: made from what the ledger says is published,
/// whichever run published it.
extension JobRun {
  func publishLevels() throws(Failure) {
    let ledger = try load { () throws(LoadError) in try session.levelIntervals(of: identity) }
    guard !job.coarser.isEmpty || !ledger.isEmpty else { return }
    let loader = LevelLoader(session: session, job: identity, run: report.runID, now: request.asked.now)
    let asked = request.asked.range
    // A level that the job has no more would grow stale unseen.
    for old in ledger where !job.coarser.contains(old.level) && asked.map(old.span.overlaps) ?? true {
      try load { () throws(LoadError) in try loader.withdraw(old) }
    }
    let intervals = try load { () throws(LoadError) in try session.publishedIntervals(of: identity) }
    for level in job.coarser {
      let current = try load { () throws(LoadError) in try session.levelIntervals(of: identity) }
      let work = job.levelWork(
        level, finer: level == .month ? current.finerDays : intervals, ledger: current, asked: asked)
      guard !work.isEmpty else { continue }
      try load { () throws(LoadError) in try session.makePartitions(level, for: work.map(\.interval)) }
      for (index, layout) in work.enumerated() {
        observer.progress(.loading(intervals: index, of: work.count))
        try publish(layout, loader)
      }
      observer.progress(.loading(intervals: work.count, of: work.count))
    }
  }

  private func publish(_ layout: LevelLayout, _ loader: LevelLoader) throws(Failure) {
    let span = layout.span
    let load = LevelLoad(
      level: layout.level, interval: layout.interval, span: span, finer: layout.finer, definition: layout.definition,
      dueAt: job.dueAt(span), windows: layout.windows, fingerprint: LevelLayout.fingerprint)
    do throws(LoadError) {
      guard let rows = try loader.publish(load) else { return }
      report.coarserPublished += 1
      report.windows += rows
    } catch {
      var failure = Failure(error, interval: layout.interval)
      failure.text = "level \(layout.level.rawValue): \(failure.text)"
      if failure.kind == .database, session.isLost { throw failure }
      report.failures.append(failure)
      let (text, checks) = (failure.text, failure.checks)
      try self.load { () throws(LoadError) in
        try session.keepEvidence(of: load, failure: text, checks: checks, job: identity, run: report.runID)
      }
    }
  }
}
