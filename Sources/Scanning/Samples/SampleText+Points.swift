/// What the points of a sample in line protocol are made of.
package struct SamplePoints: Sendable {
  package fileprivate(set) var measurements: Set<String> = []
  package fileprivate(set) var tags: [String] = []
  /// Of all points.
  package fileprivate(set) var tagsOfAll: Set<String>?
  /// In order of appearance; numbers are readings.
  package fileprivate(set) var numericFields: [String] = []
  package fileprivate(set) var otherFields: [String] = []
  package fileprivate(set) var timestamps: [Int64] = []
  package fileprivate(set) var points = 0
  package fileprivate(set) var unreadable = 0
  /// Comments and blank lines.
  package fileprivate(set) var others = 0
}

extension SampleText {
  /// Reads records as line protocol.
  /// - Complexity: O(bytes).
  package func points(_ records: some Sequence<Range<Int>>) -> SamplePoints {
    var found = SamplePoints()
    var reader = LineProtocolReader()
    bytes.withUnsafeBufferPointer { all in
      guard let base = all.baseAddress else { return }
      for record in records {
        let start = base + record.lowerBound
        if LineProtocolReader.isCommentOrBlank(start, count: record.count) {
          found.others += 1
        } else if reader.read(start, count: record.count) != nil {
          found.unreadable += 1
        } else {
          found.take(reader)
        }
      }
    }
    return found
  }
}

extension SamplePoints {
  fileprivate mutating func take(_ reader: borrowing LineProtocolReader) {
    points += 1
    measurements.insert(Self.text(reader.measurement))
    var keys: Set<String> = []
    for index in 0..<reader.tagCount {
      let key = Self.text(reader.tags[index].key)
      keys.insert(key)
      if !tags.contains(key) { tags.append(key) }
    }
    tagsOfAll = tagsOfAll?.intersection(keys) ?? keys
    for index in 0..<reader.fieldCount {
      let key = Self.text(reader.fields[index].key)
      switch reader.fields[index].kind {
      case .float, .integer, .unsigned: if !numericFields.contains(key) { numericFields.append(key) }
      case .string, .boolean: if !otherFields.contains(key) { otherFields.append(key) }
      }
    }
    if let timestamp = reader.timestamp { timestamps.append(timestamp) }
  }

  private static func text(_ text: LineProtocolReader.Text) -> String {
    String(decoding: UnsafeBufferPointer(start: text.start, count: text.count), as: UTF8.self)
  }
}
