/// A good point as it is written, escapes and all.
enum RawPoint {
  /// Its fields, in their order.
  static func fields(of record: UnsafeBufferPointer<UInt8>) -> [Range<Int>] {
    /// The first of these bytes that stands from `place` on without a backslash that takes its meaning.
    func find(_ stops: String, escaped: String, from place: Int) -> Int {
      var place = place
      while place < record.count, !stops.utf8.contains(record[place]) {
        let isEscape =
          record[place] == UInt8(ascii: "\\") && place + 1 < record.count && escaped.utf8.contains(record[place + 1])
        place += isEscape ? 2 : 1
      }
      return min(place, record.count)
    }
    func skipSpaces(from place: Int) -> Int { record[place...].firstIndex { $0 != UInt8(ascii: " ") } ?? record.count }

    var fields: [Range<Int>] = []
    var place = skipSpaces(from: find(" ", escaped: ", =", from: skipSpaces(from: 0)))
    while place < record.count {
      let start = place
      place = find("=", escaped: ", =", from: start) + 1
      if place < record.count, record[place] == UInt8(ascii: "\"") {
        place = find("\"", escaped: "\"\\", from: place + 1) + 1
      }
      place = find(", ", escaped: "", from: min(place, record.count))
      fields.append(start..<place)
      guard place < record.count, record[place] == UInt8(ascii: ",") else { break }
      place += 1
    }
    return fields
  }
}
