// The words of a date: names of months, halves of the day.

/// Which half of the day an hour from 1 to 12 stands in.
enum DayHalf: Sendable, Equatable {
  case morning, afternoon
}

/// English, in small letters.
private let monthNames: [StaticString] = [
  "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
  "december",
]

/// The English month that stands here in letters of either case, by its first three or by its whole name; and the
/// bytes that it takes.
@inline(never)
func readMonthName(
  _ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>, isShort: Bool
) -> (month: Int, count: Int)? {
  for index in 0..<monthNames.count {
    let name = monthNames[index]
    let count = isShort ? 3 : name.utf8CodeUnitCount
    guard end - start >= count else { continue }
    var matched = 0
    // No byte but the two cases of a letter becomes the small letter.
    while matched < count, start[matched] | 0x20 == name.utf8Start[matched] { matched += 1 }
    if matched == count { return (index + 1, count) }
  }
  return nil
}

/// The half of the day that stands here, as AM or a.m. in letters of either case, or as 오전; and the bytes that it
/// takes.
@inline(never)
func readDayHalf(
  _ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>
) -> (half: DayHalf, count: Int)? {
  if let count = lengthOf("오전", start, end) { return (.morning, count) }
  if let count = lengthOf("오후", start, end) { return (.afternoon, count) }
  guard end - start >= 2 else { return nil }
  let half: DayHalf
  switch start[0] | 0x20 {
  case UInt8(ascii: "a"): half = .morning
  case UInt8(ascii: "p"): half = .afternoon
  default: return nil
  }
  let m = UInt8(ascii: "m")
  let dot = UInt8(ascii: ".")
  if start[1] | 0x20 == m { return (half, 2) }
  guard end - start >= 4, start[1] == dot, start[2] | 0x20 == m, start[3] == dot else { return nil }
  return (half, 4)
}

/// The bytes of a word, if it stands here.
private func lengthOf(
  _ word: StaticString, _ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>
) -> Int? {
  guard end - start >= word.utf8CodeUnitCount else { return nil }
  for index in 0..<word.utf8CodeUnitCount where start[index] != word.utf8Start[index] { return nil }
  return word.utf8CodeUnitCount
}
