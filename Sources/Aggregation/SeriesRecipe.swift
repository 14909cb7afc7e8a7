package import Rows

/// Which of several readings of one sensor on one instant are loaded.
package enum DuplicateRule: String, Sendable, CaseIterable {
  case keepAll = "keep_all"
  case first
  case last
  case bestQuality = "best_quality"
}

/// How a job's readings become window states.
package struct SeriesRecipe: Sendable {
  package let duplicates: DuplicateRule
  /// Finest first; never empty.
  package let levels: [Level]
  package let grids: [WindowGrid]
  /// By quality code: whether a reading counts into the statistics.
  package let usable: [Bool]
  #if PLANTED_FAULTS
    package var fault: PlantedFault?
  #endif

  /// - Precondition: at least one level.
  package init(duplicates: DuplicateRule, levels: [Level], zone: ZoneOffsets, treatUncertainAsBad: Bool) {
    precondition(!levels.isEmpty)
    self.duplicates = duplicates
    self.levels = levels.sorted()
    grids = self.levels.map { WindowGrid(level: $0, zone: zone) }
    usable = Quality.usable(treatUncertainAsBad: treatUncertainAsBad)
  }
}
