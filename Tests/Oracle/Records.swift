// Bytes to records, and records to fields.

/// One record without its line end.
struct Record {
  var number: Int
  var offset: Int
  var bytes: [UInt8]
}

/// The records of a whole file, in order.
func records(of file: [UInt8]) -> [Record] {
  let lineFeed: UInt8 = 10
  let carriageReturn: UInt8 = 13
  var result: [Record] = []
  var begin = file.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
  while begin < file.count {
    var end = begin
    while end < file.count && file[end] != lineFeed { end += 1 }
    let next = end + 1
    if end > begin && file[end - 1] == carriageReturn { end -= 1 }
    result.append(Record(number: result.count + 1, offset: begin, bytes: Array(file[begin..<end])))
    begin = next
  }
  return result
}

/// The fields of one record, trimmed, or the reason why its quotes cannot be read.
struct Fields {
  var texts: [[UInt8]] = []
  var unclosedQuote = false
  var textAfterQuote = false

  init(_ record: [UInt8], delimiter: UInt8, quote: UInt8?) {
    var at = 0
    while true {
      var text: [UInt8] = []
      if at < record.count, let quote, record[at] == quote {
        at += 1
        var closed = false
        while at < record.count && !closed {
          if record[at] != quote {
            text.append(record[at])
            at += 1
          } else if at + 1 < record.count && record[at + 1] == quote {
            text.append(quote)
            at += 2
          } else {
            closed = true
            at += 1
          }
        }
        if !closed { unclosedQuote = true }
        // The reading goes on behind such a text, for an unclosed quote further on would come first in the order.
        if at < record.count && record[at] != delimiter { textAfterQuote = true }
        while at < record.count && record[at] != delimiter { at += 1 }
      } else {
        while at < record.count && record[at] != delimiter {
          text.append(record[at])
          at += 1
        }
      }
      texts.append(trimmed(text))
      if at == record.count { return }
      at += 1
    }
  }
}

/// A text without the spaces and tabs around it.
func trimmed(_ text: [UInt8]) -> [UInt8] {
  let isSpace: (UInt8) -> Bool = { $0 == 32 || $0 == 9 }
  guard let first = text.firstIndex(where: { !isSpace($0) }) else { return [] }
  let last = text.lastIndex(where: { !isSpace($0) }) ?? first
  return Array(text[first...last])
}
