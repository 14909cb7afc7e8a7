package import Rows

/// What became of a sensor code: its dense index, declared decimals and conversion, or why its readings are refused.
package enum SensorVerdict: Sendable, Equatable {
  /// `decimals` is the number of decimals of the declared resolution, −1 where none is declared; `conversion` is an
  /// index into the recipe's, −1 where values are taken as they are.
  case accepted(index: Int32, decimals: Int8, conversion: Int16 = -1)
  case refused(RefusalReason)
}

/// A sensor code that is composed for each record.
package struct SensorTemplate: Sendable, Equatable {
  package enum Piece: Sendable, Equatable {
    case text(String)
    /// The text of the n-th of `fields`.
    case part(Int)
    /// What names the cell: the value column's own sensor, or the key of a point's field.
    case cell
  }

  package var pieces: [Piece]

  package init(pieces: [Piece]) {
    self.pieces = pieces
  }

  var namesCell: Bool { pieces.contains(.cell) }

  /// - Parameters:
  ///   - parts: decoded, in order.
  ///   - cell: what stands for the cell.
  func fill(_ parts: [String], cell: String) -> String {
    pieces.reduce(into: "") { code, piece in
      switch piece {
      case .text(let text): code += text
      case .part(let index): code += parts[index]
      case .cell: code += cell
      }
    }
  }
}

/// Where the sensor of a record comes from.
package enum SensorOrigin: Sendable, Equatable {
  /// The value columns name their own.
  case columns
  /// One sensor for the whole object: its path or the job names it.
  case object(SensorVerdict)
  case field(Int, column: String)
  /// Composed of these fields; in line protocol the fields are names of parts of a point instead.
  case composed(SensorTemplate, fields: [(index: Int, column: String)])

  package static func == (left: SensorOrigin, right: SensorOrigin) -> Bool {
    switch (left, right) {
    case (.columns, .columns): true
    case (.object(let first), .object(let second)): first == second
    case (.field(let first, _), .field(let second, _)): first == second
    case (.composed(let first, let fields), .composed(let second, let others)):
      first == second && fields.elementsEqual(others) { $0.index == $1.index && $0.column == $1.column }
    default: false
    }
  }
}

/// Which field of a record is what, found from an object's header.
package struct FieldMap: Sendable {
  package struct Value: Sendable {
    /// −1: the column is missing, and its cells are null.
    package var field: Int
    /// The column's name, for refusals.
    package var column: String
    /// The sensor of a wide file's column, where records do not compose it; `nil` in a narrow file.
    package var sensor: SensorVerdict?
    /// What `.cell` of a template stands for.
    package var cellName: String
    /// The field with this column's quality; −1: none.
    package var quality: Int
    package var qualityColumn: String

    package init(
      field: Int, column: String, sensor: SensorVerdict?, cellName: String = "",
      quality: (field: Int, column: String)? = nil
    ) {
      self.field = field
      self.column = column
      self.sensor = sensor
      self.cellName = cellName
      self.quality = quality?.field ?? -1
      qualityColumn = quality?.column ?? ""
    }
  }

  package var fieldCount: Int
  /// One field, two that are read with a blank between them, or none (line protocol, or time from the path).
  package var time: [Int]
  package var timeColumn: String
  /// The instant of every record, where the file has no time column.
  package var fixedTime: Int64?
  package var sensor: SensorOrigin
  package var values: [Value]
  /// The field that each of the recipe's filters tests.
  package var filters: [Int]
  /// In JSON Lines: the path of each field.
  package var paths: [JSONPath] = []
  /// The file is an export of refusals, with a column of reasons in front.
  package var isExport = false
  /// The last line of the header, where it may stand again further down.
  package var repeatedHeader: [UInt8] = []

  package init(
    fieldCount: Int, time: [Int], timeColumn: String, fixedTime: Int64? = nil, sensor: SensorOrigin,
    values: [Value], filters: [Int] = []
  ) {
    self.fieldCount = fieldCount
    self.time = time
    self.timeColumn = timeColumn
    self.fixedTime = fixedTime
    self.sensor = sensor
    self.values = values
    self.filters = filters
  }
}
