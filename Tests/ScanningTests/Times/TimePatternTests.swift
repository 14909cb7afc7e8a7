import Testing

@testable import Rows
@testable import Scanning

/// What does a time's text say under a pattern?
struct TimePatternTests {
  static let patterns: [PatternCase] = [
    PatternCase("yyyy-MM-dd HH:mm:ss", "2026-05-01 06:02:11", .reads("2026-05-01T06:02:11Z")),
    PatternCase("yyyy-MM-ddTHH:mm:ss", "2026-05-01T06:02:11", .reads("2026-05-01T06:02:11Z")),
    PatternCase("yyyyMMddHHmmss", "20260501060211", .reads("2026-05-01T06:02:11Z")),
    PatternCase("yyyyMMddHHmm", "202605010602", .reads("2026-05-01T06:02:00Z")),
    PatternCase("d/M/yyyy H:mm", "1/5/2026 6:02", .reads("2026-05-01T06:02:00Z")),
    PatternCase("d/M/yyyy H:mm", "01/05/2026 06:02", .reads("2026-05-01T06:02:00Z")),
    PatternCase("d/M/yyyy H:mm", "31/12/2026 23:59", .reads("2026-12-31T23:59:00Z")),
    PatternCase("yyyy년 M월 d일", "2026년 5월 1일", .reads("2026-05-01T00:00:00Z")),
    PatternCase("yyyy.MM.dd", "2026.05.01", .reads("2026-05-01T00:00:00Z")),
    PatternCase("MM/dd/yyyy HH", "05/01/2026 06", .reads("2026-05-01T06:00:00Z")),
    PatternCase("yyyy-MM-dd HH:mm:ss.S", "2026-05-01 06:02:11.5", .reads("2026-05-01T06:02:11.5Z")),
    PatternCase("yyyy-MM-dd HH:mm:ss.SSS", "2026-05-01 06:02:11.025", .reads("2026-05-01T06:02:11.025Z")),
    PatternCase("yyyy-MM-dd HH:mm:ss.SSSSSS", "2026-05-01 06:02:11.000001", .reads("2026-05-01T06:02:11.000001Z")),
    PatternCase("yyyy-MM-dd HH:mm:ss.SSS", "2026-05-01 06:02:11.02", .unreadable),
    PatternCase("yyyy-MM-dd HH:mm:ss.SSS", "2026-05-01 06:02:11.0250", .unreadable),
    PatternCase("yyyy-MM-dd HH:mm:ss", "2026-05-01 6:02:11", .unreadable),
    PatternCase("yyyy-MM-dd HH:mm:ss", "2026-05-01T06:02:11", .unreadable),
    PatternCase("yyyy-MM-dd HH:mm:ss", "2026-05-01 06:02", .unreadable),
    PatternCase("yyyy-MM-dd HH:mm:ss", "2026-05-01 06:02:11Z", .unreadable),
    PatternCase("yyyy-MM-dd", " 2026-05-01", .unreadable),
    PatternCase("yyyy-MM-dd", "26-05-01", .unreadable), PatternCase("yyyy-MM-dd", "2026-5-01", .unreadable),
    PatternCase("d/M/yyyy H:mm", "001/5/2026 6:02", .unreadable),
    PatternCase("d/M/yyyy H:mm", "/5/2026 6:02", .unreadable),
    PatternCase("yyyy년 M월 d일", "2026년 5월 1", .unreadable),
    PatternCase("yyyy-MM-dd HH:mm", "2026-02-31 00:00", .impossible),
    PatternCase("yyyy-MM-dd HH:mm", "2026-05-01 24:00", .hour24("2026-05-02T00:00:00Z")),
    PatternCase("yyyy-MM-dd HH:mm", "2026-05-01 23:60", .impossible),
    PatternCase("yyyy-MM-dd HH:mm:ss", "2026-05-01 23:59:60", .impossible),
    PatternCase("d/M/yyyy H:mm", "0/5/2026 6:02", .impossible),
    PatternCase("d/M/yyyy H:mm", "1/13/2026 6:02", .impossible),
    PatternCase("d/M/yyyy H:mm", "1/5/2026 25:02", .impossible),
  ]

  @Test(arguments: patterns)
  func reads(_ it: PatternCase) throws {
    #expect(TimeOutcome.of(it.text, try TimeFormat(it.pattern)) == it.outcome)
  }

