// Bytes to records, and records to fields.

/// One record without its line end.
struct Record {
  var number: Int
  var offset: Int
  var bytes: [UInt8]
}

/// The records of a whole file, in order.
func records(of file: [UInt8], _ job: OracleJob) -> [Record] {
  let lineEnd = job.dialect.lineEnd
  var result: [Record] = []
  var begin = file.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
  while begin < file.count {
    var end = begin
    while end < file.count && file[end] != lineEnd { end += 1 }
    if job.dialect.hasQuotedNewlines && !isRemark(Array(file[begin..<end]), job) {
      // Where a quote stays open the first line alone is the record, and its open quote the reason against it.
      end = endOfQuoted(file, from: begin, job) ?? end
    }
    let next = end + 1
    if !job.dialect.endsAtReturn && end > begin && file[end - 1] == 13 { end -= 1 }
    result.append(Record(number: result.count + 1, offset: begin, bytes: Array(file[begin..<end])))
    begin = next
  }
  return result
}

/// Whether a line is a comment or a footer.
func isRemark(_ line: [UInt8], _ job: OracleJob) -> Bool {
  let beginnings = (job.dialect.comment.map { [$0] } ?? []) + job.dialect.footers
  return line.count <= 1_048_576 && beginnings.contains { line.starts(with: job.encoded(Array($0.utf8))) }
}

/// Where the line ends that is the first one outside of quotes; nil where a quote is never closed.
private func endOfQuoted(_ file: [UInt8], from begin: Int, _ job: OracleJob) -> Int? {
  let isLineEnd: (Int) -> Bool = { $0 < file.count && file[$0] == job.dialect.lineEnd }
  var at = begin
  while true {
    if at < file.count && file[at] == job.quote {
      at += 1
      while true {
        if at >= file.count { return nil }
        if file[at] == job.dialect.escape {
          at += 2
        } else if file[at] != job.quote {
          at += 1
        } else if at + 1 < file.count && file[at + 1] == job.quote {
          at += 2
        } else {
          at += 1
          break
        }
      }
    }
    while at < file.count && file[at] != job.delimiter && !isLineEnd(at) {
      at += file[at] == job.dialect.escape && !isLineEnd(at + 1) ? 2 : 1
    }
    if at >= file.count { return file.count }
    if isLineEnd(at) { return at }
    at += 1
  }
}

/// The fields of one record, trimmed, or the reason why its quotes cannot be read.
struct Fields {
  var texts: [[UInt8]] = []
  var unclosedQuote = false
  var textAfterQuote = false

  init(_ record: [UInt8], _ job: OracleJob) {
    let escape = job.dialect.escape
    var at = 0
    while true {
      var text: [UInt8] = []
      if at < record.count, let quote = job.quote, record[at] == quote {
        at += 1
        var closed = false
        while at < record.count && !closed {
          if record[at] == escape && at + 1 < record.count {
            text.append(record[at + 1])
            at += 2
          } else if record[at] != quote {
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
        if at < record.count && record[at] != job.delimiter { textAfterQuote = true }
        while at < record.count && record[at] != job.delimiter {
          at += record[at] == escape && at + 1 < record.count ? 2 : 1
        }
      } else {
        while at < record.count && record[at] != job.delimiter {
          if record[at] == escape && at + 1 < record.count { at += 1 }
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
