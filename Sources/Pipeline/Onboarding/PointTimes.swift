import Rows
import Scanning

/// The unit of a line protocol's timestamps, by which of them lie in our days.
enum PointTimes {
  /// 1990, in seconds.
  private static let from: Int64 = 631_152_000

  static func read(
    _ points: SamplePoints, now: Instant
  ) -> (precision: Guess<JobSpec.Points.Precision>, time: TimeReadingGuess?) {
    let latest = now.microseconds / Civil.microsecondsPerSecond + 86_400
    let ranked = JobSpec.Points.Precision.allCases.map { unit in
      let perSecond = 1_000_000_000 / unit.nanoseconds
      return (unit, near: points.timestamps.count { (from...latest).contains($0 / perSecond) })
    }
    guard let best = ranked.max(by: { $0.near < $1.near }), best.near > 0 else {
      return (.unsure(.ns, "no timestamp tells its unit"), nil)
    }
    let stamps = points.timestamps.map { stamp -> Int64 in
      if best.0.nanoseconds < 1000 { return stamp / 1000 }
      let (micros, overflows) = stamp.multipliedReportingOverflow(by: best.0.nanoseconds / 1000)
      return overflows ? SampleColumn.noTime : micros
    }
    let guess = Guess(
      value: best.0, isSure: best.near == points.timestamps.count,
      reason: "so \(best.near) of \(points.timestamps.count) timestamps lie in the years from 1990 to now")
    return (
      guess,
      TimeReadingGuess(
        columns: [], format: .sure("", ""), stamps: stamps, areInstants: true, hours24: 0, unread: 0, hasClock: true)
    )
  }
}
