package import Rows

/// How a delimited text file is written.
package struct Dialect: Sendable, Equatable {
  /// The longest record that is read; longer ones are refused and skipped.
  package static let recordBytesMax = 1_048_576
  /// The longest sensor code.
  package static let sensorBytesMax = 128

  package var delimiter: UInt8
  /// `nil`: quotes are ordinary characters.
  package var quote: UInt8?

  package init(delimiter: UInt8 = UInt8(ascii: ","), quote: UInt8? = UInt8(ascii: "\"")) {
    self.delimiter = delimiter
    self.quote = quote
  }
}

/// How a file's time column becomes instants.
package struct TimeRecipe: Sendable, Equatable {
  package var format: TimeFormat
  package var zone: ZoneOffsets
  /// The stamp is the end of its period: subtract `period`.
  package var stampIsEnd: Bool
  /// A stamp of 00:00 carries the date of the day that it ends.
  package var midnightIsSameDay: Bool
  /// Microseconds; 0 where the column declares none.
  package var period: Int64
  /// Instants outside are refused as implausible; `to` itself is still plausible.
  package var plausible: Interval

  package init(
    format: TimeFormat, zone: ZoneOffsets, stampIsEnd: Bool = false, midnightIsSameDay: Bool = false,
    period: Int64 = 0, plausible: Interval = .always
  ) {
    self.format = format
    self.zone = zone
    self.stampIsEnd = stampIsEnd
    self.midnightIsSameDay = midnightIsSameDay
    self.period = period
    self.plausible = plausible
  }
}

/// What the scanner of one job needs to know, the same for each of its objects.
package struct ScanRecipe: Sendable {
  package var dialect: Dialect
  package var time: TimeRecipe
  package var quality: QualityScheme
  #if PLANTED_FAULTS
    package var fault: PlantedFault?
  #endif

  package init(dialect: Dialect, time: TimeRecipe, quality: QualityScheme) {
    self.dialect = dialect
    self.time = time
    self.quality = quality
  }
}

/// What became of a sensor code: its dense index and declared decimals, or why its readings are refused.
package enum SensorVerdict: Sendable, Equatable {
  /// `decimals` is the number of decimals of the declared resolution, −1 where none is declared.
  case accepted(index: Int32, decimals: Int8)
  case refused(RefusalReason)
}

/// Which field of a record is what, found from an object's header.
package struct FieldMap: Sendable {
  package struct Value: Sendable {
    package var field: Int
    /// The column's name, for refusals.
    package var column: String
    /// The sensor of a wide file's column; `nil` in a narrow file.
    package var sensor: SensorVerdict?

    package init(field: Int, column: String, sensor: SensorVerdict?) {
      self.field = field
      self.column = column
      self.sensor = sensor
    }
  }

  package var fieldCount: Int
  package var time: Int
  package var timeColumn: String
  /// `nil` where the sensor comes from the path or from the columns.
  package var sensor: Int?
  package var sensorColumn: String
  /// The sensor of the whole object, where its path names it.
  package var pathSensor: SensorVerdict?
  package var quality: Int?
  package var qualityColumn: String
  package var values: [Value]

  package init(
    fieldCount: Int, time: (field: Int, column: String), sensor: (field: Int, column: String)?,
    pathSensor: SensorVerdict?, quality: (field: Int, column: String)?, values: [Value]
  ) {
    self.fieldCount = fieldCount
    self.time = time.field
    timeColumn = time.column
    self.sensor = sensor?.field
    sensorColumn = sensor?.column ?? ""
    self.pathSensor = pathSensor
    self.quality = quality?.field
    qualityColumn = quality?.column ?? ""
    self.values = values
  }
}
