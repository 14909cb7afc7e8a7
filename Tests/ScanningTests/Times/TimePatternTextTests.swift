import Testing

@testable import Rows
@testable import Scanning

/// Which patterns are refused, and in which words?
struct TimePatternTextTests {
  struct Broken: CustomTestStringConvertible, Sendable {
    var pattern: String, says: String

    init(_ pattern: String, _ says: String) {
      (self.pattern, self.says) = (pattern, says)
    }

    var testDescription: String { pattern }
  }

  private static let known =
    "known are yyyy yy M MM MMM MMMM d dd H HH h hh a m mm s ss S…SSSSSSSSS, or instead of a "
    + "pattern rfc3339, epoch_s, epoch_ms, epoch_us, epoch_ns"
  private static let advice = "but a pattern reads local times; use rfc3339 for stamps with Z or an offset from UTC"

  static let broken: [Broken] = [
    Broken("", "must have a year: yyyy or yy"), Broken("MM-dd", "must have a year: yyyy or yy"),
    Broken("HH:mm:ss", "must have a year: yyyy or yy"), Broken("년", "must have a year: yyyy or yy"),
    Broken(" yyyy", "begins or ends with a blank; blanks around a field are no part of it"),
    Broken("yyyy\t", "begins or ends with a blank; blanks around a field are no part of it"),
    Broken(" ", "begins or ends with a blank; blanks around a field are no part of it"),
    Broken("y-MM", "has \"y\"; \(known)"), Broken("yyy-MM", "has \"yyy\"; \(known)"),
    Broken("yyyyy-MM-dd", "has \"yyyyy\"; \(known)"), Broken("YYYY-MM-dd", "has \"YYYY\"; \(known)"),
    Broken("yyyy-MMMMM", "has \"MMMMM\"; \(known)"), Broken("yyyy-MM-ddd", "has \"ddd\"; \(known)"),
    Broken("yyyy-DD", "has \"DD\"; \(known)"), Broken("yyyy-MM-dd HHH", "has \"HHH\"; \(known)"),
    Broken("yyyy-MM-dd hhh a", "has \"hhh\"; \(known)"), Broken("yyyy-MM-dd h aa", "has \"aa\"; \(known)"),
    Broken("yyyy-MM-dd HH:mmm", "has \"mmm\"; \(known)"), Broken("yyyy-MM-dd HH:mm:sss", "has \"sss\"; \(known)"),
    Broken("yyyy-MM-dd HH:mm:ss.SSSSSSSSSS", "has \"SSSSSSSSSS\"; \(known)"),
    Broken("EEE yyyy", "has \"EEE\"; \(known)"), Broken("yyyy t", "has \"t\"; \(known)"),
    Broken("rfc 3339", "has \"r\"; \(known)"), Broken("epoch", "has \"e\"; \(known)"),
    Broken("epoch_", "has \"e\"; \(known)"), Broken("epoch_h", "has \"e\"; \(known)"),
    Broken("RFC3339", "has \"R\"; \(known)"), Broken("%Y-%m-%d", "has \"Y\"; \(known)"),
    Broken("yyyy-MM-dd HH:mm:ssZ", "has \"Z\", \(advice)"), Broken("yyyy-MM-ddZZZZ", "has \"Z\", \(advice)"),
    Broken("yyyy-MM-ddXXX", "has \"X\", \(advice)"), Broken("yyyyx", "has \"x\", \(advice)"),
    Broken("yyyy z", "has \"z\", \(advice)"),
    Broken("yyyy yyyy", "has the year twice; it must have yyyy or yy at most once"),
    Broken("yyyy yy", "has the year twice; it must have yyyy or yy at most once"),
    Broken("yyyy-MM-M-dd", "has the month twice; it must have M, MM, MMM or MMMM at most once"),
    Broken("yyyy-MM MMM", "has the month twice; it must have M, MM, MMM or MMMM at most once"),
    Broken("yyyy-MM-dd d", "has the day twice; it must have d or dd at most once"),
    Broken("yyyy-MM-dd HH H", "has the hour twice; it must have H, HH, h or hh at most once"),
    Broken("yyyy-MM-dd HH h a", "has the hour twice; it must have H, HH, h or hh at most once"),
    Broken("yyyy-MM-dd HH:mm:m", "has the minute twice; it must have m or mm at most once"),
    Broken("yyyy-MM-dd HH:mm:ss:s", "has the second twice; it must have s or ss at most once"),
    Broken("yyyy-MM-dd HH:mm:ss.SSS SSS", "has the fraction twice; it must have S…SSSSSSSSS at most once"),
    Broken("a yyyy-MM-dd h a", "has the half of the day twice; it must have a at most once"),
    Broken("yyyy-dd", "has the day without the month, which it needs: M, MM, MMM or MMMM"),
    Broken("yyyy-MM HH", "has the hour without the day, which it needs: d or dd"),
    Broken("yyyy-MM-dd mm", "has the minute without the hour, which it needs: H, HH, h or hh"),
    Broken("yyyy-MM-dd HH ss", "has the second without the minute, which it needs: m or mm"),
    Broken("yyyy-MM-dd HH:mm.S", "has the fraction without the second, which it needs: s or ss"),
    Broken(
      "yyyy-MM-dd hh:mm", "has an hour from 1 to 12 without a, the half of the day; H and HH read hours from 0 to 23"),
    Broken("yyyy-MM-dd HH:mm a", "has a, the half of the day, without an hour from 1 to 12: h or hh"),
    Broken("yyyy a", "has a, the half of the day, without an hour from 1 to 12: h or hh"),
  ]

  @Test(arguments: broken)
  func refuses(_ it: Broken) {
    let error = #expect(throws: TimePatternError.self) { try TimeFormat(it.pattern) }
    #expect(error?.description == "the pattern \"\(it.pattern)\" \(it.says)")
  }

  @Test(arguments: [
    ("yyyyMd", "month"), ("yyMd", "month"), ("Mdyyyy", "month"), ("dMMyyyy", "day"), ("MMM dyyyy", "day"),
    ("yyyyMMdd Hmm", "hour"), ("yyyyMMdd ahmm", "hour"), ("yyyyMMdd HH:mss", "minute"),
    ("yyyyMMdd HH:mm:sSSS", "second"), ("yyyy-M-d1", "day"), ("yyyy-M0", "month"),
  ])
  func refusesDigitsWithoutAnEnd(_ pattern: String, _ field: String) {
    let error = #expect(throws: TimePatternError.self) { try TimeFormat(pattern) }
    #expect(
      error?.description
        == "the pattern \"\(pattern)\" has the \(field) in one or two digits, directly followed by another digit; "
        + "double its letter, or put a character between them")
  }

  @Test(arguments: [
    "yyyy", "yy", "yyyy-MM", "yyyyM", "yyyyMMd", "yyyyMMddH", "yyyyMMddHHm", "yyyyMMddHHmmss", "yyyyMMddHHmms",
    "yyyyMMddHHmmssSSSSSSSSS", "yyMMdd", "dMMMyyyy", "HMMMdTyyyy", "yyyyMMddha", "MMMMdayyyyThh",
  ])
  func takes(_ pattern: String) throws {
    #expect(try TimePattern(pattern).text == pattern)
  }
}