  /// Every letter: its shortest text, its longest, and texts that are none.
  static let letters: [PatternCase] = [
    PatternCase("yyyy", "0000", .reads("0000-01-01T00:00:00Z")),
    PatternCase("yyyy", "9999", .reads("9999-01-01T00:00:00Z")),
    PatternCase("yyyy", "999", .unreadable), PatternCase("yyyy", "19999", .unreadable),
    PatternCase("yyyy", "199x", .unreadable), PatternCase("yyyy", "", .unreadable),
    PatternCase("yy", "00", .reads("2000-01-01T00:00:00Z")), PatternCase("yy", "69", .reads("2069-01-01T00:00:00Z")),
    PatternCase("yy", "70", .reads("1970-01-01T00:00:00Z")), PatternCase("yy", "99", .reads("1999-01-01T00:00:00Z")),
    PatternCase("yy", "9", .unreadable), PatternCase("yy", "1999", .unreadable), PatternCase("yy", "9x", .unreadable),
    PatternCase("yyyy M", "2026 1", .reads("2026-01-01T00:00:00Z")),
    PatternCase("yyyy M", "2026 12", .reads("2026-12-01T00:00:00Z")),
    PatternCase("yyyy M", "2026 08", .reads("2026-08-01T00:00:00Z")),
    PatternCase("yyyy M", "2026 0", .impossible), PatternCase("yyyy M", "2026 13", .impossible),
    PatternCase("yyyy M", "2026 123", .unreadable), PatternCase("yyyy M", "2026 x", .unreadable),
    PatternCase("yyyy MM", "2026 01", .reads("2026-01-01T00:00:00Z")), PatternCase("yyyy MM", "2026 1", .unreadable),
    PatternCase("yyyy MM", "2026 1x", .unreadable), PatternCase("yyyy MM", "2026 99", .impossible),
    PatternCase("yyyy MMM", "2026 Jan", .reads("2026-01-01T00:00:00Z")),
    PatternCase("yyyy MMM", "2026 dEC", .reads("2026-12-01T00:00:00Z")),
    PatternCase("yyyy MMM", "2026 Ja", .unreadable), PatternCase("yyyy MMM", "2026 Janu", .unreadable),
    PatternCase("yyyy MMM", "2026 Jax", .unreadable), PatternCase("yyyy MMM", "2026 01", .unreadable),
    PatternCase("yyyy MMM", "2026 *an", .unreadable), PatternCase("yyyy MMM", "2026 \u{0A}an", .unreadable),
    PatternCase("yyyy MMMM", "2026 May", .reads("2026-05-01T00:00:00Z")),
    PatternCase("yyyy MMMM", "2026 SEPTEMBER", .reads("2026-09-01T00:00:00Z")),
    PatternCase("yyyy MMMM", "2026 Sep", .unreadable), PatternCase("yyyy MMMM", "2026 Septembe", .unreadable),
    PatternCase("yyyy MMMM", "2026 Septembers", .unreadable), PatternCase("yyyy MMMM", "2026 Sept.", .unreadable),
    PatternCase("yyyy-M-d", "2026-5-1", .reads("2026-05-01T00:00:00Z")),
    PatternCase("yyyy-M-d", "2026-5-31", .reads("2026-05-31T00:00:00Z")),
    PatternCase("yyyy-M-d", "2026-5-0", .impossible), PatternCase("yyyy-M-d", "2026-5-32", .impossible),
    PatternCase("yyyy-M-d", "2026-5-111", .unreadable), PatternCase("yyyy-M-d", "2026-5-", .unreadable),
    PatternCase("yyyy-M-dd", "2026-5-01", .reads("2026-05-01T00:00:00Z")),
    PatternCase("yyyy-M-dd", "2026-5-1", .unreadable),
    PatternCase("yyyyMMddH", "202605010", .reads("2026-05-01T00:00:00Z")),
    PatternCase("yyyyMMddH", "2026050123", .reads("2026-05-01T23:00:00Z")),
    PatternCase("yyyyMMddH", "2026050124", .hour24("2026-05-02T00:00:00Z")),
    PatternCase("yyyyMMddH", "2026050125", .impossible), PatternCase("yyyyMMddH", "20260501", .unreadable),
    PatternCase("yyyyMMddH", "20260501123", .unreadable),
    PatternCase("yyyyMMddHH", "2026050101", .reads("2026-05-01T01:00:00Z")),
    PatternCase("yyyyMMddHH", "202605011", .unreadable),
    PatternCase("yyyyMMdd H:m:s", "20260501 1:2:3", .reads("2026-05-01T01:02:03Z")),
    PatternCase("yyyyMMdd H:m:s", "20260501 1:59:59", .reads("2026-05-01T01:59:59Z")),
    PatternCase("yyyyMMdd H:m:s", "20260501 1:60:0", .impossible),
    PatternCase("yyyyMMdd H:m:s", "20260501 1:0:60", .impossible),
    PatternCase("yyyyMMdd H:m:s", "20260501 1::3", .unreadable),
    PatternCase("yyyyMMdd H:m:s", "20260501 1:2:", .unreadable),
    PatternCase("yyyyMMdd H:m:s", "20260501 1:2:345", .unreadable),
    PatternCase("yyyyMMdd H:mm:ss", "20260501 1:2:03", .unreadable),
    PatternCase("yyyyMMdd H:mm:ss", "20260501 1:02:3", .unreadable),
    PatternCase("yyyyMMddHHmmssS", "202605010102039", .reads("2026-05-01T01:02:03.9Z")),
    PatternCase("yyyyMMddHHmmssSSSSSS", "20260501010203000009", .reads("2026-05-01T01:02:03.000009Z")),
    PatternCase("yyyyMMddHHmmssSSSSSSS", "202605010102039999999", .reads("2026-05-01T01:02:03.999999Z")),
    PatternCase("yyyyMMddHHmmssSSSSSSSS", "2026050101020300000199", .reads("2026-05-01T01:02:03.000001Z")),
    PatternCase("yyyyMMddHHmmssSSSSSSSSS", "20260501010203999999999", .reads("2026-05-01T01:02:03.999999Z")),
    PatternCase("yyyyMMddHHmmssSSSSSSSSS", "20260501010203000000999", .reads("2026-05-01T01:02:03Z")),
    PatternCase("yyyyMMddHHmmssSSSSSSSSS", "2026050101020399999999", .unreadable),
    PatternCase("yyyyMMddHHmmssSSSSSSSSS", "202605010102039999999999", .unreadable),
    PatternCase("yyyyMMddHHmmssSSS", "1969123123595999x", .unreadable),
    PatternCase("yyyyMMddHHmmssSSSSSSS", "196912312359599999999", .reads("1969-12-31T23:59:59.999999Z")),
  ]

