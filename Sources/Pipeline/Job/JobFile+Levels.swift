import Aggregation
import Loading
import Rows
import Yams

/// Which windows a job has.
extension JobDecoder {
  /// Levels whose windows divide the job's interval, finest first, and coarser ones; all of the former where it is left
  /// out, none where only coarser ones are named. Days come with months, which are made from them.
  func decodeLevels() -> (levels: [Level], coarser: [CoarserLevel]) {
    guard let nodes = top.sequence("levels") else { return (Level.allCases, []) }
    var levels: [Level] = []
    var coarser: [CoarserLevel] = []
    for node in nodes {
      let text = node.string ?? ""
      if let level = Level(rawValue: text) {
        if levels.contains(level) { problems.add(node, "levels: \(text) stands twice") }
        levels.append(level)
      } else if let level = CoarserLevel(rawValue: text) {
        if coarser.contains(level) { problems.add(node, "levels: \(text) stands twice") }
        coarser.append(level)
      } else {
        problems.add(node, "levels: expected minute, quarter_hour, hour, day, month or shift, found \(kind(node))")
      }
    }
    if nodes.isEmpty {
      problems.add(top.node("levels"), "levels: expected at least one of minute, quarter_hour, hour, day, month, shift")
    }
    if coarser.contains(.month), !coarser.contains(.day) { coarser.append(.day) }
    return (levels.sorted(), CoarserLevel.allCases.filter(coarser.contains))
  }

  /// The register of shifts that the job names.
  func decodeShifts(_ coarser: [CoarserLevel]) -> ShiftRegister? {
    let wantsShifts = coarser.contains(.shift)
    guard let found = top.text("shifts", expecting: "a register of shifts such as registers/shifts.yaml") else {
      if wantsShifts, !top.has("shifts") {
        problems.add(top.node("levels"), "shifts is missing; with shift in levels expected a register of shifts")
      }
      return nil
    }
    if !wantsShifts { problems.add(found.node, "shifts: has no meaning without shift in levels") }
    let parts = found.text.split(separator: "/", omittingEmptySubsequences: false)
    guard !parts.contains(where: { $0.isEmpty || $0 == "." || $0 == ".." }) else {
      problems.add(found.node, "shifts: expected a path below the site's jobs folder, found \"\(clipped(found.text))\"")
      return nil
    }
    let text: String
    do throws(Failure) { text = try loadRegister(found.text) } catch {
      problems.add(found.node, "shifts: \(error)")
      return nil
    }
    do throws(DeclarationError) {
      return try ShiftFile.decode(text, path: found.text)
    } catch {
      for problem in error.problems { problems.add(found.node, "shifts: \(problem)") }
      return nil
    }
  }

  /// Where no level is named that days and shifts can be made from, the coarsest that will do comes with them; and what
  /// can be told of them only when all else is decoded.
  func settleLevels(_ spec: inout JobSpec) {
    let node = top.node("levels")
    func nests(_ level: Level) -> Bool { spec.shifts?.edge(within: level) == nil }
    if spec.levels.isEmpty {
      spec.levels = [Level.allCases.last(where: nests) ?? .minute]
    } else if let finest = spec.levels.first, !spec.levels.contains(where: nests),
      let edge = spec.shifts?.edge(within: finest), let will = Level.allCases.last(where: nests)
    {
      problems.add(
        node,
        "levels: shift \(clipped(edge.shift)) of calendar \(clipped(edge.calendar)) begins or ends at \(edge.clock), "
          + "within a \(finest.rawValue) window; expected \(will.rawValue) as well")
    }
    if spec.coarser.contains(.day), spec.finer(than: .day) == .base(.minute),
      spec.plans.contains(where: \.hasPercentiles)
    {
      problems.add(
        node,
        "levels: percentiles of a day are read from histograms, which minute windows do not store; "
          + "expected quarter_hour or hour as well")
    }
  }
}

extension ShiftRegister.Edge {
  fileprivate var clock: String {
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return "\(two(minute / 60)):\(two(minute % 60))"
  }
}
