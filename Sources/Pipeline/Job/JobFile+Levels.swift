import Aggregation
import Loading
import Rows
import Yams

/// Which windows a job has.
extension JobDecoder {
  /// Levels whose windows divide the job's interval, finest first, and coarser ones; all of the former where it is left
  /// out. What a level is made from comes with it: days with months, and hours with days where no finer level is named.
  func decodeLevels() -> (levels: [Level], coarser: [CoarserLevel]) {
    guard let nodes = top.sequence("levels") else { return (Level.allCases, []) }
    var levels: [Level] = []
    var coarser: [CoarserLevel] = []
    for node in nodes {
      let text = node.string ?? ""
      if let level = Level(rawValue: text) {
        if levels.contains(level) { problems.add(node, "levels: \(text) stands twice") }
        levels.append(level)
      } else if let level = CoarserLevel(rawValue: text), level != .shift {
        if coarser.contains(level) { problems.add(node, "levels: \(text) stands twice") }
        coarser.append(level)
      } else {
        problems.add(node, "levels: expected minute, quarter_hour, hour, day or month, found \(kind(node))")
      }
    }
    if nodes.isEmpty {
      problems.add(top.node("levels"), "levels: expected at least one of minute, quarter_hour, hour, day, month")
    }
    if coarser.contains(.month), !coarser.contains(.day) { coarser.append(.day) }
    return (levels.isEmpty ? [.hour] : levels.sorted(), CoarserLevel.allCases.filter(coarser.contains))
  }

  /// What can be told of coarser levels only when all else is decoded.
  func checkCoarser(_ spec: JobSpec) {
    if spec.coarser.contains(.day), spec.finer(than: .day) == .base(.minute),
      spec.plans.contains(where: \.hasPercentiles)
    {
      problems.add(
        top.node("levels"),
        "levels: percentiles of a day are read from histograms, which minute windows do not store; "
          + "expected quarter_hour or hour as well")
    }
  }
}