  @Test(arguments: letters)
  func readsEachLetter(_ it: PatternCase) throws {
    #expect(TimeOutcome.of(it.text, try TimeFormat(it.pattern)) == it.outcome)
  }

  private static let halves = "yyyyMMdd h:mm a"
  static let twelveHours: [PatternCase] = [
    PatternCase(halves, "20260501 12:05 AM", .reads("2026-05-01T00:05:00Z")),
    PatternCase(halves, "20260501 1:00 AM", .reads("2026-05-01T01:00:00Z")),
    PatternCase(halves, "20260501 11:59 am", .reads("2026-05-01T11:59:00Z")),
    PatternCase(halves, "20260501 12:30 pm", .reads("2026-05-01T12:30:00Z")),
    PatternCase(halves, "20260501 01:00 Pm", .reads("2026-05-01T13:00:00Z")),
    PatternCase(halves, "20260501 11:59 p.m.", .reads("2026-05-01T23:59:00Z")),
    PatternCase(halves, "20260501 12:00 a.m.", .reads("2026-05-01T00:00:00Z")),
    PatternCase(halves, "20260501 12:00 A.M.", .reads("2026-05-01T00:00:00Z")),
    PatternCase(halves, "20260501 12:05 오전", .reads("2026-05-01T00:05:00Z")),
    PatternCase(halves, "20260501 12:30 오후", .reads("2026-05-01T12:30:00Z")),
    PatternCase(halves, "20260501 0:30 AM", .impossible), PatternCase(halves, "20260501 13:30 PM", .impossible),
    PatternCase(halves, "20260501 24:00 AM", .impossible), PatternCase(halves, "20260501 1:60 AM", .impossible),
    PatternCase(halves, "20260501 1:00 A", .unreadable), PatternCase(halves, "20260501 1:00 ", .unreadable),
    PatternCase(halves, "20260501 1:00", .unreadable), PatternCase(halves, "20260501 1:00 XM", .unreadable),
    PatternCase(halves, "20260501 1:00 AX", .unreadable), PatternCase(halves, "20260501 1:00 a.m", .unreadable),
    PatternCase(halves, "20260501 1:00 am.", .unreadable), PatternCase(halves, "20260501 1:00 a.mx", .unreadable),
    PatternCase(halves, "20260501 1:00 a.x.", .unreadable), PatternCase(halves, "20260501 1:00 AMM", .unreadable),
    PatternCase(halves, "20260501 1:00 오", .unreadable), PatternCase(halves, "20260501 1:00 오점", .unreadable),
    PatternCase(halves, "20260501 123:00 AM", .unreadable), PatternCase(halves, "20260501 1:00AM", .unreadable),
    PatternCase("yyyyMMdd hh:mma", "20260501 01:00AM", .reads("2026-05-01T01:00:00Z")),
    PatternCase("yyyyMMdd hh:mma", "20260501 1:00AM", .unreadable),
    PatternCase("yyyyMMdd hh:mma.", "20260501 01:00AM.", .reads("2026-05-01T01:00:00Z")),
    PatternCase("yyyyMMdd ah", "20260501 오후1", .reads("2026-05-01T13:00:00Z")),
    PatternCase("yyyyMMdd ahh", "20260501 pm12", .reads("2026-05-01T12:00:00Z")),
    PatternCase("a h:mm d/M/yyyy", "오전 12:05 7/4/2021", .reads("2021-04-07T00:05:00Z")),
    PatternCase("yyyy년 M월 d일 a h시 m분 s초", "2021년 4월 7일 오후 12시 3분 9초", .reads("2021-04-07T12:03:09Z")),
  ]

