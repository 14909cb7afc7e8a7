import Testing

@testable import Rows

/// Is the closed list of reasons that of the contract (docs/semantics.md)?
struct RefusalReasonTests {
  @Test func codes() {
    let records = [
      "record_too_long", "nul_byte", "unclosed_quote", "text_after_quote", "json_invalid", "json_too_deep",
      "json_duplicate_key", "json_lone_surrogate", "json_not_scalar", "line_protocol_invalid", "field_too_long",
      "too_few_fields", "too_many_fields",
      "time_missing", "time_unreadable", "time_impossible", "time_nonexistent", "time_ambiguous", "time_implausible",
      "outside_path_margin", "sensor_missing", "sensor_too_long", "sensor_invalid_utf8", "sensor_owned_by",
      "sensor_unknown",
    ]
    let cells = ["quality_unknown", "not_a_number", "number_out_of_range", "finer_than_resolution"]
    #expect(RefusalReason.allCases.map(\.rawValue) == records + cells)
    #expect(RefusalReason.allCases.filter(\.refusesCell).map(\.rawValue) == cells)
  }
}
