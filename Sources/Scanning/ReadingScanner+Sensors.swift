import Rows

/// Sensors that are composed of several fields: a key of their raw texts, and the code that it stands for.
extension ReadingScanner {
  /// Between the parts of a key: a byte that no record holds.
  private static let separator: UInt8 = 0

  /// Joins the raw texts of the composing fields to the key in `groups`.
  @inline(__always)
  mutating func composeKey() -> (reason: RefusalReason, field: String)? {
    groups.beginKey(parts: fields.parts.count)
    for part in 0..<fields.parts.count {
      let field = fields.parts[part]
      let count = length(of: field)
      guard count > 0 else { return (.sensorMissing, composedColumn(part)) }
      guard count <= Dialect.sensorBytesMax else { return (.sensorTooLong, composedColumn(part)) }
      groups.appendPart(start(of: field), count, separator: Self.separator)
    }
    return nil
  }

  func composedColumn(_ part: Int) -> String {
    if case .composed(_, let fields) = map.sensor { fields[part].column } else { "" }
  }

  /// Works out the verdicts of all value columns for the key in `groups`.
  @inline(never)
  mutating func learnGroup() -> UnsafePointer<SensorVerdict> {
    guard case .composed(let template, _) = map.sensor else { fatalError("only composed sensors have groups") }
    let key = UnsafeBufferPointer(start: UnsafePointer(groups.key), count: groups.keyLength)
    let parts = Self.parts(of: key, textEncoding)
    let resolve = resolve
    let verdicts = map.values.map { value -> SensorVerdict in
      guard let parts else { return .refused(.sensorInvalidUTF8) }
      return Self.resolved(template.fill(parts, cell: value.cellName), resolve)
    }
    return groups.insert(groups.key, count: groups.keyLength, verdicts)
  }

  /// What turns a key, or the raw text of a sensor field, into a verdict.
  func resolver() -> @Sendable (UnsafeBufferPointer<UInt8>) -> SensorVerdict {
    let encoding = textEncoding
    let resolve = resolve
    guard case .composed(let template, _) = map.sensor else {
      if encoding == .utf8 { return resolve }
      return { bytes in
        guard let code = encoding.text(bytes) else { return .refused(.sensorInvalidUTF8) }
        return Self.resolved(code, resolve)
      }
    }
    let cellIsPart = form.kind == .lineProtocol && template.namesCell
    return { key in
      guard var parts = Self.parts(of: key, encoding) else { return .refused(.sensorInvalidUTF8) }
      let cell = cellIsPart ? parts.removeLast() : ""
      return Self.resolved(template.fill(parts, cell: cell), resolve)
    }
  }

  /// The encoding of the texts in the pages.
  private var textEncoding: TextEncoding { form.isTranscoded ? .utf8 : recipe.encoding }

  private static func parts(of key: UnsafeBufferPointer<UInt8>, _ encoding: TextEncoding) -> [String]? {
    var parts: [String] = []
    for part in key.split(separator: separator, omittingEmptySubsequences: false) {
      guard let text = encoding.text(UnsafeBufferPointer(rebasing: part)) else { return nil }
      parts.append(text)
    }
    return parts
  }

  private static func resolved(
    _ code: String, _ resolve: (UnsafeBufferPointer<UInt8>) -> SensorVerdict
  ) -> SensorVerdict {
    guard code.utf8.count <= Dialect.sensorBytesMax else { return .refused(.sensorTooLong) }
    return Array(code.utf8).withUnsafeBufferPointer { resolve($0) }
  }

  // MARK: Filters

  /// Nil if the record passes; `notScalar` names a column of JSON that holds no text.
  mutating func filter() -> (failed: Bool, notScalar: String?)? {
    for index in 0..<fields.filters.count {
      let field = fields.filters[index]
      if form.kind == .jsonLines, json.kinds[field] == .structure {
        return (true, recipe.filters[index].column)
      }
      guard texts.passes(filter: index, start(of: field), length(of: field)) else { return (true, nil) }
    }
    return nil
  }
}