  @Test(arguments: twelveHours)
  func readsHalvesOfTheDay(_ it: PatternCase) throws {
    #expect(TimeOutcome.of(it.text, try TimeFormat(it.pattern)) == it.outcome)
  }

  /// Blanks, text that stands for itself, and two columns that the scanner joins with one blank.
  static let texts: [PatternCase] = [
    PatternCase("MMM d yyyy h:mma", "Feb  8 2014 10:01AM", .reads("2014-02-08T10:01:00Z")),
    PatternCase("MMM d yyyy h:mma", "Feb 28 2014 10:01PM", .reads("2014-02-28T22:01:00Z")),
    PatternCase("MMM d yyyy h:mma", "Feb \t 8\t2014    1:01PM", .reads("2014-02-08T13:01:00Z")),
    PatternCase("MMM d yyyy h:mma", "Feb8 2014 10:01AM", .unreadable),
    PatternCase("MMM d yyyy h:mma", "Feb\u{A0}8 2014 10:01AM", .unreadable),
    PatternCase("MMM d  \t yyyy", "Feb 8 2014", .reads("2014-02-08T00:00:00Z")),
    PatternCase("yyyy-MM-dd HH:mm", "2026-05-01 06:02", .reads("2026-05-01T06:02:00Z")),
    PatternCase("yyyy-MM-dd HH:mm", "2026-05-01 ", .unreadable),
    PatternCase("yyyy-MM-dd HH:mm", " 06:02", .unreadable),
    PatternCase("d/M/yyyy H", "1/12/2017 0", .reads("2017-12-01T00:00:00Z")),
    PatternCase("d/M/yyyy H", "1/12/2017 23", .reads("2017-12-01T23:00:00Z")),
    PatternCase("d/M/yyyy H", "1/12/2017 24", .hour24("2017-12-02T00:00:00Z")),
    PatternCase("yyyyMMdd HHmm", "20201125 2400", .hour24("2020-11-26T00:00:00Z")),
    PatternCase("yyyyTMM", "2026T05", .reads("2026-05-01T00:00:00Z")),
    PatternCase("yyyyTMM", "2026t05", .unreadable), PatternCase("yyyyTMM", "2026 05", .unreadable),
    PatternCase("yyyy-MM-dd'T'HH", "2026-05-01'T'06", .reads("2026-05-01T06:00:00Z")),
    PatternCase("yyyy-MM-dd HH+09:00", "2026-05-01 06+09:00", .reads("2026-05-01T06:00:00Z")),
    PatternCase("yyyy-MM-dd HH+09:00", "2026-05-01 06+08:00", .unreadable),
    PatternCase("1.d.M.yyyy", "1.2.3.2026", .reads("2026-03-02T00:00:00Z")),
    PatternCase("yyyy년M월", "2026년5월", .reads("2026-05-01T00:00:00Z")),
    PatternCase("yyyy년M월", "2026년5일", .unreadable), PatternCase("yyyy년M월", "2026년", .unreadable),
  ]

