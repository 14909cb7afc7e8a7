package import Rows

/// Null cells by the reason why they have no value.
package struct NullCounts: Sendable, Equatable {
  package var empty = 0
  package var nullText = 0
  package var sentinel = 0
  package var columnMissing = 0
  package var qualityMissing = 0

  package init() {}

  package var total: Int { empty + nullText + sentinel + columnMissing + qualityMissing }

  package var byReason: [NullReason: Int] {
    let counts: [NullReason: Int] = [
      .empty: empty, .nullText: nullText, .sentinel: sentinel, .columnMissing: columnMissing,
      .qualityMissing: qualityMissing,
    ]
    return counts.filter { $0.value > 0 }
  }

  package static func += (left: inout NullCounts, right: NullCounts) {
    left.empty += right.empty
    left.nullText += right.nullText
    left.sentinel += right.sentinel
    left.columnMissing += right.columnMissing
    left.qualityMissing += right.qualityMissing
  }
}

/// What the scanner of one work item has counted and refused.
package struct ScanTally: Sendable, Equatable {
  package var records = 0
  package var parsed = 0
  package var refusedRecords = 0
  package var filtered = 0
  package var blank = 0
  package var preamble = 0
  package var cells = 0
  package var nulls = NullCounts()
  package var refusedCells = 0
  package var reasons: [RefusalReason: Int] = [:]
  /// The first refusals; `Position.recordNumber` counts from 0 within the work item.
  package var refusals: [Refusal] = []

  package init() {}

  package var nullCells: Int { nulls.total }
}
