import Rows

extension ReadingScanner {
  /// Finds the declared paths of a JSON record: what is wrong with it, or nil.
  @inline(__always)
  mutating func readJSON(_ record: Record) -> (reason: RefusalReason, field: String)? {
    if let problem = json.read(record.bytes, count: record.length) {
      return switch problem {
      case .invalid: (.jsonInvalid, "")
      case .tooDeep: (.jsonTooDeep, "")
      case .duplicateKey(let slot): (.jsonDuplicateKey, map.paths[slot].text)
      case .loneSurrogate(let slot): (.jsonLoneSurrogate, map.paths[slot].text)
      }
    }
    for slot in 0..<fields.count {
      switch json.kinds[slot] {
      // JSON's null is a field without a text, and a string's is read like that of any field.
      case .null: json.lengths[slot] = 0
      case .string: trim(slot)
      default: break
      }
    }
    // Where a text is wanted, an object or a list has none; as a value it is just no number.
    if let slot = notScalarSlot() { return (.jsonNotScalar, map.paths[slot].text) }
    if record.length > Dialect.fieldBytesMax {
      for slot in 0..<fields.count where json.lengths[slot] > Dialect.fieldBytesMax {
        return (.fieldTooLong, map.paths[slot].text)
      }
    }
    return nil
  }

  @inline(__always)
  private func trim(_ slot: Int) {
    func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
    while json.lengths[slot] > 0, isBlank(json.starts[slot].pointee) {
      json.starts[slot] += 1
      json.lengths[slot] -= 1
    }
    while json.lengths[slot] > 0, isBlank(json.starts[slot][json.lengths[slot] - 1]) { json.lengths[slot] -= 1 }
  }

  @inline(__always)
  private func notScalarSlot() -> Int? {
    if fields.time >= 0, json.kinds[fields.time] == .structure { return fields.time }
    if fields.secondTime >= 0, json.kinds[fields.secondTime] == .structure { return fields.secondTime }
    if fields.sensorField >= 0, json.kinds[fields.sensorField] == .structure { return fields.sensorField }
    for part in fields.parts where json.kinds[part] == .structure { return part }
    return nil
  }
}
