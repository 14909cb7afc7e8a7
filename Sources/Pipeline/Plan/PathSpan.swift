import Extraction
import Rows

extension JobSpec {
  /// The instants that the date in an object's path allows: its span, widened by the margin on both sides; all of time
  /// where the path has no date.
  func pathSpan(of file: ListedFile) throws(PathPattern.Problem) -> Interval {
    guard let local = try file.dateSpan() else { return .always }
    let calendar = calendar
    var from = calendar.interval(containing: firstInstant(ofLocal: local.fromLocal)).from
    var to = calendar.interval(containing: firstInstant(ofLocal: local.toLocal) - 1).to
    for _ in 0..<pathMargin {
      from = calendar.interval(containing: from.microseconds - 1).from
      to = calendar.interval(containing: to.microseconds).to
    }
    return Interval(from: from, to: to)
  }

  /// Whether a file's date keeps it from feeding anything in a range, so that it need not be read for it.
  func isBeyond(_ range: Interval?, _ file: ListedFile) -> Bool {
    guard let range else { return false }
    do throws(PathPattern.Problem) {
      return try !pathSpan(of: file).overlaps(range)
    } catch {
      // A date that does not exist is told when the file is inspected.
      return false
    }
  }

  private func firstInstant(ofLocal local: Int64) -> Int64 {
    switch zone.resolve(local: local) {
    case .unique(let instant), .ambiguous(let instant, _), .nonexistent(let instant): instant
    }
  }
}
