/// The texts of one column of a sample, in order, and what the scanner's own readers make of them: for drafts of jobs.
package struct SampleColumn: Sendable {
  /// Stands where a text is no time.
  package static let noTime = Int64.min

  /// What a column's texts read as in one form of time; empty texts read as nothing.
  package struct Times: Sendable {
    /// µs since 1970-01-01T00:00:00, on the wall clock or of UTC; `noTime` where there is none.
    package fileprivate(set) var stamps: [Int64] = []
    package fileprivate(set) var read = 0
    /// How many say 24:00.
    package fileprivate(set) var hours24 = 0
    /// The stamps are instants of UTC, not local times.
    package fileprivate(set) var areInstants = false
  }

  /// What a column's texts read as in one form of number; empty texts read as nothing.
  package struct Numbers: Sendable {
    /// NaN where there is none.
    package fileprivate(set) var values: [Double] = []
    package fileprivate(set) var read = 0
    /// Of the text that needs the most.
    package fileprivate(set) var decimalsMax = 0
  }

  private var bytes: [UInt8] = []
  private var ends: [Int] = []

  package init() {}

  package init(_ texts: [String]) {
    for text in texts { Array(text.utf8).withUnsafeBufferPointer { append($0) } }
  }

  package var count: Int { ends.count }

  mutating func append(_ text: UnsafeBufferPointer<UInt8>) {
    bytes.append(contentsOf: text)
    ends.append(bytes.count)
  }

  private func range(_ index: Int) -> Range<Int> { (index == 0 ? 0 : ends[index - 1])..<ends[index] }

  package func isEmpty(at index: Int) -> Bool { range(index).isEmpty }

  /// Not decoded: samples are UTF-8 by then.
  package func text(at index: Int) -> String { String(decoding: bytes[range(index)], as: UTF8.self) }

  /// - Complexity: O(count).
  package var emptyCount: Int { (0..<count).count { isEmpty(at: $0) } }

  /// The texts of some rows.
  /// - Complexity: O(bytes).
  package func rows(_ wanted: Range<Int>) -> SampleColumn {
    var part = SampleColumn()
    bytes.withUnsafeBufferPointer { all in
      for index in wanted.clamped(to: 0..<count) { part.append(UnsafeBufferPointer(rebasing: all[range(index)])) }
    }
    return part
  }

  /// The different texts in order of appearance with their counts, blank ones included; nil if there are more.
  /// - Complexity: O(bytes).
  package func distinct(upTo most: Int) -> [(text: String, count: Int)]? {
    var places: [ArraySlice<UInt8>: Int] = [:]
    var found: [(text: String, count: Int)] = []
    for index in 0..<count {
      let slice = bytes[range(index)]
      if let place = places[slice] {
        found[place].count += 1
        continue
      }
      guard found.count < most else { return nil }
      places[slice] = found.count
      found.append((String(decoding: slice, as: UTF8.self), 1))
    }
    return found
  }

  /// Reads all texts as times; with a second column as dates and times of day, a blank between them.
  /// - Complexity: O(bytes).
  package func times(as format: TimeFormat, with second: SampleColumn? = nil) -> Times {
    var times = Times()
    times.stamps.reserveCapacity(count)
    if case .pattern = format { times.areInstants = false } else { times.areInstants = true }
    var joined: [UInt8] = []
    for index in 0..<count {
      var reading = TimeReading.unreadable
      if let second {
        guard index < second.count else { break }
        joined.removeAll(keepingCapacity: true)
        joined += bytes[range(index)]
        joined.append(UInt8(ascii: " "))
        joined += second.bytes[second.range(index)]
        reading = joined.withUnsafeBufferPointer { format.read($0) }
      } else if !isEmpty(at: index) {
        reading = bytes.withUnsafeBufferPointer { format.read(UnsafeBufferPointer(rebasing: $0[range(index)])) }
      }
      times.take(reading)
    }
    return times
  }

  /// Reads all texts as numbers.
  /// - Complexity: O(bytes).
  package func numbers(as format: NumberFormat) -> Numbers {
    var numbers = Numbers()
    numbers.values.reserveCapacity(count)
    bytes.withUnsafeBufferPointer { all in
      for index in 0..<count {
        let text = UnsafeBufferPointer(rebasing: all[range(index)])
        guard let start = text.baseAddress, text.count > 0,
          case .number(let value, let decimals) = format.isPlain
            ? NumberParser.parse(start, count: text.count)
            : NumberParser.parse(start, count: text.count, format: format)
        else {
          numbers.values.append(.nan)
          continue
        }
        numbers.values.append(value)
        numbers.read += 1
        numbers.decimalsMax = max(numbers.decimalsMax, decimals)
      }
    }
    return numbers
  }
}

extension SampleColumn.Times {
  fileprivate mutating func take(_ reading: TimeReading) {
    switch reading {
    case .local(let stamp, let isHour24), .instant(let stamp, _, let isHour24):
      stamps.append(stamp)
      read += 1
      if isHour24 { hours24 += 1 }
    case .epoch(let stamp):
      stamps.append(stamp)
      read += 1
    case .impossible, .unreadable: stamps.append(SampleColumn.noTime)
    }
  }
}

extension TimeFormat {
  fileprivate func read(_ text: UnsafeBufferPointer<UInt8>) -> TimeReading {
    guard let start = text.baseAddress else { return .unreadable }
    switch self {
    case .rfc3339: return RFC3339.read(start, count: text.count)
    case .epoch(let unit): return unit.read(start, count: text.count)
    case .pattern(let pattern): return pattern.read(start, count: text.count)
    }
  }
}
