/// Why a record or a cell was not taken. The list is closed: the codes are stored, counted and documented.
package enum RefusalReason: String, Sendable, CaseIterable {
  case recordTooLong = "record_too_long"
  case nulByte = "nul_byte"
  case unclosedQuote = "unclosed_quote"
  case textAfterQuote = "text_after_quote"
  case jsonInvalid = "json_invalid"
  case jsonTooDeep = "json_too_deep"
  case jsonDuplicateKey = "json_duplicate_key"
  case jsonLoneSurrogate = "json_lone_surrogate"
  case jsonNotScalar = "json_not_scalar"
  case lineProtocolInvalid = "line_protocol_invalid"
  case fieldTooLong = "field_too_long"
  case tooFewFields = "too_few_fields"
  case tooManyFields = "too_many_fields"
  case timeMissing = "time_missing"
  case timeUnreadable = "time_unreadable"
  case timeImpossible = "time_impossible"
  case timeNonexistent = "time_nonexistent"
  case timeAmbiguous = "time_ambiguous"
  case timeImplausible = "time_implausible"
  case outsidePathMargin = "outside_path_margin"
  case sensorMissing = "sensor_missing"
  case sensorTooLong = "sensor_too_long"
  case sensorInvalidUTF8 = "sensor_invalid_utf8"
  case sensorOwnedBy = "sensor_owned_by"
  case sensorUnknown = "sensor_unknown"
  case qualityUnknown = "quality_unknown"
  case notANumber = "not_a_number"
  case numberOutOfRange = "number_out_of_range"
  case finerThanResolution = "finer_than_resolution"

  /// Whether it concerns one cell of a record that is otherwise taken.
  package var refusesCell: Bool {
    switch self {
    case .qualityUnknown, .notANumber, .numberOutOfRange, .finerThanResolution: true
    default: false
    }
  }
}

extension RefusalReason {
  /// Whether it is about the sensor of a reading.
  package var concernsSensor: Bool {
    switch self {
    case .sensorMissing, .sensorTooLong, .sensorInvalidUTF8, .sensorOwnedBy, .sensorUnknown: true
    default: false
    }
  }
}

/// Where a record stands in its object's (decompressed) stream.
package struct Position: Hashable, Sendable {
  /// Counted from 1; the header counts.
  package var recordNumber: Int
  /// Bytes from the start of the object.
  package var offset: Int
  /// Bytes, line end not included.
  package var length: Int

  package init(recordNumber: Int, offset: Int, length: Int) {
    self.recordNumber = recordNumber
    self.offset = offset
    self.length = length
  }
}

/// A record or a cell that was refused, as a value: it travels to `etl.refusal` with its place and its bytes.
package struct Refusal: Sendable, Hashable {
  /// How many bytes of a refused record are kept.
  package static let rawBytesMax = 256

  package var reason: RefusalReason
  package var position: Position
  /// The column of a refused cell, or of the field that made the record unreadable; empty for the record as a whole.
  package var field: String
  /// The record's instant where it could be read.
  package var instant: Instant?
  /// The first bytes of the record.
  package var raw: [UInt8]

  package init(reason: RefusalReason, position: Position, field: String, instant: Instant?, raw: [UInt8]) {
    self.reason = reason
    self.position = position
    self.field = field
    self.instant = instant
    self.raw = raw
  }
}