  @Test(arguments: texts)
  func readsTexts(_ it: PatternCase) throws {
    #expect(TimeOutcome.of(it.text, try TimeFormat(it.pattern)) == it.outcome)
  }

  @Test(arguments: ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"].enumerated())
  func everyMonth(_ index: Int, _ name: String) throws {
    let names = [
      "Jan": "January", "Feb": "February", "Mar": "March", "Apr": "April", "May": "May", "Jun": "June",
      "Jul": "July", "Aug": "August", "Sep": "September", "Oct": "October", "Nov": "November", "Dec": "December",
    ]
    let whole = try #require(names[name])
    let expected = TimeOutcome.reads(Instant(year: 2026, month: index + 1, day: 28).description)
    for change in [{ $0 }, { $0.uppercased() }, { $0.lowercased() }] as [(String) -> String] {
      #expect(TimeOutcome.of("28-\(change(name))-2026", try TimeFormat("d-MMM-yyyy")) == expected)
      #expect(TimeOutcome.of("\(change(whole)) 28, 2026", try TimeFormat("MMMM d, yyyy")) == expected)
    }
  }

  /// No part of a text is read as the whole, nor anything behind it.
  @Test(arguments: [
    ("MMMM d yyyy h:mm:ss.SSSa", "September 10 2026 11:22:33.444p.m."), ("yyyyMMddHHmmss", "20260501060211"),
    ("yy년 MMM dd일 a hh시", "26년 Sep 10일 오후 11시"), ("yyyy-MM-dd HH:mm", "2026-05-01 06:02"),
  ])
  func partsOfATextAreUnreadable(_ pattern: String, _ text: String) throws {
    let format = try TimeFormat(pattern)
    let bytes = Array(text.utf8)
    for count in 0..<bytes.count {
      #expect(TimeOutcome.of(Array(bytes[..<count]), format) == .unreadable, "\(count) bytes")
    }
    guard case .reads = TimeOutcome.of(bytes, format) else {
      Issue.record("the whole text is not read")
      return
    }
  }

  @Test(arguments: [(0, "1900", "1999"), (1, "2000", "1999"), (50, "2000", "1999"), (100, "2000", "2099")])
  func pivots(_ pivot: Int, _ first: String, _ last: String) throws {
    let format = try TimeFormat("yy", pivot: pivot)
    #expect(TimeOutcome.of("00", format) == .reads("\(first)-01-01T00:00:00Z"))
    #expect(TimeOutcome.of("99", format) == .reads("\(last)-01-01T00:00:00Z"))
    if 1..<100 ~= pivot {
      let below = pivot - 1 < 10 ? "0\(pivot - 1)" : "\(pivot - 1)"
      let at = pivot < 10 ? "0\(pivot)" : "\(pivot)"
      #expect(TimeOutcome.of(below, format) == .reads("20\(below)-01-01T00:00:00Z"))
      #expect(TimeOutcome.of(at, format) == .reads("19\(at)-01-01T00:00:00Z"))
    }
  }

  @Test(arguments: ["yyyy", "yy", "rfc3339", "epoch_s"])
  func pivotsOutOfRange(_ text: String) {
    for pivot in [Int.min, -1, 101, 1970, .max] {
      let error = #expect(throws: TimePatternError.self) { try TimeFormat(text, pivot: pivot) }
      #expect(error?.description == "the pivot of two-digit years must be 0 to 100, not \(pivot)")
    }
  }

  @Test func anotherPivotIsAnotherFormat() throws {
    #expect(try TimeFormat("yy-MM", pivot: 70) == TimeFormat("yy-MM"))
    #expect(try TimeFormat("yy-MM", pivot: 50) != TimeFormat("yy-MM"))
  }

  @Test func namesOfFormats() throws {
    #expect(try TimeFormat("rfc3339") == .rfc3339)
    #expect(try TimeFormat("epoch_s") == .epoch(.seconds))
    #expect(try TimeFormat("epoch_ms") == .epoch(.milliseconds))
    #expect(try TimeFormat("epoch_us") == .epoch(.microseconds))
    #expect(try TimeFormat("epoch_ns") == .epoch(.nanoseconds))
  }
}
